/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-colour.h"
#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspPartsStep parent_instance;
} ClaspHsl2rgbStep;

CLASP_DEFINE_PARTS_STEP (ClaspHsl2rgbStep, clasp_hsl2rgb_step)

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const double hsl[3] = { in[0] / clasp_parts_step_get_turn (step), in[1], in[2] };

  clasp_colour_from_hsl (hsl, out);
  for (guint i = 0; i < 3; i++)
    out[i] *= clasp_parts_step_get_full (step);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_parts_step_invert_to (transform, clasp_rgb2hsl_step_get_type ());
}

static void
clasp_hsl2rgb_step_class_init (ClaspHsl2rgbStepClass *klass)
{
  clasp_parts_step_class_name (klass, "h s l", "r g b");
  klass->chip = N_ ("HSL → RGB");
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_parts_step_class_install_full (klass);
  clasp_parts_step_class_install_hue (klass);
}
