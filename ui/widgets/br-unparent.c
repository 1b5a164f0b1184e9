/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-unparent.h"

static gboolean
unparent_cb (gpointer widget)
{
  gtk_widget_unparent (widget);

  return G_SOURCE_REMOVE;
}

void
br_unparent_soon (GtkWidget *widget)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (widget), g_object_unref);
}
