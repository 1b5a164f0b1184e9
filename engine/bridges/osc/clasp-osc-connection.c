/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-connection.h"

#include "io/clasp-endpoint.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* Somebody whose cable was pulled is noticed after about this long, also when nothing is sent. */
#define KEEPALIVE_IDLE_S 5
#define KEEPALIVE_INTERVAL_S 2
#define KEEPALIVE_PROBES 3
#define UNANSWERED_MS 10000

struct _ClaspOscConnection
{
  guint                            ref_count; /* one more while bytes are looked at */
  ClaspStream                     *stream;    /* (owned) (nullable) */
  ClaspLink                       *link;      /* (owned) (nullable) instead */
  ClaspOscFraming                  framing;
  ClaspWriter                      output;  /* reused */
  GSocketAddress                  *address; /* (owned) */
  const ClaspOscConnectionHandler *handler; /* (nullable) NULL once freed */
  gpointer                         user_data;
  gboolean                         is_open;
  guint64                          channel;
  gpointer                         data;
};

static void
unref (ClaspOscConnection *self)
{
  if (--self->ref_count > 0)
    return;

  clasp_osc_framing_clear (&self->framing);
  clasp_writer_clear (&self->output);
  g_clear_object (&self->address);
  g_free (self);
}

static void
open_once (ClaspOscConnection *self)
{
  if (self->is_open || self->framing.kind == CLASP_OSC_FRAMING_GUESS)
    return;

  self->is_open = TRUE;
  self->handler->opened (self, self->user_data);
}

/* ---- a stream ---- */

static void
handle_frame (ClaspOscConnection *self,
              ClaspOscFrameStatus status,
              const guint8       *packet,
              gsize               size)
{
  open_once (self);
  if (self->handler == NULL)
    return;
  if (status == CLASP_OSC_FRAME_PACKET)
    self->handler->packet (self, packet, size, self->user_data);
  else
    self->handler->unreadable (self, clasp_osc_frame_status_to_string (status), self->user_data);
  if (self->handler != NULL && clasp_osc_framing_is_lost (&self->framing, status))
    clasp_stream_close (self->stream, "what came cannot be read as OSC");
}

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspOscConnection *self = user_data;
  const guint8       *rest = bytes, *packet = NULL;
  gsize               left = size, packet_size = 0;
  ClaspOscFrameStatus status;

  self->ref_count++;
  do
    {
      status = clasp_osc_framing_next (&self->framing, &rest, &left, &packet, &packet_size);
      if (status != CLASP_OSC_FRAME_MORE)
        handle_frame (self, status, packet, packet_size);
    }
  while (self->handler != NULL && status != CLASP_OSC_FRAME_MORE &&
         !clasp_osc_framing_is_lost (&self->framing, status));
  unref (self);
  return size;
}

static void
drained_cb (gpointer user_data)
{
  ClaspOscConnection *self = user_data;

  self->handler->drained (self, self->user_data);
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  ClaspOscConnection *self = user_data;

  self->handler->closed (self, reason, self->user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

/**
 * clasp_osc_connection_watch_for_silence:
 * @fd: a connected socket
 *
 * What is done for every stream; for the socket of a link before it becomes one.
 */
void
clasp_osc_connection_watch_for_silence (int fd)
{
  int          on = 1, idle = KEEPALIVE_IDLE_S, interval = KEEPALIVE_INTERVAL_S;
  int          probes = KEEPALIVE_PROBES;
  unsigned int unanswered = UNANSWERED_MS;

  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
  setsockopt (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered, sizeof unanswered);
}

/**
 * clasp_osc_connection_new:
 * @reactor: the worker's reactor
 * @fd: (transfer full): a connected socket
 * @kind: how packets are framed, or that it is to be guessed
 * @address: the peer's
 * @handler: what to call
 * @user_data: for @handler
 *
 * Where the framing is known it is open at once; `opened` is not called then.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a connection that reads
 */
ClaspOscConnection *
clasp_osc_connection_new (ClaspReactor                    *reactor,
                          int                              fd,
                          ClaspOscFramingKind              kind,
                          GSocketAddress                  *address,
                          const ClaspOscConnectionHandler *handler,
                          gpointer                         user_data)
{
  ClaspOscConnection *self = g_new0 (ClaspOscConnection, 1);

  self->ref_count = 1;
  self->framing.kind = kind;
  self->is_open = kind != CLASP_OSC_FRAMING_GUESS;
  self->address = g_object_ref (address);
  self->handler = handler;
  self->user_data = user_data;
  clasp_osc_connection_watch_for_silence (fd);
  self->stream = clasp_stream_new (reactor, fd, &stream_handler, self);
  clasp_stream_set_limit (self->stream, CLASP_OSC_CONNECTION_LIMIT);
  clasp_stream_set_reading (self->stream, TRUE);
  return self;
}

/* ---- WebSocket ---- */

static void
link_frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspOscConnection *self = user_data;

  g_object_ref (link); /* the handler may free us, and so let go of it */
  self->handler->packet (self, bytes, size, self->user_data);
  g_object_unref (link);
}

static void
link_closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  closed_cb (reason, user_data);
}

