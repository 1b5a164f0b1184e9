/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-private.h"

#include "bridges/osc/clasp-osc-address.h"
#include "core/clasp-codec.h"
#include "core/clasp-json.h"

/* Design notes: while a WebSocket is open the server subscribes to its namespace. Values go to those
 * who listen to their address; what a connection cannot take is remembered by address and read anew
 * when it can, so the last value always arrives. Notices about paths cannot be made up for: who is
 * too slow for them is closed. */

#define SUBSCRIPTION_ID 1
#define TOO_SLOW "the peer reads too slowly"

/* ---- notices ---- */

static void
notify_peer (ClaspOscQueryPeer *peer, const GString *text)
{
  if (peer->is_listener && !peer->is_closing &&
      !clasp_osc_query_peer_put (peer, CLASP_WS_TEXT, (const guint8 *) text->str, text->len))
    clasp_osc_query_peer_close (peer, TOO_SLOW);
}

static void
notify (ClaspOscQueryServer *self, const char *command, const char *address)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ClaspStr            path = clasp_osc_address_from_clasp (clasp_str (address), self->scratch);

  g_string_append_printf (text, "{\"COMMAND\":\"%s\",\"DATA\":", command);
  clasp_osc_query_append_text (text, path.data, path.length);
  g_string_append_c (text, '}');
  for (GList *node = self->peers.head; node != NULL; node = node->next)
    notify_peer (node->data, text);
}

static char *
dup_tags (ClaspOscQueryServer *self, const ClaspValue *value)
{
  clasp_osc_query_node_look_at (&self->node, value, NULL);
  return clasp_str_dup (clasp_osc_query_node_get_tags (&self->node));
}

static gboolean
is_bool_tag (const char *tags)
{
  return g_str_equal (tags, "T") || g_str_equal (tags, "F");
}

static void
note_path (ClaspOscQueryServer *self, const char *address, const ClaspDelivery *delivery)
{
  const ClaspValue *value = &delivery->message->set.value;
  const char       *was = g_hash_table_lookup (self->known, address);
  g_autofree char  *tags = dup_tags (self, value);

  if (was != NULL && (g_str_equal (was, tags) || (is_bool_tag (was) && is_bool_tag (tags))))
    return;
  if (was == NULL && g_hash_table_size (self->known) >= self->config.max_nodes)
    return; /* nor is it told by HTTP */

  if (!delivery->is_snapshot)
    notify (self, was != NULL ? "PATH_CHANGED" : "PATH_ADDED", address);
  g_hash_table_replace (self->known, g_strdup (address), g_steal_pointer (&tags));
}

static void
gone_cb (gpointer user_data)
{
  ClaspOscQueryServer *self = user_data;

  for (guint i = 0; i < self->gone->len; i++)
    {
      const char      *address = g_ptr_array_index (self->gone, i);
      g_autofree char *absolute = g_strconcat (self->config.namespace_, address, NULL);

      if (clasp_router_peek (self->config.router, clasp_str (absolute)) == NULL &&
          g_hash_table_remove (self->known, address))
        notify (self, "PATH_REMOVED", address);
    }
  g_ptr_array_set_size (self->gone, 0);
}

/* The router says null when a parameter's time is over, and forgets it after that. */
static gboolean
may_be_gone (ClaspOscQueryServer *self, const char *address, const ClaspDelivery *delivery)
{
  if (delivery->origin != 0 || delivery->message->set.value.type != CLASP_VALUE_NULL)
    return FALSE;

  g_ptr_array_add (self->gone, g_strdup (address));
  clasp_reactor_defer (self->config.reactor, &self->gone_later, gone_cb, self);
  return TRUE;
}

/* ---- values ---- */

static void
send_packet (ClaspOscQueryPeer *peer, const char *address)
{
  ClaspOscQueryServer *self = peer->server;

  if (peer->is_closing)
    return;
  if (!clasp_osc_query_peer_put (peer, CLASP_WS_BINARY, self->node.packet.data,
                                 self->node.packet.length))
    {
      g_hash_table_add (peer->pending, g_strdup (address));
      return;
    }
  peer->n_out++;
  peer->bytes_out += self->node.packet.length;
}

