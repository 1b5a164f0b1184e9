/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspPowerStep;

CLASP_DEFINE_NUMBER_STEP (ClaspPowerStep, clasp_power_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = pow (in, operand);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  double operand;

  if (!clasp_number_step_get_fixed (transform, &operand, error))
    return NULL;
  if (operand == 0.0)
    {
      clasp_transform_refuse (error, "its exponent is 0");
      return NULL;
    }
  return g_object_new (G_OBJECT_TYPE (transform), "operand", 1.0 / operand, NULL);
}

static void
clasp_power_step_class_init (ClaspPowerStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->chip = "x^%s";
  clasp_number_step_class_install_operand (
    klass, N_ ("Exponent"),
    N_ ("Nothing goes out where there is no such power, as of a negative value and 0.5."), 2.0);
}
