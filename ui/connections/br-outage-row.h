/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/clasp-bridge-outages.h"

#include <adwaita.h>

/* BrOutageRow: the last times a connection did not work, newest first, to be unfolded. Hidden while there were none.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_OUTAGE_ROW (br_outage_row_get_type ())
G_DECLARE_FINAL_TYPE (BrOutageRow, br_outage_row, BR, OUTAGE_ROW, AdwExpanderRow)

/* NULL: none. Cheap when nothing changed. */
void  br_outage_row_set   (BrOutageRow *self, const ClaspBridgeOutages *outages);
/* "At 20:14:03; it worked again after 12 s". @now: for what was on another day. (transfer full) */
char *br_outage_describe  (const ClaspBridgeOutage *outage, GDateTime *now);

G_END_DECLS
