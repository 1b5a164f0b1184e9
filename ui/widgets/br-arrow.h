/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Arrows in texts, which no font mirrors. Thread: UI. */

G_BEGIN_DECLS

/* From where lines begin to where they end, or back: "→" or "←" from left to right. */
const char *br_arrow (GtkWidget *widget, gboolean is_back);

G_END_DECLS
