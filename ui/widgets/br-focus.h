/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#define BR_FOCUS_SOON "br-focus-soon"

static inline gboolean
br_focus_cb (gpointer user_data)
{
  if (g_object_steal_data (user_data, BR_FOCUS_SOON) != NULL && gtk_widget_get_mapped (user_data))
    gtk_widget_grab_focus (user_data);

  return G_SOURCE_REMOVE;
}

/* Before any key that waits, which is an event. */
#define BR_FOCUS_PRIORITY G_PRIORITY_HIGH

/* Gives @widget the focus in a moment: the stack of pages moves the focus on after it mapped one. */
static inline void
br_focus_soon (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), BR_FOCUS_SOON, widget);
  g_idle_add_full (BR_FOCUS_PRIORITY, br_focus_cb, g_object_ref (widget), g_object_unref);
}

/* The act that showed it chose another place for it. */
static inline void
br_focus_no_more (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), BR_FOCUS_SOON, NULL);
}
