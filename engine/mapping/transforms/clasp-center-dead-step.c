/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* For sticks and bipolar faders: the middle is easy to find, and both ends are still reached. */

#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double   low, high, center;
  gboolean rescale;
} ClaspCenterDeadStep;

CLASP_DEFINE_NUMBER_STEP (ClaspCenterDeadStep, clasp_center_dead_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspCenterDeadStep *self = (ClaspCenterDeadStep *) step;
  ClaspSettings       *settings = CLASP_SETTINGS (step);

  double width = clasp_settings_get_double (settings, "width");

  self->center = clasp_settings_get_double (settings, "center");
  self->low = self->center - width / 2.0;
  self->high = self->center + width / 2.0;
  self->rescale = clasp_settings_get_boolean (settings, "rescale");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspCenterDeadStep *self = (ClaspCenterDeadStep *) step;

  in = CLAMP (in, 0.0, 1.0);
  if (in >= self->low && in <= self->high)
    *out = self->center;
  else if (!self->rescale)
    *out = in;
  else if (in < self->low)
    *out = self->center * in / self->low;
  else
    *out = self->center + (1.0 - self->center) * (in - self->high) / (1.0 - self->high);
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "%s ± %s/2", clasp_number_text (clasp_settings_get_double (settings, "center"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "width"), texts[1]));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static void
clasp_center_dead_step_class_init (ClaspCenterDeadStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "center", N_ ("Middle"), N_ ("What goes out in the middle."), 0.0, 1.0, 0.5));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("width", N_ ("Width"),
                                  N_ ("How much around it counts as the middle."), 0.0, 1.0, 0.1));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("rescale", N_ ("Stretch"),
                                          N_ ("Both sides are stretched so that nothing jumps at "
                                              "the edge of the middle."),
                                          TRUE, CLASP_SETTINGS_FLAGS));
}
