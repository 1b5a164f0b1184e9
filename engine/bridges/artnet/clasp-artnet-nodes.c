/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-nodes.h"

/* How often somebody is told that an unchanged node was heard again. */
#define TELL_US (2 * G_USEC_PER_SEC)
#define KIND_MASK 0x3f /* of a port type; 0 is DMX512 */
#define GOOD_DATA 0x80
#define GOOD_SACN 0x01
#define GOOD_INPUT_DISABLED 0x08
#define GOOD_INPUT_ERRORS 0x04
#define GOOD_OUTPUT_MERGING 0x08
#define GOOD_OUTPUT_SHORT 0x04
#define GOOD_OUTPUT_LTP 0x02

typedef struct
{
  guint8  bind_index;
  gint64  seen_us;
  guint   n_outputs, n_inputs;
  guint16 outputs[4], inputs[4];
  guint             n_ports;  /* of both, as a person is shown them */
  ClaspLightingPort ports[8];
} Page;

typedef struct
{
  ClaspArtnetNodeInfo info;    /* arrays owned */
  GArray             *pages;   /* (owned) Page, by bind index */
  GArray             *shown;   /* (owned) ClaspLightingPort: of its pages, or as they were when it went */
  GSocketAddress     *address; /* (owned) */
  gint64              told_us;
  guint8              mac[6];
  guint16             refresh_hz, esta;
  char                report[64];
} Node;

struct _ClaspArtnetNodes
{
  guint               max_nodes;
  gint64              lost_after_us;
  ClaspArtnetNodeFunc func;
  gpointer            user_data;
  GHashTable         *nodes;  /* (owned) IP as number → Node */
  GHashTable         *takers; /* (owned) port-address → GPtrArray of GSocketAddress */
  guint               n_pages;
};

static void
node_free (gpointer data)
{
  Node *node = data;

  g_array_unref (node->info.outputs);
  g_array_unref (node->info.inputs);
  g_array_unref (node->pages);
  g_array_unref (node->shown);
  g_clear_object (&node->address);
  g_free (node);
}

/**
 * clasp_artnet_nodes_new:
 * @max_nodes: so many replies of nodes are known at most, 1 or more
 * @lost_after_us: a node silent for so long is offline
 * @func: told about every change
 * @user_data: for @func
 *
 * Returns: (transfer full): no nodes
 */
ClaspArtnetNodes *
clasp_artnet_nodes_new (guint max_nodes, gint64 lost_after_us, ClaspArtnetNodeFunc func, gpointer user_data)
{
  ClaspArtnetNodes *self = g_new0 (ClaspArtnetNodes, 1);

  self->max_nodes = max_nodes;
  self->lost_after_us = lost_after_us;
  self->func = func;
  self->user_data = user_data;
  self->nodes = g_hash_table_new_full (NULL, NULL, NULL, node_free);
  self->takers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
clasp_artnet_nodes_free (ClaspArtnetNodes *self)
{
  g_hash_table_unref (self->takers);
  g_hash_table_unref (self->nodes);
  g_free (self);
}

/* ---- pages ---- */

/* What a node says of its output or input @i (5.5). */
static ClaspLightingPort
describe_port (const ClaspArtnetPollReply *reply, guint i, gboolean is_output, guint16 port_address)
{
  guint8            good = is_output ? reply->good_output_a[i] : reply->good_input[i];
  ClaspLightingPort port = { .universe = port_address,
                             .bind_index = reply->bind_index,
                             .is_output = is_output,
                             .has_data = (good & GOOD_DATA) != 0,
                             .is_sacn = (good & GOOD_SACN) != 0 };

  if (is_output)
    {
      port.is_merging = (good & GOOD_OUTPUT_MERGING) != 0;
      port.is_ltp = (good & GOOD_OUTPUT_LTP) != 0;
      port.is_faulty = (good & GOOD_OUTPUT_SHORT) != 0;
    }
  else
    {
      port.is_disabled = (good & GOOD_INPUT_DISABLED) != 0;
      port.is_faulty = (good & GOOD_INPUT_ERRORS) != 0;
    }
  return port;
}

static void
add_port (Page *page, const ClaspArtnetPollReply *reply, guint i, gboolean is_output, guint16 port_address)
{
  page->ports[page->n_ports++] = describe_port (reply, i, is_output, port_address);
  if (is_output)
    page->outputs[page->n_outputs++] = port_address;
  else
    page->inputs[page->n_inputs++] = port_address;
}

static void
read_page (const ClaspArtnetPollReply *reply, Page *page, gint64 now_us)
{
  guint base = (guint) (reply->net_switch & 0x7f) << 8 | (guint) (reply->sub_switch & 0xf) << 4;

  *page = (Page){ .bind_index = reply->bind_index, .seen_us = now_us };
  for (guint i = 0; i < MIN (reply->n_ports, 4); i++)
    {
      if ((reply->port_types[i] & KIND_MASK) != 0 && (reply->port_types[i] & KIND_MASK) != 5)
        continue; /* not DMX512, nor Art-Net itself */
      if ((reply->port_types[i] & CLASP_ARTNET_PORT_OUTPUT) != 0)
        add_port (page, reply, i, TRUE, (guint16) (base | (reply->sw_out[i] & 0xfu)));
      if ((reply->port_types[i] & CLASP_ARTNET_PORT_INPUT) != 0)
        add_port (page, reply, i, FALSE, (guint16) (base | (reply->sw_in[i] & 0xfu)));
    }
}

static Page *
find_page (Node *node, guint8 bind_index)
{
  for (guint i = 0; i < node->pages->len; i++)
    if (g_array_index (node->pages, Page, i).bind_index == bind_index)
      return &g_array_index (node->pages, Page, i);

  return NULL;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return *(const guint16 *) a - *(const guint16 *) b;
}

static void
add_numbers (GArray *array, const guint16 *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean is_there = FALSE;

      for (guint j = 0; j < array->len; j++)
        is_there |= g_array_index (array, guint16, j) == numbers[i];
      if (!is_there)
        g_array_append_val (array, numbers[i]);
    }
}

