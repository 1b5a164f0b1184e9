/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What the second button of a mouse opens, a finger opens by resting: when it is lifted again, for a finger that
 * moves on drags what is below it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_HOLD_MENU_MS 350
/* A finger that moved so far means something else. */
#define BR_HOLD_MENU_GIVE 12 /* pixels */

typedef void (*BrHoldMenuFunc) (GtkWidget *widget, double x, double y, gpointer user_data);

/* @func is called with the place in @widget. @user_data must live as long as @widget. */
void br_hold_menu_add    (GtkWidget *widget, BrHoldMenuFunc func, gpointer user_data);
/* Opens @menu; when it closes, what had the focus before has it again, unless an act of the menu moved it. */
void br_hold_menu_popup  (GtkPopover *menu);
/* For all of the program: so long a finger rests before it counts. */
void br_hold_menu_follow (void);

G_END_DECLS
