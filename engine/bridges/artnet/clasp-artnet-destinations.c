/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-destinations.h"

/* The loopback interface has no broadcast address of its own. */
#define LOOPBACK_BROADCAST "127.255.255.255"

struct _ClaspArtnetDestinations
{
  ClaspArtnetDestinationsOptions options;    /* interface owned */
  ClaspTargets                  *targets;    /* (owned) */
  ClaspArtnetNodes              *nodes;      /* (unowned) (nullable) */
  ClaspInterfacesWatch          *watch;      /* (owned) (nullable) */
  GPtrArray                     *broadcasts; /* (owned) GSocketAddress */
  GHashTable *waiting;       /* (owned) set of GSocketAddress that are owed an ArtSync */
  guint64     waiting_hosts; /* the same of targets */
};

static void
add_broadcast (ClaspArtnetDestinations *self, const ClaspInterface *interface)
{
  g_autoptr (GInetAddress) loopback = NULL;
  GInetAddress            *address = interface->broadcast;

  if (!interface->is_up)
    return;
  if (address == NULL && interface->is_loopback)
    address = loopback = g_inet_address_new_from_string (LOOPBACK_BROADCAST);
  if (address != NULL)
    g_ptr_array_add (self->broadcasts, g_inet_socket_address_new (address, self->options.port));
}

static void
find_broadcasts (gpointer user_data)
{
  ClaspArtnetDestinations *self = user_data;
  const ClaspInterface    *interface;

  g_ptr_array_set_size (self->broadcasts, 0);
  if (*self->options.interface != '\0')
    {
      interface = clasp_interfaces_find (self->options.interfaces, self->options.interface);
      if (interface != NULL)
        add_broadcast (self, interface);
      return;
    }
  for (guint i = 0; (interface = clasp_interfaces_get (self->options.interfaces, i)) != NULL; i++)
    if (!interface->is_loopback)
      add_broadcast (self, interface);
}

/**
 * clasp_artnet_destinations_new:
 * @options: what a person chose
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): where packets go
 */
ClaspArtnetDestinations *
clasp_artnet_destinations_new (const ClaspArtnetDestinationsOptions *options, GError **error)
{
  ClaspArtnetDestinations *self = g_new0 (ClaspArtnetDestinations, 1);

  self->options = *options;
  self->options.interface = g_strdup (options->interface);
  self->broadcasts = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->targets =
    clasp_targets_new (options->timers, clasp_universe_lines_get_hosts (options->lines),
                       CLASP_ARTNET_PORT, options->changed, options->user_data, error);
  if (self->targets == NULL)
    {
      clasp_artnet_destinations_free (self);
      return NULL;
    }

  find_broadcasts (self);
  if (options->interfaces != NULL)
    self->watch = clasp_interfaces_watch (options->interfaces, find_broadcasts, self);
  return self;
}

void
clasp_artnet_destinations_free (ClaspArtnetDestinations *self)
{
  if (self->watch != NULL)
    clasp_interfaces_unwatch (self->options.interfaces, self->watch);
  g_clear_pointer (&self->targets, clasp_targets_free);
  g_ptr_array_unref (self->broadcasts);
  g_hash_table_unref (self->waiting);
  g_free ((char *) self->options.interface);
  g_free (self);
}

void
clasp_artnet_destinations_set_nodes (ClaspArtnetDestinations *self, ClaspArtnetNodes *nodes)
{
  self->nodes = nodes;
}

/* ---- walking ---- */

static guint
to_list (GPtrArray *addresses, ClaspArtnetDestinationFunc func, gpointer user_data)
{
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    func (g_ptr_array_index (addresses, i), -1, user_data);

  return addresses != NULL ? addresses->len : 0;
}

/* Those of @hosts; all with G_MAXUINT64. */
static guint
to_targets (ClaspArtnetDestinations   *self,
            guint64                    hosts,
            ClaspArtnetDestinationFunc func,
            gpointer                   user_data)
{
  guint n = 0;

  for (guint i = 0; i < clasp_targets_get_count (self->targets); i++)
    {
      GSocketAddress *to = clasp_targets_get_address (self->targets, i);

      if ((hosts >> i & 1) == 0)
        continue;
      n++;
      if (to != NULL)
        func (to, (int) i, user_data);
    }
  return n;
}

static guint64
hosts_of (ClaspArtnetDestinations *self, const ClaspUniverseLine *line)
{
  return line != NULL && (line->keys & CLASP_UNIVERSE_UNICAST) != 0
           ? line->hosts
           : clasp_universe_lines_get_usual_hosts (self->options.lines);
}

