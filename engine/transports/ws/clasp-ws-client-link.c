/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-ws"

#include "transports/ws/clasp-ws-client-link.h"

#include "core/clasp-codec.h"
#include "io/clasp-stream.h"
#include "io/clasp-ws-framing.h"

#include <libsoup/soup.h>

/* A server that sends pings faster than it takes the pongs gets none for those beyond this much
 * queued output. */
#define PONG_QUEUE_LIMIT (256 * 1024)
#define HANDSHAKE_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455 1.3 */

struct _ClaspWsClientLink
{
  GObject                 parent_instance;
  ClaspStream            *stream; /* (owned) */
  char                   *peer;   /* (owned) */
  char                   *key;    /* (owned) of the handshake */
  ClaspWsParser           parser;
  ClaspWsClientFunc       func;    /* (nullable) NULL once it was called */
  const ClaspLinkHandler *handler; /* (nullable) (unowned) */
  gpointer                user_data;
  gboolean                is_close_sent;
};

static void clasp_ws_client_link_iface_init (ClaspLinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspWsClientLink,
                               clasp_ws_client_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK,
                                                      clasp_ws_client_link_iface_init))

/* ---- the handshake ---- */

static char *
accept_of (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8                digest[20];
  gsize                 size = sizeof digest;

  g_checksum_update (checksum, (const guint8 *) key, -1);
  g_checksum_update (checksum, (const guint8 *) HANDSHAKE_GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static char *
make_key (void)
{
  guint32 bytes[4];

  for (guint i = 0; i < G_N_ELEMENTS (bytes); i++)
    bytes[i] = g_random_int ();
  return g_base64_encode ((const guint8 *) bytes, sizeof bytes);
}

static void
ask (ClaspWsClientLink *self, const char *host, const char *path)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\n"
                                              "Host: %s\r\n"
                                              "Upgrade: websocket\r\n"
                                              "Connection: Upgrade\r\n"
                                              "Sec-WebSocket-Key: %s\r\n"
                                              "Sec-WebSocket-Version: 13\r\n\r\n",
                                              path, host, self->key);
  gsize            size = strlen (request);
  guint8          *place = clasp_stream_reserve (self->stream, size);

  if (place != NULL)
    memcpy (place, request, size);
}

