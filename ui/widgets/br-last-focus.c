/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-last-focus.h"

/* Design notes
 *
 * A widget with the focus that is taken out of its window, as the row of what has just gone, is held by the window alone
 * until the next frame, when GTK moves the focus on. Where it comes to a label that can be selected,
 * gtk_label_grab_focus () of GTK 4.8 asks the widget of before where it was, after the window has let go of it: it is
 * freed memory. So one holds it until that is over. */

#define FOCUS "br-last-focus"

static gboolean
drop_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static void
focus_changed_cb (GtkWindow *window)
{
  GtkWidget *before = g_object_steal_data (G_OBJECT (window), FOCUS);
  GtkWidget *focus = gtk_window_get_focus (window);

  if (focus != NULL)
    g_object_set_data_full (G_OBJECT (window), FOCUS, g_object_ref (focus), g_object_unref);
  if (before != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT, drop_cb, before, g_object_unref);
}

/* It may be a child of the window, which would never go. */
static void
unrealized_cb (GtkWindow *window)
{
  g_object_set_data (G_OBJECT (window), FOCUS, NULL);
}

/**
 * br_last_focus_follow:
 * @window: a window, before it is shown
 *
 * Lets the toolkit ask what had the focus of @window until the focus is elsewhere.
 */
void
br_last_focus_follow (GtkWidget *window)
{
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_changed_cb), NULL);
  g_signal_connect (window, "unrealize", G_CALLBACK (unrealized_cb), NULL);
}
