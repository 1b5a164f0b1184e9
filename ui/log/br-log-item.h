/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tap/clasp-logbook.h"

/* BrLogItem: one entry of the logbook, for a list. Signal "changed": it was said again.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOG_ITEM (br_log_item_get_type ())
G_DECLARE_FINAL_TYPE (BrLogItem, br_log_item, BR, LOG_ITEM, GObject)

BrLogItem    *br_log_item_new        (const ClaspLogEntry *entry);
void          br_log_item_update     (BrLogItem           *self,
                                      const ClaspLogEntry *entry);
guint64       br_log_item_get_number (BrLogItem           *self);
/* Real time of when it was last said. */
gint64        br_log_item_get_last_us (BrLogItem          *self);
ClaspLogLevel br_log_item_get_level  (BrLogItem           *self);
const char   *br_log_item_get_text   (BrLogItem           *self);
/* "MIDI", translated */
const char   *br_log_item_get_source (BrLogItem           *self);
/* "20:14:03", when it was last said. (transfer full) */
char         *br_log_item_dup_time   (BrLogItem           *self);
/* "×214 in 3 s"; empty when it was said once. (transfer full) */
char         *br_log_item_dup_count  (BrLogItem           *self);
/* All of it in one line. (transfer full) */
char         *br_log_item_dup_line   (BrLogItem           *self);
/* Do all words of @folded (by br_fold ()) stand in it? */
gboolean      br_log_item_matches    (BrLogItem           *self,
                                      const char *const   *folded);
/* "Warning" */
const char   *br_log_level_get_word  (ClaspLogLevel        level);

G_END_DECLS
