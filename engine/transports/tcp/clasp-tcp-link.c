/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-tcp"

#include "transports/tcp/clasp-tcp-link.h"

#include "io/clasp-stream.h"
#include "transports/tcp/clasp-tcp-framing.h"

#include <string.h>

struct _ClaspTcpLink
{
  GObject                 parent_instance;
  ClaspStream            *stream; /* (owned) */
  ClaspSharedOutput      *shared; /* (unowned) the reactor's */
  char                   *peer;   /* (owned) */
  const char             *carrier;
  const ClaspLinkHandler *handler; /* (nullable) (unowned) */
  gpointer                user_data;
};

static void clasp_tcp_link_iface_init (ClaspLinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspTcpLink,
                               clasp_tcp_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_tcp_link_iface_init))

/* What is not simply a frame, all of it there, for somebody. */
static gsize
take_special (ClaspTcpLink *self, const guint8 *bytes, gsize size, gsize *needed)
{
  switch (clasp_tcp_framing_next (bytes, size, needed))
    {
    case CLASP_TCP_FRAME:
      return *needed; /* nobody listens any more */

    case CLASP_TCP_MORE:
      return 0;

    case CLASP_TCP_EMPTY:
      clasp_stream_close (self->stream,
                          "the peer sent an empty frame: it does not speak CLASP over TCP");
      return size;

    case CLASP_TCP_TOO_LARGE:
      clasp_stream_close (self->stream,
                          "the peer announced a frame above the limit of 65547 bytes");
      return size;
    }

  return size;
}

/* The handler may let go of the link: nothing of it is touched after a call. */
static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspTcpLink *self = user_data;
  gsize         frame_size = clasp_tcp_framing_get_whole (bytes, size);

  if (G_UNLIKELY (frame_size == 0 || self->handler == NULL))
    return take_special (self, bytes, size, needed);
  self->handler->frame (CLASP_LINK (self), bytes + CLASP_TCP_PREFIX_SIZE, frame_size,
                        self->user_data);
  return CLASP_TCP_PREFIX_SIZE + frame_size;
}

static void
drained_cb (gpointer user_data)
{
  ClaspTcpLink *self = user_data;

  if (self->handler != NULL)
    self->handler->drained (CLASP_LINK (self), self->user_data);
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  ClaspTcpLink *self = user_data;

  if (self->handler != NULL)
    self->handler->closed (CLASP_LINK (self), reason, self->user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

static void
clasp_tcp_link_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  ClaspTcpLink *self = CLASP_TCP_LINK (link);

  self->handler = handler;
  self->user_data = user_data;
  clasp_stream_set_reading (self->stream, TRUE);
}

static guint8 *
clasp_tcp_link_reserve (ClaspLink *link, gsize size)
{
  ClaspTcpLink *self = CLASP_TCP_LINK (link);
  guint8       *place = clasp_stream_reserve (self->stream, CLASP_TCP_PREFIX_SIZE + size);

  if (G_UNLIKELY (place == NULL))
    return NULL;
  clasp_tcp_framing_put_prefix (place, size);
  return place + CLASP_TCP_PREFIX_SIZE;
}

static gboolean
clasp_tcp_link_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  guint8 *place = clasp_tcp_link_reserve (link, size);

  if (place == NULL)
    return FALSE;
  clasp_bytes_copy (place, frame, size);
  return TRUE;
}

static gboolean
clasp_tcp_link_send_shared (ClaspLink *link, ClaspBroadcast *broadcast)
{
  ClaspTcpLink *self = CLASP_TCP_LINK (link);
  gsize         size = CLASP_TCP_PREFIX_SIZE + broadcast->size;
  guint8       *place;

  if (broadcast->framed[CLASP_SHARED_TCP].bytes == NULL)
    {
      place = clasp_shared_output_reserve (self->shared, size);
      if (place == NULL)
        return clasp_tcp_link_send (link, clasp_broadcast_get_frame (broadcast), broadcast->size);
      clasp_tcp_framing_put_prefix (place, broadcast->size);
      clasp_broadcast_put (broadcast, place + CLASP_TCP_PREFIX_SIZE);
      broadcast->framed[CLASP_SHARED_TCP].bytes = place;
      broadcast->framed[CLASP_SHARED_TCP].size = size;
    }
  return clasp_stream_append_shared (self->stream, self->shared,
                                     broadcast->framed[CLASP_SHARED_TCP].bytes, size);
}

