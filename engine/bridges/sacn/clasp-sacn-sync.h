/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSacnSyncs: the addresses whose sync packets frames wait for, and whether they still come
 * (show-protocols.md 6.2).
 *
 * No I/O and no clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SACN_MAX_SYNC_ADDRESSES 64
#define CLASP_SACN_SYNC_TIMEOUT_US (2500 * G_GINT64_CONSTANT (1000))
/* So long after the last frame that named it an address is forgotten. */
#define CLASP_SACN_SYNC_UNUSED_US (10 * G_USEC_PER_SEC)

typedef struct _ClaspSacnSyncs ClaspSacnSyncs;

/* Sync packets of an address are wanted, or no longer. */
typedef void (*ClaspSacnSyncFunc) (guint16 address, gboolean is_wanted, gpointer user_data);

ClaspSacnSyncs *clasp_sacn_syncs_new (ClaspSacnSyncFunc wanted, gpointer user_data);
void            clasp_sacn_syncs_free (ClaspSacnSyncs *self);

/* Whether a frame that names @address (0 = none) has to wait for its next sync packet. */
gboolean clasp_sacn_syncs_must_wait (ClaspSacnSyncs *self,
                                     guint16         address,
                                     gboolean        is_forced,
                                     gint64          now_us);
/* A sync packet; FALSE when nobody named its address, or it is out of order. @source is whatever
 * tells senders apart. */
gboolean clasp_sacn_syncs_take (ClaspSacnSyncs *self,
                                guint16         address,
                                guint64         source,
                                guint8          sequence,
                                gint64          now_us);
void     clasp_sacn_syncs_expire (ClaspSacnSyncs *self, gint64 now_us);
gint64   clasp_sacn_syncs_get_due_us (const ClaspSacnSyncs *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnSyncs, clasp_sacn_syncs_free)

G_END_DECLS
