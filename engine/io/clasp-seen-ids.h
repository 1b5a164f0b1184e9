/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSeenIds: the ids of the confirmed messages of one sender, as far back as it may repeat them
 * (decisions.md, QoS). For a receiver that keeps nothing of the messages themselves.
 *
 * Thread: the owner's. */

G_BEGIN_DECLS

#define CLASP_SEEN_IDS_MAX 4096

typedef struct _ClaspSeenIds ClaspSeenIds;

ClaspSeenIds *clasp_seen_ids_new (void);
void          clasp_seen_ids_free (ClaspSeenIds *self);
void          clasp_seen_ids_clear (ClaspSeenIds *self);
/* TRUE the first time; the oldest of more than CLASP_SEEN_IDS_MAX is forgotten. */
gboolean clasp_seen_ids_add (ClaspSeenIds *self, guint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSeenIds, clasp_seen_ids_free)

G_END_DECLS
