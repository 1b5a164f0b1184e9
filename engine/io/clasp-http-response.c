/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-http-response.h"

#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11" /* RFC 6455 1.3 */
#define WEBSOCKET_VERSION "13"
#define MAX_KEY 64 /* 24 in truth */
#define SHA1_SIZE 20

static const char *
reason_of (guint status)
{
  switch (status)
    {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 426:
      return "Upgrade Required";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
    }
}

static void
append_head (GString *out, guint status, const char *content_type, gsize size)
{
  g_string_append_printf (out, "HTTP/1.1 %u %s\r\n", status, reason_of (status));
  if (status != 204) /* which has none, RFC 9110 8.6 */
    g_string_append_printf (out, "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                            content_type, size);
  g_string_append (out, "Cache-Control: no-store\r\nConnection: close\r\n");
  if (status == 405)
    g_string_append (out, "Allow: GET, HEAD, POST, OPTIONS\r\n");
  if (status == 426)
    g_string_append (out, "Upgrade: websocket\r\nSec-WebSocket-Version: " WEBSOCKET_VERSION "\r\n");
  g_string_append (out, "\r\n");
}

void
clasp_http_append_answer (GString *out, const ClaspHttpAnswer *answer, gboolean is_head)
{
  gsize         size;
  gconstpointer body = g_bytes_get_data (answer->body, &size);

  append_head (out, answer->status, answer->content_type, size);
  if (!is_head && size > 0)
    g_string_append_len (out, body, (gssize) size);
}

void
clasp_http_append_text (GString *out, guint status, const char *text, gboolean is_head)
{
  append_head (out, status, "text/plain", strlen (text));
  if (!is_head)
    g_string_append (out, text);
}

/* ---- upgrade ---- */

gboolean
clasp_http_wants_upgrade (const ClaspHttpRequest *request)
{
  return clasp_str_equal (request->method, CLASP_STR_LITERAL ("GET")) &&
         clasp_http_request_contains (request, "Upgrade", "websocket");
}

static char *
accept_of (ClaspStr key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8                digest[SHA1_SIZE];
  gsize                 size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key.data, (gssize) key.length);
  g_checksum_update (checksum, (const guchar *) WEBSOCKET_GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

gboolean
clasp_http_append_upgrade (GString *out, const ClaspHttpRequest *request, const char *subprotocol)
{
  ClaspStr         key = clasp_http_request_get (request, "Sec-WebSocket-Key");
  g_autofree char *accept = NULL;

  if (!clasp_str_equal (clasp_http_request_get (request, "Sec-WebSocket-Version"),
                        CLASP_STR_LITERAL (WEBSOCKET_VERSION)))
    {
      clasp_http_append_text (out, 426, "WebSocket version 13 is spoken here\n", FALSE);
      return FALSE;
    }
  if (key.length == 0 || key.length > MAX_KEY ||
      !clasp_http_request_contains (request, "Connection", "upgrade"))
    {
      clasp_http_append_text (
        out, 400, "A WebSocket request needs Connection: Upgrade and Sec-WebSocket-Key\n", FALSE);
      return FALSE;
    }

  accept = accept_of (key);
  g_string_append_printf (out,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n",
                          accept);
  if (clasp_http_request_contains (request, "Sec-WebSocket-Protocol", subprotocol))
    g_string_append_printf (out, "Sec-WebSocket-Protocol: %s\r\n", subprotocol);
  g_string_append (out, "\r\n");
  return TRUE;
}
