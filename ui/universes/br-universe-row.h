/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-universe-item.h"

#include <gtk/gtk.h>

/* BrUniverseRow: a universe in the list: number, protocol, direction, sources, rate, signs.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_UNIVERSE_ROW (br_universe_row_get_type ())
G_DECLARE_FINAL_TYPE (BrUniverseRow, br_universe_row, BR, UNIVERSE_ROW, GtkWidget)

GtkWidget *br_universe_row_new  (void);
/* NULL: it shows nothing. */
void       br_universe_row_bind (BrUniverseRow *self, BrUniverseItem *item);

G_END_DECLS
