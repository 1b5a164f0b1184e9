/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-bezier.h"

#include <math.h>

#define N_NEWTON 8
#define N_HALVINGS 60
#define PRECISION 1e-12

/* One coordinate of the curve, which begins at 0 and ends at 1. */
static double
at (double a, double b, double t)
{
  return ((1.0 - 3.0 * b + 3.0 * a) * t + 3.0 * b - 6.0 * a) * t * t + 3.0 * a * t;
}

static double
slope_at (double a, double b, double t)
{
  return (3.0 * (1.0 - 3.0 * b + 3.0 * a) * t + 2.0 * (3.0 * b - 6.0 * a)) * t + 3.0 * a;
}

/* Newton's method finds it nearly always; where the curve stands upright, halving does. */
static double
find_t (double x1, double x2, double x)
{
  double t = x, low = 0.0, high = 1.0;

  for (guint i = 0; i < N_NEWTON; i++)
    {
      double miss = at (x1, x2, t) - x, slope = slope_at (x1, x2, t);

      if (fabs (miss) < PRECISION)
        return t;
      if (fabs (slope) < 1e-6)
        break;
      t = CLAMP (t - miss / slope, 0.0, 1.0);
    }
  for (guint i = 0; i < N_HALVINGS; i++)
    {
      t = low + (high - low) / 2.0;
      if (at (x1, x2, t) < x)
        low = t;
      else
        high = t;
    }
  return t;
}

/**
 * clasp_bezier_apply:
 * @x1: of the first handle, 0–1
 * @y1: of the first handle
 * @x2: of the second handle, 0–1
 * @y2: of the second handle
 * @x: a number; limited to 0–1
 *
 * Thread: any.
 *
 * Returns: the height of the curve above @x: 0 at 0, 1 at 1
 */
double
clasp_bezier_apply (double x1, double y1, double x2, double y2, double x)
{
  if (x <= 0.0)
    return 0.0;
  if (x >= 1.0)
    return 1.0;
  return at (y1, y2, find_t (x1, x2, x));
}
