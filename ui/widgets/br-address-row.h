/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"
#include "widgets/br-address-item.h"
#include "widgets/br-column-layout.h"
#include "widgets/br-meter.h"

/* BrAddressRow: one row of a list of addresses: all columns in one snapshot.
 *
 * Reads its signal's slot when ticked, at most 15 texts a second, and redraws only if what is drawn
 * changed.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_ADDRESS_ROW (br_address_row_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressRow, br_address_row, BR, ADDRESS_ROW, GtkWidget)

GtkWidget      *br_address_row_new        (void);
/* @row is the tree's row of @item, or NULL in a flat list. @status may be NULL. */
void            br_address_row_bind       (BrAddressRow   *self,
                                           BrAddressItem  *item,
                                           GtkTreeListRow *row,
                                           ClaspStatus    *status);
/* Of the connection that the row stands below, after binding: while it is missing, so are its values. */
void            br_address_row_set_device (BrAddressRow   *self, ClaspStatus *device);
void            br_address_row_unbind     (BrAddressRow   *self);
BrAddressItem  *br_address_row_get_item   (BrAddressRow   *self);
GtkTreeListRow *br_address_row_get_tree_row (BrAddressRow *self);
void            br_address_row_set_columns (BrAddressRow  *self, BrColumns columns, const BrColumnWidths *widths);
/* What the show says of the signal is another. */
void            br_address_row_refresh_note (BrAddressRow *self);
/* Its connection may be called otherwise. */
void            br_address_row_refresh_name (BrAddressRow *self);
/* How many mappings use it. */
void            br_address_row_set_n_mappings (BrAddressRow *self, guint n_mappings);
/* Tells its name, @device (or NULL), value and rate to who hears the row. */
void            br_address_row_speak_value (BrAddressRow *self, const char *device);
/* From now on it tells its name alone. */
void            br_address_row_hush       (BrAddressRow   *self);
/* Where it stands in its list, from 0. */
void            br_address_row_set_position (BrAddressRow *self, guint position);
/* Words of a search, lower case: marked in the label. */
void            br_address_row_set_marked (BrAddressRow   *self, const char *const *words);
/* Mapped signals have a filled port. */
void            br_address_row_set_mapped (BrAddressRow   *self, gboolean mapped);
void            br_address_row_set_drop_target (BrAddressRow *self, gboolean target);
/* Why what is dragged cannot be dropped here: the row is dimmed and says so. NULL: it can. */
void            br_address_row_set_refusal (BrAddressRow *self, const char *reason);
/* Faded: something it has nothing to do with is selected. Outlined: a relative of it. */
void            br_address_row_set_relation (BrAddressRow *self, gboolean faded, gboolean outlined);
/* Returns TRUE when something drawn changed or still moves. */
gboolean        br_address_row_tick       (BrAddressRow   *self, gint64 now_us, gboolean animate);
/* The list moves: what was out of sight is drawn if it may come into it (br-sight.h). */
void            br_address_row_may_be_seen   (BrAddressRow *self, double moved);
/* It is out of sight: nothing of it is kept to be drawn. */
void            br_address_row_leave         (BrAddressRow *self);
/* Is (@x, row's middle) on the fold arrow? On the port? */
gboolean        br_address_row_hits_arrow (BrAddressRow   *self, double x);
gboolean   br_address_row_has_port   (BrAddressRow *self);
gboolean        br_address_row_hits_port  (BrAddressRow   *self, double x);

/* The range of a signal's meter: TRUE and the show's or the protocol's, else FALSE and what was seen. */
gboolean        br_range_of_node          (BrAddressTree  *tree, BrNode node, ClaspRange *range);
void            br_seen_range_of_node     (BrAddressTree  *tree, BrNode node, ClaspRange *range);

G_END_DECLS
