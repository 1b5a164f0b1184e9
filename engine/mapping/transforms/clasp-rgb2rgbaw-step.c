/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-lamp.h"
#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspPartsStep parent_instance;

  ClaspLampMode mode;
  double        white[3], amber[3];
} ClaspRgb2rgbawStep;

CLASP_DEFINE_PARTS_STEP (ClaspRgb2rgbawStep, clasp_rgb2rgbaw_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ClaspRgb2rgbawStep *self = (ClaspRgb2rgbawStep *) step;
  ClaspSettings      *settings = CLASP_SETTINGS (step);

  self->mode = (ClaspLampMode) clasp_settings_get_int (settings, "mode");
  return clasp_lamp_read_colour (settings, "white", self->white, error) &&
         clasp_lamp_read_colour (settings, "amber", self->amber, error);
}

/* White first: amber is found in what is left of the colour. */
static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspRgb2rgbawStep *self = (ClaspRgb2rgbawStep *) step;
  double                    full = clasp_parts_step_get_full (step), left[3];

  for (guint i = 0; i < 3; i++)
    out[i] = left[i] = CLAMP (in[i] / full, 0.0, 1.0);
  out[4] = clasp_lamp_take (CLASP_LAMP_SUBTRACT, self->white, left);
  out[3] = clasp_lamp_take (CLASP_LAMP_SUBTRACT, self->amber, left);
  for (guint i = 0; i < 3 && self->mode == CLASP_LAMP_SUBTRACT; i++)
    out[i] = left[i];
  for (guint i = 0; i < 5; i++)
    out[i] *= full;
}

static void
clasp_rgb2rgbaw_step_class_init (ClaspRgb2rgbawStepClass *klass)
{
  clasp_parts_step_class_name (klass, "r g b", "r g b a w");
  klass->chip = N_ ("RGB → RGBAW");
  klass->compute = compute;
  klass->prepare = prepare;
  clasp_parts_step_class_install_full (klass);
  clasp_lamp_class_install_mode (CLASP_SETTINGS_CLASS (klass));
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                g_param_spec_string ("white", N_ ("White"),
                                                     N_ ("The colour of the white lamp."),
                                                     "#ffffff", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                g_param_spec_string ("amber", N_ ("Amber"),
                                                     N_ ("The colour of the amber lamp."),
                                                     "#ff8000", CLASP_SETTINGS_FLAGS));
}
