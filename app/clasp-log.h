/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* The log of the programs: one line a message on standard error, as text or as JSON.
 * Debug and info messages appear for the topics in G_MESSAGES_DEBUG.
 *
 * Thread: set once at start; the writer is called from any. */

G_BEGIN_DECLS

typedef enum { CLASP_LOG_TEXT, CLASP_LOG_JSON } ClaspLogFormat;

gboolean clasp_log_format_from_string (const char     *text,
                                       ClaspLogFormat *format);
void     clasp_log_start              (ClaspLogFormat  format);

G_END_DECLS
