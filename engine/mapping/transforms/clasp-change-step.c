/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double epsilon, resend;
} ClaspChangeStep;

typedef struct
{
  double y;
  gint64 sent_us;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspChangeStep, clasp_change_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspChangeStep *self = (ClaspChangeStep *) step;
  ClaspSettings   *settings = CLASP_SETTINGS (step);

  self->epsilon = clasp_settings_get_double (settings, "epsilon");
  self->resend = clasp_settings_get_double (settings, "resend-s");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspChangeStep *self = (ClaspChangeStep *) step;
  Item                  *item = memory;
  gboolean               is_due =
    self->resend > 0.0 && call->now_us - item->sent_us >= (gint64) (self->resend * 1e6);
  gboolean is_change = call->is_first || fabs (in - item->y) > self->epsilon;

  if (is_change || is_due)
    *item = (Item){ in, call->now_us };
  if (self->resend > 0.0)
    call->wake_us = item->sent_us + (gint64) (self->resend * 1e6);
  *out = item->y;
  return is_change || is_due ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_DROP;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[1][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "Δ > %s", clasp_number_text (clasp_settings_get_double (settings, "epsilon"), texts[0]));
}

static void
clasp_change_step_class_init (ClaspChangeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  CLASP_RANGED_STEP_CLASS (klass)->invert = clasp_transform_invert_as_direct;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("epsilon", N_ ("By more than"),
                                  N_ ("Smaller changes since the last output are left out."), 0.0,
                                  G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "resend-s", N_ ("Repeat after"),
                      N_ ("Seconds after which the value is sent again unchanged; 0 is never."),
                      0.0, 86400.0, 0.0));
}
