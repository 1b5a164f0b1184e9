/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double min, max, leak;
} ClaspIntegrateStep;

typedef struct
{
  double y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspIntegrateStep, clasp_integrate_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspIntegrateStep *self = (ClaspIntegrateStep *) step;
  ClaspSettings      *settings = CLASP_SETTINGS (step);

  self->min = clasp_settings_get_double (settings, "min");
  self->max = clasp_settings_get_double (settings, "max");
  self->leak = clasp_settings_get_double (settings, "leak");
  return clasp_transform_check_order (settings, "min", "max", error);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspIntegrateStep *self = (ClaspIntegrateStep *) step;
  Item                     *item = memory;
  double                    dt = clasp_filter_call_dt (call, TRUE);

  if (call->is_first)
    item->y = CLAMP (0.0, self->min, self->max);
  item->y = CLAMP ((item->y + in * dt) * exp (-self->leak * dt), self->min, self->max);
  if (self->leak > 0.0 && in == 0.0 && fabs (item->y) < 1e-6)
    item->y = CLAMP (0.0, self->min, self->max);
  if ((in > 0.0 && item->y < self->max) || (in < 0.0 && item->y > self->min) ||
      (self->leak > 0.0 && item->y != CLAMP (0.0, self->min, self->max)))
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "∫ %s–%s", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_integrate_step_class_init (ClaspIntegrateStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("min", N_ ("From"), N_ ("Where it stops below."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("max", N_ ("To"), N_ ("Where it stops above."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number (
      "leak", N_ ("Leak"),
      /* xgettext:no-c-format */
      N_ ("How fast it runs back to 0 by itself: 1 is by 63 % in a second; 0 is not."), 0.0, 1000.0,
      0.0));
}
