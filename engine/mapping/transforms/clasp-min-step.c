/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspMinStep;

CLASP_DEFINE_NUMBER_STEP (ClaspMinStep, clasp_min_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = MIN (in, operand);
  return TRUE;
}

static void
clasp_min_step_class_init (ClaspMinStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->chip = "≤ %s";
  clasp_number_step_class_install_operand (klass, N_ ("At most"), N_ ("No more than this goes out."),
                                           1.0);
}
