/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-private.h"

#include "io/clasp-http-response.h"

/* Connections: each asks one question and is answered and closed, or becomes a WebSocket. */

#define SUBPROTOCOL "oscquery"

/* ---- a connection ---- */

static void
peer_free (ClaspOscQueryPeer *peer)
{
  ClaspOscQueryServer *self = peer->server;

  if (peer->is_listener)
    clasp_osc_query_listen_end (peer);
  g_queue_unlink (&self->peers, &peer->node);
  clasp_timers_cancel (self->config.timers, &peer->timer);
  g_clear_pointer (&peer->stream, clasp_stream_free);
  g_clear_pointer (&peer->place, clasp_peer_place_free);
  g_clear_object (&peer->address);
  g_free (peer);
}

void
clasp_osc_query_peer_close (ClaspOscQueryPeer *peer, const char *reason)
{
  peer->is_closing = TRUE;
  clasp_stream_close (peer->stream, reason);
}

gboolean
clasp_osc_query_peer_put (ClaspOscQueryPeer *peer,
                          ClaspWsOpcode      opcode,
                          const guint8      *payload,
                          gsize              size)
{
  guint8 *place =
    clasp_stream_reserve (peer->stream, clasp_ws_header_size (CLASP_WS_SERVER, size) + size);

  if (place == NULL)
    return FALSE;

  clasp_ws_put_frame (place, CLASP_WS_SERVER, opcode, 0, payload, size);
  return TRUE;
}

static void
put_text (ClaspOscQueryPeer *peer, const GString *text)
{
  guint8 *place = clasp_stream_reserve (peer->stream, text->len);

  if (place != NULL) /* else the connection is lost, and closed_cb comes */
    memcpy (place, text->str, text->len);
}

static void
handle_request (ClaspOscQueryPeer *peer, const ClaspHttpRequest *request)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean            is_upgraded = FALSE;

  if (clasp_http_wants_upgrade (request))
    is_upgraded = clasp_http_append_upgrade (out, request, SUBPROTOCOL);
  else
    clasp_osc_query_http_answer (peer->server, request, out);
  put_text (peer, out);
  if (is_upgraded)
    {
      clasp_timers_cancel (peer->server->config.timers, &peer->timer);
      clasp_osc_query_listen_begin (peer);
    }
  else
    clasp_osc_query_peer_close (peer, "answered");
}

static void
refuse (ClaspOscQueryPeer *peer, guint status, const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  clasp_http_append_text (out, status, text, FALSE);
  put_text (peer, out);
  clasp_osc_query_peer_close (peer, "refused");
}

static gsize
read_request (ClaspOscQueryPeer *peer, const guint8 *bytes, gsize size)
{
  ClaspHttpRequest request;

  switch (clasp_http_request_parse (&request, bytes, size))
    {
    case CLASP_HTTP_MORE:
      return 0;
    case CLASP_HTTP_REQUEST:
      handle_request (peer, &request);
      return request.size;
    case CLASP_HTTP_BAD:
      refuse (peer, 400, "This is not a request of HTTP/1.1\n");
      return size;
    case CLASP_HTTP_TOO_LARGE:
      refuse (peer, 431, "The request is too large\n");
      return size;
    }

  return size;
}

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  ClaspOscQueryPeer *peer = user_data;
  ClaspWsEvent       event;
  gsize              unit;

  if (!peer->is_listener)
    return read_request (peer, bytes, size);

  unit = clasp_ws_parser_next (&peer->parser, bytes, size, needed, &event);
  if (unit > 0)
    clasp_osc_query_listen_event (peer, &event);
  return unit;
}

static void
drained_cb (gpointer user_data)
{
  ClaspOscQueryPeer *peer = user_data;

  if (peer->is_listener)
    clasp_osc_query_listen_drained (peer);
}

static void
closed_cb (const char *reason, gpointer user_data)
{
  peer_free (user_data);
}

static const ClaspStreamHandler stream_handler = { unit_cb, drained_cb, closed_cb };

static void
timeout_cb (gpointer user_data)
{
  peer_free (user_data);
}

