/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What had the focus of a window lives until the focus is elsewhere, also where it was taken out of the window.
 *
 * Thread: UI. */

G_BEGIN_DECLS

void br_last_focus_follow (GtkWidget *window);

G_END_DECLS
