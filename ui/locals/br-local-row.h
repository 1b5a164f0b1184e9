/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "locals/br-local-live.h"
#include "window/br-window.h"

/* BrLocalRow: one variable, scene, layer or timer: its name, what it does now and the act one wants of it at
 * once; unfolded, everything that can be set. What it has inside is made when it is unfolded first.
 *
 * Acts (recalling, starting, layers on and off, solo) stay allowed in show mode; edits refuse.
 * Signal "notice" (string text, boolean undo): a sentence for a toast.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOCAL_ROW (br_local_row_get_type ())
G_DECLARE_FINAL_TYPE (BrLocalRow, br_local_row, BR, LOCAL_ROW, AdwExpanderRow)

/* @live outlives the row. */
GtkWidget      *br_local_row_new       (BrWindow *window, BrLocalLive *live, ClaspShowLocal *local);
ClaspShowLocal *br_local_row_get_local (BrLocalRow *self);
/* After an edit of the show, also of something else. */
void            br_local_row_update    (BrLocalRow *self);
/* TRUE when something looks otherwise. @unix_s: the time of day. */
gboolean        br_local_row_tick      (BrLocalRow *self, double unix_s);
/* Unfolds it, with the focus in its name. */
void            br_local_row_rename    (BrLocalRow *self);

G_END_DECLS
