/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-take-label.h"

void
br_take_label (GtkLabel *label,
               char     *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
  g_free (text);
}
