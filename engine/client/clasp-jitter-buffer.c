/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/clasp-jitter-buffer.h"

#include <string.h>

/* Design notes: an item is due at its time stamp, plus the shortest way that any item of its source
 * had lately (by which the sender's clock and ours are brought together, whatever they show), plus
 * the window. So what took the shortest way waits for the whole window, and what the network held
 * up for less than that comes out at the very distances it was sent at. No item waits longer than
 * the window.
 *
 * Items lie in one array in the order in which they will be released: of one source in the order of
 * time stamps, whatever became known of the shortest way in between. Arrays of a few hundred
 * entries are searched from end to end: that is quicker than anything cleverer. */

/* The shortest way is that of this time and the one before. */
#define FLOOR_PERIOD_US (5 * G_USEC_PER_SEC)
/* Nothing is under way for so long: a time stamp that is further back is of a clock that was set.
 */
#define RESTART_US G_USEC_PER_SEC
#define MAX_SOURCES 1024

typedef struct
{
  char    *name;                     /* (owned) */
  gint64   floor_us, older_floor_us; /* arrival minus time stamp, the least of a period */
  gint64   period_us;                /* when the current one began */
  gint64   last_us;                  /* the latest time stamp released */
  gboolean has_released;
  guint    epoch; /* one more for each restart */
  guint    n_entries;
} Source;

typedef struct
{
  gint64   due_us;
  gint64   timestamp_us;
  Source  *source; /* (unowned) */
  guint    epoch;
  gpointer item; /* (owned) */
} Entry;

struct _ClaspJitterBuffer
{
  gint64                 window_us;
  guint                  max_entries;
  GDestroyNotify         free_item;
  GHashTable            *sources; /* (owned) name → Source (owned) */
  GArray                *entries; /* (owned) of Entry, in order of release */
  ClaspJitterBufferStats stats;
};

static void
source_free (gpointer data)
{
  Source *self = data;

  g_free (self->name);
  g_free (self);
}

/**
 * clasp_jitter_buffer_new:
 * @window_ms: how long an item that came the shortest way waits, at most
 *   %CLASP_JITTER_BUFFER_MAX_WINDOW_MS; 0: %CLASP_JITTER_BUFFER_WINDOW_MS
 * @max_entries: how many wait at most, up to %CLASP_JITTER_BUFFER_MAX_ENTRIES; 0:
 *   %CLASP_JITTER_BUFFER_ENTRIES
 * @free_item: (nullable): for items that are dropped
 *
 * Thread: its owner's.
 *
 * Returns: (transfer full): an empty buffer
 */
ClaspJitterBuffer *
clasp_jitter_buffer_new (guint window_ms, guint max_entries, GDestroyNotify free_item)
{
  ClaspJitterBuffer *self = g_new0 (ClaspJitterBuffer, 1);

  if (window_ms == 0)
    window_ms = CLASP_JITTER_BUFFER_WINDOW_MS;
  if (max_entries == 0)
    max_entries = CLASP_JITTER_BUFFER_ENTRIES;
  self->window_us = (gint64) MIN (window_ms, CLASP_JITTER_BUFFER_MAX_WINDOW_MS) * 1000;
  self->max_entries = MIN (max_entries, CLASP_JITTER_BUFFER_MAX_ENTRIES);
  self->free_item = free_item;
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, source_free);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

static void
drop (ClaspJitterBuffer *self, gpointer item)
{
  if (self->free_item != NULL)
    self->free_item (item);
}

/**
 * clasp_jitter_buffer_free:
 * @self: (transfer full): a buffer; what it holds is dropped
 *
 * Thread: its owner's.
 */
void
clasp_jitter_buffer_free (ClaspJitterBuffer *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    drop (self, g_array_index (self->entries, Entry, i).item);
  g_array_unref (self->entries);
  g_hash_table_unref (self->sources);
  g_free (self);
}

