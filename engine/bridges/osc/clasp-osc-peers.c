/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-peers.h"

struct _ClaspOscPeers
{
  GArray     *peers; /* (owned) ClaspOscPeer, at most CLASP_OSC_MAX_PEERS */
  GHashTable *heard; /* (owned) Heard → Heard */
};

typedef struct
{
  ClaspStr      address; /* of an owned copy, or borrowed in a key */
  ClaspOscHeard heard;
} Heard;

static guint
heard_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Heard *) key)->address);
}

static gboolean
heard_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Heard *) a)->address, ((const Heard *) b)->address);
}

static void
heard_free (gpointer data)
{
  Heard *heard = data;

  g_free ((char *) heard->address.data);
  g_free (heard->heard.tags);
  clasp_value_clear (&heard->heard.value);
  g_clear_object (&heard->heard.from);
  g_free (heard);
}

static void
peer_clear (gpointer data)
{
  g_clear_object (&((ClaspOscPeer *) data)->address);
}

/**
 * clasp_osc_peers_new:
 *
 * Returns: (transfer full): an empty memory
 */
ClaspOscPeers *
clasp_osc_peers_new (void)
{
  ClaspOscPeers *self = g_new0 (ClaspOscPeers, 1);

  self->peers = g_array_new (FALSE, TRUE, sizeof (ClaspOscPeer));
  g_array_set_clear_func (self->peers, peer_clear);
  self->heard = g_hash_table_new_full (heard_hash, heard_equal, heard_free, NULL);
  return self;
}

/**
 * clasp_osc_peers_free:
 * @self: (transfer full): a memory
 */
void
clasp_osc_peers_free (ClaspOscPeers *self)
{
  g_array_unref (self->peers);
  g_hash_table_unref (self->heard);
  g_free (self);
}

/**
 * clasp_osc_same_address:
 * @a: an internet address
 * @b: another
 * @any_port: compare only the hosts
 *
 * Returns: %TRUE if they are the same
 */
gboolean
clasp_osc_same_address (GSocketAddress *a, GSocketAddress *b, gboolean any_port)
{
  GInetSocketAddress *left, *right;

  if (a == b)
    return TRUE;
  if (!G_IS_INET_SOCKET_ADDRESS (a) || !G_IS_INET_SOCKET_ADDRESS (b))
    return FALSE;

  left = G_INET_SOCKET_ADDRESS (a);
  right = G_INET_SOCKET_ADDRESS (b);
  return (any_port ||
          g_inet_socket_address_get_port (left) == g_inet_socket_address_get_port (right)) &&
         g_inet_address_equal (g_inet_socket_address_get_address (left),
                               g_inet_socket_address_get_address (right));
}

static ClaspOscPeer *
find (ClaspOscPeers *self, GSocketAddress *from)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      ClaspOscPeer *peer = &g_array_index (self->peers, ClaspOscPeer, i);

      if (clasp_osc_same_address (peer->address, from, FALSE))
        return peer;
    }

  return NULL;
}

static gboolean
is_recent (const ClaspOscPeer *peer, gint64 now_us)
{
  return peer->heard_us != 0 && now_us - peer->heard_us < CLASP_OSC_PEER_EXPIRY_US;
}

/* A place for one more: a new one, or that of the peer silent for longest. */
static ClaspOscPeer *
find_place (ClaspOscPeers *self)
{
  ClaspOscPeer *oldest;

  if (self->peers->len < CLASP_OSC_MAX_PEERS)
    {
      g_array_set_size (self->peers, self->peers->len + 1);
      return &g_array_index (self->peers, ClaspOscPeer, self->peers->len - 1);
    }

  oldest = &g_array_index (self->peers, ClaspOscPeer, 0);
  for (guint i = 1; i < self->peers->len; i++)
    if (g_array_index (self->peers, ClaspOscPeer, i).heard_us < oldest->heard_us)
      oldest = &g_array_index (self->peers, ClaspOscPeer, i);
  return oldest;
}

/**
 * clasp_osc_peers_get:
 * @self: a memory
 * @from: the sender of a packet
 * @is_good: whether the packet could be read
 * @now_us: the present
 *
 * Returns: (transfer none) (nullable): its entry, valid until the next call
 */
