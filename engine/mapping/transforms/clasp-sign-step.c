/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspSignStep;

CLASP_DEFINE_NUMBER_STEP (ClaspSignStep, clasp_sign_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = (in > 0.0) - (in < 0.0);
  return TRUE;
}

static void
clasp_sign_step_class_init (ClaspSignStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "±";
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
}
