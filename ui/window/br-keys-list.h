/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The keys as a plain list, for windows that are narrower than the toolkit's own table of them. What is in it is
 * help-overlay.ui, as for the table.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* "win.show-help-overlay" shows what @window has room for. */
void br_keys_list_attach (BrWindow *window);

G_END_DECLS
