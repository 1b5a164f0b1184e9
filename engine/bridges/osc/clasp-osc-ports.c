/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

#include <glib/gi18n-lib.h>

/* ---- datagrams ---- */

/* Its interface is a part of a link-local address. */
static GSocketAddress *
at_port (GInetSocketAddress *address, guint16 port)
{
  gboolean is_v6 = g_socket_address_get_family (G_SOCKET_ADDRESS (address)) == G_SOCKET_FAMILY_IPV6;

  return g_object_new (G_TYPE_INET_SOCKET_ADDRESS,
                       "address", g_inet_socket_address_get_address (address),
                       "port", (guint) port,
                       "scope-id", is_v6 ? g_inet_socket_address_get_scope_id (address) : 0,
                       NULL);
}

/* A program that listens at another port than it sends from is, for everything behind this, at the
 * one where it listens: its ports change, and it is one peer. Targets are known by where they send
 * from. */
static GSocketAddress *
find_answer_address (ClaspOscPort *port, GSocketAddress *address)
{
  ClaspOscBridge    *self = port->bridge;
  const ClaspOscFrom from = { port->channel, address };

  if (!G_IS_INET_SOCKET_ADDRESS (address) || clasp_osc_outlets_find (self, &from) != NULL)
    return address;
  if (port->heard_from == NULL || !clasp_osc_same_address (port->heard_from, address, FALSE))
    {
      g_set_object (&port->heard_from, address);
      g_clear_object (&port->answered_at);
      port->answered_at = at_port (G_INET_SOCKET_ADDRESS (address), self->reply_port);
    }
  return port->answered_at;
}

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *address, gpointer user_data)
{
  ClaspOscPort      *port = user_data;
  ClaspOscBridge    *self = port->bridge;
  ClaspOscFrom       from = { port->channel, address };
  ClaspOscStatus     status;
  ClaspOscPeer      *peer;

  if (port->place == NULL && clasp_osc_outlets_find (self, &from) == NULL)
    return; /* not asked for: only targets are heard here */

  if (clasp_osc_own_take (self->own, port->channel, address, bytes, size))
    return;
  if (self->reply_port != 0)
    from.address = find_answer_address (port, address);

  status = clasp_osc_packet_check (bytes, size);
  if (status != CLASP_OSC_OK)
    {
      clasp_osc_input_malformed (self, &from, clasp_osc_status_to_string (status));
      return;
    }

  peer = clasp_osc_peers_get (self->peers, &from, TRUE, clasp_osc_bridge_now (self));
  if (peer->destination.socket == NULL)
    {
      peer->destination.socket = port->socket;
      peer->destination.to = peer->address;
      peer->destination.max_packet = self->max_packet;
      peer->is_target = clasp_osc_outlets_find (self, &from) != NULL;
    }
  clasp_osc_input_packet (self, peer, &from, bytes, size);
}

static ClaspOscPort *
add_port (ClaspOscBridge *self, const ClaspOscPlace *place)
{
  ClaspOscPort *port = g_new0 (ClaspOscPort, 1);

  port->bridge = self;
  port->place = place;
  port->channel = ++self->last_channel;
  g_ptr_array_add (self->ports, port);
  return port;
}

static gboolean
is_loopback (GSocketAddress *address)
{
  return address != NULL && G_IS_INET_SOCKET_ADDRESS (address) &&
         g_inet_address_get_is_loopback (
           g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static GSocketFamily
family_of (const ClaspEndpoint *endpoint)
{
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (endpoint);

  return address != NULL ? g_socket_address_get_family (address) : G_SOCKET_FAMILY_IPV4;
}

/* :: hears IPv4 too, unless somebody else does at the same port. */
static gboolean
is_taken_by_ipv4 (ClaspOscBridge *self, guint16 port)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      const ClaspOscPlace *place = g_ptr_array_index (self->listeners, i);

      if (place->transport == CLASP_OSC_TRANSPORT_UDP && place->endpoint.port == port &&
          family_of (&place->endpoint) == G_SOCKET_FAMILY_IPV4)
        return TRUE;
    }

  return FALSE;
}

