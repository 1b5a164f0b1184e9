/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-journal"

#include "journal/clasp-journal-private.h"

#include "router/clasp-restore.h"

#include <unistd.h>

/* Design notes: the observer's calls are on the hot path. A written parameter costs a look at one
 * byte, found by its place in the router's store; the first time in an interval the place is noted.
 * Values are encoded when the interval is over, from the store as it is then: a fader that moved a
 * hundred times is written once. Only entries are encoded message by message, into the same buffer.
 *
 * When the thread has not taken the buffer of the interval before, this one waits and grows up to
 * its limit; then entries are dropped, and values stay noted, in the store, until there is room. */

#define MAX_REMOVED 262144 /* addresses; later ones come back at the next start, counted as dropped */

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
    g_hash_table_add (self->removed, clasp_str_dup (clasp_param_get_address (param)));
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

static const ClaspRouterObserver observer = { written_cb, touched_cb, removed_cb, published_cb };

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

  if (g_hash_table_size (self->removed) == 0)
    return;
  g_hash_table_iter_init (&iter, self->removed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &address, NULL))
    put_record (&self->front, &head, clasp_str (address), CLASP_STR_EMPTY, NULL);
  g_hash_table_remove_all (self->removed);
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
      put_values (self, CLASP_JOURNAL_SLICE);
    }
  if (!clasp_journal_hand_over (self))
    schedule (self, CLASP_JOURNAL_INTERVAL_US);
  else if (self->dirty->len > 0)
    schedule (self, 0);
}

/* --- news from the threads ------------------------------------------------------------------ */

static void
note_everything (ClaspJournal *self)
{
  guint n = clasp_router_get_n_places (self->router);

  for (guint32 place = 0; place < n; place++)
    if (clasp_router_get_param_at (self->router, place) != NULL)
      note_dirty (self, flags_of (self, place), place);
}

typedef struct
{
  GSource       source;
  ClaspJournal *journal; /* (unowned) */
} NewsSource;

static gboolean
news_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  ClaspJournal       *self = ((NewsSource *) source)->journal;
  ClaspJournalShared *shared = &self->shared;
  gboolean            needs_everything;

  g_mutex_lock (&shared->mutex);
  g_source_set_ready_time (source, -1);
  needs_everything = shared->needs_everything;
  shared->needs_everything = FALSE;
  g_mutex_unlock (&shared->mutex);
  if (needs_everything)
    note_everything (self);
  clasp_journal_replay_answer (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs news_funcs = { .dispatch = news_dispatch };

static void
news_init (ClaspJournal *self, GMainContext *context)
{
  self->shared.news = g_source_new (&news_funcs, sizeof (NewsSource));
  ((NewsSource *) self->shared.news)->journal = self;
  g_source_set_static_name (self->shared.news, "[clasp] journal");
  g_source_attach (self->shared.news, context);
}

/* --- the file ------------------------------------------------------------------------------- */

static void
set_error (ClaspJournal *self, const char *text)
{
  g_mutex_lock (&self->shared.mutex);
  g_strlcpy (self->shared.error, text, sizeof self->shared.error);
  g_mutex_unlock (&self->shared.mutex);
}

static void
restore_cb (const ClaspJournalParam *param, gpointer user_data)
{
  ClaspJournal      *self = user_data;
  const ClaspSet    *set = &param->message.set;
  gint64             now_us = clasp_clock_unix_us (clasp_timers_get_clock (self->timers));
  ClaspRestoredParam restored = {
    .address = set->address,
    .value = set->value, /* borrowed */
    .revision = set->revision,
    .timestamp_us = param->timestamp_us,
    .writer = param->writer,
    .has_ttl = set->has_ttl,
    .ttl = set->ttl,
    .expires_in_us = param->expires_us - now_us,
    .lock_holder = param->lock,
  };

  if (clasp_router_restore (self->router, &restored))
    self->n_restored++;
  else /* its time is over, say: the file must not keep it for ever */
    g_hash_table_add (self->removed, clasp_str_dup (set->address));
}

static gboolean
restore (ClaspJournal *self, sqlite3 *db, GError **error)
{
  gboolean ok = clasp_journal_read_params (db, restore_cb, self, error);

  clasp_router_restore_end (self->router, self->config.lock_grace_us);
  return ok;
}

/* Where nothing can be written there may be something to read. */
static void
restore_only (ClaspJournal *self)
{
  sqlite3 *db = clasp_journal_file_open_read (self->shared.path, NULL);

  if (db == NULL)
    return;
  restore (self, db, NULL);
  clasp_journal_file_close (db);
}

/* Values that could be read before the fault have been restored; all go into the new file. */
static void
set_aside (ClaspJournal *self, const GError *why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *aside = NULL;

  g_clear_pointer (&self->first_db, clasp_journal_file_close);
  aside = clasp_journal_file_set_aside (self->shared.path, &error);
  if (aside == NULL)
    {
      g_warning ("the journal is damaged (%s) and cannot be set aside: %s", why->message,
                 error->message);
      return;
    }
  g_warning ("the journal is damaged and was set aside as %s; a new one begins (%s)", aside,
             why->message);
  close (self->lock_fd);
  self->lock_fd = clasp_journal_file_lock (self->shared.path, &error);
  if (self->lock_fd >= 0)
    self->first_db = clasp_journal_file_open (self->shared.path, TRUE, NULL);
  note_everything (self);
}

static void
open_and_restore (ClaspJournal *self)
{
  g_autoptr (GError) error = NULL;

  self->first_db = clasp_journal_file_open (self->shared.path, TRUE, &error);
  if (self->first_db != NULL && restore (self, self->first_db, &error))
    return;
  if (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_CORRUPT))
    {
      set_aside (self, error);
      return;
    }
  g_warning ("the journal is not written: %s", error->message);
  set_error (self, error->message);
  if (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FOREIGN))
    {
      close (self->lock_fd);
      self->lock_fd = -1;
      return;
    }
  if (self->first_db == NULL)
    restore_only (self);
  g_clear_pointer (&self->first_db, clasp_journal_file_close);
  note_everything (self); /* for the time when it can be written */
}

