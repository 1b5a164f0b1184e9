/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-route-set.h"

#include "core/clasp-address.h"
#include "mapping/clasp-route-index.h"
#include "mapping/clasp-route-options.h"
#include "mapping/clasp-route-private.h"

/* Design notes. One session hears for all mappings; patterns that several ask for are subscribed once.
 * What an address concerns (mappings it is a source of, mappings with a step that looks at it, mappings
 * it switches) is found in one index, in the order of the show.
 *
 * A mapping that swallows has to be asked before the original is stored. Then all mappings of that
 * message run at once, in the router's interceptor, and the delivery that follows when none swallowed it
 * is passed over. */

#define LOCAL_ROUTE "/local/route/"
#define LOCAL_LAYER "/local/layer/"

typedef enum
{
  REF_CONTROL, /* the address switches the mapping */
  REF_WATCH,   /* a step looks at it */
  REF_SOURCE,
} RefKind;

typedef struct _Live Live;

/* Why a mapping is to hear of an address. */
typedef struct
{
  RefKind kind;
  Live   *live;    /* (unowned) */
  guint   index;   /* of the source */
  char   *pattern; /* (owned) the protocol's */
} Ref;

struct _Live
{
  ClaspRouteSet  *set;   /* (unowned) */
  ClaspRouteSpec *spec;  /* (owned) */
  ClaspRoute     *route; /* (owned) (nullable) NULL when it cannot run */
  char            error[256];
  guint64         serial; /* of mappings with the same place in the show */
  GPtrArray      *refs;   /* (owned) of Ref (owned) */
};

/* What the session listens to for some of them. */
typedef struct
{
  guint32 id;
  guint   n_users;
} Subscription;

struct _ClaspRouteSet
{
  ClaspRouteHost   host;
  GHashTable      *live;          /* (owned) id → Live (owned) */
  ClaspRouteIndex *index;         /* (owned) of Ref */
  GHashTable      *subscriptions; /* (owned) pattern → Subscription (owned) */
  ClaspSession    *ear;           /* (owned) */
  guint32          last_id;
  guint64          last_serial;
  guint            n_solo, n_swallowing;
  gboolean         has_run; /* of the message under way: in the interceptor */
};

/* ---- order ---- */

static int
compare_live (const Live *a, const Live *b)
{
  if (a->spec->order != b->spec->order)
    return a->spec->order < b->spec->order ? -1 : 1;
  return a->serial < b->serial ? -1 : a->serial > b->serial;
}

static int
compare_refs (gconstpointer a, gconstpointer b)
{
  const Ref *left = a, *right = b;
  int        order;

  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  order = compare_live (left->live, right->live);
  if (order != 0)
    return order;
  return left->index < right->index ? -1 : left->index > right->index;
}

static gboolean
concerns (gconstpointer data, ClaspStr address)
{
  const Ref    *ref = data;
  ClaspCaptures captures;

  return ref->kind != REF_SOURCE ||
         clasp_route_pattern_match (ref->live->route->sources[ref->index].pattern, address,
                                    &captures);
}

/* ---- switches ---- */

/* A parameter that is not there, or has ended, switches nothing off. */
static gboolean
is_on (ClaspRouteSet *self, const char *address)
{
  const ClaspValue *value = clasp_router_peek (self->host.router, clasp_str (address));
  double            number;

  return value == NULL || value->type == CLASP_VALUE_NULL ||
         !clasp_value_to_double (value, &number) || number != 0.0;
}

static char *
local_address (const char *prefix, const char *name, const char *suffix)
{
  g_autofree char *segment = clasp_segment_escape (clasp_str (name));

  return g_strconcat (prefix, segment, suffix, NULL);
}

static gboolean
are_layers_on (ClaspRouteSet *self, const ClaspRouteSpec *spec)
{
  const char *const *layers = clasp_settings_get_strv (spec->options, "layers");

  for (guint i = 0; layers[i] != NULL; i++)
    {
      g_autofree char *address = local_address (LOCAL_LAYER, layers[i], "");

      if (!is_on (self, address))
        return FALSE;
    }
  return TRUE;
}

