/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

/* MQTT 3.1.1 (OASIS, 2014), quality of service 0. Packets stay below 128 bytes, so their length is
 * one byte; longer ones are read all the same. */

enum
{
  CONNACK = 0x20,
  PUBLISH = 0x30,
  SUBACK = 0x90,
};

static void
greet (LoadConn *conn)
{
  guint8 packet[64] = { 0x10, 0, 0, 4, 'M', 'Q', 'T', 'T', 4, 2 /* clean session */, 0, 0 };
  g_autofree char *id = g_strdup_printf ("load%u", conn->index);
  guint8           length = (guint8) strlen (id);

  packet[1] = (guint8) (12 + length);
  packet[13] = length;
  memcpy (packet + 14, id, length);
  load_conn_put (conn, packet, 14 + length);
}

static void
subscribe (LoadConn *conn, guint id, const char *pattern)
{
  guint8 length = (guint8) strlen (pattern);
  guint8 header[] = { 0x82, (guint8) (5 + length), (guint8) (id >> 8), (guint8) id, 0, length };

  load_conn_put (conn, header, sizeof header);
  load_conn_put (conn, pattern, length);
  load_conn_put (conn, "\0", 1);
}

static void
prepare (LoadConn *conn, LoadTopic *topic, LoadKind kind)
{
  guint8 header[] = { PUBLISH, (guint8) (2 + topic->name_size + 16), 0, (guint8) topic->name_size };

  load_topic_append (topic, header, sizeof header);
  load_topic_append (topic, topic->name, topic->name_size);
  load_topic_mark (topic, LOAD_SEQUENCE_HEX, topic->size);
  load_topic_append (topic, "0123456789abcdef", 16);
}

/* Size of the packet at the front, 0 when it is not complete. */
static inline gsize
packet_size (const guint8 *bytes, gsize size, gsize *header)
{
  gsize length = 0;

  for (guint i = 0; i < 4; i++)
    {
      if (size < 2 + i)
        return 0;
      length |= (gsize) (bytes[1 + i] & 0x7f) << (7 * i);
      if ((bytes[1 + i] & 0x80) == 0)
        {
          *header = 2 + i;
          return size < *header + length ? 0 : *header + length;
        }
    }
  load_die ("a packet without a length");
}

static inline void
take_publish (LoadConn *conn, const guint8 *body, gsize size)
{
  gsize   length = size >= 2 ? load_get_u16 (body) : 0;
  guint64 sequence;

  if (size != 2 + length + 16 || !load_parse_hex (body + 2 + length, &sequence))
    load_die ("a delivery of %zu bytes that was never sent", size);
  conn->loop->sink->delivery (conn, sequence, (const char *) body + 2, length);
}

static void
take_packet (LoadConn *conn, const guint8 *bytes, gsize header, gsize size)
{
  if (G_LIKELY ((bytes[0] & 0xf0) == PUBLISH))
    take_publish (conn, bytes + header, size - header);
  else if (bytes[0] == CONNACK && size == 4 && bytes[3] == 0)
    conn->loop->sink->ready (conn);
  else if (bytes[0] == SUBACK && bytes[size - 1] == 0)
    conn->loop->sink->ready (conn);
  else
    load_die ("packet 0x%02x from the broker", bytes[0]);
}

static gsize
drain (LoadConn *conn, guint8 *bytes, gsize size)
{
  gsize done = 0;
  gsize n, header;

  while ((n = packet_size (bytes + done, size - done, &header)) > 0)
    {
      take_packet (conn, bytes + done, header, n);
      done += n;
    }
  return done;
}

const LoadProtocol load_mqtt = {
  .name = "mqtt",
  .separator = '/',
  .one = "+",
  .rest = "#",
  .greet = greet,
  .subscribe = subscribe,
  .prepare = prepare,
  .drain = drain,
};
