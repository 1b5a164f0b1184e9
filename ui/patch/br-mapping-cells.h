/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* Mappings as the cells of a table: their texts, changing them, and rows from and for a spreadsheet.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_CELL_NAME,
  BR_CELL_GROUP,
  BR_CELL_SOURCE,
  BR_CELL_STEPS,
  BR_CELL_TARGET,
  BR_CELL_RANGE_IN,
  BR_CELL_RANGE_OUT,
  BR_CELL_RATE,  /* live */
  BR_CELL_VALUE, /* live */
  BR_CELL_NOTE,
  BR_N_CELLS,
} BrCell;

/* More rows than these are not pasted at once. */
#define BR_CELLS_MAX_ROWS 2000

const char *br_cell_get_title (BrCell cell);
gboolean    br_cell_is_live   (BrCell cell);
/* Empty for live cells. (transfer full) */
char       *br_cell_dup_text  (ClaspMapping *mapping, BrCell cell);
/* Of all @mappings, in one undo step. FALSE, with a sentence, and nothing changed, when @text cannot
 * stand there in one of them. */
gboolean    br_cell_set_text  (ClaspShow *show, GPtrArray *mappings, BrCell cell, const char *text, GError **error);

/* Lines of cells with tabs between them, the titles first. (transfer full) */
char       *br_cells_copy     (GPtrArray *mappings);
/* Makes a mapping of each line, in one undo step. A first line of titles says which cell is which; else
 * two cells are source and target, three name, source, target, and more are in the order of BrCell
 * without group. Returns how many, or -1 with a sentence that names the line, and nothing changed. */
int         br_cells_paste    (ClaspShow *show, const char *text, GError **error);

G_END_DECLS
