/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double width;
} ClaspDeadbandStep;

typedef struct
{
  double y;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspDeadbandStep, clasp_deadband_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspDeadbandStep *self = (ClaspDeadbandStep *) step;
  ClaspSettings     *settings = CLASP_SETTINGS (step);

  self->width = clasp_settings_get_double (settings, "width");
  return TRUE;
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspDeadbandStep *self = (ClaspDeadbandStep *) step;
  Item                    *item = memory;
  if (!call->is_first && fabs (in - item->y) < self->width)
    return CLASP_TRANSFORM_DROP;

  item->y = *out = in;
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  ClaspSettings *settings = CLASP_SETTINGS (step);
  char           texts[1][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "± %s", clasp_number_text (clasp_settings_get_double (settings, "width"), texts[0]));
}

static void
clasp_deadband_step_class_init (ClaspDeadbandStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->summarise = summarise;
  clasp_settings_class_install (
    settings_class,
    clasp_transform_param_number ("width", N_ ("Width"),
                                  N_ ("Moves smaller than this since the last output are ignored."),
                                  0.0, G_MAXDOUBLE, 0.01));
}
