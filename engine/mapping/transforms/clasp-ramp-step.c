/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A value that comes during a fade starts a new one from where the fade is: nothing ever jumps,
 * unless the settings ask for it. */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "mapping/clasp-curve.h"

typedef enum
{
  CLASP_RAMP_TIME,
  CLASP_RAMP_RATE,
} ClaspRampMode;

GType clasp_ramp_mode_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspRampMode,
                    clasp_ramp_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_RAMP_TIME, "time"),
                    G_DEFINE_ENUM_VALUE (CLASP_RAMP_RATE, "rate"))

typedef enum
{
  CLASP_RAMP_SMOOTH,
  CLASP_RAMP_RESTART,
} ClaspRampRetarget;

GType clasp_ramp_retarget_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspRampRetarget,
                    clasp_ramp_retarget,
                    G_DEFINE_ENUM_VALUE (CLASP_RAMP_SMOOTH, "smooth"),
                    G_DEFINE_ENUM_VALUE (CLASP_RAMP_RESTART, "restart"))

typedef struct
{
  ClaspFilterStep parent_instance;

  ClaspRampMode mode;
  double        time;
  ClaspCurve    curve;
  gboolean      restarts;
} ClaspRampStep;

typedef struct
{
  double from, to, y, seconds;
  gint64 start_us;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspRampStep, clasp_ramp_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspRampStep *self = (ClaspRampStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->mode = (ClaspRampMode) clasp_settings_get_int (settings, "mode");
  self->time = clasp_settings_get_double (settings, "time-s");
  self->curve = (ClaspCurve) clasp_settings_get_int (settings, "ease");
  self->restarts = clasp_settings_get_int (settings, "retarget") == CLASP_RAMP_RESTART;
  return TRUE;
}

static double
length_of (const ClaspRampStep *self, double from, double to)
{
  return self->mode == CLASP_RAMP_TIME ? self->time : self->time * fabs (to - from);
}

static double
place_at (const ClaspRampStep *self, const Item *item, gint64 now_us)
{
  double passed = (double) (now_us - item->start_us) / 1e6;

  if (item->seconds <= 0.0 || passed >= item->seconds)
    return item->to;
  return item->from +
         (item->to - item->from) * clasp_curve_apply (self->curve, 2.0, passed / item->seconds);
}

/* As often as the mapping's output may be written, and at the very end. */
static void
ask_again (const Item *item, ClaspFilterCall *call)
{
  gint64 tick_us = call->transform->tick_us > 0 ? call->transform->tick_us : CLASP_FILTER_TICK_US;
  gint64 rest_us = item->start_us + (gint64) ceil (item->seconds * 1e6) - call->now_us;

  call->wake_us = call->now_us + CLAMP (rest_us, 1, tick_us);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspRampStep *self = (ClaspRampStep *) step;
  Item                *item = memory;
  if (call->is_first)
    *item = (Item){ .from = in, .to = in, .y = in };
  else if (in != item->to)
    {
      double from = self->restarts ? item->to : item->y;

      *item = (Item){ from, in, from, length_of (self, from, in), call->now_us };
    }

  item->y = place_at (self, item, call->now_us);
  if (item->y != item->to)
    ask_again (item, call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[1][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    _ ("fade %s s"), clasp_number_text (clasp_settings_get_double (settings, "time-s"), texts[0]));
}

static void
clasp_ramp_step_class_init (ClaspRampStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "time-s", N_ ("Time"), N_ ("How long a fade takes; or, at even speed, the way from 0 to 1."),
      0.0, 86400.0, 1.0));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("mode", N_ ("Mode"),
                       N_ ("time: every fade takes the time. rate: every fade has the same speed."),
                       clasp_ramp_mode_get_type (), CLASP_RAMP_TIME, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_enum ("ease", N_ ("Shape"), N_ ("How the fade starts and ends."),
                                       CLASP_TYPE_CURVE, CLASP_CURVE_LINEAR, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_enum (
                      "retarget", N_ ("During a fade"),
                      N_ ("smooth: a new value starts a fade from where this one is. restart: from "
                          "where it was going, so that it jumps there first."),
                      clasp_ramp_retarget_get_type (), CLASP_RAMP_SMOOTH, CLASP_SETTINGS_FLAGS));
}
