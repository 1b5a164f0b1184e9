/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The filter of mapping.md 12, with its own names: the speed is measured from the last output. It
 * goes on by itself until it has reached what came last. */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Less than the smallest step of 16 bits. */
#define EPSILON 1e-5

typedef struct
{
  ClaspFilterStep parent_instance;

  double min_cutoff, beta, d_cutoff;
} ClaspOneEuroStep;

typedef struct
{
  double y;
  double slope; /* smoothed, a second */
  double scale; /* of the movement: what EPSILON is a share of */
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspOneEuroStep, clasp_one_euro_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspOneEuroStep *self = (ClaspOneEuroStep *) step;
  ClaspSettings    *settings = CLASP_SETTINGS (step);

  self->min_cutoff = clasp_settings_get_double (settings, "min-cutoff-hz");
  self->beta = clasp_settings_get_double (settings, "beta");
  self->d_cutoff = clasp_settings_get_double (settings, "d-cutoff-hz");
  return TRUE;
}

static double
get_alpha (double cutoff, double dt)
{
  return 1.0 / (1.0 + 1.0 / (2.0 * G_PI * cutoff * dt));
}

static void
move (const ClaspOneEuroStep *self, Item *item, double in, double dt)
{
  double slope = (in - item->y) / dt;
  double slope_alpha = get_alpha (self->d_cutoff, dt), alpha;

  item->slope = slope_alpha * slope + (1.0 - slope_alpha) * item->slope;
  alpha = get_alpha (self->min_cutoff + self->beta * fabs (item->slope), dt);
  item->y = alpha * in + (1.0 - alpha) * item->y;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspOneEuroStep *self = (ClaspOneEuroStep *) step;
  Item                   *item = memory;
  double                  dt;

  if (call->is_first)
    *item = (Item){ .y = in };
  dt = clasp_filter_call_dt (call, item->y != in || item->slope != 0.0);
  if (!call->is_tick)
    item->scale = MAX (fabs (in), fabs (item->y));
  if (dt > 0.0)
    move (self, item, in, dt);
  if (!isfinite (item->y) || (call->is_tick && fabs (in - item->y) <= EPSILON * item->scale))
    *item = (Item){ .y = in };
  if (item->y != in)
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  double cutoff = clasp_settings_get_double (CLASP_SETTINGS (step), "min-cutoff-hz");
  char   text[CLASP_NUMBER_TEXT];

  return g_strdup_printf ("1€ %s Hz", clasp_number_text (cutoff, text));
}

static void
clasp_one_euro_step_class_init (ClaspOneEuroStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number (
                      "min-cutoff-hz", N_ ("Cut-off"),
                      N_ ("At rest: the lower, the calmer and the later."), 0.001, 1000.0, 1.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("beta", N_ ("Speed-up"),
                                                  N_ ("How much less a fast movement is smoothed."),
                                                  0.0, 1000.0, 0.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("d-cutoff-hz", N_ ("Cut-off of the speed"),
                                  N_ ("For measuring how fast it moves."), 0.01, 1000.0, 1.0));
}
