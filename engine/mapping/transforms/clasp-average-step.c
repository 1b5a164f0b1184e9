/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define MOST 256

typedef enum
{
  CLASP_AVERAGE_MEAN,
  CLASP_AVERAGE_SUM,
  CLASP_AVERAGE_LOWEST,
  CLASP_AVERAGE_HIGHEST,
  CLASP_AVERAGE_FIRST,
  CLASP_AVERAGE_COUNT,
  CLASP_AVERAGE_DEVIATION,
} ClaspAverageOf;

GType clasp_average_of_get_type (void);

G_DEFINE_ENUM_TYPE (ClaspAverageOf,
                    clasp_average_of,
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_MEAN, "mean"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_SUM, "sum"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_LOWEST, "lowest"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_HIGHEST, "highest"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_FIRST, "first"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_COUNT, "count"),
                    G_DEFINE_ENUM_VALUE (CLASP_AVERAGE_DEVIATION, "deviation"))

typedef struct
{
  ClaspFilterStep parent_instance;

  guint          window;
  gint64         span_us; /* 0 = by number */
  ClaspAverageOf of;
} ClaspAverageStep;

typedef struct
{
  double values[MOST];
  gint64 times[MOST];
  guint  n, next;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspAverageStep, clasp_average_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspAverageStep *self = (ClaspAverageStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->span_us = (gint64) (clasp_settings_get_double (settings, "time-s") * 1e6);
  self->of = (ClaspAverageOf) clasp_settings_get_int (settings, "of");
  self->window = self->span_us > 0 ? MOST : (guint) clasp_settings_get_int (settings, "window");
  return TRUE;
}

static double
deviation (const double *values, guint n, double mean)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += (values[i] - mean) * (values[i] - mean);
  return sqrt (sum / n); /* of a whole population */
}

/* @n is 1 at least, oldest first. */
static double
sum_up (ClaspAverageOf of, const double *values, guint n)
{
  double sum = 0.0, lowest = values[0], highest = values[0];

  for (guint i = 0; i < n; i++)
    {
      sum += values[i];
      lowest = MIN (lowest, values[i]);
      highest = MAX (highest, values[i]);
    }
  switch (of)
    {
    case CLASP_AVERAGE_MEAN:
      break;
    case CLASP_AVERAGE_SUM:
      return sum;
    case CLASP_AVERAGE_LOWEST:
      return lowest;
    case CLASP_AVERAGE_HIGHEST:
      return highest;
    case CLASP_AVERAGE_FIRST:
      return values[0];
    case CLASP_AVERAGE_COUNT:
      return n;
    case CLASP_AVERAGE_DEVIATION:
      return deviation (values, n, sum / n);
    }
  return sum / n;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspAverageStep *self = (ClaspAverageStep *) step;
  Item                   *item = memory;
  double                  values[MOST] = { in };
  guint                   n = 0, oldest;

  item->values[item->next] = in;
  item->times[item->next] = call->now_us;
  item->next = (item->next + 1) % self->window;
  item->n = MIN (item->n + 1, self->window);
  oldest = item->n < self->window ? 0 : item->next;
  for (guint i = 0; i < item->n; i++)
    {
      guint at = (oldest + i) % self->window;

      if (self->span_us == 0 || call->now_us - item->times[at] < self->span_us)
        values[n++] = item->values[at];
    }
  *out = sum_up (self->of, values, n);
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  double seconds = clasp_settings_get_double (CLASP_SETTINGS (step), "time-s");
  char   text[CLASP_NUMBER_TEXT];
  g_autofree char *of = clasp_choice_dup_word (CLASP_SETTINGS (step), "of");

  /* Translators: as in “mean of 2 s”, “highest of 2 s” */
  if (seconds > 0.0)
    return g_strdup_printf (_ ("%s of %s s"), of, clasp_number_text (seconds, text));
  return g_strdup_printf (_ ("%s of %d"), of,
                          clasp_settings_get_int (CLASP_SETTINGS (step), "window"));
}

static void
clasp_average_step_class_init (ClaspAverageStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (settings_class,
                                g_param_spec_uint ("window", N_ ("Values"),
                                                   N_ ("So many values are looked at."), 1, MOST, 8,
                                                   CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "time-s", N_ ("Or of the last"),
                      N_ ("Seconds whose values are looked at, at most the last 256; 0: by "
                          "their number."),
                      0.0, 3600.0, 0.0));
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("of", N_ ("Gives"),
                       N_ ("What comes of these values: their mean, sum, lowest, highest, the first "
                           "of them, how many there are, or their standard deviation."),
                       clasp_average_of_get_type (), CLASP_AVERAGE_MEAN, CLASP_SETTINGS_FLAGS));
}
