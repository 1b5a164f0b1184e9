/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Letters that are typed in a list go to the next row that begins so. Letters that act in the list do so, except when
 * they go on with a word: what is typed within a second is one.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* What @item, of the list's model, is called in its row. (transfer full) (nullable) */
typedef char *(*BrTypeAheadName) (gpointer item);

/* @view is a list view with a selection, whose rows br_type_ahead_set_child () set. @prefix of
 * the names of the keys that act in it, as in br_keys_add_to_list (), or NULL. */
void br_type_ahead_add (GtkWidget *view, const char *prefix, BrTypeAheadName name);

/* Gives the row at @position of @view the focus. */
typedef void (*BrTypeAheadFocus) (GtkWidget *view, guint position);

/* The same for another view with a selection, which gives its rows the focus itself. */
void br_type_ahead_add_to (GtkWidget *view, const char *prefix, BrTypeAheadName name, BrTypeAheadFocus focus);

/* Instead of gtk_list_item_set_child (): rows have to know which they are. */
void br_type_ahead_set_child (GtkListItem *list_item, GtkWidget *child);
/* To a row of such a list. */
void br_type_ahead_focus_row (GtkWidget *view, guint position);

G_END_DECLS
