/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker.h"

#include "clasp-worker-private.h"

#include "router/clasp-router-settings.h"
#include "transports/clasp-carriers.h"

#include <time.h>

#define STATS_INTERVAL_US G_USEC_PER_SEC
#define WATCH_INTERVAL_US 16000
#define LISTENER_RETRY_US (2 * G_USEC_PER_SEC)
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

/* ---- listeners ---- */

static void
accept_cb (ClaspListener *listener,
           ClaspLink     *link,
           gpointer       user_data)
{
  clasp_router_accept (((ClaspWorker *) user_data)->router, link);
}

static void start_listeners (ClaspWorker *self);
static void stats_cb        (gpointer     user_data);

static void
retry_listeners_cb (gpointer user_data)
{
  start_listeners (user_data);
}

static void
listener_failed (ClaspWorker  *self,
                 const char   *uri,
                 const GError *error)
{
  g_info ("router: cannot listen on %s: %s", uri, error->message);
  if (self->listen_error == NULL)
    {
      self->listen_error = g_error_copy (error);
      g_prefix_error (&self->listen_error, "%s: ", uri);
    }
  clasp_timers_set (self->timers, &self->listen_timer, clasp_worker_now (self) + LISTENER_RETRY_US, retry_listeners_cb, self);
}

/* Who we are over TLS, from the files of the settings; NULL without @error when there are none.
 * Read once, before anybody is connected through it. */
static ClaspTlsIdentity *
get_identity (ClaspWorker *self,
              GError     **error)
{
  const char *certificate = clasp_settings_get_string (self->router_settings, "tls-certificate");
  const char *key = clasp_settings_get_string (self->router_settings, "tls-key");

  if (self->identity == NULL && *certificate != '\0' && *key != '\0')
    self->identity = clasp_tls_identity_new (certificate, key, error);
  return self->identity;
}

static ClaspListener *
new_listener (ClaspWorker *self,
              const char  *uri,
              GError     **error)
{
  g_autoptr (GError) identity_error = NULL;
  ClaspTlsIdentity  *identity = clasp_listener_needs_identity (uri) ? get_identity (self, &identity_error) : NULL;

  if (identity_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&identity_error));
      return NULL;
    }
  return clasp_listener_new_with_identity (self->reactor, uri, identity, error);
}

static void
start_listener (ClaspWorker *self,
                const char  *uri)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspListener) listener = NULL;

  if (g_hash_table_contains (self->listeners, uri))
    return;

  listener = new_listener (self, uri, &error);
  if (listener != NULL)
    clasp_worker_serve_http (self, listener);
  if (listener != NULL)
    clasp_listener_set_max_per_address (listener, (guint) clasp_settings_get_int (self->router_settings, "max-per-address"));
  if (listener == NULL || !clasp_listener_start (listener, accept_cb, self, &error))
    {
      listener_failed (self, uri, error);
      return;
    }

  g_message ("router: listening on %s", clasp_listener_get_uri (listener));
  g_hash_table_insert (self->listeners, g_strdup (uri), g_steal_pointer (&listener));
}

static gboolean
is_not_wanted (gpointer uri,
               gpointer listener,
               gpointer user_data)
{
  return !g_strv_contains (user_data, uri);
}

static gboolean
is_secure (gpointer uri,
           gpointer listener,
           gpointer user_data)
{
  return clasp_listener_needs_identity (uri);
}

/* Peers that come from now on meet the new certificate. */
static void
forget_changed_identity (ClaspWorker   *self,
                         ClaspSettings *settings)
{
  static const char *const names[] = { "tls-certificate", "tls-key" };
  gboolean                 is_changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (names) && self->router_settings != NULL; i++)
    if (g_strcmp0 (clasp_settings_get_string (self->router_settings, names[i]), clasp_settings_get_string (settings, names[i])) != 0)
      is_changed = TRUE;
  if (!is_changed)
    return;

  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  g_hash_table_foreach_remove (self->listeners, is_secure, NULL);
}

/**
 * clasp_worker_renew_identity:
 * @self: a worker
 * @identity: who we are from now on, to peers that connect
 *
 * Thread: worker.
 */
void
clasp_worker_renew_identity (ClaspWorker      *self,
                             ClaspTlsIdentity *identity)
{
  GHashTableIter iter;
  const char    *uri;
  gpointer       listener;

  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  self->identity = clasp_tls_identity_ref (identity);
  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, (gpointer *) &uri, &listener))
    clasp_listener_renew_identity (listener, uri, identity);
}

static void
stop_listener (gpointer listener)
{
  clasp_listener_stop (listener);
  g_object_unref (listener);
}

