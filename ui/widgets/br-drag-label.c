/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-drag-label.h"

void
br_drag_show_label (GdkDrag    *drag,
                    const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "drag-label");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
  /* Beside the pointer: the row below it is what counts. */
  gdk_drag_set_hotspot (drag, -12, -18);
}
