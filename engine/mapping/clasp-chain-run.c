/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Ranges, with "convert": behind the steps the range of their result becomes the
 * target's. That result has the source's range, or 0–1 or a range of its own when a step says so;
 * the last is only rounded for targets that count in whole numbers. If a step works on 0–1 and none
 * before brings the value there, the source's range becomes 0–1 before the first step. */

#include "mapping/clasp-chain-private.h"

#include "core/clasp-address.h"

#include <math.h>

/* Of one step that waits, in a preview: it gives what it has at the first. */
#define MAX_PREVIEW_TICKS 16

/* ---- values through the steps ---- */

/* The chain before this one has done it already. */
static gboolean
comes_as_unit (const ClaspChain *self)
{
  return self->head != NULL && self->head->starts_as_unit;
}

static gboolean
is_unit_chain (const ClaspChain *self, const ClaspChainEntry *entry)
{
  return self->convert && (self->starts_as_unit || comes_as_unit (self)) && entry->has_source_range;
}

static void
remember (ClaspValue *slot, const ClaspValue *value)
{
  clasp_value_clear (slot);
  *slot = clasp_value_copy (value);
}

/* One step. What it could not handle leaves no trace: a tail under way goes on to its old end. */
static ClaspTransformResult
run_step (ClaspChain      *self,
          ClaspChainEntry *entry,
          guint            index,
          gboolean         is_tick,
          gint64           now_us,
          ClaspValue      *value,
          const char     **problem)
{
  const ClaspChainStep *step = &self->steps[index];
  ClaspChainStepState  *state = &entry->steps[index];
  ClaspTransformCall    call = {
       .now_us = now_us,
       .address = entry->address,
       .captures = &entry->captures,
       .tick_us = self->tick_us,
       .env = &self->env,
       .is_event = entry->is_event,
       .is_tick = is_tick,
  };
  g_auto (ClaspValue)  input = CLASP_VALUE_INIT;
  ClaspTransformResult result;

  if (step->keeps_input && !is_tick)
    input = clasp_value_copy (value);
  if (G_LIKELY (step->part == NULL))
    result = step->iface->apply (step->transform, state->block, &call, value);
  else
    result = clasp_transform_part_apply (step->part, step->transform, state->block, &call, value);
  *problem = call.problem;
  if (result == CLASP_TRANSFORM_ERROR)
    {
      if (is_tick)
        state->wake_us = 0;
      return result;
    }

  state->wake_us = call.wake_us;
  if (step->keeps_input && !is_tick)
    remember (&state->input, &input);
  if (result == CLASP_TRANSFORM_PASS)
    remember (&state->output, value);
  return result;
}

/* From step @first on. @value becomes the result, or null when it did not pass. */
static ClaspTransformResult
run_steps (ClaspChain       *self,
           ClaspChainEntry  *entry,
           guint             first,
           gboolean          is_tick,
           gint64            now_us,
           ClaspValue       *value,
           ClaspChainResult *result)
{
  for (guint i = 0; i < first; i++)
    result->steps[result->n_steps++] = clasp_value_copy (&entry->steps[i].output);

  for (guint i = first; i < self->n_steps; i++)
    {
      const char          *problem;
      ClaspTransformResult outcome =
        run_step (self, entry, i, is_tick && i == first, now_us, value, &problem);

      if (problem != NULL)
        {
          result->problem = problem;
          result->problem_step = i;
        }
      if (outcome != CLASP_TRANSFORM_PASS)
        {
          clasp_value_clear (value);
          return outcome;
        }
      result->steps[result->n_steps++] = clasp_value_copy (value);
    }
  return CLASP_TRANSFORM_PASS;
}

/* ---- target and default conversion ---- */

/* The address for this value, or NULL when there is none that exists. */
static const char *
find_target (ClaspChain *self, ClaspChainEntry *entry, const ClaspValue *value)
{
  g_autofree char     *text = self->target_uses_value ? clasp_value_to_text (value) : NULL;
  const ClaspVariables variables = { self->env.get, self->env.user_data };
  ClaspStr             address;

  if (entry->target != NULL)
    return entry->target;

  g_string_truncate (self->address, 0);
  if (!clasp_template_expand_in (self->target, &entry->captures, text, &variables, self->address))
    return NULL;
  address = (ClaspStr){ self->address->str, self->address->len };
  if (!clasp_address_is_valid (address, NULL) ||
      !self->ranges.is_reachable (address, self->ranges.user_data))
    return NULL;
  if (self->target_varies)
    return self->address->str;
  entry->target = clasp_str_dup (address);
  entry->has_target_range =
    self->ranges.find (address, &entry->target_range, self->ranges.user_data);
  return entry->target;
}