ClaspOscPeer *
clasp_osc_peers_get (ClaspOscPeers *self, GSocketAddress *from, gboolean is_good, gint64 now_us)
{
  ClaspOscPeer *peer = find (self, from);

  if (peer == NULL)
    {
      peer = find_place (self);
      if (!is_good && is_recent (peer, now_us))
        return NULL;
      peer_clear (peer);
      *peer = (ClaspOscPeer){ .address = g_object_ref (from) };
    }

  if (is_good)
    peer->heard_us = now_us;
  return peer;
}

/**
 * clasp_osc_peers_foreach_recent:
 * @self: a memory
 * @now_us: the present
 * @func: called for each; must not call back into @self
 * @user_data: for @func
 */
void
clasp_osc_peers_foreach_recent (ClaspOscPeers   *self,
                                gint64           now_us,
                                ClaspOscPeerFunc func,
                                gpointer         user_data)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      const ClaspOscPeer *peer = &g_array_index (self->peers, ClaspOscPeer, i);

      if (is_recent (peer, now_us))
        func (peer, user_data);
    }
}

static Heard *
find_heard (ClaspOscPeers *self, ClaspStr address)
{
  Heard key = { .address = address };

  return g_hash_table_lookup (self->heard, &key);
}

/**
 * clasp_osc_peers_note_heard:
 * @self: a memory
 * @address: below the namespace
 * @tags: the type tags it came with
 * @value: the value it came with
 * @from: who said it
 * @now_us: the present
 *
 * Remembers at most %CLASP_OSC_MAX_ADDRESSES; when there are more it starts afresh, which at worst
 * means default tags until the peer speaks again.
 */
void
clasp_osc_peers_note_heard (ClaspOscPeers    *self,
                            ClaspStr          address,
                            ClaspStr          tags,
                            const ClaspValue *value,
                            GSocketAddress   *from,
                            gint64            now_us)
{
  Heard *heard = find_heard (self, address);

  if (heard == NULL)
    {
      if (g_hash_table_size (self->heard) >= CLASP_OSC_MAX_ADDRESSES)
        g_hash_table_remove_all (self->heard);
      heard = g_new0 (Heard, 1);
      heard->address = (ClaspStr){ clasp_str_dup (address), address.length };
      g_hash_table_add (self->heard, heard);
    }

  if (heard->heard.tags == NULL || !clasp_str_equal (clasp_str (heard->heard.tags), tags))
    {
      g_free (heard->heard.tags);
      heard->heard.tags = clasp_str_dup (tags);
    }
  clasp_value_clear (&heard->heard.value);
  heard->heard.value = clasp_value_copy (value);
  g_set_object (&heard->heard.from, from);
  heard->heard.heard_us = now_us;
}

/**
 * clasp_osc_peers_look_up:
 * @self: a memory
 * @address: below the namespace
 *
 * Returns: (transfer none) (nullable): what it was last heard with, valid until the next note
 */
const ClaspOscHeard *
clasp_osc_peers_look_up (ClaspOscPeers *self, ClaspStr address)
{
  Heard *heard = find_heard (self, address);

  return heard != NULL ? &heard->heard : NULL;
}

/**
 * clasp_osc_heard_is_echo:
 * @self: (nullable): what an address was last heard with
 * @value: (nullable): what is about to be sent there
 * @to: to whom
 * @any_port: compare only the host: a device often listens on another port than it sends from
 * @now_us: the present
 *
 * Returns: %TRUE if @to said just that within %CLASP_OSC_ECHO_WINDOW_US
 */
gboolean
clasp_osc_heard_is_echo (const ClaspOscHeard *self,
                         const ClaspValue    *value,
                         GSocketAddress      *to,
                         gboolean             any_port,
                         gint64               now_us)
{
  ClaspValue nothing = CLASP_VALUE_INIT;

  return self != NULL && now_us - self->heard_us < CLASP_OSC_ECHO_WINDOW_US &&
         clasp_value_equal (&self->value, value != NULL ? value : &nothing) &&
         clasp_osc_same_address (self->from, to, any_port);
}
