/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-address.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double   min, max, scale, initial;
  gboolean wrap;
} ClaspAccumulateStep;

typedef struct
{
  double y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspAccumulateStep, clasp_accumulate_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspAccumulateStep *self = (ClaspAccumulateStep *) step;
  ClaspSettings       *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  self->scale = clasp_settings_get_double (settings, "scale");
  self->initial = clasp_settings_get_double (settings, "initial");
  self->wrap = clasp_settings_get_boolean (settings, "wrap");
  return clasp_transform_check_order (settings, "min", "max", error);
}

static double
bound (const ClaspAccumulateStep *self, double sum)
{
  double span = self->max - self->min;
  double rest;

  if (!self->wrap || span == 0.0)
    return CLAMP (sum, self->min, self->max);

  rest = fmod (sum - self->min, span);
  return self->min + (rest < 0.0 ? rest + span : rest);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspAccumulateStep *self = (ClaspAccumulateStep *) step;
  Item                      *item = memory;
  if (call->is_first || call->is_tick)
    item->y = self->initial;
  if (!call->is_tick)
    item->y = bound (self, item->y + in * self->scale);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "Σ %s–%s", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_accumulate_step_class_init (ClaspAccumulateStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  klass->watched = "reset";
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("min", N_ ("From"),
                                                              N_ ("The sum never falls below."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("max", N_ ("To"),
                                                              N_ ("The sum never rises above."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("wrap", N_ ("Wrap"),
                                          N_ ("Goes on from the other end instead of stopping."),
                                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("scale", N_ ("Factor"),
                                  N_ ("What every value is multiplied by before it is added."),
                                  -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("initial", N_ ("Starts at"),
                                                  N_ ("The sum before the first value."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_string (
      "reset", N_ ("Reset by"),
      N_ ("Address of a parameter: when it changes, the sum starts anew. Empty: never."), "",
      CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (settings_class, "reset");
}