static GSocketAddress *
parse_address (const char *text)
{
  g_auto (ClaspEndpoint) endpoint = { 0 };

  return clasp_endpoint_parse (text, 0, &endpoint, NULL) ? clasp_endpoint_to_address (&endpoint)
                                                         : NULL;
}

static void
accepted_cb (int fd, const char *name, ClaspPeerPlace *place, gpointer user_data)
{
  ClaspOscQueryServer *self = user_data;
  ClaspOscQueryPeer   *peer = g_new0 (ClaspOscQueryPeer, 1);
  gboolean             is_full = self->peers.length >= CLASP_OSC_QUERY_MAX_PEERS;

  peer->server = self;
  peer->address = parse_address (name);
  peer->place = place;
  peer->node.data = peer;
  g_queue_push_tail_link (&self->peers, &peer->node);
  clasp_timers_set (self->config.timers, &peer->timer,
                    clasp_clock_now_us (clasp_timers_get_clock (self->config.timers)) +
                      CLASP_OSC_QUERY_TIMEOUT_MS * G_GINT64_CONSTANT (1000),
                    timeout_cb, peer);
  peer->stream = clasp_stream_new (self->config.reactor, fd, &stream_handler, peer);
  clasp_stream_set_limit (peer->stream, CLASP_OSC_QUERY_MAX_OUTPUT);
  if (is_full)
    refuse (peer, 503, "There are too many connections\n");
  else
    clasp_stream_set_reading (peer->stream, TRUE);
}

/* ---- life ---- */

/**
 * clasp_osc_query_server_new:
 * @config: what to serve; texts are copied
 * @bind: where to listen; port 0 takes a free one
 * @func: gets OSC packets from the WebSocket
 * @user_data: for @func
 * @error: return location for a CLASP_TRANSPORT_ERROR
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a server that serves
 */
ClaspOscQueryServer *
clasp_osc_query_server_new (const ClaspOscQueryConfig *config,
                            const ClaspEndpoint       *bind,
                            ClaspOscQueryFunc          func,
                            gpointer                   user_data,
                            GError                   **error)
{
  ClaspOscQueryServer *self = g_new0 (ClaspOscQueryServer, 1);
  g_autofree char     *session_name = g_strconcat (config->name, " (OSCQuery)", NULL);

  self->acceptor = clasp_acceptor_new_on (config->reactor, bind, config->interface, accepted_cb,
                                          self, error);
  if (self->acceptor == NULL)
    {
      g_free (self);
      return NULL;
    }
  self->config = *config;
  self->config.name = g_strdup (config->name);
  self->config.namespace_ = g_strdup (config->namespace_);
  self->func = func;
  self->user_data = user_data;
  self->node.style = &self->config.style;
  self->scratch = g_string_new (NULL);
  self->metas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clasp_osc_query_meta_free);
  self->patterns = g_ptr_array_new_with_free_func (clasp_osc_query_rule_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->session = clasp_router_join (config->router, session_name, clasp_osc_query_deliver_cb,
                                     NULL, self);
  return self;
}

/**
 * clasp_osc_query_server_free:
 * @self: (transfer full): a server; its connections end
 *
 * Thread: worker.
 */
void
clasp_osc_query_server_free (ClaspOscQueryServer *self)
{
  clasp_acceptor_free (self->acceptor);
  while (self->peers.head != NULL)
    peer_free (self->peers.head->data);
  clasp_reactor_cancel (self->config.reactor, &self->gone_later);
  clasp_session_leave (self->session);
  clasp_osc_query_node_clear (&self->node);
  g_string_free (self->scratch, TRUE);
  g_hash_table_unref (self->metas);
  g_ptr_array_unref (self->patterns);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->gone);
  g_free ((char *) self->config.name);
  g_free ((char *) self->config.namespace_);
  g_free (self);
}

/**
 * clasp_osc_query_server_get_port:
 * @self: a server
 *
 * Thread: worker.
 *
 * Returns: its TCP port
 */
guint16
clasp_osc_query_server_get_port (ClaspOscQueryServer *self)
{
  const char *address = clasp_acceptor_get_address (self->acceptor);

  return (guint16) g_ascii_strtoull (strrchr (address, ':') + 1, NULL, 10);
}
