/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-curve.h"
#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-stretch.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspStretch stretch;
  double       exponent;
  gboolean     clamp_in, invert;
  ClaspCurve   curve;
} ClaspRemapStep;

CLASP_DEFINE_NUMBER_STEP (ClaspRemapStep, clasp_remap_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspRemapStep *self = (ClaspRemapStep *) step;
  ClaspSettings  *settings = CLASP_SETTINGS (step);

  self->stretch = clasp_stretch_read (settings);
  self->clamp_in = clasp_settings_get_boolean (settings, "clamp-in");
  self->curve = (ClaspCurve) clasp_settings_get_int (settings, "curve");
  self->exponent = clasp_settings_get_double (settings, "exponent");
  self->invert = clasp_settings_get_boolean (settings, "invert");
  if (self->stretch.in_min == self->stretch.in_max)
    return clasp_transform_refuse (error, "in-min and in-max are the same");
  return TRUE;
}

/* A curve bends the way from 0 to 1; what is outside goes straight on. */
static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspRemapStep *self = (ClaspRemapStep *) step;
  double                share = clasp_stretch_get_share (&self->stretch, in);

  if (self->clamp_in)
    share = CLAMP (share, 0.0, 1.0);
  if (share > 0.0 && share < 1.0)
    share = clasp_curve_apply (self->curve, self->exponent, share);
  if (self->invert)
    share = 1.0 - share;
  *out = clasp_stretch_place (&self->stretch, share);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  return clasp_inverse_step_new (transform, clasp_settings_get_double (settings, "in-min"),
                                 clasp_settings_get_double (settings, "in-max"), error);
}

static char *
summarise (ClaspNumberStep *step)
{
  return clasp_stretch_summarise (CLASP_SETTINGS (step), "⇝");
}

static void
clasp_remap_step_class_init (ClaspRemapStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_stretch_install (settings_class, 1.0);
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("clamp-in", N_ ("Limit"),
                                          N_ ("Values outside the range become its nearest end."),
                                          TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_enum ("curve", N_ ("Curve"), N_ ("How the way is bent."),
                                       CLASP_TYPE_CURVE, CLASP_CURVE_LINEAR, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("exponent", N_ ("Exponent"),
                                                  N_ ("Of the curve “power”."), 0.01, 100.0, 2.0));
  clasp_settings_class_install (settings_class,
                                g_param_spec_boolean ("invert", N_ ("Invert"), N_ ("Upside down."),
                                                      FALSE, CLASP_SETTINGS_FLAGS));
}
