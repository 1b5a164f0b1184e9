/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A finger that rests and moves on drags what a pointer drags at once. It goes to the same drop targets, by their own
 * signals: the toolkit's drag and drop follows fingers on some display servers alone, and begins with every swipe.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @content is what the source's "prepare" gave. */
typedef void (*BrFingerDragBegan) (GtkWidget *widget, GdkContentProvider *content, gpointer user_data);
/* Dropped or not. */
typedef void (*BrFingerDragEnded) (GtkWidget *widget, gpointer user_data);

/* After @source was added to its widget. Either function may be NULL; @user_data must live as long as the widget. */
void     br_finger_drag_add     (GtkDragSource     *source,
                                 BrFingerDragBegan  began,
                                 BrFingerDragEnded  ended,
                                 gpointer           user_data);
/* For handlers of "prepare": it is a finger that moves, which is none of the toolkit's business. */
gboolean br_finger_drag_is_mine (GtkDragSource *source);

G_END_DECLS
