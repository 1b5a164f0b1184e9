/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-forgotten.h"

#include "router/clasp-forget.h"

/* Looked at, or put back, before others have their turn: a device with a hundred thousand addresses
 * must not stall an output. */
#define SOME 1000

typedef struct
{
  char           *address; /* (owned) */
  guint           index;   /* in the table; G_MAXUINT: it is a parameter */
  ClaspSignalSlot slot;
  ClaspValue      value;   /* (owned) of a parameter, and the rest */
  guint64         revision, timestamp_us;
  char           *writer;  /* (owned) */
} Entry;

struct _ClaspForgotten
{
  gatomicrefcount ref_count;
  GPtrArray      *patterns; /* (owned) of ClaspPattern */
  GArray         *entries;  /* (owned) of Entry */
  guint           pattern, place, index; /* what is looked at next */
  gboolean        in_table; /* the router has been looked through */
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->address);
  g_free (entry->writer);
  clasp_value_clear (&entry->value);
}

/**
 * clasp_forgotten_new:
 * @patterns: (array zero-terminated=1): which addresses are to be forgotten
 *
 * Thread: any.
 *
 * Returns: (transfer full): nothing forgotten yet
 */
ClaspForgotten *
clasp_forgotten_new (const char *const *patterns)
{
  ClaspForgotten *self = g_new0 (ClaspForgotten, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_pattern_unref);
  for (guint i = 0; patterns[i] != NULL; i++)
    g_ptr_array_add (self->patterns, clasp_pattern_new (clasp_str (patterns[i])));
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  return self;
}

/**
 * clasp_forgotten_ref:
 * @self: what was forgotten
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspForgotten *
clasp_forgotten_ref (ClaspForgotten *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * clasp_forgotten_unref:
 * @self: (transfer full): what was forgotten
 *
 * Thread: any.
 */
void
clasp_forgotten_unref (ClaspForgotten *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->patterns);
  g_array_unref (self->entries);
  g_free (self);
}

static void
keep_param_cb (const ClaspSnapshotParam *param,
               gpointer                  user_data)
{
  ClaspForgotten *self = user_data;
  Entry           entry = { .address = clasp_str_dup (param->address), .index = G_MAXUINT };

  entry.value = clasp_value_copy (&param->value);
  entry.revision = param->revision;
  entry.timestamp_us = param->timestamp_us;
  entry.writer = clasp_str_dup (param->writer);
  g_array_append_val (self->entries, entry);
}

static void
take_from_table (ClaspForgotten   *self,
                 ClaspSignalTable *table,
                 guint             index)
{
  Entry entry = { .index = index };

  if (!clasp_signal_table_forget (table, index, &entry.slot))
    return;
  entry.address = g_strdup (clasp_signal_table_get_address (table, index));
  g_array_append_val (self->entries, entry);
}

/* TRUE: there is more of it for this pattern. */
static gboolean
look_in_table (ClaspForgotten     *self,
               const ClaspPattern *pattern,
               ClaspSignalTable   *table)
{
  guint size = clasp_signal_table_get_size (table);
  guint end = MIN (size, self->index + SOME);

  if (clasp_pattern_is_exact (pattern))
    {
      guint index = clasp_signal_table_find (table, clasp_pattern_get_text (pattern));

      if (index != G_MAXUINT)
        take_from_table (self, table, index);
      return FALSE;
    }

  for (; self->index < end; self->index++)
    if (clasp_pattern_matches (pattern, clasp_str (clasp_signal_table_get_address (table, self->index))))
      take_from_table (self, table, self->index);
  return end < size;
}

/* TRUE: there is more of it. */
static gboolean
take_some (ClaspForgotten     *self,
           const ClaspPattern *pattern,
           ClaspRouter        *router,
           ClaspSignalTable   *table)
{
  if (!self->in_table)
    {
      self->place = clasp_router_forget (router, pattern, self->place, SOME, keep_param_cb, self);
      self->in_table = self->place == G_MAXUINT;
      return TRUE;
    }
  return table != NULL && look_in_table (self, pattern, table);
}

/**
 * clasp_forgotten_take:
 * @self: what is to be forgotten
 * @router: the router
 * @table: (nullable): the table of signals
 *
 * Thread: worker.
 *
 * Returns: %FALSE when all that matches has been forgotten
 */
gboolean
clasp_forgotten_take (ClaspForgotten   *self,
                      ClaspRouter      *router,
                      ClaspSignalTable *table)
{
  for (guint n = 0; n < SOME && self->pattern < self->patterns->len; n++)
    {
      const ClaspPattern *pattern = self->patterns->pdata[self->pattern];

      if (take_some (self, pattern, router, table))
        {
          if (clasp_pattern_is_exact (pattern))
            continue;
          return TRUE;
        }
      self->pattern++;
      self->place = self->index = 0;
      self->in_table = FALSE;
    }
  if (self->pattern < self->patterns->len)
    return TRUE;
  self->pattern = 0; /* for the next time */
  return FALSE;
}

static void
give_back (Entry            *entry,
           ClaspRouter      *router,
           ClaspSignalTable *table)
{
  ClaspSnapshotParam param = { .value = entry->value,
                               .revision = entry->revision,
                               .timestamp_us = entry->timestamp_us };

  if (entry->index != G_MAXUINT)
    {
      if (table != NULL)
        clasp_signal_table_remember (table, entry->index, &entry->slot);
      return;
    }
  param.address = clasp_str (entry->address);
  param.writer = clasp_str (entry->writer);
  clasp_router_remember (router, &param);
}

/**
 * clasp_forgotten_give:
 * @self: what was forgotten
 * @router: the router
 * @table: (nullable): the table it was in
 *
 * Thread: worker.
 *
 * Returns: %FALSE when all is back that was not seen meanwhile
 */
gboolean
clasp_forgotten_give (ClaspForgotten   *self,
                      ClaspRouter      *router,
                      ClaspSignalTable *table)
{
  guint left = self->entries->len > SOME ? self->entries->len - SOME : 0;

  for (guint i = left; i < self->entries->len; i++)
    give_back (&g_array_index (self->entries, Entry, i), router, table);
  g_array_set_size (self->entries, left);
  return left > 0;
}
