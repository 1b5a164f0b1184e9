/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-ws"

#include "transports/ws/clasp-ws-listener.h"

#include "io/clasp-acceptor.h"
#include "transports/clasp-carrier-uri.h"
#include "transports/ws/clasp-ws-link.h"

#include <errno.h>
#include <fcntl.h>
#include <libsoup/soup.h>
#include <sys/socket.h>
#include <unistd.h>

/* Design notes: we accept connections ourselves and lend them to libsoup for the handshake. That
 * gives every peer a deadline and the crowd a limit, neither of which SoupServer has. After the 101
 * the connection is taken back: what libsoup has read too far is fetched from the stolen stream,
 * and a duplicate of the descriptor moves to the reactor, so that nothing of libsoup or GIO stays
 * in memory for a peer. When too many peers are in the middle of a handshake the oldest goes: an
 * honest one needs milliseconds. */

#define SUBPROTOCOL "clasp"
#define DEFAULT_PATH "/clasp"
#define PROBE_ANSWER "ok\n"
#define HANDSHAKE_KEY "clasp-ws-handshake"
#define PLACE_KEY "clasp-peer-place"
/* More than libsoup ever reads ahead. */
#define MAX_EARLY (256 * 1024)

typedef struct
{
  ClaspWsListener   *listener;   /* (unowned) */
  GSocketConnection *connection; /* (unowned) watched by a weak reference */
  GSocketAddress    *remote;     /* (owned) leads from a request back to here */
  char              *peer;       /* (owned) */
  ClaspPeerPlace    *place;      /* (owned) (nullable) goes on to the link */
  GSource           *deadline;   /* (owned) */
} Handshake;

struct _ClaspWsListener
{
  GObject           parent_instance;
  ClaspReactor     *reactor; /* (owned) */
  ClaspCarrierUri   wanted;
  guint             handshake_timeout_ms;
  ClaspAcceptor    *acceptor;   /* (owned) (nullable) while listening */
  SoupServer       *server;     /* (owned) (nullable) while listening */
  char             *uri;        /* (owned) (nullable) while listening */
  GQueue            handshakes; /* (element-type Handshake) (owned) oldest first */
  ClaspListenerFunc func;
  gpointer          user_data;
};

static void clasp_ws_listener_iface_init (ClaspListenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspWsListener,
                               clasp_ws_listener,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LISTENER,
                                                      clasp_ws_listener_iface_init))

/* ---- peers in the middle of a handshake ---- */

static void
handshake_free (Handshake *handshake)
{
  g_source_destroy (handshake->deadline);
  g_source_unref (handshake->deadline);
  g_object_set_data (G_OBJECT (handshake->remote), HANDSHAKE_KEY, NULL);
  g_object_unref (handshake->remote);
  g_clear_pointer (&handshake->place, clasp_peer_place_free);
  g_free (handshake->peer);
  g_free (handshake);
}

/* libsoup has dropped the connection: the peer went away, or it was plain HTTP. */
static void
connection_gone_cb (gpointer user_data, GObject *where_it_was)
{
  Handshake *handshake = user_data;

  g_queue_remove (&handshake->listener->handshakes, handshake);
  handshake_free (handshake);
}

static void
forget_handshake (Handshake *handshake)
{
  g_object_weak_unref (G_OBJECT (handshake->connection), connection_gone_cb, handshake);
  connection_gone_cb (handshake, NULL);
}

/* libsoup sees the end of the stream and lets go of it, which ends the handshake. */
static void
cut_off (Handshake *handshake)
{
  g_socket_shutdown (g_socket_connection_get_socket (handshake->connection), TRUE, TRUE, NULL);
}

static gboolean
deadline_cb (gpointer user_data)
{
  cut_off (user_data);
  return G_SOURCE_CONTINUE;
}

static void
add_handshake (ClaspWsListener   *self,
               GSocketConnection *connection,
               GSocketAddress    *remote,
               const char        *peer,
               ClaspPeerPlace    *place)
{
  Handshake *handshake = g_new0 (Handshake, 1);

  if (self->handshakes.length >= CLASP_WS_MAX_HANDSHAKES)
    {
      cut_off (self->handshakes.head->data);
      forget_handshake (self->handshakes.head->data);
    }

  handshake->listener = self;
  handshake->connection = connection;
  handshake->remote = g_object_ref (remote);
  handshake->peer = g_strdup (peer);
  handshake->place = place;
  handshake->deadline = g_timeout_source_new (self->handshake_timeout_ms);
  g_source_set_static_name (handshake->deadline, "[clasp] ws handshake deadline");
  g_source_set_callback (handshake->deadline, deadline_cb, handshake, NULL);
  g_source_attach (handshake->deadline, clasp_reactor_get_main_context (self->reactor));
  g_object_weak_ref (G_OBJECT (connection), connection_gone_cb, handshake);
  g_queue_push_tail (&self->handshakes, handshake);
  /* libsoup hands this very object back with every request of the connection. */
  g_object_set_data (G_OBJECT (remote), HANDSHAKE_KEY, handshake);
}

