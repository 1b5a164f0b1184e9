/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-choice.h"
#include "mapping/clasp-curve.h"
#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  ClaspSettings parent_instance;

  ClaspCurve shape;
  double     exponent;
} ClaspCurveStep;
typedef ClaspSettingsClass ClaspCurveStepClass;

static void clasp_curve_step_iface_init (ClaspTransformInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspCurveStep,
                         clasp_curve_step,
                         CLASP_TYPE_SETTINGS,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_TRANSFORM, clasp_curve_step_iface_init))

static gboolean
compile (ClaspTransform *transform, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspCurveStep *self = (ClaspCurveStep *) transform;

  self->shape = (ClaspCurve) clasp_settings_get_int (CLASP_SETTINGS (transform), "shape");
  self->exponent = clasp_settings_get_double (CLASP_SETTINGS (transform), "exponent");
  return TRUE;
}

static gboolean
bend (gpointer user_data, guint index, double in, double *out)
{
  ClaspCurveStep *self = user_data;

  *out = clasp_curve_apply (self->shape, self->exponent, in);
  return TRUE;
}

static ClaspTransformResult
apply (ClaspTransform *transform, gpointer state, ClaspTransformCall *call, ClaspValue *value)
{
  return clasp_transform_map_numbers (value, bend, transform);
}

static char *
summarise (ClaspTransform *transform)
{
  ClaspSettings   *settings = CLASP_SETTINGS (transform);
  int              shape = clasp_settings_get_int (settings, "shape");
  g_autofree char *name = clasp_choice_dup_word (settings, "shape");
  char             text[CLASP_NUMBER_TEXT];

  if (shape == CLASP_CURVE_POWER)
    return g_strdup_printf (
      "x^%s", clasp_number_text (clasp_settings_get_double (settings, "exponent"), text));
  return g_steal_pointer (&name);
}

static gboolean
needs_unit (ClaspTransform *transform)
{
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static void
clasp_curve_step_iface_init (ClaspTransformInterface *iface)
{
  iface->compile = compile;
  iface->apply = apply;
  iface->summarise = summarise;
  iface->invert = invert;
  iface->needs_unit = needs_unit;
}

static void
clasp_curve_step_class_init (ClaspCurveStepClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum ("shape", N_ ("Shape"), N_ ("How the way from 0 to 1 is bent."),
                              CLASP_TYPE_CURVE, CLASP_CURVE_EASE_IN_OUT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    clasp_transform_param_number (
      "exponent", N_ ("Exponent"),
      N_ ("Of the shape “power”: above 1 the start is slow, below 1 the end."), 0.01, 100.0, 2.0));
  clasp_transform_part_install (klass);
}

static void
clasp_curve_step_init (ClaspCurveStep *self)
{
}
