/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-states.h"

#include <gtk/gtk.h>

/* BrMonitorRow: one message, all columns in one snapshot. Text is made when the row is first drawn,
 * because a list binds many more rows than it shows. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_MONITOR_ROW (br_monitor_row_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorRow, br_monitor_row, BR, MONITOR_ROW, GtkWidget)

GtkWidget *br_monitor_row_new  (BrMonitorModel *model);
/* NULL: it shows nothing. Of an address: count and rate stand where a message has its time. */
void       br_monitor_row_bind (BrMonitorRow *self, BrMonitorItem *item);
/* What an address has changed: draws it again. */
void       br_monitor_row_refresh (BrMonitorRow *self, BrMonitorStates *states, gint64 now_us);

/* The list moves: what was out of sight is drawn if it may come into it (br-sight.h). */
void       br_monitor_row_may_be_seen (BrMonitorRow *self, double moved);
/* If it is out of sight, nothing of it is kept to be drawn. */
void       br_monitor_row_leave       (BrMonitorRow *self);
gboolean   br_monitor_row_is_drawn    (BrMonitorRow *self);

G_END_DECLS
