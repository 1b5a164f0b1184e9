/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-live.h"

struct _BrLocalLive
{
  ClaspSignalTable *table;   /* (owned) */
  GHashTable       *indices; /* (owned) address (owned) → index */
  guint             n_scanned;
};

BrLocalLive *
br_local_live_new (ClaspSignalTable *table)
{
  BrLocalLive *self = g_new0 (BrLocalLive, 1);

  self->table = clasp_signal_table_ref (table);
  self->indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
br_local_live_free (BrLocalLive *self)
{
  g_hash_table_unref (self->indices);
  clasp_signal_table_unref (self->table);
  g_free (self);
}

void
br_local_live_scan (BrLocalLive *self)
{
  guint size = clasp_signal_table_get_size (self->table);

  for (; self->n_scanned < size; self->n_scanned++)
    {
      const char *address = clasp_signal_table_get_address (self->table, self->n_scanned);

      if (g_str_has_prefix (address, "/local/"))
        g_hash_table_insert (self->indices, g_strdup (address), GUINT_TO_POINTER (self->n_scanned));
    }
}

gboolean
br_local_live_read (BrLocalLive *self, const char *address, ClaspSignalState *state)
{
  gpointer index;

  if (!g_hash_table_lookup_extended (self->indices, address, NULL, &index))
    return FALSE;
  clasp_signal_table_read (self->table, GPOINTER_TO_UINT (index), state);
  return state->n_updates > 0;
}

ClaspSignalTable *
br_local_live_get_table (BrLocalLive *self)
{
  return self->table;
}
