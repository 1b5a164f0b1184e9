/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Rows that change places: one is dragged by its handle and dropped on another of the same kind. A finger rests on the
 * handle first.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @dropped, which is another's item, was dropped on @row. */
typedef void (*BrReorderFunc) (GtkWidget *row, gpointer dropped);

/* @item is where @row keeps its item, of @type, NULL while it has none. */
void br_reorder_add (GtkWidget *row, GtkWidget *handle, GType type, gpointer item, BrReorderFunc func);

G_END_DECLS
