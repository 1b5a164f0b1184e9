/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-tree.h"

/* BrSignalDrag: addresses under way from one list to another. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SIGNAL_DRAG (br_signal_drag_get_type ())
G_DECLARE_FINAL_TYPE (BrSignalDrag, br_signal_drag, BR, SIGNAL_DRAG, GObject)

/* Takes over @addresses, NULL-terminated. */
BrSignalDrag      *br_signal_drag_new           (BrRole        role,
                                                 char        **addresses);
BrRole             br_signal_drag_get_role      (BrSignalDrag *self);
const char *const *br_signal_drag_get_addresses (BrSignalDrag *self);

G_END_DECLS
