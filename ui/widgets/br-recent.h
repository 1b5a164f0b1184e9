/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-signal-table.h"
#include "widgets/br-history.h"

/* BrRecent: what the signals on screen were lately, so that a chart that is opened on one begins with its past.
 *
 * Whoever looks at a signal in order to draw it says so here. The store is bounded: what has not been looked at for
 * longest goes, never what is on screen or what a chart shows; when all of it is, the rows get a shorter past.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_RECENT_MAX_SIGNALS 512
/* Of all that no chart shows; what one shows is at most 256 KiB besides. A history that a chart lets go of is counted
 * from then on, and room is made as soon as the next one needs some. */
#define BR_RECENT_MAX_BYTES (1024 * 1024)
/* Samples in each ring of a signal that no chart has shown. */
#define BR_RECENT_ROW_SAMPLES 320
/* Values that came between two looks this far apart are not known; a row on screen is looked at more often. */
#define BR_RECENT_GAP_US (2 * G_USEC_PER_SEC)

typedef struct _BrRecent BrRecent;

BrRecent  *br_recent_new        (void);
void       br_recent_free       (BrRecent *self);

/* A look at @signal, an index of a signal table; cheap when it did not change since the last. */
void       br_recent_look       (BrRecent *self, guint signal, const ClaspSignalState *state, gint64 now_us);
/* The history of @signal for a chart; it goes on with each look, and may grow to BR_HISTORY_MAX. It is kept as long
 * as the chart has it, and afterwards as long as there is room. (transfer full) */
BrHistory *br_recent_open       (BrRecent *self, guint signal, gint64 now_us);

guint      br_recent_get_n      (BrRecent *self);
/* Bytes held for all that no chart shows. */
gsize      br_recent_get_memory (BrRecent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrRecent, br_recent_free)

G_END_DECLS
