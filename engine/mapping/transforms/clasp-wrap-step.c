/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double min, max;
} ClaspWrapStep;

CLASP_DEFINE_NUMBER_STEP (ClaspWrapStep, clasp_wrap_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspWrapStep *self = (ClaspWrapStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  return clasp_transform_check_span (settings, "min", "max", error);
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspWrapStep *self = (ClaspWrapStep *) step;
  double               span = self->max - self->min;
  double               rest = fmod (in - self->min, span);

  *out = self->min + (rest < 0.0 ? rest + span : rest);
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "wrap %s–%s", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_wrap_step_class_init (ClaspWrapStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("min", N_ ("From"),
                                  N_ ("The low end; going below it comes in at the high one."),
                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "max", N_ ("To"), N_ ("The high end; it is the same point as the low one."),
                      -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
}
