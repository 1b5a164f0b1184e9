/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-seen-ids.h"

struct _ClaspSeenIds
{
  GHashTable *known; /* (owned) set of the places in @ring that are in use */
  guint       n, next;
  guint64     ring[CLASP_SEEN_IDS_MAX];
};

/**
 * clasp_seen_ids_new:
 *
 * Thread: the owner's.
 *
 * Returns: (transfer full): one that has seen none
 */
ClaspSeenIds *
clasp_seen_ids_new (void)
{
  ClaspSeenIds *self = g_new0 (ClaspSeenIds, 1);

  self->known = g_hash_table_new (g_int64_hash, g_int64_equal);
  return self;
}

/**
 * clasp_seen_ids_free:
 * @self: (transfer full): one
 *
 * Thread: the owner's.
 */
void
clasp_seen_ids_free (ClaspSeenIds *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

/**
 * clasp_seen_ids_clear:
 * @self: one
 *
 * Forgets all: another sender begins.
 *
 * Thread: the owner's.
 */
void
clasp_seen_ids_clear (ClaspSeenIds *self)
{
  g_hash_table_remove_all (self->known);
  self->n = self->next = 0;
}

/**
 * clasp_seen_ids_add:
 * @self: one
 * @id: of a message that came
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if it was not known
 */
gboolean
clasp_seen_ids_add (ClaspSeenIds *self, guint64 id)
{
  guint64 *place = &self->ring[self->next];

  if (g_hash_table_contains (self->known, &id))
    return FALSE;
  if (self->n == CLASP_SEEN_IDS_MAX)
    g_hash_table_remove (self->known, place);
  else
    self->n++;
  *place = id;
  g_hash_table_add (self->known, place);
  self->next = (self->next + 1) % CLASP_SEEN_IDS_MAX;
  return TRUE;
}
