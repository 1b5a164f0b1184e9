/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What hangs at the pointer while something is dragged: its name. Thread: UI. */

G_BEGIN_DECLS

void br_drag_show_label (GdkDrag *drag, const char *text);

G_END_DECLS
