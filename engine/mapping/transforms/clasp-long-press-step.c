/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include "core/clasp-value-text.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  NOTHING,
  SHORT,
  LONG,
  DOUBLE,
  N_OUTCOMES,
} Outcome;

typedef struct
{
  ClaspSettings parent_instance;

  double     on;
  gint64     long_us, double_us;
  ClaspValue values[N_OUTCOMES]; /* (owned) null = nothing goes out */
} ClaspLongPressStep;

typedef struct
{
  gboolean is_down;
  gboolean is_told;   /* this press has already been found long */
  gboolean is_second; /* this press began soon after another */
  gboolean is_open;   /* a short press is over, and may still become a double one */
  gint64   since_us;  /* of the press, or of its end */
} State;

static const char *const names[N_OUTCOMES] = { NULL, "short", "long", "double" };

CLASP_DEFINE_STEP (ClaspLongPressStep, clasp_long_press_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspLongPressStep *self = (ClaspLongPressStep *) transform;
  ClaspSettings      *settings = CLASP_SETTINGS (transform);

  self->on = clasp_settings_get_double (settings, "on");
  self->long_us = (gint64) (clasp_settings_get_double (settings, "time-s") * 1e6);
  self->double_us = (gint64) (clasp_settings_get_double (settings, "double-s") * 1e6);
  for (guint i = SHORT; i < N_OUTCOMES; i++)
    {
      const char *text = clasp_settings_get_string (settings, names[i]);

      clasp_value_clear (&self->values[i]);
      if (text[0] != '\0' &&
          !clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &self->values[i], NULL))
        return clasp_transform_refuse (error, "%s: ‘%s’ is no value", names[i], text);
    }
  return TRUE;
}

/* A note says so by its own word, or by how hard it was played. */
static gboolean
read_is_down (const ClaspLongPressStep *self, const ClaspValue *value, gboolean *is_down)
{
  const ClaspValue *on = value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "on") : value;
  double            number;

  if (on == NULL)
    on = clasp_value_lookup (value, "velocity");
  if (on == NULL || !clasp_value_to_double (on, &number))
    return FALSE;
  *is_down = number >= self->on;
  return TRUE;
}

/* A press that nobody looked at in time is told of late, but told. */
static Outcome
look_at_time (const ClaspLongPressStep *self, State *state, gint64 now_us)
{
  gint64 passed_us = now_us - state->since_us;

  if (state->is_down && !state->is_told && passed_us >= self->long_us)
    {
      state->is_told = TRUE;
      return LONG;
    }
  if (state->is_open && passed_us >= self->double_us)
    {
      state->is_open = FALSE;
      return SHORT;
    }
  return NOTHING;
}

static void
press (State *state, gint64 now_us)
{
  *state = (State){ .is_down = TRUE, .is_second = state->is_open, .since_us = now_us };
}

static Outcome
let_go (const ClaspLongPressStep *self, State *state, gint64 now_us)
{
  const State before = *state;

  *state = (State){ .since_us = now_us };
  if (before.is_told)
    return NOTHING;
  if (before.is_second)
    return DOUBLE;
  state->is_open = self->double_us > 0 && self->values[DOUBLE].type != CLASP_VALUE_NULL;
  return state->is_open ? NOTHING : SHORT;
}

static gint64
next_wake (const ClaspLongPressStep *self, const State *state)
{
  if (state->is_down && !state->is_told)
    return state->since_us + self->long_us;
  return state->is_open ? state->since_us + self->double_us : 0;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspLongPressStep *self = (ClaspLongPressStep *) transform;
  State                    *state = block;
  gboolean                  is_down;
  Outcome                   outcome;

  if (!read_is_down (self, value, &is_down))
    return CLASP_TRANSFORM_ERROR;

  state->since_us = MIN (state->since_us, call->now_us);
  outcome = look_at_time (self, state, call->now_us);
  if (!call->is_tick && is_down && !state->is_down)
    press (state, call->now_us);
  else if (!call->is_tick && !is_down && state->is_down)
    {
      Outcome ended = let_go (self, state, call->now_us);

      outcome = outcome != NOTHING ? outcome : ended;
    }
  call->wake_us = next_wake (self, state);
  if (self->values[outcome].type == CLASP_VALUE_NULL)
    return CLASP_TRANSFORM_DROP;

  clasp_value_clear (value);
  *value = clasp_value_copy (&self->values[outcome]);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspTransform *transform)
{
  double seconds = clasp_settings_get_double (CLASP_SETTINGS (transform), "time-s");
  char   text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (_ ("long from %s s"), clasp_number_text (seconds, text));
}

static gboolean
sets_range (ClaspTransform *transform)
{
  return TRUE;
}

static void
clasp_long_press_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->sets_range = sets_range;
}

static void
clasp_long_press_step_finalize (GObject *object)
{
  for (guint i = 0; i < N_OUTCOMES; i++)
    clasp_value_clear (&((ClaspLongPressStep *) object)->values[i]);
  G_OBJECT_CLASS (clasp_long_press_step_parent_class)->finalize (object);
}

static void
clasp_long_press_step_class_init (ClaspLongPressStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_long_press_step_finalize;
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "time-s", N_ ("Long from"),
             N_ ("Seconds after which a press is a long one, which is told while it lasts."), 0.05,
             60.0, 0.5));
  clasp_settings_class_install (
    klass,
    clasp_transform_param_number (
      "double-s", N_ ("Double within"),
      N_ ("Seconds in which a second press must follow. A short press is only told when they are "
          "over; 0, or nothing for a double press: at once."),
      0.0, 10.0, 0.3));
  clasp_settings_class_install (
    klass, g_param_spec_string ("short", N_ ("Short"),
                                N_ ("What goes out after a short press. Empty: nothing."), "short",
                                CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("long", N_ ("Long"),
                                N_ ("What goes out during a long press. Empty: nothing."), "long",
                                CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("double", N_ ("Double"),
                                N_ ("What goes out after two short presses. Empty: nothing."),
                                "double", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    clasp_transform_param_number ("on", N_ ("Pressed at"),
                                  N_ ("Pressed is a value of this or more, released one below."),
                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.5));
  clasp_settings_class_advanced (klass, "on");
}
