/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-server.h"

#include "io/clasp-acceptor.h"
#include "transports/ws/clasp-ws-listener.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _ClaspOscServer
{
  ClaspReactor                    *reactor;  /* (owned) */
  ClaspAcceptor                   *acceptor; /* (owned) (nullable) */
  ClaspListener                   *listener; /* (owned) (nullable) for WebSocket */
  ClaspOscFramingKind              kind;
  GPtrArray                       *clients; /* (owned) Client */
  guint                            max_connections;
  gboolean                         has_told; /* that there are too many */
  const ClaspOscConnectionHandler *handler;
  gpointer                         user_data;
};

typedef struct
{
  ClaspOscServer     *server;     /* (unowned) */
  ClaspOscConnection *connection; /* (owned) */
  ClaspPeerPlace     *place;      /* (owned) (nullable) */
} Client;

static void
free_client (gpointer data)
{
  Client *client = data;

  clasp_osc_connection_free (client->connection);
  g_clear_pointer (&client->place, clasp_peer_place_free);
  g_free (client);
}

/* ---- what connections say ---- */

static void
opened_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscServer *self = ((Client *) user_data)->server;

  self->handler->opened (connection, self->user_data);
}

static void
packet_cb (ClaspOscConnection *connection, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspOscServer *self = ((Client *) user_data)->server;

  self->handler->packet (connection, bytes, size, self->user_data);
}

static void
unreadable_cb (ClaspOscConnection *connection, const char *why, gpointer user_data)
{
  ClaspOscServer *self = ((Client *) user_data)->server;

  self->handler->unreadable (connection, why, self->user_data);
}

static void
drained_cb (ClaspOscConnection *connection, gpointer user_data)
{
  ClaspOscServer *self = ((Client *) user_data)->server;

  self->handler->drained (connection, self->user_data);
}

static void
closed_cb (ClaspOscConnection *connection, const char *reason, gpointer user_data)
{
  Client         *client = user_data;
  ClaspOscServer *self = client->server;

  /* the last call: the owner does not free the server from here */
  self->handler->closed (connection, reason, self->user_data);
  g_ptr_array_remove_fast (self->clients, client);
}

static const ClaspOscConnectionHandler connection_handler = { opened_cb, packet_cb, unreadable_cb,
                                                              drained_cb, closed_cb };

/* ---- who comes ---- */

/* Told once, and again when there was a free place in between. */
static gboolean
is_full (ClaspOscServer *self, const char *peer)
{
  gboolean is_full = self->clients->len >= self->max_connections;

  if (is_full && !self->has_told)
    g_message (g_dngettext (GETTEXT_PACKAGE, "%s is turned away: %u program is connected already",
                            "%s is turned away: %u programs are connected already", self->max_connections),
               peer, self->max_connections);
  self->has_told = is_full;
  return is_full;
}

static Client *
add_client (ClaspOscServer *self, ClaspPeerPlace *place)
{
  Client *client = g_new0 (Client, 1);

  client->server = self;
  client->place = place;
  g_ptr_array_add (self->clients, client);
  return client;
}

static void
announce (ClaspOscServer *self, Client *client)
{
  if (clasp_osc_connection_is_open (client->connection))
    self->handler->opened (client->connection, self->user_data);
}

static GSocketAddress *
address_from_text (const char *peer)
{
  g_auto (ClaspEndpoint) endpoint = { 0 };
  GSocketAddress        *address = NULL;

  if (clasp_endpoint_parse (peer, 0, &endpoint, NULL))
    address = clasp_endpoint_to_address (&endpoint);
  return address != NULL ? address : g_inet_socket_address_new_from_string ("0.0.0.0", 0);
}

static void
accepted_cb (int fd, const char *peer, ClaspPeerPlace *place, gpointer user_data)
{
  ClaspOscServer            *self = user_data;
  g_autoptr (GSocketAddress) address = address_from_text (peer);
  Client                    *client;

  if (is_full (self, peer))
    {
      close (fd);
      clasp_peer_place_free (place);
      return;
    }

  client = add_client (self, place);
  client->connection =
    clasp_osc_connection_new (self->reactor, fd, self->kind, address, &connection_handler, client);
  announce (self, client);
}

