/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-angle.h"
#include "mapping/transforms/clasp-parts-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  ClaspPartsStep parent_instance;

  ClaspAngle angle;
  double     sine, cosine;
} ClaspRotateStep;

CLASP_DEFINE_PARTS_STEP (ClaspRotateStep, clasp_rotate_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ClaspRotateStep *self = (ClaspRotateStep *) step;
  double           by = clasp_settings_get_double (CLASP_SETTINGS (step), "by");

  self->angle = clasp_angle_read (CLASP_SETTINGS (step));
  self->sine = sin (by / self->angle.turn * 2.0 * G_PI);
  self->cosine = cos (by / self->angle.turn * 2.0 * G_PI);
  return TRUE;
}

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspRotateStep *self = (ClaspRotateStep *) step;
  double                 x = in[0] - self->angle.x, y = in[1] - self->angle.y;

  out[0] = self->angle.x + x * self->cosine - y * self->sine;
  out[1] = self->angle.y + x * self->sine + y * self->cosine;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  ClaspTransform *inverse = clasp_transform_invert_as_itself (transform, error);

  g_object_set (inverse, "by", -clasp_settings_get_double (CLASP_SETTINGS (transform), "by"), NULL);
  return inverse;
}

static void
clasp_rotate_step_class_init (ClaspRotateStepClass *klass)
{
  clasp_parts_step_class_name (klass, "x y", "x y");
  klass->chip = N_ ("rotate");
  klass->compute = compute;
  klass->prepare = prepare;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_settings_class_install (CLASP_SETTINGS_CLASS (klass),
                                clasp_transform_param_number ("by", N_ ("Rotate by"),
                                                              N_ ("The angle, from x towards y."),
                                                              -1e6, 1e6, 0.25));
  clasp_angle_class_install (CLASP_SETTINGS_CLASS (klass));
}
