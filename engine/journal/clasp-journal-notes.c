/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "journal/clasp-journal-private.h"

/* Design notes: the observer's calls are on the hot path. A written parameter costs a look at one
 * byte, found by its place in the router's store; the first time in an interval the place is noted.
 * Values are encoded when the interval is over, from the store as it is then: a fader that moved a
 * hundred times is written once. Only entries are encoded message by message, into the same buffer.
 *
 * When the thread has not taken the buffer of the interval before, this one waits and grows up to
 * its limit; then entries are dropped, and values stay noted, in the store, until there is room. */

#define MAX_REMOVED 262144 /* addresses; later ones come back at the next start, counted as dropped */
#define MAX_TIMELINES 65536 /* that changed in an interval; later ones come back as they were, counted */

enum
{
  FLAG_DIRTY = 1,
  FLAG_IS_MATCHED = 2, /* whether it is journalled was looked at; */
  FLAG_MATCHES = 4,    /* and it is */
};

/* --- noting --------------------------------------------------------------------------------- */

static void flush_cb (gpointer user_data);

static inline void
schedule (ClaspJournal *self, gint64 delay_us)
{
  if (G_LIKELY (self->is_scheduled))
    return;
  self->is_scheduled = TRUE;
  clasp_timers_set (self->timers, &self->timer,
                    clasp_clock_now_us (clasp_timers_get_clock (self->timers)) + delay_us, flush_cb,
                    self);
}

static inline guint8 *
flags_of (ClaspJournal *self, guint place)
{
  guint n = self->flags->len;

  if (G_UNLIKELY (place >= n))
    {
      g_byte_array_set_size (self->flags, MAX (place + 1, n * 2));
      memset (self->flags->data + n, 0, self->flags->len - n);
    }
  return self->flags->data + place;
}

static inline void
note_dirty (ClaspJournal *self, guint8 *flags, guint32 place)
{
  if (G_LIKELY ((*flags & FLAG_DIRTY) != 0))
    return;
  *flags |= FLAG_DIRTY;
  g_array_append_val (self->dirty, place);
  schedule (self, CLASP_JOURNAL_INTERVAL_US);
}

/* --- entries -------------------------------------------------------------------------------- */

static gboolean
matches (ClaspJournal *self, ClaspStr address)
{
  for (guint i = 0; i < self->patterns->len; i++)
    if (clasp_pattern_matches (self->patterns->pdata[i], address))
      return TRUE;
  return FALSE;
}

static gboolean
matches_param (ClaspJournal *self, guint8 *flags, const ClaspParam *param)
{
  if (G_UNLIKELY ((*flags & FLAG_IS_MATCHED) == 0))
    *flags |= FLAG_IS_MATCHED |
              (matches (self, clasp_param_get_address (param)) ? FLAG_MATCHES : 0);
  return (*flags & FLAG_MATCHES) != 0;
}

/* Head, texts, message; FALSE, and nothing written, when the message fits no frame. */
static gboolean
put_record (ClaspWriter            *bytes,
            ClaspJournalRecordHead *head,
            ClaspStr                first,
            ClaspStr                second,
            const ClaspMessage     *message)
{
  gsize            start = bytes->length;
  gsize            begin;
  ClaspCodecStatus status;

  head->first_length = (guint32) first.length;
  head->second_length = (guint32) second.length;
  clasp_writer_extend (bytes, sizeof *head);
  clasp_writer_put (bytes, first.data, first.length);
  clasp_writer_put (bytes, second.data, second.length);
  begin = bytes->length;
  if (message != NULL && !clasp_message_encode (bytes, message, &status))
    {
      bytes->length = start;
      return FALSE;
    }
  head->message_length = (guint32) (bytes->length - begin);
  memcpy (bytes->data + start, head, sizeof *head);
  return TRUE;
}

static void
record (ClaspJournal *self, const ClaspMessage *message, ClaspStr author, guint64 timestamp_us)
{
  ClaspJournalRecordHead head = {
    .kind = CLASP_JOURNAL_RECORD_ENTRY,
    .timestamp_us = timestamp_us,
    .revision = message->type == CLASP_MESSAGE_SET ? message->set.revision : 0,
  };

  if (G_UNLIKELY (self->front.length >= self->config.max_queue_bytes) ||
      !put_record (&self->front, &head, author, CLASP_STR_EMPTY, message))
    {
      self->n_dropped++;
      return;
    }
  self->n_recorded++;
  schedule (self, CLASP_JOURNAL_INTERVAL_US);
}

static void
fill_set (ClaspMessage *message, const ClaspParam *param)
{
  message->type = CLASP_MESSAGE_SET;
  message->set = (ClaspSet){
    .address = clasp_param_get_address (param),
    .value = param->value, /* borrowed */
    .has_revision = TRUE,
    .revision = param->revision,
  };
}

