/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"

/* ClaspConnectionPeer: one of those a connection speaks with, as it was at one moment, for a list.
 *
 * Asked for with clasp_engine_list_peers_async (). Only connections that tell their peers apart have
 * any (OSC).
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

typedef struct
{
  char    *name;       /* (owned) unique in its connection, also after it was silent */
  char    *address;    /* (owned) "192.0.2.7:50123"; of a target its name, or where it is */
  char    *transport;  /* (owned) "udp", "tcp", "websocket", "oscquery"; of a target as settings call it, "tcp-slip", "ws" */
  gboolean is_target;  /* sent to because the settings say so; what it says is told of another entry */
  gboolean is_present; /* connected, or heard lately: answers go to it. Of a target: it can be reached */
  guint    n_wanted;   /* patterns it subscribed to; G_MAXUINT: everything */
  guint64  n_in, n_out, bytes_in, bytes_out; /* packets */
  guint64  n_malformed, n_dropped;
  gint64   last_in_us; /* monotonic, as ClaspBridgeStatus.last_in_us; 0 = never heard */
} ClaspConnectionPeer;

ClaspConnectionPeer *clasp_connection_peer_copy (const ClaspBridgePeer *peer);
void                 clasp_connection_peer_free (ClaspConnectionPeer   *self);
/* (transfer full) (element-type ClaspConnectionPeer): those of @bridge, heard last first, then those
 * never heard, by name. Thread: worker. */
GPtrArray           *clasp_connection_peers_new (ClaspBridge           *bridge);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspConnectionPeer, clasp_connection_peer_free)

G_END_DECLS
