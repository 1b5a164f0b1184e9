/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double minimum, maximum;
} ClaspClampStep;
typedef ClaspSettingsClass ClaspClampStepClass;

static void clasp_clamp_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspClampStep,
                         clasp_clamp_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_clamp_step_iface_init))

static gboolean
validate (ClaspSettings *settings, GError **error)
{
  if (clasp_settings_get_double (settings, "min") <= clasp_settings_get_double (settings, "max"))
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "min: is above max");
  return FALSE;
}

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspClampStep *self = (ClaspClampStep *) transform;

  self->minimum = clasp_settings_get_double (CLASP_SETTINGS (transform), "min");
  self->maximum = clasp_settings_get_double (CLASP_SETTINGS (transform), "max");
  return TRUE;
}

static gboolean
limit (gpointer user_data, guint index, double in, double *out)
{
  ClaspClampStep *self = user_data;

  *out = CLAMP (in, self->minimum, self->maximum);
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, limit, transform);
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  char           texts[2][CLASP_NUMBER_TEXT];

  return g_strdup_printf (
    "[%s … %s]", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  return clasp_settings_get_double (settings, "min") >= 0.0 &&
         clasp_settings_get_double (settings, "max") <= 1.0;
}

static void
clasp_clamp_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_direct;
  iface->needs_unit = needs_unit;
}

static void
clasp_clamp_step_class_init (ClaspClampStepClass *klass)
{
  klass->validate = validate;
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("min", N_ ("Lowest"), N_ ("Values below become this."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("max", N_ ("Highest"), N_ ("Values above become this."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_transform_part_install (klass);
}

static void
clasp_clamp_step_init (ClaspClampStep *self)
{
}
