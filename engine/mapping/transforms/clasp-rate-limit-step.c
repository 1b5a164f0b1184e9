/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. What comes too early waits, in one place only: a newer value takes the place of an
 * older one. Whatever is kept of an interval, the last value goes out at the end, so that nothing
 * behind the step stays short of where a fader stands. Events are not states: each passes. */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_RATE_LAST,
  CLASP_RATE_FIRST,
  CLASP_RATE_AVERAGE,
} ClaspRateKeep;

GType clasp_rate_keep_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspRateKeep,
                    clasp_rate_keep,
                    G_DEFINE_ENUM_VALUE (CLASP_RATE_LAST, "last"),
                    G_DEFINE_ENUM_VALUE (CLASP_RATE_FIRST, "first"),
                    G_DEFINE_ENUM_VALUE (CLASP_RATE_AVERAGE, "average"))

typedef struct
{
  ClaspSettings parent_instance;

  ClaspRateKeep keep;
  gint64        interval_us;
} ClaspRateLimitStep;

typedef struct
{
  gint64     next_us;  /* nothing goes out before; 0 = at once */
  gboolean   has_kept; /* of the present interval */
  gboolean   has_last; /* came after @kept, and has not gone out */
  ClaspValue kept;     /* (owned) */
  ClaspValue last;     /* (owned) */
  double     sum;
  guint      n; /* numbers in @sum; 0 when something else came */
} State;

CLASP_DEFINE_STEP (ClaspRateLimitStep, clasp_rate_limit_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspRateLimitStep *self = (ClaspRateLimitStep *) transform;
  ClaspSettings      *settings = CLASP_SETTINGS (transform);

  self->keep = (ClaspRateKeep) clasp_settings_get_int (settings, "keep");
  self->interval_us = (gint64) ceil (1e6 / clasp_settings_get_double (settings, "hz"));
  return TRUE;
}

static void
store (ClaspValue *slot, const ClaspValue *value)
{
  clasp_value_clear (slot);
  *slot = clasp_value_copy (value);
}

static void
add_to_average (State *state, const ClaspValue *value)
{
  double number;

  if (!clasp_value_to_double (value, &number) || !isfinite (number))
    number = NAN;
  state->sum = state->has_kept ? state->sum + number : number;
  state->n = state->has_kept ? state->n + 1 : 1;
}

/* What is left of the last interval gives way to what comes in this one. */
static void
keep (const ClaspRateLimitStep *self, State *state, const ClaspValue *value)
{
  if (self->keep == CLASP_RATE_AVERAGE)
    add_to_average (state, value);
  if (self->keep != CLASP_RATE_FIRST || !state->has_kept)
    store (&state->kept, value);
  state->has_last = self->keep != CLASP_RATE_LAST && state->has_kept;
  if (state->has_last)
    store (&state->last, value);
  state->has_kept = TRUE;
}

/* Takes what is to go out now. */
static ClaspTransformResult
release (const ClaspRateLimitStep *self, State *state, gint64 now_us, ClaspValue *value)
{
  gboolean is_average =
    self->keep == CLASP_RATE_AVERAGE && state->has_kept && isfinite (state->sum) && state->n > 1;
  ClaspValue *out = state->has_kept ? &state->kept : &state->last;

  clasp_value_clear (value);
  if (is_average)
    *value = clasp_value_double (state->sum / state->n);
  else
    *value = clasp_value_copy (out);
  if (!state->has_kept)
    state->has_last = FALSE;
  state->has_kept = FALSE;
  clasp_value_clear (&state->kept);
  state->next_us = now_us + self->interval_us;
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspRateLimitStep *self = (ClaspRateLimitStep *) transform;
  State                    *state = block;
  ClaspTransformResult      result = CLASP_TRANSFORM_DROP;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;

  /* A clock that was set back must not stop everything. */
  state->next_us = MIN (state->next_us, call->now_us + self->interval_us);
  if (call->is_event && !call->is_tick)
    result = CLASP_TRANSFORM_PASS;
  else
    {
      if (!call->is_tick)
        keep (self, state, value);
      if ((state->has_kept || state->has_last) && call->now_us >= state->next_us)
        result = release (self, state, call->now_us, value);
    }
  call->wake_us = state->has_kept || state->has_last ? state->next_us : 0;
  return result;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  State *state = block;

  clasp_value_clear (&state->kept);
  clasp_value_clear (&state->last);
}

static char *
summarise (ClaspTransform *transform)
{
  char text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "≤ %s Hz",
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (transform), "hz"), text));
}

static void
clasp_rate_limit_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_itself;
}

static void
clasp_rate_limit_step_class_init (ClaspRateLimitStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "hz", N_ ("At most"),
             N_ ("Values a second. The last one always goes out; events are never held back."),
             0.01, 1000.0, 44.0));
  clasp_settings_class_install (
    klass, g_param_spec_enum ("keep", N_ ("Keeps"),
                              N_ ("What goes out of those that came meanwhile: the last, the "
                                  "first, or the average of numbers."),
                              clasp_rate_keep_get_type (), CLASP_RATE_LAST, CLASP_SETTINGS_FLAGS));
}
