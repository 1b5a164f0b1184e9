/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "widgets/br-address-tree.h"

/* Adds to @tree the addresses that connections are known to have although nobody used them yet: the
 * slots of the universes of Art-Net connections. And the ends of all mappings, so that a wire has
 * somewhere to go.
 *
 * Thread: UI. */
void br_known_targets_add (BrAddressTree *tree, ClaspShow *show);
