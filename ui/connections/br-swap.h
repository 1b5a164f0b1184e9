/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Swap Device: another device takes a connection's place, with a table of what its addresses become.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Opens the dialog, unless edits are locked. */
void br_swap_start (BrWindow *window, ClaspConnection *role);

G_END_DECLS
