/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Colour temperatures mix evenly in their inverse, the mired (mapping.md 12). */

#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double warm, cool; /* in mired */
} ClaspCctStep;

CLASP_DEFINE_NUMBER_STEP (ClaspCctStep, clasp_cct_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspCctStep *self = (ClaspCctStep *) step;

  self->warm = 1e6 / clasp_settings_get_double (CLASP_SETTINGS (step), "warm");
  self->cool = 1e6 / clasp_settings_get_double (CLASP_SETTINGS (step), "cool");
  return clasp_transform_check_span (CLASP_SETTINGS (step), "warm", "cool", error);
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspCctStep *self = (ClaspCctStep *) step;

  if (in <= 0.0)
    return FALSE;
  *out = CLAMP ((1e6 / in - self->cool) / (self->warm - self->cool), 0.0, 1.0);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  return clasp_inverse_step_new (transform, clasp_settings_get_double (settings, "warm"),
                                 clasp_settings_get_double (settings, "cool"), error);
}

static char *
summarise (ClaspNumberStep *step)
{
  return g_strdup (_ ("K → warm"));
}

static void
clasp_cct_step_class_init (ClaspCctStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_GIVES_UNIT;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("warm", N_ ("Warm"),
                                                  N_ ("Kelvin of the warm white lamp: 1 goes out."),
                                                  500.0, 100000.0, 2700.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("cool", N_ ("Cool"),
                                                  N_ ("Kelvin of the cool white lamp: 0 goes out."),
                                                  500.0, 100000.0, 6500.0));
}
