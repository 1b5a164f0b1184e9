/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-sacn"

#include "bridges/sacn/clasp-sacn-network.h"

#include <glib/gi18n-lib.h>

/* Design notes: the kernel lets a socket join only so many groups (20 of IPv4 unless somebody
 * raised net.ipv4.igmp_max_memberships). So a full socket is followed by another on the same port;
 * each hears only what it joined itself. An interface that is down is taken as not there: joining
 * again when it comes back tells a switch that the cable was plugged into which groups are wanted.
 */

#define MAX_INTERFACES 16
#define N_FAMILIES 2 /* IPv4, IPv6 */

typedef struct
{
  char  name[16];
  guint index;
} Place;

/* One group on one interface. */
typedef struct
{
  guint16        universe;
  guint          index;
  gboolean       ipv6;
  ClaspDatagram *socket; /* (unowned) */
} Membership;

typedef struct
{
  Place          place;
  gboolean       ipv6;
  ClaspDatagram *socket; /* (owned) */
} Outlet;

struct _ClaspSacnNetwork
{
  ClaspSacnNetworkOptions options;
  GStrv                   names;                 /* (owned) without empty ones */
  GPtrArray              *receivers[N_FAMILIES]; /* (owned) ClaspDatagram; the last one has room */
  ClaspDatagram          *unicast[N_FAMILIES];   /* (owned) (nullable) */
  GArray                 *outlets;               /* (owned) Outlet */
  GArray                 *places;                /* (owned) Place: the interfaces in use */
  GHashTable             *wanted;                /* (owned) set of universes */
  GHashTable             *members;               /* (owned) set of Membership (owned) */
  GHashTable             *groups[N_FAMILIES];    /* (owned) universe → GSocketAddress */
  ClaspTargets           *targets;               /* (owned) */
  ClaspInterfacesWatch   *watch;                 /* (owned) (nullable) */
  ClaspDatagramFunc       received;
  ClaspSacnNetworkFunc    changed;
  gpointer                user_data;
  char                   *join_problem;    /* (owned) (nullable) */
  char                   *missing_problem; /* (owned) (nullable) of an interface */
};

/**
 * clasp_sacn_group:
 * @universe: its number
 * @ipv6: of which family
 *
 * Thread: any.
 *
 * Returns: (transfer full): the multicast address its packets go to
 */
GInetAddress *
clasp_sacn_group (guint16 universe, gboolean ipv6)
{
  guint8 hi = (guint8) (universe >> 8), lo = (guint8) universe;
  guint8 v4[4] = { 239, 255, hi, lo };
  guint8 v6[16] = { 0xff, 0x18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x83, 0, hi, lo };

  return ipv6 ? g_inet_address_new_from_bytes (v6, G_SOCKET_FAMILY_IPV6)
              : g_inet_address_new_from_bytes (v4, G_SOCKET_FAMILY_IPV4);
}

/**
 * clasp_sacn_group_format:
 * @universe: its number
 * @ipv4: whether it has an IPv4 group
 * @ipv6: whether it has an IPv6 group
 * @buffer: (out caller-allocates): the text
 *
 * Thread: any.
 *
 * Returns: (transfer none): @buffer
 */
const char *
clasp_sacn_group_format (guint16  universe,
                         gboolean ipv4,
                         gboolean ipv6,
                         char     buffer[CLASP_SACN_GROUP_SIZE])
{
  buffer[0] = '\0';
  for (guint family = 0; family < 2; family++)
    {
      g_autoptr (GInetAddress) group = clasp_sacn_group (universe, family == 1);
      g_autofree char         *text = g_inet_address_to_string (group);

      if (family == 0 ? !ipv4 : !ipv6)
        continue;
      if (buffer[0] != '\0')
        g_strlcat (buffer, ", ", CLASP_SACN_GROUP_SIZE);
      g_strlcat (buffer, text, CLASP_SACN_GROUP_SIZE);
    }
  return buffer;
}

