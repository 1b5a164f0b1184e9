/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-stream"

#include "io/clasp-stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Design notes. One turn of one stream reads at most READ_BUDGET bytes, so a peer that floods waits
 * for the others like everybody else; the rest stays in the kernel, and level-triggered epoll
 * brings us back. Units are cut in the shared buffer; only a unit that is not complete moves to
 * @pending, and then grows by just the bytes it lacks, so that a peer that dribbles costs no more
 * than the bytes it sends.
 *
 * Output is freed whenever it has left: one allocation per flush, of the size the last flush had,
 * is nothing beside the system call, and ten thousand idle peers cost no memory.
 *
 * Closing: OPEN → FLUSHING (queue leaves) → LINGERING (our end shut, waiting for the peer's, so
 * that unread input does not make the kernel reset the connection and lose our last words) →
 * CLOSED. A stream whose owner has gone (@handler is NULL) skips the waiting. */

#define READ_BUDGET (64 * 1024)
#define TLS_RECORD 16384
#define SOCKET_LOST "the connection was lost: "

typedef enum
{
  STATE_OPEN,
  STATE_FLUSHING,
  STATE_LINGERING,
  STATE_CLOSED,
} StreamState;

struct _ClaspStream
{
  /* what appending to the output reads, together */
  StreamState        state;
  int                send_errno; /* of a send whose failure is still to be told */
  ClaspSendQueue     queue;
  gsize              limit; /* of what it holds */

  guint                     ref_count;
  int                       fd; /* (owned) -1 when closed */
  gboolean                  is_reading;
  gboolean                  is_blocked; /* the kernel's buffer is full */
  gboolean                  has_refused;
  gboolean                  wants_below; /* to be told when @below or less is queued */
  gsize                     below;
  guint32                   events;
  ClaspReactor             *reactor; /* (owned) */
  ClaspReactorWatch        *watch;   /* (owned) (nullable) */
  ClaspDeferred             turn;
  GSource                  *linger;  /* (owned) (nullable) */
  const ClaspStreamHandler *handler; /* (nullable) (unowned) NULL once the owner has gone */
  gpointer                  user_data;
  char                     *reason; /* (owned) (nullable) why close () was called */

  GByteArray *pending; /* (owned) (nullable) read, not handled */
  gsize       needed;  /* size of the unit at the front of @pending; 0 = not known */

  ClaspTraffic *traffic; /* (unowned) the reactor's */

  ClaspTls *tls; /* (owned) (nullable) */
  gboolean  is_shaking_hands;
};

static void turn_cb (gpointer user_data);

static void
stream_unref (ClaspStream *self)
{
  if (--self->ref_count > 0)
    return;

  clasp_reactor_unref (self->reactor);
  g_clear_pointer (&self->tls, clasp_tls_free);
  g_clear_pointer (&self->pending, g_byte_array_unref);
  clasp_send_queue_clear (&self->queue);
  g_free (self->reason);
  g_free (self);
}

static gsize
pending_size (ClaspStream *self)
{
  return self->pending != NULL ? self->pending->len : 0;
}

static gboolean
can_deliver (ClaspStream *self)
{
  return self->state == STATE_OPEN && self->is_reading && self->handler != NULL;
}

static void
update_events (ClaspStream *self)
{
  gboolean wants_input =
    self->state == STATE_OPEN && !self->is_shaking_hands ? self->is_reading : TRUE;
  guint32  events = (wants_input ? EPOLLIN : 0) | (self->is_blocked ? EPOLLOUT : 0);

  if (self->watch != NULL && events != self->events)
    {
      self->events = events;
      clasp_reactor_modify (self->watch, events);
    }
}

static void
defer_turn (ClaspStream *self)
{
  if (self->state != STATE_CLOSED)
    clasp_reactor_defer (self->reactor, &self->turn, turn_cb, self);
}

