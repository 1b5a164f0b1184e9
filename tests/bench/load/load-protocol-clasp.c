/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-clasp.h"

/* CLASP over TCP and WebSocket. What is said rarely goes through the engine's codec; deliveries are
 * read by hand, since a generator that is slower than the router measures itself. */

void
load_clasp_say (LoadConn *conn, const ClaspMessage *message)
{
  ClaspWriter      writer = { 0 };
  ClaspCodecStatus status;

  if (!clasp_frame_encode_default (&writer, message, &status))
    load_die ("a message cannot be encoded");
  load_carrier_put (conn, writer.data, writer.length);
  clasp_writer_clear (&writer);
}

static void
say_hello (LoadConn *conn)
{
  ClaspMessage hello = { .type = CLASP_MESSAGE_HELLO };

  hello.hello.version = 1;
  hello.hello.features = CLASP_FEATURE_PARAM | CLASP_FEATURE_EVENT | CLASP_FEATURE_STREAM;
  hello.hello.name = clasp_str ("load");
  load_clasp_say (conn, &hello);
}

static void
greet (LoadConn *conn)
{
  if (load_carrier_open (conn))
    say_hello (conn);
}

static void
subscribe (LoadConn *conn, guint id, const char *pattern)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SUBSCRIBE };
  ClaspMessage ping = { .type = CLASP_MESSAGE_PING };

  message.subscribe.id = id;
  message.subscribe.pattern = clasp_str (pattern);
  message.subscribe.types = CLASP_TYPES_ALL;
  load_clasp_say (conn, &message);
  load_clasp_say (conn, &ping);
}

static void
prepare (LoadConn *conn, LoadTopic *topic, LoadKind kind)
{
  ClaspMessage     message = { .type = CLASP_MESSAGE_PUBLISH };
  ClaspWriter      writer = { 0 };
  ClaspCodecStatus status;

  switch (kind)
    {
    case LOAD_KIND_SET:
      message.type = CLASP_MESSAGE_SET;
      message.set.address = clasp_str (topic->name);
      message.set.value = clasp_value_double (0.0);
      break;
    case LOAD_KIND_STREAM:
    case LOAD_KIND_EVENT:
      message.publish.signal = kind == LOAD_KIND_STREAM ? CLASP_SIGNAL_STREAM : CLASP_SIGNAL_EVENT;
      message.publish.address = clasp_str (topic->name);
      message.publish.has_value = TRUE;
      message.publish.value = clasp_value_double (0.0);
      break;
    }
  if (!clasp_frame_encode_default (&writer, &message, &status))
    load_die ("a message cannot be encoded");
  load_carrier_prepare (conn, topic, writer.data, writer.length, writer.length - 8,
                        LOAD_SEQUENCE_DOUBLE);
  clasp_writer_clear (&writer);
}

static void
set (LoadConn *conn, guint index)
{
  g_autofree char *name = load_shape_topic (conn->protocol, LOAD_SHAPE_ALL, index);
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (name);
  message.set.value = clasp_value_double (index);
  load_clasp_say (conn, &message);
}

static void
get (LoadConn *conn, guint index)
{
  g_autofree char *name = load_shape_topic (conn->protocol, LOAD_SHAPE_ALL, index);
  ClaspMessage     message = { .type = CLASP_MESSAGE_GET };

  message.get.address = clasp_str (name);
  load_clasp_say (conn, &message);
}

/* One entry of a SNAPSHOT whose value is a number; where the next one begins. */
static gsize
take_param (const guint8 *message, gsize size, gsize at, LoadParamFunc func, gpointer user_data)
{
  gsize       length = at + 2 <= size ? load_get_u16 (message + at) : 0;
  gsize       value = at + 2 + length + 1;
  const char *address = (const char *) message + at + 2;
  gsize       end = value + 8 + 8 + 1;
  guint8      flags;

  if (end > size || message[value - 1] != 7)
    load_die ("a SNAPSHOT with something that was never set");
  flags = message[end - 1];
  if (flags & 1)
    end += 2 + (end + 2 <= size ? load_get_u16 (message + end) : 0);
  if (flags & 2)
    end += 8;
  if (end > size)
    load_die ("a SNAPSHOT that ends too early");
  func (address, length, load_get_double (message + value), user_data);
  return end;
}

