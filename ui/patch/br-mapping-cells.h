/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* Mappings as rows for and from a spreadsheet: name, group, source, steps, target, range in, range out
 * and note.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* More rows than these are not pasted at once. */
#define BR_CELLS_MAX_ROWS 2000

/* Lines of cells with tabs between them, the titles first. (transfer full) */
char       *br_cells_copy     (GPtrArray *mappings);
/* Makes a mapping of each line, in one undo step. A first line of titles says which cell is which; else
 * two cells are source and target, three name, source, target, and more are in the order above without
 * group. Returns how many, or -1 with a sentence that names the line, and nothing changed. */
int         br_cells_paste    (ClaspShow *show, const char *text, GError **error);

G_END_DECLS
