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
} ClaspXy2polarStep;

CLASP_DEFINE_PARTS_STEP (ClaspXy2polarStep, clasp_xy2polar_step)

static gboolean
prepare (ClaspPartsStep *step, GError **error)
{
  ((ClaspXy2polarStep *) step)->angle = clasp_angle_read (CLASP_SETTINGS (step));
  return TRUE;
}

/* The angle from the x axis towards y, never below 0. */
static void
compute (ClaspPartsStep *step, const double *in, double *out, double *memory)
{
  const ClaspAngle *angle = &((ClaspXy2polarStep *) step)->angle;
  double            x = in[0] - angle->x, y = in[1] - angle->y;
  double            share = atan2 (y, x) / (2.0 * G_PI);

  out[0] = hypot (x, y);
  out[1] = (share < 0.0 ? share + 1.0 : share) * angle->turn;
}

static ClaspTransform *
invert (ClaspTransform *transform, GError **error)
{
  return clasp_parts_step_invert_to (transform, clasp_polar2xy_step_get_type ());
}

static void
clasp_xy2polar_step_class_init (ClaspXy2polarStepClass *klass)
{
  clasp_parts_step_class_name (klass, "x y", "radius angle");
  klass->chip = N_ ("x, y → polar");
  klass->compute = compute;
  klass->prepare = prepare;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  CLASP_RANGED_STEP_CLASS (klass)->invert = invert;
  clasp_angle_class_install (CLASP_SETTINGS_CLASS (klass));
}
