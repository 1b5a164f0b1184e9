/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <gtk/gtk.h>

/* BrMappingTable: mappings as a table whose cells are edited in place, for work on many at once.
 *
 * F2 or Enter edits the cell with the focus, Tab goes on to the next, Escape leaves it. What is typed
 * with several rows selected goes to all of them, as one undo step. The first BR_CELLS_MAX_ROWS of the
 * model are shown. Sorting makes a picture: rows do not move while values do.
 *
 * Signals: "selection-changed"; "notice" (string, boolean undo); "menu-requested" (double x, double y)
 * in its own coordinates, of what is selected; "state-changed": columns, widths or sort.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_MAPPING_TABLE (br_mapping_table_get_type ())
G_DECLARE_FINAL_TYPE (BrMappingTable, br_mapping_table, BR, MAPPING_TABLE, GtkWidget)

GtkWidget         *br_mapping_table_new           (void);
/* Once. @mappings: of ClaspMapping. */
void               br_mapping_table_attach        (BrMappingTable *self, ClaspEngine *engine, GListModel *mappings);
GtkSelectionModel *br_mapping_table_get_selection (BrMappingTable *self);
void               br_mapping_table_scroll_to     (BrMappingTable *self, guint position);
void               br_mapping_table_focus         (BrMappingTable *self);
gboolean           br_mapping_table_is_sorted     (BrMappingTable *self);
/* After an edit of the show: NULL = of anything. */
void               br_mapping_table_refresh       (BrMappingTable *self, ClaspShowItem *item);
gboolean           br_mapping_table_tick          (BrMappingTable *self, gint64 now_us);
/* Edits the cell of @id ("name"; NULL: where the focus was last) in the row with the focus, else in the first that is selected. */
void               br_mapping_table_edit          (BrMappingTable *self, const char *id);
/* "sort" (string, a column's id; again: backwards, again: not), and "show-ID" for each column. */
GActionGroup      *br_mapping_table_get_actions   (BrMappingTable *self);
/* A menu of those actions. (transfer full) */
GMenuModel        *br_mapping_table_create_menu   (BrMappingTable *self);

/* What is remembered, as one line of text; what is none of it is left as it is. (transfer full) */
char              *br_mapping_table_dup_state     (BrMappingTable *self);
void               br_mapping_table_set_state     (BrMappingTable *self, const char *state);

G_END_DECLS
