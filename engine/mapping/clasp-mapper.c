/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-mapper.h"

#include <math.h>

/* Design notes: what a step wants to be woken for is kept per source address in a small table, and
 * one timer stands at the earliest of them. A tick writes as if the last input had just passed: the
 * same kind of message, and as many hops behind it. Time alone moved it, but if it came with no
 * hops a circle of two mappings, one of them smooth, would never end. */

#define SUBSCRIPTION_ID 1
#define FIRST_WATCHED_ID 2 /* of the addresses that steps look at, in their order */
#define MAX_WAITING 4096 /* addresses with a smoothing tail at once */

/* How a value came, which is how it goes out. */
typedef struct
{
  gboolean    is_set;
  gboolean    has_value; /* an event may carry nothing */
  ClaspSignal signal;
  ClaspPhase  phase;
  gboolean    has_id;
  guint32     id; /* of a gesture */
  guint       hops;
} Manner;

typedef struct
{
  gint64 due_us;
  Manner manner; /* of the last input */
} Waiting;

struct _ClaspMapper
{
  ClaspChain       *chain;   /* (owned) */
  ClaspRouter      *router;  /* (unowned) the session keeps it alive */
  ClaspTimers      *timers;  /* (unowned) */
  ClaspSession     *session; /* (owned) */
  ClaspTimer        timer;
  GHashTable       *waiting; /* (owned) address → Waiting */
  ClaspMapperStatus status;
  gboolean          has_changed;
  gboolean          is_shown; /* what passes now is of the address whose input the status shows */
  gboolean         *is_freed; /* set while a message is handed to the router */
};

static gint64
now (ClaspMapper *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static double
as_number (const ClaspValue *value)
{
  double number = NAN;

  clasp_value_to_double (value, &number);
  return number;
}

/* ---- status ---- */

static void
copy_address (char *place, gsize size, ClaspStr address)
{
  gsize length = MIN (address.length, size - 1);

  memcpy (place, address.data, length);
  place[length] = '\0';
}

static void
note_steps (ClaspMapper *self, const ClaspChainResult *result)
{
  ClaspMapperStatus *status = &self->status;

  self->has_changed = TRUE;
  if (!self->is_shown)
    return;
  status->n_steps = MIN (result->n_steps, G_N_ELEMENTS (status->steps));
  for (guint i = 0; i < status->n_steps; i++)
    status->steps[i] = as_number (&result->steps[i]);
}

static void
note_output (ClaspMapper *self, const ClaspChainResult *result)
{
  ClaspMapperStatus *status = &self->status;

  status->n_out++;
  status->last_out_us = now (self);
  if (!self->is_shown)
    return;
  status->has_output = TRUE;
  status->output = as_number (&result->output);
  g_strlcpy (status->target, result->target, sizeof status->target);
}

static void
note_failure (ClaspMapper *self)
{
  self->status.n_failed++;
  self->status.last_failed_us = now (self);
  self->has_changed = TRUE;
}

/* What a step says went wrong counts as a failure, even where the value passed. */
static void
note_problem (ClaspMapper *self, const ClaspChainResult *result)
{
  char *problem = self->status.problem;

  if (result->problem == NULL)
    return;

  g_snprintf (problem, sizeof self->status.problem, "step %u: %s", result->problem_step + 1,
              result->problem);
  /* A character that was cut in two is left out. */
  if (!g_utf8_validate (problem, -1, (const char **) &problem))
    *problem = '\0';
  if (result->result != CLASP_TRANSFORM_ERROR)
    note_failure (self);
}

static void
note_input (ClaspMapper *self, ClaspStr address, const ClaspValue *value)
{
  self->status.n_in++;
  self->status.last_in_us = now (self);
  self->status.has_input = TRUE;
  self->status.input = as_number (value);
  copy_address (self->status.source, sizeof self->status.source, address);
  self->is_shown = TRUE;
  self->has_changed = TRUE;
}

/* ---- out ---- */

static void
fill_publish (ClaspPublish *publish, const ClaspChainResult *result, const Manner *manner)
{
  publish->address = clasp_str (result->target);
  publish->signal = manner->signal;
  publish->phase = manner->phase;
  publish->has_id = manner->has_id;
  publish->id = manner->id;
  publish->has_value = manner->has_value || result->output.type != CLASP_VALUE_NULL;
  publish->value = result->output; /* lent */
}

/* Two mappings that lead there and back: what comes round and changes nothing ends here, long
 * before the router's limit. */
static gboolean
is_echo (ClaspMapper *self, const ClaspChainResult *result, const Manner *manner)
{
  const ClaspValue *present;

  if (!manner->is_set || manner->hops == 0)
    return FALSE;
  present = clasp_router_peek (self->router, clasp_str (result->target));
  return present != NULL && clasp_value_equal (present, &result->output);
}

/* Hands the result on; FALSE when the mapper was freed on the way. */
static gboolean
send_result (ClaspMapper            *self,
             const ClaspChainResult *result,
             const Manner           *manner,
             const ClaspDelivery    *cause)
{
  ClaspMessage message = { .type = manner->is_set ? CLASP_MESSAGE_SET : CLASP_MESSAGE_PUBLISH };
  gboolean     is_freed = FALSE;

  if (manner->is_set)
    {
      message.set.address = clasp_str (result->target);
      message.set.value = result->output; /* lent */
    }
  else
    fill_publish (&message.publish, result, manner);

  note_output (self, result);
  self->is_freed = &is_freed;
  clasp_session_submit (self->session, &message, cause, TRUE);
  if (!is_freed)
    self->is_freed = NULL;
  return !is_freed;
}

/* What a result asks for; FALSE when the mapper was freed on the way. */
static gboolean
handle_result (ClaspMapper            *self,
               const ClaspChainResult *result,
               const Manner           *manner,
               const ClaspDelivery    *cause)
{
  note_steps (self, result);
  note_problem (self, result);
  if (result->result == CLASP_TRANSFORM_PASS && !is_echo (self, result, manner))
    return send_result (self, result, manner, cause);

  if (result->result == CLASP_TRANSFORM_ERROR)
    note_failure (self);
  else
    self->status.n_dropped++;
  return TRUE;
}

/* ---- time ---- */

static void tick_cb (gpointer user_data);

static void
arm (ClaspMapper *self)
{
  GHashTableIter iter;
  gpointer       waiting;
  gint64         earliest_us = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &waiting))
    earliest_us = MIN (earliest_us, ((Waiting *) waiting)->due_us);

  if (earliest_us != G_MAXINT64)
    clasp_timers_set (self->timers, &self->timer, earliest_us, tick_cb, self);
}

