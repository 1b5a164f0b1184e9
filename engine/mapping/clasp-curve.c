/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-curve.h"

#include <math.h>

G_DEFINE_ENUM_TYPE (ClaspCurve,
                    clasp_curve,
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_LINEAR, "linear"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EASE_IN, "ease-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EASE_OUT, "ease-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EASE_IN_OUT, "ease-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EXPONENTIAL, "exponential"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_LOGARITHMIC, "logarithmic"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_POWER, "power"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUAD_IN, "quad-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUAD_OUT, "quad-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUAD_IN_OUT, "quad-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CUBIC_IN, "cubic-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CUBIC_OUT, "cubic-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CUBIC_IN_OUT, "cubic-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EXPO_IN, "expo-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EXPO_OUT, "expo-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_EXPO_IN_OUT, "expo-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_SINE_IN, "sine-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_SINE_OUT, "sine-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_SINE_IN_OUT, "sine-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CIRC_IN, "circ-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CIRC_OUT, "circ-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_CIRC_IN_OUT, "circ-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_ELASTIC_IN, "elastic-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_ELASTIC_OUT, "elastic-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BOUNCE_OUT, "bounce-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_ELASTIC_IN_OUT, "elastic-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BOUNCE_IN, "bounce-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BOUNCE_IN_OUT, "bounce-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BACK_IN, "back-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BACK_OUT, "back-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_BACK_IN_OUT, "back-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUART_IN, "quart-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUART_OUT, "quart-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUART_IN_OUT, "quart-in-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUINT_IN, "quint-in"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUINT_OUT, "quint-out"),
                    G_DEFINE_ENUM_VALUE (CLASP_CURVE_QUINT_IN_OUT, "quint-in-out"))

static double
bounce_out (double t)
{
  const double n = 7.5625, d = 2.75;

  if (t < 1.0 / d)
    return n * t * t;
  if (t < 2.0 / d)
    return n * (t - 1.5 / d) * (t - 1.5 / d) + 0.75;
  if (t < 2.5 / d)
    return n * (t - 2.25 / d) * (t - 2.25 / d) + 0.9375;
  return n * (t - 2.625 / d) * (t - 2.625 / d) + 0.984375;
}

static double
expo_in_out (double t)
{
  return t < 0.5 ? exp2 (20.0 * t - 10.0) / 2.0 : (2.0 - exp2 (10.0 - 20.0 * t)) / 2.0;
}

static double
circ_in_out (double t)
{
  double back = 2.0 - 2.0 * t;

  return t < 0.5 ? (1.0 - sqrt (1.0 - 4.0 * t * t)) / 2.0 : (sqrt (1.0 - back * back) + 1.0) / 2.0;
}

/* The last half of an in-out curve is the first one turned round. */
static double
in_out (double (*in) (double t), double t)
{
  return t < 0.5 ? in (2.0 * t) / 2.0 : 1.0 - in (2.0 - 2.0 * t) / 2.0;
}

static double
bounce_in (double t)
{
  return 1.0 - bounce_out (1.0 - t);
}

/* Takes a run-up of a tenth. */
static double
back_in (double t)
{
  const double reach = 1.70158;

  return t * t * ((reach + 1.0) * t - reach);
}

static double
back_in_steep (double t)
{
  const double reach = 1.70158 * 1.525;

  return t * t * ((reach + 1.0) * t - reach);
}

static double
elastic_in_out (double t)
{
  double wave = sin ((20.0 * t - 11.125) * 2.0 * G_PI / 4.5);

  return t < 0.5 ? -exp2 (20.0 * t - 10.0) * wave / 2.0 : exp2 (10.0 - 20.0 * t) * wave / 2.0 + 1.0;
}

static double
quart_in (double t)
{
  return t * t * t * t;
}

static double
quint_in (double t)
{
  return t * t * t * t * t;
}

