/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrCurveView: what a mapping does to numbers: a curve, and a dot where the value is now.
 *
 * The curve is sampled once when it is set and kept as a picture; only the dot is drawn anew.
 *
 * It may have points to be edited: a click adds one, dragging moves it (Shift along one axis, Ctrl to
 * the grid), a double click or Delete removes it, Insert adds one behind it; arrow keys move by 1 %,
 * with Shift by 10 %; the menu has the shape of the way to the next one. Each is a slider of its own.
 *
 * Signals: "points-changed": by a person; "point-chosen" (uint): the focus went to it.
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
/* Figures for the ends of the axes in other units than the curve's; NaN: the curve's. */
void br_curve_view_set_labels (BrCurveView *self,
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
/* (transfer full) (nullable): what stands at the axis of what comes in (0) or goes out (1). */
char *br_curve_view_dup_figure (BrCurveView *self, guint index);

/* (element-type BrCurvePoint) a copy is taken; NULL: nothing to edit. */
void          br_curve_view_set_points   (BrCurveView *self, const GArray *points);
/* (transfer none) (nullable) */
const GArray *br_curve_view_get_points   (BrCurveView *self);
/* The point that was chosen last. */
guint         br_curve_view_get_chosen   (BrCurveView *self);
void          br_curve_view_choose       (BrCurveView *self, guint index);
/* As a person's hand would: for the entries beside it. FALSE when it cannot be or may not. */
gboolean      br_curve_view_move_point   (BrCurveView *self, guint index, double x, double y);
gboolean      br_curve_view_insert_point (BrCurveView *self, double x, double y);
gboolean      br_curve_view_remove_point (BrCurveView *self, guint index);
/* @segment: BrSegment. */
gboolean      br_curve_view_set_segment  (BrCurveView *self, guint index, guint segment);

G_END_DECLS
