/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double scale; /* of the natural logarithm */
} ClaspLogStep;

CLASP_DEFINE_NUMBER_STEP (ClaspLogStep, clasp_log_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspLogStep  *self = (ClaspLogStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  double base = clasp_settings_get_double (settings, "base");

  self->scale = base == 0.0 ? 1.0 : 1.0 / log (base);
  if (base == 1.0)
    {
      g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                           "base is 1: there is no such logarithm");
      return FALSE;
    }
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspLogStep *self = (ClaspLogStep *) step;

  if (in <= 0.0)
    return FALSE;

  *out = log (in) * self->scale;
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  double         base = clasp_settings_get_double (settings, "base");
  char           text[CLASP_NUMBER_TEXT];

  return base == 0.0 ? g_strdup ("ln x")
                     : g_strdup_printf ("log x, %s", clasp_number_text (base, text));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 1e-9, 1e9, error);
}

static void
clasp_log_step_class_init (ClaspLogStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "base", N_ ("Base"),
      N_ ("10 for decades, 2 for octaves; 0 is e. Nothing goes out for 0 and below."), 0.0,
      G_MAXDOUBLE, 0.0));
}
