/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-stream"

#include "io/clasp-stream-private.h"

#include <errno.h>
#include <sys/socket.h>

/* Design note. Output is freed whenever it has left: one allocation per flush, of the size the last flush
 * had, is nothing beside the system call, and ten thousand idle peers cost no memory. */

/* Who does not encrypt pays one comparison per call of the kernel, here and where it reads. */
static gssize
socket_send (ClaspStream *self, const guint8 *bytes, gsize size)
{
  if (G_UNLIKELY (self->tls != NULL))
    return clasp_tls_send (self->tls, bytes, size);
  return send (self->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Bytes the kernel took; a failure is kept for the next turn, because callers may be in the middle
 * of something. */
static gsize
send_bytes (ClaspStream *self, const guint8 *bytes, gsize size)
{
  gssize n;

  do
    n = socket_send (self, bytes, size);
  while (n < 0 && errno == EINTR);

  if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
    self->send_errno = errno;
  else
    self->is_blocked = n < (gssize) size;
  if (n <= 0)
    return 0;
  self->traffic->bytes_out += (gsize) n;
  return (gsize) n;
}

void
clasp_stream_send_output (ClaspStream *self)
{
  const guint8 *bytes;
  gsize         size;

  if (clasp_send_queue_get_size (&self->queue) == 0)
    return;

  if (!self->is_blocked && self->send_errno == 0 && !self->is_shaking_hands)
    {
      bytes = clasp_send_queue_peek (&self->queue, &size);
      clasp_send_queue_consume (&self->queue, send_bytes (self, bytes, size));
      if (self->is_blocked)
        clasp_stream_update_events (self);
    }
  clasp_send_queue_keep (&self->queue);
}

/* Whether @size bytes more may be queued, now that the queue would pass its limit. */
static gboolean
find_room (ClaspStream *self, gsize size)
{
  gsize queued;

  /* The dispatch has gathered a lot: the kernel may take some of it now. */
  clasp_stream_send_output (self);
  queued = clasp_stream_get_queued (self);
  if (queued == 0 || queued + size <= self->limit)
    return TRUE;
  self->has_refused = TRUE;
  clasp_stream_defer_turn (self);
  return FALSE;
}

/* Whether @size bytes more may be queued. */
static inline gboolean
has_room (ClaspStream *self, gsize size)
{
  gsize queued = clasp_send_queue_get_size (&self->queue);

  if (G_UNLIKELY (self->state != CLASP_STREAM_OPEN || self->send_errno != 0))
    return FALSE;
  return G_LIKELY (queued == 0 || queued + size <= self->limit) || find_room (self, size);
}

static inline void
ensure_turn (ClaspStream *self)
{
  if (G_UNLIKELY (self->turn.next == NULL))
    clasp_stream_defer_turn (self);
}

/**
 * clasp_stream_reserve:
 * @self: a stream
 * @size: bytes that are to be sent together
 *
 * The queue leaves at the end of the dispatch. Never calls back.
 *
 * Thread: worker.
 *
 * Returns: (nullable): where to write them
 */
guint8 *
clasp_stream_reserve (ClaspStream *self, gsize size)
{
  guint8 *place;

  if (!has_room (self, size))
    return NULL;

  place = clasp_send_queue_reserve (&self->queue, size);
  ensure_turn (self);
  return place;
}

/**
 * clasp_stream_append_shared:
 * @self: a stream
 * @shared: of the same reactor
 * @bytes: what was reserved there
 * @size: how much
 *
 * Like clasp_stream_reserve() and a copy, without the copy.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when the queue is full or the stream no longer open
 */
gboolean
clasp_stream_append_shared (ClaspStream       *self,
                            ClaspSharedOutput *shared,
                            const guint8      *bytes,
                            gsize              size)
{
  if (clasp_send_queue_lengthen (&self->queue, bytes, size))
    return TRUE;
  if (!has_room (self, size))
    return FALSE;

  clasp_send_queue_append_shared (&self->queue, shared, bytes, size, self->limit);
  ensure_turn (self);
  return TRUE;
}

/**
 * clasp_stream_get_queue:
 * @self: a stream
 *
 * For clasp_send_queue_lengthen() alone: it says no whenever the stream would have to do something.
 *
 * Thread: worker.
 *
 * Returns: (transfer none): what waits for the socket, as long as the stream
 */
ClaspSendQueue *
clasp_stream_get_queue (ClaspStream *self)
{
  return &self->queue;
}

/**
 * clasp_stream_get_shared_output:
 * @self: a stream
 * @kind: how its frames are put on the wire
 *
 * Thread: worker.
 *
 * Returns: (transfer none): where to put what others of its kind send too
 */
ClaspSharedOutput *
clasp_stream_get_shared_output (ClaspStream *self, ClaspSharedKind kind)
{
  return clasp_reactor_get_shared_output (self->reactor, kind);
}

/**
 * clasp_stream_get_queued:
 * @self: a stream
 *
 * Thread: worker.
 *
 * Returns: bytes the kernel has not taken yet
 */
gsize
clasp_stream_get_queued (ClaspStream *self)
{
  return clasp_send_queue_get_size (&self->queue);
}

/**
 * clasp_stream_tell_below:
 * @self: a stream
 * @size: bytes
 *
 * Thread: worker.
 */
void
clasp_stream_tell_below (ClaspStream *self, gsize size)
{
  self->wants_below = TRUE;
  self->below = size;
  clasp_stream_defer_turn (self); /* it may be so already */
}

/**
 * clasp_stream_set_limit:
 * @self: a stream
 * @limit: bytes the output queue may hold
 *
 * Thread: worker.
 */
void
clasp_stream_set_limit (ClaspStream *self, gsize limit)
{
  self->limit = limit;
  clasp_send_queue_seal (&self->queue);
}