static Entry *
at (const ClaspJitterBuffer *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

/* ---- sources ---- */

static gboolean
is_idle (gpointer key, gpointer value, gpointer now_us)
{
  const Source *self = value;

  return self->n_entries == 0 && *(gint64 *) now_us - self->period_us > 2 * FLOOR_PERIOD_US;
}

/* More sources than anybody has share one. */
static Source *
ensure_source (ClaspJitterBuffer *self, const char *name, gint64 now_us, gint64 way_us)
{
  Source *source = g_hash_table_lookup (self->sources, name);

  if (source != NULL)
    return source;
  if (g_hash_table_size (self->sources) >= MAX_SOURCES)
    g_hash_table_foreach_remove (self->sources, is_idle, &now_us);
  if (g_hash_table_size (self->sources) >= MAX_SOURCES && name[0] != '\0')
    return ensure_source (self, "", now_us, way_us);

  source = g_new0 (Source, 1);
  source->name = g_strdup (name);
  source->floor_us = source->older_floor_us = way_us;
  source->period_us = now_us;
  g_hash_table_insert (self->sources, source->name, source);
  return source;
}

static void
restart (Source *self, gint64 now_us, gint64 way_us)
{
  self->epoch++;
  self->has_released = FALSE;
  self->floor_us = self->older_floor_us = way_us;
  self->period_us = now_us;
}

static void
note_way (Source *self, gint64 now_us, gint64 way_us)
{
  if (now_us - self->period_us >= FLOOR_PERIOD_US)
    {
      self->older_floor_us = self->floor_us;
      self->floor_us = way_us;
      self->period_us = now_us;
    }
  self->floor_us = MIN (self->floor_us, way_us);
}

/* ---- in ---- */

static gboolean
is_kin (const Entry *a, const Entry *b)
{
  return a->source == b->source && a->epoch == b->epoch;
}

/* The place before the first that has a later time stamp. Its time is put between those of its
 * neighbours of the same source. */
static guint
find_place (ClaspJitterBuffer *self, Entry *entry)
{
  guint place = 0;

  while (place < self->entries->len)
    {
      const Entry *other = at (self, place);

      if (is_kin (other, entry) && other->timestamp_us > entry->timestamp_us)
        {
          entry->due_us = MIN (entry->due_us, other->due_us);
          self->stats.n_reordered++;
          break;
        }
      if (is_kin (other, entry))
        entry->due_us = MAX (entry->due_us, other->due_us);
      place++;
    }
  while (place > 0 && at (self, place - 1)->due_us > entry->due_us)
    place--;
  return place;
}

static void
forget (ClaspJitterBuffer *self, guint place)
{
  at (self, place)->source->n_entries--;
  g_array_remove_index (self->entries, place);
}

/* FALSE when there is no room for it. */
static gboolean
insert (ClaspJitterBuffer *self, Entry *entry)
{
  guint place = find_place (self, entry);

  if (self->entries->len >= self->max_entries)
    {
      self->stats.n_replaced++;
      if (place == 0)
        return FALSE;
      drop (self, at (self, 0)->item);
      forget (self, 0);
      place--;
    }
  g_array_insert_vals (self->entries, place, entry, 1);
  entry->source->n_entries++;
  return TRUE;
}

/* Differences of times that others made up must not overflow. */
static gint64
subtract (gint64 a, gint64 b)
{
  gint64 difference;

  if (__builtin_sub_overflow (a, b, &difference))
    return a > b ? G_MAXINT64 / 4 : G_MININT64 / 4;
  return CLAMP (difference, G_MININT64 / 4, G_MAXINT64 / 4);
}

/**
 * clasp_jitter_buffer_push:
 * @self: a buffer
 * @source: what tells one sender's time stamps from another's: an address
 * @timestamp_us: when it was sent, in microseconds of whatever clock the sender has
 * @now_us: the owner's time, for example monotonic, in microseconds
 * @item: (transfer full): anything
 *
 * Keeps @item until it is due. An item that is older than one of its source that has been released
 * is dropped, unless it is so much older that the sender's clock must have been set. When the
 * buffer is full the item that would be released next is dropped, which may be this one.
 *
 * Thread: its owner's.
 *
 * Returns: %FALSE if @item was dropped
 */
gboolean
clasp_jitter_buffer_push (ClaspJitterBuffer *self,
                          const char        *source,
                          gint64             timestamp_us,
                          gint64             now_us,
                          gpointer           item)
{
  gint64 way_us = subtract (now_us, timestamp_us);
  Entry  entry = { .timestamp_us = timestamp_us, .item = item };

  entry.source = ensure_source (self, source, now_us, way_us);
  if (entry.source->has_released && timestamp_us < entry.source->last_us)
    {
      if (subtract (entry.source->last_us, timestamp_us) <= RESTART_US)
        {
          self->stats.n_late++;
          drop (self, item);
          return FALSE;
        }
      restart (entry.source, now_us, way_us);
    }

  note_way (entry.source, now_us, way_us);
  entry.epoch = entry.source->epoch;
  /* the same as time stamp + shortest way + window */
  entry.due_us = now_us + self->window_us -
                 (way_us - MIN (entry.source->floor_us, entry.source->older_floor_us));
  if (insert (self, &entry))
    return TRUE;
  drop (self, item);
  return FALSE;
}

/* ---- out ---- */

/**
 * clasp_jitter_buffer_get_due_us:
 * @self: a buffer
 *
 * Thread: its owner's.
 *
 * Returns: when clasp_jitter_buffer_release () has something to hand out, on the owner's clock,
 * which may be in the past; %G_MAXINT64 while the buffer is empty
 */
gint64
clasp_jitter_buffer_get_due_us (const ClaspJitterBuffer *self)
{
  return self->entries->len > 0 ? at (self, 0)->due_us : G_MAXINT64;
}

/**
 * clasp_jitter_buffer_release:
 * @self: a buffer
 * @now_us: the owner's time
 * @func: (scope call): called with each item that is due, in order, which it takes over
 * @user_data: for @func
 *
 * Thread: its owner's.
 *
 * Returns: how many items were handed out
 */
guint
clasp_jitter_buffer_release (ClaspJitterBuffer    *self,
                             gint64                now_us,
                             ClaspJitterBufferFunc func,
                             gpointer              user_data)
{
  guint n = 0;

  for (; self->entries->len > 0 && at (self, 0)->due_us <= now_us; n++)
    {
      Entry   entry = *at (self, 0);
      Source *source = entry.source;

      if (entry.epoch == source->epoch)
        {
          source->has_released = TRUE;
          source->last_us = entry.timestamp_us;
        }
      forget (self, 0);
      self->stats.n_released++;
      func (entry.item, user_data);
    }
  return n;
}

/**
 * clasp_jitter_buffer_get_n:
 * @self: a buffer
 *
 * Thread: its owner's.
 *
 * Returns: how many items wait
 */
guint
clasp_jitter_buffer_get_n (const ClaspJitterBuffer *self)
{
  return self->entries->len;
}

/**
 * clasp_jitter_buffer_get_stats:
 * @self: a buffer
 * @stats: (out caller-allocates): what became of the items
 *
 * Thread: its owner's.
 */
void
clasp_jitter_buffer_get_stats (const ClaspJitterBuffer *self, ClaspJitterBufferStats *stats)
{
  *stats = self->stats;
}