static void
record_param (ClaspJournal *self, const ClaspParam *param, const ClaspSet *set)
{
  ClaspMessage message;

  fill_set (&message, param);
  if (set != NULL)
    {
      message.set.lock = set->lock;
      message.set.unlock = set->unlock;
      message.set.has_ttl = set->has_ttl;
      message.set.ttl = set->ttl;
    }
  record (self, &message, (ClaspStr){ param->writer->text, param->writer->length },
          param->timestamp_us);
}

/* --- the observer --------------------------------------------------------------------------- */

static void
written_cb (const ClaspParam *param, const ClaspSet *set, gpointer user_data)
{
  ClaspJournal *self = user_data;
  guint8       *flags = flags_of (self, param->place);

  note_dirty (self, flags, param->place);
  if (G_UNLIKELY (self->patterns->len > 0) && (self->config.types & CLASP_TYPES_PARAM) != 0 &&
      matches_param (self, flags, param))
    record_param (self, param, set);
}

static void
touched_cb (const ClaspParam *param, gpointer user_data)
{
  ClaspJournal *self = user_data;

  note_dirty (self, flags_of (self, param->place), param->place);
}

static void
removed_cb (const ClaspParam *param, gpointer user_data)
{
  ClaspJournal *self = user_data;

  /* the place may stay noted: whoever has it when the interval is over is written once more */
  *flags_of (self, param->place) &= FLAG_DIRTY;
  if (g_hash_table_size (self->removed) >= MAX_REMOVED)
    self->n_dropped++;
  else
    g_hash_table_replace (self->removed, clasp_str_dup (clasp_param_get_address (param)),
                          g_memdup2 (&param->revision, sizeof param->revision));
  schedule (self, CLASP_JOURNAL_INTERVAL_US);
}

static void
published_cb (const ClaspMessage *message,
              ClaspStr            author,
              guint64             timestamp_us,
              gpointer            user_data)
{
  ClaspJournal *self = user_data;
  guint8        type = clasp_signal_to_types (message->publish.signal);

  if (self->patterns->len > 0 && (self->config.types & type) != 0 &&
      matches (self, message->publish.address))
    record (self, message, author, timestamp_us);
}

void
clasp_journal_note_timeline (ClaspJournal *self, ClaspStr address)
{
  if (g_hash_table_size (self->timelines) >= MAX_TIMELINES)
    self->n_dropped++;
  else
    g_hash_table_add (self->timelines, clasp_str_dup (address));
  schedule (self, CLASP_JOURNAL_INTERVAL_US);
}

static void
timeline_cb (ClaspStr address, gpointer user_data)
{
  clasp_journal_note_timeline (user_data, address);
}

static const ClaspRouterObserver observer = { written_cb, touched_cb, removed_cb, published_cb,
                                              timeline_cb };

/* --- handing over --------------------------------------------------------------------------- */

static gint64
expires_unix_us (ClaspJournal *self, const ClaspParam *param)
{
  ClaspClock *clock = clasp_timers_get_clock (self->timers);

  return clasp_clock_unix_us (clock) + param->expires_us - clasp_clock_now_us (clock);
}

/* A lock is kept by the name of its holder: its session will be another one. */
static ClaspStr
lock_name (ClaspJournal *self, const ClaspParam *param)
{
  const char *name =
    param->lock_holder != 0 ? clasp_router_get_session_name (self->router, param->lock_holder) : NULL;

  return name != NULL ? clasp_str (name) : CLASP_STR_EMPTY;
}

static void
put_value (ClaspJournal *self, const ClaspParam *param)
{
  ClaspJournalRecordHead head = { .kind = CLASP_JOURNAL_RECORD_VALUE };
  ClaspMessage           message;

  fill_set (&message, param);
  head.timestamp_us = param->timestamp_us;
  head.revision = param->revision;
  if (param->has_ttl) /* its own; that of the router begins again at the start */
    {
      message.set.has_ttl = TRUE;
      message.set.ttl = (ClaspTtl){ param->ttl_mode, param->ttl_seconds };
      if (param->expires_us != 0)
        head.expires_us = expires_unix_us (self, param);
    }
  put_record (&self->front, &head, (ClaspStr){ param->writer->text, param->writer->length },
              lock_name (self, param), &message);
}

static void
put_removed (ClaspJournal *self)
{
  ClaspJournalRecordHead head = { .kind = CLASP_JOURNAL_RECORD_REMOVED };
  GHashTableIter         iter;
  const char            *address;
  const guint64         *revision;

  if (g_hash_table_size (self->removed) == 0)
    return;
  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &address, (gpointer *) &revision))
    {
      head.revision = *revision;
      put_record (&self->front, &head, clasp_str (address), CLASP_STR_EMPTY, NULL);
    }
  g_hash_table_remove_all (self->removed);
}

