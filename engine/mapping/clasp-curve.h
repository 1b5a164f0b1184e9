/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

/* The named curves of mapping.md 4 and 5: from 0–1 to, mostly, 0–1.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_CURVE_LINEAR,
  CLASP_CURVE_EASE_IN,
  CLASP_CURVE_EASE_OUT,
  CLASP_CURVE_EASE_IN_OUT,
  CLASP_CURVE_EXPONENTIAL,
  CLASP_CURVE_LOGARITHMIC,
  CLASP_CURVE_POWER, /* t to the power of an exponent of its own */
  CLASP_CURVE_QUAD_IN,
  CLASP_CURVE_QUAD_OUT,
  CLASP_CURVE_QUAD_IN_OUT,
  CLASP_CURVE_CUBIC_IN,
  CLASP_CURVE_CUBIC_OUT,
  CLASP_CURVE_CUBIC_IN_OUT,
  CLASP_CURVE_EXPO_IN,
  CLASP_CURVE_EXPO_OUT,
  CLASP_CURVE_EXPO_IN_OUT,
  CLASP_CURVE_SINE_IN,
  CLASP_CURVE_SINE_OUT,
  CLASP_CURVE_SINE_IN_OUT,
  CLASP_CURVE_CIRC_IN,
  CLASP_CURVE_CIRC_OUT,
  CLASP_CURVE_CIRC_IN_OUT,
  CLASP_CURVE_ELASTIC_IN,
  CLASP_CURVE_ELASTIC_OUT,
  CLASP_CURVE_BOUNCE_OUT,
  CLASP_CURVE_ELASTIC_IN_OUT,
  CLASP_CURVE_BOUNCE_IN,
  CLASP_CURVE_BOUNCE_IN_OUT,
  CLASP_CURVE_BACK_IN,
  CLASP_CURVE_BACK_OUT,
  CLASP_CURVE_BACK_IN_OUT,
  CLASP_CURVE_QUART_IN,
  CLASP_CURVE_QUART_OUT,
  CLASP_CURVE_QUART_IN_OUT,
  CLASP_CURVE_QUINT_IN,
  CLASP_CURVE_QUINT_OUT,
  CLASP_CURVE_QUINT_IN_OUT,
} ClaspCurve;

#define CLASP_TYPE_CURVE (clasp_curve_get_type ())
GType  clasp_curve_get_type (void);

/* @t is limited to 0–1; @exponent matters for POWER only. 0 gives 0 and 1 gives 1, always. */
double clasp_curve_apply (ClaspCurve curve, double exponent, double t);

G_END_DECLS
