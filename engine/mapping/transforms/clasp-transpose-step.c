/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double semitones;
} ClaspTransposeStep;

CLASP_DEFINE_NUMBER_STEP (ClaspTransposeStep, clasp_transpose_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspTransposeStep *self = (ClaspTransposeStep *) step;
  ClaspSettings      *settings = CLASP_SETTINGS (step);

  self->semitones = clasp_settings_get_int (settings, "semitones");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspTransposeStep *self = (ClaspTransposeStep *) step;
  double                    note = in + self->semitones;

  if (note < 0.0 || note > 127.0)
    return FALSE;

  *out = note;
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);

  return g_strdup_printf (_ ("%+d semitones"), clasp_settings_get_int (settings, "semitones"));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  int semitones = clasp_settings_get_int (CLASP_SETTINGS (transform), "semitones");

  return g_object_new (G_OBJECT_TYPE (transform), "semitones", -semitones, NULL);
}

static void
clasp_transpose_step_class_init (ClaspTransposeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class, g_param_spec_int ("semitones", N_ ("Semitones"),
                                      N_ ("How far up; a note that would leave 0–127 is dropped."),
                                      -127, 127, 0, CLASP_SETTINGS_FLAGS));
}
