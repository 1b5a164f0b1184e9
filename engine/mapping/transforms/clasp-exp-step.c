/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspExpStep;

CLASP_DEFINE_NUMBER_STEP (ClaspExpStep, clasp_exp_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = exp (in);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return g_object_new (clasp_log_step_get_type (), NULL);
}

static void
clasp_exp_step_class_init (ClaspExpStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->chip = "e^x";
}
