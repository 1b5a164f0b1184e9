/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker.h"

#include "clasp-worker-private.h"

#include "router/clasp-router-settings.h"

#define WATCH_INTERVAL_US 16000
#define GOODBYE "The router is shutting down"

/* ---- specs ---- */

void
clasp_connection_spec_free (ClaspConnectionSpec *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->namespace_);
  g_clear_object (&self->settings);
  g_free (self);
}

static void
live_connection_free (gpointer data)
{
  ClaspLiveConnection *self = data;

  clasp_bridge_close (self->bridge);
  g_object_unref (self->bridge);
  clasp_connection_spec_free (self->spec);
  g_free (self);
}

/* ---- the router ---- */

/* A note that only the session that ended would have ended must not sound for ever. */
static void
session_cb (guint64     number,
            const char *name,
            gpointer    user_data)
{
  ClaspWorker   *self = user_data;
  GHashTableIter iter;
  gpointer       live;

  if (self->events.session != NULL)
    self->events.session (number, name, self->user_data);
  if (name != NULL || self->connections == NULL)
    return;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    clasp_bridge_writer_left (((ClaspLiveConnection *) live)->bridge, number);
}

/**
 * clasp_worker_set_router:
 * @self: a worker
 * @settings: (transfer full): a copy of the router's settings
 *
 * Thread: worker.
 */
void
clasp_worker_set_router (ClaspWorker   *self,
                         ClaspSettings *settings)
{
  ClaspRouterLimits limits = clasp_router_settings_get_limits (settings);

  clasp_worker_follow_identity (self, settings);
  g_set_object (&self->router_settings, settings);
  g_object_unref (settings);
  if (self->router == NULL)
    {
      self->router = clasp_router_new (self->reactor, self->timers, clasp_settings_get_string (settings, "name"), &limits);
      clasp_router_set_session_func (self->router, session_cb, self);
      self->routes = clasp_route_set_new (self->router, self->timers);
      clasp_route_set_remember (self->routes, CLASP_TRACE_MEMORY_INPUTS, CLASP_TRACE_MEMORY_BYTES);
      clasp_worker_taps_init (self);
      clasp_worker_desk_init (self);
      clasp_worker_locals_init (self);
      clasp_worker_editor_init (self);
      clasp_worker_stats_init (self);
    }
  else
    clasp_router_set_limits (self->router, clasp_settings_get_string (settings, "name"), &limits);
  clasp_reactor_set_awake (self->reactor, (guint) clasp_settings_get_int (settings, "awake-us"));
  clasp_worker_desk_follow (self);
  clasp_worker_check_rules (self);
  clasp_router_set_strategies (self->router, clasp_settings_get_strv (settings, "strategies"));
  if (self->journal != NULL)
    {
      ClaspJournalConfig config = clasp_journal_config_from_settings (settings);

      clasp_journal_set_config (self->journal, &config);
    }
  clasp_router_set_history (self->router, clasp_settings_get_strv (settings, "history"));
  if (self->is_complete)
    clasp_worker_start_listeners (self);
}

/* ---- settling ---- */

static gboolean
is_starting (ClaspWorker *self)
{
  GHashTableIter iter;
  gpointer       live;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    if (((ClaspLiveConnection *) live)->state == CLASP_BRIDGE_STATE_STARTING)
      return TRUE;

  return FALSE;
}

void
clasp_worker_check_settled (ClaspWorker *self)
{
  const char *const    *uris = clasp_settings_get_strv (self->router_settings, "listen");
  g_autoptr (GPtrArray) real = NULL;

  if (!self->is_complete || is_starting (self))
    return;

  real = g_ptr_array_new ();
  for (guint i = 0; uris[i] != NULL; i++)
    {
      ClaspListener *listener = g_hash_table_lookup (self->listeners, uris[i]);

      if (listener != NULL)
        g_ptr_array_add (real, (gpointer) clasp_listener_get_uri (listener));
    }
  g_ptr_array_add (real, NULL);
  self->events.settled ((const char *const *) real->pdata, self->listen_error, self->user_data);
}

/**
 * clasp_worker_set_complete:
 * @self: a worker
 *
 * Starts to listen: peers find everything the show asked for in place.
 *
 * Thread: worker.
 */
void
clasp_worker_set_complete (ClaspWorker *self)
{
  self->is_complete = TRUE;
  clasp_worker_start_listeners (self);
}

/* ---- connections ---- */

