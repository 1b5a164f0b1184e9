/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-universe-cells.h"

#include <gtk/gtk.h>

/* BrUniverseGrid: 512 cells in one widget, of which one has the focus. That one is a child of its own,
 * so that people who hear the screen are told which it is.
 *
 * Signals: "focused": another cell has the focus; "test" (guint slot, int level): the person asked for
 * this level, or with -1 to release it; "unit-changed".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_UNIVERSE_GRID (br_universe_grid_get_type ())
G_DECLARE_FINAL_TYPE (BrUniverseGrid, br_universe_grid, BR, UNIVERSE_GRID, GtkWidget)

GtkWidget             *br_universe_grid_new        (void);
/* Another universe. @testable: digits, + and - ask for levels. */
void                   br_universe_grid_clear      (BrUniverseGrid *self, const char *name, gboolean testable);
/* TRUE when something changed. */
gboolean               br_universe_grid_take       (BrUniverseGrid *self, const BrUniverseLook *look, gint64 now_us);
/* TRUE when something drawn changed or will. */
gboolean               br_universe_grid_tick       (BrUniverseGrid *self, gint64 now_us);
const BrUniverseCells *br_universe_grid_get_cells  (BrUniverseGrid *self);
BrDmxUnit              br_universe_grid_get_unit   (BrUniverseGrid *self);
void                   br_universe_grid_set_unit   (BrUniverseGrid *self, BrDmxUnit unit);
void                   br_universe_grid_set_focus_slot (BrUniverseGrid *self, guint slot);
/* Stores a picture and marks what changes from now on; FALSE ends it. */
void                   br_universe_grid_mark       (BrUniverseGrid *self, gboolean marking);

G_END_DECLS
