/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-outbox.h"

/* What a flush may take of a frame, and how many items go between two looks at the time. */
#define FLUSH_US 2000
#define SLICE 64

/* Design notes: one array and one hash table from key to place in it, both swapped out whole at a
 * flush, so that the lock is held for an append only. The source sleeps until the first push after
 * a flush and then waits out the interval, measured from the last flush: nothing pending costs
 * nothing, a flood costs one flush a frame, which goes on in the next frame when its time is up. */

struct _ClaspOutbox
{
  gatomicrefcount ref_count;
  ClaspOutboxFunc func;
  gpointer        user_data;
  GDestroyNotify  item_free;
  guint           limit;
  GSource        *source; /* (owned) */
  GArray         *rest;   /* (owned) (nullable) a batch that took too long */
  guint           n_done; /* of @rest */

  GMutex          lock;
  /* under @lock */
  GArray         *items;  /* (owned) of ClaspOutboxItem */
  GHashTable     *places; /* (owned) key → place + 1 in @items; keys belong to the items */
  guint64         n_dropped;
  gint64          interval_us;
  gint64          last_flush_us;
  gboolean        is_armed;
  gboolean        is_closed;
};

typedef struct
{
  GSource      source;
  ClaspOutbox *outbox; /* (unowned) cleared by close */
} OutboxSource;

static void arm_again (ClaspOutbox *self);

static void
free_items (ClaspOutbox *self,
            GArray      *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      ClaspOutboxItem *item = &g_array_index (items, ClaspOutboxItem, i);

      if (item->item != NULL && self->item_free != NULL)
        self->item_free (item->item);
      g_free ((char *) item->key);
    }
  g_array_unref (items);
}

/* What is pending becomes the batch that is handed over. */
static GArray *
take_pending (ClaspOutbox *self, guint64 *n_dropped)
{
  GArray *items;

  g_mutex_lock (&self->lock);
  items = self->items;
  self->items = g_array_new (FALSE, FALSE, sizeof (ClaspOutboxItem));
  g_hash_table_remove_all (self->places);
  *n_dropped = self->n_dropped;
  self->n_dropped = 0;
  self->is_armed = FALSE;
  self->last_flush_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->lock);

  return items;
}

/* In slices, until the time is up; what is left then waits for the next turn. */
static void
flush (ClaspOutbox *self)
{
  gint64  until_us = g_get_monotonic_time () + FLUSH_US;
  guint64 n_dropped = 0;
  GArray *items = g_steal_pointer (&self->rest);
  guint   done = self->n_done;

  if (items == NULL)
    {
      items = take_pending (self, &n_dropped);
      done = 0;
    }
  do
    {
      guint n = MIN (items->len - done, SLICE);

      if (n > 0 || n_dropped > 0)
        self->func ((ClaspOutboxItem *) (void *) items->data + done, n, n_dropped, self->user_data);
      n_dropped = 0;
      done += n;
    }
  while (done < items->len && g_get_monotonic_time () < until_us && !self->is_closed);

  if (done == items->len || self->is_closed)
    free_items (self, items);
  else
    {
      self->rest = items;
      self->n_done = done;
    }
  if (!self->is_closed)
    arm_again (self);
}

