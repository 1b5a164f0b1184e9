/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* Mappings as rows of cells: in the table, and for and from a spreadsheet.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* More rows than these are neither pasted nor shown at once. */
#define BR_CELLS_MAX_ROWS 2000

typedef enum
{
  BR_CELL_NAME,
  BR_CELL_GROUP,
  BR_CELL_SOURCE,
  BR_CELL_STEPS, /* as --map has them */
  BR_CELL_TARGET,
  BR_CELL_RANGE_IN, /* "0 – 127"; empty when the steps say more than one range */
  BR_CELL_RANGE_OUT,
  BR_CELL_NOTE,
  BR_N_CELLS,
} BrCell;

/* Translated. */
const char *br_cell_get_title (BrCell cell);
/* (transfer full) */
char       *br_cell_dup_text  (ClaspShow *show, ClaspMapping *mapping, BrCell cell);
/* The same text in all of @mappings, as one undo step. What would feed itself by it is muted: @n_muted
 * (nullable). FALSE with a sentence, and nothing changed, when one of them cannot take it. */
gboolean    br_cells_set      (ClaspShow *show, GPtrArray *mappings, BrCell cell, const char *text, guint *n_muted, GError **error);
/* Lines of cells with tabs between them, the titles first. (transfer full) */
char       *br_cells_copy     (ClaspShow *show, GPtrArray *mappings);
/* Makes a mapping of each line, in one undo step. A first line of titles says which cell is which; else
 * two cells are source and target, three name, source, target, and more are in the order above without
 * group. What would feed itself is muted: @n_muted (nullable). Returns how many, or -1 with a sentence
 * that names the line, and nothing changed. */
int         br_cells_paste    (ClaspShow *show, const char *text, guint *n_muted, GError **error);

G_END_DECLS
