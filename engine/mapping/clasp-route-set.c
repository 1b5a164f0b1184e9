/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-route-set-private.h"

#include "router/clasp-router-ranges.h"

#include <glib/gi18n-lib.h>

/* Design notes. One session hears for all mappings; patterns that several ask for are subscribed
 * once. What an address concerns (mappings it is a source of, mappings with a step that looks at
 * it, mappings it switches) is found in one index, in the order of the show.
 *
 * A mapping that swallows has to be asked before the original is stored. Then all mappings of that
 * message run at once, in the router's interceptor, and the delivery that follows when none
 * swallowed it is passed over. */

/* ---- mappings ---- */

static void
count (ClaspLiveRoute *live, int by)
{
  ClaspRouteSet *self = live->set;

  self->n_solo += live->route->is_solo ? (guint) by : 0;
  self->n_swallowing += live->route->is_swallow ? (guint) by : 0;
  if (live->route->is_swallow)
    clasp_route_set_set_interceptor (self);
  if (live->route->is_solo)
    clasp_route_set_update_states (self);
}

static void
stop (ClaspLiveRoute *live)
{
  clasp_live_route_remove_refs (live);
  g_ptr_array_set_size (live->muted, 0);
  if (live->route == NULL)
    return;
  count (live, -1);
  clasp_route_free (g_steal_pointer (&live->route));
}

static void
live_free (gpointer data)
{
  ClaspLiveRoute *self = data;

  stop (self);
  clasp_route_spec_free (self->spec);
  g_ptr_array_unref (self->refs);
  g_ptr_array_unref (self->muted);
  g_free (self);
}

static void
cannot_run (ClaspLiveRoute *live, const GError *error)
{
  g_strlcpy (live->error, error->message, sizeof live->error);
  /* Translators: begins as all that the Log says of a mapping */
  g_message (_ ("Mapping %s: %s"), *live->spec->name != '\0' ? live->spec->name : live->spec->id,
             error->message);
}

static void
start (ClaspLiveRoute *live)
{
  g_autoptr (GError) error = NULL;

  live->error[0] = '\0';
  if (live->spec->is_muted)
    {
      clasp_live_route_add_muted (live);
      return;
    }
  live->route = clasp_route_new (live->spec, &live->set->host, &error);
  if (live->route == NULL)
    {
      cannot_run (live, error);
      return;
    }
  count (live, 1);
  if (!clasp_live_route_add_refs (live, &error))
    cannot_run (live, error); /* it hears what could be subscribed */
  clasp_live_route_update_state (live);
  clasp_live_route_send_states (live);
  if (live->route != NULL && live->route->off == CLASP_TRACE_NO_REASON)
    clasp_route_lamp_wake (live->route);
}

/* A new name or another place is no reason to start anew: what steps remember stays. */
static gboolean
takes_name_and_order (ClaspRouteSpec *self, ClaspRouteSpec *spec)
{
  guint order = self->order;
  char *name = self->name;

  self->order = spec->order;
  self->name = spec->name;
  if (clasp_route_spec_equal (self, spec))
    {
      spec->name = name;
      return TRUE;
    }
  self->order = order;
  self->name = name;
  return FALSE;
}

/**
 * clasp_route_set_put:
 * @self: a set
 * @spec: (transfer full): what the show asks for
 *
 * Starts a mapping, or replaces the one with the same id. One that only got another name or place
 * goes on with what it remembers.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it goes on
 */
gboolean
clasp_route_set_put (ClaspRouteSet *self, ClaspRouteSpec *spec)
{
  ClaspLiveRoute *live = g_hash_table_lookup (self->live, spec->id);

  if (live != NULL && takes_name_and_order (live->spec, spec))
    {
      clasp_route_spec_free (spec);
      clasp_route_index_forget (self->index);
      return FALSE;
    }

  g_hash_table_remove (self->live, spec->id);
  live = g_new0 (ClaspLiveRoute, 1);
  live->set = self;
  live->spec = spec;
  live->serial = ++self->last_serial;
  live->refs = g_ptr_array_new_with_free_func (clasp_route_ref_free);
  live->muted = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_route_pattern_free);
  g_hash_table_insert (self->live, g_strdup (spec->id), live);
  start (live);
  return TRUE;
}

/**
 * clasp_route_set_order:
 * @self: a set
 * @ids: (element-type utf8): of all mappings of the show, in order; those that do not run are
 * passed over
 *
 * Thread: worker.
 */
