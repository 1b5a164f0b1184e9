/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The nine hues of mappings, sources and protocols: told apart with the three common types of colour vision,
 * and seen on light and dark ground (a test says so). style.css has the same ones as classes hue-0 to hue-8;
 * the first is the accent colour where the desktop has another one.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define BR_N_HUES 9

const GdkRGBA *br_hue_get      (guint       hue);
/* Shades of red instead, in a window that is red on black; style-red.css has the same ones. Thread: UI. */
void           br_hues_set_red (gboolean    are_red);
/* The hue of a connection's badge, by its kind ("osc"). */
guint          br_hue_for_kind (const char *kind);
/* Gives @badge the one class, "protocol-3", that it is drawn by. */
void           br_hue_dress_badge (GtkWidget *badge, const char *kind);

G_END_DECLS
