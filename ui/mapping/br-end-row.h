/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-pickup.h"
#include "mapping/br-step-list.h"

/* BrEndRow: one source or target of a mapping: its address with Learn, what is there now, what is wrong
 * with it, how many addresses a pattern takes, and behind a button the settings it has of its own. Moves
 * with Ctrl+Up and Ctrl+Down or by its handle; Delete removes it.
 *
 * Signals: "address-typed" (string); "learn-toggled" (boolean); "remove-requested"; "move-requested"
 * (int by); "dropped" (ClaspMappingEnd): put that one here.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_END_ROW (br_end_row_get_type ())
G_DECLARE_FINAL_TYPE (BrEndRow, br_end_row, BR, END_ROW, GtkWidget)

GtkWidget       *br_end_row_new          (BrWindow *window, ClaspMapping *mapping, ClaspMappingEnd *end, gboolean is_target);
ClaspMappingEnd *br_end_row_get_end      (BrEndRow *self);
BrStepList      *br_end_row_get_steps    (BrEndRow *self); /* NULL for a source */
/* After an edit. @number from 1, of @n. */
void             br_end_row_update       (BrEndRow *self, guint number, guint n);
void             br_end_row_set_problem  (BrEndRow *self, const char *problem);
void             br_end_row_set_learning (BrEndRow *self, gboolean learning);
GtkWidget       *br_end_row_get_learn_button (BrEndRow *self);
void             br_end_row_focus        (BrEndRow *self);
/* Reads what is at the address now; @seen: the last one that a value came from or went to. TRUE when
 * something is drawn anew. */
gboolean         br_end_row_tick         (BrEndRow *self, const char *seen, gint64 now_us);
/* The newest number there, NaN when there is none. */
double           br_end_row_get_number   (BrEndRow *self);
/* Where the control stands that moves it; NaN: nothing to show. */
void             br_end_row_set_pickup   (BrEndRow *self, double hardware, double window);

G_END_DECLS
