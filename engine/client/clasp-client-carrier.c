/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-carrier-private.h"

#include "core/clasp-codec.h"
#include "transports/clasp-carrier-uri.h"
#include "transports/tcp/clasp-tcp-link.h"

#include <errno.h>
#include <fcntl.h>
#include <libsoup/soup.h>

struct _ClaspClientCarrier
{
  char                            *url; /* (owned) */
  ClaspCarrierUri                  uri;
  const ClaspClientCarrierHandler *handler;
  gpointer                         user_data;
  GCancellable                    *cancellable; /* (owned) of the connecting */
  /* WebSocket */
  SoupSession             *session; /* (owned) (nullable) */
  SoupWebsocketConnection *socket;  /* (owned) (nullable) */
  SoupMessage             *message; /* (owned) (nullable) the request */
  gboolean                 is_insecure;
  GTlsCertificateFlags     tls_faults; /* why the router's certificate was refused */
  /* TCP */
  ClaspReactor  *reactor; /* (owned) (nullable) */
  ClaspLink     *link;    /* (owned) (nullable) */
  ClaspTlsTrust *trust;   /* (owned) (nullable) of tls:// */
  GSource       *opened;  /* (owned) (nullable) until a link that was given is told of */
  gboolean       is_lossy;
};

static void
tell_closed (ClaspClientCarrier *self, int code, const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (CLASP_TRANSPORT_ERROR, code, reason);

  self->handler->closed (error, self->user_data);
}

static char *
describe_faults (GTlsCertificateFlags faults)
{
  if (faults & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_strdup ("it is for another name");
  if (faults & G_TLS_CERTIFICATE_EXPIRED)
    return g_strdup ("it has expired");
  if (faults & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_strdup ("it is not valid yet");
  if (faults & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup ("nobody we know has signed it");
  return g_strdup_printf ("it is no good (%u)", (guint) faults);
}

/* What GIO and libsoup say about a connection that could not be made, in our words. */
static void
tell_not_opened (ClaspClientCarrier *self, const GError *cause)
{
  g_autofree char *reason = NULL;
  int              code = CLASP_TRANSPORT_ERROR_UNREACHABLE;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    reason = g_strdup_printf ("Nobody listens at %s", self->url);
  else if (cause->domain == SOUP_WEBSOCKET_ERROR)
    {
      code = CLASP_TRANSPORT_ERROR_PROTOCOL;
      reason = g_strdup_printf ("Something else than CLASP over WebSocket answers at %s: %s",
                                self->url, cause->message);
    }
  else if (self->tls_faults != 0)
    {
      g_autofree char *faults = describe_faults (self->tls_faults);

      code = CLASP_TRANSPORT_ERROR_TLS;
      reason = g_strdup_printf ("The certificate of %s is refused: %s", self->url, faults);
    }
  else
    reason = g_strdup_printf ("Cannot connect to %s: %s", self->url, cause->message);

  tell_closed (self, code, reason);
}

/* ---- WebSocket ---- */

static void
ws_message_cb (ClaspClientCarrier *self, int type, GBytes *message)
{
  gsize         size;
  const guint8 *bytes = g_bytes_get_data (message, &size);

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    self->handler->frame (bytes, size, self->user_data);
}

static void
ws_closed_cb (ClaspClientCarrier *self)
{
  const char      *data = soup_websocket_connection_get_close_data (self->socket);
  g_autofree char *reason =
    data != NULL && *data != '\0'
      ? g_strdup_printf ("closed by the router: %s", data)
      : g_strdup_printf ("the connection was closed (%u)",
                         soup_websocket_connection_get_close_code (self->socket));

  tell_closed (self, CLASP_TRANSPORT_ERROR_CLOSED, reason);
}

static void
ws_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError)                  error = NULL;
  g_autoptr (SoupWebsocketConnection) socket =
    soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  ClaspClientCarrier *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* freed */
  if (socket == NULL)
    {
      tell_not_opened (self, error);
      return;
    }

  self->socket = g_steal_pointer (&socket);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, CLASP_FRAME_MAX_SIZE);
  g_signal_connect_swapped (self->socket, "message", G_CALLBACK (ws_message_cb), self);
  g_signal_connect_swapped (self->socket, "closed", G_CALLBACK (ws_closed_cb), self);
  self->handler->opened (self->user_data);
}

static gboolean
accept_certificate_cb (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags faults,
                       gpointer             user_data)
{
  ClaspClientCarrier *self = user_data;

  self->tls_faults = faults;
  return self->is_insecure;
}

