/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* What this program logs, for tests that look at it. Thread: any. */

G_BEGIN_DECLS

/* From now on it is kept besides being printed; first of all, for a program can do so once. */
void     clasp_test_log_keep  (void);
/* Is there a line that has @text in it, since the last clasp_test_log_forget ()? */
gboolean clasp_test_log_has   (const char *text);
guint    clasp_test_log_count (const char *text);
void     clasp_test_log_forget (void);
/* Waits for one. */
void     clasp_test_log_expect (const char *text);

G_END_DECLS
