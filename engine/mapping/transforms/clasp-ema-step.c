/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Where the tail is cut off: less than the smallest step of 16 bits. */
#define EPSILON 1e-5

typedef struct
{
  ClaspFilterStep parent_instance;

  double tau, tau_down;
} ClaspEmaStep;

typedef struct
{
  gboolean is_moving;
  double   y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspEmaStep, clasp_ema_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspEmaStep  *self = (ClaspEmaStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->tau = clasp_settings_get_double (settings, "tau-s");
  self->tau_down = clasp_settings_get_double (settings, "tau-down-s");
  if (self->tau_down < 0.0)
    self->tau_down = self->tau;
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspEmaStep *self = (ClaspEmaStep *) step;
  Item               *item = memory;
  double              tau = in > item->y ? self->tau : self->tau_down;

  if (call->is_first || tau == 0.0)
    item->y = in;
  else
    item->y += (1.0 - exp (-clasp_filter_call_dt (call, item->is_moving) / tau)) * (in - item->y);
  if (fabs (in - item->y) <= EPSILON * MAX (fabs (in), 1e-3))
    item->y = in;

  item->is_moving = item->y != in;
  if (item->is_moving)
    clasp_filter_call_again (call);
  *out = item->y;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[1][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    _ ("follow %s s"), clasp_number_text (clasp_settings_get_double (settings, "tau-s"), texts[0]));
}

static void
clasp_ema_step_class_init (ClaspEmaStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("tau-s", N_ ("Time"),
                                  /* xgettext:no-c-format */
                                  N_ ("After this time 63 % of a jump is done; 0 is at once."), 0.0,
                                  3600.0, 0.1));
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("tau-down-s", N_ ("Time down"),
                                  N_ ("The same for falling values; −1 is the time above."), -1.0,
                                  3600.0, -1.0));
}