static ClaspTraceReason
find_state (ClaspRouteSet *self, const Live *live)
{
  g_autofree char *address = local_address (LOCAL_ROUTE, live->spec->id, "/on");

  if (!is_on (self, address))
    return CLASP_TRACE_SWITCHED_OFF;
  if (!are_layers_on (self, live->spec))
    return CLASP_TRACE_LAYER_OFF;
  if (self->n_solo > 0 && !live->route->is_solo)
    return CLASP_TRACE_MUTED_BY_SOLO;
  return CLASP_TRACE_NO_REASON;
}

static void
update_state (Live *live)
{
  ClaspRoute      *route = live->route;
  ClaspTraceReason was = route->off;

  route->off = find_state (live->set, live);
  if (was != CLASP_TRACE_LAYER_OFF && route->off == CLASP_TRACE_LAYER_OFF && route->releases)
    clasp_route_release (route);
}

static void
update_states (ClaspRouteSet *self)
{
  GHashTableIter iter;
  gpointer       live;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    if (((Live *) live)->route != NULL)
      update_state (live);
}

/* ---- messages ---- */

static void
trace_passed_over (Live *live, const Ref *ref, ClaspStr address, ClaspTraceReason reason)
{
  CLASP_ROUTE_TRACE (live->route, .kind = CLASP_TRACE_NOT, .reason = reason,
                     .source = ref->index + 1, .address = address);
}

/* What one pass of a message knows of those before. */
typedef struct
{
  const ClaspDelivery *delivery;
  ClaspStr             address;
  const Live          *last; /* that took it */
  gboolean             is_stopped, is_swallowed;
} Pass;

static void
offer (Pass *pass, const Ref *ref)
{
  Live       *live = ref->live;
  ClaspRoute *route = live->route;

  if (pass->last == live)
    return; /* by an earlier source of it */
  if (pass->delivery->origin == clasp_session_get_number (route->session))
    {
      trace_passed_over (live, ref, pass->address, CLASP_TRACE_OWN);
      return;
    }
  if (pass->is_stopped)
    {
      trace_passed_over (live, ref, pass->address, CLASP_TRACE_STOPPED);
      return;
    }
  if (!clasp_route_receive (&route->sources[ref->index], pass->address, pass->delivery))
    return;
  pass->last = live;
  pass->is_stopped = route->is_stop;
  pass->is_swallowed |= route->is_swallow;
}

/* In a turn of the router: what mappings write is handled when all of them have seen the message, and
 * none of them comes or goes meanwhile. */
static gboolean
run (ClaspRouteSet *self, ClaspStr address, const ClaspDelivery *delivery)
{
  const ClaspRouteFound *found = clasp_route_index_find (self->index, address);
  Pass                   pass = { delivery, address };

  self->host.number++;
  for (guint i = 0; i < found->n; i++)
    {
      const Ref *ref = found->refs[i];

      switch (ref->kind)
        {
        case REF_CONTROL:
          update_state (ref->live);
          break;
        case REF_WATCH:
          clasp_route_touch (ref->live->route, address);
          break;
        case REF_SOURCE:
          offer (&pass, ref);
          break;
        }
    }
  return pass.is_swallowed;
}

static ClaspStr
address_of (const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspRouteSet *self = user_data;

  if (self->has_run)
    {
      self->has_run = FALSE;
      return;
    }
  clasp_route_host_enter (&self->host);
  run (self, address_of (delivery->message), delivery);
  clasp_route_host_leave (&self->host);
}

static gboolean
may_be_swallowed (ClaspRouteSet *self, ClaspStr address)
{
  const ClaspRouteFound *found = clasp_route_index_find (self->index, address);

  for (guint i = 0; i < found->n; i++)
    {
      const Ref *ref = found->refs[i];

      if (ref->kind == REF_SOURCE && ref->live->route->is_swallow)
        return TRUE;
    }
  return FALSE;
}