static gboolean
ws_trust (ClaspClientCarrier *self, const char *ca_file, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError)       cause = NULL;

  if (ca_file == NULL)
    return TRUE;
  database = g_tls_file_database_new (ca_file, &cause);
  if (database == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS, "‘%s’: %s", ca_file,
                   cause->message);
      return FALSE;
    }
  soup_session_set_tls_database (self->session, database);
  return TRUE;
}

static gboolean
ws_open (ClaspClientCarrier *self, const ClaspClientCarrierTls *tls, GError **error)
{
  char                   *protocols[] = { (char *) "clasp", NULL };
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, self->url);

  if (message == NULL)
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS, "‘%s’ is not a URL",
                   self->url);
      return FALSE;
    }

  self->session = soup_session_new ();
  self->is_insecure = tls->is_insecure;
  if (!ws_trust (self, tls->ca_file, error))
    return FALSE;
  self->message = g_object_ref (message);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
  soup_session_websocket_connect_async (self->session, message, NULL, protocols, G_PRIORITY_DEFAULT,
                                        self->cancellable, ws_connected_cb, self);
  return TRUE;
}

/* ---- links ---- */

static void
link_frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspClientCarrier *self = user_data;

  self->handler->frame (bytes, size, self->user_data);
}

static void
link_closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  tell_closed (user_data, CLASP_TRANSPORT_ERROR_CLOSED, reason);
}

static void
link_drained_cb (ClaspLink *link, gpointer user_data)
{
  ClaspClientCarrier *self = user_data;

  self->handler->drained (self->user_data);
}

static const ClaspLinkHandler link_handler = { link_frame_cb, link_closed_cb, link_drained_cb };

static void
tcp_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError)            error = NULL;
  g_autoptr (GSocketConnection) connection =
    g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  ClaspClientCarrier *self = user_data;
  ClaspTls           *tls = NULL;
  int                 fd;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* freed */
  if (connection == NULL)
    {
      tell_not_opened (self, error);
      return;
    }

  /* The connection closes its descriptor; the reactor keeps one of its own. */
  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    {
      tell_closed (self, CLASP_TRANSPORT_ERROR_UNREACHABLE, g_strerror (errno));
      return;
    }

  self->reactor = clasp_reactor_new (g_main_context_get_thread_default ());
  if (self->trust != NULL)
    tls = clasp_tls_new_client (self->trust, self->uri.endpoint.host);
  self->link = clasp_tcp_link_new_tls (self->reactor, fd, self->url, tls);
  clasp_link_set_handler (self->link, &link_handler, self);
  self->handler->opened (self->user_data);
}

static void
tcp_open (ClaspClientCarrier *self)
{
  g_autoptr (GSocketClient)      client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address =
    g_network_address_new (self->uri.endpoint.host, self->uri.endpoint.port);

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, address, self->cancellable, tcp_connected_cb, self);
}

/* ---- both ---- */

static gboolean
open_scheme (ClaspClientCarrier *self, const ClaspClientCarrierTls *tls, GError **error)
{
  if (g_str_equal (self->uri.scheme, "tls"))
    {
      self->trust = clasp_tls_trust_new (tls->ca_file, tls->is_insecure, error);
      if (self->trust == NULL)
        return FALSE;
    }
  else if (!g_str_equal (self->uri.scheme, "tcp"))
    return ws_open (self, tls, error);
  tcp_open (self);
  return TRUE;
}

/**
 * clasp_client_carrier_open:
 * @url: "ws://host:7330/clasp", "wss://…", "tcp://host:7334", "tls://…"
 * @tls: (nullable): whom to believe; %NULL: whom the system does
 * @handler: (scope notified): what to call
 * @user_data: for @handler
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Starts connecting; `opened` or `closed` follows.
 *
 * Thread: the one whose thread-default context the calls come in.
 *
 * Returns: (transfer full) (nullable): the carrier
 */
ClaspClientCarrier *
clasp_client_carrier_open (const char                      *url,
                           const ClaspClientCarrierTls     *tls,
                           const ClaspClientCarrierHandler *handler,
                           gpointer                         user_data,
                           GError                         **error)
{
  static const ClaspClientCarrierTls no_tls = { NULL, FALSE };
  ClaspClientCarrier                *self = g_new0 (ClaspClientCarrier, 1);

  self->url = g_strdup (url);
  self->handler = handler;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  if (!clasp_carrier_uri_parse (url, &self->uri, error))
    {
      clasp_client_carrier_free (self);
      return NULL;
    }

  if (!open_scheme (self, tls != NULL ? tls : &no_tls, error))
    {
      clasp_client_carrier_free (self);
      return NULL;
    }
  return self;
}