/* --- life ----------------------------------------------------------------------------------- */

/**
 * clasp_journal_config_from_settings:
 * @settings: a [class@Clasp.RouterSettings]
 *
 * Thread: the owner's.
 *
 * Returns: what the settings say about the journal
 */
ClaspJournalConfig
clasp_journal_config_from_settings (ClaspSettings *settings)
{
  static const struct
  {
    const char *name;
    guint8      type;
  } kinds[] = { { "journal-params", CLASP_TYPES_PARAM },
                { "journal-events", CLASP_TYPES_EVENT },
                { "journal-streams", CLASP_TYPES_STREAM },
                { "journal-gestures", CLASP_TYPES_GESTURE },
                { "journal-timelines", CLASP_TYPES_TIMELINE } };
  ClaspJournalConfig config = {
    .patterns = clasp_settings_get_strv (settings, "journal"),
    .max_bytes = (guint64) clasp_settings_get_int (settings, "journal-max-mib") * 1024 * 1024,
    .max_days = (guint) clasp_settings_get_int (settings, "journal-max-days"),
    .max_queue_bytes = (gsize) clasp_settings_get_int (settings, "journal-queue-kib") * 1024,
    .lock_grace_us = (gint64) clasp_settings_get_int (settings, "lock-grace-ms") * 1000,
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (clasp_settings_get_boolean (settings, kinds[i].name))
      config.types |= kinds[i].type;
  return config;
}

/**
 * clasp_journal_set_config:
 * @self: a journal
 * @config: what to keep from now on; copied
 *
 * Thread: worker.
 */
void
clasp_journal_set_config (ClaspJournal *self, const ClaspJournalConfig *config)
{
  self->config = *config;
  self->config.patterns = NULL;
  g_ptr_array_set_size (self->patterns, 0);
  for (guint i = 0; config->patterns != NULL && config->patterns[i] != NULL; i++)
    g_ptr_array_add (self->patterns, clasp_pattern_new (clasp_str (config->patterns[i])));
  for (guint i = 0; i < self->flags->len; i++)
    self->flags->data[i] &= FLAG_DIRTY;

  g_mutex_lock (&self->shared.mutex);
  self->shared.max_bytes = config->max_bytes;
  self->shared.max_days = config->max_days;
  g_cond_broadcast (&self->shared.written_or_work);
  g_mutex_unlock (&self->shared.mutex);
}

static void
start (ClaspJournal *self, GMainContext *context)
{
  news_init (self, context);
  self->writer = g_thread_new ("clasp-journal", clasp_journal_writer_run, self);
  self->reader = g_thread_new ("clasp-replay", clasp_journal_reader_run, self);
  clasp_router_set_observer (self->router, &observer, self);
  clasp_journal_replay_init (self);
}

/**
 * clasp_journal_new:
 * @path: the file, made when it does not exist
 * @router: the router whose parameters and messages are kept; nobody has joined it yet
 * @timers: the worker's timers
 * @context: the worker's main context
 * @config: what to keep
 *
 * Reads the last values before it returns: 100,000 in about a tenth of a second.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the journal; clasp_journal_get_stats () says whether it works
 */
ClaspJournal *
clasp_journal_new (const char               *path,
                   ClaspRouter              *router,
                   ClaspTimers              *timers,
                   GMainContext             *context,
                   const ClaspJournalConfig *config)
{
  ClaspJournal      *self = g_new0 (ClaspJournal, 1);
  g_autoptr (GError) error = NULL;

  self->router = router;
  self->timers = timers;
  self->shared.path = g_strdup (path);
  g_mutex_init (&self->shared.mutex);
  g_cond_init (&self->shared.written_or_work);
  g_queue_init (&self->shared.readings);
  g_queue_init (&self->shared.answers);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_pattern_unref);
  self->flags = g_byte_array_new ();
  self->dirty = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->readings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  clasp_journal_set_config (self, config);

  self->lock_fd = clasp_journal_file_lock (path, &error);
  if (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_IN_USE))
    {
      g_warning ("there is no journal, and nothing is restored: %s", error->message);
      set_error (self, error->message);
      return self;
    }
  if (self->lock_fd >= 0)
    {
      open_and_restore (self);
      if (self->lock_fd < 0)
        return self;
    }
  else
    {
      g_warning ("the journal is not written: %s", error->message);
      set_error (self, error->message);
      restore_only (self);
      note_everything (self);
    }
  start (self, context);
  return self;
}

