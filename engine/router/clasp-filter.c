/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-filter.h"

#include "router/clasp-fanout.h"
#include "router/clasp-window.h"

/* Design notes: a parameter that waits is only a mark, its value is read from the store when it is
 * told; of a stream or a gesture the newest message is kept, encoded. One timer per filter stands
 * at the earliest of the times. */

typedef struct
{
  /* the key */
  guint8   signal; /* ClaspSignal */
  guint32  id;     /* gesture */
  ClaspStr address;
  /* what was delivered last */
  gint64   sent_us;
  gboolean has_number;
  double   number;
  /* what waits */
  gboolean     is_pending;
  gint64       due_us;
  ClaspInbound inbound;
  ClaspWriter  message; /* streams and gestures */
  GList        link;    /* in pending */
} State;

struct _ClaspFilter
{
  ClaspSubscription *subscription; /* (unowned) */
  gint64             asked_us;     /* the interval it asked for, 0 = any rate */
  gint64             interval_us;  /* the larger of that and the router's own; 0 = any rate */
  double             epsilon;      /* 0 = any change */
  GHashTable        *states;       /* (owned) set of State (owned) */
  GQueue             pending;      /* of State (unowned) */
  ClaspWindow       *window;       /* (owned) (nullable) what streams go through at last */
  ClaspTimer         timer;
  gint64             armed_us; /* what the timer stands at */
};

static guint
state_hash (gconstpointer key)
{
  const State *self = key;

  return (guint) clasp_str_hash (self->address) ^ self->id ^ ((guint) self->signal << 28);
}

static gboolean
state_equal (gconstpointer a, gconstpointer b)
{
  const State *x = a;
  const State *y = b;

  return x->signal == y->signal && x->id == y->id && clasp_str_equal (x->address, y->address);
}

static void
state_free (gpointer data)
{
  State *self = data;

  clasp_writer_clear (&self->message);
  g_free (self);
}

static State *
state_new (const State *key)
{
  State *self = g_malloc0 (sizeof *self + key->address.length);

  memcpy (self + 1, key->address.data, key->address.length);
  self->signal = key->signal;
  self->id = key->id;
  self->address = (ClaspStr){ (char *) (self + 1), key->address.length };
  self->link.data = self;
  return self;
}

/* The router's, for whoever is at the other end of a link. */
static gint64
get_own_interval (const ClaspSubscription *subscription)
{
  guint rate = subscription->is_remote ? subscription->session->router->limits.update_rate : 0;

  return rate > 0 ? G_USEC_PER_SEC / rate : 0;
}

ClaspFilter *
clasp_filter_new (ClaspSubscription *subscription, const ClaspSubscribe *subscribe)
{
  gboolean     has_rate = subscribe->has_max_rate && subscribe->max_rate > 0;
  gboolean     has_epsilon = subscribe->has_epsilon && subscribe->epsilon > 0;
  gboolean     has_window = subscribe->has_window && subscribe->window_ms > 0;
  gint64       own_us = get_own_interval (subscription);
  ClaspFilter *self;

  if (!has_rate && !has_epsilon && !has_window && own_us == 0)
    return NULL;
  self = g_new0 (ClaspFilter, 1);
  self->subscription = subscription;
  self->asked_us = has_rate ? G_USEC_PER_SEC / subscribe->max_rate : 0;
  self->interval_us = MAX (self->asked_us, own_us);
  self->epsilon = has_epsilon ? subscribe->epsilon : 0;
  self->states = g_hash_table_new_full (state_hash, state_equal, state_free, NULL);
  if (has_window)
    self->window = clasp_window_new (subscription, subscribe->window_ms);
  return self;
}

static ClaspRouter *
router_of (ClaspFilter *self)
{
  return self->subscription->session->router;
}

void
clasp_filter_follow (ClaspSubscription *subscription)
{
  const ClaspSubscribe nothing = { 0 };

  if (subscription->filter != NULL)
    subscription->filter->interval_us = MAX (subscription->filter->asked_us, get_own_interval (subscription));
  else
    subscription->filter = clasp_filter_new (subscription, &nothing);
}

