/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "widgets/br-address-tree.h"

/* BrAddressItem: what one row of a list of addresses stands for; made when a row asks for it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_ITEM_NODE,       /* a signal, or a branch */
  BR_ITEM_CONNECTION, /* everything of one connection */
  BR_ITEM_RANGE,      /* children 1000–1999 of a large branch */
  BR_ITEM_PROTOCOL,   /* all connections of one kind */
  BR_ITEM_HIT,        /* a signal in a flat list, by its whole address */
} BrItemKind;

#define BR_TYPE_ADDRESS_ITEM (br_address_item_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressItem, br_address_item, BR, ADDRESS_ITEM, GObject)

BrAddressItem   *br_address_item_new_node       (BrAddressTree *tree, BrRole role, BrNode node, guint n_levels);
BrAddressItem   *br_address_item_new_connection (BrAddressTree *tree, BrRole role, BrNode node, ClaspConnection *connection);
BrAddressItem   *br_address_item_new_hit        (BrAddressTree *tree, BrRole role, BrNode node);
/* @children are all of the branch's; the range is of @first and the 999 after it. */
BrAddressItem   *br_address_item_new_range      (BrAddressTree *tree, BrRole role, BrNode branch, GListModel *children, guint first);

/* @members: first-level items. */
BrAddressItem   *br_address_item_new_protocol   (BrAddressTree *tree, BrRole role, const char *title, GListModel *members);

BrItemKind       br_address_item_get_kind       (BrAddressItem *self);
BrRole           br_address_item_get_role       (BrAddressItem *self);
BrAddressTree   *br_address_item_get_tree       (BrAddressItem *self);
/* Of a range, the branch. */
BrNode           br_address_item_get_node       (BrAddressItem *self);
/* Index in the signal table or G_MAXUINT. */
guint            br_address_item_get_signal     (BrAddressItem *self);
ClaspConnection *br_address_item_get_connection (BrAddressItem *self);
/* What the row is called: "fader1", "Universe 0:0:0", "ch 1 cc 7", "1000–1999". (transfer full) */
char            *br_address_item_dup_label      (BrAddressItem *self);
/* "/osc/1/fader1"; of a range, the branch's. (transfer full) */
char            *br_address_item_dup_address    (BrAddressItem *self);
gboolean         br_address_item_is_expandable  (BrAddressItem *self);
/* TRUE for a row that stands for one address which can be a source or target. */
gboolean         br_address_item_is_endpoint    (BrAddressItem *self);
/* What stands below the row, or NULL. (transfer full) */
GListModel      *br_address_item_create_children (BrAddressItem *self);

G_END_DECLS
