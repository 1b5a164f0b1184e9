/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspMaxStep;

CLASP_DEFINE_NUMBER_STEP (ClaspMaxStep, clasp_max_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = MAX (in, operand);
  return TRUE;
}

static void
clasp_max_step_class_init (ClaspMaxStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->chip = "at least %s";
  clasp_number_step_class_install_operand (klass, N_ ("At least"), N_ ("No less than this goes out."),
                                           0.0);
}