static gboolean
intercept_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspRouteSet *self = user_data;
  ClaspStr       address = address_of (delivery->message);
  gboolean       is_swallowed;

  self->has_run = FALSE;
  if (!may_be_swallowed (self, address))
    return FALSE;

  clasp_route_host_enter (&self->host);
  is_swallowed = run (self, address, delivery);
  clasp_route_host_leave (&self->host);
  self->has_run = !is_swallowed;
  if (is_swallowed && self->host.trace != NULL)
    clasp_trace_write (self->host.trace,
                       &(ClaspTraceEntry){ .kind = CLASP_TRACE_NOT,
                                           .reason = CLASP_TRACE_SWALLOWED,
                                           .mapping = "",
                                           .address = address },
                       self->host.number,
                       clasp_clock_unix_us (clasp_timers_get_clock (self->host.timers)));
  return is_swallowed;
}

static void
set_interceptor (ClaspRouteSet *self)
{
  self->has_run = FALSE;
  clasp_router_set_interceptor (self->host.router, self->n_swallowing > 0 ? intercept_cb : NULL,
                                self);
}

/* ---- what is heard ---- */

static gboolean
listen (ClaspRouteSet *self, const char *pattern, GError **error)
{
  Subscription *subscription = g_hash_table_lookup (self->subscriptions, pattern);

  if (subscription == NULL)
    {
      subscription = g_new0 (Subscription, 1);
      subscription->id = ++self->last_id;
      g_hash_table_insert (self->subscriptions, g_strdup (pattern), subscription);
      if (!clasp_session_subscribe (self->ear, subscription->id, clasp_str (pattern),
                                    CLASP_TYPES_VALUES, FALSE, error))
        {
          g_hash_table_remove (self->subscriptions, pattern);
          return FALSE;
        }
    }
  subscription->n_users++;
  return TRUE;
}

static void
stop_listening (ClaspRouteSet *self, const char *pattern)
{
  Subscription *subscription = g_hash_table_lookup (self->subscriptions, pattern);

  if (--subscription->n_users > 0)
    return;
  clasp_session_unsubscribe (self->ear, subscription->id);
  g_hash_table_remove (self->subscriptions, pattern);
}

static void
ref_free (gpointer data)
{
  Ref *self = data;

  g_free (self->pattern);
  g_free (self);
}

static gboolean
add_ref (Live *live, RefKind kind, guint index, const char *pattern, GError **error)
{
  ClaspRouteSet *self = live->set;
  Ref           *ref;

  if (!listen (self, pattern, error))
    return FALSE;
  ref = g_new0 (Ref, 1);
  *ref = (Ref){ kind, live, index, g_strdup (pattern) };
  g_ptr_array_add (live->refs, ref);
  clasp_route_index_add (self->index, clasp_str (pattern), ref);
  return TRUE;
}

static void
remove_refs (Live *live)
{
  for (guint i = 0; i < live->refs->len; i++)
    {
      Ref *ref = live->refs->pdata[i];

      clasp_route_index_remove (live->set->index, clasp_str (ref->pattern), ref);
      stop_listening (live->set, ref->pattern);
    }
  g_ptr_array_set_size (live->refs, 0);
}

