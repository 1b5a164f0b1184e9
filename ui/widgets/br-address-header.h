/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-row.h"

/* The names of the columns above a list of addresses. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_ADDRESS_HEADER (br_address_header_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressHeader, br_address_header, BR, ADDRESS_HEADER, GtkWidget)

void br_address_header_set_columns (BrAddressHeader *self, BrColumns columns);

G_END_DECLS