static gboolean
has_family (ClaspSacnNetwork *self, guint family)
{
  return family == 0 ? self->options.ipv4 : self->options.ipv6;
}

/* ---- sockets ---- */

static ClaspDatagram *
open_socket (ClaspSacnNetwork *self, guint family, gboolean is_receiver, GError **error)
{
  ClaspEndpoint        any = { (char *) (family == 0 ? "0.0.0.0" : "::"),
                        is_receiver ? self->options.port : 0 };
  ClaspDatagramOptions options = {
    .reuse_address = is_receiver,
    .only_joined = TRUE,
    .ipv6_only = TRUE,
    .broadcast = !is_receiver,
  };

  return clasp_datagram_new (self->options.reactor, &any, &options,
                             is_receiver ? self->received : NULL, self->user_data, error);
}

static gboolean
add_receiver (ClaspSacnNetwork *self, guint family, GError **error)
{
  ClaspDatagram *socket = open_socket (self, family, TRUE, error);

  if (socket == NULL)
    return FALSE;
  g_ptr_array_add (self->receivers[family], socket);
  return TRUE;
}

/* ---- groups ---- */

static guint
membership_hash (gconstpointer key)
{
  const Membership *member = key;

  return (guint) member->universe << 12 ^ member->index << 1 ^ (guint) member->ipv6;
}

static gboolean
membership_equal (gconstpointer a, gconstpointer b)
{
  const Membership *left = a, *right = b;

  return left->universe == right->universe && left->index == right->index &&
         left->ipv6 == right->ipv6;
}

static gboolean
join_with (ClaspSacnNetwork *self,
           guint             family,
           GInetAddress     *group,
           Membership       *member,
           GError          **error)
{
  GPtrArray *sockets = self->receivers[family];

  member->socket = g_ptr_array_index (sockets, sockets->len - 1);
  return clasp_datagram_join (member->socket, group, member->index, error);
}

static void
join_group (ClaspSacnNetwork *self, guint16 universe, guint index, guint family)
{
  g_autoptr (GInetAddress) group = clasp_sacn_group (universe, family == 1);
  g_autoptr (GError)       error = NULL;
  Membership               member = { universe, index, family == 1, NULL };

  if (g_hash_table_contains (self->members, &member))
    return;

  if (!join_with (self, family, group, &member, &error) &&
      g_error_matches (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_LIMIT))
    {
      g_clear_error (&error);
      if (add_receiver (self, family, &error))
        join_with (self, family, group, &member, &error);
    }
  if (error == NULL)
    g_hash_table_add (self->members, g_memdup2 (&member, sizeof member));
  else if (self->join_problem == NULL)
    self->join_problem = g_strdup (error->message);
}

static void
join_missing (ClaspSacnNetwork *self)
{
  GHashTableIter iter;
  gpointer       universe;

  g_clear_pointer (&self->join_problem, g_free);
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &universe, NULL))
    for (guint i = 0; i < self->places->len; i++)
      for (guint family = 0; family < N_FAMILIES; family++)
        if (has_family (self, family))
          join_group (self, (guint16) GPOINTER_TO_UINT (universe),
                      g_array_index (self->places, Place, i).index, family);
}

static gboolean
has_place (ClaspSacnNetwork *self, guint index)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).index == index)
      return TRUE;

  return FALSE;
}

/* Groups nobody wants any more, or on interfaces that are gone. */
static void
leave_superfluous (ClaspSacnNetwork *self)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Membership              *member = key;
      g_autoptr (GInetAddress) group = NULL;

      if (has_place (self, member->index) &&
          g_hash_table_contains (self->wanted, GUINT_TO_POINTER (member->universe)))
        continue;
      group = clasp_sacn_group (member->universe, member->ipv6);
      clasp_datagram_leave (member->socket, group, member->index);
      g_hash_table_iter_remove (&iter);
    }
}

/* ---- interfaces ---- */