static void
link_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  ClaspOscServer *self = user_data;
  Client         *client;

  if (is_full (self, clasp_link_get_peer (link)))
    {
      clasp_link_close (link, CLASP_CLOSE_BUSY, "too many connections");
      return;
    }

  client = add_client (self, NULL);
  client->connection = clasp_osc_connection_new_for_link (link, &connection_handler, client);
  announce (self, client);
}

/* ---- life ---- */

static ClaspOscFramingKind
framing_of (ClaspOscTransport transport)
{
  switch (transport)
    {
    case CLASP_OSC_TRANSPORT_TCP_LENGTH:
      return CLASP_OSC_FRAMING_LENGTH;
    case CLASP_OSC_TRANSPORT_TCP_SLIP:
      return CLASP_OSC_FRAMING_SLIP;
    case CLASP_OSC_TRANSPORT_UDP:
    case CLASP_OSC_TRANSPORT_TCP:
    case CLASP_OSC_TRANSPORT_WS:
      break;
    }

  return CLASP_OSC_FRAMING_GUESS;
}

static gboolean
listen_on (ClaspOscServer *self, const ClaspOscPlace *place, GError **error)
{
  g_autofree char *uri = NULL;

  if (place->transport != CLASP_OSC_TRANSPORT_WS)
    {
      self->acceptor =
        clasp_acceptor_new_on (self->reactor, &place->endpoint, place->interface, accepted_cb, self,
                               error);
      return self->acceptor != NULL;
    }

  uri =
    g_strdup_printf (strchr (place->endpoint.host, ':') != NULL ? "ws://[%s]:%u/" : "ws://%s:%u/",
                     place->endpoint.host, place->endpoint.port);
  self->listener = clasp_ws_listener_new (self->reactor, uri, error);
  if (self->listener != NULL)
    clasp_ws_listener_set_interface (CLASP_WS_LISTENER (self->listener), place->interface);
  return self->listener != NULL && clasp_listener_start (self->listener, link_cb, self, error);
}

/**
 * clasp_osc_server_new:
 * @reactor: the worker's reactor
 * @place: where to listen; not UDP
 * @max_connections: how many there may be at a time
 * @handler: what the connections call
 * @user_data: for @handler
 * @error: return location for CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listening server
 */
ClaspOscServer *
clasp_osc_server_new (ClaspReactor                    *reactor,
                      const ClaspOscPlace             *place,
                      guint                            max_connections,
                      const ClaspOscConnectionHandler *handler,
                      gpointer                         user_data,
                      GError                         **error)
{
  g_autoptr (ClaspOscServer) self = g_new0 (ClaspOscServer, 1);

  self->reactor = clasp_reactor_ref (reactor);
  self->kind = framing_of (place->transport);
  self->clients = g_ptr_array_new_with_free_func (free_client);
  self->max_connections = max_connections;
  self->handler = handler;
  self->user_data = user_data;
  return listen_on (self, place, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_osc_server_disconnect:
 * @self: a server
 * @reason: why, for people
 *
 * Everybody who is connected is closed, and the owner told of each.
 *
 * Thread: worker.
 */
void
clasp_osc_server_disconnect (ClaspOscServer *self, const char *reason)
{
  while (self->clients->len > 0)
    {
      Client *client = g_ptr_array_index (self->clients, 0);

      closed_cb (client->connection, reason, client);
    }
}

/**
 * clasp_osc_server_free:
 * @self: (transfer full): a server
 *
 * Thread: worker.
 */
void
clasp_osc_server_free (ClaspOscServer *self)
{
  g_clear_pointer (&self->acceptor, clasp_acceptor_free);
  if (self->listener != NULL)
    clasp_listener_stop (self->listener);
  g_clear_object (&self->listener);
  g_ptr_array_unref (self->clients);
  clasp_reactor_unref (self->reactor);
  g_free (self);
}