void
clasp_filter_stop (ClaspFilter *self)
{
  clasp_timers_cancel (router_of (self)->timers, &self->timer);
  if (self->window != NULL)
    clasp_window_stop (self->window);
}

void
clasp_filter_free (ClaspFilter *self)
{
  g_clear_pointer (&self->window, clasp_window_free);
  g_hash_table_unref (self->states);
  g_free (self);
}

static void
forget_pending (ClaspFilter *self, State *state)
{
  if (!state->is_pending)
    return;
  state->is_pending = FALSE;
  g_queue_unlink (&self->pending, &state->link);
}

static const ClaspValue *
value_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return &message->set.value;
  return message->publish.has_value ? &message->publish.value : NULL;
}

static void
note_sent (ClaspFilter *self, State *state, const ClaspValue *value, gint64 now_us)
{
  state->sent_us = now_us;
  state->has_number =
    value != NULL && clasp_value_is_number (value) && clasp_value_to_double (value, &state->number);
}

static gboolean
is_gathered (ClaspFilter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  return self->window != NULL && message->type == CLASP_MESSAGE_PUBLISH &&
         message->publish.signal == CLASP_SIGNAL_STREAM &&
         clasp_window_take (self->window, inbound, message);
}

static void
deliver_pending (ClaspFilter *self, State *state, gint64 now_us)
{
  ClaspRouter     *router = router_of (self);
  ClaspSession    *session = self->subscription->session;
  ClaspInbound     inbound = state->inbound;
  ClaspMessage     message;
  ClaspParam      *param;
  ClaspCodecStatus status;

  forget_pending (self, state);
  if (state->signal == CLASP_SIGNAL_PARAM)
    {
      param = clasp_store_lookup (router->store, state->address);
      if (param == NULL)
        return;
      note_sent (self, state, &param->value, now_us);
      clasp_fanout_param_to (router, &inbound, param, session);
      return;
    }

  if (!clasp_message_decode (state->message.data, state->message.length, &message, &status))
    return;
  note_sent (self, state, value_of (&message), now_us);
  if (!is_gathered (self, &inbound, &message))
    clasp_fanout_to (router, &inbound, &message, session);
  clasp_message_clear (&message);
}

static void due_cb (gpointer user_data);

static void
arm (ClaspFilter *self)
{
  gint64 due_us = G_MAXINT64;

  for (GList *link = self->pending.head; link != NULL; link = link->next)
    due_us = MIN (due_us, ((State *) link->data)->due_us);
  self->armed_us = due_us;
  if (due_us != G_MAXINT64)
    clasp_timers_set (router_of (self)->timers, &self->timer, due_us, due_cb, self);
}

static void
due_cb (gpointer user_data)
{
  ClaspFilter       *self = user_data;
  ClaspRouter       *router = router_of (self);
  ClaspSubscription *subscription = self->subscription;
  gint64             now_us = clasp_clock_now_us (router->clock);
  guint              n = self->pending.length;

  clasp_router_enter (router);
  /* A delivery may end the subscription, and this filter with it. */
  for (guint i = 0; i < n && !subscription->is_removed && self->pending.length > 0; i++)
    {
      State *state = self->pending.head->data;

      g_queue_unlink (&self->pending, &state->link);
      g_queue_push_tail_link (&self->pending, &state->link);
      if (state->due_us <= now_us)
        deliver_pending (self, state, now_us);
    }
  if (!subscription->is_removed)
    arm (self);
  clasp_router_leave (router);
}

static gboolean
is_limited (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return TRUE;
  switch (message->publish.signal)
    {
    case CLASP_SIGNAL_STREAM:
      return TRUE;
    case CLASP_SIGNAL_GESTURE:
      return message->publish.phase == CLASP_PHASE_MOVE;
    case CLASP_SIGNAL_PARAM:
    case CLASP_SIGNAL_EVENT:
    case CLASP_SIGNAL_TIMELINE:
      break;
    }
  return FALSE;
}

