/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

#include <gtk/gtk.h>

/* BrCurveStep: the settings of a step "curvepoints" as a curve that is drawn by hand, with presets and
 * the coordinates of the chosen point as numbers.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CURVE_STEP (br_curve_step_get_type ())
G_DECLARE_FINAL_TYPE (BrCurveStep, br_curve_step, BR, CURVE_STEP, GtkWidget)

GtkWidget *br_curve_step_new      (ClaspSettings *settings);
/* What is written at the axes: the units of both ends of the mapping; NaN: 0–1. */
void       br_curve_step_set_axes (BrCurveStep *self,
                                   double       in_min,
                                   double       in_max,
                                   double       out_min,
                                   double       out_max);
/* What comes into this step and what goes out, 0–1; NaN: nothing. TRUE while the picture moves. */
gboolean   br_curve_step_set_dot  (BrCurveStep *self,
                                   double       input,
                                   double       output,
                                   gboolean     is_test,
                                   gint64       now_us);

G_END_DECLS
