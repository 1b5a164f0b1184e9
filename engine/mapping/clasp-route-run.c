/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-route-private.h"

/* Design notes: the way in. What a step wants to be woken for is kept per source address, each with
 * a timer of its own. A tick writes as if the last input had just passed: the same kind of message,
 * and as many hops behind it. Time alone moved it, but if it came with no hops a circle of two
 * mappings, one of them smooth, would never end. */

/* ---- through the chains ---- */

static void
hand_to_tails (const ClaspRouteFlow *flow, const ClaspChainResult *head)
{
  ClaspRoute *self = flow->source->route;

  for (guint i = 0; i < self->n_targets; i++)
    {
      ClaspChain      *tail = flow->source->tails[i];
      ClaspChainResult result = { 0 };

      if (clasp_chain_run (tail, flow->address, &head->output, !clasp_route_is_state (flow->manner),
                           flow->now_us, &result))
        clasp_route_finish (flow, &self->targets[i], &result);
      clasp_chain_result_clear (&result);
    }
}

/* Of the steps that are common to all targets. */
static void
finish_head (const ClaspRouteFlow *flow, const ClaspChainResult *result)
{
  ClaspRoute *self = flow->source->route;

  clasp_route_note_steps (self, result);
  if (self->host->is_traced)
    clasp_route_trace_steps (flow, result, 0);
  switch (result->result)
    {
    case CLASP_TRANSFORM_PASS:
      hand_to_tails (flow, result);
      break;
    case CLASP_TRANSFORM_DROP:
      clasp_route_note_not (self, CLASP_TRACE_STEP_DROPPED, 0, flow->address, NULL);
      break;
    case CLASP_TRANSFORM_ERROR:
      clasp_route_note_not (self, CLASP_TRACE_STEP_FAILED, 0, flow->address, NULL);
      break;
    }
  clasp_route_note_problem (self, result, 0);
}

static void
finish (const ClaspRouteFlow *flow, const ClaspChainResult *result)
{
  ClaspRoute *self = flow->source->route;

  if (flow->source->tails != NULL)
    {
      finish_head (flow, result);
      return;
    }
  clasp_route_note_steps (self, result);
  clasp_route_finish (flow, &self->targets[0], result);
}

/* ---- time ---- */

static void tick_cb (gpointer user_data);

/* When the steps of @address next want to be called; 0 = not. */
static gint64
next_wake (const ClaspRouteSource *source, ClaspStr address)
{
  gint64 wake_us = clasp_chain_get_wake (source->chain, address);

  for (guint i = 0; source->tails != NULL && i < source->route->n_targets; i++)
    {
      gint64 tail_us = clasp_chain_get_wake (source->tails[i], address);

      if (tail_us != 0 && (wake_us == 0 || tail_us < wake_us))
        wake_us = tail_us;
    }
  return wake_us;
}

static ClaspRouteWait *
add_wait (ClaspRouteSource *source, ClaspStr address, const ClaspRouteManner *manner)
{
  ClaspRouteWait *waiting;

  if (g_hash_table_size (source->waiting) >= CLASP_ROUTE_MAX_WAITING)
    return NULL;
  waiting = g_new0 (ClaspRouteWait, 1);
  waiting->source = source;
  waiting->address = clasp_str_dup (address);
  waiting->manner = *manner;
  g_hash_table_insert (source->waiting, waiting->address, waiting);
  return waiting;
}

static ClaspRouteWait *
find_wait (ClaspRouteSource *source, ClaspStr address)
{
  char text[CLASP_ADDRESS_MAX_LENGTH + 1];

  if (g_hash_table_size (source->waiting) == 0 || address.length >= sizeof text)
    return NULL;
  memcpy (text, address.data, address.length);
  text[address.length] = '\0';
  return g_hash_table_lookup (source->waiting, text);
}

/* What came meanwhile, with more hops behind it, keeps its manner. */
static void
wait_again (ClaspRouteSource       *source,
            ClaspStr                address,
            gint64                  wake_us,
            const ClaspRouteManner *manner)
{
  ClaspRouteWait *waiting = find_wait (source, address);

  if (wake_us == 0)
    {
      if (waiting != NULL)
        g_hash_table_remove (source->waiting, waiting->address);
      return;
    }
  if (waiting == NULL)
    waiting = add_wait (source, address, manner);
  if (waiting != NULL)
    clasp_timers_set (source->route->host->timers, &waiting->timer, wake_us, tick_cb, waiting);
}