/**
 * clasp_journal_get_stats:
 * @self: a journal
 * @stats: (out caller-allocates): its counters and what is wrong
 *
 * Thread: worker.
 */
void
clasp_journal_get_stats (ClaspJournal *self, ClaspJournalStats *stats)
{
  ClaspJournalShared *shared = &self->shared;

  *stats = (ClaspJournalStats){
    .n_recorded = self->n_recorded,
    .n_dropped = self->n_dropped,
    .n_replays = g_hash_table_size (self->readings),
    .n_restored = self->n_restored,
    .is_on = self->writer != NULL,
  };
  g_mutex_lock (&shared->mutex);
  stats->n_entries = shared->n_entries;
  stats->n_values = shared->n_values;
  stats->n_queued_bytes = self->front.length + shared->pending.length + shared->n_taken_bytes;
  stats->file_bytes = shared->file_bytes;
  stats->last_write_us = shared->last_write_us;
  g_strlcpy (stats->error, shared->error, sizeof stats->error);
  g_mutex_unlock (&shared->mutex);
}

/* What is left goes with the last batch, whatever its size. */
static void
stop (ClaspJournal *self)
{
  ClaspJournalShared *shared = &self->shared;

  clasp_router_set_observer (self->router, NULL, NULL);
  clasp_router_set_replay_source (self->router, NULL, NULL);
  put_removed (self);
  put_values (self, G_MAXUINT);
  g_mutex_lock (&shared->mutex);
  clasp_writer_put (&shared->pending, self->front.data, self->front.length);
  shared->n_handed++;
  shared->is_ending = TRUE;
  g_cond_broadcast (&shared->written_or_work);
  g_mutex_unlock (&shared->mutex);
  g_thread_join (self->reader);
  g_thread_join (self->writer);
  g_source_destroy (shared->news);
  g_source_unref (shared->news);
}

/**
 * clasp_journal_free:
 * @self: (transfer full): a journal
 *
 * Waits for the last write.
 *
 * Thread: worker.
 */
void
clasp_journal_free (ClaspJournal *self)
{
  if (self->writer != NULL)
    stop (self);
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_journal_replay_clear (self);
  g_clear_pointer (&self->first_db, clasp_journal_file_close);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_hash_table_unref (self->readings);
  g_hash_table_unref (self->removed);
  g_array_unref (self->dirty);
  g_byte_array_unref (self->flags);
  g_ptr_array_unref (self->patterns);
  clasp_writer_clear (&self->front);
  clasp_writer_clear (&self->shared.pending);
  g_cond_clear (&self->shared.written_or_work);
  g_mutex_clear (&self->shared.mutex);
  g_free (self->shared.path);
  g_free (self);
}
