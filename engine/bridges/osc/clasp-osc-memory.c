/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-memory.h"

typedef struct
{
  ClaspStr      address; /* of an owned copy, or borrowed in a key */
  ClaspOscHeard heard;
} Entry;

struct _ClaspOscMemory
{
  GHashTable *entries; /* (owned) Entry → Entry */
  GPtrArray  *streams; /* (owned) Entry (unowned) */
  guint       max_addresses;
};

static guint
entry_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Entry *) key)->address);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Entry *) a)->address, ((const Entry *) b)->address);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free ((char *) entry->address.data);
  g_free (entry->heard.tags);
  clasp_value_clear (&entry->heard.value);
  g_clear_object (&entry->heard.from);
  g_free (entry);
}

/**
 * clasp_osc_memory_new:
 * @max_addresses: how many are remembered, from 1
 *
 * Returns: (transfer full): an empty memory
 */
ClaspOscMemory *
clasp_osc_memory_new (guint max_addresses)
{
  ClaspOscMemory *self = g_new0 (ClaspOscMemory, 1);

  self->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  self->streams = g_ptr_array_new ();
  self->max_addresses = MAX (max_addresses, 1);
  return self;
}

/**
 * clasp_osc_memory_free:
 * @self: (transfer full): a memory
 */
void
clasp_osc_memory_free (ClaspOscMemory *self)
{
  g_ptr_array_unref (self->streams);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Entry *
find (ClaspOscMemory *self, ClaspStr address)
{
  Entry key = { .address = address };

  return g_hash_table_lookup (self->entries, &key);
}

static Entry *
ensure (ClaspOscMemory *self, ClaspStr address)
{
  Entry *entry = find (self, address);

  if (entry != NULL)
    return entry;

  if (g_hash_table_size (self->entries) >= self->max_addresses)
    {
      g_ptr_array_set_size (self->streams, 0);
      g_hash_table_remove_all (self->entries);
    }
  entry = g_new0 (Entry, 1);
  entry->address = (ClaspStr){ clasp_str_dup (address), address.length };
  g_hash_table_add (self->entries, entry);
  return entry;
}

/* A window that was busy from its beginning to its end decides about the next. */
static void
count (ClaspOscMemory *self, Entry *entry, guint max_rate, gint64 now_us)
{
  ClaspOscHeard *heard = &entry->heard;
  gint64         elapsed_us = now_us - heard->window_us;
  gboolean       is_stream;

  heard->n_window++;
  if (heard->window_us != 0 && elapsed_us < CLASP_OSC_RATE_WINDOW_US)
    return;

  is_stream = max_rate > 0 && heard->window_us != 0 &&
              (gint64) heard->n_window * G_USEC_PER_SEC > (gint64) max_rate * elapsed_us;
  heard->window_us = now_us;
  heard->n_window = 0;
  if (is_stream && !heard->is_stream)
    g_ptr_array_add (self->streams, entry);
  else if (!is_stream && heard->is_stream)
    g_ptr_array_remove_fast (self->streams, entry);
  heard->is_stream = is_stream;
}

/**
 * clasp_osc_memory_note:
 * @self: a memory
 * @address: below the namespace
 * @tags: the type tags it came with
 * @value: the value it came with
 * @from: who said it
 * @max_rate: how often a second it may come for long and still be a parameter; 0 = any number
 * @now_us: the present
 *
 * Remembers a limited number of addresses; when there are more it starts afresh, which at worst
 * means default tags until the peer speaks again.
 *
 * Returns: (transfer none): what is remembered now, valid until the next note
 */
const ClaspOscHeard *
clasp_osc_memory_note (ClaspOscMemory     *self,
                       ClaspStr            address,
                       ClaspStr            tags,
                       const ClaspValue   *value,
                       const ClaspOscFrom *from,
                       guint               max_rate,
                       gint64              now_us)
{
  Entry         *entry = ensure (self, address);
  ClaspOscHeard *heard = &entry->heard;

  if (heard->tags == NULL || !clasp_str_equal (clasp_str (heard->tags), tags))
    {
      g_free (heard->tags);
      heard->tags = clasp_str_dup (tags);
    }
  clasp_value_clear (&heard->value);
  heard->value = clasp_value_copy (value);
  g_set_object (&heard->from, from->address);
  heard->channel = from->channel;
  heard->heard_us = now_us;
  count (self, entry, max_rate, now_us);
  return heard;
}

/**
 * clasp_osc_memory_look_up:
 * @self: a memory
 * @address: below the namespace
 *
 * Returns: (transfer none) (nullable): what it was last heard with, valid until the next note
 */
const ClaspOscHeard *
clasp_osc_memory_look_up (ClaspOscMemory *self, ClaspStr address)
{
  Entry *entry = find (self, address);

  return entry != NULL ? &entry->heard : NULL;
}

/**
 * clasp_osc_memory_get_n_streams:
 * @self: a memory
 *
 * Returns: how many addresses are streams now
 */
guint
clasp_osc_memory_get_n_streams (ClaspOscMemory *self)
{
  return self->streams->len;
}

/**
 * clasp_osc_memory_settle:
 * @self: a memory
 * @now_us: the present
 * @address: (out): which one came to rest, valid until the next note
 * @value: (out): (transfer full): where
 *
 * Returns: %TRUE if there was one
 */
gboolean
clasp_osc_memory_settle (ClaspOscMemory *self, gint64 now_us, ClaspStr *address, ClaspValue *value)
{
  for (guint i = 0; i < self->streams->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->streams, i);

      if (now_us - entry->heard.heard_us < CLASP_OSC_SETTLE_US)
        continue;
      g_ptr_array_remove_index_fast (self->streams, i);
      entry->heard.is_stream = FALSE;
      entry->heard.window_us = 0;
      *address = entry->address;
      *value = clasp_value_copy (&entry->heard.value);
      return TRUE;
    }

  return FALSE;
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

/**
 * clasp_osc_heard_is_echo:
 * @self: (nullable): what an address was last heard with
 * @value: (nullable): what is about to be sent there
 * @to: to whom
 * @any_port: compare only the host: a device often listens on another port than it sends from
 * @since_us: what was said earlier is no echo any more
 *
 * Returns: %TRUE if @to said just that after @since_us
 */
gboolean
clasp_osc_heard_is_echo (const ClaspOscHeard *self,
                         const ClaspValue    *value,
                         const ClaspOscFrom  *to,
                         gboolean             any_port,
                         gint64               since_us)
{
  ClaspValue nothing = CLASP_VALUE_INIT;

  return self != NULL && self->heard_us > since_us && (any_port || self->channel == to->channel) &&
         clasp_value_equal (&self->value, value != NULL ? value : &nothing) &&
         clasp_osc_same_address (self->from, to->address, any_port);
}
