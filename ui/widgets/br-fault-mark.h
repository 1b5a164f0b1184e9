/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Where in a text a fault is, underlined: by "line 2" and "column 5" in the sentence about it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @control: a GtkEntry or a GtkTextView; any other has no text, and no mark. @message NULL: nothing is wrong. */
void br_fault_mark (GtkWidget *control, const char *message);

G_END_DECLS
