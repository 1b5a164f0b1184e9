/* SPDX-License-Identifier: GPL-3.0-or-later */

/* yardstick PORT, yardstick relay IN OUT, yardstick sleep: the physical yardstick of the
 * benchmarks. One topic, a plain list of subscribers, and nothing else: what is left is what the
 * kernel takes for moving the bytes.
 *
 * Design notes. One port speaks both framings: a WebSocket peer begins with ‘G’ (of GET), the other
 * one with the zero of a big-endian length. A unit of one byte, ‘S’, subscribes its sender and is
 * answered by ‘R’; any other unit goes to all subscribers as it is. What is forwarded in one turn
 * of the loop is framed once for each of the two framings, and each subscriber gets all of it in
 * one write from that shared memory; only what the kernel does not take is kept for the connection.
 * There is no bound on that: a slow reader is none of this program's business.
 *
 * As a relay it sends each datagram that comes to port IN on to port OUT. As a sleeper it does
 * nothing but sleep until 10,000 times, 100 µs apart, and says how late it woke: what any program
 * that waits for a time has to bear on this machine. */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE (256 * 1024)
#define MAX_EVENTS 512
#define MAX_UNIT 65535
#define HTTP_LIMIT 4096
#define WS_BINARY 0x82
#define WS_MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

typedef enum
{
  FRAMING_UNKNOWN,
  FRAMING_LENGTH,
  FRAMING_HTTP, /* a WebSocket before its 101 */
  FRAMING_WS,
  N_FRAMINGS,
} Framing;

typedef struct
{
  int         fd;
  Framing     framing;
  gboolean    is_blocked;
  guint       place;   /* in the list of subscribers of its framing, plus one; 0 = none */
  GByteArray *partial; /* (owned) (nullable) the beginning of a unit */
  GByteArray *output;  /* (owned) (nullable) what the kernel did not take */
} Peer;

typedef struct
{
  guint8 *data;
  gsize   size, capacity;
} Turn;

typedef struct
{
  int        epoll_fd, listen_fd;
  guint8    *buffer;
  GPtrArray *subscribers[N_FRAMINGS];
  Turn       turn[N_FRAMINGS]; /* what goes to the subscribers at the end of this turn */
} Yardstick;

static void
die (const char *what)
{
  perror (what);
  exit (EXIT_FAILURE);
}

static void
watch (Yardstick *self, int operation, int fd, guint32 events, gpointer data)
{
  struct epoll_event event = { .events = events, .data.ptr = data };

  if (epoll_ctl (self->epoll_fd, operation, fd, &event) < 0)
    die ("epoll_ctl");
}

