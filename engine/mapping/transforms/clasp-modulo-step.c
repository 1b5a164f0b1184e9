/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspModuloStep;

CLASP_DEFINE_NUMBER_STEP (ClaspModuloStep, clasp_modulo_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  if (operand == 0.0)
    return FALSE;

  *out = fmod (in, operand);
  return TRUE;
}

static void
clasp_modulo_step_class_init (ClaspModuloStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "mod %s";
  clasp_number_step_class_install_operand (
    klass, N_ ("Divisor"), N_ ("What is divided by; the result has the sign of the value."), 1.0);
}