static void
wait_until (ClaspRouteSource       *source,
            ClaspStr                address,
            gint64                  wake_us,
            const ClaspRouteManner *manner)
{
  ClaspRouteWait *waiting = find_wait (source, address);

  if (waiting != NULL)
    waiting->manner = *manner;
  wait_again (source, address, wake_us, manner);
}

static void
tick_tails (const ClaspRouteFlow *flow)
{
  ClaspRoute *self = flow->source->route;

  for (guint i = 0; flow->source->tails != NULL && i < self->n_targets; i++)
    {
      ClaspChain      *tail = flow->source->tails[i];
      ClaspChainResult result = { 0 };

      if (clasp_chain_tick (tail, flow->address, flow->now_us, &result))
        clasp_route_finish (flow, &self->targets[i], &result);
      clasp_chain_result_clear (&result);
    }
}

/* A tail whose time has come goes on by itself, if nothing from the head has just passed it. */
static void
tick (ClaspRouteSource *source, ClaspStr address, const ClaspRouteManner *manner)
{
  ClaspRoute          *self = source->route;
  const ClaspDelivery  cause = { .hops = manner->hops, .chain = manner->chain };
  const ClaspRouteFlow flow = { source, address, manner, &cause, clasp_route_now (self), TRUE };
  ClaspChainResult     result = { 0 };
  gint64               wake_us;

  self->host->number++;
  self->is_shown = clasp_str_equal (address, clasp_str (self->status.source));
  if (clasp_chain_tick (source->chain, address, flow.now_us, &result))
    finish (&flow, &result);
  clasp_chain_result_clear (&result);
  tick_tails (&flow);
  wake_us = next_wake (source, address);
  if (self->session != NULL)
    wait_again (source, address, wake_us, manner);
  clasp_route_flush_sends (self, &cause);
}

static void
tick_cb (gpointer user_data)
{
  ClaspRouteWait        *waiting = user_data;
  ClaspRouteHost        *host = waiting->source->route->host;
  const ClaspRouteManner manner = waiting->manner;
  g_autofree char       *address = g_strdup (waiting->address);

  clasp_route_host_enter (host);
  tick (waiting->source, clasp_str (address), &manner);
  clasp_route_host_leave (host);
}

/* ---- in ---- */

/* What a message says: its value, or the newest of a stream's samples, or nothing. */
static ClaspValue
read_value (const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;

  if (message->type == CLASP_MESSAGE_SET)
    return message->set.value;
  if (publish->has_value)
    return publish->value;
  if (publish->has_samples && publish->n_samples > 0)
    return clasp_value_double (publish->samples[publish->n_samples - 1]);
  return clasp_value_null ();
}

static ClaspRouteManner
read_manner (const ClaspDelivery *delivery)
{
  const ClaspPublish *publish = &delivery->message->publish;

  if (delivery->message->type == CLASP_MESSAGE_SET)
    return (ClaspRouteManner){ .is_set = TRUE, .hops = delivery->hops, .chain = delivery->chain };
  return (ClaspRouteManner){
    .has_value = publish->has_value || publish->has_samples,
    .signal = publish->signal,
    .phase = publish->phase,
    .has_id = publish->has_id,
    .id = publish->id,
    .hops = delivery->hops,
    .chain = delivery->chain,
  };
}

static gboolean
is_wanted_signal (ClaspSignalFilter filter, const ClaspRouteManner *manner)
{
  switch (filter)
    {
    case CLASP_KIND_OF_SIGNAL_ANY:
      return TRUE;
    case CLASP_KIND_OF_SIGNAL_PARAM:
      return manner->is_set;
    case CLASP_KIND_OF_SIGNAL_EVENT:
      return !manner->is_set && manner->signal == CLASP_SIGNAL_EVENT;
    case CLASP_KIND_OF_SIGNAL_STREAM:
      return !manner->is_set && manner->signal == CLASP_SIGNAL_STREAM;
    case CLASP_KIND_OF_SIGNAL_GESTURE:
      return !manner->is_set && manner->signal == CLASP_SIGNAL_GESTURE;
    }
  return FALSE;
}

static gboolean
is_from (const ClaspRouteSource *source, guint64 origin, ClaspStr writer)
{
  const ClaspRouteLink *link;

  if (*source->connection == '\0')
    return TRUE;
  link = g_hash_table_lookup (source->route->host->connections, source->connection);
  if (link == NULL)
    return FALSE;
  return origin != 0 ? origin == link->session : clasp_str_equal (clasp_str (link->name), writer);
}

