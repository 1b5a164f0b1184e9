/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-history.h"

/* Versions of a show as the program keeps them: written in another thread, so that a slow disk
 * stalls nothing. Thread: UI. */

G_BEGIN_DECLS

/* Keeps what the show is now: before an import, before show mode, after a save by hand. Nothing
 * happens while the show has no file. */
void  br_versions_keep  (ClaspShow *show, ClaspVersionReason reason);
/* From now on one after each hour of work. */
void  br_versions_watch (ClaspShow *show);
/* "20:14" of today, else with the date (transfer full). */
char *br_version_dup_time  (gint64 unix_s);
/* "Today, 20:14", and why it was kept (transfer full). */
char *br_version_dup_title (const ClaspVersion *version);

G_END_DECLS
