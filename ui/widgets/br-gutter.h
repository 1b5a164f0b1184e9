/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrGutter: the room between two columns, which can have the focus: a box would hand it on to what is in it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_GUTTER (br_gutter_get_type ())
G_DECLARE_FINAL_TYPE (BrGutter, br_gutter, BR, GUTTER, GtkWidget)

G_END_DECLS
