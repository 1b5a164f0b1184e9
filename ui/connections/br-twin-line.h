/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrTwinLine: the line of a row that says that only order tells a device from an equal one, and the button that leads to
 * where they are told apart.
 *
 * Signal "tell-apart".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_TWIN_LINE (br_twin_line_get_type ())
G_DECLARE_FINAL_TYPE (BrTwinLine, br_twin_line, BR, TWIN_LINE, GtkWidget)

/* Whose row it is in, for who hears the button by itself. */
void br_twin_line_set_name (BrTwinLine *self,
                            const char *name);
/* Where the button is not offered, as while editing is locked. */
void br_twin_line_set_can_act (BrTwinLine *self,
                               gboolean    can_act);

G_END_DECLS
