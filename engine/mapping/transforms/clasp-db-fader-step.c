/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A sound desk's fader: 0 dB at three quarters of its way, evenly in decibels on both sides. */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double   min, unity, max;
  gboolean inverse;
} ClaspDbFaderStep;

CLASP_DEFINE_NUMBER_STEP (ClaspDbFaderStep, clasp_db_fader_step)

static double
to_decibels (const ClaspDbFaderStep *self, double position)
{
  if (position <= self->unity)
    return self->min * (1.0 - position / self->unity) + 0.0; /* 0 dB, and not −0 */
  return self->max * (position - self->unity) / (1.0 - self->unity);
}

static double
to_position (const ClaspDbFaderStep *self, double decibels)
{
  if (decibels <= 0.0)
    return MAX (0.0, 1.0 - decibels / self->min) * self->unity;
  return self->max == 0.0 ? 1.0
                          : MIN (1.0, self->unity + (1.0 - self->unity) * decibels / self->max);
}

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspDbFaderStep *self = (ClaspDbFaderStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->unity = clasp_settings_get_double (settings, "unity");
  self->max = clasp_settings_get_double (settings, "max");
  self->inverse = clasp_settings_get_boolean (settings, "inverse");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspDbFaderStep *self = (ClaspDbFaderStep *) step;

  *out = self->inverse ? to_position (self, in) : to_decibels (self, CLAMP (in, 0.0, 1.0));
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);

  return g_strdup (clasp_settings_get_boolean (settings, "inverse") ? _ ("dB → fader")
                                                                    : _ ("fader → dB"));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings *settings = clasp_settings_copy (CLASP_SETTINGS (transform));

  g_object_set (settings, "inverse", !clasp_settings_get_boolean (settings, "inverse"), NULL);
  return CLASP_TRANSFORM (settings);
}

static void
clasp_db_fader_step_class_init (ClaspDbFaderStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "min", N_ ("Lowest"), N_ ("Decibels at the bottom."), -200.0, -1.0, -60.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("unity", N_ ("0 dB at"), N_ ("How far up 0 dB is, from 0 to 1."),
                                  0.01, 0.99, 0.75));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("max", N_ ("Highest"),
                                                  N_ ("Decibels at the top."), 0.0, 60.0, 10.0));
  clasp_settings_class_install (settings_class,
                                g_param_spec_boolean ("inverse", N_ ("The other way"),
                                                      N_ ("From decibels to the fader's place."),
                                                      FALSE, CLASP_SETTINGS_FLAGS));
}
