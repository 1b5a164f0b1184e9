/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspCeilStep;

CLASP_DEFINE_NUMBER_STEP (ClaspCeilStep, clasp_ceil_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = ceil (in);
  return TRUE;
}

static void
clasp_ceil_step_class_init (ClaspCeilStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->chip = "⌈x⌉";
}
