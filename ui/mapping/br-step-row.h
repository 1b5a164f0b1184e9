/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

#include <gtk/gtk.h>

/* BrStepRow: one step of a mapping: its number (click: bypass), what came out of it last, and its
 * settings. Moves with Ctrl+Up and Ctrl+Down or by its handle.
 *
 * Signals: "remove-requested"; "move-requested" (int by); "dropped" (ClaspStep): put that one here.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STEP_ROW (br_step_row_get_type ())
G_DECLARE_FINAL_TYPE (BrStepRow, br_step_row, BR, STEP_ROW, GtkWidget)

GtkWidget *br_step_row_new (ClaspStep *step, guint number, const char *title, const char *summary);
ClaspStep *br_step_row_get_step (BrStepRow *self);
/* NaN: nothing. */
void br_step_row_set_output (BrStepRow *self, double output);

G_END_DECLS
