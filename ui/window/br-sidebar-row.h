/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"
#include "widgets/br-status-icon.h"

/* One page in the sidebar, with its own small truth: a note and a status sign. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SIDEBAR_ROW (br_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (BrSidebarRow, br_sidebar_row, BR, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget        *br_sidebar_row_new      (const BrPageInfo *info);
const BrPageInfo *br_sidebar_row_get_info (BrSidebarRow     *self);
/* NULL or empty = none; @words says the same where there is room, NULL = as it is. */
void              br_sidebar_row_set_note (BrSidebarRow     *self, const char *note, const char *words);
void              br_sidebar_row_set_status (BrSidebarRow   *self, BrSign sign);
void              br_sidebar_row_clear_status (BrSidebarRow *self);

/* One more of a rate's history, drawn before the note. */
void              br_sidebar_row_add_rate (BrSidebarRow      *self, double rate);

G_END_DECLS
