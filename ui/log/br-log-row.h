/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log/br-log-item.h"

#include <gtk/gtk.h>

/* BrLogRow: one entry of the log. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOG_ROW (br_log_row_get_type ())
G_DECLARE_FINAL_TYPE (BrLogRow, br_log_row, BR, LOG_ROW, GtkWidget)

GtkWidget *br_log_row_new  (void);
/* NULL unbinds. */
void       br_log_row_bind (BrLogRow *self, BrLogItem *item);

G_END_DECLS
