/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-filter-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspFilterStep parent_instance;

  double on, off, values[2];
} ClaspFlipStep;

typedef struct
{
  gboolean is_pressed, is_high;
} Item;

CLASP_DEFINE_FILTER_STEP (ClaspFlipStep, clasp_flip_step)

static gboolean
prepare (ClaspFilterStep *step, GError **error)
{
  ClaspFlipStep *self = (ClaspFlipStep *) step;
  ClaspSettings *settings = CLASP_SETTINGS (step);

  self->on = clasp_settings_get_double (settings, "on");
  self->off = clasp_settings_get_double (settings, "off");
  self->values[0] = clasp_settings_get_double (settings, "low");
  self->values[1] = clasp_settings_get_double (settings, "high");
  return clasp_transform_check_order (settings, "off", "on", error);
}

static ClaspTransformResult
follow (ClaspFilterStep *step, gpointer memory, ClaspFilterCall *call, double in, double *out)
{
  const ClaspFlipStep *self = (ClaspFlipStep *) step;
  Item                *item = memory;

  if (call->is_first)
    item->is_high = clasp_settings_get_boolean (CLASP_SETTINGS (step), "initial");
  if (in <= self->off)
    item->is_pressed = FALSE;
  if (!call->is_bare && (item->is_pressed || in < self->on))
    return CLASP_TRANSFORM_DROP;

  item->is_pressed = !call->is_bare;
  item->is_high = !item->is_high;
  *out = self->values[item->is_high];
  return CLASP_TRANSFORM_PASS;
}

static char *
summarise (ClaspFilterStep *step)
{
  return g_strdup (_ ("flip"));
}

static void
clasp_flip_step_class_init (ClaspFlipStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->item_size = sizeof (Item);
  klass->prepare = prepare;
  klass->follow = follow;
  klass->takes_bare = TRUE;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT | CLASP_STEP_GIVES_UNIT;
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("on", N_ ("Pressed at"),
                                                  N_ ("A press is a value of this or more."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.5));
  clasp_settings_class_install (
    settings_class, clasp_transform_param_number ("off", N_ ("Released at"),
                                                  N_ ("A value of this or less ends it."),
                                                  -G_MAXDOUBLE, G_MAXDOUBLE, 0.45));
  clasp_settings_class_install (
    settings_class, g_param_spec_boolean ("initial", N_ ("Starts on"),
                                          N_ ("Whether it is on before the first press."), FALSE,
                                          CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("low", N_ ("When off"),
                                                              N_ ("What goes out while off."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("high", N_ ("When on"),
                                                              N_ ("What goes out while on."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
}
