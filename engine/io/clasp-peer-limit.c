/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-peer-limit"

#include "io/clasp-peer-limit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ClaspPeerLimit
{
  guint       ref_count;
  guint       limit;
  GHashTable *places; /* (owned) address (owned by its entry) → ClaspPeerPlace shared by it */
};

/* One for each address, shared by its connections. */
struct _ClaspPeerPlace
{
  ClaspPeerLimit *limit;   /* (owned) */
  char           *address; /* (owned) */
  guint           n_taken;
  gboolean        has_told; /* that the address has all its places, until one is free again */
};

/**
 * clasp_peer_limit_new:
 * @limit: connections an address may have; 0 = any number
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a limit nobody has reached
 */
ClaspPeerLimit *
clasp_peer_limit_new (guint limit)
{
  ClaspPeerLimit *self = g_new0 (ClaspPeerLimit, 1);

  self->ref_count = 1;
  self->limit = limit;
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

/**
 * clasp_peer_limit_set:
 * @self: a limit
 * @limit: connections an address may have from now on; 0 = any number
 *
 * Thread: worker.
 */
void
clasp_peer_limit_set (ClaspPeerLimit *self, guint limit)
{
  self->limit = limit;
}

/**
 * clasp_peer_limit_ref:
 * @self: a limit
 *
 * Thread: worker.
 *
 * Returns: (transfer full): @self
 */
ClaspPeerLimit *
clasp_peer_limit_ref (ClaspPeerLimit *self)
{
  self->ref_count++;
  return self;
}

/**
 * clasp_peer_limit_unref:
 * @self: (transfer full): a limit
 *
 * Thread: worker.
 */
void
clasp_peer_limit_unref (ClaspPeerLimit *self)
{
  if (--self->ref_count > 0)
    return;

  g_hash_table_unref (self->places);
  g_free (self);
}

static char *
address_of (const char *peer)
{
  const char *colon = strrchr (peer, ':');

  return colon != NULL ? g_strndup (peer, (gsize) (colon - peer)) : g_strdup (peer);
}

/**
 * clasp_peer_is_this_machine:
 * @address: where a connection comes from, with or without its port
 *
 * Thread: any.
 *
 * Returns: whether that is a program on this machine
 */
gboolean
clasp_peer_is_this_machine (const char *address)
{
  return g_str_has_prefix (address, "127.") || g_str_has_prefix (address, "[::1]") ||
         g_str_has_prefix (address, "[::ffff:127.");
}

static ClaspPeerPlace *
place_of (ClaspPeerLimit *self, const char *address)
{
  ClaspPeerPlace *place = g_hash_table_lookup (self->places, address);

  if (place == NULL)
    {
      place = g_new0 (ClaspPeerPlace, 1);
      place->limit = clasp_peer_limit_ref (self);
      place->address = g_strdup (address);
      g_hash_table_insert (self->places, place->address, place);
    }

  return place;
}

/**
 * clasp_peer_limit_take:
 * @self: a limit
 * @peer: where a connection comes from, "192.0.2.7:50123" or "[2001:db8::7]:50123"
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a place, given back by clasp_peer_place_free () when the
 *   connection has ended; %NULL to refuse it
 */
ClaspPeerPlace *
clasp_peer_limit_take (ClaspPeerLimit *self, const char *peer)
{
  g_autofree char *address = address_of (peer);
  ClaspPeerPlace  *place = place_of (self, address);

  if (self->limit > 0 && place->n_taken >= self->limit && !clasp_peer_is_this_machine (address))
    {
      if (!place->has_told)
        g_message (g_dngettext (GETTEXT_PACKAGE, "%s has %u connection; further ones are refused",
                              "%s has %u connections; further ones are refused", place->n_taken),
                 address, place->n_taken);
      place->has_told = TRUE;
      return NULL;
    }

  place->n_taken++;
  return place;
}

/**
 * clasp_peer_place_free:
 * @self: (transfer full): a place
 *
 * Thread: worker.
 */
void
clasp_peer_place_free (ClaspPeerPlace *self)
{
  self->has_told = FALSE;
  if (--self->n_taken > 0)
    return;

  g_hash_table_remove (self->limit->places, self->address);
  clasp_peer_limit_unref (self->limit);
  g_free (self->address);
  g_free (self);
}