/* Ends the stream; drops the reference an absent owner left behind. */
static void
finish (ClaspStream *self, const char *reason)
{
  const ClaspStreamHandler *handler = g_steal_pointer (&self->handler);
  g_autofree char          *own_reason = g_steal_pointer (&self->reason);

  if (self->state == STATE_CLOSED)
    return;

  self->state = STATE_CLOSED;
  clasp_reactor_cancel (self->reactor, &self->turn);
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  close (self->fd);
  self->fd = -1;
  if (self->linger != NULL)
    g_source_destroy (self->linger);
  g_clear_pointer (&self->linger, g_source_unref);
  clasp_send_queue_clear (&self->queue);

  if (handler != NULL)
    handler->closed (own_reason != NULL ? own_reason : reason, self->user_data);
  else
    stream_unref (self);
}

static void
finish_errno (ClaspStream *self, int errno_value)
{
  g_autofree char *reason =
    errno_value == EPROTO && self->tls != NULL
      ? g_strdup (clasp_tls_get_error (self->tls))
      : g_strconcat (SOCKET_LOST, g_strerror (errno_value), NULL);

  finish (self, reason);
}

static gboolean
linger_cb (gpointer user_data)
{
  finish (user_data, "the peer did not take what was left to send");
  return G_SOURCE_REMOVE;
}

static void
start_linger_timer (ClaspStream *self)
{
  if (self->linger != NULL)
    return;

  self->linger = g_timeout_source_new (CLASP_STREAM_LINGER_MS);
  g_source_set_static_name (self->linger, "[clasp] stream linger");
  g_source_set_callback (self->linger, linger_cb, self, NULL);
  g_source_attach (self->linger, clasp_reactor_get_main_context (self->reactor));
}

/* ---- the socket, or what encrypts before it ----
 *
 * Whoever does not encrypt pays one comparison per call of the kernel. */

static gssize
socket_send (ClaspStream *self, const guint8 *bytes, gsize size)
{
  if (G_UNLIKELY (self->tls != NULL))
    return clasp_tls_send (self->tls, bytes, size);
  return send (self->fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
}

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

/* ---- output ---- */

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

static void
send_output (ClaspStream *self)
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
        update_events (self);
    }
  clasp_send_queue_keep (&self->queue);
}

static void
tell_drained (ClaspStream *self)
{
  gsize    queued = clasp_stream_get_queued (self);
  gboolean has_room = self->has_refused && queued < MAX (self->limit / 2, 1);
  gboolean is_below = self->wants_below && queued <= self->below;

  if (G_LIKELY (!has_room && !is_below) || self->state != STATE_OPEN || self->handler == NULL)
    return;
  if (has_room)
    self->has_refused = FALSE;
  if (is_below)
    self->wants_below = FALSE;
  self->handler->drained (self->user_data);
}

static void
advance_closing (ClaspStream *self)
{
  if (self->state != STATE_FLUSHING || clasp_stream_get_queued (self) > 0)
    return;

  if (self->handler == NULL)
    {
      finish (self, "");
      return;
    }
  self->state = STATE_LINGERING;
  if (self->tls != NULL && !self->is_shaking_hands)
    clasp_tls_say_goodbye (self->tls);
  shutdown (self->fd, SHUT_WR);
  update_events (self);
}

static void
flush (ClaspStream *self)
{
  send_output (self);
  if (self->send_errno != 0)
    finish_errno (self, self->send_errno);
  else
    advance_closing (self);
  tell_drained (self);
}

/* ---- input ---- */

/* Lets the owner handle the unit at the front; 0 when it is not complete. */
static gsize
take_unit (ClaspStream *self, guint8 *bytes, gsize size)
{
  gsize needed = 0;
  gsize unit = self->handler->unit (bytes, size, &needed, self->user_data);

  self->needed = unit > 0 ? 0 : MAX (needed, size + 1);
  return unit;
}

/* Handles what is complete in @pending. */
static void
run_pending (ClaspStream *self)
{
  gsize done = 0;
  gsize unit = 1;

  while (unit > 0 && done < self->pending->len && can_deliver (self))
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

  while (taken < size && pending_size (self) > 0 && can_deliver (self))
    {
      gsize lacks = self->needed > self->pending->len ? self->needed - self->pending->len : 0;
      gsize part = MIN (lacks, size - taken);

      g_byte_array_append (self->pending, bytes + taken, (guint) part);
      taken += part;
      if (self->pending->len < self->needed)
        break;
      run_pending (self);
    }

  return taken;
}

