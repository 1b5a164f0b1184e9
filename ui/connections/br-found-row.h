/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clasp-finder.h"

/* BrFoundRow: something that could be connected to, with what can be done about it.
 *
 * Signals: "use-requested", "show-requested", "forget-requested", "tell-apart-requested".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_FOUND_ROW (br_found_row_get_type ())
G_DECLARE_FINAL_TYPE (BrFoundRow, br_found_row, BR, FOUND_ROW, GtkWidget)

GtkWidget  *br_found_row_new     (void);
/* NULL unbinds. */
void        br_found_row_bind    (BrFoundRow *self, ClaspShow *show, ClaspFound *found);
ClaspFound *br_found_row_get     (BrFoundRow *self);
/* What its button does: uses what is new, shows the connection of what is known, forgets what is
 * gone. */
void        br_found_row_act     (BrFoundRow *self);
/* The button is not offered while editing is locked. */
void        br_found_row_set_locked (BrFoundRow *self, gboolean locked);

/* (transfer full) "Gone, last seen at 20:14:03", with the date when that was another day. */
char *br_found_describe_gone (GDateTime *seen, GDateTime *now);

G_END_DECLS