static void
add_place (ClaspSacnNetwork *self, const ClaspInterface *interface)
{
  Place place = { .index = interface->index };

  if (self->places->len >= MAX_INTERFACES || has_place (self, interface->index))
    return;
  g_strlcpy (place.name, interface->name, sizeof place.name);
  g_array_append_val (self->places, place);
}

static void
add_named_places (ClaspSacnNetwork *self)
{
  for (guint i = 0; self->names[i] != NULL; i++)
    {
      const ClaspInterface *interface =
        self->options.interfaces != NULL
          ? clasp_interfaces_find (self->options.interfaces, self->names[i])
          : NULL;

      if (interface != NULL && interface->is_up)
        add_place (self, interface);
      else if (self->missing_problem == NULL)
        self->missing_problem =
          g_strdup_printf (interface == NULL ? _ ("There is no network interface ‘%s’; waiting for it")
                                             : _ ("The network interface ‘%s’ is down; waiting for it"),
                           self->names[i]);
    }
}

static void
add_places_that (ClaspSacnNetwork *self, gboolean are_loopback)
{
  const ClaspInterface *interface;

  for (guint i = 0; self->options.interfaces != NULL &&
                    (interface = clasp_interfaces_get (self->options.interfaces, i)) != NULL;
       i++)
    if (interface->is_up && interface->is_loopback == are_loopback &&
        (interface->can_multicast || are_loopback))
      add_place (self, interface);
}

/* On a laptop without any network, a visualiser beside us still wants its levels. */
static void
add_all_places (ClaspSacnNetwork *self)
{
  add_places_that (self, FALSE);
  if (self->places->len > 0)
    return;

  self->missing_problem =
    g_strdup (_ ("No network interface is up; only programs on this computer are reached"));
  add_places_that (self, TRUE);
}

static void
find_places (ClaspSacnNetwork *self)
{
  g_array_set_size (self->places, 0);
  g_clear_pointer (&self->missing_problem, g_free);
  if (self->names[0] != NULL)
    add_named_places (self);
  else
    add_all_places (self);
}

static void
outlet_clear (gpointer data)
{
  clasp_datagram_free (((Outlet *) data)->socket);
}

static void
open_outlet (ClaspSacnNetwork *self, const Place *place, guint family)
{
  g_autoptr (GError) error = NULL;
  Outlet             outlet = { *place, family == 1, open_socket (self, family, FALSE, &error) };

  if (outlet.socket != NULL &&
      clasp_datagram_set_multicast (outlet.socket, place->index, self->options.ttl, TRUE, &error))
    g_array_append_val (self->outlets, outlet);
  else if (outlet.socket != NULL)
    clasp_datagram_free (outlet.socket);
  if (error != NULL && self->join_problem == NULL)
    self->join_problem = g_strdup_printf ("%s: %s", place->name, error->message);
}

static void
open_outlets (ClaspSacnNetwork *self)
{
  g_array_set_size (self->outlets, 0);
  for (guint i = 0; self->options.is_multicasting && i < self->places->len; i++)
    for (guint family = 0; family < N_FAMILIES; family++)
      if (has_family (self, family))
        open_outlet (self, &g_array_index (self->places, Place, i), family);
}

static void
update (ClaspSacnNetwork *self)
{
  find_places (self);
  leave_superfluous (self);
  join_missing (self);
  open_outlets (self);
}

static void
interfaces_changed_cb (gpointer user_data)
{
  ClaspSacnNetwork *self = user_data;

  update (self);
  self->changed (self->user_data);
}

static void
targets_changed_cb (gpointer user_data)
{
  ClaspSacnNetwork *self = user_data;

  self->changed (self->user_data);
}

/* ---- life ---- */

static GStrv
without_empty (const char *const *names)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (names[i][0] != '\0')
      g_strv_builder_add (builder, names[i]);
  return g_strv_builder_end (builder);
}

