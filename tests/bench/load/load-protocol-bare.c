/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

/* The yardstick's own: a unit ‘S’ subscribes and is answered by ‘R’; all else is a message, here as
 * long as a CLASP frame: 8 bytes ‘M’ and padding, the topic, the sequence number. */

#define TOPIC_OFFSET 8

static void
greet (LoadConn *conn)
{
  if (load_carrier_open (conn))
    conn->loop->sink->ready (conn);
}

static void
subscribe (LoadConn *conn, guint id, const char *pattern)
{
  load_carrier_put (conn, (const guint8 *) "S", 1);
}

static void
prepare (LoadConn *conn, LoadTopic *topic, LoadKind kind)
{
  guint8 unit[128] = { 'M' };
  gsize  size = TOPIC_OFFSET + topic->name_size + 8;

  if (size > sizeof unit)
    load_die ("the topic %s is too long", topic->name);
  memcpy (unit + TOPIC_OFFSET, topic->name, topic->name_size);
  load_carrier_prepare (conn, topic, unit, size, size - 8, LOAD_SEQUENCE_U64);
}

static inline void
take_unit (LoadConn *conn, const guint8 *unit, gsize size)
{
  if (size == 1 && unit[0] == 'R')
    conn->loop->sink->ready (conn);
  else if (size < TOPIC_OFFSET + 8 || unit[0] != 'M')
    load_die ("a unit of %zu bytes that was never sent", size);
  else
    conn->loop->sink->delivery (conn, load_get_u64 (unit + size - 8),
                                (const char *) unit + TOPIC_OFFSET, size - 8 - TOPIC_OFFSET);
}

static gsize
drain (LoadConn *conn, guint8 *bytes, gsize size)
{
  gsize   done = 0;
  gsize   n, unit_size;
  guint8 *unit;

  while ((n = load_carrier_next (conn, bytes + done, size - done, &unit, &unit_size)) > 0)
    {
      done += n;
      if (G_UNLIKELY (unit == NULL))
        conn->loop->sink->ready (conn);
      else
        take_unit (conn, unit, unit_size);
    }
  return done;
}

#define BARE_METHODS                                                                               \
  .separator = '/', .greet = greet, .subscribe = subscribe, .prepare = prepare, .drain = drain

const LoadProtocol load_bare_tcp = { .name = "bare-tcp", BARE_METHODS };
const LoadProtocol load_bare_ws = { .name = "bare-ws", .is_ws = TRUE, BARE_METHODS };
