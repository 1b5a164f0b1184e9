/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-route-private.h"

#include <math.h>

/* Design notes: the way out, from what a chain gives to a message of the mapping's own session.
 * What has to be remembered of a target address (when it was written, what waits for its turn,
 * where a control stands) is kept in a port; mappings that ask for nothing of the kind have none.
 */

/* A stream's newest sample stands for those before it, as a parameter's value does. */
gboolean
clasp_route_is_state (const ClaspRouteManner *manner)
{
  return manner->is_set || manner->signal == CLASP_SIGNAL_STREAM;
}

/* ---- ports ---- */

static guint
address_hash (gconstpointer key)
{
  guint64 hash = clasp_str_hash (*(const ClaspStr *) key);

  return (guint) (hash ^ hash >> 32);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (*(const ClaspStr *) a, *(const ClaspStr *) b);
}

static void
port_free (gpointer data)
{
  ClaspRoutePort *self = data;
  ClaspRoute     *route = self->target->route;

  clasp_timers_cancel (route->host->timers, &self->timer);
  g_queue_unlink (&route->ports, &self->link);
  clasp_route_limit_clear (&self->limit);
  g_free (self->source);
  g_free ((char *) self->address.data);
  g_free (self);
}

GHashTable *
clasp_route_ports_new (void)
{
  return g_hash_table_new_full (address_hash, address_equal, NULL, port_free);
}

static void send_port (ClaspRoutePort *port, const ClaspValue *value);

/* The one used least goes, and what waits there goes out before. */
static void
drop_oldest (ClaspRoute *self)
{
  ClaspRoutePort     *port = g_queue_peek_tail (&self->ports);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (clasp_route_limit_run (&self->limit, &port->limit, G_MAXINT64, &value))
    send_port (port, &value);
  g_hash_table_remove (port->target->ports, &port->address);
}

static ClaspRoutePort *
ensure_port (ClaspRouteTarget *target, ClaspStr address)
{
  ClaspRoute     *self = target->route;
  ClaspRoutePort *port = g_hash_table_lookup (target->ports, &address);

  if (port != NULL)
    {
      g_queue_unlink (&self->ports, &port->link);
      g_queue_push_head_link (&self->ports, &port->link);
      return port;
    }
  if (self->ports.length >= CLASP_ROUTE_MAX_PORTS)
    drop_oldest (self);
  port = g_new0 (ClaspRoutePort, 1);
  port->target = target;
  port->address = (ClaspStr){ clasp_str_dup (address), address.length };
  port->link.data = port;
  g_queue_push_head_link (&self->ports, &port->link);
  g_hash_table_insert (target->ports, &port->address, port);
  return port;
}

/* ---- messages ---- */

static void
fill_publish (ClaspPublish           *publish,
              ClaspStr                address,
              const ClaspValue       *value,
              const ClaspRouteManner *manner)
{
  publish->address = address;
  publish->signal = manner->signal;
  publish->phase = manner->phase;
  publish->has_id = manner->has_id;
  publish->id = manner->id;
  publish->has_value = manner->has_value || value->type != CLASP_VALUE_NULL;
  publish->value = *value; /* lent */
}

static void
submit (ClaspRoute             *self,
        ClaspStr                address,
        const ClaspValue       *value,
        const ClaspRouteManner *manner,
        const ClaspDelivery    *cause)
{
  ClaspMessage message = { .type = manner->is_set ? CLASP_MESSAGE_SET : CLASP_MESSAGE_PUBLISH };
  char         text[CLASP_ADDRESS_MAX_LENGTH];

  if (self->session == NULL)
    return;
  if (address.length <= sizeof text) /* what lends it may go while the message is handled */
    address.data = memcpy (text, address.data, address.length);
  if (cause != NULL && cause->hops >= CLASP_ROUTER_MAX_HOPS)
    CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_LOOP,
                       .address = address, .value = value);
  if (manner->is_set)
    {
      message.set.address = address;
      message.set.value = *value; /* lent */
    }
  else
    fill_publish (&message.publish, address, value, manner);
  clasp_session_submit (self->session, &message, cause, TRUE);
}

