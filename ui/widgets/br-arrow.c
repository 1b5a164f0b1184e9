/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-arrow.h"

const char *
br_arrow (GtkWidget *widget,
          gboolean   is_back)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  return is_back != is_rtl ? "←" : "→";
}
