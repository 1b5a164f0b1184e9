/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-timeline.h"

#include <math.h>

#define NEWTON_STEPS 8
#define FLATTEST_SLOPE 1e-10

static const char *const easing_names[] = {
  [CLASP_EASING_LINEAR] = "linear",     [CLASP_EASING_EASE_IN] = "ease-in",
  [CLASP_EASING_EASE_OUT] = "ease-out", [CLASP_EASING_EASE_IN_OUT] = "ease-in-out",
  [CLASP_EASING_STEP] = "step",         [CLASP_EASING_CUBIC_BEZIER] = "cubic-bezier",
};

/* One coordinate of the curve from (0,0) over two control points to (1,1). */
static double
bezier_at (double p1, double p2, double u)
{
  double v = 1.0 - u;

  return 3.0 * v * v * u * p1 + 3.0 * v * u * u * p2 + u * u * u;
}

static double
bezier_slope (double p1, double p2, double u)
{
  double v = 1.0 - u;

  return 3.0 * v * v * p1 + 6.0 * v * u * (p2 - p1) + 3.0 * u * u * (1.0 - p2);
}

static double
cubic_bezier (const double *bezier, double t)
{
  double u = t;

  for (guint i = 0; i < NEWTON_STEPS; i++)
    {
      double slope = bezier_slope (bezier[0], bezier[2], u);

      if (fabs (slope) < FLATTEST_SLOPE)
        break;
      u = CLAMP (u - (bezier_at (bezier[0], bezier[2], u) - t) / slope, 0.0, 1.0);
    }

  return bezier_at (bezier[1], bezier[3], u);
}

/**
 * clasp_easing_apply:
 * @easing: the shape
 * @bezier: (nullable) (array fixed-size=4): x1 y1 x2 y2 for %CLASP_EASING_CUBIC_BEZIER, which is
 *   linear without them
 * @t: 0 to 1
 *
 * Bends time as wire.md 10 says.
 *
 * Thread: any.
 *
 * Returns: 0 at 0 and 1 at 1; a Bézier curve may leave that range in between
 */
double
clasp_easing_apply (ClaspEasing easing, const double *bezier, double t)
{
  switch (easing)
    {
    case CLASP_EASING_LINEAR:
      return t;
    case CLASP_EASING_EASE_IN:
      return t * t;
    case CLASP_EASING_EASE_OUT:
      return 1.0 - (1.0 - t) * (1.0 - t);
    case CLASP_EASING_EASE_IN_OUT:
      return t < 0.5 ? 2.0 * t * t : 1.0 - (2.0 - 2.0 * t) * (2.0 - 2.0 * t) / 2.0;
    case CLASP_EASING_STEP:
      return t < 1.0 ? 0.0 : 1.0;
    case CLASP_EASING_CUBIC_BEZIER:
      return bezier != NULL ? cubic_bezier (bezier, t) : t;
    }

  return t;
}

/**
 * clasp_easing_to_string:
 * @easing: a shape
 *
 * Thread: any.
 *
 * Returns: its name on the wire
 */
const char *
clasp_easing_to_string (ClaspEasing easing)
{
  return easing_names[easing];
}

/**
 * clasp_easing_from_string:
 * @name: (nullable): a name of wire.md 8.2
 * @easing: (out): the shape
 *
 * Thread: any.
 *
 * Returns: %FALSE, and @easing as it was, for an unknown name
 */
gboolean
clasp_easing_from_string (const char *name, ClaspEasing *easing)
{
  for (guint i = 0; i < G_N_ELEMENTS (easing_names); i++)
    if (g_strcmp0 (name, easing_names[i]) == 0)
      {
        *easing = (ClaspEasing) i;
        return TRUE;
      }

  return FALSE;
}
