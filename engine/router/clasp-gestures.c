/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-gestures.h"

#include "router/clasp-fanout.h"
#include "router/clasp-submit-queue.h"

/* Design notes: a session has a table only while it has gestures. A gesture has a timer of its own
 * that runs only while a move waits. All gestures of the router are in one list, the one silent
 * for longest first, for which one timer runs; a message only moves its gesture to the end.
 *
 * A move of a gesture that nobody started (the router was restarted, the start was lost) begins
 * one: it is kept to the interval and cancelled like any other. */

typedef struct _Gesture Gesture;

struct _Gesture
{
  guint32       id; /* 0 when it has none */
  gboolean      has_id;
  ClaspStr      address; /* points behind the struct, in a look-up anywhere */
  Gesture      *next, *previous;
  ClaspRouter  *router;  /* (unowned) */
  ClaspSession *session; /* (unowned) */
  gint64        heard_us;
  gint64        forwarded_us; /* the last move; 0 = none yet */
  ClaspTimer    timer;        /* pending while a move waits */
  ClaspInbound  inbound;      /* of the move that waits */
  ClaspMessage  move;         /* (owned); its address is the gesture's */
};

struct _ClaspGestures
{
  ClaspRouter *router;       /* (unowned) */
  Gesture     *first, *last; /* by heard_us */
  ClaspTimer   stale_timer;
};

static guint
gesture_hash (gconstpointer key)
{
  const Gesture *self = key;

  return (guint) clasp_str_hash (self->address) ^ self->id;
}

static gboolean
gesture_equal (gconstpointer a, gconstpointer b)
{
  const Gesture *x = a;
  const Gesture *y = b;

  return x->id == y->id && clasp_str_equal (x->address, y->address);
}

static Gesture
gesture_key (const ClaspPublish *publish)
{
  return (Gesture){
    .id = publish->has_id ? publish->id : 0,
    .has_id = publish->has_id,
    .address = publish->address,
  };
}

/**
 * clasp_gestures_new:
 * @router: whose gestures
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an empty register
 */
ClaspGestures *
clasp_gestures_new (ClaspRouter *router)
{
  ClaspGestures *self = g_new0 (ClaspGestures, 1);

  self->router = router;
  return self;
}

/**
 * clasp_gestures_free:
 * @self: (transfer full): a register without gestures: all sessions have ended
 *
 * Thread: worker.
 */
void
clasp_gestures_free (ClaspGestures *self)
{
  clasp_timers_cancel (self->router->timers, &self->stale_timer);
  g_free (self);
}

/* --- the list ------------------------------------------------------------------------------- */

static void
unlink_gesture (ClaspGestures *self, Gesture *gesture)
{
  if (gesture->previous != NULL)
    gesture->previous->next = gesture->next;
  else
    self->first = gesture->next;
  if (gesture->next != NULL)
    gesture->next->previous = gesture->previous;
  else
    self->last = gesture->previous;
}

static void
append_gesture (ClaspGestures *self, Gesture *gesture)
{
  gesture->next = NULL;
  gesture->previous = self->last;
  if (self->last != NULL)
    self->last->next = gesture;
  else
    self->first = gesture;
  self->last = gesture;
}

static void
gesture_free (gpointer data)
{
  Gesture     *self = data;
  ClaspRouter *router = self->router;

  unlink_gesture (router->gestures, self);
  clasp_timers_cancel (router->timers, &self->timer);
  clasp_message_clear (&self->move);
  g_free (self);
}

static void arm_stale_timer (ClaspGestures *self);

/* The one @publish belongs to; NULL when the session has too many to keep track of another. */
static Gesture *
ensure_gesture (ClaspGestures *self, ClaspSession *session, const Gesture *key)
{
  Gesture *gesture;

  if (session->gestures == NULL)
    session->gestures = g_hash_table_new_full (gesture_hash, gesture_equal, gesture_free, NULL);
  gesture = g_hash_table_lookup (session->gestures, key);
  if (gesture != NULL)
    return gesture;
  if (g_hash_table_size (session->gestures) >= self->router->limits.max_gestures)
    return NULL;

  gesture = g_malloc (sizeof *gesture + key->address.length);
  *gesture =
    (Gesture){ .id = key->id, .has_id = key->has_id, .router = self->router, .session = session };
  gesture->address = (ClaspStr){ (char *) (gesture + 1), key->address.length };
  memcpy (gesture + 1, key->address.data, key->address.length);
  append_gesture (self, gesture);
  g_hash_table_add (session->gestures, gesture);
  return gesture;
}

