/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-finder-lighting"

#include "clasp-finder-lighting.h"

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/sacn/clasp-sacn-discovery.h"
#include "clasp-network-view.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* Design notes: with several sockets on one UDP port the kernel gives a unicast packet to one of them alone. A
 * second socket on 6454 would take what a running show waits for. So the poll leaves from 6454 only when nobody
 * here has that port, for three seconds, and lets others join it meanwhile; else it leaves from any port. Some nodes
 * answer to that; the others' answers come to the connection of this program that has 6454, which tells of them. The sockets for sACN are bound to their group and get nothing else. */

#define ANSWER_MS 3000
#define NODE_TIMEOUT_US ((3 * CLASP_FINDER_POLL_S + 5) * G_USEC_PER_SEC)
#define HEARD_TIMEOUT_US (15 * G_USEC_PER_SEC)
#define EXPIRE_S 5
#define SAME_ANSWER_US (2 * G_USEC_PER_SEC) /* more than two views are apart, less than two polls */
#define LOOPBACK_BROADCAST 0x7fffffffu
/* What our own connections say of themselves. */
#define OWN_ESTA 0x7ff0

typedef struct
{
  char   *key;       /* (owned) */
  char    name[65];
  char   *host;      /* (owned) "10.0.0.7", with the port where it is another than the standard's */
  guint16 ports[CLASP_FINDER_MAX_NODE_PORTS];
  guint   n_ports;   /* that take something */
  gint64  seen_us;
} Node;

typedef struct
{
  char    *key; /* (owned) */
  gboolean universes[CLASP_FINDER_SACN_UNIVERSES];
  gint64   seen_us;
} Heard;

typedef struct
{
  GSocket *socket; /* (owned) */
  GSource *source; /* (owned) */
} Listener;

struct _ClaspFinderLighting
{
  ClaspFinderLightingConfig config;
  char                     *interface; /* (owned) (nullable) */
  ClaspFinderLightingEvents events;
  gpointer                  user_data;
  Listener                  artnet;    /* while answers may come */
  GArray                   *sacn;      /* (owned) of Listener */
  GHashTable               *nodes;     /* (owned) key → Node */
  GHashTable               *heard;     /* (owned) key → Heard */
  GHashTable               *told;      /* (owned) keys of sources that tell by themselves */
  ClaspSacnDiscoveries     *discoveries;
  guint                     poll_id, answer_id, expire_id;
};

static void
node_free (gpointer data)
{
  g_free (((Node *) data)->key);
  g_free (((Node *) data)->host);
  g_free (data);
}

static void
heard_free (gpointer data)
{
  g_free (((Heard *) data)->key);
  g_free (data);
}

static void
listener_clear (gpointer data)
{
  Listener *self = data;

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_object (&self->socket);
}

/* ---- sockets ---- */

/* Of the one interface, or of all. */
static gboolean
is_wanted (ClaspFinderLighting *self, const ClaspNetworkPlace *place)
{
  return place->is_up && (self->interface == NULL || g_str_equal (place->name, self->interface));
}

static Listener
listen_to (GSocket *socket, GSocketSourceFunc func, gpointer user_data)
{
  Listener listener = { socket, g_socket_create_source (socket, G_IO_IN, NULL) };

  g_source_set_static_name (listener.source, "[clasp] finder");
  g_source_set_callback (listener.source, G_SOURCE_FUNC (func), user_data, NULL);
  g_source_attach (listener.source, g_main_context_get_thread_default ());
  return listener;
}

/* NULL when it cannot be had. */
static GSocket *
open_socket (guint32 host, guint16 port, gboolean is_shared)
{
  g_autofree char           *text = clasp_network_print (host);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, port);
  g_autoptr (GSocket)        socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_broadcast (socket, TRUE);
  if (is_shared)
    g_socket_set_option (socket, SOL_SOCKET, SO_REUSEADDR, 1, NULL);
  /* Not by g_socket_bind (), which lets every UDP socket share its port. */
  {
    struct sockaddr_storage native;

    if (!g_socket_address_to_native (address, &native, sizeof native, NULL) ||
        bind (g_socket_get_fd (socket), (struct sockaddr *) &native, sizeof (struct sockaddr_in)) < 0)
      return NULL;
  }
  g_socket_set_option (socket, SOL_SOCKET, SO_REUSEADDR, 1, NULL);
  return g_steal_pointer (&socket);
}

