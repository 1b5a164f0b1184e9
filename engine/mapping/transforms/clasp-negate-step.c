/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspNegateStep;

CLASP_DEFINE_NUMBER_STEP (ClaspNegateStep, clasp_negate_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = -in;
  return TRUE;
}

static void
clasp_negate_step_class_init (ClaspNegateStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_itself;
  klass->chip = "−x";
}