static gboolean
add_switches (Live *live, GError **error)
{
  g_autofree char   *on = local_address (LOCAL_ROUTE, live->spec->id, "/on");
  const char *const *layers = clasp_settings_get_strv (live->spec->options, "layers");

  if (!add_ref (live, REF_CONTROL, 0, on, error))
    return FALSE;
  for (guint i = 0; layers[i] != NULL; i++)
    {
      g_autofree char *address = local_address (LOCAL_LAYER, layers[i], "");

      if (!add_ref (live, REF_CONTROL, 0, address, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_refs (Live *live, GError **error)
{
  ClaspRoute *route = live->route;

  if (!add_switches (live, error))
    return FALSE;
  for (guint i = 0; route->watched->pdata[i] != NULL; i++)
    if (!add_ref (live, REF_WATCH, 0, route->watched->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < route->n_sources; i++)
    if (!add_ref (live, REF_SOURCE, i,
                  clasp_route_pattern_get_subscription (route->sources[i].pattern), error))
      return FALSE;
  return TRUE;
}

/* ---- the state at the start ---- */

typedef struct
{
  char      *address, *writer; /* (owned) */
  ClaspValue value;            /* (owned) */
} State;

static void
state_clear (gpointer data)
{
  State *self = data;

  g_free (self->address);
  g_free (self->writer);
  clasp_value_clear (&self->value);
}

static void
collect_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  State state = {
    clasp_str_dup (param->address),
    clasp_str_dup (param->has_writer ? param->writer : CLASP_STR_EMPTY),
    clasp_value_copy (&param->value),
  };

  g_array_append_val ((GArray *) user_data, state);
}

/* Collected first: what comes of one may change what the others are. */
static GArray *
collect (ClaspRouteSet *self, const ClaspRouteSource *source)
{
  GArray                  *states = g_array_new (FALSE, FALSE, sizeof (State));
  const char              *text = clasp_route_pattern_get_subscription (source->pattern);
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (clasp_str (text));

  g_array_set_clear_func (states, state_clear);
  if (!clasp_pattern_is_exact (pattern) || clasp_router_peek (self->host.router, clasp_str (text)))
    clasp_router_foreach (self->host.router, pattern, collect_cb, states);
  return states;
}

static void
send_state (Live *live, ClaspRouteSource *source)
{
  g_autoptr (GArray) states = collect (live->set, source);
  ClaspCaptures      captures;

  for (guint i = 0; i < states->len && live->route != NULL; i++)
    {
      const State *state = &g_array_index (states, State, i);

      if (!clasp_route_pattern_match (source->pattern, clasp_str (state->address), &captures))
        continue;
      live->set->host.number++;
      clasp_route_receive_state (source, clasp_str (state->address), &state->value,
                                 clasp_str (state->writer));
    }
}

static void
send_states (Live *live)
{
  ClaspRouteHost *host = &live->set->host;

  if (live->route->waits_at_start)
    return;
  clasp_route_host_enter (host);
  for (guint i = 0; live->route != NULL && i < live->route->n_sources; i++)
    send_state (live, &live->route->sources[i]);
  clasp_route_host_leave (host);
}

/* ---- mappings ---- */

static void
count (Live *live, int by)
{
  ClaspRouteSet *self = live->set;

  self->n_solo += live->route->is_solo ? (guint) by : 0;
  self->n_swallowing += live->route->is_swallow ? (guint) by : 0;
  if (live->route->is_swallow)
    set_interceptor (self);
  if (live->route->is_solo)
    update_states (self);
}

static void
stop (Live *live)
{
  if (live->route == NULL)
    return;
  remove_refs (live);
  count (live, -1);
  clasp_route_free (g_steal_pointer (&live->route));
}

static void
live_free (gpointer data)
{
  Live *self = data;

  stop (self);
  clasp_route_spec_free (self->spec);
  g_ptr_array_unref (self->refs);
  g_free (self);
}

static void
cannot_run (Live *live, const GError *error)
{
  g_strlcpy (live->error, error->message, sizeof live->error);
  g_message ("mapping %s: %s", *live->spec->name != '\0' ? live->spec->name : live->spec->id,
             error->message);
}

static void
start (Live *live)
{
  g_autoptr (GError) error = NULL;

  live->error[0] = '\0';
  live->route = clasp_route_new (live->spec, &live->set->host, &error);
  if (live->route == NULL)
    {
      cannot_run (live, error);
      return;
    }
  count (live, 1);
  if (!add_refs (live, &error))
    cannot_run (live, error); /* it hears what could be subscribed */
  update_state (live);
  send_states (live);
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
 * Starts a mapping, or replaces the one with the same id. One that only got another name or place goes
 * on with what it remembers.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when it goes on
 */
gboolean
clasp_route_set_put (ClaspRouteSet *self, ClaspRouteSpec *spec)
{
  Live *live = g_hash_table_lookup (self->live, spec->id);

  if (live != NULL && takes_name_and_order (live->spec, spec))
    {
      clasp_route_spec_free (spec);
      clasp_route_index_forget (self->index);
      return FALSE;
    }

  g_hash_table_remove (self->live, spec->id);
  live = g_new0 (Live, 1);
  live->set = self;
  live->spec = spec;
  live->serial = ++self->last_serial;
  live->refs = g_ptr_array_new_with_free_func (ref_free);
  g_hash_table_insert (self->live, g_strdup (spec->id), live);
  start (live);
  return TRUE;
}

/**
 * clasp_route_set_order:
 * @self: a set
 * @ids: (element-type utf8): of all mappings of the show, in order; those that do not run are passed
 *   over
 *
 * Thread: worker.
 */
void
clasp_route_set_order (ClaspRouteSet *self, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      Live *live = g_hash_table_lookup (self->live, ids->pdata[i]);

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
  g_free (self);
}

static gboolean
names (GPtrArray *ends, const char *id)
{
  for (guint i = 0; i < ends->len; i++)
    if (g_str_equal (
          clasp_settings_get_string (((const ClaspRouteEnd *) ends->pdata[i])->options,
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
      Live *live = data;

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
  gboolean is_same = old != NULL && g_str_equal (old->namespace_, connection->namespace_);
  ClaspRouteLink *link = g_new0 (ClaspRouteLink, 1);

  link->name = g_strdup (connection->name);
  link->namespace_ = g_strdup (connection->namespace_);
  link->session = connection->session;
  g_hash_table_replace (self->host.connections, g_strdup (connection->id), link);
  if (!is_same)
    restart_targets_of (self, connection->id);
}

/**
 * clasp_route_set_remove_connection:
 * @self: a set
 * @id: a connection's
 *
 * Mappings that name it as a source hear nothing any more. Targets stay what they are: nobody is there
 * to take what is sent.
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
is_fed_by (const Live *live, const char *id)
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
      Live *live = data;

      if (live->route != NULL && live->route->resets_on_reconnect && is_fed_by (live, id))
        clasp_route_reset (live->route);
    }
}

/* ---- what is told ---- */

static void
fill_status (const Live *live, ClaspRouteStatus *status)
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
  const Live *live = g_hash_table_lookup (self->live, id);

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
clasp_route_set_take_changed (ClaspRouteSet       *self,
                              ClaspRouteStatusFunc func,
                              gpointer             user_data)
{
  ClaspRouteStatus status;
  GHashTableIter   iter;
  gpointer         data;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Live *live = data;

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
 * Thread: worker.
 */
void
clasp_route_set_trace (ClaspRouteSet *self, ClaspTrace *trace)
{
  g_clear_pointer (&self->host.trace, clasp_trace_unref);
  if (trace != NULL)
    self->host.trace = clasp_trace_ref (trace);
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
  self->host.connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, link_free);
  self->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, live_free);
  self->subscriptions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->index = clasp_route_index_new (compare_refs, concerns);
  self->ear = clasp_router_join (router, "Mappings", deliver_cb, NULL, self);
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
  clasp_session_leave (self->ear);
  g_hash_table_unref (self->live);
  g_hash_table_unref (self->subscriptions);
  g_hash_table_unref (self->host.connections);
  g_ptr_array_unref (self->host.buried);
  clasp_route_index_free (self->index);
  g_clear_pointer (&self->host.trace, clasp_trace_unref);
  g_free (self);
}