/* RFC 6455 4.1: what the server must have said. NULL, or why it is no answer. */
static char *
check_answer (ClaspWsClientLink *self, const char *text, gsize size)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char    *accept = accept_of (self->key);
  char               *why = NULL;
  guint               status = 0;

  if (!soup_headers_parse_response (text, (int) size, headers, NULL, &status, NULL))
    why = g_strdup ("the answer is no HTTP");
  else if (status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    why = g_strdup_printf ("it answers “%u” instead of a WebSocket", status);
  else if (!soup_message_headers_header_equals (headers, "Upgrade", "websocket") ||
           !soup_message_headers_header_contains (headers, "Connection", "upgrade") ||
           g_strcmp0 (soup_message_headers_get_one (headers, "Sec-WebSocket-Accept"), accept) != 0)
    why = g_strdup ("its answer is not that of a WebSocket");
  else if (soup_message_headers_get_one (headers, "Sec-WebSocket-Extensions") != NULL ||
           soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol") != NULL)
    why = g_strdup ("it answers with what was not asked for");
  soup_message_headers_unref (headers);
  return why;
}

static void
tell (ClaspWsClientLink *self, const char *why)
{
  ClaspWsClientFunc func = self->func;

  self->func = NULL;
  func (CLASP_LINK (self), why, self->user_data);
}

/* The owner lets go of us, or gives us our handler. */
static gsize
take_answer (ClaspWsClientLink *self, const guint8 *bytes, gsize size, gsize *needed)
{
  const char      *text = (const char *) bytes;
  const char      *end = memmem (bytes, size, "\r\n\r\n", 4);
  gsize            unit = end != NULL ? (gsize) (end + 4 - text) : size;
  g_autofree char *why = NULL;

  if (end == NULL && size < CLASP_WS_MAX_ANSWER)
    {
      *needed = size + 1;
      return 0;
    }
  why = end != NULL ? check_answer (self, text, unit - 2) : g_strdup ("its answer has no end");
  tell (self, why);
  return unit;
}

/* ---- frames ---- */

static gboolean
put_frame (ClaspWsClientLink *self, ClaspWsOpcode opcode, const guint8 *payload, gsize size)
{
  guint8 *place =
    clasp_stream_reserve (self->stream, clasp_ws_header_size (CLASP_WS_CLIENT, size) + size);

  if (place == NULL)
    return FALSE;

  clasp_ws_put_frame (place, CLASP_WS_CLIENT, opcode, g_random_int (), payload, size);
  return TRUE;
}

/* Our close frame, then the end of the stream. */
static void
close_with (ClaspWsClientLink *self, guint16 code, const char *peer_reason, const char *own_reason)
{
  guint8 payload[CLASP_WS_MAX_CONTROL];
  gsize  size = clasp_ws_put_close (payload, code, peer_reason);

  if (!self->is_close_sent && self->func == NULL)
    {
      self->is_close_sent = TRUE;
      /* The last few bytes may pass the limit: there is nothing after them. */
      clasp_stream_set_limit (self->stream, G_MAXSIZE);
      put_frame (self, CLASP_WS_CLOSE, payload, size);
    }
  clasp_stream_close (self->stream, own_reason);
}

static void
handle_event (ClaspWsClientLink *self, const ClaspWsEvent *event)
{
  g_autofree char *reason = NULL;

  switch (event->type)
    {
    case CLASP_WS_EVENT_NONE:
    case CLASP_WS_EVENT_TEXT:
      break;

    case CLASP_WS_EVENT_BINARY:
      if (self->handler != NULL)
        self->handler->frame (CLASP_LINK (self), event->data, event->size, self->user_data);
      break;

    case CLASP_WS_EVENT_PING:
      if (clasp_stream_get_queued (self->stream) < PONG_QUEUE_LIMIT)
        put_frame (self, CLASP_WS_PONG, event->data, event->size);
      break;

    case CLASP_WS_EVENT_CLOSE:
      reason = g_strdup_printf ("the peer closed the connection (%u)", event->code);
      close_with (self, event->code, NULL, reason);
      break;

    case CLASP_WS_EVENT_ERROR:
      reason = g_strdup_printf ("the peer broke the WebSocket rules: %s", event->reason);
      close_with (self, event->code, event->reason, reason);
      break;
    }
}

/* ---- the stream ---- */

/* Whatever is called may let go of us. */
static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  g_autoptr (ClaspWsClientLink) self = g_object_ref (user_data);
  ClaspWsEvent                  event;
  gsize                         unit;

  if (self->func != NULL)
    return take_answer (self, bytes, size, needed);

  unit = clasp_ws_parser_next (&self->parser, bytes, size, needed, &event);
  if (unit > 0)
    handle_event (self, &event);
  return unit;
}

static void
drained_cb (gpointer user_data)
{
  ClaspWsClientLink *self = user_data;

  if (self->handler != NULL)
    self->handler->drained (CLASP_LINK (self), self->user_data);
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  ClaspWsClientLink *self = user_data;

  if (self->func != NULL)
    tell (self, reason);
  else if (self->handler != NULL)
    self->handler->closed (CLASP_LINK (self), reason, self->user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

/* ---- ClaspLink ---- */

static void
clasp_ws_client_link_set_handler (ClaspLink              *link,
                                  const ClaspLinkHandler *handler,
                                  gpointer                user_data)
{
  ClaspWsClientLink *self = CLASP_WS_CLIENT_LINK (link);

  self->handler = handler;
  self->user_data = user_data;
}

static gboolean
clasp_ws_client_link_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  ClaspWsClientLink *self = CLASP_WS_CLIENT_LINK (link);

  return self->func == NULL && put_frame (self, CLASP_WS_BINARY, frame, size);
}

static gboolean
clasp_ws_client_link_send_shared (ClaspLink *link, ClaspBroadcast *broadcast)
{
  return clasp_ws_client_link_send (link, clasp_broadcast_get_frame (broadcast), broadcast->size);
}

static gsize
clasp_ws_client_link_get_queued (ClaspLink *link)
{
  return clasp_stream_get_queued (CLASP_WS_CLIENT_LINK (link)->stream);
}

static void
clasp_ws_client_link_set_limit (ClaspLink *link, gsize limit)
{
  clasp_stream_set_limit (CLASP_WS_CLIENT_LINK (link)->stream, limit);
}

static void
clasp_ws_client_link_set_reading (ClaspLink *link, gboolean reading)
{
  clasp_stream_set_reading (CLASP_WS_CLIENT_LINK (link)->stream, reading);
}

static void
clasp_ws_client_link_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
  close_with (CLASP_WS_CLIENT_LINK (link), (guint16) code, reason,
              reason != NULL ? reason : "closed on this side");
}

