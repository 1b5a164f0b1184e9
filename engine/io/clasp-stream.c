/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-stream"

#include "io/clasp-stream-private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* Design note. Closing: OPEN → FLUSHING (queue leaves) → LINGERING (our end shut, waiting for the peer's, so
 * that unread input does not make the kernel reset the connection and lose our last words) →
 * CLOSED. A stream whose owner has gone (@handler is NULL) skips the waiting. */

#define SOCKET_LOST "the connection was lost: "

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

void
clasp_stream_update_events (ClaspStream *self)
{
  gboolean wants_input =
    self->state == CLASP_STREAM_OPEN && !self->is_shaking_hands ? self->is_reading : TRUE;
  guint32  events = (wants_input ? EPOLLIN : 0) | (self->is_blocked ? EPOLLOUT : 0);

  if (self->watch != NULL && events != self->events)
    {
      self->events = events;
      clasp_reactor_modify (self->watch, events);
    }
}

void
clasp_stream_defer_turn (ClaspStream *self)
{
  if (self->state != CLASP_STREAM_CLOSED)
    clasp_reactor_defer (self->reactor, &self->turn, turn_cb, self);
}

/* Drops the reference an absent owner left behind. */
void
clasp_stream_finish (ClaspStream *self, const char *reason)
{
  const ClaspStreamHandler *handler = g_steal_pointer (&self->handler);
  g_autofree char          *own_reason = g_steal_pointer (&self->reason);

  if (self->state == CLASP_STREAM_CLOSED)
    return;

  self->state = CLASP_STREAM_CLOSED;
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

void
clasp_stream_finish_errno (ClaspStream *self, int errno_value)
{
  g_autofree char *reason =
    errno_value == EPROTO && self->tls != NULL
      ? g_strdup (clasp_tls_get_error (self->tls))
      : g_strconcat (SOCKET_LOST, g_strerror (errno_value), NULL);

  clasp_stream_finish (self, reason);
}

static gboolean
linger_cb (gpointer user_data)
{
  clasp_stream_finish (user_data, "the peer did not take what was left to send");
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

static void
tell_drained (ClaspStream *self)
{
  gsize    queued = clasp_stream_get_queued (self);
  gboolean has_room = self->has_refused && queued < MAX (self->limit / 2, 1);
  gboolean is_below = self->wants_below && queued <= self->below;

  if (G_LIKELY (!has_room && !is_below) || self->state != CLASP_STREAM_OPEN || self->handler == NULL)
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
  if (self->state != CLASP_STREAM_FLUSHING || clasp_stream_get_queued (self) > 0)
    return;

  if (self->handler == NULL)
    {
      clasp_stream_finish (self, "");
      return;
    }
  self->state = CLASP_STREAM_LINGERING;
  if (self->tls != NULL && !self->is_shaking_hands)
    clasp_tls_say_goodbye (self->tls);
  shutdown (self->fd, SHUT_WR);
  clasp_stream_update_events (self);
}

static void
flush (ClaspStream *self)
{
  clasp_stream_send_output (self);
  if (self->send_errno != 0)
    clasp_stream_finish_errno (self, self->send_errno);
  else
    advance_closing (self);
  tell_drained (self);
}

/* Reading is paused, and yet there is an event: the connection is gone. */
static void
fetch_error (ClaspStream *self)
{
  int       error = 0;
  socklen_t size = sizeof error;

  getsockopt (self->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  clasp_stream_finish_errno (self, error != 0 ? error : ECONNRESET);
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
      clasp_stream_update_events (self);
      flush (self);
      break;

    case CLASP_TLS_WANTS_INPUT:
    case CLASP_TLS_WANTS_OUTPUT:
      self->is_blocked = progress == CLASP_TLS_WANTS_OUTPUT;
      clasp_stream_update_events (self);
      break;

    case CLASP_TLS_FAILED:
      clasp_stream_finish (self, clasp_tls_get_error (self->tls));
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
      if (self->state != CLASP_STREAM_CLOSED)
        clasp_stream_update_events (self);
    }
  if (self->state != CLASP_STREAM_CLOSED && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
    {
      if (self->state != CLASP_STREAM_OPEN || self->is_reading)
        clasp_stream_read_input (self);
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
  if (clasp_stream_pending_size (self) > self->needed && clasp_stream_can_deliver (self))
    clasp_stream_run_pending (self);
  if (self->state != CLASP_STREAM_CLOSED)
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
  gboolean was_closed = self->state == CLASP_STREAM_CLOSED;

  self->handler = NULL;
  if (was_closed)
    {
      stream_unref (self);
      return;
    }

  if (self->state == CLASP_STREAM_LINGERING)
    {
      clasp_stream_finish (self, "");
      return;
    }
  self->state = CLASP_STREAM_FLUSHING;
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
  clasp_stream_update_events (self);
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
  if (self->state == CLASP_STREAM_CLOSED)
    return;
  clasp_stream_update_events (self);
  if (reading && self->pending != NULL)
    {
      self->needed = 0; /* look again: there may be several units */
      clasp_stream_defer_turn (self);
    }
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
 * clasp_stream_close:
 * @self: a stream
 * @reason: a sentence for the handler's `closed`
 *
 * Thread: worker.
 */
void
clasp_stream_close (ClaspStream *self, const char *reason)
{
  if (self->state != CLASP_STREAM_OPEN)
    return;

  self->state = CLASP_STREAM_FLUSHING;
  clasp_send_queue_seal (&self->queue);
  self->reason = g_strdup (reason);
  start_linger_timer (self);
  clasp_stream_defer_turn (self);
}
