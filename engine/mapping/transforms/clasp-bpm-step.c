/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MOST 33

typedef struct
{
  ClaspFilterStep parent_instance;

  guint  taps;
  gint64 timeout_us;
} ClaspBpmStep;

typedef struct
{
  gboolean is_pressed;
  gint64   times[MOST];
  guint    n;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspBpmStep, clasp_bpm_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspBpmStep  *self = (ClaspBpmStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->taps = (guint) clasp_settings_get_int (settings, "taps");
  self->timeout_us = (gint64) (clasp_settings_get_double (settings, "timeout-s") * 1e6);
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspBpmStep *self = (ClaspBpmStep *) step;
  Item               *item = memory;
  gboolean            was_pressed = item->is_pressed;

  item->is_pressed = in > 0.5 && !call->is_bare;
  if (!(in > 0.5) || (was_pressed && !call->is_bare) || call->is_tick)
    return CLASP_TRANSFORM_DROP;
  if (item->n > 0 && call->now_us - item->times[item->n - 1] > self->timeout_us)
    item->n = 0;
  if (item->n > self->taps)
    memmove (item->times, item->times + 1, --item->n * sizeof item->times[0]);
  item->times[item->n++] = call->now_us;
  if (item->n < 2 || item->times[item->n - 1] == item->times[0])
    return CLASP_TRANSFORM_DROP;

  *out = 60e6 * (item->n - 1) / (double) (item->times[item->n - 1] - item->times[0]);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  return g_strdup (_ ("tap tempo"));
}

static void
clasp_bpm_step_class_init (ClaspBpmStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->takes_bare = TRUE;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (settings_class,
                                g_param_spec_uint ("taps", N_ ("Intervals"),
                                                   N_ ("The mean of so many intervals."), 1,
                                                   MOST - 1, 4, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("timeout-s", N_ ("Starts anew after"),
                                                  N_ ("Seconds without a tap."), 0.1, 60.0, 2.0));
}
