/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-signal-table.h"

/* BrLocalLive: what is at the addresses below /local now, found without a walk over all signals each time.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _BrLocalLive BrLocalLive;

BrLocalLive      *br_local_live_new       (ClaspSignalTable *table);
void              br_local_live_free      (BrLocalLive *self);
/* Learns of addresses that came since the last time. */
void              br_local_live_scan      (BrLocalLive *self);
/* FALSE: nothing has been there, as far as was scanned. */
gboolean          br_local_live_read      (BrLocalLive *self, const char *address, ClaspSignalState *state);
ClaspSignalTable *br_local_live_get_table (BrLocalLive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrLocalLive, br_local_live_free)

G_END_DECLS