static gboolean
ranges_differ (const ClaspRange *a, const ClaspRange *b)
{
  return a->minimum != b->minimum || a->maximum != b->maximum;
}

/* The range of what comes out of the steps; FALSE when it is not known. */
static gboolean
find_result_range (const ClaspChain *self, const ClaspChainEntry *entry, ClaspRange *range)
{
  *range = (ClaspRange){ 0.0, 1.0, FALSE };
  if (self->domain == CLASP_CHAIN_DOMAIN_UNIT || is_unit_chain (self, entry))
    return TRUE;
  *range = entry->source_range;
  return entry->has_source_range;
}

/* The target's range. Towards an address of which nothing is known, what was brought to 0–1 goes
 * back to the units it came in. */
static gboolean
find_target_range (const ClaspChain      *self,
                   const ClaspChainEntry *entry,
                   const char            *target,
                   ClaspRange            *range)
{
  gboolean is_known = entry->has_target_range;

  *range = entry->target_range;
  if (entry->target == NULL)
    is_known = self->ranges.find (clasp_str (target), range, self->ranges.user_data);
  if (is_known)
    return TRUE;
  *range = (ClaspRange){ entry->source_range.minimum, entry->source_range.maximum, FALSE };
  return self->domain == CLASP_CHAIN_DOMAIN_SOURCE && is_unit_chain (self, entry);
}

/* TRUE in @applied when the value was subject to the conversion, changed or not. */
static gboolean
convert (ClaspChain      *self,
         ClaspChainEntry *entry,
         const char      *target,
         ClaspValue      *value,
         gboolean        *applied)
{
  ClaspRange from, to;
  gboolean   is_known = find_result_range (self, entry, &from);

  *applied = FALSE;
  if (!self->convert || !find_target_range (self, entry, target, &to))
    return TRUE;
  *applied = to.integer ||
             (self->domain != CLASP_CHAIN_DOMAIN_OWN && is_known && ranges_differ (&from, &to));
  if (!*applied)
    return TRUE;
  if (self->domain == CLASP_CHAIN_DOMAIN_OWN)
    return clasp_convert_to_level (value, &to);
  return clasp_convert_to_range (value, is_known ? &from : NULL, &to);
}

static void
fail (ClaspChainResult *result, ClaspChainFault fault)
{
  result->result = CLASP_TRANSFORM_ERROR;
  result->fault = fault;
}

/* The address for what is to be sent, and that in the address's units. */
static void
aim (ClaspChain *self, ClaspChainEntry *entry, ClaspValue *value, ClaspChainResult *result)
{
  gboolean is_converted = FALSE, is_list = clasp_value_get_size (value) > 1;

  result->target = find_target (self, entry, value);
  if (result->target == NULL)
    fail (result, CLASP_CHAIN_NO_ADDRESS);
  else if (!convert (self, entry, result->target, value, &is_converted))
    fail (result, CLASP_CHAIN_NO_NUMBER);
  if (!is_converted || result->result != CLASP_TRANSFORM_PASS)
    return;

  result->took_first = is_list && clasp_value_is_number (value);
  result->steps[result->n_steps++] = clasp_value_copy (value);
  if (self->target_uses_value)
    result->target = find_target (self, entry, value);
  if (result->target == NULL)
    fail (result, CLASP_CHAIN_NO_ADDRESS);
}

/* Takes over @value. */
static void
finish (ClaspChain *self, ClaspChainEntry *entry, ClaspValue value, ClaspChainResult *result)
{
  if (self->target != NULL)
    aim (self, entry, &value, result);
  if (result->result == CLASP_TRANSFORM_PASS)
    result->output = value;
  else
    clasp_value_clear (&value);
}