static void
collect_ports (Node *node)
{
  g_array_set_size (node->info.outputs, 0);
  g_array_set_size (node->info.inputs, 0);
  for (guint i = 0; i < node->pages->len; i++)
    {
      const Page *page = &g_array_index (node->pages, Page, i);

      add_numbers (node->info.outputs, page->outputs, page->n_outputs);
      add_numbers (node->info.inputs, page->inputs, page->n_inputs);
    }
  g_array_sort (node->info.outputs, compare_numbers);
  g_array_sort (node->info.inputs, compare_numbers);
}

/* ---- who takes what ---- */

static void
add_taker (ClaspArtnetNodes *self, guint16 port_address, GSocketAddress *address)
{
  GPtrArray *takers = g_hash_table_lookup (self->takers, GUINT_TO_POINTER (port_address));

  if (takers == NULL)
    {
      takers = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->takers, GUINT_TO_POINTER (port_address), takers);
    }
  g_ptr_array_add (takers, g_object_ref (address));
}

static void
find_takers_anew (ClaspArtnetNodes *self)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_remove_all (self->takers);
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Node *node = data;

      for (guint i = 0; node->info.is_online && i < node->info.outputs->len; i++)
        add_taker (self, g_array_index (node->info.outputs, guint16, i), node->address);
    }
}

/* ---- news ---- */

static guint32
key_of (const guint8 ip[4])
{
  return (guint32) ip[0] << 24 | (guint32) ip[1] << 16 | (guint32) ip[2] << 8 | ip[3];
}

/* TRUE when it is another one. */
static gboolean
keep_name (char *kept, gsize size, const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, (gssize) strnlen (name, size - 1));
  g_autofree char *before = g_strdup (kept);

  g_strlcpy (kept, valid, size);
  while (!g_utf8_validate (kept, -1, NULL)) /* cut in the middle of a character */
    kept[strlen (kept) - 1] = '\0';
  return !g_str_equal (before, kept);
}

static gboolean
set_address (Node *node, const ClaspArtnetPollReply *reply)
{
  guint16                  port = reply->port != 0 ? reply->port : CLASP_ARTNET_PORT;
  g_autoptr (GInetAddress) ip = NULL;

  if (node->address != NULL && node->info.port == port)
    return FALSE;

  ip = g_inet_address_new_from_bytes (reply->ip, G_SOCKET_FAMILY_IPV4);
  g_clear_object (&node->address);
  node->address = g_inet_socket_address_new (ip, port);
  memcpy (node->info.ip, reply->ip, sizeof node->info.ip);
  node->info.port = port;
  return TRUE;
}

