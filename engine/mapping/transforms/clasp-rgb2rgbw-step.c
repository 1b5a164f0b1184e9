/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-lamp.h"
#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspPartsStep parent_instance;

  ClaspLampMode mode;
  double        white[3];
} ClaspRgb2rgbwStep;

CLASP_DEFINE_PARTS_STEP (ClaspRgb2rgbwStep, clasp_rgb2rgbw_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ClaspRgb2rgbwStep *self = (ClaspRgb2rgbwStep *) step;

  self->mode = (ClaspLampMode) clasp_settings_get_int (CLASP_SETTINGS (step), "mode");
  return clasp_lamp_read_colour (CLASP_SETTINGS (step), "white", self->white, error);
}

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspRgb2rgbwStep *self = (ClaspRgb2rgbwStep *) step;
  double                   full = clasp_parts_step_get_full (step);

  for (guint i = 0; i < 3; i++)
    out[i] = CLAMP (in[i] / full, 0.0, 1.0);
  out[3] = clasp_lamp_take (self->mode, self->white, out);
  for (guint i = 0; i < 4; i++)
    out[i] *= full;
}

static void
clasp_rgb2rgbw_step_class_init (ClaspRgb2rgbwStepClass *klass)
{
  clasp_parts_step_class_name (klass, "r g b", "r g b w");
  klass->chip = N_ ("RGB → RGBW");
  klass->compute = compute;
  klass->prepare = prepare;
  clasp_parts_step_class_install_full (klass);
  clasp_lamp_class_install_mode (CLASP_SETTINGS_CLASS (klass));
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                g_param_spec_string ("white", N_ ("White"),
                                                     N_ ("The colour of the white lamp."),
                                                     "#ffffff", CLASP_SETTINGS_FLAGS));
}
