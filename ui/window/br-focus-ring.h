/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Where the focus is, for whoever works with keys: the toolkit shows it for three seconds, and only behind the keys that
 * move it. Here what has the focus has the style class "by-keys" from any key on until a pointer or a finger is used; what
 * that looks like says style.css. A class on the one widget, so that nothing else has to be styled anew.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* In all windows there are and will be; once. */
void br_focus_ring_follow_windows (void);

G_END_DECLS