static State
key_of (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return (State){ .signal = CLASP_SIGNAL_PARAM, .address = message->set.address };
  return (State){
    .signal = (guint8) message->publish.signal,
    .id = message->publish.has_id ? message->publish.id : 0,
    .address = message->publish.address,
  };
}

/* A gesture that ends: its last move comes first, and its place is free again. */
static void
flush_gesture (ClaspFilter *self, const ClaspMessage *message)
{
  State  key = key_of (message);
  State *state = g_hash_table_lookup (self->states, &key);

  if (state == NULL)
    return;
  if (state->is_pending)
    deliver_pending (self, state, clasp_clock_now_us (router_of (self)->clock));
  if (!self->subscription->is_removed && message->publish.phase != CLASP_PHASE_START)
    g_hash_table_remove (self->states, state);
}

/* When the message may be delivered; @now_us or earlier: at once. */
static gint64
due_time (ClaspFilter *self, const State *state, const ClaspMessage *message, gint64 now_us)
{
  gint64            due_us = state->sent_us + self->interval_us;
  const ClaspValue *value = value_of (message);
  double            number;

  if (self->epsilon > 0 && state->has_number && value != NULL && clasp_value_is_number (value) &&
      clasp_value_to_double (value, &number) && ABS (number - state->number) < self->epsilon)
    due_us = MAX (due_us, now_us + CLASP_FILTER_SETTLE_US);
  return due_us;
}

static gboolean
keep_message (State *state, const ClaspMessage *message)
{
  ClaspCodecStatus status;

  if (message->type == CLASP_MESSAGE_SET)
    return TRUE;
  clasp_writer_reset (&state->message);
  return clasp_message_encode (&state->message, message, &status);
}

static void
keep_pending (ClaspFilter        *self,
              State              *state,
              const ClaspInbound *inbound,
              const ClaspMessage *message,
              gint64              due_us)
{
  state->inbound = *inbound;
  state->inbound.session = NULL; /* may be gone by then */
  state->inbound.bundle = 0;
  if (!keep_message (state, message))
    return;
  if (!state->is_pending)
    {
      state->is_pending = TRUE;
      state->due_us = due_us;
      g_queue_push_tail_link (&self->pending, &state->link);
    }
  state->due_us = MIN (state->due_us, due_us);
  if (self->pending.length == 1 || state->due_us < self->armed_us)
    arm (self);
}

static State *
ensure_state (ClaspFilter *self, const State *key, gboolean *is_new)
{
  State *state = g_hash_table_lookup (self->states, key);

  *is_new = state == NULL;
  if (state != NULL || g_hash_table_size (self->states) >= router_of (self)->limits.max_filter_addresses)
    return state;
  state = state_new (key);
  g_hash_table_add (self->states, state);
  return state;
}

/* The address is gone: what waits is outdated, and its place is free again. */
static void
forget_state (ClaspFilter *self, const State *key)
{
  State *state = g_hash_table_lookup (self->states, key);

  if (state == NULL)
    return;
  forget_pending (self, state);
  g_hash_table_remove (self->states, state);
}

gboolean
clasp_filter_pass (ClaspFilter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  gint64   now_us = clasp_clock_now_us (router_of (self)->clock);
  State    key;
  State   *state;
  gint64   due_us;
  gboolean is_new;

  if (!is_limited (message))
    {
      if (message->publish.signal == CLASP_SIGNAL_GESTURE)
        flush_gesture (self, message);
      return TRUE;
    }

  if (self->interval_us == 0 && self->epsilon <= 0 && self->pending.length == 0)
    return !is_gathered (self, inbound, message);
  key = key_of (message);
  if (G_UNLIKELY (inbound->is_last))
    {
      forget_state (self, &key);
      return TRUE;
    }
  state = ensure_state (self, &key, &is_new);
  if (state == NULL)
    return !is_gathered (self, inbound, message);
  due_us = is_new ? now_us : due_time (self, state, message, now_us);
  if (due_us > now_us)
    {
      keep_pending (self, state, inbound, message, due_us);
      return FALSE;
    }
  forget_pending (self, state);
  note_sent (self, state, value_of (message), now_us);
  return !is_gathered (self, inbound, message);
}