static gboolean
is_gone (ClaspBridgeState state)
{
  return state == CLASP_BRIDGE_STATE_WAITING || state == CLASP_BRIDGE_STATE_MISSING || state == CLASP_BRIDGE_STATE_ERROR;
}

static gboolean
is_there (ClaspBridgeState state)
{
  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE || state == CLASP_BRIDGE_STATE_DEGRADED;
}

static void
bridge_status_cb (const ClaspBridgeStatus *status,
                  gpointer                 user_data)
{
  ClaspWorker    *self = user_data;
  ClaspLiveConnection *live = g_hash_table_lookup (self->connections, status->id);
  gboolean        was_starting = live != NULL && live->state == CLASP_BRIDGE_STATE_STARTING;

  if (live != NULL && live->state != status->state)
    {
      if (is_gone (live->state) && is_there (status->state))
        clasp_route_set_reconnected (self->routes, status->id);
      live->state = status->state;
      clasp_worker_locals_tell (self, status);
    }
  self->events.connection (status, self->user_data);
  if (was_starting && status->state != CLASP_BRIDGE_STATE_STARTING)
    clasp_worker_check_settled (self);
}

static gboolean
is_same_connection (const ClaspLiveConnection *live,
                    const ClaspConnectionSpec *spec)
{
  return g_str_equal (live->spec->kind, spec->kind) && g_str_equal (live->spec->namespace_, spec->namespace_) &&
         g_str_equal (live->spec->name, spec->name) &&
         clasp_settings_equal (clasp_bridge_get_settings (live->bridge), spec->settings);
}

/* For those that name it. */
static void
tell_mappings (ClaspWorker         *self,
               ClaspLiveConnection *live)
{
  ClaspSession *session = clasp_bridge_get_session (live->bridge);

  if (session != NULL)
    clasp_route_set_add_connection (self->routes,
                                    &(ClaspRouteConnection){
                                      .id = live->spec->id,
                                      .name = clasp_session_get_name (session),
                                      .namespace_ = live->spec->namespace_,
                                      .protocol = CLASP_BRIDGE_GET_CLASS (live->bridge)->protocol,
                                      .session = clasp_session_get_number (session),
                                    });
}

void
clasp_worker_open_bridge (ClaspWorker         *self,
                          ClaspLiveConnection *live)
{
  const ClaspConnectionSpec *spec = live->spec;
  ClaspBridgeHost host = {
    self->reactor, self->timers, self->router, bridge_status_cb, self, self->interfaces, self->universes, &live->outages, self->is_quiet
  };

  if (live->bridge != NULL)
    live->outages = clasp_bridge_peek_status (live->bridge)->outages;
  if (live->bridge != NULL)
    clasp_bridge_close (live->bridge);
  g_clear_object (&live->bridge);
  live->bridge = g_object_new (spec->bridge_type, NULL);
  clasp_bridge_open (live->bridge, spec->id, spec->name, spec->namespace_, g_object_ref (spec->settings), &host);
  tell_mappings (self, live);
}

/**
 * clasp_worker_set_connection:
 * @self: a worker
 * @spec: (transfer full): what the show asks for
 *
 * Starts a bridge, or replaces the one with the same id when something that matters changed.
 *
 * Thread: worker.
 */
void
clasp_worker_set_connection (ClaspWorker         *self,
                             ClaspConnectionSpec *spec)
{
  ClaspLiveConnection *live = g_hash_table_lookup (self->connections, spec->id);
  ClaspBridgeOutages   outages = { 0 };

  clasp_worker_list_connection (self, spec, live == NULL);
  if (live != NULL)
    clasp_worker_follow_listing (live, spec);
  if (live != NULL && is_same_connection (live, spec))
    {
      clasp_connection_spec_free (spec);
      return;
    }

  if (live != NULL && live->bridge != NULL)
    outages = clasp_bridge_peek_status (live->bridge)->outages;
  g_hash_table_remove (self->connections, spec->id);
  live = g_new0 (ClaspLiveConnection, 1);
  live->spec = spec;
  live->outages = outages;
  g_hash_table_insert (self->connections, spec->id, live);
  clasp_worker_open_bridge (self, live);
}

/**
 * clasp_worker_remove_connection:
 * @self: a worker
 * @id: a connection's id; nothing happens when it is not there
 *
 * Thread: worker.
 */
void
clasp_worker_remove_connection (ClaspWorker *self,
                                const char  *id)
{
  if (g_hash_table_remove (self->connections, id) && self->locals != NULL)
    clasp_locals_set_connection (self->locals, id, NULL);
  clasp_worker_unlist_connection (self, id);
  clasp_route_set_remove_connection (self->routes, id);
}

