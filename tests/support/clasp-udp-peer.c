/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-udp-peer.h"

#include "support/clasp-test.h"

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  ClaspUdpPeer *self = user_data;

  self->last_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from));
  g_ptr_array_add (self->packets, g_bytes_new (bytes, size));
}

static void
free_bytes (gpointer data)
{
  g_bytes_unref (data);
}

ClaspUdpPeer *
clasp_udp_peer_new (ClaspReactor *reactor)
{
  ClaspUdpPeer        *self = g_new0 (ClaspUdpPeer, 1);
  ClaspEndpoint        loopback = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions options = { 0 };
  g_autoptr (GError)   error = NULL;

  self->packets = g_ptr_array_new_with_free_func (free_bytes);
  self->socket = clasp_datagram_new (reactor, &loopback, &options, received_cb, self, &error);
  g_assert_no_error (error);
  self->port = clasp_datagram_get_port (self->socket);
  return self;
}

void
clasp_udp_peer_free (ClaspUdpPeer *self)
{
  clasp_datagram_free (self->socket);
  g_ptr_array_unref (self->packets);
  g_free (self);
}

void
clasp_udp_peer_send (ClaspUdpPeer *self, guint16 port, const guint8 *bytes, gsize size)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError)         error = NULL;

  clasp_datagram_send (self->socket, to, bytes, size, &error);
  g_assert_no_error (error);
}

void
clasp_udp_peer_send_hex (ClaspUdpPeer *self, guint16 port, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  clasp_udp_peer_send (self, port, data, size);
}

static gboolean
has_packet (gpointer user_data)
{
  return ((ClaspUdpPeer *) user_data)->packets->len > 0;
}

GBytes *
clasp_udp_peer_take (ClaspUdpPeer *self, const char *what)
{
  clasp_test_spin_until (has_packet, self, what);
  return g_ptr_array_steal_index (self->packets, 0);
}

/* Loopback delivers a datagram before send () returns, so nothing is under way once the loop has
 * nothing ready. */
void
clasp_udp_peer_expect_nothing (ClaspUdpPeer *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (self->packets->len, ==, 0);
}
