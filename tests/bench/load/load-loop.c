/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define READ_SIZE (1024 * 1024)
#define MAX_EVENTS 1024

void
load_die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  fputs ("clasp-load: ", stderr);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
  va_end (arguments);
  exit (EXIT_FAILURE);
}

gint64
load_now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

void
load_buffer_clear (LoadBuffer *self)
{
  g_free (self->data);
  *self = (LoadBuffer){ 0 };
}

static guint8 *
buffer_reserve (LoadBuffer *self, gsize size)
{
  guint8 *place;

  if (self->end + size > self->capacity)
    {
      self->capacity = MAX (self->capacity * 2, MAX (256, self->end + size));
      self->data = g_realloc (self->data, self->capacity);
    }
  place = self->data + self->end;
  self->end += size;
  return place;
}

void
load_loop_init (LoadLoop *self, guint16 port, const LoadSink *sink)
{
  *self = (LoadLoop){ .port = port, .sink = sink };
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    load_die ("epoll_create1: %s", g_strerror (errno));
  self->buffer = g_malloc (READ_SIZE);
  self->dirty = g_ptr_array_new ();
}

void
load_loop_clear (LoadLoop *self)
{
  close (self->epoll_fd);
  g_free (self->buffer);
  g_ptr_array_unref (self->dirty);
}

/* ---- connections ---- */

static void
watch (LoadConn *self, int operation)
{
  gboolean           waits_for_room = self->is_blocked || !self->is_connected;
  struct epoll_event event = { .events =
                                 (self->is_deaf ? 0 : EPOLLIN) | (waits_for_room ? EPOLLOUT : 0),
                               .data.ptr = self };

  if (epoll_ctl (self->loop->epoll_fd, operation, self->fd, &event) < 0)
    load_die ("epoll_ctl: %s", g_strerror (errno));
}

LoadConn *
load_conn_new (LoadLoop *loop, const LoadProtocol *protocol, guint index)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (loop->port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  LoadConn          *self = g_new0 (LoadConn, 1);
  int                on = 1;

  self->loop = loop;
  self->protocol = protocol;
  self->index = index;
  self->started_ns = load_now_ns ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (self->fd < 0)
    load_die ("socket: %s", g_strerror (errno));
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  /* Our end waits in TIME_WAIT; that must not keep a server from the port. */
  setsockopt (self->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (connect (self->fd, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS)
    load_die ("connect: %s", g_strerror (errno));
  watch (self, EPOLL_CTL_ADD);
  return self;
}

void
load_conn_free (LoadConn *self)
{
  g_ptr_array_remove_fast (self->loop->dirty, self);
  load_tls_end (self);
  close (self->fd);
  load_buffer_clear (&self->out);
  load_buffer_clear (&self->partial);
  g_free (self);
}

guint8 *
load_conn_reserve (LoadConn *self, gsize size)
{
  if (!self->is_dirty)
    {
      self->is_dirty = TRUE;
      g_ptr_array_add (self->loop->dirty, self);
    }
  return buffer_reserve (&self->out, size);
}

/* From now on what the server sends stays in the kernel. */
void
load_conn_set_deaf (LoadConn *self)
{
  self->is_deaf = TRUE;
  watch (self, EPOLL_CTL_MOD);
}

static void
closed (LoadConn *self, const char *why)
{
  if (self->loop->sink->closed == NULL)
    load_die ("the server closed connection %u: %s", self->index, why);
  self->loop->sink->closed (self);
}

static gssize
transmit (LoadConn *self, const guint8 *bytes, gsize size)
{
  if (G_UNLIKELY (self->tls != NULL))
    return load_tls_send (self, bytes, size);
  return send (self->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static gssize
receive (LoadConn *self, guint8 *bytes, gsize size)
{
  if (G_UNLIKELY (self->tls != NULL))
    return load_tls_recv (self, bytes, size);
  return recv (self->fd, bytes, size, MSG_DONTWAIT);
}

static void
flush (LoadConn *self)
{
  LoadBuffer *out = &self->out;
  gssize      n;

  if (self->is_blocked || !self->is_connected)
    return;
  n = transmit (self, out->data + out->start, out->end - out->start);
  if (n < 0 && errno != EAGAIN)
    return; /* the next read says why */
  out->start += (gsize) MAX (n, 0);
  if (out->start == out->end)
    out->start = out->end = 0;
  else
    {
      self->is_blocked = TRUE;
      watch (self, EPOLL_CTL_MOD);
    }
}

static void
handle_writable (LoadConn *self)
{
  int       error = 0;
  socklen_t size = sizeof error;

  if (!self->is_connected)
    {
      getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0)
        load_die ("connection %u: %s", self->index, g_strerror (error));
      self->is_connected = TRUE;
      if (self->protocol->is_tls)
        load_tls_start (self);
      self->protocol->greet (self);
    }
  self->is_blocked = FALSE;
  if (self->out.start < self->out.end)
    flush (self);
  if (!self->is_blocked)
    watch (self, EPOLL_CTL_MOD);
}

/* What is left of a unit is put in front of the next read, so that every unit lies in one piece. */
static void
read_once (LoadConn *self)
{
  LoadLoop *loop = self->loop;
  gsize     kept = self->partial.end;
  gsize     size, done;
  gssize    n;

  if (kept > 0)
    memcpy (loop->buffer, self->partial.data, kept);
  n = receive (self, loop->buffer + kept, READ_SIZE - kept);
  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    {
      closed (self, n == 0 ? "end of stream" : g_strerror (errno));
      return;
    }
  loop->now_ns = load_now_ns ();
  size = kept + (gsize) n;
  done = self->protocol->drain (self, loop->buffer, size);
  self->partial.end = 0;
  if (done < size)
    memcpy (buffer_reserve (&self->partial, size - done), loop->buffer + done, size - done);
  else
    load_buffer_clear (&self->partial);
}

static void
handle_readable (LoadConn *self)
{
  if (self->protocol->is_tls && self->tls == NULL)
    return; /* nothing is expected before the handshake */
  read_once (self);
  while (G_UNLIKELY (self->tls != NULL) && load_tls_has_more (self))
    read_once (self);
}

static void
flush_dirty (LoadLoop *self)
{
  for (guint i = 0; i < self->dirty->len; i++)
    {
      LoadConn *conn = self->dirty->pdata[i];

      conn->is_dirty = FALSE;
      flush (conn);
    }
  g_ptr_array_set_size (self->dirty, 0);
}

void
load_loop_turn (LoadLoop *self, int timeout_ms)
{
  struct epoll_event events[MAX_EVENTS];
  int                n_events;

  flush_dirty (self);
  n_events = epoll_wait (self->epoll_fd, events, MAX_EVENTS, self->spins ? 0 : timeout_ms);
  self->now_ns = load_now_ns ();
  for (int i = 0; i < n_events; i++)
    {
      LoadConn *conn = events[i].data.ptr;

      if (events[i].events & EPOLLOUT)
        handle_writable (conn);
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        handle_readable (conn);
    }
}
