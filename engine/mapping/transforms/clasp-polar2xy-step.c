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
} ClaspPolar2xyStep;

CLASP_DEFINE_PARTS_STEP (ClaspPolar2xyStep, clasp_polar2xy_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ((ClaspPolar2xyStep *) step)->angle = clasp_angle_read (CLASP_SETTINGS (step));
  return TRUE;
}

static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspAngle *angle = &((ClaspPolar2xyStep *) step)->angle;
  double            radians = in[1] / angle->turn * 2.0 * G_PI;

  out[0] = angle->x + in[0] * cos (radians);
  out[1] = angle->y + in[0] * sin (radians);
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_parts_step_invert_to (transform, clasp_xy2polar_step_get_type ());
}

static void
clasp_polar2xy_step_class_init (ClaspPolar2xyStepClass *klass)
{
  clasp_parts_step_class_name (klass, "radius angle", "x y");
  klass->chip = N_ ("polar → x, y");
  klass->compute = compute;
  klass->prepare = prepare;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_angle_class_install (CLASP_SETTINGS_CLASS (klass));
}
