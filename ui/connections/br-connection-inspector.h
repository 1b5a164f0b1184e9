/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connections/br-connection-state.h"

/* BrConnectionInspector: name, settings and counters of the selected connection.
 *
 * Signal: "remove-requested".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONNECTION_INSPECTOR (br_connection_inspector_get_type ())
G_DECLARE_FINAL_TYPE (BrConnectionInspector,
                      br_connection_inspector,
                      BR,
                      CONNECTION_INSPECTOR,
                      GtkWidget)

GtkWidget *br_connection_inspector_new (void);
void       br_connection_inspector_attach (BrConnectionInspector *self, ClaspEngine *engine);
/* NULL: nothing is selected. */
void br_connection_inspector_set_item (BrConnectionInspector *self, ClaspShowItem *item);
void br_connection_inspector_refresh (BrConnectionInspector *self, gint64 now_us);
void br_connection_inspector_focus_name (BrConnectionInspector *self);

G_END_DECLS
