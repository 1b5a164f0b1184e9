/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

/* What went to and fro, by peer and by target. */

static void
tell_peer (ClaspOscBridge      *self,
           const ClaspOscPeer  *peer,
           ClaspBridgePeerFunc  func,
           gpointer             user_data)
{
  ClaspOscConnection *connection = peer->destination.connection;
  gint64              now_us = clasp_osc_bridge_now (self);
  g_autofree char    *address = clasp_socket_address_to_text (peer->address);
  g_autofree char    *name = g_strdup_printf ("%s %s #%" G_GUINT64_FORMAT,
                                              connection != NULL ? "tcp" : "udp", address,
                                              peer->channel);
  ClaspBridgePeer     told = {
        .name = name,
        .address = address,
        .transport = connection != NULL ? clasp_osc_connection_get_transport (connection) : "udp",
        .is_present = clasp_osc_peer_is_present (peer, now_us),
        .n_wanted = clasp_osc_peer_count_wanted (peer, now_us),
        .n_in = peer->n_in,
        .n_out = peer->destination.n_out,
        .bytes_in = peer->bytes_in,
        .bytes_out = peer->destination.bytes_out,
        .n_malformed = peer->n_malformed,
        .n_dropped = peer->destination.n_dropped,
        .last_in_us = peer->heard_us,
  };

  func (&told, user_data);
}

static gboolean
is_reachable (const ClaspOscOutlet *outlet)
{
  const ClaspOscDestination *destination = &outlet->destination;

  return !outlet->is_away && (destination->connection != NULL ||
                              (destination->socket != NULL && destination->to != NULL));
}

static void
tell_outlet (const ClaspOscOutlet *outlet,
             guint                 number,
             ClaspBridgePeerFunc   func,
             gpointer              user_data)
{
  g_autofree char *name = g_strdup_printf ("to %s #%u", outlet->place->name, number);
  ClaspBridgePeer  told = { .name = name,
                            .address = outlet->place->name,
                            .transport = clasp_osc_transport_to_string (outlet->place->transport),
                            .is_target = TRUE,
                            .is_present = is_reachable (outlet),
                            .n_out = outlet->destination.n_out,
                            .bytes_out = outlet->destination.bytes_out,
                            .n_dropped = outlet->destination.n_dropped };

  func (&told, user_data);
}

/* What a target says is told of the peer it is as well. */
void
clasp_osc_status_foreach (ClaspOscBridge *self, ClaspBridgePeerFunc func, gpointer user_data)
{
  for (guint i = 0; i < clasp_osc_peers_get_count (self->peers); i++)
    tell_peer (self, clasp_osc_peers_get_at (self->peers, i), func, user_data);
  for (guint i = 0; i < self->outlets->len; i++)
    tell_outlet (g_ptr_array_index (self->outlets, i), i + 1, func, user_data);
  if (self->query != NULL)
    clasp_osc_query_foreach_peer (self->query, func, user_data);
}
