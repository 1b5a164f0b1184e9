/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  gint64 width_us;
  double value, rest;
} ClaspPulseStep;

typedef struct
{
  gboolean is_high;
  gint64   until_us;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspPulseStep, clasp_pulse_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspPulseStep *self = (ClaspPulseStep *) step;
  ClaspSettings  *settings = CLASP_SETTINGS (step);

  self->width_us = (gint64) (clasp_settings_get_double (settings, "width-s") * 1e6);
  self->value = clasp_settings_get_double (settings, "value");
  self->rest = clasp_settings_get_double (settings, "rest");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspPulseStep *self = (ClaspPulseStep *) step;
  Item                 *item = memory;
  if (!call->is_tick)
    *item = (Item){ TRUE, call->now_us + self->width_us };
  else if (!item->is_high)
    return CLASP_TRANSFORM_DROP;
  else if (call->now_us >= item->until_us)
    item->is_high = FALSE;

  if (item->is_high)
    call->wake_us = item->until_us;
  *out = item->is_high ? self->value : self->rest;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[1][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    _ ("pulse %s s"),
    clasp_number_text (clasp_settings_get_double (settings, "width-s"), texts[0]));
}

static void
clasp_pulse_step_class_init (ClaspPulseStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->takes_anything = TRUE;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_GIVES_UNIT;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("width-s", N_ ("Width"),
                                  N_ ("Seconds it stays up; another value starts it again."), 0.001,
                                  3600.0, 0.1));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("value", N_ ("Pulse"), N_ ("What goes out at once."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("rest", N_ ("Rest"),
                                                              N_ ("What goes out after that."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
}