static gint64
next_wake (const ClaspChain *self, const ClaspChainEntry *entry)
{
  gint64 wake_us = entry->again_us;

  for (guint i = 0; i < self->n_steps; i++)
    if (entry->steps[i].wake_us != 0 && (wake_us == 0 || entry->steps[i].wake_us < wake_us))
      wake_us = entry->steps[i].wake_us;

  return wake_us;
}

static void
keep_last (ClaspChainEntry *entry, const ClaspValue *value)
{
  remember (&entry->last, value);
  entry->has_last = TRUE;
  entry->again_us = 0;
}

/* Takes over @value. */
static void
run_from (ClaspChain       *self,
          ClaspChainEntry  *entry,
          guint             first,
          gboolean          is_tick,
          gint64            now_us,
          ClaspValue        value,
          ClaspChainResult *result)
{
  result->n_steps = 0;
  result->output = clasp_value_null ();
  result->target = NULL;
  result->problem = NULL;
  result->captures = &entry->captures;
  result->fault = CLASP_CHAIN_STEP;
  result->result = run_steps (self, entry, first, is_tick, now_us, &value, result);
  if (self->again != NULL && result->result == CLASP_TRANSFORM_PASS)
    keep_last (entry, &value);
  if (result->result == CLASP_TRANSFORM_PASS)
    finish (self, entry, value, result);
  result->wake_us = next_wake (self, entry);
}

static void
forget_when_idle (ClaspChain *self, ClaspChainEntry *entry, gint64 now_us)
{
  if (self->idle_reset_us != 0 && entry->heard_us != 0 &&
      now_us - entry->heard_us >= self->idle_reset_us)
    clasp_chain_entry_clear (self, entry);
  entry->heard_us = now_us;
}

/**
 * clasp_chain_run:
 * @self: a chain
 * @address: where @input came from
 * @input: a value
 * @is_event: whether it is over once it has passed, so that no newer one may stand for it
 * @now_us: monotonic time
 * @result: (out): what became of it; cleared with clasp_chain_result_clear () whenever this returns
 *   %TRUE
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE, and nothing in @result, when @address is not one of the source's
 */
gboolean
clasp_chain_run (ClaspChain       *self,
                 ClaspStr          address,
                 const ClaspValue *input,
                 gboolean          is_event,
                 gint64            now_us,
                 ClaspChainResult *result)
{
  ClaspChainEntry *entry = clasp_chain_find_entry (self, address);
  ClaspValue       value;

  if (entry == NULL)
    entry = clasp_chain_add_entry (self, address);
  if (entry == NULL)
    return FALSE;

  if (G_UNLIKELY (entry->serial != *self->ranges.serial))
    clasp_chain_entry_renew (self, entry);
  entry->is_event = is_event;
  value = clasp_value_copy (input);
  forget_when_idle (self, entry, now_us);
  if (is_unit_chain (self, entry) && !comes_as_unit (self))
    clasp_convert_to_unit (&value, &entry->source_range);
  run_from (self, entry, 0, FALSE, now_us, value, result);
  return TRUE;
}

static gboolean
find_due (const ClaspChain *self, const ClaspChainEntry *entry, gint64 now_us, guint *index)
{
  for (; *index < self->n_steps; (*index)++)
    if (entry->steps[*index].wake_us != 0 && entry->steps[*index].wake_us <= now_us)
      return TRUE;

  return FALSE;
}

/**
 * clasp_chain_tick:
 * @self: a chain
 * @address: one whose last result had a wake-up time
 * @now_us: monotonic time
 * @result: (out): what came of it, as in clasp_chain_run ()
 *
 * Calls the first step whose time has come with its last input again, and those behind it with what
 * follows. A step behind one that gives nothing gets its own turn.
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE, and nothing in @result, when nothing was due
 */
