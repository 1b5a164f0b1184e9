/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-ws"

#include "transports/ws/clasp-ws-link.h"

#include "core/clasp-codec.h"
#include "io/clasp-stream.h"
#include "io/clasp-ws-framing.h"

/* A peer that sends pings faster than it takes the pongs gets none for those beyond this much
 * queued output. */
#define PONG_QUEUE_LIMIT (256 * 1024)

/* Design notes. The two ends differ in the header and the mask of what they send. The server's end
 * is on the way of every message of a router; so the client's is a type of its own with other
 * functions for that, and the server's asks nothing. */

struct _ClaspWsLink
{
  GObject                 parent_instance;
  ClaspStream            *stream; /* (owned) */
  ClaspSharedOutput      *shared; /* (unowned) the reactor's */
  char                   *peer;   /* (owned) */
  const char             *carrier;
  ClaspWsParser           parser;
  const ClaspLinkHandler *handler; /* (nullable) (unowned) */
  gpointer                user_data;
  gboolean                is_close_sent;
};

typedef struct
{
  GObjectClass parent_class;
} ClaspWsLinkClass;

typedef ClaspWsLink      ClaspWsClientLink;
typedef ClaspWsLinkClass ClaspWsClientLinkClass;

static void clasp_ws_link_iface_init (ClaspLinkInterface *iface);
static void clasp_ws_client_link_iface_init (ClaspLinkInterface *iface);

G_DEFINE_TYPE_WITH_CODE (ClaspWsLink,
                         clasp_ws_link,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_ws_link_iface_init))

static GType clasp_ws_client_link_get_type (void);

G_DEFINE_TYPE_WITH_CODE (ClaspWsClientLink,
                         clasp_ws_client_link,
                         clasp_ws_link_get_type (),
                         G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK, clasp_ws_client_link_iface_init))

/* The interface's functions are called with links of ours alone. */
static inline ClaspWsLink *
CLASP_WS_LINK (ClaspLink *link)
{
  return (ClaspWsLink *) link;
}

static gboolean
put_frame (ClaspWsLink *self, ClaspWsOpcode opcode, const guint8 *payload, gsize size)
{
  ClaspWsRole role = self->parser.role;
  guint8     *place = clasp_stream_reserve (self->stream, clasp_ws_header_size (role, size) + size);

  if (place == NULL)
    return FALSE;

  clasp_ws_put_frame (place, role, opcode, role == CLASP_WS_CLIENT ? g_random_int () : 0, payload,
                      size);
  return TRUE;
}

/* Our close frame, then the end of the stream. */
static void
close_with (ClaspWsLink *self, guint16 code, const char *peer_reason, const char *own_reason)
{
  guint8 payload[CLASP_WS_MAX_CONTROL];
  gsize  size = clasp_ws_put_close (payload, code, peer_reason);

  if (!self->is_close_sent)
    {
      self->is_close_sent = TRUE;
      /* The last few bytes may pass the limit: there is nothing after them. */
      clasp_stream_set_limit (self->stream, G_MAXSIZE);
      put_frame (self, CLASP_WS_CLOSE, payload, size);
    }
  clasp_stream_close (self->stream, own_reason);
}

static void
handle_close (ClaspWsLink *self, const ClaspWsEvent *event)
{
  g_autofree char *text = g_strndup ((const char *) event->data, event->size);
  g_autofree char *reason =
    event->size > 0 ? g_strdup_printf ("the peer closed the connection: %s", text)
                    : g_strdup_printf ("the peer closed the connection (%u)", event->code);

  /* RFC 6455 5.5.1: answered with the same code; 7.1.1: the server closes first. */
  close_with (self, event->code, NULL, reason);
}