static void
send (ClaspRouteTarget       *target,
      ClaspStr                address,
      const ClaspValue       *value,
      const ClaspRouteManner *manner,
      const ClaspDelivery    *cause)
{
  ClaspRoute         *self = target->route;
  g_auto (ClaspValue) merged = CLASP_VALUE_INIT;

  if (target->merge != CLASP_MERGE_LAST && clasp_route_is_state (manner))
    {
      if (!clasp_route_merge (target, address, value, &merged))
        {
          clasp_route_note_not (self, CLASP_TRACE_MERGE_LOST, target->index + 1, address, value);
          return;
        }
      value = &merged;
    }
  clasp_route_note_output (self, address.data, value);
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_SENT, .target = target->index + 1,
                     .address = address, .value = value);
  submit (self, address, value, manner, cause);
}

/* What steps asked for goes out when nothing of the chains is under way. */
void
clasp_route_flush_sends (ClaspRoute *self, const ClaspDelivery *cause)
{
  g_autoptr (GArray) sends = NULL;

  if (G_LIKELY (self->sends->len == 0))
    return;

  sends = self->sends;
  self->sends = g_array_new (FALSE, FALSE, sizeof (ClaspRouteSend));
  g_array_set_clear_func (self->sends, clasp_route_send_clear);
  for (guint i = 0; i < sends->len; i++)
    {
      const ClaspRouteSend  *item = &g_array_index (sends, ClaspRouteSend, i);
      const ClaspRouteManner manner = { .is_set = !item->is_event, .signal = CLASP_SIGNAL_EVENT };

      submit (self, clasp_str (item->address), &item->value, &manner, cause);
    }
}

/* ---- limits ---- */

static void
send_port (ClaspRoutePort *port, const ClaspValue *value)
{
  const ClaspDelivery cause = { .hops = port->manner.hops, .chain = port->manner.chain };

  port->written_us = clasp_route_now (port->target->route);
  send (port->target, port->address, value, &port->manner, &cause);
}

static void
due_cb (gpointer user_data)
{
  ClaspRoutePort     *port = user_data;
  ClaspRoute         *self = port->target->route;
  ClaspRouteHost     *host = self->host;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  clasp_route_host_enter (host);
  host->number++;
  self->is_shown = g_strcmp0 (port->source, self->status.source) == 0;
  if (clasp_route_limit_run (&self->limit, &port->limit, clasp_route_now (self), &value))
    {
      if (port->limit.due_us != 0)
        clasp_timers_set (host->timers, &port->timer, port->limit.due_us, due_cb, port);
      if (self->off == CLASP_TRACE_NO_REASON)
        send_port (port, &value);
      else
        clasp_route_note_not (self, self->off, port->target->index + 1, port->address, &value);
    }
  clasp_route_host_leave (host);
}

static void
hold (ClaspRoutePort *port, const ClaspRouteManner *manner)
{
  port->manner = *manner;
  clasp_timers_set (port->target->route->host->timers, &port->timer, port->limit.due_us, due_cb,
                    port);
}

/* FALSE when it is not sent now. */
static gboolean
pass_limit (ClaspRoutePort         *port,
            const ClaspValue       *value,
            const ClaspRouteManner *manner,
            gint64                  now_us)
{
  ClaspRoute *self = port->target->route;

  switch (clasp_route_limit_put (&self->limit, &port->limit, value, !clasp_route_is_state (manner),
                                 now_us))
    {
    case CLASP_LIMIT_PASS:
      return TRUE;
    case CLASP_LIMIT_WAIT:
      hold (port, manner);
      CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_RATE,
                         .target = port->target->index + 1, .address = port->address,
                         .value = value);
      return FALSE;
    case CLASP_LIMIT_SAME:
      clasp_route_note_not (self, CLASP_TRACE_NO_CHANGE, port->target->index + 1, port->address,
                            value);
      return FALSE;
    }
  return FALSE;
}

/* ---- takeover ---- */

static void
note_source (ClaspRoutePort *port, ClaspStr source)
{
  if (port->source != NULL && clasp_str_equal (clasp_str (port->source), source))
    return;
  g_free (port->source);
  port->source = clasp_str_dup (source);
  port->takeover = (ClaspTakeoverState){ 0 }; /* another control, which stands elsewhere */
}

