/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#include <stdlib.h>

/* NATS core, as its documentation describes the client protocol. */

static void
put_text (LoadConn *conn, const char *text)
{
  load_conn_put (conn, text, strlen (text));
}

static void
greet (LoadConn *conn)
{
  put_text (conn, "CONNECT "
                  "{\"verbose\":false,\"pedantic\":false,\"echo\":false,\"lang\":\"c\",\"version\":"
                  "\"1\"}\r\nPING\r\n");
}

static void
subscribe (LoadConn *conn, guint id, const char *pattern)
{
  g_autofree char *text = g_strdup_printf ("SUB %s %u\r\nPING\r\n", pattern, id);

  put_text (conn, text);
}

static void
prepare (LoadConn *conn, LoadTopic *topic, LoadKind kind)
{
  load_topic_append (topic, "PUB ", 4);
  load_topic_append (topic, topic->name, topic->name_size);
  load_topic_append (topic, " 16\r\n", 5);
  load_topic_mark (topic, LOAD_SEQUENCE_HEX, topic->size);
  load_topic_append (topic, "0123456789abcdef\r\n", 18);
}

/* "MSG <subject> <sid> <bytes>" and the payload; the size of both, 0 if not complete. */
static inline gsize
take_message (LoadConn *conn, const guint8 *line, gsize line_size, gsize size)
{
  const guint8 *subject = line + 4;
  const guint8 *space = memchr (subject, ' ', line_size - 4);
  const guint8 *payload = line + line_size + 1;
  guint64       sequence;

  if (size < line_size + 1 + 18)
    return 0;
  if (space == NULL || memcmp (line + line_size - 4, " 16\r", 4) != 0 ||
      !load_parse_hex (payload, &sequence))
    load_die ("a delivery that was never sent: %.*s", (int) line_size, line);
  conn->loop->sink->delivery (conn, sequence, (const char *) subject, (gsize) (space - subject));
  return line_size + 1 + 18;
}

static gsize
take_other (LoadConn *conn, const guint8 *line, gsize line_size)
{
  if (memcmp (line, "PONG", 4) == 0)
    conn->loop->sink->ready (conn);
  else if (memcmp (line, "PING", 4) == 0)
    put_text (conn, "PONG\r\n");
  else if (memcmp (line, "INFO", 4) != 0)
    load_die ("%.*s", (int) line_size, line);
  return line_size + 1;
}

static gsize
take (LoadConn *conn, const guint8 *bytes, gsize size)
{
  const guint8 *end = memchr (bytes, '\n', size);
  gsize         line_size;

  if (end == NULL)
    return 0;
  line_size = (gsize) (end - bytes);
  if (line_size < 4)
    load_die ("a line of %zu bytes", line_size);
  return G_LIKELY (memcmp (bytes, "MSG ", 4) == 0) ? take_message (conn, bytes, line_size, size)
                                                   : take_other (conn, bytes, line_size);
}

static gsize
drain (LoadConn *conn, guint8 *bytes, gsize size)
{
  gsize done = 0;
  gsize n;

  while (done < size && (n = take (conn, bytes + done, size - done)) > 0)
    done += n;
  return done;
}

const LoadProtocol load_nats = {
  .name = "nats",
  .separator = '.',
  .one = "*",
  .rest = ">",
  .greet = greet,
  .subscribe = subscribe,
  .prepare = prepare,
  .drain = drain,
};