static const char *
clasp_ws_client_link_get_peer (ClaspLink *link)
{
  return CLASP_WS_CLIENT_LINK (link)->peer;
}

static const char *
clasp_ws_client_link_get_carrier (ClaspLink *link)
{
  return "ws";
}

static void
clasp_ws_client_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = clasp_ws_client_link_set_handler;
  iface->send = clasp_ws_client_link_send;
  iface->send_shared = clasp_ws_client_link_send_shared;
  iface->get_queued = clasp_ws_client_link_get_queued;
  iface->set_limit = clasp_ws_client_link_set_limit;
  iface->set_reading = clasp_ws_client_link_set_reading;
  iface->close = clasp_ws_client_link_close;
  iface->get_peer = clasp_ws_client_link_get_peer;
  iface->get_carrier = clasp_ws_client_link_get_carrier;
}

static void
clasp_ws_client_link_dispose (GObject *object)
{
  ClaspWsClientLink *self = CLASP_WS_CLIENT_LINK (object);

  self->handler = NULL;
  g_clear_pointer (&self->stream, clasp_stream_free);
  G_OBJECT_CLASS (clasp_ws_client_link_parent_class)->dispose (object);
}

static void
clasp_ws_client_link_finalize (GObject *object)
{
  ClaspWsClientLink *self = CLASP_WS_CLIENT_LINK (object);

  clasp_ws_parser_clear (&self->parser);
  g_free (self->peer);
  g_free (self->key);
  G_OBJECT_CLASS (clasp_ws_client_link_parent_class)->finalize (object);
}

static void
clasp_ws_client_link_class_init (ClaspWsClientLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_ws_client_link_dispose;
  G_OBJECT_CLASS (klass)->finalize = clasp_ws_client_link_finalize;
}

static void
clasp_ws_client_link_init (ClaspWsClientLink *self)
{
}

/**
 * clasp_ws_client_link_new:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected socket
 * @host: what the request calls the server: host and port
 * @path: what it asks for, from "/" on, percent-encoded
 * @peer: the server's address as text
 * @func: told that the link is open, or why it is not
 * @user_data: for @func
 *
 * The request of RFC 6455 4.1, without a subprotocol and without extensions.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link that is not open yet
 */
ClaspLink *
clasp_ws_client_link_new (ClaspReactor     *reactor,
                          int               fd,
                          const char       *host,
                          const char       *path,
                          const char       *peer,
                          ClaspWsClientFunc func,
                          gpointer          user_data)
{
  ClaspWsClientLink *self = g_object_new (CLASP_TYPE_WS_CLIENT_LINK, NULL);

  clasp_ws_parser_init (&self->parser, CLASP_WS_CLIENT, CLASP_FRAME_MAX_SIZE);
  self->func = func;
  self->user_data = user_data;
  self->peer = g_strdup (peer);
  self->key = make_key ();
  self->stream = clasp_stream_new (reactor, fd, &stream_handler, self);
  ask (self, host, path);
  clasp_stream_set_reading (self->stream, TRUE);
  return CLASP_LINK (self);
}
