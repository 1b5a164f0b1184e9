/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrHoldButton: a button that can ask for more than a touch.
 *
 * While "guarded" it must be held for 1.5 s, a ring fills meanwhile, or be activated by key (or by
 * accessibility) twice within two seconds: then it emits "held". A touch that was too short emits
 * "clicked", as it does while not guarded.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_HOLD_BUTTON (br_hold_button_get_type ())
G_DECLARE_FINAL_TYPE (BrHoldButton, br_hold_button, BR, HOLD_BUTTON, GtkButton)

void     br_hold_button_set_guarded (BrHoldButton *self, gboolean is_guarded);

G_END_DECLS
