/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double steps;
} ClaspQuantizeStep;

CLASP_DEFINE_NUMBER_STEP (ClaspQuantizeStep, clasp_quantize_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspQuantizeStep *self = (ClaspQuantizeStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);

  self->steps = clasp_settings_get_int (settings, "steps");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspQuantizeStep *self = (ClaspQuantizeStep *) step;

  *out = floor (in * self->steps + 0.5) / self->steps;
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);

  return g_strdup_printf (_ ("%d steps"), clasp_settings_get_int (settings, "steps"));
}

static void
clasp_quantize_step_class_init (ClaspQuantizeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  clasp_settings_class_install (
    settings_class, g_param_spec_uint ("steps", N_ ("Steps"),
                                       N_ ("From 0 to 1 in so many steps, both ends included."), 1,
                                       65535, 8, CLASP_SETTINGS_FLAGS));
}