gboolean
clasp_chain_tick (ClaspChain *self, ClaspStr address, gint64 now_us, ClaspChainResult *result)
{
  ClaspChainEntry *entry = clasp_chain_find_entry (self, address);
  guint            index = 0;
  gboolean         has_run = FALSE;

  if (entry != NULL && entry->serial != *self->ranges.serial)
    clasp_chain_entry_renew (self, entry);
  while (entry != NULL && find_due (self, entry, now_us, &index))
    {
      if (has_run)
        clasp_chain_result_clear (result);
      run_from (self, entry, index, TRUE, now_us, clasp_value_copy (&entry->steps[index].input),
                result);
      has_run = TRUE;
      if (result->result == CLASP_TRANSFORM_PASS)
        break;
      index++;
    }
  if (entry == NULL || entry->again_us == 0 || entry->again_us > now_us)
    return has_run;

  entry->again_us = 0;
  if (!entry->has_last)
    return has_run;
  if (has_run)
    clasp_chain_result_clear (result);
  run_from (self, entry, self->n_steps, TRUE, now_us, clasp_value_copy (&entry->last), result);
  return TRUE;
}

/**
 * clasp_chain_get_wake:
 * @self: a chain
 * @address: a source's
 *
 * Thread: the chain's.
 *
 * Returns: when clasp_chain_tick () is due for @address, monotonic; 0 = not
 */
gint64
clasp_chain_get_wake (ClaspChain *self, ClaspStr address)
{
  const ClaspChainEntry *entry = g_hash_table_lookup (self->entries, &address);

  return entry != NULL ? next_wake (self, entry) : 0;
}

/**
 * clasp_chain_result_clear:
 * @self: what clasp_chain_run () or clasp_chain_tick () filled
 *
 * Thread: the chain's.
 */
void
clasp_chain_result_clear (ClaspChainResult *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    clasp_value_clear (&self->steps[i]);
  self->n_steps = 0;
  clasp_value_clear (&self->output);
}

/* A step that gives nothing at once but asks for more time gets it: a delay shows what comes of the
 * value, only later. */
static gboolean
preview_step (ClaspChain      *self,
              ClaspChainEntry *entry,
              guint            index,
              gint64          *now_us,
              ClaspValue      *value)
{
  ClaspChainStepState *state = &entry->steps[index];
  const char          *problem;
  ClaspTransformResult result = run_step (self, entry, index, FALSE, *now_us, value, &problem);

  for (guint i = 0; i < MAX_PREVIEW_TICKS && result == CLASP_TRANSFORM_DROP; i++)
    {
      if (state->wake_us == 0)
        return FALSE;
      *now_us = MAX (*now_us, state->wake_us);
      clasp_value_clear (value);
      *value = clasp_value_copy (&state->input);
      result = run_step (self, entry, index, TRUE, *now_us, value, &problem);
    }
  return result == CLASP_TRANSFORM_PASS;
}

static gboolean
preview_steps (ClaspChain *self, ClaspChainEntry *entry, guint n_steps, ClaspValue *value)
{
  gint64      now_us = 0;
  gboolean    ignored;
  const char *target;

  if (is_unit_chain (self, entry))
    clasp_convert_to_unit (value, &entry->source_range);
  for (guint i = 0; i < MIN (n_steps, self->n_steps); i++)
    if (!preview_step (self, entry, i, &now_us, value))
      return FALSE;
  if (n_steps <= self->n_steps || self->target == NULL)
    return TRUE;

  target = find_target (self, entry, value);
  return target != NULL && convert (self, entry, target, value, &ignored);
}

/**
 * clasp_chain_preview:
 * @self: a chain
 * @n_steps: how many steps; one more than there are adds the default conversion
 * @input: a number as it comes from the source
 * @output: (out): the result
 *
 * For curve views: every call starts from nothing, so that smoothing shows where it will rest, and
 * a delay what it will give when its time is over. Captures count as 1.
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE when the result is no number
 */
gboolean
clasp_chain_preview (ClaspChain *self, guint n_steps, double input, double *output)
{
  ClaspChainEntry    *entry = clasp_chain_entry_new (self);
  ClaspStr            subscription = clasp_str (clasp_chain_get_subscription (self));
  g_auto (ClaspValue) value = clasp_value_double (input);
  gboolean            is_number;

  entry->address = (ClaspStr){ clasp_str_dup (subscription), subscription.length };
  clasp_chain_entry_renew (self, entry);
  clasp_chain_fill_captures (self, &entry->captures);
  is_number =
    preview_steps (self, entry, n_steps, &value) && clasp_value_to_double (&value, output);
  clasp_chain_entry_free (self, entry);
  return is_number && isfinite (*output);
}
