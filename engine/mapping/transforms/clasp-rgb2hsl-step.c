/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-colour.h"
#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspPartsStep parent_instance;

  gboolean keeps_hue;
} ClaspRgb2hslStep;

CLASP_DEFINE_PARTS_STEP (ClaspRgb2hslStep, clasp_rgb2hsl_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ((ClaspRgb2hslStep *) step)->keeps_hue =
    clasp_settings_get_boolean (CLASP_SETTINGS (step), "keep-hue");
  return TRUE;
}

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  double full = clasp_parts_step_get_full (step);
  double rgb[3] = { in[0] / full, in[1] / full, in[2] / full };

  clasp_colour_to_hsl (rgb, ((ClaspRgb2hslStep *) step)->keeps_hue ? *memory : 0.0, out);
  *memory = out[0];
  out[0] *= clasp_parts_step_get_turn (step);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_parts_step_invert_to (transform, clasp_hsl2rgb_step_get_type ());
}

static void
clasp_rgb2hsl_step_class_init (ClaspRgb2hslStepClass *klass)
{
  clasp_parts_step_class_name (klass, "r g b", "h s l");
  klass->chip = N_ ("RGB → HSL");
  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_parts_step_class_install_full (klass);
  clasp_parts_step_class_install_hue (klass);
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_boolean ("keep-hue", N_ ("Keep the hue"),
                          N_ ("A grey has the hue of the last colour, and not 0."), FALSE,
                          CLASP_SETTINGS_FLAGS));
}