void
clasp_route_set_order (ClaspRouteSet *self, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      ClaspLiveRoute *live = g_hash_table_lookup (self->live, ids->pdata[i]);

      if (live != NULL)
        live->spec->order = i;
    }
  clasp_route_index_forget (self->index);
}

/**
 * clasp_route_set_remove:
 * @self: a set
 * @id: a mapping's; nothing happens when it is not there
 *
 * Thread: worker.
 */
void
clasp_route_set_remove (ClaspRouteSet *self, const char *id)
{
  g_hash_table_remove (self->live, id);
}

/**
 * clasp_route_set_remove_all:
 * @self: a set
 *
 * Thread: worker.
 */
void
clasp_route_set_remove_all (ClaspRouteSet *self)
{
  g_hash_table_remove_all (self->live);
}

/* ---- connections ---- */

static void
link_free (gpointer data)
{
  ClaspRouteLink *self = data;

  g_free (self->name);
  g_free (self->namespace_);
  g_free (self->protocol);
  g_free (self);
}

static gboolean
names (GPtrArray *ends, const char *id)
{
  for (guint i = 0; i < ends->len; i++)
    if (g_str_equal (clasp_settings_get_string (((const ClaspRouteEnd *) ends->pdata[i])->options,
                                                "connection"),
                     id))
      return TRUE;
  return FALSE;
}

/* Targets are below the namespace: their chains are made anew. */
static void
restart_targets_of (ClaspRouteSet *self, const char *id)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLiveRoute *live = data;

      if (!names (live->spec->targets, id))
        continue;
      stop (live);
      start (live);
    }
}

/**
 * clasp_route_set_add_connection:
 * @self: a set
 * @connection: what mappings that name it have to know; copied
 *
 * Thread: worker.
 */
void
clasp_route_set_add_connection (ClaspRouteSet *self, const ClaspRouteConnection *connection)
{
  ClaspRouteLink *old = g_hash_table_lookup (self->host.connections, connection->id);
  gboolean        is_same = old != NULL && g_str_equal (old->namespace_, connection->namespace_);
  ClaspRouteLink *link = g_new0 (ClaspRouteLink, 1);

  link->name = g_strdup (connection->name);
  link->namespace_ = g_strdup (connection->namespace_);
  link->protocol = g_strdup (connection->protocol);
  link->session = connection->session;
  g_hash_table_replace (self->host.connections, g_strdup (connection->id), link);
  self->host.range_serial++;
  if (!is_same)
    restart_targets_of (self, connection->id);
}

/**
 * clasp_route_set_remove_connection:
 * @self: a set
 * @id: a connection's
 *
 * Mappings that name it as a source hear nothing any more. Targets stay what they are: nobody is
 * there to take what is sent.
 *
 * Thread: worker.
 */
void
clasp_route_set_remove_connection (ClaspRouteSet *self, const char *id)
{
  ClaspRouteLink *link = g_hash_table_lookup (self->host.connections, id);

  if (link != NULL)
    link->session = 0;
}

/* By name, or because a source is below its namespace. */
static gboolean
is_fed_by (const ClaspLiveRoute *live, const char *id)
{
  const ClaspRouteLink *link = g_hash_table_lookup (live->set->host.connections, id);

  if (names (live->spec->sources, id))
    return TRUE;
  for (guint i = 0; link != NULL && i < live->spec->sources->len; i++)
    if (clasp_route_is_below (((const ClaspRouteEnd *) live->spec->sources->pdata[i])->address,
                              link->namespace_))
      return TRUE;
  return FALSE;
}

/**
 * clasp_route_set_reconnected:
 * @self: a set
 * @id: a connection's, whose device came back
 *
 * Thread: worker.
 */
void
clasp_route_set_reconnected (ClaspRouteSet *self, const char *id)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLiveRoute *live = data;

      if (live->route != NULL && live->route->resets_on_reconnect && is_fed_by (live, id))
        clasp_route_reset (live->route);
    }
}

/* ---- what is told ---- */

static void
fill_status (const ClaspLiveRoute *live, ClaspRouteStatus *status)
{
  *status = (ClaspRouteStatus){ .n_in = 0 };
  if (live->route != NULL)
    *status = live->route->status;
  g_strlcpy (status->id, live->spec->id, sizeof status->id);
  g_strlcpy (status->error, live->error, sizeof status->error);
}

