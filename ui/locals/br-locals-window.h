/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrLocalsWindow: what a show has that belongs to no device: scenes, variables, layers, timers. Stands beside
 * its window, which it does not block: the faders that a scene is to store can be moved meanwhile.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOCALS_WINDOW (br_locals_window_get_type ())
G_DECLARE_FINAL_TYPE (BrLocalsWindow, br_locals_window, BR, LOCALS_WINDOW, AdwWindow)

/* In front; made when there is none of @parent yet. (transfer none) */
BrLocalsWindow *br_locals_window_present   (BrWindow *parent);
/* "scene", "variable", "layer" or "timer" */
void            br_locals_window_show_kind (BrLocalsWindow *self, const char *kind);

G_END_DECLS