/**
 * clasp_worker_retry:
 * @self: a worker
 * @connection_id: a connection's id
 *
 * Thread: worker.
 */
void
clasp_worker_retry (ClaspWorker *self,
                    const char  *connection_id)
{
  ClaspLiveConnection *live = g_hash_table_lookup (self->connections, connection_id);

  if (live != NULL)
    clasp_bridge_retry_now (live->bridge);
}

/**
 * clasp_worker_list_peers:
 * @self: a worker
 * @connection_id: a connection's id
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable) (element-type ClaspConnectionPeer): those it speaks with; %NULL
 * when there is no such connection
 */
GPtrArray *
clasp_worker_list_peers (ClaspWorker *self, const char *connection_id)
{
  ClaspLiveConnection *live = g_hash_table_lookup (self->connections, connection_id);

  return live != NULL ? clasp_connection_peers_new (live->bridge) : NULL;
}

/**
 * clasp_worker_dup_tags:
 * @self: a worker
 * @address: an address
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): the type tags of the newest message that came in there
 */
char *
clasp_worker_dup_tags (ClaspWorker *self, const char *address)
{
  GHashTableIter       iter;
  ClaspLiveConnection *live;
  char                *tags = NULL;

  g_hash_table_iter_init (&iter, self->connections);
  while (tags == NULL && g_hash_table_iter_next (&iter, NULL, (gpointer *) &live))
    tags = clasp_bridge_dup_tags (live->bridge, clasp_str (address));
  return tags;
}

/* ---- mappings ---- */

static void
report_mapping (const ClaspRouteStatus *status,
                gpointer                user_data)
{
  ClaspWorker *self = user_data;

  self->events.mapping (status, self->user_data);
}

/**
 * clasp_worker_set_mapping:
 * @self: a worker
 * @spec: (transfer full): what the show asks for
 *
 * Starts a mapping, or replaces the one with the same id. One that cannot run says why in its
 * status.
 *
 * Thread: worker.
 */
void
clasp_worker_set_mapping (ClaspWorker    *self,
                          ClaspRouteSpec *spec)
{
  g_autofree char *id = g_strdup (spec->id);
  gboolean         is_muted = spec->is_muted;
  ClaspRouteStatus status;

  /* Of one that is muted, what it did last stays in view. */
  if (clasp_route_set_put (self->routes, spec) && !is_muted &&
      clasp_route_set_get_status (self->routes, id, &status))
    report_mapping (&status, self);
}

/**
 * clasp_worker_order_mappings:
 * @self: a worker
 * @ids: (element-type utf8): of all mappings of the show, in order; those that do not run are
 *   passed over
 *
 * Thread: worker.
 */
void
clasp_worker_order_mappings (ClaspWorker *self,
                             GPtrArray   *ids)
{
  clasp_route_set_order (self->routes, ids);
}

/**
 * clasp_worker_remove_mapping:
 * @self: a worker
 * @id: a mapping's id; nothing happens when it is not there
 *
 * Thread: worker.
 */
void
clasp_worker_remove_mapping (ClaspWorker *self,
                             const char  *id)
{
  clasp_route_set_remove (self->routes, id);
}

static void
watch_mappings_cb (gpointer user_data)
{
  ClaspWorker *self = user_data;

  clasp_route_set_take_changed (self->routes, report_mapping, self);
  clasp_timers_set (self->timers, &self->watch_timer, clasp_worker_now (self) + WATCH_INTERVAL_US, watch_mappings_cb, self);
}

/**
 * clasp_worker_watch_mappings:
 * @self: a worker
 * @watch: whether to report what passes through mappings, at frame rate
 *
 * Thread: worker.
 */
void
clasp_worker_watch_mappings (ClaspWorker *self,
                             gboolean     watch)
{
  if (watch)
    watch_mappings_cb (self);
  else
    clasp_timers_cancel (self->timers, &self->watch_timer);
}

/* ---- life ---- */

