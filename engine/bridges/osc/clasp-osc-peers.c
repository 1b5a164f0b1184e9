/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-peers.h"

#include "bridges/osc/clasp-osc-address.h"

struct _ClaspOscPeers
{
  GPtrArray *peers;       /* (owned) ClaspOscPeer */
  guint      n_datagrams; /* of those */
  guint      last;        /* index of the one that was looked for last */
};

static void
free_peer (gpointer data)
{
  ClaspOscPeer *peer = data;

  g_object_unref (peer->address);
  clasp_osc_destination_clear (&peer->destination);
  g_clear_pointer (&peer->patterns, g_ptr_array_unref);
  g_free (peer);
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

  self->peers = g_ptr_array_new_with_free_func (free_peer);
  return self;
}

/**
 * clasp_osc_peers_free:
 * @self: (transfer full): a memory
 */
void
clasp_osc_peers_free (ClaspOscPeers *self)
{
  g_ptr_array_unref (self->peers);
  g_free (self);
}

static gboolean
is_from (const ClaspOscPeer *peer, const ClaspOscFrom *from)
{
  return peer->channel == from->channel &&
         clasp_osc_same_address (peer->address, from->address, FALSE);
}

/**
 * clasp_osc_peers_find:
 * @self: a memory
 * @from: the sender of a packet
 *
 * Returns: (transfer none) (nullable): its entry
 */
ClaspOscPeer *
clasp_osc_peers_find (ClaspOscPeers *self, const ClaspOscFrom *from)
{
  if (self->last < self->peers->len && is_from (self->peers->pdata[self->last], from))
    return self->peers->pdata[self->last];

  for (guint i = 0; i < self->peers->len; i++)
    if (is_from (self->peers->pdata[i], from))
      {
        self->last = i;
        return self->peers->pdata[i];
      }

  return NULL;
}

static ClaspOscPeer *
add (ClaspOscPeers *self, guint64 channel, GSocketAddress *address)
{
  ClaspOscPeer *peer = g_new0 (ClaspOscPeer, 1);

  peer->channel = channel;
  peer->address = g_object_ref (address);
  g_ptr_array_add (self->peers, peer);
  return peer;
}

/**
 * clasp_osc_peer_is_present:
 * @self: a peer
 * @now_us: the present
 *
 * Returns: %TRUE if answers can be expected to reach somebody
 */
gboolean
clasp_osc_peer_is_present (const ClaspOscPeer *self, gint64 now_us)
{
  return self->destination.connection != NULL ||
         (self->heard_us != 0 && now_us - self->heard_us < CLASP_OSC_PEER_EXPIRY_US);
}

/* The one by datagrams that was silent for longest. */
static guint
find_oldest (ClaspOscPeers *self)
{
  guint oldest = G_MAXUINT;

  for (guint i = 0; i < self->peers->len; i++)
    {
      ClaspOscPeer *peer = self->peers->pdata[i];

      if (peer->destination.connection == NULL &&
          (oldest == G_MAXUINT || peer->heard_us < clasp_osc_peers_get_at (self, oldest)->heard_us))
        oldest = i;
    }
  return oldest;
}

static gboolean
make_room (ClaspOscPeers *self, gboolean is_good, gint64 now_us)
{
  guint oldest;

  if (self->n_datagrams < CLASP_OSC_MAX_PEERS)
    return TRUE;
  oldest = find_oldest (self);
  if (!is_good && clasp_osc_peer_is_present (self->peers->pdata[oldest], now_us))
    return FALSE;

  g_ptr_array_remove_index_fast (self->peers, oldest);
  self->n_datagrams--;
  return TRUE;
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
clasp_osc_peers_get (ClaspOscPeers *self, const ClaspOscFrom *from, gboolean is_good, gint64 now_us)
{
  ClaspOscPeer *peer = clasp_osc_peers_find (self, from);

  if (peer == NULL)
    {
      if (!make_room (self, is_good, now_us))
        return NULL;
      peer = add (self, from->channel, from->address);
      self->n_datagrams++;
    }

  if (is_good)
    peer->heard_us = now_us;
  return peer;
}

/**
 * clasp_osc_peers_add_connection:
 * @self: a memory
 * @connection: somebody who connected, or to whom we did, with its channel
 *
 * Returns: (transfer none): its entry, until clasp_osc_peers_remove_connection ()
 */
ClaspOscPeer *
clasp_osc_peers_add_connection (ClaspOscPeers *self, ClaspOscConnection *connection)
{
  ClaspOscPeer *peer = add (self, clasp_osc_connection_get_channel (connection),
                            clasp_osc_connection_get_address (connection));

  peer->destination.connection = connection;
  return peer;
}

/**
 * clasp_osc_peers_remove_connection:
 * @self: a memory
 * @connection: one that ends; it may be unknown
 */
void
clasp_osc_peers_remove_connection (ClaspOscPeers *self, ClaspOscConnection *connection)
{
  for (guint i = 0; i < self->peers->len; i++)
    if (clasp_osc_peers_get_at (self, i)->destination.connection == connection)
      {
        g_ptr_array_remove_index_fast (self->peers, i);
        return;
      }
}

/**
 * clasp_osc_peers_get_count:
 * @self: a memory
 *
 * Returns: how many there are
 */
guint
clasp_osc_peers_get_count (ClaspOscPeers *self)
{
  return self->peers->len;
}

/**
 * clasp_osc_peers_get_at:
 * @self: a memory
 * @index: below the count
 *
 * Returns: (transfer none): a peer
 */
ClaspOscPeer *
clasp_osc_peers_get_at (ClaspOscPeers *self, guint index)
{
  return self->peers->pdata[index];
}

/* ---- subscriptions ---- */

/* What costs little is asked first: CLASP's pattern lets through at least what OSC's does. */
typedef struct
{
  char         *text;     /* (owned) as it was asked for */
  ClaspPattern *pattern;  /* (owned) */
  gboolean      is_exact; /* both let through the same */
} Wanted;

static void
free_wanted (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->text);
  clasp_pattern_unref (wanted->pattern);
  g_free (wanted);
}