/**
 * clasp_route_set_get_status:
 * @self: a set
 * @id: a mapping's
 * @status: (out caller-allocates): what it did so far and last
 *
 * Thread: worker.
 *
 * Returns: %FALSE when there is none
 */
gboolean
clasp_route_set_get_status (ClaspRouteSet *self, const char *id, ClaspRouteStatus *status)
{
  const ClaspLiveRoute *live = g_hash_table_lookup (self->live, id);

  if (live == NULL)
    return FALSE;
  fill_status (live, status);
  return TRUE;
}

/**
 * clasp_route_set_take_changed:
 * @self: a set
 * @func: (scope call): called for each mapping whose status changed since the last time
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_route_set_take_changed (ClaspRouteSet *self, ClaspRouteStatusFunc func, gpointer user_data)
{
  ClaspRouteStatus status;
  GHashTableIter   iter;
  gpointer         data;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLiveRoute *live = data;

      if (live->route == NULL || !live->route->has_changed)
        continue;
      live->route->has_changed = FALSE;
      fill_status (live, &status);
      func (&status, user_data);
    }
}

/**
 * clasp_route_set_trace:
 * @self: a set
 * @trace: (nullable): where to write what happens; %NULL ends it
 *
 * What is remembered stands at its beginning.
 *
 * Thread: worker.
 */
void
clasp_route_set_trace (ClaspRouteSet *self, ClaspTrace *trace)
{
  g_clear_pointer (&self->host.trace, clasp_trace_unref);
  if (trace != NULL)
    {
      self->host.trace = clasp_trace_ref (trace);
      if (self->host.memory != NULL)
        clasp_trace_memory_tell (self->host.memory, trace);
    }
  self->host.is_traced = self->host.trace != NULL || self->host.memory != NULL;
}

/**
 * clasp_route_set_remember:
 * @self: a set
 * @n_inputs: how many of the last inputs; 0 = none
 * @n_bytes: room for records of what became of them
 *
 * Keeps them though nobody looks. What was kept before is forgotten.
 *
 * Thread: worker.
 */
void
clasp_route_set_remember (ClaspRouteSet *self, guint n_inputs, gsize n_bytes)
{
  g_clear_pointer (&self->host.memory, clasp_trace_memory_free);
  if (n_inputs > 0)
    self->host.memory = clasp_trace_memory_new (n_inputs, n_bytes);
  self->host.is_traced = self->host.trace != NULL || self->host.memory != NULL;
}

/**
 * clasp_route_set_foreach_input:
 * @self: a set
 * @func: (scope call): told of each input that is remembered, the oldest first
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_route_set_foreach_input (ClaspRouteSet *self, ClaspTraceInputFunc func, gpointer user_data)
{
  if (self->host.memory != NULL)
    clasp_trace_memory_foreach (self->host.memory, func, user_data);
}

/* ---- life ---- */

/**
 * clasp_route_set_new:
 * @router: the router its mappings live in
 * @timers: the worker's timers
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a set without mappings
 */
ClaspRouteSet *
clasp_route_set_new (ClaspRouter *router, ClaspTimers *timers)
{
  ClaspRouteSet *self = g_new0 (ClaspRouteSet, 1);

  self->host.router = router;
  self->host.timers = timers;
  self->host.buried = g_ptr_array_new ();
  self->host.router_serial = clasp_router_get_range_serial (router);
  self->host.seen_serial = *self->host.router_serial;
  self->host.connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, link_free);
  self->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, live_free);
  self->subscriptions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->index = clasp_route_index_new (clasp_route_set_compare_refs, clasp_route_set_concerns);
  self->ear = clasp_router_join (router, "Mappings", clasp_route_set_deliver_cb, NULL, self);
  clasp_session_lift_limits (self->ear);
  return self;
}

/**
 * clasp_route_set_free:
 * @self: (transfer full): a set; not while one of its mappings hands something on
 *
 * Thread: worker.
 */
void
clasp_route_set_free (ClaspRouteSet *self)
{
  clasp_route_set_remove_all (self);
  clasp_route_merges_clear (&self->host);
  clasp_session_leave (self->ear);
  g_hash_table_unref (self->live);
  g_hash_table_unref (self->subscriptions);
  g_hash_table_unref (self->host.connections);
  g_ptr_array_unref (self->host.buried);
  clasp_route_index_free (self->index);
  g_clear_pointer (&self->host.trace, clasp_trace_unref);
  g_clear_pointer (&self->host.memory, clasp_trace_memory_free);
  g_free (self);
}
