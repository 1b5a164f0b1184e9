/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrCurveView: what a mapping does to numbers: a curve, and a dot where the value is now.
 *
 * The curve is sampled once when it is set and kept as a picture; only the dot is drawn anew.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_CURVE_TAIL_US (G_USEC_PER_SEC / 2)

/* FALSE where the curve has no value. */
typedef gboolean (*BrCurveFunc) (double input, double *output, gpointer user_data);

#define BR_TYPE_CURVE_VIEW (br_curve_view_get_type ())
G_DECLARE_FINAL_TYPE (BrCurveView, br_curve_view, BR, CURVE_VIEW, GtkWidget)

GtkWidget *br_curve_view_new (void);
/* Samples @func over the input range; it is not kept. The output axis spans at least
 * @out_min–@out_max (NaN: what the samples span). FALSE when there is nothing to draw. */
gboolean br_curve_view_set_curve (BrCurveView *self,
                                  BrCurveFunc  func,
                                  gpointer     user_data,
                                  double       in_min,
                                  double       in_max,
                                  double       out_min,
                                  double       out_max);
/* NaN for either: no dot. @is_test: a value tried out, drawn so that nobody takes it for a live
 * one. */
void br_curve_view_set_dot (BrCurveView *self,
                            double       input,
                            double       output,
                            gboolean     is_test,
                            gint64       now_us);
/* TRUE while the tail fades. */
gboolean br_curve_view_tick (BrCurveView *self, gint64 now_us);
/* Where a pair stands, 0–1 from the left and from the bottom; limited to the axes. */
void  br_curve_view_locate (BrCurveView *self, double input, double output, double *x, double *y);
guint br_curve_view_get_n_tail (BrCurveView *self);

G_END_DECLS
