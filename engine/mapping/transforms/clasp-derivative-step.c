/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define EPSILON 1e-4

typedef struct
{
  ClaspFilterStep parent_instance;

  double smoothing;
} ClaspDerivativeStep;

typedef struct
{
  double last, y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspDerivativeStep, clasp_derivative_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspDerivativeStep *self = (ClaspDerivativeStep *) step;
  ClaspSettings       *settings = CLASP_SETTINGS (step);

  self->smoothing = clasp_settings_get_double (settings, "smoothing-s");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspDerivativeStep *self = (ClaspDerivativeStep *) step;
  Item                      *item = memory;
  double share = self->smoothing > 0.0 ? 1.0 - exp (-call->dt / self->smoothing) : 1.0;

  if (call->is_first)
    item->last = in;
  if (call->dt > 0.0)
    item->y += share * ((in - item->last) / call->dt - item->y);
  item->last = in;
  if (call->is_tick && fabs (item->y) < EPSILON)
    item->y = 0.0;
  /* When nothing comes any more, nothing moves any more. */
  if (item->y != 0.0)
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  return g_strdup (_ ("Δ/s"));
}

static void
clasp_derivative_step_class_init (ClaspDerivativeStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "smoothing-s", N_ ("Smoothing"),
      N_ ("Seconds over which the speed is evened out; 0 is not at all."), 0.0, 60.0, 0.1));
}
