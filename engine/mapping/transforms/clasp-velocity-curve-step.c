/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double exponent, min, max;
} ClaspVelocityCurveStep;

CLASP_DEFINE_NUMBER_STEP (ClaspVelocityCurveStep, clasp_velocity_curve_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspVelocityCurveStep *self = (ClaspVelocityCurveStep *) step;
  ClaspSettings          *settings = CLASP_SETTINGS (step);

  self->exponent = clasp_settings_get_double (settings, "exponent");
  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspVelocityCurveStep *self = (ClaspVelocityCurveStep *) step;

  if (in <= 0.0)
    *out = 0.0; /* a note-off stays one */
  else
    *out = self->min + (self->max - self->min) * pow (MIN (in, 127.0) / 127.0, self->exponent);
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "velocity ^%s", clasp_number_text (clasp_settings_get_double (settings, "exponent"), text));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 127.0, error);
}

static void
clasp_velocity_curve_step_class_init (ClaspVelocityCurveStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("exponent", N_ ("Exponent"),
                                                  N_ ("Above 1: hard to play loud. Below 1: easy."),
                                                  0.1, 10.0, 1.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("min", N_ ("Softest"),
                                                              N_ ("Velocity of the softest touch."),
                                                              1.0, 127.0, 1.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("max", N_ ("Loudest"),
                                                              N_ ("Velocity of the hardest touch."),
                                                              1.0, 127.0, 127.0));
}
