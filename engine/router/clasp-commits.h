/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-receipts.h"

/* Commits on carriers that can lose or reorder: applied in the order of their ids, or refused.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

/* Held of one session at a time; beyond that the one with the lowest id goes. */
#define CLASP_COMMITS_MAX 64
#define CLASP_COMMITS_MAX_BYTES (256 * 1024)

/* One that is not known yet: applied now, held for a little, or refused because it came too late. */
void clasp_commits_receive (ClaspSession          *session,
                            const ClaspInbound    *inbound,
                            const ClaspReceiptKey *key,
                            const ClaspMessage    *message,
                            const guint8          *bytes,
                            gsize                  size);
/* Forgets what is held: it was not acknowledged, its sender has it still. */
void clasp_commits_drop    (ClaspSession          *session);

G_END_DECLS
