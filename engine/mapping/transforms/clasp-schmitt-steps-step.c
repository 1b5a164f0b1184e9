/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double steps, overlap;
} ClaspSchmittStepsStep;

typedef struct
{
  double y; /* in steps */
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspSchmittStepsStep, clasp_schmitt_steps_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspSchmittStepsStep *self = (ClaspSchmittStepsStep *) step;
  ClaspSettings         *settings = CLASP_SETTINGS (step);

  self->steps = clasp_settings_get_int (settings, "steps");
  self->overlap = clasp_settings_get_double (settings, "overlap");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspSchmittStepsStep *self = (ClaspSchmittStepsStep *) step;
  Item                        *item = memory;
  double                       x = in * self->steps;

  /* Half a step would be its edge; the overlap moves that away from where we are. */
  if (call->is_first || fabs (x - item->y) > 0.5 + self->overlap / 2.0)
    item->y = floor (x + 0.5);
  *out = item->y / self->steps;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  return g_strdup_printf (_ ("%d steps, held"),
                          clasp_settings_get_int (CLASP_SETTINGS (step), "steps"));
}

static void
clasp_schmitt_steps_step_class_init (ClaspSchmittStepsStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  clasp_settings_class_install (
    settings_class, g_param_spec_uint ("steps", N_ ("Steps"),
                                       N_ ("From 0 to 1 in so many steps, both ends included."), 1,
                                       65535, 8, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "overlap", N_ ("Overlap"),
      N_ ("How much, in steps, two neighbours share: there the present one is kept."), 0.0, 0.99,
      0.2));
}
