/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;
} ClaspOffsetStep;

CLASP_DEFINE_NUMBER_STEP (ClaspOffsetStep, clasp_offset_step)

static gboolean
compute (ClaspNumberStep *self, double in, double operand, double *out)
{
  *out = in + operand;
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  double operand;

  if (!clasp_number_step_get_fixed (transform, &operand, error))
    return NULL;
  return g_object_new (G_OBJECT_TYPE (transform), "operand", -operand, NULL);
}

static void
clasp_offset_step_class_init (ClaspOffsetStepClass *klass)
{
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->chip = "+ %s";
  clasp_number_step_class_install_operand (klass, N_ ("Add"), N_ ("What is added to every value."),
                                           0.0);
}
