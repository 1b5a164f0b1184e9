/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/transforms/clasp-transforms.h"

#include <glib/gi18n-lib.h>

/* Where steps stand in menus and in the docs, in this order. */
#define NUMBERS N_ ("Numbers")
#define TIME N_ ("Time")
#define FLOW N_ ("Flow")
#define OWN N_ ("Your own")

static const ClaspKind kinds[] = {
  { .kind = "range",
    .title = N_ ("Range"),
    .summary = N_ ("Stretches one range of numbers onto another"),
    .group = NUMBERS,
    .formula = "y = a₂ + (x − a₁) / (b₁ − a₁) · (b₂ − a₂)",
    .get_settings_type = clasp_range_step_get_type },
  { .kind = "curve",
    .title = N_ ("Curve"),
    .summary = N_ ("Bends the way from 0 to 1"),
    .group = NUMBERS,
    .get_settings_type = clasp_curve_step_get_type },
  { .kind = "invert",
    .title = N_ ("Invert"),
    .summary = N_ ("Turns the range upside down"),
    .group = NUMBERS,
    .formula = "y = min + max − x",
    .get_settings_type = clasp_invert_step_get_type },
  { .kind = "clamp",
    .title = N_ ("Limit"),
    .summary = N_ ("Keeps the value between two bounds"),
    .group = NUMBERS,
    .formula = "y = min (b, max (a, x))",
    .get_settings_type = clasp_clamp_step_get_type },
  { .kind = "smooth",
    .title = N_ ("Smooth"),
    .summary = N_ ("Turns steps and jitter into even movement"),
    .group = TIME,
    .get_settings_type = clasp_smooth_step_get_type },
  { .kind = "threshold",
    .title = N_ ("Threshold"),
    .summary = N_ ("On above a level, off below it"),
    .group = NUMBERS,
    .get_settings_type = clasp_threshold_step_get_type },
  { .kind = "latchgate",
    .title = N_ ("Gate"),
    .summary = N_ ("Lets values through while a parameter is on"),
    .group = FLOW,
    .get_settings_type = clasp_latch_gate_step_get_type },
  { .kind = "expression",
    .title = N_ ("Expression"),
    .summary = N_ ("Calculates with the value"),
    .group = OWN,
    .get_settings_type = clasp_expression_step_get_type },
};

/**
 * clasp_transform_kinds:
 * @n_kinds: (out): their number
 *
 * Thread: any.
 *
 * Returns: (array length=n_kinds) (transfer none): the kinds of mapping step there are
 */
const ClaspKind *
clasp_transform_kinds (guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (kinds);
  return kinds;
}
