/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log/br-log-item.h"

#include <gtk/gtk.h>

/* BrLogRow: one entry of the log. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOG_ROW (br_log_row_get_type ())
G_DECLARE_FINAL_TYPE (BrLogRow, br_log_row, BR, LOG_ROW, GtkWidget)

GtkWidget *br_log_row_new  (void);
/* NULL unbinds. @subject: the name of what it is about, which a button leads to by signal "show-subject"; NULL: none. */
void       br_log_row_bind (BrLogRow *self, BrLogItem *item, const char *subject);
BrLogItem *br_log_row_get_item (BrLogRow *self);

G_END_DECLS
