/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The floor toolkit's gtk_widget_dispose_template () lets go of bound children only: the others have
 * to be unparented, else the widget is finalized with children. Call it in dispose, before. */
static inline void
br_unparent_children (GtkWidget *widget)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
}

/* When what goes on now is over: for a popover that is closing. Its parent may have let go of it by then. */
void br_unparent_soon (GtkWidget *widget);
