/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-mapping"

#include "mapping/clasp-mapper.h"

#include <math.h>

/* Design notes: what a step wants to be woken for is kept per source address in a small table, and
 * one timer stands at the earliest of them. A tick writes as if the last input had just passed:
 * same kind of message, but no cause, because time alone moved it. */

#define SUBSCRIPTION_ID 1
#define MAX_WAITING 4096 /* addresses with a smoothing tail at once */

struct _ClaspMapper
{
  ClaspChain       *chain;   /* (owned) */
  ClaspTimers      *timers;  /* (unowned) */
  ClaspSession     *session; /* (owned) */
  ClaspTimer        timer;
  GHashTable       *waiting; /* (owned) address → due time, gint64 */
  ClaspMapperStatus status;
  gboolean          has_changed;
  gboolean          is_event;  /* how the last input came */
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
copy_address (char    *place,
              gsize    size,
              ClaspStr address)
{
  gsize length = MIN (address.length, size - 1);

  memcpy (place, address.data, length);
  place[length] = '\0';
}

static void
note_result (ClaspMapper            *self,
             const ClaspChainResult *result)
{
  ClaspMapperStatus *status = &self->status;
  gint64             now_us = now (self);

  status->n_steps = MIN (result->n_steps, G_N_ELEMENTS (status->steps));
  for (guint i = 0; i < status->n_steps; i++)
    status->steps[i] = as_number (&result->steps[i]);

  if (result->result == CLASP_TRANSFORM_PASS)
    {
      status->n_out++;
      status->last_out_us = now_us;
      status->has_output = TRUE;
      status->output = as_number (&result->output);
      g_strlcpy (status->target, result->target, sizeof status->target);
    }
  else if (result->result == CLASP_TRANSFORM_DROP)
    status->n_dropped++;
  else
    {
      status->n_failed++;
      status->last_failed_us = now_us;
    }
  self->has_changed = TRUE;
}

static void
note_input (ClaspMapper      *self,
            ClaspStr          address,
            const ClaspValue *value)
{
  self->status.n_in++;
  self->status.last_in_us = now (self);
  self->status.has_input = TRUE;
  self->status.input = as_number (value);
  copy_address (self->status.source, sizeof self->status.source, address);
  self->has_changed = TRUE;
}

/* ---- out ---- */

/* Hands the result on; FALSE when the mapper was freed on the way. */
static gboolean
send_result (ClaspMapper            *self,
             const ClaspChainResult *result,
             gboolean                as_event,
             const ClaspDelivery    *cause)
{
  ClaspMessage message = { .type = as_event ? CLASP_MESSAGE_PUBLISH : CLASP_MESSAGE_SET };
  gboolean     is_freed = FALSE;

  if (as_event)
    {
      message.publish.address = clasp_str (result->target);
      message.publish.signal = CLASP_SIGNAL_EVENT;
      message.publish.has_value = TRUE;
      message.publish.value = result->output; /* lent */
    }
  else
    {
      message.set.address = clasp_str (result->target);
      message.set.value = result->output; /* lent */
    }

  self->is_freed = &is_freed;
  clasp_session_submit (self->session, &message, cause, TRUE);
  if (!is_freed)
    self->is_freed = NULL;
  return !is_freed;
}

/* ---- time ---- */

static void tick_cb (gpointer user_data);

static void
arm (ClaspMapper *self)
{
  GHashTableIter iter;
  gpointer       due;
  gint64         earliest_us = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, NULL, &due))
    earliest_us = MIN (earliest_us, *(gint64 *) due);

  if (earliest_us != G_MAXINT64)
    clasp_timers_set (self->timers, &self->timer, earliest_us, tick_cb, self);
}

static void
wait_until (ClaspMapper *self,
            ClaspStr     address,
            gint64       wake_us)
{
  g_autofree char *key = clasp_str_dup (address);
  gint64          *due = g_hash_table_lookup (self->waiting, key);

  if (wake_us == 0)
    {
      g_hash_table_remove (self->waiting, key);
      return;
    }

  if (due == NULL && g_hash_table_size (self->waiting) >= MAX_WAITING)
    return;
  if (due == NULL)
    {
      due = g_new (gint64, 1);
      g_hash_table_insert (self->waiting, g_steal_pointer (&key), due);
    }
  *due = wake_us;
  if (!clasp_timer_is_pending (&self->timer) || self->timer.due_us > wake_us)
    clasp_timers_set (self->timers, &self->timer, wake_us, tick_cb, self);
}

/* FALSE when the mapper was freed on the way. */
static gboolean
tick_address (ClaspMapper *self,
              const char  *address,
              gint64       now_us)
{
  ClaspChainResult result = { 0 };
  gboolean         is_alive = TRUE;

  if (clasp_chain_tick (self->chain, clasp_str (address), now_us, &result))
    {
      note_result (self, &result);
      wait_until (self, clasp_str (address), result.wake_us);
      if (result.result == CLASP_TRANSFORM_PASS)
        is_alive = send_result (self, &result, self->is_event, NULL);
    }
  else
    wait_until (self, clasp_str (address), 0);

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
  gpointer              address, time;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &address, &time))
    if (*(gint64 *) time <= now_us)
      g_ptr_array_add (due, g_strdup (address));

  for (guint i = 0; i < due->len; i++)
    if (!tick_address (self, due->pdata[i], now_us))
      return;
  arm (self);
}

/* ---- in ---- */

static void
deliver_cb (ClaspSession        *session,
            const ClaspDelivery *delivery,
            gpointer             user_data)
{
  static const ClaspValue none = CLASP_VALUE_INIT;
  ClaspMapper            *self = user_data;
  const ClaspMessage     *message = delivery->message;
  gboolean                is_set = message->type == CLASP_MESSAGE_SET;
  ClaspStr                address = is_set ? message->set.address : message->publish.address;
  const ClaspValue       *value = is_set ? &message->set.value : message->publish.has_value ? &message->publish.value : &none;
  ClaspChainResult        result = { 0 };

  if (!clasp_chain_run (self->chain, address, value, now (self), &result))
    return;

  self->is_event = !is_set;
  note_input (self, address, value);
  note_result (self, &result);
  wait_until (self, address, result.wake_us);
  if (result.result == CLASP_TRANSFORM_PASS)
    send_result (self, &result, self->is_event, delivery);
  clasp_chain_result_clear (&result);
}

/* ---- life ---- */

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
clasp_mapper_new (const char  *id,
                  ClaspChain  *chain,
                  ClaspRouter *router,
                  ClaspTimers *timers)
{
  ClaspMapper *self = g_new0 (ClaspMapper, 1);

  self->chain = chain;
  self->timers = timers;
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_strlcpy (self->status.id, id, sizeof self->status.id);
  self->status.input = self->status.output = NAN;
  self->session = clasp_router_join (router, id, deliver_cb, NULL, self);
  clasp_session_subscribe (self->session, SUBSCRIPTION_ID, clasp_str (clasp_chain_get_subscription (chain)), CLASP_TYPES_ALL, TRUE, NULL);
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
clasp_mapper_get_status (ClaspMapper       *self,
                         ClaspMapperStatus *status)
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