static void
accepted_cb (int fd, const char *peer, ClaspPeerPlace *place, gpointer user_data)
{
  ClaspWsListener              *self = user_data;
  g_autoptr (ClaspPeerPlace)    own_place = place;
  g_autoptr (GError)            error = NULL;
  g_autoptr (GSocket)           socket = g_socket_new_from_fd (fd, &error);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocketAddress)    local = NULL;
  g_autoptr (GSocketAddress)    remote = NULL;

  if (socket == NULL)
    {
      g_debug ("%s: %s", peer, error->message);
      close (fd);
      return;
    }

  connection = g_socket_connection_factory_create_connection (socket);
  local = g_socket_get_local_address (socket, NULL);
  remote = g_socket_get_remote_address (socket, NULL);
  if (local == NULL || remote == NULL)
    return; /* gone already */

  add_handshake (self, connection, remote, peer, g_steal_pointer (&own_place));
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (connection), local, remote, &error))
    g_debug ("%s: %s", peer, error->message);
}

/* ---- the handshake ---- */

/* What libsoup has read behind the request, and whatever else is there. */
static GByteArray *
read_early (GIOStream *stream)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  GByteArray           *early = g_byte_array_new ();
  guint8                buffer[8192];
  gssize                n;

  while (early->len < MAX_EARLY && (n = g_pollable_input_stream_read_nonblocking (
                                      input, buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (early, buffer, (guint) n);

  return early;
}

static void
take_over (ClaspWsListener *self, SoupServerMessage *message, Handshake *handshake)
{
  int fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (handshake->connection)),
                  F_DUPFD_CLOEXEC, 0);
  int saved_errno = errno;
  g_autofree char           *peer = g_strdup (handshake->peer);
  g_autoptr (ClaspPeerPlace) place = g_steal_pointer (&handshake->place);
  g_autoptr (GIOStream)      stream = NULL;
  g_autoptr (GByteArray)     early = NULL;
  g_autoptr (ClaspLink)      link = NULL;

  forget_handshake (handshake);
  stream = soup_server_message_steal_connection (message);
  if (fd < 0)
    {
      g_message ("%s: cannot take over the connection: %s", peer, g_strerror (saved_errno));
      return;
    }

  early = read_early (stream);
  link = clasp_ws_link_new (self->reactor, fd, peer, early->data, early->len);
  g_object_set_data_full (G_OBJECT (link), PLACE_KEY, g_steal_pointer (&place),
                          (GDestroyNotify) clasp_peer_place_free);
  self->func (CLASP_LISTENER (self), link, self->user_data);
}

static void
wrote_informational_cb (ClaspWsListener *self, SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  Handshake      *handshake =
    remote != NULL ? g_object_get_data (G_OBJECT (remote), HANDSHAKE_KEY) : NULL;

  if (handshake == NULL || self->server == NULL)
    return;

  g_object_ref (self);
  g_object_ref (message);
  take_over (self, message, handshake);
  g_object_unref (message);
  g_object_unref (self);
}

static gboolean
wants_upgrade (SoupServerMessage *message)
{
  return g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_GET) &&
         soup_message_headers_header_contains (soup_server_message_get_request_headers (message),
                                               "Upgrade", "websocket");
}

static void
upgrade (ClaspWsListener *self, SoupServerMessage *message)
{
  char               *ours[] = { (char *) SUBPROTOCOL, NULL };
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gboolean            is_offered =
    soup_message_headers_header_contains (headers, "Sec-WebSocket-Protocol", SUBPROTOCOL);

  if (soup_websocket_server_process_handshake (message, NULL, is_offered ? ours : NULL, NULL, NULL))
    g_signal_connect_object (message, "wrote-informational", G_CALLBACK (wrote_informational_cb),
                             self, G_CONNECT_SWAPPED);
  else
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                  "close");
}