static Node *
ensure_node (ClaspArtnetNodes *self, const ClaspArtnetPollReply *reply)
{
  gpointer key = GUINT_TO_POINTER (key_of (reply->ip));
  Node    *node = g_hash_table_lookup (self->nodes, key);

  if (node != NULL)
    return node;

  node = g_new0 (Node, 1);
  node->pages = g_array_new (FALSE, FALSE, sizeof (Page));
  node->shown = g_array_new (FALSE, FALSE, sizeof (ClaspLightingPort));
  node->info.outputs = g_array_new (FALSE, FALSE, sizeof (guint16));
  node->info.inputs = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_hash_table_insert (self->nodes, key, node);
  return node;
}

/* One more page; of a node that is new, if need be in the place of one that is offline. */
static gboolean
has_room (ClaspArtnetNodes *self, gboolean is_new)
{
  GHashTableIter iter;
  gpointer       data;

  if (self->n_pages >= self->max_nodes)
    return FALSE;
  if (!is_new || g_hash_table_size (self->nodes) < self->max_nodes)
    return TRUE;

  /* There are fewer pages than nodes, so one of them has none. */
  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (!((Node *) data)->info.is_online)
      {
        g_hash_table_iter_remove (&iter);
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_same_ports (const Page *a, const Page *b)
{
  return a->n_outputs == b->n_outputs && a->n_inputs == b->n_inputs &&
         memcmp (a->outputs, b->outputs, sizeof a->outputs) == 0 &&
         memcmp (a->inputs, b->inputs, sizeof a->inputs) == 0;
}

/* TRUE when it says something new; @old may be NULL. */
static gboolean
take_page (ClaspArtnetNodes *self, Node *node, Page *old, const Page *page)
{
  gboolean is_news = old == NULL || !has_same_ports (old, page);

  if (old != NULL)
    {
      *old = *page;
      return is_news;
    }
  g_array_append_val (node->pages, *page);
  self->n_pages++;
  return TRUE;
}

static gboolean
take_names (Node *node, const ClaspArtnetPollReply *reply)
{
  gboolean is_news =
    keep_name (node->info.short_name, sizeof node->info.short_name, reply->short_name);

  return keep_name (node->info.long_name, sizeof node->info.long_name, reply->long_name) || is_news;
}

/* What is shown of it, but tells nothing of where frames go. */
static void
keep_state (Node *node, const ClaspArtnetPollReply *reply)
{
  memcpy (node->mac, reply->mac, sizeof node->mac);
  node->refresh_hz = reply->refresh_rate;
  node->esta = reply->esta;
  clasp_lighting_peer_set_text (node->report, sizeof node->report, reply->node_report);
}

static void
tell (ClaspArtnetNodes *self, Node *node, gint64 now_us)
{
  node->told_us = now_us;
  self->func (&node->info, self->user_data);
}

/**
 * clasp_artnet_nodes_note:
 * @self: the nodes
 * @reply: what one says of itself
 * @now_us: monotonic µs
 *
 * Returns: %FALSE if it is one more than there may be
 */
gboolean
clasp_artnet_nodes_note (ClaspArtnetNodes *self, const ClaspArtnetPollReply *reply, gint64 now_us)
{
  Node    *node = g_hash_table_lookup (self->nodes, GUINT_TO_POINTER (key_of (reply->ip)));
  Page    *old = node != NULL ? find_page (node, reply->bind_index) : NULL;
  Page     page;
  gboolean is_moved, is_renamed;

  if (old == NULL && !has_room (self, node == NULL))
    return FALSE;

  node = ensure_node (self, reply);
  read_page (reply, &page, now_us);
  is_moved = set_address (node, reply);
  is_moved |= take_page (self, node, old, &page);
  is_moved |= !node->info.is_online;
  is_renamed = reply->bind_index <= 1 && take_names (node, reply);
  node->info.seen_us = now_us;
  node->info.is_online = TRUE;
  if (reply->bind_index <= 1 || node->report[0] == '\0')
    keep_state (node, reply);
  if (is_moved)
    {
      collect_ports (node);
      find_takers_anew (self);
    }
  if (is_moved || is_renamed || now_us - node->told_us >= TELL_US)
    tell (self, node, now_us);
  return TRUE;
}

static void
collect_shown (Node *node)
{
  g_array_set_size (node->shown, 0);
  for (guint i = 0; i < node->pages->len; i++)
    {
      const Page *page = &g_array_index (node->pages, Page, i);

      if (page->n_ports > 0)
        g_array_append_vals (node->shown, page->ports, page->n_ports);
    }
}

/* TRUE when a page of it went. */
static gboolean
expire_pages (ClaspArtnetNodes *self, Node *node, gint64 now_us)
{
  gboolean is_changed = FALSE;

  for (guint i = node->pages->len; i-- > 0;)
    if (now_us - g_array_index (node->pages, Page, i).seen_us >= self->lost_after_us)
      {
        if (!is_changed)
          collect_shown (node); /* if all go, these stay in view */
        g_array_remove_index (node->pages, i);
        self->n_pages--;
        is_changed = TRUE;
      }

  return is_changed;
}

/**
 * clasp_artnet_nodes_expire:
 * @self: the nodes
 * @now_us: monotonic µs
 */
void
clasp_artnet_nodes_expire (ClaspArtnetNodes *self, gint64 now_us)
{
  gboolean       is_changed = FALSE;
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Node *node = data;

      if (!expire_pages (self, node, now_us))
        continue;
      is_changed = TRUE;
      node->info.is_online = node->pages->len > 0;
      if (node->info.is_online)
        collect_ports (node); /* one that is gone is remembered with its ports */
      tell (self, node, now_us);
    }
  if (is_changed)
    find_takers_anew (self);
}

GPtrArray *
clasp_artnet_nodes_find_takers (ClaspArtnetNodes *self, guint16 port_address)
{
  return g_hash_table_lookup (self->takers, GUINT_TO_POINTER (port_address));
}

void
clasp_artnet_nodes_foreach (ClaspArtnetNodes *self, ClaspArtnetNodeFunc func, gpointer user_data)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (((Node *) data)->info.is_online)
      func (&((Node *) data)->info, user_data);
}

