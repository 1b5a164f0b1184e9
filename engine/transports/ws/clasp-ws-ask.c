/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-ws"

#include "transports/ws/clasp-ws-ask.h"

#include "io/clasp-stream.h"
#include "transports/ws/clasp-ws-link.h"

#include <libsoup/soup.h>

#define HANDSHAKE_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455 1.3 */

struct _ClaspWsAsk
{
  ClaspStream   *stream; /* (owned) (nullable) until it is a link's */
  char          *peer;   /* (owned) */
  char          *key;    /* (owned) */
  ClaspWsAskFunc func;
  gpointer       user_data;
};

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
ask (ClaspWsAsk *self, const char *host, const char *path)
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
check_answer (ClaspWsAsk *self, const char *text, gsize size)
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

/* The owner may let go of us: nothing is touched afterwards. */
static void
tell (ClaspWsAsk *self, const char *why)
{
  ClaspLink *link = NULL;

  if (why == NULL)
    link = clasp_ws_link_new_client (g_steal_pointer (&self->stream), self->peer, "ws");
  self->func (link, why, self->user_data);
}

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspWsAsk      *self = user_data;
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

static void
drained_cb (gpointer user_data)
{
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  tell (user_data, reason);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

/**
 * clasp_ws_ask_new:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected socket
 * @host: what the request calls the server: host and port
 * @path: what it asks for, from "/" on, percent-encoded
 * @peer: the server's address as text
 * @func: told that there is a link, or why there is none
 * @user_data: for @func
 *
 * The request of RFC 6455 4.1, without a subprotocol and without extensions.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a question that is not answered yet
 */
ClaspWsAsk *
clasp_ws_ask_new (ClaspReactor  *reactor,
                  int            fd,
                  const char    *host,
                  const char    *path,
                  const char    *peer,
                  ClaspWsAskFunc func,
                  gpointer       user_data)
{
  ClaspWsAsk *self = g_new0 (ClaspWsAsk, 1);

  self->func = func;
  self->user_data = user_data;
  self->peer = g_strdup (peer);
  self->key = make_key ();
  self->stream = clasp_stream_new (reactor, fd, &stream_handler, self);
  ask (self, host, path);
  clasp_stream_set_reading (self->stream, TRUE);
  return self;
}

/**
 * clasp_ws_ask_free:
 * @self: (transfer full): a question, answered or not
 *
 * Thread: worker.
 */
void
clasp_ws_ask_free (ClaspWsAsk *self)
{
  g_clear_pointer (&self->stream, clasp_stream_free);
  g_free (self->peer);
  g_free (self->key);
  g_free (self);
}