/* FALSE when the control is not where its target is yet. */
static gboolean
take_over (ClaspRoutePort *port, ClaspValue *value)
{
  ClaspRoute       *self = port->target->route;
  const ClaspValue *present = clasp_router_peek (self->host->router, port->address);
  ClaspRange        range = { 0.0, 1.0, FALSE };
  double            in, at = NAN, out;

  if (self->takeover == CLASP_TAKEOVER_JUMP || !clasp_value_to_double (value, &in))
    return TRUE;
  clasp_route_find_range (self->host, port->address, &range);
  if (present != NULL)
    clasp_value_to_double (present, &at);
  if (!clasp_takeover_apply (&port->takeover, self->takeover, self->takeover_window, &range, in, at,
                             &out))
    return FALSE;
  if (out != in)
    {
      clasp_value_clear (value);
      *value = range.integer ? clasp_value_int ((gint64) round (out)) : clasp_value_double (out);
    }
  return TRUE;
}

/* ---- out ---- */

/* A tail that is rounded on its way says the same many times; what waits in a port or counts in a merge has to
 * hear it all the same. */
static gboolean
may_repeat (const ClaspRouteFlow *flow, const ClaspRouteTarget *target)
{
  return flow->is_tick && !target->route->has_ports && target->merge == CLASP_MERGE_LAST;
}

/* Two mappings that lead there and back: what comes round and changes nothing ends here, long
 * before the router's limit. So does what time alone would write once more. */
static gboolean
is_echo (const ClaspRouteFlow   *flow,
         const ClaspRouteTarget *target,
         ClaspStr                address,
         const ClaspValue       *value,
         const ClaspRouteManner *manner)
{
  const ClaspValue *present;

  if (!manner->is_set || (manner->hops == 0 && !may_repeat (flow, target)))
    return FALSE;
  present = clasp_router_peek (target->route->host->router, address);
  return present != NULL && clasp_value_equal (present, value);
}

static ClaspRouteManner
manner_for (const ClaspRouteTarget *target, const ClaspRouteManner *manner)
{
  ClaspRouteManner out = *manner;

  switch (target->send_as)
    {
    case CLASP_SEND_SAME:
      return out;
    case CLASP_SEND_PARAM:
      out.is_set = TRUE;
      return out;
    case CLASP_SEND_EVENT:
      out.signal = CLASP_SIGNAL_EVENT;
      break;
    case CLASP_SEND_STREAM:
      out.signal = CLASP_SIGNAL_STREAM;
      break;
    case CLASP_SEND_GESTURE:
      if (manner->is_set || manner->signal != CLASP_SIGNAL_GESTURE)
        out.phase = CLASP_PHASE_MOVE;
      out.signal = CLASP_SIGNAL_GESTURE;
      break;
    }
  out.is_set = FALSE;
  return out;
}

/* Through what is remembered of the address; FALSE when it is not sent now. */
static gboolean
pass_port (const ClaspRouteFlow   *flow,
           ClaspRouteTarget       *target,
           ClaspStr                address,
           ClaspValue             *value,
           const ClaspRouteManner *manner)
{
  ClaspRoutePort *port = ensure_port (target, address);

  note_source (port, flow->address);
  port->manner = *manner;
  if (clasp_route_is_state (manner) && !take_over (port, value))
    {
      clasp_route_note_not (target->route, CLASP_TRACE_TAKEOVER_WAITS, target->index + 1, address,
                            value);
      return FALSE;
    }
  if (!pass_limit (port, value, manner, flow->now_us))
    return FALSE;
  port->written_us = flow->now_us;
  return TRUE;
}

/* Takes over @value. */
static void
put (const ClaspRouteFlow *flow, ClaspRouteTarget *target, ClaspStr address, ClaspValue value)
{
  ClaspRoute            *self = target->route;
  const ClaspRouteManner manner = manner_for (target, flow->manner);

  if (self->off != CLASP_TRACE_NO_REASON) /* a tail goes on, but reaches nobody */
    clasp_route_note_not (self, self->off, target->index + 1, address, &value);
  else if (is_echo (flow, target, address, &value, &manner))
    clasp_route_note_not (self, CLASP_TRACE_ECHO, target->index + 1, address, &value);
  else if (manner.is_set && value.type == CLASP_VALUE_NULL && !flow->manner->is_set)
    clasp_route_note_not (self, CLASP_TRACE_NO_VALUE, target->index + 1, address, NULL);
  else if (!self->has_ports || pass_port (flow, target, address, &value, &manner))
    send (target, address, &value, &manner, flow->cause);
  clasp_value_clear (&value);
}

