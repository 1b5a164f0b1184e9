/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef enum
{
  CLASP_COUNTER_UP,
  CLASP_COUNTER_DOWN,
  CLASP_COUNTER_BOTH,
} ClaspCounterDirection;

GType clasp_counter_direction_get_type (void);
G_DEFINE_ENUM_TYPE (ClaspCounterDirection,
                    clasp_counter_direction,
                    G_DEFINE_ENUM_VALUE (CLASP_COUNTER_UP, "up"),
                    G_DEFINE_ENUM_VALUE (CLASP_COUNTER_DOWN, "down"),
                    G_DEFINE_ENUM_VALUE (CLASP_COUNTER_BOTH, "both"))

typedef struct
{
  ClaspFilterStep parent_instance;

  double                min, max, step;
  gboolean              wrap;
  ClaspCounterDirection direction;
} ClaspCounterStep;

typedef struct
{
  gboolean is_pressed, is_falling;
  double   y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspCounterStep, clasp_counter_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspCounterStep *self = (ClaspCounterStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  self->step = clasp_settings_get_double (settings, "step");
  self->wrap = clasp_settings_get_boolean (settings, "wrap");
  self->direction = (ClaspCounterDirection) clasp_settings_get_int (settings, "direction");
  return clasp_transform_check_order (settings, "min", "max", error);
}

static void
advance (const ClaspCounterStep *self, Item *item)
{
  gboolean is_down = self->direction == CLASP_COUNTER_DOWN ||
                     (self->direction == CLASP_COUNTER_BOTH && item->is_falling);
  double next = item->y + (is_down ? -self->step : self->step);

  if (next >= self->min && next <= self->max)
    item->y = next;
  else if (self->direction == CLASP_COUNTER_BOTH)
    {
      item->is_falling = !item->is_falling;
      next = item->y + (item->is_falling ? -self->step : self->step);
      item->y = CLAMP (next, self->min, self->max);
    }
  else if (self->wrap)
    item->y = is_down ? self->max : self->min;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspCounterStep *self = (ClaspCounterStep *) step;
  Item                   *item = memory;
  gboolean                was_pressed = item->is_pressed;
  gboolean                is_pressed = in > 0.5;

  if (call->is_first)
    item->y = self->direction == CLASP_COUNTER_DOWN ? self->max : self->min;
  item->is_pressed = is_pressed && !call->is_bare;
  if (!is_pressed || (was_pressed && !call->is_bare))
    return CLASP_TRANSFORM_DROP;

  advance (self, item);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    _ ("count %s–%s"), clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_counter_step_class_init (ClaspCounterStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->takes_bare = TRUE;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("min", N_ ("From"), N_ ("The lowest count."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("max", N_ ("To"), N_ ("The highest count."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 127.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("step", N_ ("Step"),
                                                              N_ ("How much a press counts."),
                                                              0.000001, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("wrap", N_ ("Wrap"),
                                          N_ ("Goes on from the other end instead of stopping."),
                                          FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_enum ("direction", N_ ("Direction"),
                                       N_ ("up, down, or there and back between the ends."),
                                       clasp_counter_direction_get_type (), CLASP_COUNTER_UP,
                                       CLASP_SETTINGS_FLAGS));
}
