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

/* Gives @widget the focus in a moment: the stack of pages moves the focus on after it mapped one. */
static inline void
br_focus_soon (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), BR_FOCUS_SOON, widget);
  g_idle_add_full (G_PRIORITY_DEFAULT, br_focus_cb, g_object_ref (widget), g_object_unref);
}

/* Somebody chose another place for it by now: keys that wait on a busy computer are taken before the moment is over. */
static inline void
br_focus_no_more (GtkWidget *widget)
{
  g_object_set_data (G_OBJECT (widget), BR_FOCUS_SOON, NULL);
}