/* No wildcard but a star for a whole segment. */
static gboolean
is_exact (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (strchr ("?[]{}", *p) != NULL || (*p == '/' && p[1] == '/') ||
        (*p == '*' && (p == text || p[-1] != '/' || (p[1] != '/' && p[1] != '\0'))))
      return FALSE;

  return TRUE;
}

static Wanted *
wanted_new (ClaspStr text)
{
  Wanted             *wanted = g_new0 (Wanted, 1);
  g_autoptr (GString) pattern = g_string_new (NULL);

  clasp_osc_pattern_to_clasp (text, pattern);
  wanted->text = clasp_str_dup (text);
  wanted->pattern = clasp_pattern_new ((ClaspStr){ pattern->str, pattern->len });
  wanted->is_exact = is_exact (wanted->text);
  return wanted;
}

static gboolean
has_pattern (const ClaspOscPeer *self, ClaspStr pattern)
{
  for (guint i = 0; self->patterns != NULL && i < self->patterns->len; i++)
    if (clasp_str_equal (clasp_str (((Wanted *) self->patterns->pdata[i])->text), pattern))
      return TRUE;

  return FALSE;
}

/**
 * clasp_osc_peer_unsubscribe:
 * @self: a peer
 *
 * Everything it asked for is forgotten.
 */
void
clasp_osc_peer_unsubscribe (ClaspOscPeer *self)
{
  self->subscribed_until_us = 0;
  g_clear_pointer (&self->patterns, g_ptr_array_unref);
}

/**
 * clasp_osc_peer_subscribe:
 * @self: a peer
 * @pattern: (nullable): a valid OSC pattern or address, %NULL for everything
 * @now_us: the present
 * @until_us: how long it is told
 * @is_news: (out): whether it is to be told the state
 *
 * Each renews all: the last one decides how long. A peer that asked for everything stays with it.
 *
 * Returns: %FALSE above %CLASP_OSC_PEER_MAX_PATTERNS
 */
gboolean
clasp_osc_peer_subscribe (ClaspOscPeer   *self,
                          const ClaspStr *pattern,
                          gint64          now_us,
                          gint64          until_us,
                          gboolean       *is_news)
{
  gboolean is_new = now_us >= self->subscribed_until_us;
  gboolean has_everything = !is_new && self->patterns == NULL;

  if (is_new)
    clasp_osc_peer_unsubscribe (self);
  *is_news = is_new;
  if (pattern == NULL)
    {
      *is_news = !has_everything;
      g_clear_pointer (&self->patterns, g_ptr_array_unref);
    }
  else if (!has_everything && !has_pattern (self, *pattern))
    {
      if (self->patterns != NULL && self->patterns->len >= CLASP_OSC_PEER_MAX_PATTERNS)
        return FALSE;
      if (self->patterns == NULL)
        self->patterns = g_ptr_array_new_with_free_func (free_wanted);
      g_ptr_array_add (self->patterns, wanted_new (*pattern));
      *is_news = TRUE;
    }
  self->subscribed_until_us = until_us;
  return TRUE;
}

/**
 * clasp_osc_peer_wants:
 * @self: a peer
 * @address: below the namespace
 * @osc_address: the same as OSC has it
 * @now_us: the present
 *
 * Returns: %TRUE if it subscribed to that, and its time is not over
 */
gboolean
clasp_osc_peer_wants (const ClaspOscPeer *self,
                      ClaspStr            address,
                      ClaspStr            osc_address,
                      gint64              now_us)
{
  if (now_us >= self->subscribed_until_us)
    return FALSE;
  if (self->patterns == NULL)
    return TRUE;

  for (guint i = 0; i < self->patterns->len; i++)
    {
      const Wanted *wanted = self->patterns->pdata[i];

      if (clasp_pattern_matches (wanted->pattern, address) &&
          (wanted->is_exact || clasp_osc_pattern_matches (clasp_str (wanted->text), osc_address)))
        return TRUE;
    }
  return FALSE;
}

/**
 * clasp_osc_peer_count_wanted:
 * @self: a peer
 * @now_us: the present
 *
 * Returns: how many patterns it subscribed to whose time is not over; %G_MAXUINT for everything
 */
guint
clasp_osc_peer_count_wanted (const ClaspOscPeer *self, gint64 now_us)
{
  if (now_us >= self->subscribed_until_us)
    return 0;

  return self->patterns != NULL ? self->patterns->len : G_MAXUINT;
}

/**
 * clasp_osc_peer_may_be_told:
 * @self: a peer
 * @now_us: the present
 *
 * Returns: %FALSE above %CLASP_OSC_PEER_MAX_TOLD within %CLASP_OSC_PEER_EXPIRY_US
 */
gboolean
clasp_osc_peer_may_be_told (ClaspOscPeer *self, gint64 now_us)
{
  if (self->n_told == 0 || now_us - self->told_us >= CLASP_OSC_PEER_EXPIRY_US)
    {
      self->told_us = now_us;
      self->n_told = 0;
    }
  return self->n_told++ < CLASP_OSC_PEER_MAX_TOLD;
}