static gssize
receive (GSocket *socket, guint8 *bytes, gsize size, char **host, guint16 *port)
{
  g_autoptr (GSocketAddress) from = NULL;
  gssize                     n = g_socket_receive_from (socket, &from, (char *) bytes, size, NULL, NULL);

  if (n > 0 && G_IS_INET_SOCKET_ADDRESS (from))
    {
      *host = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from)));
      *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (from));
    }
  return n > 0 && *host != NULL ? n : -1;
}

/* Up to its end, or the first invalid byte. */
static void
copy_text (char *to, gsize size, const char *from)
{
  g_autofree char *valid = g_utf8_make_valid (from, -1);

  g_strlcpy (to, g_strstrip (valid), size);
}

/* ---- Art-Net ---- */

static void
tell_node (ClaspFinderLighting *self, const Node *node)
{
  const char      *out[] = { "send", node->host, NULL };
  const char      *in[] = { "listen", "0.0.0.0:6454", NULL };
  g_autofree char *place =
    node->n_ports == 0
      ? g_strdup_printf (_ ("%s, sends"), node->host)
      : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %u universe", "%s, %u universes", node->n_ports),
                         node->host, node->n_ports);

  ClaspSighting   *sighting = clasp_sighting_new ("artnet", node->key, node->name[0] != '\0' ? node->name : node->host,
                                                  place, NULL, node->n_ports > 0 ? out : in);

  clasp_sighting_set_host (sighting, node->host);
  self->events.seen (sighting, self->user_data);
}

static void
add_port (Node *node, guint16 port)
{
  for (guint i = 0; i < node->n_ports; i++)
    if (node->ports[i] == port)
      return;
  if (node->n_ports < CLASP_FINDER_MAX_NODE_PORTS)
    node->ports[node->n_ports++] = port;
}

/* A node with many ports answers with several packets of four. */
static void
read_ports (Node *node, const ClaspArtnetPollReply *reply)
{
  for (guint i = 0; i < MIN (reply->n_ports, 4); i++)
    if ((reply->port_types[i] & CLASP_ARTNET_PORT_OUTPUT) != 0)
      add_port (node, clasp_artnet_port_address (reply->net_switch, reply->sub_switch, reply->sw_out[i]));
}

static gboolean
is_own_host (const char *host)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();

  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *own = clasp_network_print (((ClaspNetworkPlace *) places->pdata[i])->address);

      if (g_str_equal (own, host))
        return TRUE;
    }
  return FALSE;
}

/* NULL: one of our own, or there are too many. */
static Node *
ensure_node (ClaspFinderLighting *self, guint16 esta, const char *host, guint16 port)
{
  g_autofree char *key = g_strconcat ("artnet:", host, NULL);
  Node            *node = g_hash_table_lookup (self->nodes, key);

  if ((esta == OWN_ESTA && is_own_host (host)) ||
      (node == NULL && g_hash_table_size (self->nodes) >= CLASP_FINDER_MAX_LIGHTING))
    return NULL;
  if (node == NULL)
    {
      node = g_new0 (Node, 1);
      node->key = g_steal_pointer (&key);
      node->host = port == CLASP_ARTNET_PORT || self->config.artnet_port == 0 ? g_strdup (host)
                                                                             : g_strdup_printf ("%s:%u", host, port);
      g_hash_table_insert (self->nodes, node->key, node);
    }
  return node;
}

static void
take_reply (ClaspFinderLighting *self, const ClaspArtnetPollReply *reply, const char *host, guint16 port)
{
  Node *node = ensure_node (self, reply->esta, host, port);

  if (node == NULL)
    return;
  node->seen_us = g_get_monotonic_time ();
  copy_text (node->name, sizeof node->name, reply->short_name[0] != '\0' ? reply->short_name : reply->long_name);
  read_ports (node, reply);
  tell_node (self, node);
}

