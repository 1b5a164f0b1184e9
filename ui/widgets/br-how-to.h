/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrHowTo: a button that tells in a popover what to do, with a command to copy.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_HOW_TO (br_how_to_get_type ())
G_DECLARE_FINAL_TYPE (BrHowTo, br_how_to, BR, HOW_TO, GtkWidget)

GtkWidget  *br_how_to_new         (void);
/* @label is the button's; @command NULL: there is none. */
void        br_how_to_set         (BrHowTo *self, const char *label, const char *text, const char *command);
/* NULL when there is none. */
const char *br_how_to_get_command (BrHowTo *self);

G_END_DECLS
