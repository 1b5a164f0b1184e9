/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-recent.h"

#include <math.h>

/* Who was looked at within this time is on screen. */
#define ON_SCREEN_US BR_RECENT_GAP_US
/* Asking anew for room takes a walk over all. */
#define RETRY_US G_USEC_PER_SEC

typedef struct
{
  GList      link; /* in the order of looks */
  guint      signal;
  guint32    n_updates;
  gint64     looked_us;
  BrHistory *history; /* (owned) */
} Entry;

struct _BrRecent
{
  GHashTable *entries; /* (owned) of Entry, by signal */
  GQueue      order;   /* of Entry (unowned), the last looked at first */
  gint64      refused_us;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  br_history_unref (entry->history);
  g_free (entry);
}

BrRecent *
br_recent_new (void)
{
  BrRecent *self = g_new0 (BrRecent, 1);

  self->entries = g_hash_table_new_full (NULL, NULL, NULL, entry_free);
  g_queue_init (&self->order);
  self->refused_us = G_MININT64 / 2;

  return self;
}

void
br_recent_free (BrRecent *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

guint
br_recent_get_n (BrRecent *self)
{
  return g_hash_table_size (self->entries);
}

gsize
br_recent_get_memory (BrRecent *self)
{
  gsize n_bytes = 0;

  for (GList *l = self->order.head; l != NULL; l = l->next)
    {
      Entry *entry = l->data;

      if (!br_history_is_shared (entry->history))
        n_bytes += sizeof *entry + br_history_get_memory (entry->history);
    }

  return n_bytes;
}

/* The one not looked at for longest goes; FALSE: all are on screen or in a chart. */
static gboolean
br_recent_evict (BrRecent *self,
                 gint64    now_us)
{
  for (GList *l = self->order.tail; l != NULL; l = l->prev)
    {
      Entry *entry = l->data;

      if (now_us - entry->looked_us < ON_SCREEN_US)
        return FALSE;
      if (br_history_is_shared (entry->history))
        continue;
      g_queue_unlink (&self->order, &entry->link);
      g_hash_table_remove (self->entries, GUINT_TO_POINTER (entry->signal));
      return TRUE;
    }

  return FALSE;
}

/* For so many more. */
static gboolean
br_recent_make_room (BrRecent *self,
                     guint     n_signals,
                     gsize     n_bytes,
                     gint64    now_us)
{
  if (now_us - self->refused_us < RETRY_US)
    return FALSE;

  while (br_recent_get_memory (self) + n_bytes > BR_RECENT_MAX_BYTES
         || br_recent_get_n (self) + n_signals > BR_RECENT_MAX_SIGNALS)
    if (!br_recent_evict (self, now_us))
      {
        self->refused_us = now_us;
        return FALSE;
      }

  return TRUE;
}

static Entry *
br_recent_enter (BrRecent *self,
                 guint     signal,
                 gint64    now_us)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->link.data = entry;
  entry->signal = signal;
  entry->looked_us = now_us;
  entry->history = br_history_new (BR_RECENT_ROW_SAMPLES);
  g_hash_table_insert (self->entries, GUINT_TO_POINTER (signal), entry);
  g_queue_push_head_link (&self->order, &entry->link);

  return entry;
}

/* @looked_us: when it was looked at before. */
static void
entry_take (Entry                  *entry,
            const ClaspSignalState *state,
            gint64                  looked_us)
{
  gboolean forgotten = state->n_updates < entry->n_updates;
  gboolean missed = entry->n_updates != 0 && state->n_updates - entry->n_updates > 1;

  /* A single change says when the value before it ended; of several only the last is known. */
  if (forgotten || (missed && state->updated_us - looked_us > BR_RECENT_GAP_US))
    br_history_break (entry->history, looked_us);
  entry->n_updates = state->n_updates;
  if (state->n_updates == 0)
    return;
  if (isfinite (state->number))
    br_history_add (entry->history, state->updated_us, state->number);
  else
    br_history_break (entry->history, state->updated_us);
}

/* Before room is made for it, or it would be the one that has to go. */
static void
br_recent_touch (BrRecent *self,
                 Entry    *entry,
                 gint64    now_us)
{
  entry->looked_us = now_us;
  g_queue_unlink (&self->order, &entry->link);
  g_queue_push_head_link (&self->order, &entry->link);
}

void
br_recent_look (BrRecent               *self,
                guint                   signal,
                const ClaspSignalState *state,
                gint64                  now_us)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (signal));
  gint64 looked_us;

  if (entry == NULL)
    {
      if (state->n_updates == 0 || !br_recent_make_room (self, 1, 0, now_us))
        return;
      entry = br_recent_enter (self, signal, now_us);
    }
  looked_us = entry->looked_us;
  br_recent_touch (self, entry, now_us);
  if (state->n_updates != entry->n_updates)
    {
      if (br_history_wants_to_grow (entry->history))
        br_history_set_may_grow (entry->history,
                                 br_history_is_shared (entry->history)
                                   || br_recent_make_room (self, 0, br_history_get_memory (entry->history), now_us));
      entry_take (entry, state, looked_us);
    }
}

BrHistory *
br_recent_open (BrRecent *self,
                guint     signal,
                gint64    now_us)
{
  Entry *entry = g_hash_table_lookup (self->entries, GUINT_TO_POINTER (signal));

  if (entry == NULL)
    entry = br_recent_enter (self, signal, now_us);
  br_history_set_limit (entry->history, BR_HISTORY_MAX);

  return br_history_ref (entry->history);
}