/* Inside 0–1, where no formula needs an exception. */
static double
apply_inside (ClaspCurve curve, double exponent, double t)
{
  const double third = 2.0 * G_PI / 3.0;

  switch (curve)
    {
    case CLASP_CURVE_LINEAR:
      return t;
    case CLASP_CURVE_EASE_IN:
    case CLASP_CURVE_QUAD_IN:
      return t * t;
    case CLASP_CURVE_EASE_OUT:
    case CLASP_CURVE_QUAD_OUT:
      return t * (2.0 - t);
    case CLASP_CURVE_EASE_IN_OUT:
    case CLASP_CURVE_QUAD_IN_OUT:
      return t < 0.5 ? 2.0 * t * t : -1.0 + (4.0 - 2.0 * t) * t;
    case CLASP_CURVE_EXPONENTIAL:
    case CLASP_CURVE_EXPO_IN:
      return exp2 (10.0 * t - 10.0);
    case CLASP_CURVE_LOGARITHMIC:
      return log1p (t * (G_E - 1.0));
    case CLASP_CURVE_POWER:
      return pow (t, exponent);
    case CLASP_CURVE_CUBIC_IN:
      return t * t * t;
    case CLASP_CURVE_CUBIC_OUT:
      return 1.0 - pow (1.0 - t, 3.0);
    case CLASP_CURVE_CUBIC_IN_OUT:
      return t < 0.5 ? 4.0 * t * t * t : 1.0 - pow (2.0 - 2.0 * t, 3.0) / 2.0;
    case CLASP_CURVE_EXPO_OUT:
      return 1.0 - exp2 (-10.0 * t);
    case CLASP_CURVE_EXPO_IN_OUT:
      return expo_in_out (t);
    case CLASP_CURVE_SINE_IN:
      return 1.0 - cos (G_PI * t / 2.0);
    case CLASP_CURVE_SINE_OUT:
      return sin (G_PI * t / 2.0);
    case CLASP_CURVE_SINE_IN_OUT:
      return (1.0 - cos (G_PI * t)) / 2.0;
    case CLASP_CURVE_CIRC_IN:
      return 1.0 - sqrt (1.0 - t * t);
    case CLASP_CURVE_CIRC_OUT:
      return sqrt (1.0 - (t - 1.0) * (t - 1.0));
    case CLASP_CURVE_CIRC_IN_OUT:
      return circ_in_out (t);
    case CLASP_CURVE_ELASTIC_IN:
      return -exp2 (10.0 * t - 10.0) * sin ((10.0 * t - 10.75) * third);
    case CLASP_CURVE_ELASTIC_OUT:
      return exp2 (-10.0 * t) * sin ((10.0 * t - 0.75) * third) + 1.0;
    case CLASP_CURVE_BOUNCE_OUT:
      return bounce_out (t);
    case CLASP_CURVE_ELASTIC_IN_OUT:
      return elastic_in_out (t);
    case CLASP_CURVE_BOUNCE_IN:
      return bounce_in (t);
    case CLASP_CURVE_BOUNCE_IN_OUT:
      return in_out (bounce_in, t);
    case CLASP_CURVE_BACK_IN:
      return back_in (t);
    case CLASP_CURVE_BACK_OUT:
      return 1.0 - back_in (1.0 - t);
    case CLASP_CURVE_BACK_IN_OUT:
      return in_out (back_in_steep, t);
    case CLASP_CURVE_QUART_IN:
      return quart_in (t);
    case CLASP_CURVE_QUART_OUT:
      return 1.0 - quart_in (1.0 - t);
    case CLASP_CURVE_QUART_IN_OUT:
      return in_out (quart_in, t);
    case CLASP_CURVE_QUINT_IN:
      return quint_in (t);
    case CLASP_CURVE_QUINT_OUT:
      return 1.0 - quint_in (1.0 - t);
    case CLASP_CURVE_QUINT_IN_OUT:
      return in_out (quint_in, t);
    }

  return t;
}

/**
 * clasp_curve_apply:
 * @curve: which
 * @exponent: of %CLASP_CURVE_POWER, above 0
 * @t: any number; limited to 0–1, NaN stays NaN
 *
 * Thread: any.
 *
 * Returns: 0 at 0, 1 at 1; the elastic ones leave 0–1 in between
 */
double
clasp_curve_apply (ClaspCurve curve, double exponent, double t)
{
  if (t <= 0.0)
    return 0.0;
  if (t >= 1.0)
    return 1.0;
  return apply_inside (curve, exponent, t);
}
