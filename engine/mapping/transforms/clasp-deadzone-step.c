/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double min, max;
} ClaspDeadzoneStep;

CLASP_DEFINE_NUMBER_STEP (ClaspDeadzoneStep, clasp_deadzone_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspDeadzoneStep *self = (ClaspDeadzoneStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  return clasp_transform_check_order (settings, "min", "max", error);
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspDeadzoneStep *self = (ClaspDeadzoneStep *) step;

  *out = in >= self->min && in <= self->max ? 0.0 : in;
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "0 in %s–%s", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_deadzone_step_class_init (ClaspDeadzoneStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("min", N_ ("From"), N_ ("Inside, 0 goes out."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.4));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("max", N_ ("To"),
                                                              N_ ("Outside, the value as it is."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.6));
}
