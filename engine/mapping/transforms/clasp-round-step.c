/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double factor; /* 10 for one place behind the point */
} ClaspRoundStep;

CLASP_DEFINE_NUMBER_STEP (ClaspRoundStep, clasp_round_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspRoundStep *self = (ClaspRoundStep *) step;
  ClaspSettings  *settings = CLASP_SETTINGS (step);

  self->factor = pow (10.0, clasp_settings_get_int (settings, "decimals"));
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspRoundStep *self = (ClaspRoundStep *) step;

  /* Half up, as the reference rounds: −0.5 becomes 0 and 2.5 becomes 3. */
  *out = floor (in * self->factor + 0.5) / self->factor;
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  int            decimals = clasp_settings_get_int (settings, "decimals");

  return decimals == 0 ? g_strdup (_ ("round")) : g_strdup_printf (_ ("round .%d"), decimals);
}

static void
clasp_round_step_class_init (ClaspRoundStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->summarise = summarise;
  clasp_settings_class_install (settings_class,
                                g_param_spec_uint ("decimals", N_ ("Decimals"),
                                                   N_ ("Places behind the point that stay."), 0, 9,
                                                   0, CLASP_SETTINGS_FLAGS));
}
