/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* How large the user's text is: by the system's scale and by its font.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* 1 at the usual 11 points and 96 dots an inch. A length in pixels at that size, times this, has room for
 * as much text. Cheap enough for every row and frame. */
double br_font_scale        (GtkWidget *widget);
/* What a row with one line of text needs, in pixels; the style may ask for more. */
int    br_font_scale_row    (GtkWidget *widget);
/* Calls @changed (@object) when it becomes another, as long as @object lives. */
void   br_font_scale_follow (GtkWidget *widget, GCallback changed, gpointer object);

G_END_DECLS