/* transports.md 4.2: what load balancers ask. */
static void
answer_probe (SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);
  gboolean    is_known =
    g_str_equal (method, SOUP_METHOD_GET) || g_str_equal (method, SOUP_METHOD_HEAD) ||
    g_str_equal (method, SOUP_METHOD_POST) || g_str_equal (method, SOUP_METHOD_OPTIONS);

  soup_server_message_set_status (message,
                                  is_known ? SOUP_STATUS_OK : SOUP_STATUS_METHOD_NOT_ALLOWED, NULL);
  if (is_known)
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, PROBE_ANSWER,
                                      strlen (PROBE_ANSWER));
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection",
                                "close");
}

/* Nobody wants the body of a request: it must not pile up. */
static void
got_headers_cb (SoupServer        *server,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  if (wants_upgrade (message))
    upgrade (user_data, message);
  else
    answer_probe (message);
}

/* ---- ClaspListener ---- */

static gboolean
clasp_ws_listener_start (ClaspListener    *listener,
                         ClaspListenerFunc func,
                         gpointer          user_data,
                         GError          **error)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (listener);
  const char      *path = *self->wanted.path != '\0' ? self->wanted.path : DEFAULT_PATH;

  g_return_val_if_fail (self->acceptor == NULL, FALSE);

  self->func = func;
  self->user_data = user_data;
  self->acceptor =
    clasp_acceptor_new (self->reactor, &self->wanted.endpoint, accepted_cb, self, error);
  if (self->acceptor == NULL)
    return FALSE;

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, got_headers_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  self->uri = g_strdup_printf ("ws://%s%s", clasp_acceptor_get_address (self->acceptor), path);
  return TRUE;
}

static void
clasp_ws_listener_stop (ClaspListener *listener)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (listener);

  g_clear_pointer (&self->acceptor, clasp_acceptor_free);
  g_clear_pointer (&self->uri, g_free);
  while (self->handshakes.head != NULL)
    forget_handshake (self->handshakes.head->data);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

static const char *
clasp_ws_listener_get_uri (ClaspListener *listener)
{
  return CLASP_WS_LISTENER (listener)->uri;
}

static void
clasp_ws_listener_iface_init (ClaspListenerInterface *iface)
{
  iface->start = clasp_ws_listener_start;
  iface->stop = clasp_ws_listener_stop;
  iface->get_uri = clasp_ws_listener_get_uri;
}

static void
clasp_ws_listener_finalize (GObject *object)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (object);

  clasp_ws_listener_stop (CLASP_LISTENER (self));
  clasp_carrier_uri_clear (&self->wanted);
  clasp_reactor_unref (self->reactor);
  G_OBJECT_CLASS (clasp_ws_listener_parent_class)->finalize (object);
}

static void
clasp_ws_listener_class_init (ClaspWsListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_ws_listener_finalize;
}

static void
clasp_ws_listener_init (ClaspWsListener *self)
{
  self->handshake_timeout_ms = CLASP_WS_HANDSHAKE_TIMEOUT_MS;
  g_queue_init (&self->handshakes);
}

/**
 * clasp_ws_listener_new:
 * @reactor: the worker's reactor
 * @uri: where to listen, "ws://127.0.0.1:7330/clasp"; port 0 takes a free one. Peers may ask for
 * any path, the one given here is what the URI promises
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listener that was not started
 */
ClaspListener *
clasp_ws_listener_new (ClaspReactor *reactor, const char *uri, GError **error)
{
  g_auto (ClaspCarrierUri) wanted = { 0 };
  ClaspWsListener         *self;

  if (!clasp_carrier_uri_parse (uri, &wanted, error))
    return NULL;

  self = g_object_new (CLASP_TYPE_WS_LISTENER, NULL);
  self->reactor = clasp_reactor_ref (reactor);
  self->wanted = wanted;
  wanted = (ClaspCarrierUri){ 0 };
  return CLASP_LISTENER (self);
}

/**
 * clasp_ws_listener_set_handshake_timeout:
 * @self: a listener
 * @timeout_ms: how long peers that connect from now on may take until the 101
 *
 * Thread: worker.
 */
void
clasp_ws_listener_set_handshake_timeout (ClaspWsListener *self, guint timeout_ms)
{
  self->handshake_timeout_ms = timeout_ms;
}

/**
 * clasp_ws_listener_get_n_handshakes:
 * @self: a listener
 *
 * Thread: worker.
 *
 * Returns: connections that are no links yet, at most CLASP_WS_MAX_HANDSHAKES
 */
guint
clasp_ws_listener_get_n_handshakes (ClaspWsListener *self)
{
  return self->handshakes.length;
}
