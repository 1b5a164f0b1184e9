/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-set-private.h"

/* Messages on their way through the mappings, and what switches those. */

/* ---- order ---- */

static int
compare_live (const ClaspLiveRoute *a, const ClaspLiveRoute *b)
{
  if (a->spec->order != b->spec->order)
    return a->spec->order < b->spec->order ? -1 : 1;
  return a->serial < b->serial ? -1 : a->serial > b->serial;
}

int
clasp_route_set_compare_refs (gconstpointer a, gconstpointer b)
{
  const ClaspRouteRef *left = a, *right = b;
  int                  order;

  if (left->kind != right->kind)
    return left->kind < right->kind ? -1 : 1;
  order = compare_live (left->live, right->live);
  if (order != 0)
    return order;
  return left->index < right->index ? -1 : left->index > right->index;
}

gboolean
clasp_route_set_concerns (gconstpointer data, ClaspStr address)
{
  const ClaspRouteRef *ref = data;
  ClaspCaptures        captures;

  if (ref->kind == CLASP_ROUTE_REF_PAGE)
    return clasp_route_pattern_match (ref->live->route->page.pattern, address, &captures);
  if (ref->kind == CLASP_ROUTE_REF_MUTED)
    return clasp_route_pattern_match (ref->live->muted->pdata[ref->index], address, &captures);
  if (ref->kind == CLASP_ROUTE_REF_BACK)
    return clasp_route_pattern_match (
      clasp_chain_get_pattern (ref->live->route->backs[ref->index].chain), address, &captures);
  return ref->kind != CLASP_ROUTE_REF_SOURCE ||
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

static gboolean
are_layers_on (ClaspRouteSet *self, const ClaspRouteSpec *spec)
{
  const char *const *layers = clasp_settings_get_strv (spec->options, "layers");

  for (guint i = 0; layers[i] != NULL; i++)
    {
      g_autofree char *address = clasp_condition_layer_address (layers[i]);

      if (!is_on (self, address))
        return FALSE;
    }
  return TRUE;
}

static ClaspTraceReason
find_state (ClaspRouteSet *self, const ClaspLiveRoute *live)
{
  g_autofree char *address = clasp_route_switch_address (live->spec->id);

  if (!is_on (self, address))
    return CLASP_TRACE_SWITCHED_OFF;
  if (!are_layers_on (self, live->spec))
    return CLASP_TRACE_LAYER_OFF;
  if (self->n_solo > 0 && !live->route->is_solo)
    return CLASP_TRACE_MUTED_BY_SOLO;
  return CLASP_TRACE_NO_REASON;
}

void
clasp_live_route_update_state (ClaspLiveRoute *live)
{
  ClaspRoute      *route = live->route;
  ClaspTraceReason was = route->off;

  route->off = find_state (live->set, live);
  if (was != CLASP_TRACE_LAYER_OFF && route->off == CLASP_TRACE_LAYER_OFF && route->releases)
    clasp_route_release (route, NULL);
  if (was == CLASP_TRACE_NO_REASON && route->off != CLASP_TRACE_NO_REASON)
    clasp_route_lamp_rest (route);
  else if (was != CLASP_TRACE_NO_REASON && route->off == CLASP_TRACE_NO_REASON)
    clasp_route_lamp_wake (route);
}

void
clasp_route_set_update_states (ClaspRouteSet *self)
{
  GHashTableIter iter;
  gpointer       live;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, &live))
    if (((ClaspLiveRoute *) live)->route != NULL)
      clasp_live_route_update_state (live);
}

/* ---- messages ---- */

static void
trace_passed_over (ClaspLiveRoute      *live,
                   const ClaspRouteRef *ref,
                   ClaspStr             address,
                   ClaspTraceReason     reason)
{
  CLASP_ROUTE_TRACE (live->route, .kind = CLASP_TRACE_NOT, .reason = reason,
                     .source = ref->index + 1, .address = address);
}

/* What one pass of a message knows of those before. */
typedef struct
{
  const ClaspDelivery  *delivery;
  ClaspStr              address;
  const ClaspLiveRoute *last; /* that took it */
  const ClaspLiveRoute *last_muted; /* that would have */
  gboolean              is_stopped, is_swallowed;
} Pass;

/* Once for each, whichever of its sources it is. */
static void
note_muted (Pass *pass, const ClaspRouteRef *ref)
{
  ClaspRouteHost *host = &ref->live->set->host;

  if (pass->last_muted == ref->live || !host->is_traced)
    return;
  pass->last_muted = ref->live;
  clasp_route_host_write_trace (host, &(ClaspTraceEntry){ .kind = CLASP_TRACE_NOT,
                                                          .reason = CLASP_TRACE_MUTED,
                                                          .mapping = ref->live->spec->id,
                                                          .source = ref->index + 1,
                                                          .address = pass->address });
}