static void
view_node (Node *node, ClaspLightingView *view, const char *connection, gboolean is_overheard, gint64 now_us)
{
  static const guint8 no_mac[6];
  char                ip[16];
  ClaspLightingPeer  *peer;

  g_snprintf (ip, sizeof ip, "%u.%u.%u.%u", node->info.ip[0], node->info.ip[1], node->info.ip[2], node->info.ip[3]);
  peer = clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, connection, ip);
  if (peer == NULL)
    return;

  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, node->info.short_name);
  clasp_lighting_peer_set_text (peer->description, sizeof peer->description, node->info.long_name);
  g_strlcpy (peer->address, ip, sizeof peer->address);
  g_strlcpy (peer->report, node->report, sizeof peer->report);
  if (memcmp (node->mac, no_mac, sizeof no_mac) != 0)
    g_snprintf (peer->mac, sizeof peer->mac, "%02x:%02x:%02x:%02x:%02x:%02x", node->mac[0], node->mac[1],
                node->mac[2], node->mac[3], node->mac[4], node->mac[5]);
  peer->refresh_hz = node->refresh_hz;
  peer->esta = node->esta;
  peer->is_overheard = is_overheard;
  peer->is_online = node->info.is_online;
  peer->seen_ago_us = now_us - node->info.seen_us;
  if (node->pages->len > 0)
    collect_shown (node);
  for (guint i = 0; i < node->shown->len; i++)
    clasp_lighting_peer_add_port (peer, &g_array_index (node->shown, ClaspLightingPort, i));
}

/**
 * clasp_artnet_nodes_view:
 * @self: the nodes
 * @view: a view that is being filled
 * @connection: the id of the connection that knows them
 * @is_overheard: it does not look for them, but heard them answer somebody
 * @now_us: monotonic µs
 *
 * Adds all, also those who are offline, with the ports they had.
 */
void
clasp_artnet_nodes_view (ClaspArtnetNodes  *self,
                         ClaspLightingView *view,
                         const char        *connection,
                         gboolean           is_overheard,
                         gint64             now_us)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    view_node (data, view, connection, is_overheard, now_us);
}

static void
count_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  ++*(guint *) user_data;
}

guint
clasp_artnet_nodes_count_online (ClaspArtnetNodes *self)
{
  guint n = 0;

  clasp_artnet_nodes_foreach (self, count_cb, &n);
  return n;
}
