/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The law of a lamp: how its level follows the fader, and how warm its filament is kept. */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum
{
  CLASP_DIMMER_LINEAR,
  CLASP_DIMMER_SQUARE,
  CLASP_DIMMER_S_CURVE,
  CLASP_DIMMER_INVERSE_SQUARE,
} ClaspDimmerLaw;

GType clasp_dimmer_law_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspDimmerLaw,
                    clasp_dimmer_law,
                    G_DEFINE_ENUM_VALUE (CLASP_DIMMER_LINEAR, "linear"),
                    G_DEFINE_ENUM_VALUE (CLASP_DIMMER_SQUARE, "square"),
                    G_DEFINE_ENUM_VALUE (CLASP_DIMMER_S_CURVE, "s-curve"),
                    G_DEFINE_ENUM_VALUE (CLASP_DIMMER_INVERSE_SQUARE, "inverse-square"))

static double
bend (ClaspDimmerLaw law, double level)
{
  switch (law)
    {
    case CLASP_DIMMER_LINEAR:
      return level;
    case CLASP_DIMMER_SQUARE:
      return level * level;
    case CLASP_DIMMER_S_CURVE:
      return level * level * (3.0 - 2.0 * level);
    case CLASP_DIMMER_INVERSE_SQUARE:
      return sqrt (level);
    }

  return level;
}

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspDimmerLaw law;
  double         min, preheat;
} ClaspDimmerStep;

CLASP_DEFINE_NUMBER_STEP (ClaspDimmerStep, clasp_dimmer_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspDimmerStep *self = (ClaspDimmerStep *) step;
  ClaspSettings   *settings = CLASP_SETTINGS (step);

  self->law = (ClaspDimmerLaw) clasp_settings_get_int (settings, "law");
  self->min = clasp_settings_get_double (settings, "min");
  self->preheat = clasp_settings_get_double (settings, "preheat");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspDimmerStep *self = (ClaspDimmerStep *) step;
  double                 level = CLAMP (in, 0.0, 1.0);

  if (level == 0.0)
    *out = self->preheat;
  else
    *out = MAX (self->preheat, self->min + (1.0 - self->min) * bend (self->law, level));
  return TRUE;
}

static char *
summarise (ClaspNumberStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);

  return clasp_choice_dup_word (settings, "law");
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static void
clasp_dimmer_step_class_init (ClaspDimmerStepClass *klass)
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
                       N_ ("How the level follows: evenly, slow at the start, slow at both ends, "
                           "or fast at the start."),
                       clasp_dimmer_law_get_type (), CLASP_DIMMER_SQUARE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("min", N_ ("Lowest level"),
                                  N_ ("Where the lamp begins to glow: the smallest level above 0."),
                                  0.0, 1.0, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "preheat", N_ ("Preheat"),
                      N_ ("The level at 0, which keeps a filament warm."), 0.0, 1.0, 0.0));
}
