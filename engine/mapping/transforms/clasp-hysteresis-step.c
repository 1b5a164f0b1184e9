/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double low, high, out_low, out_high;
} ClaspHysteresisStep;

typedef struct
{
  gboolean is_on;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspHysteresisStep, clasp_hysteresis_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspHysteresisStep *self = (ClaspHysteresisStep *) step;
  ClaspSettings       *settings = CLASP_SETTINGS (step);

  self->low = clasp_settings_get_double (settings, "low");
  self->high = clasp_settings_get_double (settings, "high");
  self->out_low = clasp_settings_get_double (settings, "out-low");
  self->out_high = clasp_settings_get_double (settings, "out-high");
  return clasp_transform_check_order (settings, "low", "high", error);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspHysteresisStep *self = (ClaspHysteresisStep *) step;
  Item                      *item = memory;
  if (in >= self->high)
    item->is_on = TRUE;
  else if (in <= self->low)
    item->is_on = FALSE;
  *out = item->is_on ? self->out_high : self->out_low;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "≤ %s, ≥ %s", clasp_number_text (clasp_settings_get_double (settings, "low"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "high"), texts[1]));
}

static void
clasp_hysteresis_step_class_init (ClaspHysteresisStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("low", N_ ("Off at"),
                                                              N_ ("Off at this value and below."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.3));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("high", N_ ("On at"),
                                  N_ ("On at this value and above; between, it stays as it was."),
                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.7));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("out-low", N_ ("When off"),
                                                              N_ ("What goes out while off."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("out-high", N_ ("When on"),
                                                              N_ ("What goes out while on."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
}