static void
trace_not (ClaspRouteSource *source, ClaspStr address, ClaspTraceReason reason)
{
  CLASP_ROUTE_TRACE (source->route, .kind = CLASP_TRACE_NOT, .reason = reason,
                     .source = source->index + 1, .address = address);
}

/* Joined, where it is to be; FALSE when there is nothing to go on with. Takes over @value. */
static gboolean
join (ClaspRouteFlow *flow, ClaspValue *value)
{
  ClaspRoute *self = flow->source->route;
  ClaspValue  joined;
  ClaspStr    first;
  gboolean    passes;

  if (self->join == NULL)
    return TRUE;
  passes =
    clasp_route_join_put (self->join, flow->source->index, flow->address, value, &joined, &first);
  clasp_value_clear (value);
  if (!passes)
    {
      clasp_route_note_not (self, CLASP_TRACE_JOIN_WAITS, 0, flow->address, NULL);
      return FALSE;
    }
  *value = joined;
  flow->source = &self->sources[0];
  flow->address = first;
  return TRUE;
}

static void
run (ClaspRouteFlow *flow, const ClaspValue *input)
{
  ClaspRoute         *self = flow->source->route;
  g_auto (ClaspValue) value = clasp_value_copy (input);
  ClaspChainResult    result = { 0 };

  clasp_route_note_input (self, flow->address, &value);
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_SAW, .source = flow->source->index + 1,
                     .address = flow->address, .value = &value);
  if (!join (flow, &value) ||
      !clasp_chain_run (flow->source->chain, flow->address, &value,
                        !clasp_route_is_state (flow->manner), flow->now_us, &result))
    return;
  wait_until (flow->source, flow->address, result.wake_us, flow->manner);
  finish (flow, &result);
  clasp_chain_result_clear (&result);
  if (flow->source->tails != NULL)
    wait_again (flow->source, flow->address, next_wake (flow->source, flow->address), flow->manner);
  clasp_route_flush_sends (self, flow->cause);
}

/* A message of one argument is that value and no list of one. */
static gboolean
is_one_of_one (const ClaspJsonPath *path, const ClaspValue *value)
{
  return clasp_json_path_is_first (path) &&
         (value->type == CLASP_VALUE_BOOL || clasp_value_is_number (value) ||
          value->type == CLASP_VALUE_STRING);
}

/* The part of @value that the source asks for; (transfer full) in @part. */
static gboolean
take_part (const ClaspRouteSource *source, const ClaspValue *value, ClaspValue *part)
{
  if (source->path != NULL && clasp_json_path_read (source->path, value, part))
    return TRUE;
  if (source->path != NULL && !is_one_of_one (source->path, value))
    return FALSE;
  *part = clasp_value_copy (value);
  return TRUE;
}

static gboolean
receive (ClaspRouteFlow *flow, const ClaspValue *value, ClaspStr writer)
{
  ClaspRouteSource   *source = flow->source;
  ClaspRoute         *self = source->route;
  g_auto (ClaspValue) part = CLASP_VALUE_INIT;
  ClaspTraceReason    reason = self->off;

  if (reason == CLASP_TRACE_NO_REASON && !is_wanted_signal (source->signal, flow->manner))
    reason = CLASP_TRACE_OTHER_SIGNAL;
  else if (reason == CLASP_TRACE_NO_REASON && !is_from (source, flow->cause->origin, writer))
    reason = CLASP_TRACE_OTHER_CONNECTION;
  else if (reason == CLASP_TRACE_NO_REASON && !take_part (source, value, &part))
    reason = CLASP_TRACE_NO_PATH;
  else if (reason == CLASP_TRACE_NO_REASON && !clasp_route_guard_holds (&source->when, flow, &part))
    reason = CLASP_TRACE_CONDITION;
  else if (reason == CLASP_TRACE_NO_REASON &&
           clasp_route_holds_off (self, flow->address, flow->now_us))
    reason = CLASP_TRACE_HOLD_OFF;
  if (reason != CLASP_TRACE_NO_REASON)
    {
      trace_not (source, flow->address, reason);
      return FALSE;
    }

  run (flow, &part);
  return TRUE;
}

gboolean
clasp_route_receive (ClaspRouteSource *source, ClaspStr address, const ClaspDelivery *delivery)
{
  const ClaspValue       value = read_value (delivery->message); /* borrowed */
  const ClaspRouteManner manner = read_manner (delivery);
  ClaspRouteFlow flow = { source, address, &manner, delivery, clasp_route_now (source->route) };

  return receive (&flow, &value, CLASP_STR_EMPTY);
}

