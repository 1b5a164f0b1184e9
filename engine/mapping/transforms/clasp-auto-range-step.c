/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-address.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double      decay, out_min, out_max;
  const char *arm; /* (unowned) a setting */
} ClaspAutoRangeStep;

typedef struct
{
  gboolean is_known, is_armed;
  double   min, max;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspAutoRangeStep, clasp_auto_range_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspAutoRangeStep *self = (ClaspAutoRangeStep *) step;
  ClaspSettings      *settings = CLASP_SETTINGS (step);

  self->decay = clasp_settings_get_double (settings, "decay-s");
  self->out_min = clasp_settings_get_double (settings, "out-min");
  self->out_max = clasp_settings_get_double (settings, "out-max");
  self->arm = clasp_settings_get_string (settings, "arm");
  return TRUE;
}

static gboolean
is_armed (const ClaspAutoRangeStep *self, const ClaspFilterCall *call)
{
  double level;

  return self->arm[0] == '\0' ||
         (clasp_transform_read_number (call->transform, self->arm, &level) && level > 0.0);
}

static void
learn (const ClaspAutoRangeStep *self, Item *item, const ClaspFilterCall *call, double in)
{
  double share = self->decay > 0.0 ? 1.0 - exp (-call->dt / self->decay) : 0.0;

  if (!item->is_known || !item->is_armed) /* each time it is armed it learns anew */
    *item = (Item){ TRUE, TRUE, in, in };
  item->min = MIN (in, item->min + share * (in - item->min));
  item->max = MAX (in, item->max + share * (in - item->max));
}

/* What is not learned stays inside what was. */
static double
place_at (const ClaspAutoRangeStep *self, const Item *item, double in)
{
  if (item->min == item->max)
    return self->out_min;
  in = CLAMP (in, item->min, item->max);
  return self->out_min +
         (in - item->min) / (item->max - item->min) * (self->out_max - self->out_min);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspAutoRangeStep *self = (ClaspAutoRangeStep *) step;
  Item                     *item = memory;
  gboolean                  learns = is_armed (self, call);

  if (learns && !call->is_tick)
    learn (self, item, call, in);
  else if (!learns)
    item->is_armed = FALSE;
  if (call->is_tick || !item->is_known)
    return CLASP_TRANSFORM_DROP;

  *out = place_at (self, item, in);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    _ ("learned → %s–%s"),
    clasp_number_text (clasp_settings_get_double (settings, "out-min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "out-max"), texts[1]));
}

static void
clasp_auto_range_step_class_init (ClaspAutoRangeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  klass->watched = "arm";
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "decay-s", N_ ("Forgets in"),
      N_ ("Seconds in which the bounds come back to the value by 63 %; 0 is never."), 0.0, 86400.0,
      0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("out-min", N_ ("Becomes from"),
                                                  N_ ("What goes out at the lowest value so far."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("out-max", N_ ("Becomes to"),
                                                  N_ ("What goes out at the highest value so far."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class, g_param_spec_string (
                      "arm", N_ ("Learns while"),
                      N_ ("Address of a parameter: it learns anew while that is more than 0, and "
                          "gives nothing before it has learned. Empty: it always learns."),
                      "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_address (settings_class, "arm");
}