/* The handler may let go of the link: nothing of it is touched after a call. */
static void
handle_event (ClaspWsLink *self, const ClaspWsEvent *event)
{
  switch (event->type)
    {
    case CLASP_WS_EVENT_NONE:
    case CLASP_WS_EVENT_TEXT:
      break;

    case CLASP_WS_EVENT_BINARY:
      if (self->handler != NULL)
        self->handler->frame (CLASP_LINK (self), event->data, event->size, self->user_data);
      break;

    case CLASP_WS_EVENT_PING:
      if (clasp_stream_get_queued (self->stream) < PONG_QUEUE_LIMIT)
        put_frame (self, CLASP_WS_PONG, event->data, event->size);
      break;

    case CLASP_WS_EVENT_CLOSE:
      handle_close (self, event);
      break;

    case CLASP_WS_EVENT_ERROR:
      {
        g_autofree char *reason =
          g_strdup_printf ("the peer broke the WebSocket rules: %s", event->reason);

        close_with (self, event->code, event->reason, reason);
        break;
      }
    }
}

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspWsLink *self = user_data;
  ClaspWsEvent event;
  gsize        header = clasp_ws_parser_get_plain (&self->parser, bytes, size);
  gsize        unit;

  if (G_LIKELY (header != 0 && self->handler != NULL))
    {
      unit = header + clasp_ws_plain_size (bytes);
      clasp_ws_unmask (bytes + header, unit - header, bytes + 2);
      self->handler->frame (CLASP_LINK (self), bytes + header, unit - header, self->user_data);
      return unit;
    }

  unit = clasp_ws_parser_next (&self->parser, bytes, size, needed, &event);
  if (unit > 0)
    handle_event (self, &event);
  return unit;
}

static void
drained_cb (gpointer user_data)
{
  ClaspWsLink *self = user_data;

  if (self->handler != NULL)
    self->handler->drained (CLASP_LINK (self), self->user_data);
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  ClaspWsLink *self = user_data;

  if (self->handler != NULL)
    self->handler->closed (CLASP_LINK (self), reason, self->user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

static void
clasp_ws_link_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  ClaspWsLink *self = CLASP_WS_LINK (link);

  self->handler = handler;
  self->user_data = user_data;
  clasp_stream_set_reading (self->stream, TRUE);
}

static guint8 *
clasp_ws_link_reserve (ClaspLink *link, gsize size)
{
  ClaspWsLink *self = CLASP_WS_LINK (link);
  gsize        header = clasp_ws_header_size (CLASP_WS_SERVER, size);
  guint8      *place = clasp_stream_reserve (self->stream, header + size);

  if (G_UNLIKELY (place == NULL))
    return NULL;
  clasp_ws_put_server_header (place, CLASP_WS_BINARY, size);
  return place + header;
}

static gboolean
clasp_ws_link_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  guint8 *place = clasp_ws_link_reserve (link, size);

  if (place == NULL)
    return FALSE;
  clasp_bytes_copy (place, frame, size);
  return TRUE;
}

static gboolean
clasp_ws_link_send_shared (ClaspLink *link, ClaspBroadcast *broadcast)
{
  ClaspWsLink *self = CLASP_WS_LINK (link);
  gsize        header = clasp_ws_header_size (CLASP_WS_SERVER, broadcast->size);
  guint8      *place;

  if (broadcast->framed[CLASP_SHARED_WS].bytes == NULL)
    {
      place = clasp_shared_output_reserve (self->shared, header + broadcast->size);
      if (place == NULL)
        return clasp_ws_link_send (link, clasp_broadcast_get_frame (broadcast), broadcast->size);
      clasp_ws_put_server_header (place, CLASP_WS_BINARY, broadcast->size);
      clasp_broadcast_put (broadcast, place + header);
      broadcast->framed[CLASP_SHARED_WS].bytes = place;
      broadcast->framed[CLASP_SHARED_WS].size = header + broadcast->size;
    }
  return clasp_stream_append_shared (self->stream, self->shared,
                                     broadcast->framed[CLASP_SHARED_WS].bytes,
                                     header + broadcast->size);
}

static ClaspSendQueue *
clasp_ws_link_get_outlet (ClaspLink *link, ClaspSharedKind *kind)
{
  *kind = CLASP_SHARED_WS;
  return clasp_stream_get_queue (CLASP_WS_LINK (link)->stream);
}

/* ---- what a client sends, each with a mask of its own ---- */

static gboolean
clasp_ws_client_link_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  return put_frame (CLASP_WS_LINK (link), CLASP_WS_BINARY, frame, size);
}

static gboolean
clasp_ws_client_link_send_shared (ClaspLink *link, ClaspBroadcast *broadcast)
{
  return clasp_ws_client_link_send (link, clasp_broadcast_get_frame (broadcast), broadcast->size);
}

static void
clasp_ws_client_link_iface_init (ClaspLinkInterface *iface)
{
  iface->send = clasp_ws_client_link_send;
  iface->reserve = NULL;
  iface->send_shared = clasp_ws_client_link_send_shared;
  iface->get_outlet = NULL;
}

static gsize
clasp_ws_link_get_queued (ClaspLink *link)
{
  return clasp_stream_get_queued (CLASP_WS_LINK (link)->stream);
}