static gboolean
open_receivers (ClaspSacnNetwork *self, GError **error)
{
  for (guint family = 0; self->options.is_receiving && family < N_FAMILIES; family++)
    if (has_family (self, family) && !add_receiver (self, family, error))
      return FALSE;
  return TRUE;
}

static gboolean
open_unicast (ClaspSacnNetwork *self, const char *const *texts, GError **error)
{
  self->targets = clasp_targets_new (self->options.timers, texts, self->options.port,
                                     targets_changed_cb, self, error);
  if (self->targets == NULL)
    return FALSE;
  for (guint family = 0; clasp_targets_get_count (self->targets) > 0 && family < N_FAMILIES;
       family++)
    {
      self->unicast[family] = open_socket (self, family, FALSE, family == 0 ? error : NULL);
      if (self->unicast[family] == NULL && family == 0)
        return FALSE; /* a machine without IPv6 is none with a problem */
    }
  return TRUE;
}

/**
 * clasp_sacn_network_new:
 * @options: what to open; copied
 * @received: gets every datagram
 * @changed: called when interfaces came or went, or a host was found
 * @user_data: for both
 * @error: return location for the errors of [func@Clasp.datagram_new] and [func@Clasp.targets_new]
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): the sockets, without any group yet
 */
ClaspSacnNetwork *
clasp_sacn_network_new (const ClaspSacnNetworkOptions *options,
                        ClaspDatagramFunc              received,
                        ClaspSacnNetworkFunc           changed,
                        gpointer                       user_data,
                        GError                       **error)
{
  g_autoptr (ClaspSacnNetwork) self = g_new0 (ClaspSacnNetwork, 1);

  self->options = *options;
  self->names = without_empty (options->names);
  self->received = received;
  self->changed = changed;
  self->user_data = user_data;
  self->outlets = g_array_new (FALSE, FALSE, sizeof (Outlet));
  g_array_set_clear_func (self->outlets, outlet_clear);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->wanted = g_hash_table_new (NULL, NULL);
  self->members = g_hash_table_new_full (membership_hash, membership_equal, g_free, NULL);
  for (guint family = 0; family < N_FAMILIES; family++)
    {
      self->receivers[family] =
        g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_datagram_free);
      self->groups[family] = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
    }
  if (!open_receivers (self, error) || !open_unicast (self, options->unicast, error))
    return NULL;

  update (self);
  if (options->interfaces != NULL)
    self->watch = clasp_interfaces_watch (options->interfaces, interfaces_changed_cb, self);
  return g_steal_pointer (&self);
}

/**
 * clasp_sacn_network_free:
 * @self: (transfer full): the sockets; their groups are left
 *
 * Thread: worker.
 */
void
clasp_sacn_network_free (ClaspSacnNetwork *self)
{
  if (self->watch != NULL)
    clasp_interfaces_unwatch (self->options.interfaces, self->watch);
  g_clear_pointer (&self->targets, clasp_targets_free);
  for (guint family = 0; family < N_FAMILIES; family++)
    {
      g_ptr_array_unref (self->receivers[family]);
      g_hash_table_unref (self->groups[family]);
      g_clear_pointer (&self->unicast[family], clasp_datagram_free);
    }
  g_array_unref (self->outlets);
  g_array_unref (self->places);
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->wanted);
  g_strfreev (self->names);
  g_free (self->join_problem);
  g_free (self->missing_problem);
  g_free (self);
}

/**
 * clasp_sacn_network_join:
 * @self: sockets that receive
 * @universe: whose group
 *
 * Thread: worker.
 */
void
clasp_sacn_network_join (ClaspSacnNetwork *self, guint16 universe)
{
  if (self->options.is_receiving && g_hash_table_add (self->wanted, GUINT_TO_POINTER (universe)))
    for (guint i = 0; i < self->places->len; i++)
      for (guint family = 0; family < N_FAMILIES; family++)
        if (has_family (self, family))
          join_group (self, universe, g_array_index (self->places, Place, i).index, family);
}

