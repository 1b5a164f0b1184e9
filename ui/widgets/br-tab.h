/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Makes a list one stop for Tab. The toolkit's lists go on to their next row instead, which is no way out
 * of a long list, and none at all out of one that grows. What can have the focus within the row that has
 * it is still gone through; arrows go from row to row. Thread: UI. */
void br_tab_leaves (GtkWidget *list);

G_END_DECLS