static void
offer (Pass *pass, const ClaspRouteRef *ref)
{
  ClaspLiveRoute *live = ref->live;
  ClaspRoute     *route = live->route;

  if (pass->last == live)
    return; /* by an earlier source of it */
  if (pass->delivery->origin == clasp_session_get_number (route->session))
    {
      trace_passed_over (live, ref, pass->address, CLASP_TRACE_OWN);
      return;
    }
  if (route->lamp.has_idle && route->host->hand != NULL &&
      pass->delivery->origin == clasp_session_get_number (route->host->hand))
    return; /* what its own lamp shows at rest */
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

/* In a turn of the router: what mappings write is handled when all of them have seen the message,
 * and none of them comes or goes meanwhile. */
static gboolean
run (ClaspRouteSet *self, ClaspStr address, const ClaspDelivery *delivery)
{
  const ClaspRouteFound *found = clasp_route_index_find (self->index, address);
  Pass                   pass = { delivery, address };

  clasp_route_host_look (&self->host);
  self->host.number++;
  self->host.cause = delivery;
  for (guint i = 0; i < found->n; i++)
    {
      const ClaspRouteRef *ref = found->refs[i];

      switch (ref->kind)
        {
        case CLASP_ROUTE_REF_CONTROL:
          clasp_live_route_update_state (ref->live);
          break;
        case CLASP_ROUTE_REF_WATCH:
          clasp_route_touch (ref->live->route, address);
          break;
        case CLASP_ROUTE_REF_PAGE:
          clasp_route_page_receive (ref->live->route, address, delivery);
          break;
        case CLASP_ROUTE_REF_BACK:
          clasp_route_receive_back (&ref->live->route->backs[ref->index], address, delivery);
          break;
        case CLASP_ROUTE_REF_SOURCE:
          offer (&pass, ref);
          break;
        case CLASP_ROUTE_REF_MUTED:
          note_muted (&pass, ref);
          break;
        }
    }
  self->host.cause = NULL;
  return pass.is_swallowed;
}

static ClaspStr
address_of (const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;
}

void
clasp_route_set_deliver_cb (ClaspSession        *session,
                            const ClaspDelivery *delivery,
                            gpointer             user_data)
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

/* The interceptor is shown what the session would not hear, as well. */
static gboolean
is_heard (const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET ||
         (clasp_signal_to_types (message->publish.signal) & CLASP_TYPES_VALUES) != 0;
}

static gboolean
may_be_swallowed (ClaspRouteSet *self, ClaspStr address)
{
  const ClaspRouteFound *found = clasp_route_index_find (self->index, address);

  for (guint i = 0; i < found->n; i++)
    {
      const ClaspRouteRef *ref = found->refs[i];

      if (ref->kind == CLASP_ROUTE_REF_SOURCE && ref->live->route->is_swallow)
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
  if (!is_heard (delivery->message))
    return FALSE;
  if (self->gate != NULL && self->gate (delivery, self->gate_data))
    return TRUE;
  if (!may_be_swallowed (self, address))
    return FALSE;

  clasp_route_host_enter (&self->host);
  is_swallowed = run (self, address, delivery);
  clasp_route_host_leave (&self->host);
  self->has_run = !is_swallowed;
  if (is_swallowed && self->host.is_traced)
    clasp_route_host_write_trace (&self->host,
                                  &(ClaspTraceEntry){ .kind = CLASP_TRACE_NOT,
                                                      .reason = CLASP_TRACE_SWALLOWED,
                                                      .mapping = "",
                                                      .address = address });
  return is_swallowed;
}

void
clasp_route_set_set_interceptor (ClaspRouteSet *self)
{
  self->has_run = FALSE;
  clasp_router_set_interceptor (self->host.router,
                                self->n_swallowing > 0 || self->gate != NULL ? intercept_cb : NULL,
                                self);
}

/**
 * clasp_route_set_set_gate:
 * @self: a set
 * @gate: (nullable): asked about each message that mappings could take, before they are; what it says
 *   %TRUE to reaches nobody
 * @user_data: for @gate
 *
 * Thread: worker.
 */
void
clasp_route_set_set_gate (ClaspRouteSet *self, ClaspRouterInterceptFunc gate, gpointer user_data)
{
  self->gate = gate;
  self->gate_data = user_data;
  clasp_route_set_set_interceptor (self);
}
