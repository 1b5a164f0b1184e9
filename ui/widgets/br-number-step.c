/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-number-step.h"

#include <math.h>

static void
get_range (GParamSpec *pspec, double *minimum, double *maximum)
{
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    {
      *minimum = G_PARAM_SPEC_DOUBLE (pspec)->minimum;
      *maximum = G_PARAM_SPEC_DOUBLE (pspec)->maximum;
    }
  else if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      *minimum = G_PARAM_SPEC_UINT (pspec)->minimum;
      *maximum = G_PARAM_SPEC_UINT (pspec)->maximum;
    }
  else
    {
      *minimum = G_PARAM_SPEC_INT (pspec)->minimum;
      *maximum = G_PARAM_SPEC_INT (pspec)->maximum;
    }
}

/* A tenth of the number's own size: 2.0 moves by 0.1, 10000 by 1000. With a fraction it moves by 1 at most. */
static double
step_of (GParamSpec *pspec, double number)
{
  double size = fabs (number);
  double step = size > 0 ? pow (10, floor (log10 (size)) - 1) : 0.1;

  if (!G_IS_PARAM_SPEC_DOUBLE (pspec))
    return MAX (step, 1);

  return CLAMP (step, 0.01, 1);
}

double
br_number_step (GParamSpec *pspec, double number, int by)
{
  double step = step_of (pspec, number);
  double minimum, maximum;

  get_range (pspec, &minimum, &maximum);
  /* On the raster of the step, so that no 0.30000000000000004 comes out. */
  return CLAMP (round ((number + by * step) / step) * step, minimum, maximum);
}
