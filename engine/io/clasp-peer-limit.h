/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspPeerLimit: how many connections one IP address may have, so that one machine, broken or
 * hostile, cannot take every place. Programs on this machine are not limited.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_PEER_LIMIT_DEFAULT 256

typedef struct _ClaspPeerLimit ClaspPeerLimit;
typedef struct _ClaspPeerPlace ClaspPeerPlace;

/* "127.0.0.1:50123", "[::1]:50123": a loopback address. */
gboolean        clasp_peer_is_this_machine (const char *address);
/* @limit 0 = none. */
ClaspPeerLimit *clasp_peer_limit_new (guint limit);
/* From now on; places that were taken stay. */
void            clasp_peer_limit_set (ClaspPeerLimit *self, guint limit);
ClaspPeerLimit *clasp_peer_limit_ref (ClaspPeerLimit *self);
void            clasp_peer_limit_unref (ClaspPeerLimit *self);
/* A place for a connection from @peer, "192.0.2.7:50123"; NULL when its address has them all.
 * Places may outlive the limit. */
ClaspPeerPlace *clasp_peer_limit_take (ClaspPeerLimit *self, const char *peer);
void            clasp_peer_place_free (ClaspPeerPlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspPeerLimit, clasp_peer_limit_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspPeerPlace, clasp_peer_place_free)

G_END_DECLS
