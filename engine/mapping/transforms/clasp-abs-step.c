/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspAbsStep;

CLASP_DEFINE_NUMBER_STEP (ClaspAbsStep, clasp_abs_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = fabs (in);
  return TRUE;
}

static void
clasp_abs_step_class_init (ClaspAbsStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "|x|";
}
