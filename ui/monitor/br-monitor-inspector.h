/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-model.h"
#include "monitor/br-trace-store.h"
#include "window/br-window.h"

/* BrMonitorInspector: one message: its value whole, in several views, and what the mappings did with it.
 *
 * Signals: "send-again", "edit-and-send": the person asks for it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_MONITOR_INSPECTOR (br_monitor_inspector_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorInspector, br_monitor_inspector, BR, MONITOR_INSPECTOR, GtkWidget)

GtkWidget *br_monitor_inspector_new    (void);
void       br_monitor_inspector_attach (BrMonitorInspector *self, BrWindow *window);
/* NULL: nothing is chosen. @store may be NULL: nobody kept traces. */
void       br_monitor_inspector_show   (BrMonitorInspector *self, const ClaspMonitorRecord *record, const char *who, BrTraceStore *store);
/* The message shown, or NULL. */
const ClaspMonitorRecord *br_monitor_inspector_get_record (BrMonitorInspector *self);
/* The trace is below the value: puts the focus on it. */
void       br_monitor_inspector_focus_trace (BrMonitorInspector *self);

G_END_DECLS
