/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#include "io/clasp-ws-framing.h"

/* Design notes: the engine's framing is used where it writes; the reader is our own, because it is
 * in the hot path and a server's frames are the simple ones. */

#define MASK 0x9d3a61c7u /* one for all: what counts is that the server has to take it off */

gboolean
load_carrier_open (LoadConn *conn)
{
  static const char request[] =
    "GET /clasp HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: clasp\r\n\r\n";

  if (!conn->protocol->is_ws)
    return TRUE;
  load_conn_put (conn, request, sizeof request - 1);
  return FALSE;
}

void
load_carrier_put (LoadConn *conn, const guint8 *unit, gsize size)
{
  guint32 length = GUINT32_TO_BE ((guint32) size);

  if (conn->protocol->is_ws)
    {
      guint8 *out = load_conn_reserve (conn, clasp_ws_header_size (CLASP_WS_CLIENT, size) + size);

      clasp_ws_put_frame (out, CLASP_WS_CLIENT, CLASP_WS_BINARY, MASK, unit, size);
      return;
    }
  load_conn_put (conn, &length, 4);
  load_conn_put (conn, unit, size);
}

void
load_carrier_prepare (LoadConn     *conn,
                      LoadTopic    *topic,
                      const guint8 *unit,
                      gsize         size,
                      gsize         offset,
                      LoadSequence  sequence)
{
  guint32 length = GUINT32_TO_BE ((guint32) size);
  gsize   header = clasp_ws_header_size (CLASP_WS_CLIENT, size);
  guint8  bytes[160];

  if (!conn->protocol->is_ws)
    {
      load_topic_append (topic, &length, 4);
      load_topic_append (topic, unit, size);
      load_topic_mark (topic, sequence, 4 + offset);
      return;
    }
  if (header + size > sizeof bytes)
    load_die ("the message of %s is too long", topic->name);
  clasp_ws_put_frame (bytes, CLASP_WS_CLIENT, CLASP_WS_BINARY, MASK, unit, size);
  load_topic_append (topic, bytes, header + size);
  load_topic_mark (topic, sequence, header + offset);
  /* The sequence number of @unit is zero, so what stands there now is the mask. */
  memcpy (&topic->mask, bytes + header + offset, 8);
}

static gsize
take_upgrade (LoadConn *conn, guint8 *bytes, gsize size)
{
  guint8 *end = memmem (bytes, size, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (size < 12 || memcmp (bytes, "HTTP/1.1 101", 12) != 0)
    load_die ("the server refused the WebSocket: %.*s", (int) MIN (size, 80), bytes);
  conn->is_upgraded = TRUE;
  return (gsize) (end + 4 - bytes);
}

static gsize
take_ws (guint8 *bytes, gsize size, guint8 **unit, gsize *unit_size)
{
  gsize header = 2;

  if (size < 2)
    return 0;
  *unit_size = bytes[1];
  if (G_UNLIKELY (bytes[0] != 0x82))
    load_die ("a WebSocket frame that begins with 0x%02x", bytes[0]);
  if (G_UNLIKELY (bytes[1] >= 126))
    {
      if (bytes[1] > 127 || size < 10)
        return 0;
      header = bytes[1] == 126 ? 4 : 10;
      *unit_size = bytes[1] == 126 ? load_get_u16 (bytes + 2) : load_get_u64 (bytes + 2);
    }
  if (size < header + *unit_size)
    return 0;
  *unit = bytes + header;
  return header + *unit_size;
}

gsize
load_carrier_next (LoadConn *conn, guint8 *bytes, gsize size, guint8 **unit, gsize *unit_size)
{
  if (conn->protocol->is_ws)
    {
      if (G_LIKELY (conn->is_upgraded))
        return take_ws (bytes, size, unit, unit_size);
      *unit = NULL;
      return take_upgrade (conn, bytes, size);
    }
  if (size < 4)
    return 0;
  *unit_size = load_get_u32 (bytes);
  if (size < 4 + *unit_size)
    return 0;
  *unit = bytes + 4;
  return 4 + *unit_size;
}