static ClaspSendQueue *
clasp_tcp_link_get_outlet (ClaspLink *link, ClaspSharedKind *kind)
{
  *kind = CLASP_SHARED_TCP;
  return clasp_stream_get_queue (CLASP_TCP_LINK (link)->stream);
}

static gsize
clasp_tcp_link_get_queued (ClaspLink *link)
{
  return clasp_stream_get_queued (CLASP_TCP_LINK (link)->stream);
}

static void
clasp_tcp_link_set_limit (ClaspLink *link, gsize limit)
{
  clasp_stream_set_limit (CLASP_TCP_LINK (link)->stream, limit);
}

static void
clasp_tcp_link_tell_below (ClaspLink *link, gsize size)
{
  clasp_stream_tell_below (CLASP_TCP_LINK (link)->stream, size);
}

static void
clasp_tcp_link_set_reading (ClaspLink *link, gboolean reading)
{
  clasp_stream_set_reading (CLASP_TCP_LINK (link)->stream, reading);
}

static void
clasp_tcp_link_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
  clasp_stream_close (CLASP_TCP_LINK (link)->stream,
                      reason != NULL ? reason : "closed on this side");
}

static const char *
clasp_tcp_link_get_peer (ClaspLink *link)
{
  return CLASP_TCP_LINK (link)->peer;
}

static const char *
clasp_tcp_link_get_carrier (ClaspLink *link)
{
  return CLASP_TCP_LINK (link)->carrier;
}

static void
clasp_tcp_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = clasp_tcp_link_set_handler;
  iface->send = clasp_tcp_link_send;
  iface->reserve = clasp_tcp_link_reserve;
  iface->send_shared = clasp_tcp_link_send_shared;
  iface->get_outlet = clasp_tcp_link_get_outlet;
  iface->get_queued = clasp_tcp_link_get_queued;
  iface->set_limit = clasp_tcp_link_set_limit;
  iface->tell_below = clasp_tcp_link_tell_below;
  iface->set_reading = clasp_tcp_link_set_reading;
  iface->close = clasp_tcp_link_close;
  iface->get_peer = clasp_tcp_link_get_peer;
  iface->get_carrier = clasp_tcp_link_get_carrier;
}

static void
clasp_tcp_link_dispose (GObject *object)
{
  ClaspTcpLink *self = CLASP_TCP_LINK (object);

  self->handler = NULL;
  g_clear_pointer (&self->stream, clasp_stream_free);
  G_OBJECT_CLASS (clasp_tcp_link_parent_class)->dispose (object);
}

static void
clasp_tcp_link_finalize (GObject *object)
{
  g_free (CLASP_TCP_LINK (object)->peer);
  G_OBJECT_CLASS (clasp_tcp_link_parent_class)->finalize (object);
}

static void
clasp_tcp_link_class_init (ClaspTcpLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_tcp_link_dispose;
  G_OBJECT_CLASS (klass)->finalize = clasp_tcp_link_finalize;
}

static void
clasp_tcp_link_init (ClaspTcpLink *self)
{
}

/**
 * clasp_tcp_link_new:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected socket
 * @peer: the peer's address as text
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link that waits for its handler
 */
ClaspLink *
clasp_tcp_link_new (ClaspReactor *reactor, int fd, const char *peer)
{
  return clasp_tcp_link_new_tls (reactor, fd, peer, NULL);
}

/**
 * clasp_tcp_link_new_tls:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected socket
 * @peer: the peer's address as text
 * @tls: (transfer full) (nullable): our end, whose handshake is still to come; %NULL to go without
 *
 * Frames may be sent at once; they wait for the handshake.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link that waits for its handler
 */
ClaspLink *
clasp_tcp_link_new_tls (ClaspReactor *reactor, int fd, const char *peer, ClaspTls *tls)
{
  ClaspTcpLink *self = g_object_new (CLASP_TYPE_TCP_LINK, NULL);
  ClaspTraffic *traffic;

  self->carrier = tls != NULL ? "tls" : "tcp";
  self->stream = clasp_stream_new (reactor, fd, &stream_handler, self);
  self->peer = g_strdup (peer);
  self->shared = clasp_reactor_get_shared_output (reactor, CLASP_SHARED_TCP);
  traffic = clasp_reactor_get_traffic (reactor, self->carrier);
  traffic->n_connections++;
  clasp_stream_set_traffic (self->stream, traffic);
  if (tls != NULL)
    clasp_stream_start_tls (self->stream, tls);
  return CLASP_LINK (self);
}
