/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-connection-peers.h"

/**
 * clasp_connection_peer_copy:
 * @peer: as its bridge tells it
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the same for everybody
 */
ClaspConnectionPeer *
clasp_connection_peer_copy (const ClaspBridgePeer *peer)
{
  ClaspConnectionPeer *self = g_new (ClaspConnectionPeer, 1);

  *self = (ClaspConnectionPeer){
    .name = g_strdup (peer->name),
    .address = g_strdup (peer->address != NULL ? peer->address : peer->name),
    .transport = g_strdup (peer->transport != NULL ? peer->transport : ""),
    .is_target = peer->is_target,
    .is_present = peer->is_present,
    .n_wanted = peer->n_wanted,
    .n_in = peer->n_in,
    .n_out = peer->n_out,
    .bytes_in = peer->bytes_in,
    .bytes_out = peer->bytes_out,
    .n_malformed = peer->n_malformed,
    .n_dropped = peer->n_dropped,
    .last_in_us = peer->last_in_us,
  };
  return self;
}

/**
 * clasp_connection_peer_free:
 * @self: (transfer full): a peer
 *
 * Thread: any.
 */
void
clasp_connection_peer_free (ClaspConnectionPeer *self)
{
  g_free (self->name);
  g_free (self->address);
  g_free (self->transport);
  g_free (self);
}

static int
compare_peers (gconstpointer a, gconstpointer b)
{
  const ClaspConnectionPeer *left = *(ClaspConnectionPeer *const *) a;
  const ClaspConnectionPeer *right = *(ClaspConnectionPeer *const *) b;

  if (left->last_in_us != right->last_in_us)
    return left->last_in_us > right->last_in_us ? -1 : 1;
  return strcmp (left->name, right->name);
}

static void
add_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  g_ptr_array_add (user_data, clasp_connection_peer_copy (peer));
}

/**
 * clasp_connection_peers_new:
 * @bridge: an open bridge
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (element-type ClaspConnectionPeer): its peers
 */
GPtrArray *
clasp_connection_peers_new (ClaspBridge *bridge)
{
  GPtrArray *peers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_connection_peer_free);

  clasp_bridge_foreach_peer (bridge, add_cb, peers);
  g_ptr_array_sort (peers, compare_peers);
  return peers;
}