/* NULL with @error while there is none of that name. */
static const ClaspInterface *
find_interface (ClaspOscBridge *self, const char *name, GError **error)
{
  ClaspInterfaces      *interfaces = clasp_bridge_get_host (CLASP_BRIDGE (self))->interfaces;
  const ClaspInterface *interface = clasp_interfaces_find (interfaces, name);

  if (interface == NULL)
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
                 _ ("There is no network interface ‘%s’ now"), name);
  return interface;
}

static gboolean
open_socket (ClaspOscPort *port, const ClaspEndpoint *bind, gboolean is_shared, GError **error)
{
  ClaspReactor              *reactor = clasp_bridge_get_host (CLASP_BRIDGE (port->bridge))->reactor;
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (bind);
  ClaspDatagramOptions       options = { .broadcast = TRUE,
                                   .reuse_address = is_shared,
                                   .only_joined = is_shared,
                                   .interface = port->interface,
                                   .ipv6_only = is_taken_by_ipv4 (port->bridge, bind->port) };

  port->family = family_of (bind);
  port->is_loopback = is_loopback (address);
  port->socket = clasp_datagram_new (reactor, bind, &options, received_cb, port, error);
  return port->socket != NULL;
}

/* ---- connections ---- */

static void
opened_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscBridge *self = user_data;
  ClaspOscPeer   *peer;

  clasp_osc_connection_set_channel (connection, ++self->last_channel);
  peer = clasp_osc_peers_add_connection (self->peers, connection);
  clasp_osc_connection_set_data (connection, peer);
  if (self->is_replying && self->subscribe[0] == NULL)
    clasp_osc_output_send_state (self, peer, NULL);
}

static void
packet_cb (ClaspOscConnection *connection, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspOscBridge    *self = user_data;
  ClaspOscPeer      *peer = clasp_osc_connection_get_data (connection);
  const ClaspOscFrom from = { peer->channel, peer->address };
  ClaspOscStatus     status = clasp_osc_packet_check (bytes, size);

  if (status != CLASP_OSC_OK)
    {
      clasp_osc_input_malformed (self, &from, clasp_osc_status_to_string (status));
      return;
    }
  peer->heard_us = clasp_osc_bridge_now (self);
  clasp_osc_input_packet (self, peer, &from, bytes, size);
}

static void
unreadable_cb (ClaspOscConnection *connection, const char *why, gpointer user_data)
{
  const ClaspOscFrom from = { clasp_osc_connection_get_channel (connection),
                              clasp_osc_connection_get_address (connection) };

  clasp_osc_input_malformed (user_data, &from, why);
}

/* A peer that lost something while it did not read is told what is now. */
static void
drained_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscBridge *self = user_data;
  ClaspOscPeer   *peer = clasp_osc_connection_get_data (connection);

  if (peer != NULL && peer->destination.owes_state)
    clasp_osc_output_send_state (self, peer, NULL);
}

static void
closed_cb (ClaspOscConnection *connection, const char *reason, gpointer user_data)
{
  ClaspOscBridge *self = user_data;

  clasp_osc_peers_remove_connection (self->peers, connection);
}

static const ClaspOscConnectionHandler server_handler = { opened_cb, packet_cb, unreadable_cb,
                                                          drained_cb, closed_cb };

static gboolean
open_server (ClaspOscPort *port, GError **error)
{
  ClaspOscBridge *self = port->bridge;

  port->server = clasp_osc_server_new (clasp_bridge_get_host (CLASP_BRIDGE (self))->reactor,
                                       port->place, self->max_connections, &server_handler, self,
                                       error);
  return port->server != NULL;
}

/* ---- one interface alone ---- */

static gboolean
is_for_datagrams (const ClaspOscPort *port)
{
  return port->place == NULL || port->place->transport == CLASP_OSC_TRANSPORT_UDP;
}

static gboolean
is_open (const ClaspOscPort *port)
{
  return port->socket != NULL || port->server != NULL;
}

