/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A menu that is open has all fingers and clicks to itself. That it has closed, the toolkit says only with what is
 * pressed next, and whatever waits for a finger or a click in the window below would let go of it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_grab_follow (GtkWidget *window);

G_END_DECLS
