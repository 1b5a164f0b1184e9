/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

/* Shares of the head's whole way; upside down when min is above max. */
typedef struct
{
  double min, max, offset;
} Axis;

typedef struct
{
  ClaspPartsStep parent_instance;

  Axis     axes[2];
  gboolean swap;
} ClaspPanTiltStep;

CLASP_DEFINE_PARTS_STEP (ClaspPanTiltStep, clasp_pan_tilt_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  static const char *const names[2][3] = { { "pan-min", "pan-max", "pan-offset" },
                                           { "tilt-min", "tilt-max", "tilt-offset" } };
  ClaspPanTiltStep        *self = (ClaspPanTiltStep *) step;
  ClaspSettings           *settings = CLASP_SETTINGS (step);

  for (guint i = 0; i < 2; i++)
    self->axes[i] = (Axis){ clasp_settings_get_double (settings, names[i][0]),
                            clasp_settings_get_double (settings, names[i][1]),
                            clasp_settings_get_double (settings, names[i][2]) };
  self->swap = clasp_settings_get_boolean (settings, "swap");
  return TRUE;
}

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspPanTiltStep *self = (ClaspPanTiltStep *) step;

  for (guint i = 0; i < 2; i++)
    {
      const Axis *axis = &self->axes[i];
      double      share = CLAMP (in[self->swap ? 1 - i : i], 0.0, 1.0);
      double      place = axis->min + share * (axis->max - axis->min) + axis->offset;

      out[i] = CLAMP (place, 0.0, 1.0);
    }
}

static void
install_axis (ClaspSettingsClass *klass, const char *min, const char *max, const char *offset)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number (min, N_ ("At 0"),
                                         N_ ("Where on its whole way, 0–1, the head stands at 0."),
                                         0.0, 1.0, 0.0));
  clasp_settings_class_install (
    klass,
    clasp_transform_param_number (
      max, N_ ("At 1"), N_ ("Where it stands at 1; below the other turns the direction round."),
      0.0, 1.0, 1.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number (offset, N_ ("Offset"),
                                         N_ ("Added to that, for a head that hangs at an angle."),
                                         -1.0, 1.0, 0.0));
}

static void
clasp_pan_tilt_step_class_init (ClaspPanTiltStepClass *klass)
{
  clasp_parts_step_class_name (klass, "x y", "pan tilt");
  klass->chip = N_ ("x, y → pan, tilt");
  klass->compute = compute;
  klass->prepare = prepare;
  install_axis (CLASP_SETTINGS_CLASS (klass), "pan-min", "pan-max", "pan-offset");
  install_axis (CLASP_SETTINGS_CLASS (klass), "tilt-min", "tilt-max", "tilt-offset");
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                g_param_spec_boolean ("swap", N_ ("Swap"),
                                                      N_ ("x moves tilt and y moves pan."), FALSE,
                                                      CLASP_SETTINGS_FLAGS));
}