static void
wait_until (ClaspMapper *self, ClaspStr address, gint64 wake_us, const Manner *manner)
{
  g_autofree char *key = clasp_str_dup (address);
  Waiting         *waiting = g_hash_table_lookup (self->waiting, key);

  if (wake_us == 0)
    {
      g_hash_table_remove (self->waiting, key);
      return;
    }

  if (waiting == NULL && g_hash_table_size (self->waiting) >= MAX_WAITING)
    return;
  if (waiting == NULL)
    {
      waiting = g_new0 (Waiting, 1);
      g_hash_table_insert (self->waiting, g_steal_pointer (&key), waiting);
    }
  *waiting = (Waiting){ wake_us, *manner };
  if (!clasp_timer_is_pending (&self->timer) || self->timer.due_us > wake_us)
    clasp_timers_set (self->timers, &self->timer, wake_us, tick_cb, self);
}

/* FALSE when the mapper was freed on the way. */
static gboolean
tick_address (ClaspMapper *self, const char *address, gint64 now_us)
{
  const Waiting   *waiting = g_hash_table_lookup (self->waiting, address);
  Manner           manner = waiting != NULL ? waiting->manner : (Manner){ 0 };
  ClaspDelivery    cause = { .hops = manner.hops };
  ClaspChainResult result = { 0 };
  gboolean         is_alive = TRUE;

  if (waiting != NULL && clasp_chain_tick (self->chain, clasp_str (address), now_us, &result))
    {
      self->is_shown = g_str_equal (address, self->status.source);
      wait_until (self, clasp_str (address), result.wake_us, &manner);
      is_alive = handle_result (self, &result, &manner, &cause);
    }
  else if (waiting != NULL && waiting->due_us <= now_us)
    wait_until (self, clasp_str (address), 0, &manner);

  clasp_chain_result_clear (&result);
  return is_alive;
}

static void
tick_cb (gpointer user_data)
{
  ClaspMapper          *self = user_data;
  gint64                now_us = now (self);
  g_autoptr (GPtrArray) due = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter        iter;
  gpointer              address, waiting;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &address, &waiting))
    if (((Waiting *) waiting)->due_us <= now_us)
      g_ptr_array_add (due, g_strdup (address));

  for (guint i = 0; i < due->len; i++)
    if (!tick_address (self, due->pdata[i], now_us))
      return;
  arm (self);
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

static Manner
read_manner (const ClaspDelivery *delivery)
{
  const ClaspPublish *publish = &delivery->message->publish;

  if (delivery->message->type == CLASP_MESSAGE_SET)
    return (Manner){ .is_set = TRUE, .hops = delivery->hops };
  return (Manner){
    .has_value = publish->has_value || publish->has_samples,
    .signal = publish->signal,
    .phase = publish->phase,
    .has_id = publish->has_id,
    .id = publish->id,
    .hops = delivery->hops,
  };
}

/* A stream's newest sample stands for those before it, as a parameter's value does. */
static gboolean
is_state (const Manner *manner)
{
  return manner->is_set || manner->signal == CLASP_SIGNAL_STREAM;
}

