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

static void
clasp_multiply_step_class_init (ClaspMultiplyStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "× %s";
  clasp_number_step_class_install_operand (klass, N_ ("By"),
                                           N_ ("What every value is multiplied by."), 1.0);
}
