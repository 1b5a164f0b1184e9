/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The "scale" of mapping.md 4: never limited, with the names and defaults older files expect. */

#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  double in_min, in_max, out_min, out_max;
} ClaspScaleStep;

CLASP_DEFINE_NUMBER_STEP (ClaspScaleStep, clasp_scale_step)

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspScaleStep *self = (ClaspScaleStep *) step;
  ClaspSettings  *settings = CLASP_SETTINGS (step);

  self->in_min = clasp_settings_get_double (settings, "in-min");
  self->in_max = clasp_settings_get_double (settings, "in-max");
  self->out_min = clasp_settings_get_double (settings, "out-min");
  self->out_max = clasp_settings_get_double (settings, "out-max");
  return TRUE;
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspScaleStep *self = (ClaspScaleStep *) step;
  double                share =
    self->in_min == self->in_max ? 0.0 : (in - self->in_min) / (self->in_max - self->in_min);

  *out = share == 1.0 ? self->out_max : self->out_min + share * (self->out_max - self->out_min);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  double         out_min = clasp_settings_get_double (settings, "out-min");
  double         out_max = clasp_settings_get_double (settings, "out-max");

  if (out_min == out_max)
    {
      clasp_transform_refuse (error, "everything becomes %g", out_min);
      return NULL;
    }
  return g_object_new (G_OBJECT_TYPE (transform), "in-min", out_min, "in-max", out_max, "out-min",
                       clasp_settings_get_double (settings, "in-min"), "out-max",
                       clasp_settings_get_double (settings, "in-max"), NULL);
}

static char *
summarise (ClaspNumberStep *step)
{
  static const char *const names[] = { "in-min", "in-max", "out-min", "out-max" };
  char                     texts[4][CLASP_NUMBER_TEXT];

  for (guint i = 0; i < 4; i++)
    clasp_number_text (clasp_settings_get_double (CLASP_SETTINGS (step), names[i]), texts[i]);
  return g_strdup_printf ("%s–%s → %s–%s", texts[0], texts[1], texts[2], texts[3]);
}

static void
clasp_scale_step_class_init (ClaspScaleStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("in-min", N_ ("From"),
                                                              N_ ("What comes in at the low end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("in-max", N_ ("To"),
                                                              N_ ("What comes in at the high end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("out-min", N_ ("Becomes from"),
                                                              N_ ("What goes out at the low end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (settings_class,
                                clasp_transform_param_number ("out-max", N_ ("Becomes to"),
                                                              N_ ("What goes out at the high end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 127.0));
}
