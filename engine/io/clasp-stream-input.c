/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-stream"

#include "io/clasp-stream-private.h"

#include <errno.h>
#include <sys/socket.h>

/* Design notes. One turn of one stream reads at most READ_BUDGET bytes, so a peer that floods waits
 * for the others like everybody else; the rest stays in the kernel, and level-triggered epoll
 * brings us back. Units are cut in the shared buffer; only a unit that is not complete moves to
 * @pending, and then grows by just the bytes it lacks, so that a peer that dribbles costs no more
 * than the bytes it sends. */

#define READ_BUDGET (64 * 1024)
#define TLS_RECORD 16384

/* As many records as READ_BUDGET holds, and the one that passes it: then nothing that was decrypted
 * is left where epoll does not see it. */
static gssize
tls_recv (ClaspStream *self, guint8 *buffer)
{
  gsize  total = 0;
  gssize n = 1;

  G_STATIC_ASSERT (READ_BUDGET + TLS_RECORD <= CLASP_REACTOR_BUFFER_SIZE);
  while (n > 0 && total < READ_BUDGET)
    {
      n = clasp_tls_recv (self->tls, buffer + total, TLS_RECORD);
      total += n > 0 ? (gsize) n : 0;
    }
  return total > 0 ? (gssize) total : n;
}

static gssize
socket_recv (ClaspStream *self, guint8 *buffer)
{
  if (G_UNLIKELY (self->tls != NULL))
    return tls_recv (self, buffer);
  return recv (self->fd, buffer, READ_BUDGET, MSG_DONTWAIT);
}

/* Lets the owner handle the unit at the front; 0 when it is not complete. */
static gsize
take_unit (ClaspStream *self, guint8 *bytes, gsize size)
{
  gsize needed = 0;
  gsize unit = self->handler->unit (bytes, size, &needed, self->user_data);

  self->needed = unit > 0 ? 0 : MAX (needed, size + 1);
  return unit;
}

void
clasp_stream_run_pending (ClaspStream *self)
{
  gsize done = 0;
  gsize unit = 1;

  while (unit > 0 && done < self->pending->len && clasp_stream_can_deliver (self))
    {
      unit = take_unit (self, self->pending->data + done, self->pending->len - done);
      done += unit;
    }

  if (done == self->pending->len)
    g_clear_pointer (&self->pending, g_byte_array_unref);
  else if (done > 0)
    g_byte_array_remove_range (self->pending, 0, (guint) done);
}

/* Completes the unit at the front of @pending; returns how many of @bytes it took. */
static gsize
complete_pending (ClaspStream *self, const guint8 *bytes, gsize size)
{
  gsize taken = 0;

  while (taken < size && clasp_stream_pending_size (self) > 0 && clasp_stream_can_deliver (self))
    {
      gsize lacks = self->needed > self->pending->len ? self->needed - self->pending->len : 0;
      gsize part = MIN (lacks, size - taken);

      g_byte_array_append (self->pending, bytes + taken, (guint) part);
      taken += part;
      if (self->pending->len < self->needed)
        break;
      clasp_stream_run_pending (self);
    }

  return taken;
}

static void
keep_pending (ClaspStream *self, const guint8 *bytes, gsize size)
{
  if (size == 0 || self->state != CLASP_STREAM_OPEN)
    return;
  if (self->pending == NULL)
    self->pending = g_byte_array_new ();
  g_byte_array_append (self->pending, bytes, (guint) size);
}

static void
handle_input (ClaspStream *self, guint8 *bytes, gsize size)
{
  gsize done = complete_pending (self, bytes, size);
  gsize unit = 1;

  while (unit > 0 && done < size && clasp_stream_pending_size (self) == 0 && clasp_stream_can_deliver (self))
    {
      unit = take_unit (self, bytes + done, size - done);
      done += unit;
    }
  keep_pending (self, bytes + done, size - done);
}

void
clasp_stream_read_input (ClaspStream *self)
{
  guint8 *buffer = clasp_reactor_get_buffer (self->reactor);
  gssize  n;

  G_STATIC_ASSERT (READ_BUDGET <= CLASP_REACTOR_BUFFER_SIZE);
  do
    n = socket_recv (self, buffer);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    self->traffic->bytes_in += (gsize) n;
  if (n > 0 && self->state == CLASP_STREAM_OPEN)
    handle_input (self, buffer, (gsize) n);
  else if (n == 0)
    {
      clasp_stream_send_output (self); /* answers to what came just before the end */
      clasp_stream_finish (self, "the peer closed the connection");
    }
  else if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
    clasp_stream_finish_errno (self, errno);
}
