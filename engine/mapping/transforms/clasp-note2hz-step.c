/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double a4;
} ClaspNote2hzStep;

CLASP_DEFINE_NUMBER_STEP (ClaspNote2hzStep, clasp_note2hz_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspNote2hzStep *self = (ClaspNote2hzStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->a4 = clasp_settings_get_double (settings, "a4");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspNote2hzStep *self = (ClaspNote2hzStep *) step;

  *out = self->a4 * exp2 ((in - 69.0) / 12.0);
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  double         a4 = clasp_settings_get_double (settings, "a4");
  char           text[CLASP_NUMBER_TEXT];

  return a4 == 440.0 ? g_strdup (_ ("note → Hz"))
                     : g_strdup_printf ("%s (%s)", _ ("note → Hz"), clasp_number_text (a4, text));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  double a4 = clasp_settings_get_double (CLASP_SETTINGS (transform), "a4");

  return g_object_new (clasp_hz2note_step_get_type (), "a4", a4, NULL);
}

static void
clasp_note2hz_step_class_init (ClaspNote2hzStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "a4", N_ ("A4"), N_ ("Frequency of note 69 in Hz."), 1.0, 20000.0, 440.0));
}
