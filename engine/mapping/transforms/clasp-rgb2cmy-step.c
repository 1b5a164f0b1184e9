/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspPartsStep parent_instance;
} ClaspRgb2cmyStep;

CLASP_DEFINE_PARTS_STEP (ClaspRgb2cmyStep, clasp_rgb2cmy_step)

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  for (guint i = 0; i < 3; i++)
    out[i] = 1.0 - CLAMP (in[i] / clasp_parts_step_get_full (step), 0.0, 1.0);
}

static void
clasp_rgb2cmy_step_class_init (ClaspRgb2cmyStepClass *klass)
{
  clasp_parts_step_class_name (klass, "r g b", "c m y");
  klass->chip = N_ ("RGB → CMY");
  klass->compute = compute;
  clasp_parts_step_class_install_full (klass);
}