static gboolean
encode (ClaspOscQueryServer *self, const char *address, const ClaspValue *value)
{
  return clasp_osc_query_node_encode (
    &self->node, clasp_osc_address_from_clasp (clasp_str (address), self->scratch), value);
}

static void
send_current (ClaspOscQueryPeer *peer, const char *address)
{
  ClaspOscQueryServer *self = peer->server;
  g_autofree char     *absolute = g_strconcat (self->config.namespace_, address, NULL);
  const ClaspValue    *value = clasp_router_peek (self->config.router, clasp_str (absolute));

  if (value != NULL && encode (self, address, value))
    send_packet (peer, address);
}

static gboolean
hears (const ClaspOscQueryPeer *peer, const char *address)
{
  return peer->is_listener && peer != peer->server->receiving &&
         g_hash_table_contains (peer->listens, address);
}

static void
send_to_listeners (ClaspOscQueryServer *self, const char *address, const ClaspValue *value)
{
  gboolean is_encoded = FALSE;

  for (GList *node = self->peers.head; node != NULL; node = node->next)
    {
      ClaspOscQueryPeer *peer = node->data;

      if (!hears (peer, address))
        continue;
      if (!is_encoded && !encode (self, address, value))
        return;
      is_encoded = TRUE;
      send_packet (peer, address);
    }
}

void
clasp_osc_query_deliver_cb (ClaspSession        *session,
                            const ClaspDelivery *delivery,
                            gpointer             server)
{
  ClaspOscQueryServer *self = server;
  const ClaspMessage  *message = delivery->message;
  gboolean             is_set = message->type == CLASP_MESSAGE_SET;
  ClaspStr             absolute = is_set ? message->set.address : message->publish.address;
  gsize                prefix = strlen (self->config.namespace_);
  g_autofree char     *address = NULL;

  if (absolute.length <= prefix + 1)
    return;

  address = g_strndup (absolute.data + prefix, absolute.length - prefix);
  if (!is_set)
    send_to_listeners (self, address,
                       message->publish.has_value ? &message->publish.value : NULL);
  else if (!may_be_gone (self, address, delivery))
    {
      note_path (self, address, delivery);
      if (!delivery->is_snapshot)
        send_to_listeners (self, address, &message->set.value);
    }
}

void
clasp_osc_query_listen_drained (ClaspOscQueryPeer *peer)
{
  g_autoptr (GHashTable) pending = g_steal_pointer (&peer->pending);
  GHashTableIter         iter;
  gpointer               address;

  peer->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, pending);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    send_current (peer, address);
}

/* ---- commands ---- */

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static void
listen_to (ClaspOscQueryPeer *peer, const char *osc_path, gboolean is_wanted)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  ClaspStr            path = clasp_osc_address_to_clasp (clasp_str (osc_path), scratch);
  g_autofree char    *address = clasp_str_dup (path);
  const char         *why;

  if (!clasp_address_is_valid (path, &why))
    return;
  if (!is_wanted)
    {
      g_hash_table_remove (peer->listens, address);
      g_hash_table_remove (peer->pending, address);
      return;
    }
  if (g_hash_table_size (peer->listens) >= CLASP_OSC_QUERY_MAX_LISTENS)
    return;
  g_hash_table_add (peer->listens, g_strdup (address));
  send_current (peer, address);
}