static void
keep_pending (ClaspStream *self, const guint8 *bytes, gsize size)
{
  if (size == 0 || self->state != STATE_OPEN)
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

  while (unit > 0 && done < size && pending_size (self) == 0 && can_deliver (self))
    {
      unit = take_unit (self, bytes + done, size - done);
      done += unit;
    }
  keep_pending (self, bytes + done, size - done);
}

static void
read_input (ClaspStream *self)
{
  guint8 *buffer = clasp_reactor_get_buffer (self->reactor);
  gssize  n;

  G_STATIC_ASSERT (READ_BUDGET <= CLASP_REACTOR_BUFFER_SIZE);
  do
    n = socket_recv (self, buffer);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    self->traffic->bytes_in += (gsize) n;
  if (n > 0 && self->state == STATE_OPEN)
    handle_input (self, buffer, (gsize) n);
  else if (n == 0)
    {
      send_output (self); /* answers to what came just before the end */
      finish (self, "the peer closed the connection");
    }
  else if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
    finish_errno (self, errno);
}

/* Reading is paused, and yet there is an event: the connection is gone. */
static void
fetch_error (ClaspStream *self)
{
  int       error = 0;
  socklen_t size = sizeof error;

  getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  finish_errno (self, error != 0 ? error : ECONNRESET);
}

/* ---- the TLS handshake ---- */

static void
shake_hands (ClaspStream *self)
{
  ClaspTlsProgress progress = clasp_tls_handshake (self->tls);

  switch (progress)
    {
    case CLASP_TLS_DONE:
      self->is_shaking_hands = FALSE;
      self->is_blocked = FALSE;
      update_events (self);
      flush (self);
      break;

    case CLASP_TLS_WANTS_INPUT:
    case CLASP_TLS_WANTS_OUTPUT:
      self->is_blocked = progress == CLASP_TLS_WANTS_OUTPUT;
      update_events (self);
      break;

    case CLASP_TLS_FAILED:
      finish (self, clasp_tls_get_error (self->tls));
      break;
    }
}

