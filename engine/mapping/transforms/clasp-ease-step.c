/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-bezier.h"
#include "mapping/clasp-curve.h"
#include "mapping/transforms/clasp-inverse-step.h"
#include "mapping/transforms/clasp-number-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspNumberStep parent_instance;

  ClaspCurve name;
  gboolean   is_bezier;
  double     handles[4];
} ClaspEaseStep;

CLASP_DEFINE_NUMBER_STEP (ClaspEaseStep, clasp_ease_step)

/* "0.25 0.1 0.25 1", the numbers of CSS. */
static gboolean
read_handles (const char *text, double handles[4], GError **error)
{
  const char *at = text;

  for (guint i = 0; i < 4; i++)
    {
      char *end;

      handles[i] = g_ascii_strtod (at, &end);
      if (end == at || !isfinite (handles[i]) || fabs (handles[i]) > 1000.0)
        return clasp_transform_refuse (error, "bezier: ‘%s’ is no x1 y1 x2 y2", text);
      for (at = end; *at == ' ' || *at == ','; at++)
        ;
    }
  if (*at != '\0')
    return clasp_transform_refuse (error, "bezier: ‘%s’ is no x1 y1 x2 y2", text);
  if (handles[0] < 0.0 || handles[0] > 1.0 || handles[2] < 0.0 || handles[2] > 1.0)
    return clasp_transform_refuse (error, "bezier: x1 and x2 are from 0 to 1");
  return TRUE;
}

static gboolean
prepare (ClaspNumberStep *step, GError **error)
{
  ClaspEaseStep *self = (ClaspEaseStep *) step;
  const char    *text = clasp_settings_get_string (CLASP_SETTINGS (step), "bezier");

  self->name = (ClaspCurve) clasp_settings_get_int (CLASP_SETTINGS (step), "name");
  self->is_bezier = text[0] != '\0';
  return !self->is_bezier || read_handles (text, self->handles, error);
}

static gboolean
compute (ClaspNumberStep *step, double in, double operand, double *out)
{
  const ClaspEaseStep *self = (ClaspEaseStep *) step;
  double               t = CLAMP (in, 0.0, 1.0);

  *out = self->is_bezier ? clasp_bezier_apply (self->handles[0], self->handles[1], self->handles[2],
                                               self->handles[3], t)
                         : clasp_curve_apply (self->name, 2.0, t);
  return TRUE;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_inverse_step_new (transform, 0.0, 1.0, error);
}

static char *
summarise (ClaspNumberStep *step)
{
  const char *text = clasp_settings_get_string (CLASP_SETTINGS (step), "bezier");

  return text[0] != '\0' ? g_strdup_printf ("(%s)", text)
                         : clasp_settings_get_text (CLASP_SETTINGS (step), "name");
}

static void
clasp_ease_step_class_init (ClaspEaseStepClass *klass)
{
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  klass->prepare = prepare;
  klass->compute = compute;
  klass->summarise = summarise;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_NEEDS_UNIT;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (
    settings_class,
    g_param_spec_enum ("name", N_ ("Shape"), N_ ("How the way from 0 to 1 begins and ends."),
                       CLASP_TYPE_CURVE, CLASP_CURVE_SINE_IN_OUT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    settings_class, g_param_spec_string (
                      "bezier", N_ ("Own shape"),
                      N_ ("x1 y1 x2 y2 of a curve as in CSS, .25 .1 .25 1; instead of the name."),
                      "", CLASP_SETTINGS_FLAGS));
}
