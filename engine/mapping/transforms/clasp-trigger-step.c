/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspTriggerStep;

CLASP_DEFINE_NUMBER_STEP (ClaspTriggerStep, clasp_trigger_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = in != 0.0;
  return TRUE;
}

static void
clasp_trigger_step_class_init (ClaspTriggerStepClass *klass)
{
  klass->compute = compute;
  klass->chip = "≠ 0";
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_GIVES_UNIT;
}
