/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-tree.h"

/* BrSignalDrag: addresses under way from one list to another. Thread: UI. */

G_BEGIN_DECLS

/* Held keys choose among a drag's actions, and a drop must take whichever is left; what the keys mean
 * is asked of the keyboard. */
#define BR_SIGNAL_DRAG_ACTIONS (GDK_ACTION_COPY | GDK_ACTION_MOVE | GDK_ACTION_LINK)

#define BR_TYPE_SIGNAL_DRAG (br_signal_drag_get_type ())
G_DECLARE_FINAL_TYPE (BrSignalDrag, br_signal_drag, BR, SIGNAL_DRAG, GObject)

/* Takes over @addresses, NULL-terminated. */
BrSignalDrag      *br_signal_drag_new           (BrRole        role,
                                                 char        **addresses);
BrRole             br_signal_drag_get_role      (BrSignalDrag *self);
const char *const *br_signal_drag_get_addresses (BrSignalDrag *self);

G_END_DECLS
