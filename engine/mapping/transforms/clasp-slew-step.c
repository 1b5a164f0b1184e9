/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double up, down;
  double per_value; /* the most for each value, whenever it comes; 0 = by time, as above */
} ClaspSlewStep;

typedef struct
{
  gboolean is_moving;
  double   y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspSlewStep, clasp_slew_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspSlewStep *self = (ClaspSlewStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->up = clasp_settings_get_double (settings, "up");
  self->down = clasp_settings_get_double (settings, "down");
  self->per_value = clasp_settings_get_double (settings, "per-value");
  return TRUE;
}

/* The reference's way, by the number of messages and not by time. */
static ClaspTransformResult
follow_values (const ClaspSlewStep *self, Item *item, ClaspFilterCall *call, double in, double *out)
{
  if (call->is_first)
    item->y = in;
  else if (!call->is_tick)
    item->y = CLAMP (in, item->y - self->per_value, item->y + self->per_value);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspSlewStep *self = (ClaspSlewStep *) step;
  Item                *item = memory;
  double               dt = clasp_filter_call_dt (call, item->is_moving);
  double               up = self->up == 0.0 ? G_MAXDOUBLE : self->up * dt;
  double               down = self->down == 0.0 ? G_MAXDOUBLE : self->down * dt;

  if (self->per_value > 0.0)
    return follow_values (self, item, call, in, out);
  item->y = call->is_first ? in : CLAMP (in, item->y - down, item->y + up);
  item->is_moving = item->y != in;
  if (item->is_moving)
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];
  double         per_value = clasp_settings_get_double (settings, "per-value");

  if (per_value > 0.0)
    return g_strdup_printf ("±%s", clasp_number_text (per_value, texts[0]));
  return g_strdup_printf (
    "↑%s ↓%s /s", clasp_number_text (clasp_settings_get_double (settings, "up"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "down"), texts[1]));
}

static void
clasp_slew_step_class_init (ClaspSlewStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("up", N_ ("Up"), N_ ("The most a second upwards; 0 is no limit."),
                                  0.0, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "down", N_ ("Down"), N_ ("The most a second downwards; 0 is no limit."), 0.0,
                      G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("per-value", N_ ("For each value"),
                                  N_ ("The most from one value to the next, whenever they come, as "
                                      "older files have it; then nothing goes on by itself. 0: by the time."),
                                  0.0, G_MAXDOUBLE, 0.0));
  clasp_settings_class_advanced (settings_class, "per-value");
}
