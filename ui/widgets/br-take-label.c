/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-take-label.h"

#include "widgets/br-format.h"

void
br_take_label (GtkLabel *label,
               char     *text)
{
  g_autofree char *marked = br_format_figures (text);

  if (g_strcmp0 (gtk_label_get_label (label), marked) != 0)
    gtk_label_set_label (label, marked);
  g_free (text);
}
