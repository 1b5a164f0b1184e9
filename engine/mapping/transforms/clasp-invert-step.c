/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  double sum; /* of both ends: the value's mirror image is what is missing to it */
} ClaspInvertStep;
typedef ClaspSettingsClass ClaspInvertStepClass;

static void clasp_invert_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspInvertStep,
                         clasp_invert_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_invert_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  ((ClaspInvertStep *) transform)->sum =
    clasp_settings_get_double (settings, "min") + clasp_settings_get_double (settings, "max");
  return TRUE;
}

static gboolean
mirror (gpointer user_data, guint index, double in, double *out)
{
  *out = ((ClaspInvertStep *) user_data)->sum - in;
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, mirror, transform);
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);

  return clasp_settings_get_double (settings, "min") == 0.0 &&
         clasp_settings_get_double (settings, "max") == 1.0;
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings *settings = CLASP_SETTINGS (transform);
  char           texts[2][CLASP_NUMBER_TEXT];

  if (needs_unit (transform))
    return g_strdup (_ ("inverted"));
  return g_strdup_printf (
    "%s ⇄ %s", clasp_number_text (clasp_settings_get_double (settings, "min"), texts[0]),
    clasp_number_text (clasp_settings_get_double (settings, "max"), texts[1]));
}

static void
clasp_invert_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = clasp_transform_invert_as_itself;
  iface->needs_unit = needs_unit;
}

static void
clasp_invert_step_class_init (ClaspInvertStepClass *klass)
{
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("min", N_ ("Low end"),
                                         N_ ("Becomes the high end, and the other way round."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 0.0));
  clasp_settings_class_install (
    klass, clasp_transform_param_number ("max", N_ ("High end"), N_ ("Becomes the low end."),
                                         -G_MAXDOUBLE, G_MAXDOUBLE, 1.0));
  clasp_transform_part_install (klass);
}

static void
clasp_invert_step_init (ClaspInvertStep *self)
{
}
