/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspToggleStep;

CLASP_DEFINE_NUMBER_STEP (ClaspToggleStep, clasp_toggle_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = in > 0.5;
  return TRUE;
}

static void
clasp_toggle_step_class_init (ClaspToggleStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "> 0.5";
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_GIVES_UNIT;
}
