/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrChips: what a mapping does, in a line of small labels. Those that have no room are left out, and all are in the
 * tooltip: a row of ellipses would say nothing.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CHIPS (br_chips_get_type ())
G_DECLARE_FINAL_TYPE (BrChips, br_chips, BR, CHIPS, GtkWidget)

/* Takes all labels away. */
void br_chips_clear  (BrChips *self);
/* Adds @label, which is whole always if it does not end in an ellipsis. */
void br_chips_append (BrChips *self, GtkLabel *label);

G_END_DECLS
