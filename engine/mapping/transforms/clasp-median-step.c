/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

#define MOST 101

typedef struct
{
  ClaspFilterStep parent_instance;

  guint window;
} ClaspMedianStep;

typedef struct
{
  double values[MOST];
  guint  n, next;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspMedianStep, clasp_median_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspMedianStep *self = (ClaspMedianStep *) step;
  ClaspSettings   *settings = CLASP_SETTINGS (step);

  self->window = (guint) clasp_settings_get_int (settings, "window");
  return TRUE;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspMedianStep *self = (ClaspMedianStep *) step;
  Item                  *item = memory;
  double                 sorted[MOST];

  item->values[item->next] = in;
  item->next = (item->next + 1) % self->window;
  item->n = MIN (item->n + 1, self->window);
  memcpy (sorted, item->values, item->n * sizeof (double));
  qsort (sorted, item->n, sizeof (double), compare);
  *out =
    item->n % 2 == 1 ? sorted[item->n / 2] : (sorted[item->n / 2 - 1] + sorted[item->n / 2]) / 2.0;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  return g_strdup_printf (_ ("median of %d"),
                          clasp_settings_get_int (CLASP_SETTINGS (step), "window"));
}

static void
clasp_median_step_class_init (ClaspMedianStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (settings_class,
                                g_param_spec_uint ("window", N_ ("Values"),
                                                   N_ ("So many values are looked at."), 1, MOST, 5,
                                                   CLASP_SETTINGS_FLAGS));
}
