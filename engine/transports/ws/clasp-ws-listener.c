/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transports/ws/clasp-ws-listener.h"

#include "io/clasp-acceptor.h"
#include "io/clasp-stream.h"
#include "transports/clasp-carrier-uri.h"
#include "io/clasp-http-response.h"
#include "transports/ws/clasp-ws-link.h"

/* Design notes: a connection is a ClaspStream from the start. Until its request is complete it
 * belongs to a Handshake here, which gives it a deadline and a place in a bounded crowd; the 101
 * hands the very same stream to a link. All handshakes have the same time, so the queue is in the
 * order of their deadlines and one source watches its head. When too many peers are in the middle
 * of a handshake the oldest goes: an honest one needs milliseconds. What is answered in plain HTTP
 * keeps its place and its deadline until the peer has taken it, so that slow readers are bounded
 * alike. */

#define SUBPROTOCOL "clasp"
#define DEFAULT_PATH "/clasp"
#define PROBE_ANSWER "ok\n"
#define PLACE_KEY "clasp-peer-place"

typedef struct
{
  ClaspWsListener *listener; /* (unowned) */
  ClaspStream     *stream;   /* (owned) (nullable) goes on to the link */
  char            *peer;     /* (owned) */
  ClaspPeerPlace  *place;    /* (owned) (nullable) goes on to the link */
  gint64           deadline_us;
  GList            node; /* in the listener's queue */
} Handshake;

struct _ClaspWsListener
{
  GObject           parent_instance;
  ClaspReactor     *reactor; /* (owned) */
  ClaspCarrierUri   wanted;
  char             *interface; /* (owned) (nullable) the only one it listens on */
  ClaspTlsIdentity *identity; /* (owned) (nullable) for wss:// */
  guint             handshake_timeout_ms;
  ClaspAcceptor    *acceptor;   /* (owned) (nullable) while listening */
  char             *uri;        /* (owned) (nullable) while listening */
  GQueue            handshakes; /* (element-type Handshake) (owned) oldest first */
  GSource          *deadline;   /* (owned) (nullable) while listening */
  guint             max_per_address;
  ClaspListenerFunc func;
  gpointer          user_data;
  ClaspTraffic     *traffic; /* (unowned) the reactor's */
  ClaspHttpFunc     http;    /* (nullable) */
  gpointer          http_data;
};

static void clasp_ws_listener_iface_init (ClaspListenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspWsListener,
                               clasp_ws_listener,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LISTENER,
                                                      clasp_ws_listener_iface_init))

/* ---- peers in the middle of a handshake ---- */

static void
watch_oldest (ClaspWsListener *self)
{
  Handshake *oldest = g_queue_peek_head (&self->handshakes);

  if (self->deadline != NULL)
    g_source_set_ready_time (self->deadline, oldest != NULL ? oldest->deadline_us : -1);
}

/* What is still to be sent leaves by itself. */
static void
forget_handshake (Handshake *handshake)
{
  ClaspWsListener *self = handshake->listener;

  g_queue_unlink (&self->handshakes, &handshake->node);
  watch_oldest (self);
  g_clear_pointer (&handshake->stream, clasp_stream_free);
  g_clear_pointer (&handshake->place, clasp_peer_place_free);
  g_free (handshake->peer);
  g_free (handshake);
}