static gboolean
outbox_source_dispatch (GSource    *source,
                        GSourceFunc callback,
                        gpointer    user_data)
{
  ClaspOutbox *self = ((OutboxSource *) source)->outbox;

  g_source_set_ready_time (source, -1);
  clasp_outbox_ref (self);
  flush (self);
  clasp_outbox_unref (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs outbox_source_funcs = { .dispatch = outbox_source_dispatch };

/**
 * clasp_outbox_new:
 * @context: (nullable): the context whose thread gets the batches
 * @limit: most items that wait; above it unkeyed ones are dropped and counted
 * @interval_ms: time between two flushes, 16–1000 ms
 * @func: called with each batch
 * @user_data: for @func
 * @item_free: (nullable): frees items that @func left in the batch
 *
 * Thread: the one that runs @context.
 *
 * Returns: (transfer full): the outbox
 */
ClaspOutbox *
clasp_outbox_new (GMainContext   *context,
                  guint           limit,
                  guint           interval_ms,
                  ClaspOutboxFunc func,
                  gpointer        user_data,
                  GDestroyNotify  item_free)
{
  ClaspOutbox *self = g_new0 (ClaspOutbox, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->func = func;
  self->user_data = user_data;
  self->item_free = item_free;
  self->limit = limit;
  self->interval_us = (gint64) CLAMP (interval_ms, 16, 1000) * 1000;
  self->items = g_array_new (FALSE, FALSE, sizeof (ClaspOutboxItem));
  self->places = g_hash_table_new (g_str_hash, g_str_equal);

  self->source = g_source_new (&outbox_source_funcs, sizeof (OutboxSource));
  ((OutboxSource *) self->source)->outbox = self;
  g_source_set_static_name (self->source, "[clasp] outbox");
  /* Below redraw: a flood must not keep the window from painting. */
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT_IDLE);
  g_source_attach (self->source, context);
  return self;
}

static void
arm_locked (ClaspOutbox *self)
{
  if (self->is_armed)
    return;

  self->is_armed = TRUE;
  g_source_set_ready_time (self->source, MAX (self->last_flush_us + self->interval_us, 0));
}

/* After a flush: whatever still waits, here or in the rest, has its turn a frame later. */
static void
arm_again (ClaspOutbox *self)
{
  g_mutex_lock (&self->lock);
  self->last_flush_us = g_get_monotonic_time ();
  self->is_armed = FALSE;
  if (self->rest != NULL || self->items->len > 0)
    arm_locked (self);
  g_mutex_unlock (&self->lock);
}

/* Whether the item found a place; otherwise the caller frees it. */
static gboolean
append_locked (ClaspOutbox *self,
               const char  *key,
               gpointer     item,
               gpointer    *replaced)
{
  ClaspOutboxItem entry = { NULL, item };
  guint           place = key != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key)) : 0;

  if (place > 0)
    {
      ClaspOutboxItem *old = &g_array_index (self->items, ClaspOutboxItem, place - 1);

      *replaced = old->item;
      old->item = item;
      return TRUE;
    }

  if (key == NULL && self->items->len >= self->limit)
    {
      self->n_dropped++;
      return FALSE;
    }

  entry.key = g_strdup (key);
  g_array_append_val (self->items, entry);
  if (key != NULL)
    g_hash_table_insert (self->places, (gpointer) entry.key, GUINT_TO_POINTER (self->items->len));
  return TRUE;
}

/**
 * clasp_outbox_push:
 * @self: an outbox
 * @key: (nullable): what the item is about; a waiting item with the same key is replaced
 * @item: (transfer full): an immutable item
 *
 * Thread: any. Never blocks for longer than an append takes.
 */
void
clasp_outbox_push (ClaspOutbox *self,
                   const char  *key,
                   gpointer     item)
{
  gpointer discarded = NULL;

  g_mutex_lock (&self->lock);
  if (self->is_closed || !append_locked (self, key, item, &discarded))
    discarded = item;
  if (!self->is_closed)
    arm_locked (self);
  g_mutex_unlock (&self->lock);

  if (discarded != NULL && self->item_free != NULL)
    self->item_free (discarded);
}

/**
 * clasp_outbox_set_interval:
 * @self: an outbox
 * @interval_ms: time between two flushes, 16–1000 ms
 *
 * Flushes more or less often than so far; what waits already comes no later than it would have.
 *
 * Thread: the one that runs the context.
 */
void
clasp_outbox_set_interval (ClaspOutbox *self,
                           guint        interval_ms)
{
  gint64 interval_us = (gint64) CLAMP (interval_ms, 16, 1000) * 1000;

  g_mutex_lock (&self->lock);
  if (self->is_armed && interval_us < self->interval_us)
    g_source_set_ready_time (self->source, MAX (self->last_flush_us + interval_us, 0));
  self->interval_us = interval_us;
  g_mutex_unlock (&self->lock);
}

/**
 * clasp_outbox_get_n_pending:
 * @self: an outbox
 *
 * Thread: any.
 *
 * Returns: how many items wait for the next flush
 */
guint
clasp_outbox_get_n_pending (ClaspOutbox *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->items != NULL ? self->items->len : 0;
  g_mutex_unlock (&self->lock);
  return n;
}

/**
 * clasp_outbox_close:
 * @self: an outbox
 *
 * Nothing is delivered afterwards; what waits, and what is still pushed, is freed. Idempotent.
 *
 * Thread: the one that runs the context.
 */
void
clasp_outbox_close (ClaspOutbox *self)
{
  GArray *items;

  g_mutex_lock (&self->lock);
  self->is_closed = TRUE;
  items = self->items;
  self->items = g_array_new (FALSE, FALSE, sizeof (ClaspOutboxItem));
  g_hash_table_remove_all (self->places);
  g_mutex_unlock (&self->lock);

  g_source_destroy (self->source);
  free_items (self, items);
  if (self->rest != NULL)
    free_items (self, g_steal_pointer (&self->rest));
}

/**
 * clasp_outbox_ref:
 * @self: an outbox
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspOutbox *
clasp_outbox_ref (ClaspOutbox *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * clasp_outbox_unref:
 * @self: (transfer full): an outbox
 *
 * Thread: any; the last reference must not be dropped before clasp_outbox_close ().
 */
void
clasp_outbox_unref (ClaspOutbox *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  free_items (self, self->items);
  if (self->rest != NULL)
    free_items (self, self->rest);
  g_hash_table_unref (self->places);
  g_mutex_clear (&self->lock);
  g_free (self);
}
