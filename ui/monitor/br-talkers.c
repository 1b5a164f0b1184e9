/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-talkers.h"

#include <string.h>

/* Bounds the work; of more messages in five seconds the newest count. */
#define MAX_LOOKED_AT 100000

static void
count (GHashTable *table,
       const char *name,
       gsize       size)
{
  BrTalker *talker = g_hash_table_lookup (table, name);

  if (talker == NULL)
    {
      talker = g_new0 (BrTalker, 1);
      g_strlcpy (talker->name, name, sizeof talker->name);
      g_hash_table_insert (table, g_strdup (name), talker);
    }
  talker->rate++;
  talker->bytes += (double) size;
}

static gsize
size_of (const ClaspMonitorRecord *record)
{
  gsize value = record->value_type >= CLASP_VALUE_STRING ? MAX (record->length, strlen (record->text)) : 8;

  return strlen (record->address) + value;
}

static gboolean
is_louder (const BrTalker *a, const BrTalker *b)
{
  return a->rate > b->rate || (a->rate == b->rate && strcmp (a->name, b->name) < 0);
}

/* The loudest of @table, by and by; @seconds makes rates of counts. */
static guint
take_loudest (GHashTable *table,
              double      seconds,
              BrTalker   *talkers)
{
  guint n = 0;

  for (; n < BR_TALKERS_SHOWN; n++)
    {
      BrTalker      *best = NULL;
      const char    *best_key = NULL;
      GHashTableIter iter;
      gpointer       key, talker;

      g_hash_table_iter_init (&iter, table);
      while (g_hash_table_iter_next (&iter, &key, &talker))
        if (best == NULL || is_louder (talker, best))
          {
            best = talker;
            best_key = key;
          }
      if (best == NULL)
        break;
      talkers[n] = *best;
      talkers[n].rate /= seconds;
      talkers[n].bytes /= seconds;
      g_hash_table_remove (table, best_key);
    }

  return n;
}

void
br_talkers_list (BrMonitorModel *model,
                 BrTalker        addresses[BR_TALKERS_SHOWN],
                 guint          *n_addresses,
                 BrTalker        senders[BR_TALKERS_SHOWN],
                 guint          *n_senders)
{
  g_autoptr (GHashTable) by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) by_sender = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64                 newest_us = 0, oldest_us = 0;
  guint64                first, end;

  br_monitor_model_get_bounds (model, &first, &end);
  for (guint64 i = end; i > first && end - i < MAX_LOOKED_AT; i--)
    {
      const ClaspMonitorRecord *record = br_monitor_model_get_record (model, i - 1);
      const char               *who = br_monitor_model_get_name (model, record->origin);

      newest_us = MAX (newest_us, record->time_us);
      if (newest_us - record->time_us > BR_TALKERS_US)
        break;
      oldest_us = record->time_us;
      count (by_address, record->address, size_of (record));
      if (who != NULL)
        count (by_sender, who, size_of (record));
    }

  {
    double seconds = MAX ((double) (newest_us - oldest_us) / G_USEC_PER_SEC, 1);

    *n_addresses = take_loudest (by_address, seconds, addresses);
    *n_senders = take_loudest (by_sender, seconds, senders);
  }
}