static void
remove_gesture (Gesture *gesture)
{
  ClaspSession *session = gesture->session;

  g_hash_table_remove (session->gestures, gesture);
  if (g_hash_table_size (session->gestures) == 0)
    g_clear_pointer (&session->gestures, g_hash_table_unref);
}

static void
note_heard (ClaspGestures *self, Gesture *gesture, gint64 now_us)
{
  gesture->heard_us = now_us;
  unlink_gesture (self, gesture);
  append_gesture (self, gesture);
  if (!clasp_timer_is_pending (&self->stale_timer))
    arm_stale_timer (self);
}

/* --- moves ---------------------------------------------------------------------------------- */

static gboolean
has_move (const Gesture *self)
{
  return clasp_timer_is_pending (&self->timer);
}

static void
keep_move (Gesture *self, const ClaspInbound *inbound, const ClaspPublish *publish)
{
  ClaspPublish *copy = &self->move.publish;

  clasp_message_clear (&self->move);
  self->inbound = *inbound;
  self->inbound.has_correlation_id = FALSE; /* confirmed when it was accepted */
  self->inbound.bundle = 0;                 /* which is long over by then */
  self->move.type = CLASP_MESSAGE_PUBLISH;
  *copy = *publish;
  copy->address = self->address;
  copy->value = publish->has_value ? clasp_value_copy (&publish->value) : clasp_value_null ();
  copy->samples = publish->has_samples
                    ? g_memdup2 (publish->samples, publish->n_samples * sizeof (double))
                    : NULL;
}

/* Handing out may end the session and free the gesture with it: the caller looks again. */
static void
forward_move (ClaspRouter *router, Gesture *self, gint64 now_us)
{
  ClaspInbound          inbound = self->inbound;
  g_auto (ClaspMessage) move = self->move;
  g_autofree char      *address = NULL;

  clasp_timers_cancel (router->timers, &self->timer);
  self->move = (ClaspMessage){ 0 };
  self->forwarded_us = now_us;
  address = g_memdup2 (move.publish.address.data, move.publish.address.length);
  move.publish.address.data = address;
  clasp_fanout_publish (router, &inbound, &move);
}

static void
interval_over_cb (gpointer user_data)
{
  Gesture     *self = user_data;
  ClaspRouter *router = self->router;

  clasp_router_enter (router);
  forward_move (router, self, clasp_router_now_us (router));
  clasp_router_leave (router);
}

static void
handle_move (ClaspGestures      *self,
             Gesture            *gesture,
             const ClaspInbound *inbound,
             const ClaspMessage *message,
             gint64              now_us)
{
  ClaspRouter *router = self->router;
  gint64       due_us = gesture->forwarded_us + (gint64) router->limits.gesture_interval_ms * 1000;

  if (gesture->forwarded_us != 0 && now_us < due_us)
    {
      keep_move (gesture, inbound, &message->publish);
      if (!has_move (gesture))
        clasp_timers_set (router->timers, &gesture->timer, due_us, interval_over_cb, gesture);
      return;
    }

  clasp_timers_cancel (router->timers, &gesture->timer); /* this one is newer */
  gesture->forwarded_us = now_us;
  clasp_fanout_publish (router, inbound, message);
}

/* --- messages ------------------------------------------------------------------------------- */

static void
handle_others (ClaspGestures      *self,
               const ClaspInbound *inbound,
               const ClaspMessage *message,
               Gesture            *gesture)
{
  ClaspRouter *router = self->router;
  gboolean     is_over = message->publish.phase != CLASP_PHASE_START;

  if (gesture != NULL && has_move (gesture))
    {
      const Gesture key = gesture_key (&message->publish);

      forward_move (router, gesture, clasp_router_now_us (router));
      gesture = inbound->session->gestures != NULL
                  ? g_hash_table_lookup (inbound->session->gestures, &key)
                  : NULL;
    }
  if (gesture != NULL && is_over)
    remove_gesture (gesture);
  clasp_fanout_publish (router, inbound, message);
}