gint64
clasp_worker_now (ClaspWorker *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/**
 * clasp_worker_get_router:
 * @self: a worker with a router
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the router
 */
ClaspRouter *
clasp_worker_get_router (ClaspWorker *self)
{
  return self->router;
}

/**
 * clasp_worker_keep_journal:
 * @self: a worker with a router and nothing else yet
 * @file: the journal; what it holds comes back
 *
 * Thread: worker.
 */
void
clasp_worker_keep_journal (ClaspWorker *self,
                           GFile       *file)
{
  ClaspJournalConfig config = clasp_journal_config_from_settings (self->router_settings);
  g_autofree char   *path = g_file_get_path (file);

  if (self->journal == NULL)
    self->journal = clasp_journal_new (path, self->router, self->timers,
                                       clasp_reactor_get_main_context (self->reactor), &config);
  clasp_desk_take_state (self->desk);
}

/* Without news a connection that names an interface waits for it, and says so. */
static void
follow_interfaces (ClaspWorker *self)
{
  g_autoptr (GError) error = NULL;

  self->interfaces = clasp_interfaces_new (self->reactor, &error);
  if (error != NULL)
    g_message ("%s", error->message);
}

/**
 * clasp_worker_new:
 * @context: the worker's main context
 * @events: how to tell the engine; copied
 * @user_data: for @events
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a worker without a router
 */
ClaspWorker *
clasp_worker_new (GMainContext            *context,
                  gboolean                 is_quiet,
                  const ClaspWorkerEvents *events,
                  gpointer                 user_data)
{
  ClaspWorker *self = g_new0 (ClaspWorker, 1);

  self->events = *events;
  self->user_data = user_data;
  self->is_quiet = is_quiet;
  self->reactor = clasp_reactor_new (context);
  clasp_reactor_own_sleep (self->reactor);
  self->timers = clasp_timers_new (context, clasp_clock_system ());
  clasp_timers_use_reactor (self->timers, self->reactor);
  self->started_us = clasp_worker_now (self);
  clasp_worker_listeners_init (self);
  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, live_connection_free);
  clasp_worker_recorder_init (self);
  follow_interfaces (self);
  self->universes = clasp_universes_new (self->timers);
  return self;
}

/* Rules and mappings first, so that nothing is sent through half of the set-up; then devices. */
static void
stop_parts (ClaspWorker *self)
{
  self->is_stopping = TRUE;
  clasp_timers_cancel (self->timers, &self->listen_timer);
  g_clear_pointer (&self->rules, clasp_rules_free);
  clasp_worker_locals_clear (self);
  clasp_worker_recorder_clear (self);
  /* Emptied before they are freed: a bridge that closes reports, and its report looks itself up. */
  if (self->routes != NULL)
    clasp_route_set_remove_all (self->routes);
  g_hash_table_remove_all (self->connections);
}

/**
 * clasp_worker_drain:
 * @self: a worker
 * @done: called when no peer is left, or the time for it is over; not after clasp_worker_free ()
 * @user_data: for @done
 *
 * Stops rules, mappings and devices, then lets peers have what waits for them. The ports stay open
 * meanwhile: /readyz says that it is not ready, and peers that come are told why they are refused.
 *
 * Thread: worker.
 */
void
clasp_worker_drain (ClaspWorker    *self,
                    ClaspDrainFunc  done,
                    gpointer        user_data)
{
  stop_parts (self);
  if (self->router != NULL)
    clasp_router_drain (self->router, GOODBYE, done, user_data);
  else
    done (user_data);
}

/**
 * clasp_worker_free:
 * @self: (transfer full): a worker
 *
 * Rules, mappings and devices, then peers, at once.
 *
 * Thread: worker.
 */
void
clasp_worker_free (ClaspWorker *self)
{
  g_hash_table_remove_all (self->listeners);
  stop_parts (self);
  clasp_worker_stats_clear (self);
  clasp_timers_cancel (self->timers, &self->watch_timer);
  g_hash_table_unref (self->listeners);
  g_clear_pointer (&self->connections, g_hash_table_unref);
  if (self->router != NULL)
    {
      clasp_worker_learn_clear (self);
      clasp_route_set_free (self->routes);
      clasp_worker_taps_clear (self);
      clasp_worker_desk_clear (self);
      clasp_worker_editor_clear (self);
      g_clear_pointer (&self->journal, clasp_journal_free);
      clasp_router_shutdown (self->router, GOODBYE);
      g_object_unref (self->router);
    }
  g_clear_object (&self->router_settings);
  g_clear_error (&self->listen_error);
  g_clear_pointer (&self->metrics, g_bytes_unref);
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  clasp_universes_free (self->universes);
  clasp_interfaces_free (self->interfaces);
  clasp_timers_free (self->timers);
  clasp_reactor_unref (self->reactor);
  g_free (self);
}
