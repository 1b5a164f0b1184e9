/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* Messages as they pass. Listens only while it is seen. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_MONITOR_PAGE (br_monitor_page_get_type ())
G_DECLARE_FINAL_TYPE (BrMonitorPage, br_monitor_page, BR, MONITOR_PAGE, GtkWidget)

G_END_DECLS
