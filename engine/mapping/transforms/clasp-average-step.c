/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MOST 256

typedef struct
{
  ClaspFilterStep parent_instance;

  guint  window;
  gint64 span_us; /* 0 = by number */
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
  self->window = self->span_us > 0 ? MOST : (guint) clasp_settings_get_int (settings, "window");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspAverageStep *self = (ClaspAverageStep *) step;
  Item                   *item = memory;
  double                  sum = 0.0;
  guint                   n = 0;

  item->values[item->next] = in;
  item->times[item->next] = call->now_us;
  item->next = (item->next + 1) % self->window;
  item->n = MIN (item->n + 1, self->window);
  for (guint i = 0; i < item->n; i++)
    if (self->span_us == 0 || call->now_us - item->times[i] < self->span_us)
      {
        sum += item->values[i];
        n++;
      }
  *out = sum / n;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  double seconds = clasp_settings_get_double (CLASP_SETTINGS (step), "time-s");
  char   text[CLASP_NUMBER_TEXT];

  if (seconds > 0.0)
    return g_strdup_printf (_ ("mean of %s s"), clasp_number_text (seconds, text));
  return g_strdup_printf (_ ("mean of %d"),
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
                                g_param_spec_uint ("window", N_ ("Window"),
                                                   N_ ("So many values are looked at."), 1, MOST, 8,
                                                   CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "time-s", N_ ("Or of the last"),
                      N_ ("Seconds whose values are looked at, however many; 0: by their "
                          "number."),
                      0.0, 3600.0, 0.0));
}