static void
put_timeline (ClaspJournal *self, ClaspStr address)
{
  ClaspJournalRecordHead head = { .kind = CLASP_JOURNAL_RECORD_TIMELINE_ENDED };
  ClaspRouterTimeline    timeline = { .message = NULL };

  if (clasp_router_get_timeline (self->router, address, &timeline))
    {
      head.kind = CLASP_JOURNAL_RECORD_TIMELINE;
      head.timestamp_us = (guint64) timeline.start_us;
      head.revision = timeline.is_paused;
      head.expires_us = timeline.paused_us;
    }
  head.first_length = (guint32) address.length;
  head.message_length = (guint32) timeline.size;
  clasp_writer_put (&self->front, &head, sizeof head);
  clasp_writer_put (&self->front, address.data, address.length);
  clasp_writer_put (&self->front, timeline.message, timeline.size);
}

static void
put_timelines (ClaspJournal *self)
{
  GHashTableIter iter;
  const char    *address;

  if (g_hash_table_size (self->timelines) == 0)
    return;
  g_hash_table_iter_init (&iter, self->timelines);
  while (g_hash_table_iter_next (&iter, (gpointer *) &address, NULL))
    put_timeline (self, clasp_str (address));
  g_hash_table_remove_all (self->timelines);
}

static void
forget_first_dirty (ClaspJournal *self)
{
  if (self->n_put == self->dirty->len)
    g_array_set_size (self->dirty, 0);
  else if (self->n_put > self->dirty->len / 2)
    g_array_remove_range (self->dirty, 0, self->n_put);
  else
    return;
  self->n_put = 0;
}

static void
put_values (ClaspJournal *self, guint n_max)
{
  while (n_max-- > 0 && self->n_put < self->dirty->len)
    {
      guint32           place = g_array_index (self->dirty, guint32, self->n_put++);
      const ClaspParam *param = NULL;

      self->flags->data[place] &= (guint8) ~FLAG_DIRTY;
      if (place < clasp_router_get_n_places (self->router))
        param = clasp_router_get_param_at (self->router, place);
      if (param != NULL)
        put_value (self, param);
    }
  forget_first_dirty (self);
}

gboolean
clasp_journal_hand_over (ClaspJournal *self)
{
  ClaspJournalShared *shared = &self->shared;
  gboolean            is_free;

  if (self->front.length == 0)
    return TRUE;
  g_mutex_lock (&shared->mutex);
  is_free = shared->pending.length == 0;
  if (is_free)
    {
      ClaspWriter empty = shared->pending;

      shared->pending = self->front;
      self->front = empty;
      shared->n_handed++;
      g_cond_broadcast (&shared->written_or_work);
    }
  g_mutex_unlock (&shared->mutex);
  return is_free;
}

guint64
clasp_journal_get_barrier (ClaspJournal *self)
{
  guint64 barrier;

  clasp_journal_hand_over (self);
  g_mutex_lock (&self->shared.mutex);
  barrier = self->shared.n_handed + (self->front.length > 0);
  g_mutex_unlock (&self->shared.mutex);
  return barrier;
}

static void
flush_cb (gpointer user_data)
{
  ClaspJournal *self = user_data;
  gboolean      has_room =
    self->front.length < self->config.max_queue_bytes || clasp_journal_hand_over (self);

  self->is_scheduled = FALSE;
  if (has_room)
    {
      put_removed (self);
      put_timelines (self);
      put_values (self, CLASP_JOURNAL_SLICE);
    }
  if (!clasp_journal_hand_over (self))
    schedule (self, CLASP_JOURNAL_INTERVAL_US);
  else if (self->dirty->len > 0)
    schedule (self, 0);
}

/* --- for the other files -------------------------------------------------------------------- */

static void
note_timeline_cb (const ClaspRouterTimeline *timeline, gpointer user_data)
{
  clasp_journal_note_timeline (user_data, timeline->address);
}

void
clasp_journal_note_everything (ClaspJournal *self)
{
  guint n = clasp_router_get_n_places (self->router);

  for (guint32 place = 0; place < n; place++)
    if (clasp_router_get_param_at (self->router, place) != NULL)
      note_dirty (self, flags_of (self, place), place);
  clasp_router_foreach_timeline (self->router, note_timeline_cb, self);
}

void
clasp_journal_forget_matches (ClaspJournal *self)
{
  for (guint i = 0; i < self->flags->len; i++)
    self->flags->data[i] &= FLAG_DIRTY;
}

void
clasp_journal_put_all (ClaspJournal *self)
{
  put_removed (self);
  put_timelines (self);
  put_values (self, G_MAXUINT);
}

void
clasp_journal_observe (ClaspJournal *self)
{
  clasp_router_set_observer (self->router, &observer, self);
}
