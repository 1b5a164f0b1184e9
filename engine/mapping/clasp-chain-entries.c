/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. What belongs to one source address is kept together in an entry: what it captured,
 * its ranges, and what the steps remember. An address is matched once; afterwards a value costs one
 * look into a hash table. Entries are dropped least recently used first, so that a peer that makes
 * up addresses cannot fill the memory. */

#include "mapping/clasp-chain-private.h"

#define MAX_ADDRESSES 4096

static guint
address_hash (gconstpointer key)
{
  guint64 hash = clasp_str_hash (*(const ClaspStr *) key);

  return (guint) (hash ^ hash >> 32);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (*(const ClaspStr *) a, *(const ClaspStr *) b);
}

/* What the steps remember; they may begin anew. */
void
clasp_chain_entry_clear (ClaspChain *self, ClaspChainEntry *entry)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      if (self->steps[i].iface->clear_state != NULL)
        self->steps[i].iface->clear_state (self->steps[i].transform, entry->steps[i].block);
      memset (entry->steps[i].block, 0, self->steps[i].iface->state_size);
      entry->steps[i].wake_us = 0;
      clasp_value_clear (&entry->steps[i].input);
      clasp_value_clear (&entry->steps[i].output);
    }
  entry->again_us = 0;
  entry->has_last = FALSE;
  clasp_value_clear (&entry->last);
}

void
clasp_chain_entry_free (ClaspChain *self, ClaspChainEntry *entry)
{
  clasp_chain_entry_clear (self, entry);
  g_free (entry->target);
  g_free ((char *) entry->address.data);
  g_free (entry);
}

/* Without an address of its own: for previews. */
ClaspChainEntry *
clasp_chain_entry_new (ClaspChain *self)
{
  ClaspChainEntry *entry = g_malloc0 (self->entry_size);

  entry->link.data = entry;
  for (guint i = 0; i < self->n_steps; i++)
    entry->steps[i].block = (guint8 *) entry + self->steps[i].offset;
  return entry;
}

void
clasp_chain_drop_oldest (ClaspChain *self)
{
  ClaspChainEntry *oldest = g_queue_peek_tail (&self->by_use);

  g_hash_table_remove (self->entries, &oldest->address);
  g_queue_unlink (&self->by_use, &oldest->link);
  clasp_chain_entry_free (self, oldest);
}

void
clasp_chain_entry_renew (ClaspChain *self, ClaspChainEntry *entry)
{
  g_clear_pointer (&entry->target, g_free);
  entry->has_source_range =
    self->ranges.find (entry->address, &entry->source_range, self->ranges.user_data);
  entry->serial = *self->ranges.serial;
}

ClaspChainEntry *
clasp_chain_add_entry (ClaspChain *self, ClaspStr address)
{
  ClaspCaptures    captures;
  ClaspChainEntry *entry;

  if (!clasp_route_pattern_match (self->source, address, &captures))
    return NULL;

  entry = clasp_chain_entry_new (self);
  entry->address = (ClaspStr){ clasp_str_dup (address), address.length };
  clasp_route_pattern_match (self->source, entry->address, &entry->captures);
  clasp_chain_entry_renew (self, entry);
  if (g_hash_table_size (self->entries) == MAX_ADDRESSES)
    clasp_chain_drop_oldest (self);
  g_hash_table_insert (self->entries, &entry->address, entry);
  g_queue_push_head_link (&self->by_use, &entry->link);
  return entry;
}

ClaspChainEntry *
clasp_chain_find_entry (ClaspChain *self, ClaspStr address)
{
  ClaspChainEntry *entry = g_hash_table_lookup (self->entries, &address);

  if (entry != NULL && self->by_use.head != &entry->link)
    {
      g_queue_unlink (&self->by_use, &entry->link);
      g_queue_push_head_link (&self->by_use, &entry->link);
    }
  return entry;
}

GHashTable *
clasp_chain_entries_new (void)
{
  return g_hash_table_new (address_hash, address_equal);
}
