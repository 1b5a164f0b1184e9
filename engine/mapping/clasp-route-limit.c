/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-limit.h"

#include "mapping/clasp-likeness.h"

/**
 * clasp_route_limit_clear:
 * @state: of one address
 *
 * Forgets what was sent and what waits.
 */
void
clasp_route_limit_clear (ClaspRouteLimitState *state)
{
  clasp_value_clear (&state->sent);
  clasp_value_clear (&state->next);
  clasp_value_clear (&state->last);
  *state = (ClaspRouteLimitState){ 0 };
}

static void
keep (ClaspValue *slot, const ClaspValue *value)
{
  ClaspValue copy = clasp_value_copy (value);

  clasp_value_clear (slot);
  *slot = copy;
}

static void
note_sent (ClaspRouteLimitState *state, const ClaspValue *value, gint64 now_us)
{
  keep (&state->sent, value);
  state->has_sent = TRUE;
  state->sent_us = now_us;
}

/* Begins to wait, or goes on. */
static void
add_average (ClaspRouteLimitState *state, const ClaspValue *value)
{
  double     number;
  ClaspValue mean;

  if (!clasp_value_is_number (value) || !clasp_value_to_double (value, &number))
    {
      state->is_average = FALSE;
      keep (&state->next, value); /* what has no mean is kept as the last */
      return;
    }
  if (!state->is_average)
    {
      state->sum = 0.0;
      state->n_sum = 0;
    }
  state->is_average = TRUE;
  state->sum += number;
  state->n_sum++;
  mean = clasp_value_double (state->sum / state->n_sum);
  keep (&state->next, &mean);
}

static void
wait (const ClaspRouteLimit *self, ClaspRouteLimitState *state, const ClaspValue *value)
{
  switch (self->keep)
    {
    case CLASP_KEEP_LAST:
      keep (&state->next, value);
      break;
    case CLASP_KEEP_FIRST:
      if (!state->is_pending)
        keep (&state->next, value);
      break;
    case CLASP_KEEP_AVERAGE:
      add_average (state, value);
      break;
    }
  keep (&state->last, value);
  state->is_pending = TRUE;
  state->due_us = state->sent_us + self->interval_us;
}

/**
 * clasp_route_limit_put:
 * @self: the limit
 * @state: of the address
 * @value: for the address
 * @is_event: whether it is over once it has passed
 * @now_us: monotonic time
 *
 * Thread: any.
 *
 * Returns: %CLASP_LIMIT_PASS when @value is to be sent now; when it is to wait, `due_us` of @state
 * says for how long
 */
ClaspLimitResult
clasp_route_limit_put (const ClaspRouteLimit *self,
                       ClaspRouteLimitState  *state,
                       const ClaspValue      *value,
                       gboolean               is_event,
                       gint64                 now_us)
{
  const ClaspValue *newest = state->is_pending ? &state->last : &state->sent;

  if (is_event)
    return CLASP_LIMIT_PASS;
  if (self->only_changes && state->has_sent &&
      clasp_values_are_alike (newest, value, self->epsilon))
    return CLASP_LIMIT_SAME;
  if (self->interval_us > 0 && state->has_sent &&
      (state->is_pending || now_us - state->sent_us < self->interval_us))
    {
      wait (self, state, value);
      return CLASP_LIMIT_WAIT;
    }
  note_sent (state, value, now_us);
  return CLASP_LIMIT_PASS;
}

/* What was kept was not the newest: that comes next. */
static void
go_on (const ClaspRouteLimit *self, ClaspRouteLimitState *state)
{
  gboolean is_newest = clasp_value_equal (&state->next, &state->last);

  state->is_pending = FALSE;
  state->is_average = FALSE;
  state->due_us = 0;
  if (is_newest || self->keep == CLASP_KEEP_LAST)
    return;
  keep (&state->next, &state->last);
  state->is_pending = self->keep == CLASP_KEEP_FIRST;
  state->due_us = state->sent_us + self->interval_us;
}

/**
 * clasp_route_limit_run:
 * @self: the limit
 * @state: of the address
 * @now_us: monotonic time
 * @value: (out): what is to be sent
 *
 * Thread: any.
 *
 * Returns: whether something is to be sent; `due_us` of @state says whether more will be
 */
gboolean
clasp_route_limit_run (const ClaspRouteLimit *self,
                       ClaspRouteLimitState  *state,
                       gint64                 now_us,
                       ClaspValue            *value)
{
  if (state->due_us == 0 || now_us < state->due_us)
    return FALSE;
  if (self->only_changes && clasp_values_are_alike (&state->sent, &state->next, self->epsilon) &&
      clasp_values_are_alike (&state->sent, &state->last, self->epsilon))
    {
      state->is_pending = state->is_average = FALSE;
      state->due_us = 0;
      return FALSE;
    }
  note_sent (state, &state->next, now_us);
  *value = clasp_value_copy (&state->next);
  go_on (self, state);
  return TRUE;
}
