/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-monitor.h"

/* Records as people read them. All are (transfer full). Thread: any. */

G_BEGIN_DECLS

/* Local wall clock with milliseconds. */
char *br_monitor_time_text  (const ClaspMonitorRecord *record);
/* Short; a value that was cut says how long it is. */
char *br_monitor_value_text (const ClaspMonitorRecord *record);
/* One line with tabs, for a table or a mail. @who may be NULL. */
char *br_monitor_line_text  (const ClaspMonitorRecord *record, const char *who);
/* "in" or "mapped", for people who hear it. (transfer none) */
const char *br_monitor_direction_text (const ClaspMonitorRecord *record);

/* How many mappings take it, or how long after its cause it was sent: "3 mappings", "+0.3 ms". (transfer full) */
char       *br_monitor_effect_text    (const ClaspMonitorRecord *record, guint n_mappings);

G_END_DECLS