guint
load_clasp_read_snapshot (const guint8 *message, gsize size, LoadParamFunc func, gpointer user_data)
{
  guint count;
  gsize at = 3;

  if (size < 3 || message[0] != CLASP_MESSAGE_SNAPSHOT)
    return 0;
  count = load_get_u16 (message + 1);
  for (guint i = 0; i < count; i++)
    at = take_param (message, size, at, func, user_data);
  return count;
}

static void
take_error (const guint8 *message, gsize size)
{
  gsize length = size >= 5 ? load_get_u16 (message + 3) : 0;

  load_die ("ERROR %u from the router: %.*s", size >= 3 ? load_get_u16 (message + 1) : 0,
            (int) MIN (length, size - 5), message + 5);
}

/* SET: type, flags, address, value. PUBLISH: type, flags, address, indicator, type, value. */
static inline void
take_delivery (LoadConn *conn, const guint8 *message, gsize size)
{
  gboolean is_set = message[0] == CLASP_MESSAGE_SET;
  gsize    length = size >= 4 ? load_get_u16 (message + 2) : 0;
  gsize    value = 4 + length + (is_set ? 0 : 2);
  guint    type;

  if (size < value + 8)
    load_die ("a delivery of %zu bytes on connection %u", size, conn->index);
  type = is_set ? message[1] & 15 : message[value - 1];
  if (type != 7)
    load_die ("a delivery whose value has type %u", type);
  conn->loop->sink->delivery (conn, load_get_double (message + value), (const char *) message + 4,
                              length);
}

static void
take_unit (LoadConn *conn, const guint8 *unit, gsize size)
{
  gsize         header = size >= 4 && (unit[1] & 0x20) ? 12 : 4;
  const guint8 *message = unit + header;
  ClaspMessage  pong = { .type = CLASP_MESSAGE_PONG };

  if (size <= header || unit[0] != CLASP_FRAME_MAGIC || load_get_u16 (unit + 2) != size - header)
    load_die ("something that is no frame on connection %u", conn->index);
  size -= header;

  if (G_LIKELY (message[0] == CLASP_MESSAGE_SET || message[0] == CLASP_MESSAGE_PUBLISH))
    take_delivery (conn, message, size);
  else if (message[0] == CLASP_MESSAGE_WELCOME || message[0] == CLASP_MESSAGE_PONG)
    conn->loop->sink->ready (conn);
  else if (message[0] == CLASP_MESSAGE_PING)
    load_clasp_say (conn, &pong);
  else if (message[0] == CLASP_MESSAGE_ERROR)
    take_error (message, size);
  else if (conn->loop->sink->answer != NULL)
    conn->loop->sink->answer (conn, message, size);
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
        say_hello (conn);
      else
        take_unit (conn, unit, unit_size);
    }
  return done;
}

#define CLASP_METHODS                                                                              \
  .separator = '/', .one = "*", .rest = "**", .greet = greet, .subscribe = subscribe,              \
  .prepare = prepare, .set = set, .get = get, .drain = drain

const LoadProtocol load_clasp_tcp = { .name = "clasp-tcp", CLASP_METHODS };
const LoadProtocol load_clasp_tls = { .name = "clasp-tls", .is_tls = TRUE, CLASP_METHODS };
const LoadProtocol load_clasp_wss = {
  .name = "clasp-wss", .is_ws = TRUE, .is_tls = TRUE, CLASP_METHODS
};
const LoadProtocol load_clasp_ws = { .name = "clasp-ws", .is_ws = TRUE, CLASP_METHODS };
