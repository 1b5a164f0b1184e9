/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspFloorStep;

CLASP_DEFINE_NUMBER_STEP (ClaspFloorStep, clasp_floor_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = floor (in);
  return TRUE;
}

static void
clasp_floor_step_class_init (ClaspFloorStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->chip = "⌊x⌋";
}
