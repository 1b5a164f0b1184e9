/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-sequences.h"

/* Who begins again after so long is heard, as with levels. */
#define FORGET_US G_USEC_PER_SEC

typedef struct
{
  guint8 last;
  gint64 seen_us;
} Sequence;

struct _ClaspArtnetSequences
{
  GHashTable *received; /* (owned) gint64 key → Sequence (owned) */
  GHashTable *sent;     /* (owned) port-address and start code → last number; beyond CLASP_ARTNET_MAX_SEQUENCES 0 is sent */
};

ClaspArtnetSequences *
clasp_artnet_sequences_new (void)
{
  ClaspArtnetSequences *self = g_new0 (ClaspArtnetSequences, 1);

  self->received = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->sent = g_hash_table_new (NULL, NULL);
  return self;
}

void
clasp_artnet_sequences_free (ClaspArtnetSequences *self)
{
  g_hash_table_unref (self->received);
  g_hash_table_unref (self->sent);
  g_free (self);
}

static gboolean
is_old_cb (gpointer key, gpointer value, gpointer now_us)
{
  return *(gint64 *) now_us - ((Sequence *) value)->seen_us >= FORGET_US;
}

static void
remember (ClaspArtnetSequences *self, gint64 key, guint8 sequence, gint64 now_us)
{
  Sequence *one;

  if (g_hash_table_size (self->received) >= CLASP_ARTNET_MAX_SEQUENCES)
    g_hash_table_foreach_remove (self->received, is_old_cb, &now_us);
  if (g_hash_table_size (self->received) >= CLASP_ARTNET_MAX_SEQUENCES)
    return;

  one = g_new (Sequence, 1);
  *one = (Sequence){ sequence, now_us };
  g_hash_table_insert (self->received, g_memdup2 (&key, sizeof key), one);
}

/**
 * clasp_artnet_sequences_take:
 * @self: sequences
 * @source: the sender's address
 * @port_address: the universe
 * @start_code: of the data
 * @sequence: of the packet
 * @now_us: monotonic µs
 *
 * Returns: %FALSE if the packet is to be dropped
 */
gboolean
clasp_artnet_sequences_take (ClaspArtnetSequences *self,
                             guint32               source,
                             guint16               port_address,
                             guint8                start_code,
                             guint8                sequence,
                             gint64                now_us)
{
  gint64    key = (gint64) ((guint64) source << 24 | (guint64) port_address << 8 | start_code);
  Sequence *one = g_hash_table_lookup (self->received, &key);

  if (one == NULL)
    {
      remember (self, key, sequence, now_us);
      return TRUE;
    }
  if (sequence != 0 && one->last != 0 && now_us - one->seen_us < FORGET_US &&
      (guint8) (sequence - one->last) >= 128)
    return FALSE;

  *one = (Sequence){ sequence, now_us };
  return TRUE;
}

guint8
clasp_artnet_sequences_next (ClaspArtnetSequences *self, guint16 port_address, guint8 start_code)
{
  gpointer key = GUINT_TO_POINTER ((guint) port_address << 8 | start_code);
  guint    last = GPOINTER_TO_UINT (g_hash_table_lookup (self->sent, key));

  last = last == 255 ? 1 : last + 1;
  if (g_hash_table_size (self->sent) < CLASP_ARTNET_MAX_SEQUENCES || g_hash_table_contains (self->sent, key))
    g_hash_table_insert (self->sent, key, GUINT_TO_POINTER (last));
  else
    return 0; /* not counted */
  return (guint8) last;
}