static gboolean
open_bound (ClaspOscPort *port, GError **error)
{
  const ClaspInterface *interface = find_interface (port->bridge, port->interface, error);
  gboolean              is_v6 = port->family == G_SOCKET_FAMILY_IPV6;
  ClaspEndpoint         any = { (char *) (is_v6 ? "::" : "0.0.0.0"), 0 };

  port->interface_index = interface != NULL ? interface->index : 0;
  if (interface == NULL)
    return FALSE;
  if (!is_for_datagrams (port))
    return open_server (port, error);
  return open_socket (port, port->place != NULL ? &port->place->endpoint : &any, FALSE, error);
}

static void
close_bound (ClaspOscPort *port)
{
  if (port->server != NULL)
    clasp_osc_server_disconnect (port->server, "its network interface is gone");
  g_clear_pointer (&port->server, clasp_osc_server_free);
  g_clear_pointer (&port->socket, clasp_datagram_free);
}

/* Peers that are answered through it wait for its next one, and are told then what they missed. */
static void
give_to_peers (ClaspOscPort *port, ClaspDatagram *socket)
{
  ClaspOscBridge *self = port->bridge;

  for (guint i = 0; i < clasp_osc_peers_get_count (self->peers); i++)
    {
      ClaspOscPeer *peer = clasp_osc_peers_get_at (self->peers, i);

      if (peer->channel != port->channel)
        continue;
      peer->destination.socket = socket;
      if (socket != NULL && peer->destination.owes_state)
        clasp_osc_output_send_state (self, peer, NULL);
    }
}

/* A socket is bound to the interface itself: one that comes back is another one. */
static void
follow (ClaspOscPort *port)
{
  const ClaspInterface *interface = find_interface (port->bridge, port->interface, NULL);
  g_autoptr (GError)    error = NULL;

  if (is_open (port) && interface != NULL && interface->index == port->interface_index)
    return;

  give_to_peers (port, NULL);
  close_bound (port);
  g_clear_pointer (&port->problem, g_free);
  if (open_bound (port, &error))
    give_to_peers (port, port->socket);
  else
    port->problem = g_strdup (error->message);
}

/* One that is away is waited for; a port in use is an error as it is without an interface. */
static gboolean
open_on_interface (ClaspOscPort *port, GError **error)
{
  g_autoptr (GError) why = NULL;

  port->interface = g_strdup (port->place->interface);
  port->family = family_of (&port->place->endpoint);
  if (open_bound (port, &why))
    return TRUE;
  if (port->interface_index != 0)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  port->problem = g_strdup (why->message);
  return TRUE;
}

/* ---- multicast ---- */

/* A group on an interface that is not there yet, or not any more, is joined when it comes. */
static void
join (ClaspOscPort *port)
{
  const ClaspOscPlace *place = port->place;
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string (place->endpoint.host);
  const ClaspInterface    *interface = NULL;
  g_autoptr (GError)       error = NULL;

  g_clear_pointer (&port->problem, g_free);
  if (place->interface != NULL)
    {
      interface = find_interface (port->bridge, place->interface, &error);
      if (interface == NULL)
        {
          port->problem = g_strdup (error->message);
          return;
        }
    }
  if (!clasp_datagram_join (port->socket, group, interface != NULL ? interface->index : 0, &error))
    port->problem = g_strdup (error->message);
}

void
clasp_osc_ports_follow_interfaces (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      ClaspOscPort *port = g_ptr_array_index (self->ports, i);

      if (port->interface != NULL)
        follow (port);
      else if (port->place != NULL && port->place->is_multicast)
        join (port);
    }
}

/* All interfaces: a socket bound to the group's address could not send. */
static gboolean
open_group (ClaspOscPort *port, GError **error)
{
  gboolean      is_v6 = family_of (&port->place->endpoint) == G_SOCKET_FAMILY_IPV6;
  ClaspEndpoint any = { (char *) (is_v6 ? "::" : "0.0.0.0"), port->place->endpoint.port };

  if (!open_socket (port, &any, TRUE, error))
    return FALSE;
  join (port);
  return TRUE;
}

/* ---- all of them ---- */

