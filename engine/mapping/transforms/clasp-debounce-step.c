/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A burst ends when nothing has come for a while. Events are not states: each passes.
 * A value that comes when the burst before it is over, but before that was noticed, first lets out
 * what waited. */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_DEBOUNCE_TRAILING,
  CLASP_DEBOUNCE_LEADING,
  CLASP_DEBOUNCE_BOTH,
} ClaspDebounceEdge;

GType clasp_debounce_edge_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspDebounceEdge,
                    clasp_debounce_edge,
                    G_DEFINE_ENUM_VALUE (CLASP_DEBOUNCE_TRAILING, "trailing"),
                    G_DEFINE_ENUM_VALUE (CLASP_DEBOUNCE_LEADING, "leading"),
                    G_DEFINE_ENUM_VALUE (CLASP_DEBOUNCE_BOTH, "both"))

typedef struct
{
  ClaspSettings parent_instance;

  ClaspDebounceEdge edge;
  gint64            quiet_us;
} ClaspDebounceStep;

typedef struct
{
  gboolean   is_burst;
  gboolean   has_pending;
  gint64     end_us;  /* of the burst, when nothing more comes */
  ClaspValue pending; /* (owned) */
} State;

CLASP_DEFINE_STEP (ClaspDebounceStep, clasp_debounce_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspDebounceStep *self = (ClaspDebounceStep *) transform;
  ClaspSettings     *settings = CLASP_SETTINGS (transform);

  self->edge = (ClaspDebounceEdge) clasp_settings_get_int (settings, "edge");
  self->quiet_us = (gint64) (clasp_settings_get_double (settings, "time-s") * 1e6);
  return TRUE;
}

static void
put_by (State *state, ClaspValue *value)
{
  clasp_value_clear (&state->pending);
  state->pending = *value;
  *value = clasp_value_null ();
  state->has_pending = TRUE;
}

static ClaspTransformResult
end_burst (State *state, ClaspValue *value)
{
  state->is_burst = FALSE;
  if (!state->has_pending)
    return CLASP_TRANSFORM_DROP;

  clasp_value_clear (value);
  *value = state->pending;
  state->pending = clasp_value_null ();
  state->has_pending = FALSE;
  return CLASP_TRANSFORM_PASS;
}

/* Of a burst that goes on, or begins. */
static ClaspTransformResult
take (const ClaspDebounceStep *self, State *state, ClaspValue *value)
{
  gboolean passes = !state->is_burst && self->edge != CLASP_DEBOUNCE_TRAILING;

  state->is_burst = TRUE;
  if (passes)
    return CLASP_TRANSFORM_PASS;
  if (self->edge != CLASP_DEBOUNCE_LEADING)
    put_by (state, value);
  return CLASP_TRANSFORM_DROP;
}

static ClaspTransformResult
take_after_end (const ClaspDebounceStep *self, State *state, ClaspValue *value)
{
  ClaspValue           newer = *value;
  ClaspTransformResult result;

  *value = clasp_value_null ();
  result = end_burst (state, value);
  if (result == CLASP_TRANSFORM_PASS)
    {
      put_by (state, &newer);
      state->is_burst = TRUE;
      return result;
    }
  *value = newer;
  return take (self, state, value);
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspDebounceStep *self = (ClaspDebounceStep *) transform;
  State                   *state = block;
  ClaspTransformResult     result = CLASP_TRANSFORM_DROP;
  gboolean                 is_over;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;

  state->end_us = MIN (state->end_us, call->now_us + self->quiet_us);
  is_over = state->is_burst && call->now_us >= state->end_us;
  if (call->is_tick)
    result = is_over ? end_burst (state, value) : CLASP_TRANSFORM_DROP;
  else if (call->is_event || self->quiet_us == 0)
    result = CLASP_TRANSFORM_PASS;
  else
    {
      result = is_over ? take_after_end (self, state, value) : take (self, state, value);
      state->end_us = call->now_us + self->quiet_us;
    }
  call->wake_us = state->is_burst ? state->end_us : 0;
  return result;
}

static void
clear_state (ClaspTransform *transform, gpointer block)
{
  clasp_value_clear (&((State *) block)->pending);
}

static char *
summarise (ClaspTransform *transform)
{
  double seconds = clasp_settings_get_double (CLASP_SETTINGS (transform), "time-s");
  char   text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (_ ("quiet for %s s"), clasp_number_text (seconds, text));
}

static void
clasp_debounce_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_itself;
}

static void
clasp_debounce_step_class_init (ClaspDebounceStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "time-s", N_ ("Quiet for"),
             N_ ("Seconds without a value that end a burst. Events are never held back."), 0.0,
             3600.0, 0.05));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "edge", N_ ("Passes"),
             N_ ("trailing: the last value of a burst, at its end. leading: the first, "
                 "at once. both: the first and, if more came, the last."),
             clasp_debounce_edge_get_type (), CLASP_DEBOUNCE_TRAILING, CLASP_SETTINGS_FLAGS));
}