/* What makes no sense is left out: OSCQuery has no errors here. */
static void
handle_command (ClaspOscQueryPeer *peer, const guint8 *text, gsize size)
{
  g_autoptr (JsonNode) root = NULL;
  const char          *command, *path;

  if (!g_utf8_validate ((const char *) text, (gssize) size, NULL))
    return;
  root = clasp_json_parse ((const char *) text, size, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;

  command = get_text (json_node_get_object (root), "COMMAND");
  path = get_text (json_node_get_object (root), "DATA");
  if (path == NULL || path[0] != '/')
    return;
  if (g_strcmp0 (command, "LISTEN") == 0)
    listen_to (peer, path, TRUE);
  else if (g_strcmp0 (command, "IGNORE") == 0)
    listen_to (peer, path, FALSE);
}

static void
handle_packet (ClaspOscQueryPeer *peer, const guint8 *packet, gsize size)
{
  ClaspOscQueryServer *self = peer->server;
  gboolean             is_good;

  peer->n_in++;
  peer->bytes_in += size;
  peer->heard_us = clasp_clock_now_us (clasp_timers_get_clock (self->config.timers));
  self->receiving = peer;
  is_good = self->func (packet, size, peer->address, self->user_data);
  if (self->receiving == peer && !is_good) /* it is still there */
    peer->n_malformed++;
  self->receiving = NULL;
}

static void
close_with (ClaspOscQueryPeer *peer, guint16 code, const char *reason)
{
  guint8 payload[CLASP_WS_MAX_CONTROL];
  gsize  size = clasp_ws_put_close (payload, code, reason);

  clasp_osc_query_peer_put (peer, CLASP_WS_CLOSE, payload, size);
  clasp_osc_query_peer_close (peer, reason != NULL ? reason : "closed by the peer");
}

void
clasp_osc_query_listen_event (ClaspOscQueryPeer *peer, const ClaspWsEvent *event)
{
  if (peer->is_closing)
    return;

  switch (event->type)
    {
    case CLASP_WS_EVENT_NONE:
      break;
    case CLASP_WS_EVENT_TEXT:
      handle_command (peer, event->data, event->size);
      break;
    case CLASP_WS_EVENT_BINARY:
      handle_packet (peer, event->data, event->size);
      break;
    case CLASP_WS_EVENT_PING:
      clasp_osc_query_peer_put (peer, CLASP_WS_PONG, event->data, event->size);
      break;
    case CLASP_WS_EVENT_CLOSE:
      close_with (peer, event->code, NULL);
      break;
    case CLASP_WS_EVENT_ERROR:
      close_with (peer, event->code, event->reason);
      break;
    }
}

/* ---- life ---- */

static void
subscribe (ClaspOscQueryServer *self)
{
  g_autofree char *pattern = g_strconcat (self->config.namespace_, "/**", NULL);

  clasp_session_subscribe (self->session, SUBSCRIPTION_ID, clasp_str (pattern), CLASP_TYPES_VALUES,
                           TRUE, NULL);
}

void
clasp_osc_query_listen_begin (ClaspOscQueryPeer *peer)
{
  ClaspOscQueryServer *self = peer->server;

  peer->is_listener = TRUE;
  peer->number = ++self->last_number;
  peer->heard_us = clasp_clock_now_us (clasp_timers_get_clock (self->config.timers));
  peer->listens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  peer->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clasp_ws_parser_init (&peer->parser, CLASP_WS_SERVER, CLASP_FRAME_MAX_SIZE);
  peer->parser.wants_text = TRUE;
  if (self->n_listeners++ == 0)
    subscribe (self);
}

void
clasp_osc_query_listen_end (ClaspOscQueryPeer *peer)
{
  ClaspOscQueryServer *self = peer->server;

  if (self->receiving == peer)
    self->receiving = NULL;
  if (--self->n_listeners == 0)
    {
      clasp_session_unsubscribe (self->session, SUBSCRIPTION_ID);
      g_hash_table_remove_all (self->known);
    }
  clasp_ws_parser_clear (&peer->parser);
  g_hash_table_unref (peer->listens);
  g_hash_table_unref (peer->pending);
}

/**
 * clasp_osc_query_server_foreach_peer:
 * @self: a server
 * @func: (scope call): called for each that is connected by WebSocket
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_osc_query_server_foreach_peer (ClaspOscQueryServer *self,
                                     ClaspBridgePeerFunc  func,
                                     gpointer             user_data)
{
  for (GList *link = self->peers.head; link != NULL; link = link->next)
    {
      const ClaspOscQueryPeer *peer = link->data;
      g_autofree char         *address = NULL, *name = NULL;
      ClaspBridgePeer          told = { .transport = "oscquery", .is_present = TRUE };

      if (!peer->is_listener)
        continue;
      address = peer->address != NULL ? clasp_socket_address_to_text (peer->address) : g_strdup ("");
      name = g_strdup_printf ("oscquery %s #%" G_GUINT64_FORMAT, address, peer->number);
      told.name = name;
      told.address = address;
      told.n_wanted = g_hash_table_size (peer->listens);
      told.n_in = peer->n_in;
      told.n_out = peer->n_out;
      told.bytes_in = peer->bytes_in;
      told.bytes_out = peer->bytes_out;
      told.n_malformed = peer->n_malformed;
      told.last_in_us = peer->heard_us;
      func (&told, user_data);
    }
}