/* Views come twice a second: what was in the one before is no news. */
static void
take_peer (ClaspFinderLighting *self, const ClaspLightingPeer *peer, gint64 now_us)
{
  gint64 seen_us = now_us - peer->seen_ago_us;
  Node  *node = peer->seen_ago_us < NODE_TIMEOUT_US ? ensure_node (self, peer->esta, peer->address, CLASP_ARTNET_PORT) : NULL;

  if (node == NULL || seen_us - node->seen_us < SAME_ANSWER_US)
    return;
  node->seen_us = seen_us;
  copy_text (node->name, sizeof node->name, peer->name[0] != '\0' ? peer->name : peer->description);
  for (guint i = 0; i < peer->n_ports; i++)
    if (peer->ports[i].is_output)
      add_port (node, peer->ports[i].universe);
  tell_node (self, node);
}

/**
 * clasp_finder_lighting_hear:
 * @self: a finder
 * @view: who is on the lighting network, as this program's connections know it
 *
 * Of it, the Art-Net nodes: while a connection has the protocol's port they answer to that.
 *
 * Thread: UI.
 */
void
clasp_finder_lighting_hear (ClaspFinderLighting *self, const ClaspLightingView *view)
{
  gint64 now_us = g_get_monotonic_time ();

  for (guint i = 0; i < view->n_peers; i++)
    if (view->peers[i].kind == CLASP_LIGHTING_NODE && view->peers[i].is_online)
      take_peer (self, &view->peers[i], now_us);
}

static gboolean
answered_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  ClaspFinderLighting *self = user_data;
  guint8               bytes[1500];
  g_autofree char     *host = NULL;
  guint16              port = 0;
  gssize               n = receive (socket, bytes, sizeof bytes, &host, &port);
  ClaspArtnetPacket    packet;

  if (n > 0 && clasp_artnet_decode (bytes, (gsize) n, &packet) == CLASP_ARTNET_OK &&
      packet.op == CLASP_ARTNET_OP_POLL_REPLY)
    take_reply (self, &packet.poll_reply, host, port);
  return G_SOURCE_CONTINUE;
}

static void
send_poll (ClaspFinderLighting *self, const guint8 *bytes, gsize size)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();
  guint16               port = self->config.artnet_port != 0 ? self->config.artnet_port : CLASP_ARTNET_PORT;

  for (guint i = 0; i < places->len; i++)
    {
      const ClaspNetworkPlace *place = places->pdata[i];
      guint32                  broadcast = place->is_loopback ? LOOPBACK_BROADCAST : place->broadcast;
      g_autofree char         *text = clasp_network_print (broadcast);
      g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string (text, port);

      if (is_wanted (self, place) && broadcast != 0)
        g_socket_send_to (self->artnet.socket, to, (const char *) bytes, size, NULL, NULL);
    }
}

static gboolean
answers_end_cb (gpointer user_data)
{
  ClaspFinderLighting *self = user_data;

  self->answer_id = 0;
  listener_clear (&self->artnet);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_finder_lighting_poll:
 * @self: a finder
 *
 * Asks all Art-Net nodes who they are; those that answer within three seconds are told of.
 *
 * Thread: UI.
 */
void
clasp_finder_lighting_poll (ClaspFinderLighting *self)
{
  ClaspArtnetPacket   packet = { .op = CLASP_ARTNET_OP_POLL };
  ClaspWriter         writer = CLASP_WRITER_INIT;
  GSocket            *socket;

  g_clear_handle_id (&self->answer_id, g_source_remove);
  listener_clear (&self->artnet);
  socket = open_socket (0, self->config.artnet_port != 0 ? 0 : CLASP_ARTNET_PORT, FALSE);
  if (socket == NULL)
    socket = open_socket (0, 0, FALSE);
  if (socket == NULL)
    return;
  self->artnet = listen_to (socket, answered_cb, self);
  clasp_artnet_encode (&packet, &writer);
  send_poll (self, writer.data, writer.length);
  clasp_writer_clear (&writer);
  self->answer_id = g_timeout_add (ANSWER_MS, answers_end_cb, self);
}

static gboolean
poll_cb (gpointer user_data)
{
  clasp_finder_lighting_poll (user_data);
  return G_SOURCE_CONTINUE;
}

void
clasp_finder_lighting_set_polls (ClaspFinderLighting *self, gboolean polls)
{
  if (polls == (self->poll_id != 0))
    return;
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (!polls)
    return;
  self->poll_id = g_timeout_add_seconds (CLASP_FINDER_POLL_S, poll_cb, self);
  clasp_finder_lighting_poll (self);
}

/* ---- sACN ---- */

static char *
make_cid_key (const guint8 *cid)
{
  char text[CLASP_SACN_CID_TEXT_SIZE];

  clasp_sacn_cid_format (cid, text);
  return g_strconcat ("sacn:", text, NULL);
}

/* "1-3;7": as the setting has it. */
static char *
print_universes (const guint16 *universes, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0, first; i < n; i++)
    {
      for (first = i; i + 1 < n && universes[i + 1] == universes[i] + 1; i++)
        ;
      g_string_append_printf (text, "%s%u", text->len > 0 ? ";" : "", universes[first]);
      if (i > first)
        g_string_append_printf (text, "-%u", universes[i]);
    }
  return g_strdup (text->str);
}