/* What is moved is a state. An event is over: nothing that happens later sends it again. */
static gboolean
touched_cb (ClaspStr address, gpointer user_data)
{
  ClaspMapper  *self = user_data;
  const Manner  manner = { .is_set = TRUE };

  if (clasp_router_peek (self->router, address) == NULL)
    return FALSE;

  wait_until (self, address, now (self), &manner);
  return TRUE;
}

static void
touch_watchers (ClaspMapper *self, ClaspStr address)
{
  const char *const *watched = clasp_chain_get_watched (self->chain);

  for (guint i = 0; watched[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (watched[i]), address))
      clasp_chain_touch (self->chain, address, now (self), touched_cb, self);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspMapper     *self = user_data;
  ClaspStr         address = delivery->message->type == CLASP_MESSAGE_SET
                               ? delivery->message->set.address
                               : delivery->message->publish.address;
  const ClaspValue value = read_value (delivery->message); /* borrowed */
  const Manner     manner = read_manner (delivery);
  ClaspChainResult result = { 0 };

  touch_watchers (self, address);
  if (!clasp_chain_run (self->chain, address, &value, !is_state (&manner), now (self), &result))
    return;

  note_input (self, address, &value);
  wait_until (self, address, result.wake_us, &manner);
  handle_result (self, &result, &manner, delivery);
  clasp_chain_result_clear (&result);
}

/* The router would not have it: a parameter that somebody locked, for example. */
static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  if (reply->type == CLASP_MESSAGE_ERROR)
    note_failure (user_data);
}

/* ---- what steps look at ---- */

static const ClaspValue *
get_param (ClaspStr address, gpointer user_data)
{
  return clasp_router_peek (user_data, address);
}

/**
 * clasp_mapper_env:
 * @router: a router
 *
 * For the chains of mappings that live in @router.
 *
 * Thread: any; what it holds is for the worker.
 *
 * Returns: how their steps get at parameters, as long as the router lives
 */
ClaspTransformEnv
clasp_mapper_env (ClaspRouter *router)
{
  return (ClaspTransformEnv){ .get = get_param, .user_data = router };
}

/* ---- life ---- */

/* What the steps look at first: the state of the source passes through them at once. */
static gboolean
subscribe (ClaspMapper *self, GError **error)
{
  const char *const *watched = clasp_chain_get_watched (self->chain);

  for (guint i = 0; watched[i] != NULL; i++)
    if (!clasp_session_subscribe (self->session, FIRST_WATCHED_ID + i, clasp_str (watched[i]),
                                  CLASP_TYPES_VALUES, FALSE, error))
      return FALSE;

  return clasp_session_subscribe (self->session, SUBSCRIPTION_ID,
                                  clasp_str (clasp_chain_get_subscription (self->chain)),
                                  CLASP_TYPES_VALUES, TRUE, error);
}

/**
 * clasp_mapper_new:
 * @id: the mapping's id, which is also its session's name
 * @chain: (transfer full): what it does
 * @router: the router it joins
 * @timers: the worker's timers
 *
 * The state of the source passes through at once.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a running mapping
 */
ClaspMapper *
clasp_mapper_new (const char *id, ClaspChain *chain, ClaspRouter *router, ClaspTimers *timers)
{
  ClaspMapper       *self = g_new0 (ClaspMapper, 1);
  g_autoptr (GError) error = NULL;

  self->chain = chain;
  self->router = router;
  self->timers = timers;
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_strlcpy (self->status.id, id, sizeof self->status.id);
  self->status.input = self->status.output = NAN;
  self->session = clasp_router_join (router, id, deliver_cb, reply_cb, self);
  if (!subscribe (self, &error))
    g_strlcpy (self->status.error, error->message, sizeof self->status.error);
  return self;
}

/**
 * clasp_mapper_free:
 * @self: (transfer full): a mapping; may be called while it hands a message on
 *
 * Thread: worker.
 */
void
clasp_mapper_free (ClaspMapper *self)
{
  if (self->is_freed != NULL)
    *self->is_freed = TRUE;
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_session_leave (self->session);
  clasp_chain_free (self->chain);
  g_hash_table_unref (self->waiting);
  g_free (self);
}

/**
 * clasp_mapper_get_status:
 * @self: a mapping
 * @status: (out caller-allocates): what it did so far and last
 *
 * Thread: worker.
 */
void
clasp_mapper_get_status (ClaspMapper *self, ClaspMapperStatus *status)
{
  *status = self->status;
}

/**
 * clasp_mapper_take_changed:
 * @self: a mapping
 *
 * Thread: worker.
 *
 * Returns: whether the status changed since the last call
 */
gboolean
clasp_mapper_take_changed (ClaspMapper *self)
{
  gboolean has_changed = self->has_changed;

  self->has_changed = FALSE;
  return has_changed;
}
