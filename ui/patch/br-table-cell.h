/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

#include <gtk/gtk.h>

/* BrTableCell: one cell of the table of mappings. Shows a text, or a check mark; is edited in place.
 *
 * Signals: "done" (string): the text was typed, and the focus stays or went elsewhere; "toggled"
 * (boolean): of a check mark.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_TABLE_CELL (br_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (BrTableCell, br_table_cell, BR, TABLE_CELL, GtkWidget)

GtkWidget    *br_table_cell_new         (guint column, const char *title, gboolean is_check);
void          br_table_cell_bind        (BrTableCell *self, ClaspMapping *mapping);
/* Ends editing without keeping it. */
void          br_table_cell_unbind      (BrTableCell *self);
guint         br_table_cell_get_column  (BrTableCell *self);
/* NULL while it shows none. */
ClaspMapping *br_table_cell_get_mapping (BrTableCell *self);
void          br_table_cell_set_text    (BrTableCell *self, const char *text, gboolean is_dim);
void          br_table_cell_set_checked (BrTableCell *self, gboolean is_checked);
void          br_table_cell_edit        (BrTableCell *self);
gboolean      br_table_cell_is_editing  (BrTableCell *self);
/* Emits "done" if something else stands there than before; then, unless a problem was set, stops. TRUE: it
 * is not edited any more. */
gboolean      br_table_cell_commit      (BrTableCell *self);
void          br_table_cell_cancel      (BrTableCell *self);
/* Why what was typed cannot be; editing goes on. */
void          br_table_cell_set_problem (BrTableCell *self, const char *problem);

G_END_DECLS