/**
 * clasp_gestures_publish:
 * @self: the register
 * @inbound: who sent it
 * @message: the PUBLISH; borrowed, copied when it has to wait
 *
 * A session that has %ClaspRouterLimits.max_gestures under way already has the messages of further
 * ones passed on as they come.
 *
 * Thread: worker, within a turn.
 */
void
clasp_gestures_publish (ClaspGestures      *self,
                        const ClaspInbound *inbound,
                        const ClaspMessage *message)
{
  ClaspSession       *session = inbound->session;
  const ClaspPublish *publish = &message->publish;
  const Gesture       key = gesture_key (publish);
  gboolean is_begun = publish->phase == CLASP_PHASE_START || publish->phase == CLASP_PHASE_MOVE;
  gint64   now_us = clasp_router_now_us (self->router);
  Gesture *gesture = NULL;

  if (session == NULL || session->state != CLASP_SESSION_OPEN)
    {
      clasp_fanout_publish (self->router, inbound, message);
      return;
    }

  if (is_begun)
    gesture = ensure_gesture (self, session, &key);
  else if (session->gestures != NULL)
    gesture = g_hash_table_lookup (session->gestures, &key);
  if (gesture != NULL)
    note_heard (self, gesture, now_us);

  if (gesture != NULL && publish->phase == CLASP_PHASE_MOVE)
    handle_move (self, gesture, inbound, message, now_us);
  else
    handle_others (self, inbound, message, gesture);
}

/* --- the end without an end ----------------------------------------------------------------- */

/* Queued, because the session may end in the middle of handing out something else. */
static void
submit_cancel (ClaspRouter *router, Gesture *gesture)
{
  const ClaspInbound inbound = { .session = gesture->session,
                                 .received_us = clasp_router_now_us (router) };
  ClaspMessage       message = { .type = CLASP_MESSAGE_PUBLISH };

  if (has_move (gesture))
    clasp_submit_queue_push (router->queue, &gesture->inbound, &gesture->move);
  message.publish.address = gesture->address;
  message.publish.signal = CLASP_SIGNAL_GESTURE;
  message.publish.phase = CLASP_PHASE_CANCEL;
  message.publish.has_id = gesture->has_id;
  message.publish.id = gesture->id;
  clasp_submit_queue_push (router->queue, &inbound, &message);
}

/**
 * clasp_gestures_cancel_all:
 * @self: the register
 * @session: one that is gone
 *
 * Thread: worker, within a turn.
 */
void
clasp_gestures_cancel_all (ClaspGestures *self, ClaspSession *session)
{
  GHashTableIter iter;
  Gesture       *gesture;

  if (session->gestures == NULL)
    return;
  g_hash_table_iter_init (&iter, session->gestures);
  while (g_hash_table_iter_next (&iter, (gpointer *) &gesture, NULL))
    submit_cancel (self->router, gesture);
  g_clear_pointer (&session->gestures, g_hash_table_unref);
}

static gint64
stale_us (ClaspGestures *self)
{
  return (gint64) self->router->limits.gesture_stale_s * G_USEC_PER_SEC;
}

static void
stale_cb (gpointer user_data)
{
  ClaspGestures *self = user_data;
  ClaspRouter   *router = self->router;
  gint64         now_us = clasp_router_now_us (router);

  clasp_router_enter (router);
  while (self->first != NULL && stale_us (self) != 0 &&
         now_us - self->first->heard_us >= stale_us (self))
    {
      submit_cancel (router, self->first);
      remove_gesture (self->first);
    }
  arm_stale_timer (self);
  clasp_router_leave (router);
}

static void
arm_stale_timer (ClaspGestures *self)
{
  if (self->first != NULL && stale_us (self) != 0)
    clasp_timers_set (self->router->timers, &self->stale_timer,
                      self->first->heard_us + stale_us (self), stale_cb, self);
}
