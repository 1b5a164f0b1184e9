/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrStageGrid: tiles of one size, as large as they can be; those of one kind have words of one size.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STAGE_GRID (br_stage_grid_get_type ())
G_DECLARE_FINAL_TYPE (BrStageGrid, br_stage_grid, BR, STAGE_GRID, GtkWidget)

void br_stage_grid_append (BrStageGrid *self, GtkWidget *tile);

G_END_DECLS
