/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whatever comes is compared with what went out last: numbers, texts, lists, colours. Events are no
 * states: the same one twice is two presses. */

#include "mapping/clasp-likeness.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double epsilon;
  gint64 resend_us; /* 0 = never */
} ClaspChangeStep;

typedef struct
{
  gboolean   has_sent;
  gint64     sent_us;
  ClaspValue sent; /* (owned) */
} State;

CLASP_DEFINE_STEP (ClaspChangeStep, clasp_change_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspChangeStep *self = (ClaspChangeStep *) transform;
  ClaspSettings   *settings = CLASP_SETTINGS (transform);

  self->epsilon = clasp_settings_get_double (settings, "epsilon");
  self->resend_us = (gint64) (clasp_settings_get_double (settings, "resend-s") * 1e6);
  return TRUE;
}

static gboolean
is_near (double distance, double tolerance)
{
  return distance <= tolerance;
}

/* FALSE when @value is what went out last. */
static gboolean
take (const ClaspChangeStep *self, State *state, ClaspValue *value)
{
  ClaspValue settled = CLASP_VALUE_INIT;

  if (state->has_sent &&
      !clasp_value_settle (&state->sent, value, is_near, self->epsilon, &settled))
    return FALSE;
  if (state->has_sent)
    {
      clasp_value_clear (value);
      *value = settled;
    }
  clasp_value_clear (&state->sent);
  state->sent = clasp_value_copy (value);
  state->has_sent = TRUE;
  return TRUE;
}

static void
repeat (const State *state, ClaspValue *value)
{
  clasp_value_clear (value);
  *value = clasp_value_copy (&state->sent);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspChangeStep *self = (ClaspChangeStep *) transform;
  State                 *state = block;
  gboolean               passes = call->is_event && !call->is_tick;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;

  /* A clock that was set back must not put off anything. */
  state->sent_us = MIN (state->sent_us, call->now_us);
  if (!passes && !call->is_tick && take (self, state, value))
    {
      state->sent_us = call->now_us;
      passes = TRUE;
    }
  else if (!passes && state->has_sent && self->resend_us > 0 &&
           call->now_us - state->sent_us >= self->resend_us)
    {
      repeat (state, value);
      state->sent_us = call->now_us;
      passes = TRUE;
    }
  if (self->resend_us > 0 && state->has_sent)
    call->wake_us = state->sent_us + self->resend_us;
  return passes ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_DROP;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  clasp_value_clear (&((State *) block)->sent);
}

static char *
summarise (ClaspTransform *transform)
{
  char text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "Δ > %s",
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (transform), "epsilon"), text));
}

static void
clasp_change_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_direct;
}

static void
clasp_change_step_class_init (ClaspChangeStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "epsilon", N_ ("By more than"),
             N_ ("Smaller changes of a number since the last output are left out; of anything else "
                 "what is the same. Events always pass."),
             0.0, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "resend-s", N_ ("Repeat after"),
             N_ ("Seconds after which the value is sent again unchanged; 0 is never."), 0.0,
             86400.0, 0.0));
}