static void
accept_peer (Yardstick *self)
{
  int   fd = accept4 (self->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  int   on = 1;
  Peer *peer;

  if (fd < 0)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  peer = g_new0 (Peer, 1);
  peer->fd = fd;
  watch (self, EPOLL_CTL_ADD, fd, EPOLLIN, peer);
}

static void
unsubscribe (Yardstick *self, Peer *peer)
{
  GPtrArray *subscribers = self->subscribers[peer->framing];

  if (peer->place == 0)
    return;
  g_ptr_array_remove_index_fast (subscribers, peer->place - 1);
  if (peer->place <= subscribers->len)
    ((Peer *) subscribers->pdata[peer->place - 1])->place = peer->place;
  peer->place = 0;
}

static void
close_peer (Yardstick *self, Peer *peer)
{
  unsubscribe (self, peer);
  close (peer->fd);
  g_clear_pointer (&peer->partial, g_byte_array_unref);
  g_clear_pointer (&peer->output, g_byte_array_unref);
  g_free (peer);
}

/* ---- output ---- */

static void
keep_output (Yardstick *self, Peer *peer, const guint8 *bytes, gsize size)
{
  if (peer->output == NULL)
    peer->output = g_byte_array_new ();
  g_byte_array_append (peer->output, bytes, (guint) size);
  if (!peer->is_blocked)
    watch (self, EPOLL_CTL_MOD, peer->fd, EPOLLIN | EPOLLOUT, peer);
  peer->is_blocked = TRUE;
}

/* Errors are left to the next read, which meets them too. */
static void
send_bytes (Yardstick *self, Peer *peer, const guint8 *bytes, gsize size)
{
  gssize n = peer->is_blocked ? 0 : send (peer->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);

  if (n < 0)
    n = errno == EAGAIN ? 0 : (gssize) size;
  if ((gsize) n < size)
    keep_output (self, peer, bytes + n, size - (gsize) n);
}

static void
resume_output (Yardstick *self, Peer *peer)
{
  g_autoptr (GByteArray) output = g_steal_pointer (&peer->output);

  peer->is_blocked = FALSE;
  send_bytes (self, peer, output->data, output->len);
  if (!peer->is_blocked)
    watch (self, EPOLL_CTL_MOD, peer->fd, EPOLLIN, peer);
}

static guint8 *
reserve (Turn *turn, gsize size)
{
  guint8 *place;

  if (turn->size + size > turn->capacity)
    {
      turn->capacity = MAX (2 * turn->capacity, turn->size + size);
      turn->data = g_realloc (turn->data, turn->capacity);
    }
  place = turn->data + turn->size;
  turn->size += size;
  return place;
}

static inline void
put_unit (Turn *turn, Framing framing, const guint8 *unit, gsize size)
{
  guint32 length = g_htonl ((guint32) size);
  gsize   header = framing == FRAMING_LENGTH || size > 125 ? 4 : 2;
  guint8 *out = reserve (turn, header + size);

  if (framing == FRAMING_LENGTH)
    memcpy (out, &length, 4);
  else
    {
      out[0] = WS_BINARY;
      out[1] = header == 2 ? (guint8) size : 126;
      if (header == 4)
        {
          out[2] = (guint8) (size >> 8);
          out[3] = (guint8) size;
        }
    }
  memcpy (out + header, unit, size);
}

static void
end_turn (Yardstick *self)
{
  for (Framing framing = FRAMING_LENGTH; framing < N_FRAMINGS; framing++)
    {
      Turn      *turn = &self->turn[framing];
      GPtrArray *subscribers = self->subscribers[framing];

      if (turn->size == 0)
        continue;
      for (guint i = 0; i < subscribers->len; i++)
        send_bytes (self, subscribers->pdata[i], turn->data, turn->size);
      turn->size = 0;
    }
}

/* ---- input ---- */

static void
subscribe (Yardstick *self, Peer *peer)
{
  Turn answer = { 0 };

  put_unit (&answer, peer->framing, (const guint8 *) "R", 1);
  send_bytes (self, peer, answer.data, answer.size);
  g_free (answer.data);
  if (peer->place > 0)
    return;
  g_ptr_array_add (self->subscribers[peer->framing], peer);
  peer->place = self->subscribers[peer->framing]->len;
}

static void
handle_unit (Yardstick *self, Peer *peer, const guint8 *unit, gsize size)
{
  if (size == 1 && unit[0] == 'S')
    subscribe (self, peer);
  else
    for (Framing framing = FRAMING_LENGTH; framing < N_FRAMINGS; framing++)
      if (self->subscribers[framing]->len > 0)
        put_unit (&self->turn[framing], framing, unit, size);
}

/* Each take_…() handles the unit at the front: its size, 0 if it is not complete, or -1. */
static gssize
take_length (Yardstick *self, Peer *peer, guint8 *bytes, gsize size)
{
  guint32 length;

  if (size < 4)
    return 0;
  memcpy (&length, bytes, 4);
  length = g_ntohl (length);
  if (length > MAX_UNIT)
    return -1;
  if (size < 4 + (gsize) length)
    return 0;
  handle_unit (self, peer, bytes + 4, length);
  return 4 + (gssize) length;
}

static void
unmask (guint8 *bytes, gsize size, const guint8 mask[4])
{
  guint32 mask32;
  guint64 mask64, word;
  gsize   i = 0;

  memcpy (&mask32, mask, 4);
  mask64 = mask32 | (guint64) mask32 << 32;
  for (; i + 8 <= size; i += 8)
    {
      memcpy (&word, bytes + i, 8);
      word ^= mask64;
      memcpy (bytes + i, &word, 8);
    }
  for (; i < size; i++)
    bytes[i] ^= mask[i & 3];
}

/* Whole binary messages from clients, and nothing else of RFC 6455. */
static gssize
take_ws (Yardstick *self, Peer *peer, guint8 *bytes, gsize size)
{
  gsize length, header;

  if (size < 2)
    return 0;
  if (bytes[0] != WS_BINARY || (bytes[1] & 0x80) == 0 || bytes[1] == 0xff)
    return -1;
  length = bytes[1] & 0x7f;
  header = length == 126 ? 8 : 6;
  if (size < header)
    return 0;
  if (length == 126)
    length = (gsize) bytes[2] << 8 | bytes[3];
  if (size < header + length)
    return 0;
  unmask (bytes + header, length, bytes + header - 4);
  handle_unit (self, peer, bytes + header, length);
  return (gssize) (header + length);
}

static void
accept_upgrade (Yardstick *self, Peer *peer, const char *key)
{
  g_autofree char      *text = g_strconcat (key, WS_MAGIC, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8                digest[20];
  gsize                 digest_size = sizeof digest;
  g_autofree char      *accepted = NULL;
  g_autofree char      *answer = NULL;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &digest_size);
  accepted = g_base64_encode (digest, digest_size);
  answer = g_strdup_printf (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: %s\r\n\r\n",
    accepted);
  send_bytes (self, peer, (const guint8 *) answer, strlen (answer));
  peer->framing = FRAMING_WS;
}

static gssize
take_http (Yardstick *self, Peer *peer, guint8 *bytes, gsize size)
{
  const guint8    *end = memmem (bytes, size, "\r\n\r\n", 4);
  g_autofree char *head = NULL;
  char            *key;

  if (end == NULL)
    return size > HTTP_LIMIT ? -1 : 0;
  head = g_strndup ((const char *) bytes, (gsize) (end - bytes));
  key = strcasestr (head, "\r\nSec-WebSocket-Key:");
  if (key == NULL)
    return -1;
  key += strlen ("\r\nSec-WebSocket-Key:");
  key[strcspn (key, "\r")] = '\0';
  accept_upgrade (self, peer, g_strstrip (key));
  return end + 4 - bytes;
}

static gssize
take_unit (Yardstick *self, Peer *peer, guint8 *bytes, gsize size)
{
  switch (peer->framing)
    {
    case FRAMING_UNKNOWN:
      peer->framing = bytes[0] == 'G' ? FRAMING_HTTP : FRAMING_LENGTH;
      return take_unit (self, peer, bytes, size);
    case FRAMING_LENGTH:
      return take_length (self, peer, bytes, size);
    case FRAMING_HTTP:
      return take_http (self, peer, bytes, size);
    case FRAMING_WS:
      return take_ws (self, peer, bytes, size);
    case N_FRAMINGS:
      break;
    }
  return -1;
}

/* FALSE if the peer broke the framing. */
static gboolean
handle_input (Yardstick *self, Peer *peer, gsize size)
{
  gsize  done = 0;
  gssize n = 1;

  while (done < size && n > 0)
    {
      n = take_unit (self, peer, self->buffer + done, size - done);
      if (n > 0)
        done += (gsize) n;
    }
  if (n < 0)
    return FALSE;
  if (done < size)
    {
      if (peer->partial == NULL)
        peer->partial = g_byte_array_new ();
      g_byte_array_append (peer->partial, self->buffer + done, (guint) (size - done));
    }
  return TRUE;
}

static void
read_peer (Yardstick *self, Peer *peer)
{
  gsize  kept = 0;
  gssize n;

  if (peer->partial != NULL)
    {
      kept = peer->partial->len;
      memcpy (self->buffer, peer->partial->data, kept);
      g_clear_pointer (&peer->partial, g_byte_array_unref);
    }
  n = recv (peer->fd, self->buffer + kept, READ_SIZE - kept, 0);
  if (n == 0 || (n < 0 && errno != EAGAIN) || !handle_input (self, peer, kept + (gsize) MAX (n, 0)))
    close_peer (self, peer);
}

/* ---- running ---- */

static void
run (Yardstick *self)
{
  struct epoll_event events[MAX_EVENTS];

  while (TRUE)
    {
      int n_events = epoll_wait (self->epoll_fd, events, MAX_EVENTS, -1);

      for (int i = 0; i < n_events; i++)
        {
          Peer *peer = events[i].data.ptr;

          if (peer == NULL)
            {
              accept_peer (self);
              continue;
            }
          if (events[i].events & EPOLLOUT)
            resume_output (self, peer);
          if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            read_peer (self, peer);
        }
      end_turn (self);
    }
}

static struct sockaddr_in
loopback (const char *port)
{
  return (struct sockaddr_in){ .sin_family = AF_INET,
                               .sin_port = g_htons ((guint16) atoi (port)),
                               .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
}

static void
start (Yardstick *self, const char *port)
{
  struct sockaddr_in address = loopback (port);
  int                on = 1;

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  self->listen_fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt (self->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (self->listen_fd, (struct sockaddr *) &address, sizeof address) < 0 ||
      listen (self->listen_fd, 4096) < 0)
    die ("cannot listen");
  self->buffer = g_malloc (READ_SIZE);
  for (guint i = 0; i < N_FRAMINGS; i++)
    self->subscribers[i] = g_ptr_array_new ();
  watch (self, EPOLL_CTL_ADD, self->listen_fd, EPOLLIN, NULL);
}

/* ---- datagrams ---- */

static void
relay (const char *in, const char *out)
{
  struct sockaddr_in from = loopback (in);
  struct sockaddr_in to = loopback (out);
  int                fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  char               bytes[65536];

  if (fd < 0 || bind (fd, (struct sockaddr *) &from, sizeof from) < 0)
    die ("cannot bind");
  while (TRUE)
    {
      gssize n = recv (fd, bytes, sizeof bytes, 0);

      if (n >= 0)
        sendto (fd, bytes, (gsize) n, 0, (struct sockaddr *) &to, sizeof to);
    }
}

#define N_SLEEPS 10000
#define SLEEP_NS 100000

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static int
compare_times (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
sleep_and_tell (void)
{
  gint64 *late_ns = g_new (gint64, N_SLEEPS);
  gint64  due_ns = now_ns () + SLEEP_NS;

  for (guint i = 0; i < N_SLEEPS; i++, due_ns += SLEEP_NS)
    {
      struct timespec due = { due_ns / 1000000000, due_ns % 1000000000 };

      clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
      late_ns[i] = now_ns () - due_ns;
    }
  qsort (late_ns, N_SLEEPS, sizeof *late_ns, compare_times);
  printf ("late: p50 %.1f us, p99 %.1f us, most %.1f us\n", late_ns[N_SLEEPS / 2] / 1e3,
          late_ns[N_SLEEPS * 99 / 100] / 1e3, late_ns[N_SLEEPS - 1] / 1e3);
  g_free (late_ns);
}

int
main (int argc, char **argv)
{
  Yardstick self = { 0 };

  if (argc == 2 && g_str_equal (argv[1], "sleep"))
    {
      sleep_and_tell ();
      return 0;
    }

  if (argc == 4 && g_str_equal (argv[1], "relay"))
    relay (argv[2], argv[3]);
  if (argc != 2)
    {
      fprintf (stderr, "usage: yardstick PORT, yardstick relay IN OUT, or yardstick sleep\n");
      return 2;
    }
  start (&self, argv[1]);
  run (&self);
  return 0;
}
