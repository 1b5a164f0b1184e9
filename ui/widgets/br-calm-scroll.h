/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* While the wheel turns, another row comes below the pointer in every frame. GTK takes the hover from the old one and
 * from all that it stands in, up to the window, and gives it to the new one and all that it stands in: half of the time
 * that a frame of scrolling takes goes into styles that nobody sees. A list that is calm has no row below the pointer
 * from a turn of the wheel until two frames have passed without another. With a button held (who drags looks for a row)
 * nothing is changed.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @list: what @scrolled scrolls; both live as long as each other. */
void br_calm_scroll_add (GtkScrolledWindow *scrolled, GtkWidget *list);

G_END_DECLS
