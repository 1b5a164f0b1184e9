/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What trembles stays where it is: a number, or each number of a list, a colour or any other map.
 * What is no number passes when it is another; events always do. */

#include "mapping/clasp-likeness.h"
#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double width;
} ClaspDeadbandStep;

typedef struct
{
  gboolean   has_sent;
  ClaspValue sent; /* (owned) */
} State;

CLASP_DEFINE_STEP (ClaspDeadbandStep, clasp_deadband_step)

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ((ClaspDeadbandStep *) transform)->width =
    clasp_settings_get_double (CLASP_SETTINGS (transform), "width");
  return TRUE;
}

/* A move by just the width is one. */
static gboolean
is_near (double distance, double width)
{
  return distance < width;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer block, ClaspTransformCall *call, ClaspValue *value)
{
  const ClaspDeadbandStep *self = (ClaspDeadbandStep *) transform;
  State                   *state = block;
  ClaspValue               settled = CLASP_VALUE_INIT;

  if (!clasp_transform_is_finite (value))
    return CLASP_TRANSFORM_ERROR;
  if (call->is_event)
    return CLASP_TRANSFORM_PASS;
  if (state->has_sent)
    {
      if (!clasp_value_settle (&state->sent, value, is_near, self->width, &settled))
        return CLASP_TRANSFORM_DROP;
      clasp_value_clear (value);
      *value = settled;
    }

  clasp_value_clear (&state->sent);
  state->sent = clasp_value_copy (value);
  state->has_sent = TRUE;
  return CLASP_TRANSFORM_PASS;
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
    "± %s",
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (transform), "width"), text));
}

static void
clasp_deadband_step_iface_init (ClaspTransformInterface *iface)
{
  iface->state_size = sizeof (State);
  iface->compile = compile;
  iface->apply = apply;
  iface->clear_state = clear_state;
  iface->summarise = summarise;
}

static void
clasp_deadband_step_class_init (ClaspDeadbandStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (
             "width", N_ ("Width"),
             N_ ("Moves smaller than this since the last output are ignored. Events always pass."),
             0.0, G_MAXDOUBLE, 0.01));
}
