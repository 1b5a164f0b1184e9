/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-tree.h"
#include "widgets/br-level.h"

/* BrSpread: how the levels of a group are spread, in eight bars: the first is the highest level of the
 * first eighth of its addresses, in their order, and so on.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_SPREAD_BARS 8
/* Of larger groups so many are looked at, evenly. */
#define BR_SPREAD_SIGNALS 64
/* A group with more addresses to walk over has no picture. */
#define BR_SPREAD_NODES 4096
/* Anew at most so often. */
#define BR_SPREAD_US (G_USEC_PER_SEC / 4)

/* FALSE, and BR_LEVEL_NONE, where fewer than two signals have a number. */
gboolean br_spread_read (BrAddressTree *tree, BrNode group, BrLevel *level);

G_END_DECLS
