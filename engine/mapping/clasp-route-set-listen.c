/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-set-private.h"

#include "core/clasp-address.h"

/* What the set hears for its mappings, and what there is when one begins. */

/* What the session listens to for some of them. */
typedef struct
{
  guint32 id;
  guint   n_users;
} Subscription;

char *
clasp_route_switch_address (const char *id)
{
  g_autofree char *segment = clasp_segment_escape (clasp_str (id));

  return g_strconcat ("/local/route/", segment, "/on", NULL);
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

void
clasp_route_ref_free (gpointer data)
{
  ClaspRouteRef *self = data;

  g_free (self->pattern);
  g_free (self);
}

static gboolean
add_ref (ClaspLiveRoute   *live,
         ClaspRouteRefKind kind,
         guint             index,
         const char       *pattern,
         GError          **error)
{
  ClaspRouteSet *self = live->set;
  ClaspRouteRef *ref;

  if (!listen (self, pattern, error))
    return FALSE;
  ref = g_new0 (ClaspRouteRef, 1);
  *ref = (ClaspRouteRef){ kind, live, index, g_strdup (pattern) };
  g_ptr_array_add (live->refs, ref);
  clasp_route_index_add (self->index, clasp_str (pattern), ref);
  return TRUE;
}

void
clasp_live_route_remove_refs (ClaspLiveRoute *live)
{
  for (guint i = 0; i < live->refs->len; i++)
    {
      ClaspRouteRef *ref = live->refs->pdata[i];

      clasp_route_index_remove (live->set->index, clasp_str (ref->pattern), ref);
      stop_listening (live->set, ref->pattern);
    }
  g_ptr_array_set_size (live->refs, 0);
}

static gboolean
add_switches (ClaspLiveRoute *live, GError **error)
{
  g_autofree char   *on = clasp_route_switch_address (live->spec->id);
  const char *const *layers = clasp_settings_get_strv (live->spec->options, "layers");

  if (!add_ref (live, CLASP_ROUTE_REF_CONTROL, 0, on, error))
    return FALSE;
  for (guint i = 0; layers[i] != NULL; i++)
    {
      g_autofree char *address = clasp_condition_layer_address (layers[i]);

      if (!add_ref (live, CLASP_ROUTE_REF_CONTROL, 0, address, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
clasp_live_route_add_refs (ClaspLiveRoute *live, GError **error)
{
  ClaspRoute *route = live->route;

  if (!add_switches (live, error))
    return FALSE;
  for (guint i = 0; route->watched->pdata[i] != NULL; i++)
    if (!add_ref (live, CLASP_ROUTE_REF_WATCH, 0, route->watched->pdata[i], error))
      return FALSE;
  if (route->page.pattern != NULL && route->n_backs > 0 &&
      !add_ref (live, CLASP_ROUTE_REF_PAGE, 0,
                clasp_route_pattern_get_subscription (route->page.pattern), error))
    return FALSE;
  for (guint i = 0; i < route->n_backs; i++)
    if (!add_ref (live, CLASP_ROUTE_REF_BACK, i,
                  clasp_chain_get_subscription (route->backs[i].chain), error))
      return FALSE;
  for (guint i = 0; i < route->n_sources; i++)
    if (!add_ref (live, CLASP_ROUTE_REF_SOURCE, i,
                  clasp_route_pattern_get_subscription (route->sources[i].pattern), error))
      return FALSE;
  return TRUE;
}

/* What it would need to run may be wrong: then there is nothing to say of it. */
void
clasp_live_route_add_muted (ClaspLiveRoute *live)
{
  for (guint i = 0; i < live->spec->sources->len; i++)
    {
      const ClaspRouteEnd *end = live->spec->sources->pdata[i];
      ClaspRoutePattern   *pattern = clasp_route_pattern_new (end->address, NULL);

      if (pattern == NULL)
        continue;
      g_ptr_array_add (live->muted, pattern);
      add_ref (live, CLASP_ROUTE_REF_MUTED, live->muted->len - 1,
               clasp_route_pattern_get_subscription (pattern), NULL);
    }
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
send_state (ClaspLiveRoute *live, ClaspRouteSource *source)
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

void
clasp_live_route_send_states (ClaspLiveRoute *live)
{
  ClaspRouteHost *host = &live->set->host;

  if (live->route->waits_at_start)
    return;
  clasp_route_host_enter (host);
  for (guint i = 0; live->route != NULL && i < live->route->n_sources; i++)
    send_state (live, &live->route->sources[i]);
  clasp_route_host_leave (host);
}