static void
set_max_per_address (ClaspWorker *self)
{
  GHashTableIter iter;
  gpointer       listener;

  g_hash_table_iter_init (&iter, self->listeners);
  while (g_hash_table_iter_next (&iter, NULL, &listener))
    clasp_listener_set_max_per_address (listener, (guint) clasp_settings_get_int (self->router_settings, "max-per-address"));
}

/* Starts what is wanted and not there, stops what is there and not wanted. */
static void
start_listeners (ClaspWorker *self)
{
  const char *const *uris = clasp_settings_get_strv (self->router_settings, "listen");

  g_clear_error (&self->listen_error);
  g_hash_table_foreach_remove (self->listeners, is_not_wanted, (gpointer) uris);
  set_max_per_address (self);
  for (guint i = 0; uris[i] != NULL; i++)
    start_listener (self, uris[i]);
  clasp_worker_check_settled (self);
}

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

  forget_changed_identity (self, settings);
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
      stats_cb (self);
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
    start_listeners (self);
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
  start_listeners (self);
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
  ClaspBridgeHost host = { self->reactor, self->timers, self->router, bridge_status_cb, self, self->interfaces, self->universes };

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

  if (live != NULL && is_same_connection (live, spec))
    {
      clasp_connection_spec_free (spec);
      return;
    }

  g_hash_table_remove (self->connections, spec->id);
  live = g_new0 (ClaspLiveConnection, 1);
  live->spec = spec;
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
  ClaspRouteStatus status;

  if (clasp_route_set_put (self->routes, spec) &&
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

/* ---- statistics ---- */

static double
thread_cpu_s (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
measure_latency (ClaspWorker *self, ClaspEngineStats *stats)
{
  g_autofree ClaspHistogram *all = g_new0 (ClaspHistogram, 1);

  clasp_router_add_latency (self->router, all);
  clasp_latency_span_take (self->latency, all, &stats->latency, &stats->latency_minute);
}

static void
stats_cb (gpointer user_data)
{
  ClaspWorker     *self = user_data;
  ClaspEngineStats stats = { .running = TRUE };
  gint64           now_us = clasp_worker_now (self);
  double           elapsed_s = (double) (now_us - self->stats_us) / G_USEC_PER_SEC;
  double           cpu_s = thread_cpu_s ();

  clasp_router_get_stats (self->router, &stats.router);
  if (self->stats_us > 0 && elapsed_s > 0)
    {
      stats.rate_in = (double) (stats.router.n_received - self->last_stats.n_received) / elapsed_s;
      stats.rate_out = (double) (stats.router.n_delivered - self->last_stats.n_delivered) / elapsed_s;
      stats.cpu = (cpu_s - self->stats_cpu_s) / elapsed_s;
    }
  measure_latency (self, &stats);
  clasp_router_get_queues (self->router, &stats.queues);
  self->stats_us = now_us;
  self->stats_cpu_s = cpu_s;
  self->last_stats = stats.router;
  if (self->rules != NULL)
    clasp_rules_get_stats (self->rules, &stats.rules);
  if (self->listen_error != NULL)
    g_strlcpy (stats.error, self->listen_error->message, sizeof stats.error);
  if (self->journal != NULL)
    {
      clasp_journal_get_stats (self->journal, &stats.journal);
      if (stats.error[0] == '\0')
        g_strlcpy (stats.error, stats.journal.error, sizeof stats.error);
    }
  self->events.stats (&stats, self->user_data);
  clasp_timers_set (self->timers, &self->stats_timer, now_us + STATS_INTERVAL_US, stats_cb, self);
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
                  const ClaspWorkerEvents *events,
                  gpointer                 user_data)
{
  ClaspWorker *self = g_new0 (ClaspWorker, 1);

  self->events = *events;
  self->user_data = user_data;
  self->latency = clasp_latency_span_new ();
  self->reactor = clasp_reactor_new (context);
  clasp_reactor_own_sleep (self->reactor);
  self->timers = clasp_timers_new (context, clasp_clock_system ());
  clasp_timers_use_reactor (self->timers, self->reactor);
  self->started_us = clasp_worker_now (self);
  self->listeners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stop_listener);
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
  clasp_timers_cancel (self->timers, &self->stats_timer);
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
  clasp_latency_span_free (self->latency);
  g_clear_pointer (&self->metrics, g_bytes_unref);
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  clasp_universes_free (self->universes);
  clasp_interfaces_free (self->interfaces);
  clasp_timers_free (self->timers);
  clasp_reactor_unref (self->reactor);
  g_free (self);
}