static gboolean
given_link_cb (gpointer user_data)
{
  ClaspClientCarrier *self = user_data;

  g_clear_pointer (&self->opened, g_source_unref);
  self->handler->opened (self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_client_carrier_new_for_link:
 * @link: (transfer full): a link that was just handed over
 * @handler: (scope notified): what to call
 * @user_data: for @handler
 *
 * For carriers that are not made from a URL.
 *
 * Thread: the one whose thread-default context the calls come in.
 *
 * Returns: (transfer full): the carrier
 */
ClaspClientCarrier *
clasp_client_carrier_new_for_link (ClaspLink                       *link,
                                   const ClaspClientCarrierHandler *handler,
                                   gpointer                         user_data)
{
  ClaspClientCarrier *self = g_new0 (ClaspClientCarrier, 1);

  self->url = g_strdup (clasp_link_get_peer (link));
  self->handler = handler;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->link = link;
  self->is_lossy = clasp_link_is_lossy (link);
  clasp_link_set_handler (link, &link_handler, self);
  self->opened = g_idle_source_new ();
  g_source_set_priority (self->opened, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->opened, "[clasp] client link given");
  g_source_set_callback (self->opened, given_link_cb, self, NULL);
  g_source_attach (self->opened, g_main_context_get_thread_default ());
  return self;
}

static void
muted_cb (gpointer user_data)
{
}

static void
muted_frame_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
}

static void
muted_closed_cb (const GError *error, gpointer user_data)
{
}

/**
 * clasp_client_carrier_mute:
 * @self: a carrier, in any state
 *
 * Nothing is called any more. For those who are being called by it and still read what they got.
 *
 * Thread: that of the carrier.
 */
void
clasp_client_carrier_mute (ClaspClientCarrier *self)
{
  static const ClaspClientCarrierHandler muted = { muted_cb, muted_frame_cb, muted_cb,
                                                   muted_closed_cb };

  self->handler = &muted;
}

/**
 * clasp_client_carrier_free:
 * @self: (transfer full): a carrier, in any state
 *
 * Thread: that of the carrier.
 */
void
clasp_client_carrier_free (ClaspClientCarrier *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  if (self->socket != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->socket, self);
      if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    }
  g_clear_object (&self->socket);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_pointer (&self->trust, clasp_tls_trust_unref);
  if (self->opened != NULL)
    {
      g_source_destroy (self->opened);
      g_source_unref (self->opened);
    }
  g_clear_object (&self->link);
  g_clear_pointer (&self->reactor, clasp_reactor_unref);
  clasp_carrier_uri_clear (&self->uri);
  g_free (self->url);
  g_free (self);
}

/**
 * clasp_client_carrier_is_open:
 * @self: a carrier
 *
 * Thread: that of the carrier.
 *
 * Returns: whether frames can be sent
 */
gboolean
clasp_client_carrier_is_open (ClaspClientCarrier *self)
{
  return self->link != NULL ||
         (self->socket != NULL &&
          soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN);
}

/**
 * clasp_client_carrier_is_lossy:
 * @self: a carrier
 *
 * Thread: that of the carrier.
 *
 * Returns: whether frames may be lost while it is open
 */
gboolean
clasp_client_carrier_is_lossy (ClaspClientCarrier *self)
{
  return self->is_lossy;
}

/**
 * clasp_client_carrier_send:
 * @self: a carrier
 * @frame: one frame
 * @size: its bytes
 *
 * Thread: that of the carrier.
 *
 * Returns: %TRUE if it was queued
 */
gboolean
clasp_client_carrier_send (ClaspClientCarrier *self, const guint8 *frame, gsize size)
{
  if (self->link != NULL)
    return clasp_link_send (self->link, frame, size);
  if (!clasp_client_carrier_is_open (self))
    return FALSE;

  soup_websocket_connection_send_binary (self->socket, frame, size);
  return TRUE;
}

/**
 * clasp_client_carrier_close:
 * @self: a carrier
 * @code: why, in WebSocket's numbers
 * @reason: a sentence for the router
 *
 * Sends what is queued and says goodbye; `closed` follows. A carrier that is not open yet is just
 * freed instead.
 *
 * Thread: that of the carrier.
 */
void
clasp_client_carrier_close (ClaspClientCarrier *self, ClaspCloseCode code, const char *reason)
{
  if (self->link != NULL)
    clasp_link_close (self->link, code, reason);
  else if (clasp_client_carrier_is_open (self))
    soup_websocket_connection_close (self->socket, (gushort) code, reason);
}