/**
 * clasp_sacn_network_leave:
 * @self: sockets that receive
 * @universe: whose group
 *
 * Thread: worker.
 */
void
clasp_sacn_network_leave (ClaspSacnNetwork *self, guint16 universe)
{
  if (g_hash_table_remove (self->wanted, GUINT_TO_POINTER (universe)))
    leave_superfluous (self);
}

/* ---- sending ---- */

static GSocketAddress *
group_of (ClaspSacnNetwork *self, guint16 universe, gboolean ipv6)
{
  GHashTable     *groups = self->groups[ipv6 ? 1 : 0];
  GSocketAddress *address = g_hash_table_lookup (groups, GUINT_TO_POINTER (universe));

  if (address == NULL)
    {
      g_autoptr (GInetAddress) group = clasp_sacn_group (universe, ipv6);

      address = g_inet_socket_address_new (group, self->options.port);
      g_hash_table_insert (groups, GUINT_TO_POINTER (universe), address);
    }
  return address;
}

static void
count (ClaspSacnSent *sent, gboolean is_taken)
{
  if (is_taken)
    sent->n_sent++;
  else
    sent->n_dropped++;
}

static void
send_to_target (ClaspSacnNetwork *self,
                guint             index,
                const guint8     *bytes,
                gsize             size,
                ClaspSacnSent    *sent,
                GError          **error)
{
  GSocketAddress    *to = clasp_targets_get_address (self->targets, index);
  g_autoptr (GError) local = NULL;
  ClaspDatagram     *socket;

  if (to == NULL)
    return;

  socket = self->unicast[g_socket_address_get_family (to) == G_SOCKET_FAMILY_IPV6 ? 1 : 0];
  count (sent, socket != NULL && clasp_datagram_send (socket, to, bytes, size, &local));
  clasp_targets_note_result (self->targets, index, local);
  if (local != NULL && *error == NULL)
    *error = g_steal_pointer (&local);
}

/**
 * clasp_sacn_network_send:
 * @self: sockets
 * @universe: whose group
 * @route: whether it goes there, and to which hosts
 * @bytes: a packet
 * @size: its size
 * @error: (out): of the first host that it could not be sent to; %NULL at first
 *
 * Thread: worker.
 *
 * Returns: how many copies left, and how many did not
 */
ClaspSacnSent
clasp_sacn_network_send (ClaspSacnNetwork     *self,
                         guint16               universe,
                         const ClaspSacnRoute *route,
                         const guint8         *bytes,
                         gsize                 size,
                         GError              **error)
{
  ClaspSacnSent sent = { 0 };

  for (guint i = 0; route->is_multicast && i < self->outlets->len; i++)
    {
      Outlet *outlet = &g_array_index (self->outlets, Outlet, i);

      count (&sent, clasp_datagram_send (outlet->socket, group_of (self, universe, outlet->ipv6),
                                         bytes, size, NULL));
    }
  for (guint i = 0; i < clasp_targets_get_count (self->targets); i++)
    if ((route->hosts >> i & 1) != 0)
      send_to_target (self, i, bytes, size, &sent, error);
  return sent;
}

/* ---- state ---- */

/**
 * clasp_sacn_network_get_problem:
 * @self: sockets
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the most important one, until the next call
 */
const char *
clasp_sacn_network_get_problem (ClaspSacnNetwork *self)
{
  if (self->missing_problem != NULL)
    return self->missing_problem;
  if (self->join_problem != NULL)
    return self->join_problem;
  return clasp_targets_get_problem (self->targets);
}

/**
 * clasp_sacn_network_is_missing:
 * @self: sockets
 *
 * Thread: worker.
 *
 * Returns: %TRUE if there is no way in and no way out
 */
gboolean
clasp_sacn_network_is_missing (ClaspSacnNetwork *self)
{
  return self->places->len == 0 && clasp_targets_get_count (self->targets) == 0;
}
