/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Everything in order and nothing lost: when more waits than may, the oldest goes out early. */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  gint64 delay_us;
  guint  max;
} ClaspDelayStep;

typedef struct
{
  gint64     due_us;
  ClaspValue value; /* (owned) */
} Waiting;

typedef struct
{
  GQueue waiting; /* (owned) of Waiting, oldest first */
} State;

CLASP_DEFINE_STEP (ClaspDelayStep, clasp_delay_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspDelayStep *self = (ClaspDelayStep *) transform;
  ClaspSettings  *settings = CLASP_SETTINGS (transform);

  self->delay_us = (gint64) (clasp_settings_get_double (settings, "time-s") * 1e6);
  self->max = (guint) clasp_settings_get_int (settings, "max");
  return TRUE;
}

static void
push (State *state, gint64 due_us, ClaspValue *value)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ due_us, *value };
  *value = clasp_value_null ();
  g_queue_push_tail (&state->waiting, waiting);
}

static void
pop (State *state, ClaspValue *value)
{
  Waiting *oldest = g_queue_pop_head (&state->waiting);

  clasp_value_clear (value);
  *value = oldest->value;
  g_free (oldest);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspDelayStep *self = (ClaspDelayStep *) transform;
  State                *state = block;
  Waiting              *oldest;
  gboolean              passes;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;

  if (!call->is_tick)
    push (state, call->now_us + self->delay_us, value);
  oldest = g_queue_peek_head (&state->waiting);
  if (oldest == NULL)
    return CLASP_TRANSFORM_DROP;

  passes = oldest->due_us <= call->now_us || state->waiting.length > self->max;
  if (passes)
    pop (state, value);
  oldest = g_queue_peek_head (&state->waiting);
  /* A clock that was set back must not keep anything for longer. */
  if (oldest != NULL)
    call->wake_us = MIN (oldest->due_us, call->now_us + self->delay_us);
  return passes ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_DROP;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  while (!g_queue_is_empty (&((State *) block)->waiting))
    pop (block, &value);
}

static char *
summarise (ClaspTransform *transform)
{
  double seconds = clasp_settings_get_double (CLASP_SETTINGS (transform), "time-s");
  char   text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (_ ("%s s later"), clasp_number_text (seconds, text));
}

static void
clasp_delay_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_itself;
}

static void
clasp_delay_step_class_init (ClaspDelayStepClass *klass)
{
  clasp_settings_class_install (
    klass,
    clasp_transform_param_number (
      "time-s", N_ ("Later by"),
      N_ ("Seconds by which every value and every event goes out later."), 0.0, 3600.0, 1.0));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max", N_ ("Waiting at most"),
                              N_ ("When more wait, the oldest goes out early."), 1, 100000, 10000,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "max");
}