static void
ready_cb (guint32 events, gpointer user_data)
{
  ClaspStream *self = user_data;

  self->ref_count++;
  if (G_UNLIKELY (self->is_shaking_hands))
    {
      shake_hands (self);
      stream_unref (self);
      return;
    }
  if (events & EPOLLOUT)
    {
      self->is_blocked = FALSE;
      flush (self);
      if (self->state != STATE_CLOSED)
        update_events (self);
    }
  if (self->state != STATE_CLOSED && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
    {
      if (self->state != STATE_OPEN || self->is_reading)
        read_input (self);
      else if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        fetch_error (self);
    }
  stream_unref (self);
}

static void
turn_cb (gpointer user_data)
{
  ClaspStream *self = user_data;

  self->ref_count++;
  if (pending_size (self) > self->needed && can_deliver (self))
    run_pending (self);
  if (self->state != STATE_CLOSED)
    flush (self);
  stream_unref (self);
}

/* ---- interface ---- */

/**
 * clasp_stream_new:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected stream socket
 * @handler: what to call, alive as long as @user_data
 * @user_data: for @handler
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an open stream that does not read yet
 */
ClaspStream *
clasp_stream_new (ClaspReactor             *reactor,
                  int                       fd,
                  const ClaspStreamHandler *handler,
                  gpointer                  user_data)
{
  ClaspStream *self = g_new0 (ClaspStream, 1);
  int          on = 1;

  self->ref_count = 1;
  self->fd = fd;
  self->reactor = clasp_reactor_ref (reactor);
  self->handler = handler;
  self->user_data = user_data;
  self->limit = CLASP_STREAM_LIMIT;
  self->traffic = clasp_reactor_get_traffic (reactor, NULL);
  /* Output is gathered here, so the kernel's own gathering would only delay it. Fails, harmlessly,
   * for sockets that are not TCP. */
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  self->watch = clasp_reactor_add (reactor, fd, 0, ready_cb, self);
  return self;
}

/**
 * clasp_stream_free:
 * @self: (transfer full): a stream, in any state, also from within its handler
 *
 * The stream lives on by itself while something is left to send, for CLASP_STREAM_LINGER_MS at
 * most.
 *
 * Thread: worker.
 */
void
clasp_stream_free (ClaspStream *self)
{
  gboolean was_closed = self->state == STATE_CLOSED;

  self->handler = NULL;
  if (was_closed)
    {
      stream_unref (self);
      return;
    }

  if (self->state == STATE_LINGERING)
    {
      finish (self, "");
      return;
    }
  self->state = STATE_FLUSHING;
  start_linger_timer (self);
  self->ref_count++;
  flush (self);
  stream_unref (self);
}

/**
 * clasp_stream_start_tls:
 * @self: a new stream
 * @tls: (transfer full): our end
 *
 * Thread: worker.
 */
void
clasp_stream_start_tls (ClaspStream *self, ClaspTls *tls)
{
  self->tls = tls;
  self->is_shaking_hands = TRUE;
  clasp_tls_set_fd (tls, self->fd);
  self->is_blocked = TRUE; /* a client speaks first, and a socket that is ready says so */
  update_events (self);
}

/**
 * clasp_stream_set_handler:
 * @self: a stream that has a handler
 * @handler: what to call from now on, alive as long as @user_data
 * @user_data: for @handler
 *
 * Called from within the handler's `unit`, the unit that is being handled is the old owner's last.
 *
 * Thread: worker.
 */
void
clasp_stream_set_handler (ClaspStream              *self,
                          const ClaspStreamHandler *handler,
                          gpointer                  user_data)
{
  self->handler = handler;
  self->user_data = user_data;
  self->needed = 0;
}

/**
 * clasp_stream_set_reading:
 * @self: a stream
 * @reading: whether to read and deliver
 *
 * May be called from within the handler: what was read already is kept.
 *
 * Thread: worker.
 */
void
clasp_stream_set_reading (ClaspStream *self, gboolean reading)
{
  if (self->is_reading == reading)
    return;

  self->is_reading = reading;
  if (self->state == STATE_CLOSED)
    return;
  update_events (self);
  if (reading && self->pending != NULL)
    {
      self->needed = 0; /* look again: there may be several units */
      defer_turn (self);
    }
}

/* Whether @size bytes more may be queued, now that the queue would pass its limit. */
static gboolean
find_room (ClaspStream *self, gsize size)
{
  gsize queued;

  /* The dispatch has gathered a lot: the kernel may take some of it now. */
  send_output (self);
  queued = clasp_stream_get_queued (self);
  if (queued == 0 || queued + size <= self->limit)
    return TRUE;
  self->has_refused = TRUE;
  defer_turn (self);
  return FALSE;
}

/* Whether @size bytes more may be queued. */
static inline gboolean
has_room (ClaspStream *self, gsize size)
{
  gsize queued = clasp_send_queue_get_size (&self->queue);

  if (G_UNLIKELY (self->state != STATE_OPEN || self->send_errno != 0))
    return FALSE;
  return G_LIKELY (queued == 0 || queued + size <= self->limit) || find_room (self, size);
}

static inline void
ensure_turn (ClaspStream *self)
{
  if (G_UNLIKELY (self->turn.next == NULL))
    defer_turn (self);
}

/**
 * clasp_stream_set_traffic:
 * @self: a stream
 * @traffic: of the same reactor
 *
 * Thread: worker.
 */
void
clasp_stream_set_traffic (ClaspStream *self, ClaspTraffic *traffic)
{
  self->traffic = traffic;
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
  defer_turn (self); /* it may be so already */
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

/**
 * clasp_stream_close:
 * @self: a stream
 * @reason: a sentence for the handler's `closed`
 *
 * Thread: worker.
 */
void
clasp_stream_close (ClaspStream *self, const char *reason)
{
  if (self->state != STATE_OPEN)
    return;

  self->state = STATE_FLUSHING;
  clasp_send_queue_seal (&self->queue);
  self->reason = g_strdup (reason);
  start_linger_timer (self);
  defer_turn (self);
}