static void
tell_source (ClaspFinderLighting *self, const char *key, const char *name, const char *host,
             const guint16 *universes, guint n)
{
  g_autofree char *text = print_universes (universes, n);
  const char      *options[] = { "receive", text, NULL };
  g_auto (GStrv)   ranges = g_strsplit (text, ";", -1);
  g_autofree char *list = g_strjoinv (", ", ranges);
  g_autofree char *place =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, universe %s", "%s, universes %s", n), host, list);

  ClaspSighting   *sighting = clasp_sighting_new ("sacn", key, name[0] != '\0' ? name : host, place, NULL, options);

  clasp_sighting_set_host (sighting, host);
  self->events.seen (sighting, self->user_data);
}

static void
discovered_cb (const ClaspSacnDiscovered *source, gpointer user_data)
{
  ClaspFinderLighting *self = user_data;
  g_autofree char     *key = make_cid_key (source->cid);

  if (source->universes == NULL)
    {
      g_hash_table_remove (self->told, key);
      self->events.lost (key, self->user_data);
    }
  else if (source->n_universes > 0)
    {
      tell_source (self, key, source->name, source->address, source->universes, source->n_universes);
      g_hash_table_remove (self->heard, key);
      g_hash_table_add (self->told, g_steal_pointer (&key));
    }
}

static Heard *
get_heard (ClaspFinderLighting *self, const char *key)
{
  Heard *heard = g_hash_table_lookup (self->heard, key);

  if (heard != NULL || g_hash_table_size (self->heard) >= CLASP_FINDER_MAX_LIGHTING)
    return heard;
  heard = g_new0 (Heard, 1);
  heard->key = g_strdup (key);
  g_hash_table_insert (self->heard, heard->key, heard);
  return heard;
}

/* Told once for each universe, not for each frame. */
static void
take_data (ClaspFinderLighting *self, const ClaspSacnPacket *packet, const char *host)
{
  g_autofree char *key = make_cid_key (packet->cid);
  guint            index = packet->data.universe - 1u;
  guint16          universes[CLASP_FINDER_SACN_UNIVERSES];
  guint            n = 0;
  char             name[CLASP_SACN_NAME_SIZE];
  Heard           *heard;

  if (index >= CLASP_FINDER_SACN_UNIVERSES || g_hash_table_contains (self->told, key) || packet->data.is_terminated)
    return;
  heard = get_heard (self, key);
  if (heard == NULL)
    return;
  heard->seen_us = g_get_monotonic_time ();
  if (heard->universes[index])
    return;
  heard->universes[index] = TRUE;
  for (guint i = 0; i < CLASP_FINDER_SACN_UNIVERSES; i++)
    if (heard->universes[i])
      universes[n++] = (guint16) (i + 1);
  copy_text (name, sizeof name, packet->data.name);
  tell_source (self, key, name, host, universes, n);
}

static gboolean
sacn_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  ClaspFinderLighting *self = user_data;
  guint8               bytes[1500];
  g_autofree char     *host = NULL;
  guint16              port = 0;
  gssize               n = receive (socket, bytes, sizeof bytes, &host, &port);
  ClaspSacnPacket      packet;

  if (n <= 0 || clasp_sacn_decode (bytes, (gsize) n, &packet) != CLASP_SACN_OK)
    return G_SOURCE_CONTINUE;
  switch (packet.kind)
    {
    case CLASP_SACN_DATA:
      take_data (self, &packet, host);
      break;
    case CLASP_SACN_DISCOVERY:
      clasp_sacn_discoveries_receive (self->discoveries, &packet, host, g_get_monotonic_time ());
      break;
    case CLASP_SACN_SYNC:
      break;
    }
  return G_SOURCE_CONTINUE;
}

