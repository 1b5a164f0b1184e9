/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrFit: asks for no width of its own, so that the window can become narrower than its present
 * layout; the layout then follows. Until it does, what does not fit is cut off.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_FIT (br_fit_get_type ())
G_DECLARE_FINAL_TYPE (BrFit, br_fit, BR, FIT, GtkWidget)

G_END_DECLS
