/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspMultiplyStep;

CLASP_DEFINE_NUMBER_STEP (ClaspMultiplyStep, clasp_multiply_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = in * operand;
  return TRUE;
}

/* By a parameter too. */
static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  const char    *address = clasp_settings_get_string (settings, "address");
  double         operand = clasp_settings_get_double (settings, "operand");

  if (operand == 0.0 && address[0] == '\0')
    {
      clasp_transform_refuse (error, "its number is 0");
      return NULL;
    }
  return g_object_new (clasp_divide_step_get_type (), "operand", operand, "address", address, NULL);
}

static void
clasp_multiply_step_class_init (ClaspMultiplyStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->chip = "× %s";
  clasp_number_step_class_install_operand (klass, N_ ("Multiply by"),
                                           N_ ("What every value is multiplied by."), 1.0);
}
