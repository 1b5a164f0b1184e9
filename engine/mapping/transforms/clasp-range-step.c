/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double   in_min, in_max, out_min, out_max;
  gboolean clamp;
} ClaspRangeStep;
typedef ClaspSettingsClass ClaspRangeStepClass;

static void clasp_range_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspRangeStep,
                         clasp_range_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_range_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspRangeStep *self = (ClaspRangeStep *) transform;
  ClaspSettings  *settings = CLASP_SETTINGS (transform);

  self->in_min = clasp_settings_get_double (settings, "in-min");
  self->in_max = clasp_settings_get_double (settings, "in-max");
  self->out_min = clasp_settings_get_double (settings, "out-min");
  self->out_max = clasp_settings_get_double (settings, "out-max");
  self->clamp = clasp_settings_get_boolean (settings, "clamp");
  return TRUE;
}

static gboolean
stretch (gpointer user_data, guint index, double in, double *out)
{
  ClaspRangeStep *self = user_data;
  double          t =
    self->in_min == self->in_max ? 0.0 : (in - self->in_min) / (self->in_max - self->in_min);

  if (self->clamp)
    t = CLAMP (t, 0.0, 1.0);
  /* Not out_min + t × (out_max − out_min): at t = 1 that may miss out_max by a rounding. */
  *out = t == 1.0 ? self->out_max : self->out_min + t * (self->out_max - self->out_min);
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, stretch, transform);
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  char           texts[4][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "%s–%s → %s–%s", clasp_number_text (clasp_settings_get_double (settings, "in-min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "in-max"), texts[1]),
    clasp_number_text (clasp_settings_get_double (settings, "out-min"), texts[2]),
    clasp_number_text (clasp_settings_get_double (settings, "out-max"), texts[3]));
}

static gboolean
gives_unit (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  double         out_min = clasp_settings_get_double (settings, "out-min");
  double         out_max = clasp_settings_get_double (settings, "out-max");

  return MIN (out_min, out_max) == 0.0 && MAX (out_min, out_max) == 1.0;
}

static gboolean
sets_range (ClaspTransform *transform)
{
  return !gives_unit (transform);
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
                       clasp_settings_get_double (settings, "in-max"), "clamp",
                       clasp_settings_get_boolean (settings, "clamp"), NULL);
}

static void
clasp_range_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = invert;
  iface->sets_range = sets_range;
  iface->gives_unit = gives_unit;
}

static void
clasp_range_step_class_init (ClaspRangeStepClass *klass)
{
  clasp_settings_class_install (klass,
                                clasp_transform_param_number ("in-min", N_ ("From"),
                                                              N_ ("What comes in at the low end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("in-max", N_ ("To"), N_ ("What comes in at the high end."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (klass,
                                clasp_transform_param_number ("out-min", N_ ("Becomes from"),
                                                              N_ ("What goes out at the low end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (klass,
                                clasp_transform_param_number ("out-max", N_ ("Becomes to"),
                                                              N_ ("What goes out at the high end."),
                                                              -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("clamp", N_ ("Limit"),
                                 N_ ("Values outside the range become its nearest end."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
}

static void
clasp_range_step_init (ClaspRangeStep *self)
{
}
