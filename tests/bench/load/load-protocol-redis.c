/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#include <stdlib.h>

/* Redis, RESP 2. A subscriber gets arrays, a publisher an integer for each PUBLISH, and PING is
 * answered by "+PONG". */

#define MAX_PARTS 8

typedef struct
{
  const guint8 *data;
  gsize         size;
} Part;

static void
put_text (LoadConn *conn, const char *text)
{
  load_conn_put (conn, text, strlen (text));
}

static void
greet (LoadConn *conn)
{
  put_text (conn, "*1\r\n$4\r\nPING\r\n");
}

static void
subscribe (LoadConn *conn, guint id, const char *pattern)
{
  gboolean         is_pattern = strpbrk (pattern, "*?[") != NULL;
  g_autofree char *text =
    g_strdup_printf ("*2\r\n$%u\r\n%s\r\n$%zu\r\n%s\r\n", is_pattern ? 10 : 9,
                     is_pattern ? "PSUBSCRIBE" : "SUBSCRIBE", strlen (pattern), pattern);

  put_text (conn, text);
}

static void
prepare (LoadConn *conn, LoadTopic *topic, LoadKind kind)
{
  g_autofree char *head =
    g_strdup_printf ("*3\r\n$7\r\nPUBLISH\r\n$%zu\r\n%s\r\n$16\r\n", topic->name_size, topic->name);

  load_topic_append (topic, head, strlen (head));
  load_topic_mark (topic, LOAD_SEQUENCE_HEX, topic->size);
  load_topic_append (topic, "0123456789abcdef\r\n", 18);
}

static void
put_command (LoadConn *conn, const char *verb, guint index, const char *value)
{
  g_autofree char *name = load_shape_topic (conn->protocol, LOAD_SHAPE_ALL, index);
  g_autofree char *text =
    g_strdup_printf ("*%u\r\n$3\r\n%s\r\n$%zu\r\n%s\r\n%s", *value != '\0' ? 3 : 2, verb,
                     strlen (name), name, value);

  put_text (conn, text);
}

static void
set (LoadConn *conn, guint index)
{
  char value[32];

  g_snprintf (value, sizeof value, "$8\r\n%08u\r\n", index);
  put_command (conn, "SET", index, value);
}

static void
get (LoadConn *conn, guint index)
{
  put_command (conn, "GET", index, "");
}

/* The number of the line at @bytes; FALSE when it is not complete. */
static inline gboolean
read_count (const guint8 *bytes, gsize size, gsize *done, gsize *count)
{
  gsize i = *done + 1;

  *count = 0;
  for (; i < size && bytes[i] >= '0' && bytes[i] <= '9'; i++)
    *count = *count * 10 + (gsize) (bytes[i] - '0');
  *done = i + 2;
  return *done <= size;
}

/* An array of strings and integers; its size, 0 when it is not complete. */
static inline gsize
read_array (const guint8 *bytes, gsize size, Part parts[MAX_PARTS], gsize *n_parts)
{
  gsize done = 0;

  if (!read_count (bytes, size, &done, n_parts))
    return 0;
  if (*n_parts > MAX_PARTS)
    load_die ("an array of %zu", *n_parts);
  for (gsize i = 0; i < *n_parts; i++)
    {
      gboolean is_string;
      gsize    count;

      if (done >= size)
        return 0;
      is_string = bytes[done] == '$';
      if (!read_count (bytes, size, &done, &count))
        return 0;
      parts[i] = (Part){ bytes + done, is_string ? count : 0 };
      done += is_string ? count + 2 : 0;
    }
  return done <= size ? done : 0;
}

static inline void
take_array (LoadConn *conn, const Part *parts, gsize n_parts)
{
  const Part *channel = &parts[n_parts - 2];
  const Part *payload = &parts[n_parts - 1];
  guint64     sequence;

  if (n_parts < 3)
    load_die ("an array of %zu", n_parts);
  if (memcmp (parts[0].data, "message", 7) != 0 && memcmp (parts[0].data, "pmessage", 8) != 0)
    conn->loop->sink->ready (conn);
  else if (payload->size != 16 || !load_parse_hex (payload->data, &sequence))
    load_die ("a delivery that was never sent");
  else
    conn->loop->sink->delivery (conn, sequence, (const char *) channel->data, channel->size);
}

/* The answer to GET. */
static gsize
take_string (LoadConn *conn, const guint8 *bytes, gsize size)
{
  gsize done = 0;
  gsize count;

  if (!read_count (bytes, size, &done, &count) || size < done + count + 2)
    return 0;
  if (count != 8)
    load_die ("a value of %zu bytes", count);
  conn->loop->sink->answer (conn, bytes + done, count);
  return done + count + 2;
}

static gsize
take_line (LoadConn *conn, const guint8 *bytes, gsize size)
{
  const guint8 *end = memchr (bytes, '\n', size);

  if (end == NULL)
    return 0;
  if (bytes[0] == '+')
    conn->loop->sink->ready (conn);
  else if (bytes[0] != ':')
    load_die ("%.*s", (int) (end - bytes), bytes);
  return (gsize) (end + 1 - bytes);
}

static gsize
take (LoadConn *conn, const guint8 *bytes, gsize size)
{
  Part  parts[MAX_PARTS];
  gsize n, n_parts;

  if (bytes[0] == '$')
    return take_string (conn, bytes, size);
  if (bytes[0] != '*')
    return take_line (conn, bytes, size);
  n = read_array (bytes, size, parts, &n_parts);
  if (n > 0)
    take_array (conn, parts, n_parts);
  return n;
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

const LoadProtocol load_redis = {
  .name = "redis",
  .separator = ':',
  .one = "*",
  .rest = "*",
  .greet = greet,
  .subscribe = subscribe,
  .prepare = prepare,
  .set = set,
  .get = get,
  .drain = drain,
};
