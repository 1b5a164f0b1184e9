/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What one frame of a widget costs, in things that can be counted on every machine alike.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  guint n_nodes;   /* render nodes that draw it, but for containers */
  guint n_layouts; /* texts laid out anew while all of it is drawn again */
  guint n_redraws; /* frames that were drawn although nothing changed */
} GalleryCost;

/* How many render nodes there are in what was drawn is the caller's to say. @widget is mapped. */
void gallery_count_cost (GtkWidget *widget, GalleryCost *cost);

G_END_DECLS