static void
owe_sync (ClaspArtnetDestinations *self, const GPtrArray *addresses, guint64 hosts)
{
  self->waiting_hosts |= hosts;
  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    g_hash_table_add (self->waiting, g_object_ref (g_ptr_array_index (addresses, i)));
}

static GPtrArray *
find_takers (ClaspArtnetDestinations *self, guint16 port_address)
{
  return self->nodes != NULL ? clasp_artnet_nodes_find_takers (self->nodes, port_address) : NULL;
}

gboolean
clasp_artnet_destinations_for_frame (ClaspArtnetDestinations   *self,
                                     guint16                    port_address,
                                     gboolean                   is_synced,
                                     ClaspArtnetDestinationFunc func,
                                     gpointer                   user_data)
{
  const ClaspUniverseLine *line = clasp_universe_lines_find (self->options.lines, port_address);
  ClaspUniverseMode        mode = clasp_artnet_output_get_mode (&self->options.usual, line);
  guint64                  hosts = hosts_of (self, line);
  GPtrArray               *addresses = NULL;

  if (mode == CLASP_UNIVERSE_BROADCAST)
    addresses = self->broadcasts;
  else if (mode == CLASP_UNIVERSE_DISCOVERED)
    addresses = find_takers (self, port_address);
  if (addresses != NULL)
    hosts = 0;

  if (is_synced)
    owe_sync (self, addresses, hosts);
  return to_list (addresses, func, user_data) + to_targets (self, hosts, func, user_data) > 0 ||
         (line != NULL && (line->keys & CLASP_UNIVERSE_UNICAST) != 0 && line->hosts == 0);
}

void
clasp_artnet_destinations_for_sync (ClaspArtnetDestinations   *self,
                                    ClaspArtnetDestinationFunc func,
                                    gpointer                   user_data)
{
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, self->waiting);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    func (address, -1, user_data);
  to_targets (self, self->waiting_hosts, func, user_data);
  g_hash_table_remove_all (self->waiting);
  self->waiting_hosts = 0;
}

typedef struct
{
  ClaspArtnetDestinationFunc func;
  gpointer                   user_data;
  guint                      n;
} Walk;

static void
to_node_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  Walk                      *walk = user_data;
  g_autoptr (GInetAddress)   ip = g_inet_address_new_from_bytes (node->ip, G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (ip, node->port);

  if (node->outputs->len == 0)
    return;
  walk->func (to, -1, walk->user_data);
  walk->n++;
}

guint
clasp_artnet_destinations_for_all (ClaspArtnetDestinations   *self,
                                   ClaspArtnetDestinationFunc func,
                                   gpointer                   user_data)
{
  Walk walk = { func, user_data, 0 };

  if (self->options.usual.mode == CLASP_UNIVERSE_BROADCAST)
    return to_list (self->broadcasts, func, user_data);
  if (self->nodes != NULL)
    clasp_artnet_nodes_foreach (self->nodes, to_node_cb, &walk);
  return walk.n + to_targets (self, G_MAXUINT64, func, user_data);
}

guint
clasp_artnet_destinations_for_poll (ClaspArtnetDestinations   *self,
                                    ClaspArtnetDestinationFunc func,
                                    gpointer                   user_data)
{
  return to_list (self->broadcasts, func, user_data) +
         to_targets (self, G_MAXUINT64, func, user_data);
}

gboolean
clasp_artnet_destinations_is_broadcasting (ClaspArtnetDestinations *self)
{
  return clasp_artnet_output_has_mode (&self->options.usual, self->options.lines, CLASP_UNIVERSE_BROADCAST);
}

const char *
clasp_artnet_destinations_get_host (ClaspArtnetDestinations *self, guint target)
{
  return clasp_universe_lines_get_hosts (self->options.lines)[target];
}

guint
clasp_artnet_destinations_for_presence (ClaspArtnetDestinations   *self,
                                        ClaspArtnetDestinationFunc func,
                                        gpointer                   user_data)
{
  guint n = clasp_artnet_destinations_is_broadcasting (self) ? to_list (self->broadcasts, func, user_data) : 0;

  return n + to_targets (self, G_MAXUINT64, func, user_data);
}

guint
clasp_artnet_destinations_for_network (ClaspArtnetDestinations   *self,
                                       ClaspArtnetDestinationFunc func,
                                       gpointer                   user_data)
{
  return to_list (self->broadcasts, func, user_data);
}

void
clasp_artnet_destinations_note_result (ClaspArtnetDestinations *self,
                                       int                      target,
                                       const GError            *error)
{
  if (target >= 0)
    clasp_targets_note_result (self->targets, (guint) target, error);
}

const char *
clasp_artnet_destinations_get_problem (ClaspArtnetDestinations *self)
{
  return clasp_targets_get_problem (self->targets);
}