static void
clasp_ws_link_set_limit (ClaspLink *link, gsize limit)
{
  clasp_stream_set_limit (CLASP_WS_LINK (link)->stream, limit);
}

static void
clasp_ws_link_tell_below (ClaspLink *link, gsize size)
{
  clasp_stream_tell_below (CLASP_WS_LINK (link)->stream, size);
}

static void
clasp_ws_link_set_reading (ClaspLink *link, gboolean reading)
{
  clasp_stream_set_reading (CLASP_WS_LINK (link)->stream, reading);
}

static void
clasp_ws_link_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
  close_with (CLASP_WS_LINK (link), (guint16) code, reason,
              reason != NULL ? reason : "closed on this side");
}

static const char *
clasp_ws_link_get_peer (ClaspLink *link)
{
  return CLASP_WS_LINK (link)->peer;
}

static const char *
clasp_ws_link_get_carrier (ClaspLink *link)
{
  return CLASP_WS_LINK (link)->carrier;
}

static void
clasp_ws_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = clasp_ws_link_set_handler;
  iface->send = clasp_ws_link_send;
  iface->reserve = clasp_ws_link_reserve;
  iface->send_shared = clasp_ws_link_send_shared;
  iface->get_outlet = clasp_ws_link_get_outlet;
  iface->get_queued = clasp_ws_link_get_queued;
  iface->set_limit = clasp_ws_link_set_limit;
  iface->tell_below = clasp_ws_link_tell_below;
  iface->set_reading = clasp_ws_link_set_reading;
  iface->close = clasp_ws_link_close;
  iface->get_peer = clasp_ws_link_get_peer;
  iface->get_carrier = clasp_ws_link_get_carrier;
}

static void
clasp_ws_link_dispose (GObject *object)
{
  ClaspWsLink *self = (ClaspWsLink *) object;

  self->handler = NULL;
  g_clear_pointer (&self->stream, clasp_stream_free);
  G_OBJECT_CLASS (clasp_ws_link_parent_class)->dispose (object);
}

static void
clasp_ws_link_finalize (GObject *object)
{
  ClaspWsLink *self = (ClaspWsLink *) object;

  clasp_ws_parser_clear (&self->parser);
  g_free (self->peer);
  G_OBJECT_CLASS (clasp_ws_link_parent_class)->finalize (object);
}

static void
clasp_ws_link_class_init (ClaspWsLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = clasp_ws_link_dispose;
  G_OBJECT_CLASS (klass)->finalize = clasp_ws_link_finalize;
}

static void
clasp_ws_link_init (ClaspWsLink *self)
{
}

static void
clasp_ws_client_link_class_init (ClaspWsClientLinkClass *klass)
{
}

static void
clasp_ws_client_link_init (ClaspWsClientLink *self)
{
}

static ClaspLink *
new_link (GType type, ClaspWsRole role, ClaspStream *stream, const char *peer, const char *carrier)
{
  ClaspWsLink *self = g_object_new (type, NULL);

  clasp_ws_parser_init (&self->parser, role, CLASP_FRAME_MAX_SIZE);
  self->stream = stream;
  self->shared = clasp_stream_get_shared_output (stream, CLASP_SHARED_WS);
  self->peer = g_strdup (peer);
  self->carrier = carrier;
  clasp_stream_set_reading (stream, FALSE);
  clasp_stream_set_handler (stream, &stream_handler, self);
  return CLASP_LINK (self);
}

/**
 * clasp_ws_link_new:
 * @stream: (transfer full): a stream on which the 101 has been said
 * @peer: the peer's address as text
 * @carrier: (scope forever): "ws" or "wss"
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link that waits for its handler
 */
ClaspLink *
clasp_ws_link_new (ClaspStream *stream, const char *peer, const char *carrier)
{
  return new_link (clasp_ws_link_get_type (), CLASP_WS_SERVER, stream, peer, carrier);
}

/**
 * clasp_ws_link_new_client:
 * @stream: (transfer full): a stream on which the server has said 101
 * @peer: the server's address as text
 * @carrier: (scope forever): "ws" or "wss"
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link that waits for its handler
 */
ClaspLink *
clasp_ws_link_new_client (ClaspStream *stream, const char *peer, const char *carrier)
{
  return new_link (clasp_ws_client_link_get_type (), CLASP_WS_CLIENT, stream, peer, carrier);
}
