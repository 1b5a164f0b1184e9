/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-column-layout.h"

/* The names of the columns above a list of addresses: buttons that sort, with a menu of columns, and edges
 * that can be dragged (or moved with Ctrl+Left and Ctrl+Right).
 *
 * Signals: "sort" (int, a BrColumnPlace, or -1 for the address); "widths-changed".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_ADDRESS_HEADER (br_address_header_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressHeader, br_address_header, BR, ADDRESS_HEADER, GtkWidget)

void                  br_address_header_set_columns (BrAddressHeader *self, BrColumns columns, const BrColumnWidths *widths);
const BrColumnWidths *br_address_header_get_widths  (BrAddressHeader *self);
/* Of its actions; shown at the header's right click. NULL: none. */
void                  br_address_header_set_menu    (BrAddressHeader *self, GMenuModel *menu);
/* Which one the rows are sorted by: a BrColumnPlace, or -1. */
void                  br_address_header_set_sorted  (BrAddressHeader *self, int column);
/* Whether the buttons sort; off at first. */
void                  br_address_header_set_sortable (BrAddressHeader *self, gboolean sortable);

/* (transfer none) translated. */
const char           *br_column_get_title           (BrColumnPlace place);

G_END_DECLS
