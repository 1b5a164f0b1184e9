/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Thread: UI. */

G_BEGIN_DECLS

/* @label says @text from now on; takes over @text. Figures without words go from left to right (br_format_figures ()).
 * Nothing is laid out anew where it says so already: for figures that are looked at many times a second. */
void br_take_label (GtkLabel *label, char *text);

G_END_DECLS