static gint64
unix_us (const ClaspRoute *self)
{
  return clasp_clock_unix_us (clasp_timers_get_clock (self->host->timers));
}

static gboolean
expand (const ClaspRouteFlow   *flow,
        const ClaspRouteTarget *target,
        const ClaspChainResult *result,
        ClaspValue             *value)
{
  ClaspRoute          *self = target->route;
  ClaspTransformEnv    env = clasp_route_env_of (self);
  const ClaspVariables variables = { env.get, env.user_data };

  return clasp_json_template_expand (target->templates[flow->source->index], &result->output,
                                     flow->address, result->captures, unix_us (self), &variables,
                                     value);
}

/* Through the target's template. */
static void
fill_in (const ClaspRouteFlow *flow, ClaspRouteTarget *target, const ClaspChainResult *result)
{
  ClaspStr   address = clasp_str (result->target);
  ClaspValue value;

  if (target->templates == NULL)
    put (flow, target, address, clasp_value_copy (&result->output));
  else if (expand (flow, target, result, &value))
    put (flow, target, address, value);
  else
    clasp_route_note_not (target->route, CLASP_TRACE_TEMPLATE_FAILED, target->index + 1, address,
                          &result->output);
}

static ClaspTraceReason
reason_of (const ClaspChainResult *result)
{
  if (result->result == CLASP_TRANSFORM_DROP)
    return CLASP_TRACE_STEP_DROPPED;
  switch (result->fault)
    {
    case CLASP_CHAIN_STEP:
      return CLASP_TRACE_STEP_FAILED;
    case CLASP_CHAIN_NO_NUMBER:
      return CLASP_TRACE_NOT_CONVERTED;
    case CLASP_CHAIN_NO_ADDRESS:
      return CLASP_TRACE_OUT_OF_RANGE;
    }
  return CLASP_TRACE_STEP_FAILED;
}

void
clasp_route_finish (const ClaspRouteFlow   *flow,
                    ClaspRouteTarget       *target,
                    const ClaspChainResult *result)
{
  ClaspRoute *self = target->route;

  if (self->host->is_traced)
    clasp_route_trace_steps (flow, result, self->n_targets > 1 ? target->index + 1 : 0);
  if (result->result == CLASP_TRANSFORM_PASS)
    fill_in (flow, target, result);
  else
    clasp_route_note_not (self, reason_of (result), target->index + 1, flow->address, NULL);
  clasp_route_note_problem (self, result, flow->source->tails != NULL ? target->index + 1 : 0);
}

/* ---- when a layer goes off ---- */

static ClaspValue
default_of (const ClaspRouteTarget *target, ClaspStr address)
{
  ClaspRange range;

  if (target->has_release)
    return clasp_value_copy (&target->release);
  if (!clasp_route_find_range (target->route->host, address, &range))
    return clasp_value_double (0.0);
  return range.integer ? clasp_value_int ((gint64) range.minimum)
                       : clasp_value_double (range.minimum);
}

static void
release_port (ClaspRoutePort *port)
{
  ClaspRoute         *self = port->target->route;
  g_auto (ClaspValue) value = default_of (port->target, port->address);

  clasp_timers_cancel (self->host->timers, &port->timer);
  clasp_route_limit_clear (&port->limit);
  if (port->manner.is_set)
    send_port (port, &value);
}

/* With a @source what came from there alone. Where another mapping holds an address, it gets that
 * one's value. */
void
clasp_route_release (ClaspRoute *self, const char *source)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new ();

  for (GList *link = self->ports.head; link != NULL; link = link->next)
    if (source == NULL || g_strcmp0 (((ClaspRoutePort *) link->data)->source, source) == 0)
      g_ptr_array_add (ports, link->data);
  for (guint i = 0; i < ports->len && self->session != NULL; i++)
    {
      ClaspRoutePort *port = ports->pdata[i];

      release_port (port);
      if (self->session != NULL)
        clasp_route_let_go_of (port->target, port->address.data);
    }
  if (source == NULL)
    clasp_route_let_go (self);
}
