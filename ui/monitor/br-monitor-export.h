/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/br-monitor-model.h"

/* Messages as a table or as lines of JSON. Thread: UI; the text is made and written in another. */

G_BEGIN_DECLS

typedef enum
{
  BR_EXPORT_CSV,
  BR_EXPORT_JSON_LINES,
} BrExportFormat;

/* Of names that end in ".csv" the first. */
BrExportFormat br_export_format_for  (const char *file_name);
/* One line with its end. @who may be NULL. (transfer full) */
char          *br_export_line        (BrExportFormat format, const ClaspMonitorRecord *record, const char *who);
/* Those that are shown, or all that are kept. */
void           br_export_async       (BrMonitorModel *model, gboolean only_shown, GFile *file, GAsyncReadyCallback callback, gpointer user_data);
/* How many lines there are; errors of the file. */
gssize         br_export_finish      (GAsyncResult *result, GError **error);

G_END_DECLS