/* 239.255.x.y */
static void
join (ClaspFinderLighting *self, guint universe, const GPtrArray *places)
{
  guint32                  group = 0xefff0000u | universe;
  g_autofree char         *text = clasp_network_print (group);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  GSocket *socket = open_socket (group, self->config.sacn_port != 0 ? self->config.sacn_port : CLASP_SACN_PORT, TRUE);
  Listener                 listener;

  if (socket == NULL)
    return;
  for (guint i = 0; i < places->len; i++)
    if (is_wanted (self, places->pdata[i]))
      g_socket_join_multicast_group (socket, address, FALSE, ((ClaspNetworkPlace *) places->pdata[i])->name, NULL);
  listener = listen_to (socket, sacn_cb, self);
  g_array_append_val (self->sacn, listener);
}

/* ---- life ---- */

static void
expire_nodes (ClaspFinderLighting *self, gint64 now_us)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (now_us - ((Node *) value)->seen_us > NODE_TIMEOUT_US)
      {
        self->events.lost (((Node *) value)->key, self->user_data);
        g_hash_table_iter_remove (&iter);
      }
}

static void
expire_heard (ClaspFinderLighting *self, gint64 now_us)
{
  GHashTableIter iter;
  gpointer       value;

  g_hash_table_iter_init (&iter, self->heard);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (now_us - ((Heard *) value)->seen_us > HEARD_TIMEOUT_US)
      {
        self->events.lost (((Heard *) value)->key, self->user_data);
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * clasp_finder_lighting_expire:
 * @self: a finder
 * @now_us: monotonic
 *
 * A node that is not asked any more, polls being off, is not gone.
 *
 * Thread: UI.
 */
void
clasp_finder_lighting_expire (ClaspFinderLighting *self, gint64 now_us)
{
  if (self->poll_id != 0)
    expire_nodes (self, now_us);
  expire_heard (self, now_us);
  clasp_sacn_discoveries_expire (self->discoveries, now_us);
}

static gboolean
expire_cb (gpointer user_data)
{
  clasp_finder_lighting_expire (user_data, g_get_monotonic_time ());
  return G_SOURCE_CONTINUE;
}

/**
 * clasp_finder_lighting_new:
 * @config: where to look
 * @events: what to tell
 * @user_data: for @events
 *
 * Thread: UI.
 *
 * Returns: (transfer full): one that looks until it is freed
 */
ClaspFinderLighting *
clasp_finder_lighting_new (const ClaspFinderLightingConfig *config,
                           const ClaspFinderLightingEvents *events,
                           gpointer                         user_data)
{
  ClaspFinderLighting  *self = g_new0 (ClaspFinderLighting, 1);
  g_autoptr (GPtrArray) places = clasp_network_list ();

  self->config = *config;
  self->interface = g_strdup (config->interface);
  self->events = *events;
  self->user_data = user_data;
  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, node_free);
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, heard_free);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->discoveries = clasp_sacn_discoveries_new (CLASP_FINDER_MAX_LIGHTING, discovered_cb, self);
  self->sacn = g_array_new (FALSE, FALSE, sizeof (Listener));
  g_array_set_clear_func (self->sacn, listener_clear);
  join (self, CLASP_SACN_DISCOVERY_UNIVERSE, places);
  for (guint i = 1; i <= CLASP_FINDER_SACN_UNIVERSES; i++)
    join (self, i, places);
  self->expire_id = g_timeout_add_seconds (EXPIRE_S, expire_cb, self);
  clasp_finder_lighting_set_polls (self, config->polls);
  return self;
}

void
clasp_finder_lighting_free (ClaspFinderLighting *self)
{
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_handle_id (&self->answer_id, g_source_remove);
  g_clear_handle_id (&self->expire_id, g_source_remove);
  listener_clear (&self->artnet);
  g_array_unref (self->sacn);
  clasp_sacn_discoveries_free (self->discoveries);
  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->heard);
  g_hash_table_unref (self->told);
  g_free (self->interface);
  g_free (self);
}
