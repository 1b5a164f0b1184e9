/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the eye takes for half is much less than half of the light (mapping.md 12). */

#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_GAMMA_POWER,
  CLASP_GAMMA_CIE,
} ClaspGammaLaw;

GType clasp_gamma_law_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspGammaLaw,
                    clasp_gamma_law,
                    G_DEFINE_ENUM_VALUE (CLASP_GAMMA_POWER, "power"),
                    G_DEFINE_ENUM_VALUE (CLASP_GAMMA_CIE, "cie"))

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspGammaLaw law;
  double        exponent;
} ClaspGammaStep;

CLASP_DEFINE_NUMBER_STEP (ClaspGammaStep, clasp_gamma_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspGammaStep *self = (ClaspGammaStep *) step;
  ClaspSettings  *settings = CLASP_SETTINGS (step);

  self->law = (ClaspGammaLaw) clasp_settings_get_int (settings, "law");
  self->exponent = clasp_settings_get_double (settings, "exponent");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspGammaStep *self = (ClaspGammaStep *) step;
  double                lightness = in * 100.0;

  if (self->law == CLASP_GAMMA_POWER)
    *out = pow (in, self->exponent);
  else if (lightness <= 8.0)
    *out = lightness / 903.3;
  else
    *out = pow ((lightness + 16.0) / 116.0, 3.0);
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           text[CLASP_NUMBER_TEXT];

  if (clasp_settings_get_int (settings, "law") == CLASP_GAMMA_CIE)
    return g_strdup ("CIE L*");
  return g_strdup_printf (
    "γ %s", clasp_number_text (clasp_settings_get_double (settings, "exponent"), text));
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static void
clasp_gamma_step_class_init (ClaspGammaStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("law", N_ ("Law"),
                       N_ ("power: by the exponent. cie: by the lightness the eye sees (CIE L*)."),
                       clasp_gamma_law_get_type (), CLASP_GAMMA_POWER, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "exponent", N_ ("Exponent"),
                      N_ ("Of the law “power”; 2.2 is that of screens."), 0.01, 10.0, 2.2));
}
