/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-setup-report.h"
#include "window/br-window.h"

/* "Test This Set-Up": a window that tests every connection and says of each, with an icon and in words, what works,
 * what does not, and what to do.
 *
 * Thread: UI; the test is done by another. */

G_BEGIN_DECLS

/* Opens it and begins. */
void        br_setup_test_start (BrWindow *window);

/* "Works", "Does not work". */
const char *br_setup_verdict_get_word      (ClaspSetupVerdict verdict);
/* An image of it that says the word. */
GtkWidget  *br_setup_verdict_create_image  (ClaspSetupVerdict verdict);
/* All of it as plain text, to be sent to somebody. (transfer full) */
char       *br_setup_reports_to_text       (const GPtrArray *reports);

G_END_DECLS
