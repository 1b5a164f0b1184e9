/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

#include <gtk/gtk.h>

/* BrStepRow: one step of a mapping: its number (click: bypass), what came out of it last, and its
 * settings. Moves with Ctrl+Up and Ctrl+Down or by its handle; Delete removes it.
 *
 * Signals: "remove-requested"; "move-requested" (int by); "dropped" (ClaspStep): put that one here.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STEP_ROW (br_step_row_get_type ())
G_DECLARE_FINAL_TYPE (BrStepRow, br_step_row, BR, STEP_ROW, GtkWidget)

GtkWidget *br_step_row_new (ClaspStep *step, guint number, const char *title, const char *summary);
ClaspStep *br_step_row_get_step (BrStepRow *self);
/* NaN: nothing. @is_tried: not a live value. */
void br_step_row_set_output (BrStepRow *self, double output, gboolean is_tried);
/* What is wrong with it, NULL: nothing. */
void br_step_row_set_problem (BrStepRow *self, const char *problem);
/* The pattern of the mapping's source, which names what expressions may use. */
void br_step_row_set_source (BrStepRow *self, const char *source);
/* For a curve: what is written at its axes, and its dot. TRUE while the picture moves. */
void     br_step_row_set_axes (BrStepRow *self, double in_min, double in_max, double out_min, double out_max);
gboolean br_step_row_set_dot  (BrStepRow *self, double input, double output, gboolean is_tried, gint64 now_us);

G_END_DECLS
