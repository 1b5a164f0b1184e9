/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connections/br-connection-state.h"

/* BrConnectionRow: one connection in the list: how it is, what it is, where it goes, on or off.
 *
 * Signals: "edit-requested", "retry-requested", "returned", "tell-apart-requested".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONNECTION_ROW (br_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (BrConnectionRow, br_connection_row, BR, CONNECTION_ROW, GtkWidget)

GtkWidget *br_connection_row_new (void);
/* NULL unbinds. */
void br_connection_row_bind (BrConnectionRow *self, ClaspEngine *engine, ClaspShowItem *item);
ClaspShowItem *br_connection_row_get_item (BrConnectionRow *self);
void           br_connection_row_refresh (BrConnectionRow *self, gint64 now_us);
/* Whether only their order tells its device from another one. */
void           br_connection_row_set_has_twin (BrConnectionRow *self, gboolean has_twin);

G_END_DECLS