static gboolean
open_port (ClaspOscBridge *self, const ClaspOscPlace *place, GError **error)
{
  ClaspOscPort *port = add_port (self, place);

  if (place->is_multicast)
    return open_group (port, error);
  if (place->interface != NULL)
    return open_on_interface (port, error);
  return is_for_datagrams (port) ? open_socket (port, &place->endpoint, FALSE, error)
                                 : open_server (port, error);
}

gboolean
clasp_osc_ports_open (ClaspOscBridge *self, GError **error)
{
  for (guint i = 0; i < self->listeners->len; i++)
    if (!open_port (self, g_ptr_array_index (self->listeners, i), error))
      return FALSE;

  return TRUE;
}

static void
free_port (gpointer data)
{
  ClaspOscPort *port = data;

  g_clear_pointer (&port->socket, clasp_datagram_free);
  g_clear_pointer (&port->server, clasp_osc_server_free);
  g_clear_object (&port->heard_from);
  g_clear_object (&port->answered_at);
  g_free (port->interface);
  g_free (port->problem);
  g_free (port);
}

void
clasp_osc_ports_close (ClaspOscBridge *self)
{
  for (guint i = 0; self->ports != NULL && i < self->ports->len; i++)
    free_port (g_ptr_array_index (self->ports, i));
  g_clear_pointer (&self->ports, g_ptr_array_unref);
}

/* A socket bound to an address of loopback sends to nobody else. */
static ClaspOscPort *
find_port (ClaspOscBridge *self, GSocketAddress *to, const char *interface)
{
  GSocketFamily family = g_socket_address_get_family (to);

  for (guint i = 0; i < self->ports->len; i++)
    {
      ClaspOscPort *port = g_ptr_array_index (self->ports, i);

      if (is_for_datagrams (port) && port->family == family &&
          (!port->is_loopback || is_loopback (to)) &&
          g_strcmp0 (port->interface, interface) == 0)
        return port;
    }

  return NULL;
}

/* What is sent leaves from a port that listens where there is one, so that answers come in. */
ClaspDatagram *
clasp_osc_ports_socket_for (ClaspOscBridge *self,
                            GSocketAddress *to,
                            const char     *interface,
                            GError        **error)
{
  GSocketFamily family = g_socket_address_get_family (to);
  ClaspEndpoint any = { (char *) (family == G_SOCKET_FAMILY_IPV6 ? "::" : "0.0.0.0"), 0 };
  ClaspOscPort *port = find_port (self, to, interface);

  if (port == NULL)
    {
      port = add_port (self, NULL);
      port->family = family;
      port->interface = g_strdup (interface);
    }
  if (port->socket == NULL && interface != NULL)
    open_bound (port, error);
  else if (port->socket == NULL)
    open_socket (port, &any, FALSE, error);
  return port->socket;
}

const char *
clasp_osc_ports_get_problem (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      ClaspOscPort *port = g_ptr_array_index (self->ports, i);

      if (port->problem != NULL)
        return port->problem;
    }

  return NULL;
}

gboolean
clasp_osc_ports_hear (ClaspOscBridge *self, GSocketAddress *to)
{
  guint16 number = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (to));

  for (guint i = 0; i < self->ports->len; i++)
    {
      const ClaspOscPort *port = g_ptr_array_index (self->ports, i);

      if (port->place != NULL && port->socket != NULL &&
          clasp_datagram_get_port (port->socket) == number)
        return TRUE;
    }

  return FALSE;
}

guint16
clasp_osc_ports_get_told (ClaspOscBridge *self, gboolean *is_tcp)
{
  guint16 tcp = 0;

  *is_tcp = FALSE;
  for (guint i = 0; i < self->ports->len; i++)
    {
      const ClaspOscPort *port = g_ptr_array_index (self->ports, i);

      if (port->place != NULL && port->socket != NULL && !port->place->is_multicast)
        return clasp_datagram_get_port (port->socket);
      if (tcp == 0 && port->server != NULL && port->place->transport != CLASP_OSC_TRANSPORT_WS)
        tcp = port->place->endpoint.port;
    }

  *is_tcp = tcp != 0;
  return tcp;
}