void
clasp_route_receive_state (ClaspRouteSource *source,
                           ClaspStr          address,
                           const ClaspValue *value,
                           ClaspStr          writer)
{
  const ClaspRouteManner manner = { .is_set = TRUE };
  const ClaspDelivery    cause = { .is_snapshot = TRUE };
  ClaspRouteFlow flow = { source, address, &manner, &cause, clasp_route_now (source->route) };

  receive (&flow, value, writer);
}

void
clasp_route_pass (ClaspRouteSource       *source,
                  ClaspStr                address,
                  const ClaspValue       *value,
                  const ClaspRouteManner *manner)
{
  ClaspRoute         *self = source->route;
  const ClaspDelivery cause = { .hops = manner->hops, .chain = manner->chain };
  ClaspRouteFlow      flow = { source, address, manner, &cause, clasp_route_now (self) };

  if (self->off != CLASP_TRACE_NO_REASON)
    trace_not (source, address, self->off);
  else if (clasp_route_holds_off (self, address, flow.now_us))
    trace_not (source, address, CLASP_TRACE_HOLD_OFF);
  else
    run (&flow, value);
}

/* ---- what steps look at ---- */

/* What is moved is a state. An event is over: nothing that happens later sends it again. */
static gboolean
touched_cb (ClaspStr address, gpointer user_data)
{
  ClaspRouteSource      *source = user_data;
  const ClaspDelivery   *cause = source->route->host->cause;
  const ClaspRouteManner manner = { .is_set = TRUE, .hops = cause != NULL ? cause->hops : 0 };

  if (clasp_router_peek (source->route->host->router, address) == NULL)
    return FALSE;

  wait_until (source, address, clasp_route_now (source->route), &manner);
  return TRUE;
}

static void
touch_chain (ClaspRouteSource *source, ClaspChain *chain, ClaspStr watched)
{
  const char *const *addresses = clasp_chain_get_watched (chain);

  for (guint i = 0; addresses[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (addresses[i]), watched))
      {
        clasp_chain_follow (chain, clasp_route_now (source->route));
        clasp_chain_touch (chain, watched, clasp_route_now (source->route), touched_cb, source);
      }
}

void
clasp_route_follow (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_chains; i++)
    {
      ClaspRouteSource *source = &self->sources[i];

      clasp_chain_follow (source->chain, clasp_route_now (self));
      for (guint j = 0; source->tails != NULL && j < self->n_targets; j++)
        clasp_chain_follow (source->tails[j], clasp_route_now (self));
    }
}

void
clasp_route_touch (ClaspRoute *self, ClaspStr watched)
{
  for (guint i = 0; i < self->n_sources; i++)
    clasp_route_guard_touch (&self->sources[i].when, watched, clasp_route_now (self));
  clasp_route_weigh (self, watched);
  for (guint i = 0; i < self->n_sources && self->session != NULL; i++)
    clasp_route_guard_look (&self->sources[i]);
  for (guint i = 0; i < self->n_chains; i++)
    {
      ClaspRouteSource *source = &self->sources[i];

      touch_chain (source, source->chain, watched);
      for (guint j = 0; source->tails != NULL && j < self->n_targets; j++)
        touch_chain (source, source->tails[j], watched);
    }
}

static const ClaspValue *
get_param (ClaspStr address, gpointer user_data)
{
  return clasp_router_peek (((ClaspRoute *) user_data)->host->router, address);
}

static void
send_param (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data)
{
  ClaspRoute    *self = user_data;
  ClaspRouteSend send = { .is_event = is_event };

  if (self->sends->len >= CLASP_ROUTE_MAX_SENDS)
    {
      self->status.n_failed++;
      return;
    }
  send.address = clasp_str_dup (address);
  send.value = clasp_value_copy (value);
  g_array_append_val (self->sends, send);
}

static void
log_line (const char *text, gpointer user_data)
{
  ClaspRoute *self = user_data;

  g_debug ("%s: %s", self->status.id, text);
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_LOG, .text = text);
}

static gint64
get_unix_us (gpointer user_data)
{
  ClaspRoute *self = user_data;

  return clasp_clock_unix_us (clasp_timers_get_clock (self->host->timers));
}

ClaspTransformEnv
clasp_route_env_of (ClaspRoute *self)
{
  return (ClaspTransformEnv){
    .get = get_param,
    .send = send_param,
    .log = log_line,
    .user_data = self,
    .get_unix_us = get_unix_us,
  };
}
