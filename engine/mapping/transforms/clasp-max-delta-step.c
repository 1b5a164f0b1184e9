/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

/* The "rate_limit" of the reference's bridge library (mapping.md 5): by messages, not by time. It
 * does not go on by itself; what is missing at the last message stays missing. */

typedef struct
{
  ClaspFilterStep parent_instance;

  double delta;
} ClaspMaxDeltaStep;

CLASP_DEFINE_FILTER_STEP (ClaspMaxDeltaStep, clasp_max_delta_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ((ClaspMaxDeltaStep *) step)->delta = clasp_settings_get_double (CLASP_SETTINGS (step), "delta");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const double delta = ((ClaspMaxDeltaStep *) step)->delta;
  double      *last = memory;

  *last = call->is_first ? in : CLAMP (in, *last - delta, *last + delta);
  *out = *last;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  char text[CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "±%s", clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (step), "delta"), text));
}

static void
clasp_max_delta_step_class_init (ClaspMaxDeltaStepClass *klass)
{
  klass->item_size = sizeof (double);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    clasp_transform_param_number ("delta", N_ ("Step"),
                                  N_ ("The most that one value may differ from the one before."),
                                  0.0, G_MAXDOUBLE, 0.1));
}
