/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-universe-cells.h"
#include "universes/br-universe-item.h"
#include "window/br-window.h"

/* BrCellInspector: one channel of a universe: its level, its history, what uses it, and what the show
 * says of it.
 *
 * Signal: "test" (int level), as BrUniverseGrid's.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CELL_INSPECTOR (br_cell_inspector_get_type ())
G_DECLARE_FINAL_TYPE (BrCellInspector, br_cell_inspector, BR, CELL_INSPECTOR, GtkWidget)

GtkWidget *br_cell_inspector_new    (void);
void       br_cell_inspector_attach (BrCellInspector *self, BrWindow *window);
/* NULL: nothing is looked at. */
void       br_cell_inspector_set_cell (BrCellInspector *self, BrUniverseItem *item, guint slot);
/* With each picture, seen or not: any slot may be chosen next. */
void       br_cell_inspector_look   (BrCellInspector *self, const BrUniverseCells *cells, gint64 now_us);
/* Shows the newest. */
void       br_cell_inspector_take   (BrCellInspector *self, const BrUniverseCells *cells, BrDmxUnit unit);
gboolean   br_cell_inspector_tick   (BrCellInspector *self, gint64 now_us);

G_END_DECLS