static void
link_drained_cb (ClaspLink *link, gpointer user_data)
{
  drained_cb (user_data);
}

static const ClaspLinkHandler link_handler = { link_frame_cb, link_closed_cb, link_drained_cb };

/**
 * clasp_osc_connection_new_for_link:
 * @link: a WebSocket peer that has no handler yet
 * @handler: what to call
 * @user_data: for @handler
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an open connection
 */
ClaspOscConnection *
clasp_osc_connection_new_for_link (ClaspLink                       *link,
                                   const ClaspOscConnectionHandler *handler,
                                   gpointer                         user_data)
{
  ClaspOscConnection    *self = g_new0 (ClaspOscConnection, 1);
  g_auto (ClaspEndpoint) endpoint = { 0 };

  self->ref_count = 1;
  self->is_open = TRUE;
  self->handler = handler;
  self->user_data = user_data;
  self->link = g_object_ref (link);
  if (clasp_endpoint_parse (clasp_link_get_peer (link), 0, &endpoint, NULL))
    self->address = clasp_endpoint_to_address (&endpoint);
  if (self->address == NULL)
    self->address = g_inet_socket_address_new_from_string ("0.0.0.0", 0);
  clasp_link_set_limit (link, CLASP_OSC_CONNECTION_LIMIT);
  clasp_link_set_handler (link, &link_handler, self);
  return self;
}

/* ---- both ---- */

/**
 * clasp_osc_connection_free:
 * @self: (transfer full): a connection, also from within its handler
 *
 * Thread: worker.
 */
void
clasp_osc_connection_free (ClaspOscConnection *self)
{
  self->handler = NULL;
  g_clear_pointer (&self->stream, clasp_stream_free);
  if (self->link != NULL)
    clasp_link_close (self->link, CLASP_CLOSE_GOING, NULL);
  g_clear_object (&self->link);
  unref (self);
}

/**
 * clasp_osc_connection_is_open:
 * @self: a connection
 *
 * Returns: %TRUE once it is known how to speak to the peer
 */
gboolean
clasp_osc_connection_is_open (ClaspOscConnection *self)
{
  return self->is_open;
}

/**
 * clasp_osc_connection_get_address:
 * @self: a connection
 *
 * Returns: (transfer none): the peer's
 */
GSocketAddress *
clasp_osc_connection_get_address (ClaspOscConnection *self)
{
  return self->address;
}

/**
 * clasp_osc_connection_get_transport:
 * @self: a connection
 *
 * Returns: what people call it
 */
const char *
clasp_osc_connection_get_transport (ClaspOscConnection *self)
{
  return self->link != NULL ? "websocket" : "tcp";
}

/**
 * clasp_osc_connection_send:
 * @self: a connection
 * @packet: one packet
 * @size: its size
 *
 * Never blocks and never calls back.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if it was not queued
 */
gboolean
clasp_osc_connection_send (ClaspOscConnection *self, const guint8 *packet, gsize size)
{
  guint8 *place;

  if (!self->is_open || size > CLASP_OSC_MAX_FRAME)
    return FALSE;
  if (self->link != NULL)
    return clasp_link_send (self->link, packet, size);

  clasp_writer_reset (&self->output);
  clasp_osc_framing_write (&self->framing, packet, size, &self->output);
  place = clasp_stream_reserve (self->stream, self->output.length);
  if (place != NULL)
    memcpy (place, self->output.data, self->output.length);
  return place != NULL;
}

/**
 * clasp_osc_connection_set_channel:
 * @self: a connection
 * @channel: a number of the owner's
 */
void
clasp_osc_connection_set_channel (ClaspOscConnection *self, guint64 channel)
{
  self->channel = channel;
}

/**
 * clasp_osc_connection_get_channel:
 * @self: a connection
 *
 * Returns: the owner's number
 */
guint64
clasp_osc_connection_get_channel (ClaspOscConnection *self)
{
  return self->channel;
}

/**
 * clasp_osc_connection_set_data:
 * @self: a connection
 * @data: anything of the owner's
 */
void
clasp_osc_connection_set_data (ClaspOscConnection *self, gpointer data)
{
  self->data = data;
}

/**
 * clasp_osc_connection_get_data:
 * @self: a connection
 *
 * Returns: the owner's data
 */
gpointer
clasp_osc_connection_get_data (ClaspOscConnection *self)
{
  return self->data;
}