static gboolean
deadline_cb (gpointer user_data)
{
  ClaspWsListener *self = user_data;
  gint64           now_us = g_get_monotonic_time ();
  Handshake       *oldest;

  while ((oldest = g_queue_peek_head (&self->handshakes)) != NULL && oldest->deadline_us <= now_us)
    forget_handshake (oldest);
  watch_oldest (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
deadline_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs deadline_funcs = { .dispatch = deadline_dispatch };

static void
start_deadline (ClaspWsListener *self)
{
  self->deadline = g_source_new (&deadline_funcs, sizeof (GSource));
  g_source_set_static_name (self->deadline, "[clasp] ws handshake deadline");
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, clasp_reactor_get_main_context (self->reactor));
}

/* ---- requests ---- */

static void
put (Handshake *handshake, const GString *text)
{
  guint8 *place = clasp_stream_reserve (handshake->stream, text->len);

  if (place != NULL) /* else the connection is lost, and closed_cb comes */
    memcpy (place, text->str, text->len);
}

static const char *
carrier_of (const ClaspWsListener *self)
{
  return self->identity != NULL ? "wss" : "ws";
}

static void
take_over (Handshake *handshake)
{
  ClaspWsListener           *self = g_object_ref (handshake->listener);
  g_autoptr (ClaspPeerPlace) place = g_steal_pointer (&handshake->place);
  g_autoptr (ClaspLink)      link =
    clasp_ws_link_new (g_steal_pointer (&handshake->stream), handshake->peer, carrier_of (self));

  forget_handshake (handshake);
  self->traffic->n_connections++;
  g_object_set_data_full (G_OBJECT (link), PLACE_KEY, g_steal_pointer (&place),
                          (GDestroyNotify) clasp_peer_place_free);
  self->func (CLASP_LISTENER (self), link, self->user_data);
  g_object_unref (self);
}

/* transports.md 4.2: what load balancers ask. */
static void
append_probe (GString *out, const ClaspHttpRequest *request)
{
  static const char *const methods[] = { "GET", "HEAD", "POST", "OPTIONS" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (clasp_str_equal (request->method, clasp_str (methods[i])))
      {
        clasp_http_append_text (out, 200, PROBE_ANSWER, g_str_equal (methods[i], "HEAD"));
        return;
      }
  clasp_http_append_text (out, 405, "GET, HEAD, POST and OPTIONS are answered here\n", FALSE);
}

/* TRUE when the owner has an answer of its own. */
static gboolean
append_answer (ClaspWsListener *self, GString *out, const ClaspHttpRequest *request)
{
  gboolean         is_head = clasp_str_equal (request->method, CLASP_STR_LITERAL ("HEAD"));
  g_autofree char *path = NULL;
  ClaspHttpAnswer  answer = { 0 };

  if (self->http == NULL ||
      (!is_head && !clasp_str_equal (request->method, CLASP_STR_LITERAL ("GET"))))
    return FALSE;
  path = clasp_str_dup (request->path);
  if (!self->http (path, &answer, self->http_data))
    return FALSE;
  clasp_http_append_answer (out, &answer, is_head);
  g_bytes_unref (answer.body);
  return TRUE;
}

static void
handle_request (Handshake *handshake, const ClaspHttpRequest *request)
{
  g_autoptr (GString) out = g_string_sized_new (256);

  if (clasp_http_wants_upgrade (request))
    {
      gboolean is_upgraded = clasp_http_append_upgrade (out, request, SUBPROTOCOL);

      put (handshake, out);
      if (is_upgraded)
        {
          take_over (handshake);
          return;
        }
    }
  else
    {
      if (!append_answer (handshake->listener, out, request))
        append_probe (out, request);
      put (handshake, out);
    }
  clasp_stream_close (handshake->stream, "answered");
}

static void
refuse (Handshake *handshake, guint status, const char *text)
{
  g_autoptr (GString) out = g_string_sized_new (256);

  clasp_http_append_text (out, status, text, FALSE);
  put (handshake, out);
  clasp_stream_close (handshake->stream, "refused");
}

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspHttpRequest request;

  switch (clasp_http_request_parse (&request, bytes, size))
    {
    case CLASP_HTTP_MORE:
      return 0;

    case CLASP_HTTP_REQUEST:
      handle_request (user_data, &request);
      return request.size;

    case CLASP_HTTP_BAD:
      refuse (user_data, 400, "This is not a request of HTTP/1.1\n");
      return size;

    case CLASP_HTTP_TOO_LARGE:
      refuse (user_data, 431, "The request is too large\n");
      return size;
    }

  return size;
}

static void
drained_cb (gpointer user_data)
{
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  forget_handshake (user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

static void
accepted_cb (int fd, const char *peer, ClaspPeerPlace *place, gpointer user_data)
{
  ClaspWsListener *self = user_data;
  Handshake       *handshake;

  if (self->handshakes.length >= CLASP_WS_MAX_HANDSHAKES)
    forget_handshake (g_queue_peek_head (&self->handshakes));

  handshake = g_new0 (Handshake, 1);
  handshake->listener = self;
  handshake->peer = g_strdup (peer);
  handshake->place = place;
  handshake->deadline_us =
    g_get_monotonic_time () + self->handshake_timeout_ms * G_GINT64_CONSTANT (1000);
  handshake->node.data = handshake;
  g_queue_push_tail_link (&self->handshakes, &handshake->node);
  watch_oldest (self);
  handshake->stream = clasp_stream_new (self->reactor, fd, &stream_handler, handshake);
  clasp_stream_set_traffic (handshake->stream, self->traffic);
  if (self->identity != NULL)
    clasp_stream_start_tls (handshake->stream, clasp_tls_new_server (self->identity));
  clasp_stream_set_reading (handshake->stream, TRUE);
}

/* ---- ClaspListener ---- */

static gboolean
clasp_ws_listener_start (ClaspListener    *listener,
                         ClaspListenerFunc func,
                         gpointer          user_data,
                         GError          **error)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (listener);
  const char      *path = *self->wanted.path != '\0' ? self->wanted.path : DEFAULT_PATH;

  g_return_val_if_fail (self->acceptor == NULL, FALSE);

  self->func = func;
  self->user_data = user_data;
  self->acceptor =
    clasp_acceptor_new_on (self->reactor, &self->wanted.endpoint, self->interface, accepted_cb, self,
                           error);
  if (self->acceptor == NULL)
    return FALSE;
  clasp_acceptor_set_max_per_address (self->acceptor, self->max_per_address);

  start_deadline (self);
  self->traffic = clasp_reactor_get_traffic (self->reactor, carrier_of (self));
  self->uri = g_strdup_printf ("%s://%s%s", self->wanted.scheme,
                               clasp_acceptor_get_address (self->acceptor), path);
  return TRUE;
}

static void
clasp_ws_listener_stop (ClaspListener *listener)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (listener);

  g_clear_pointer (&self->acceptor, clasp_acceptor_free);
  g_clear_pointer (&self->uri, g_free);
  while (self->handshakes.head != NULL)
    forget_handshake (self->handshakes.head->data);
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

static void
clasp_ws_listener_set_max_per_address (ClaspListener *listener, guint limit)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (listener);

  self->max_per_address = limit;
  if (self->acceptor != NULL)
    clasp_acceptor_set_max_per_address (self->acceptor, limit);
}

static const char *
clasp_ws_listener_get_uri (ClaspListener *listener)
{
  return CLASP_WS_LISTENER (listener)->uri;
}

static void
clasp_ws_listener_iface_init (ClaspListenerInterface *iface)
{
  iface->start = clasp_ws_listener_start;
  iface->stop = clasp_ws_listener_stop;
  iface->set_max_per_address = clasp_ws_listener_set_max_per_address;
  iface->get_uri = clasp_ws_listener_get_uri;
}

static void
clasp_ws_listener_finalize (GObject *object)
{
  ClaspWsListener *self = CLASP_WS_LISTENER (object);

  clasp_ws_listener_stop (CLASP_LISTENER (self));
  clasp_carrier_uri_clear (&self->wanted);
  g_free (self->interface);
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  clasp_reactor_unref (self->reactor);
  G_OBJECT_CLASS (clasp_ws_listener_parent_class)->finalize (object);
}

static void
clasp_ws_listener_class_init (ClaspWsListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_ws_listener_finalize;
}

static void
clasp_ws_listener_init (ClaspWsListener *self)
{
  self->max_per_address = CLASP_PEER_LIMIT_DEFAULT;
  self->handshake_timeout_ms = CLASP_WS_HANDSHAKE_TIMEOUT_MS;
  g_queue_init (&self->handshakes);
}

/**
 * clasp_ws_listener_new:
 * @reactor: the worker's reactor
 * @uri: where to listen, "ws://127.0.0.1:7330/clasp"; port 0 takes a free one. Peers may ask for
 * any path, the one given here is what the URI promises
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listener that was not started
 */
ClaspListener *
clasp_ws_listener_new (ClaspReactor *reactor, const char *uri, GError **error)
{
  g_auto (ClaspCarrierUri) wanted = { 0 };
  ClaspWsListener         *self;

  if (!clasp_carrier_uri_parse (uri, &wanted, error))
    return NULL;

  self = g_object_new (CLASP_TYPE_WS_LISTENER, NULL);
  self->reactor = clasp_reactor_ref (reactor);
  self->wanted = wanted;
  wanted = (ClaspCarrierUri){ 0 };
  return CLASP_LISTENER (self);
}

/**
 * clasp_ws_listener_set_interface:
 * @self: a listener that was not started
 * @interface: (nullable): "eth1"; nobody is heard through any other
 *
 * Thread: worker.
 */
void
clasp_ws_listener_set_interface (ClaspWsListener *self, const char *interface)
{
  g_free (self->interface);
  self->interface = g_strdup (interface);
}

/**
 * clasp_ws_listener_set_identity:
 * @self: a listener; before it is started to speak TLS at all, later for peers that come then
 * @identity: who it is to its peers
 *
 * Thread: worker.
 */
void
clasp_ws_listener_set_identity (ClaspWsListener *self, ClaspTlsIdentity *identity)
{
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  self->identity = clasp_tls_identity_ref (identity);
}

/**
 * clasp_ws_listener_set_http_func:
 * @self: a listener
 * @func: (nullable) (scope notified): asked for the answer to every GET and HEAD that is no upgrade
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_ws_listener_set_http_func (ClaspWsListener *self, ClaspHttpFunc func, gpointer user_data)
{
  self->http = func;
  self->http_data = user_data;
}

/**
 * clasp_ws_listener_set_handshake_timeout:
 * @self: a listener
 * @timeout_ms: how long peers that connect from now on may take until the 101
 *
 * Thread: worker.
 */
void
clasp_ws_listener_set_handshake_timeout (ClaspWsListener *self, guint timeout_ms)
{
  self->handshake_timeout_ms = timeout_ms;
}

/**
 * clasp_ws_listener_get_n_handshakes:
 * @self: a listener
 *
 * Thread: worker.
 *
 * Returns: connections that are no links yet, at most CLASP_WS_MAX_HANDSHAKES
 */
guint
clasp_ws_listener_get_n_handshakes (ClaspWsListener *self)
{
  return self->handshakes.length;
}
