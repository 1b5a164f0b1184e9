/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-item.h"

/* The list models behind lists of addresses, lazy over a BrAddressTree.
 *
 * BrAddressModel: the children of one node, in natural order; filled when somebody first asks, told
 * of new addresses in batches. BrAddressRanges: the same, but when there are more than a thousand
 * children, groups of a thousand. BrAddressRoots: the connections, then what belongs to none.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_RANGE_SIZE 1000

#define BR_TYPE_ADDRESS_MODEL (br_address_model_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressModel, br_address_model, BR, ADDRESS_MODEL, GObject)
BrAddressModel  *br_address_model_new      (BrAddressTree *tree, BrRole role, BrNode node);
BrAddressTree   *br_address_model_get_tree (BrAddressModel *self);
BrRole           br_address_model_get_role (BrAddressModel *self);
BrNode           br_address_model_get_node (BrAddressModel *self);
BrNode           br_address_model_get_nth  (BrAddressModel *self, guint position);

#define BR_TYPE_ADDRESS_RANGES (br_address_ranges_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressRanges, br_address_ranges, BR, ADDRESS_RANGES, GObject)
/* Takes over @children. */
BrAddressRanges *br_address_ranges_new     (BrAddressModel *children);

#define BR_TYPE_ADDRESS_ROOTS (br_address_roots_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressRoots, br_address_roots, BR, ADDRESS_ROOTS, GObject)
/* @connections (of ClaspConnection) may be NULL. */
BrAddressRoots  *br_address_roots_new      (BrAddressTree *tree, BrRole role, GListModel *connections);
/* After an edit of the connections' namespaces or universes. */
void             br_address_roots_refresh  (BrAddressRoots *self);

/* The same by kind of connection. */
#define BR_TYPE_ADDRESS_PROTOCOLS (br_address_protocols_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressProtocols, br_address_protocols, BR, ADDRESS_PROTOCOLS, GObject)
BrAddressProtocols *br_address_protocols_new (BrAddressTree *tree, BrRole role, BrAddressRoots *roots);

G_END_DECLS
