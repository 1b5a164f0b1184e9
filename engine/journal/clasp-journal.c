/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-journal"

#include "journal/clasp-journal-private.h"

#include "router/clasp-restore.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* --- news from the threads ------------------------------------------------------------------ */

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
    clasp_journal_note_everything (self);
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
    g_hash_table_replace (self->removed, clasp_str_dup (set->address),
                          g_memdup2 (&set->revision, sizeof set->revision));
}

static void
restore_revision_cb (ClaspStr address, guint64 revision, gpointer user_data)
{
  clasp_router_restore_revision (((ClaspJournal *) user_data)->router, address, revision);
}

/* --- timelines ------------------------------------------------------------------------------ */

#define MAX_TIMELINES 65536 /* of a file; the router has a limit of its own */

typedef struct
{
  ClaspJournalTimeline timeline;
  guint8               message[];
} RestoredTimeline;

static void
keep_timeline_cb (const ClaspJournalTimeline *timeline, gpointer user_data)
{
  ClaspJournal     *self = user_data;
  RestoredTimeline *kept;

  if (self->restored_timelines == NULL)
    self->restored_timelines = g_ptr_array_new_with_free_func (g_free);
  if (self->restored_timelines->len >= MAX_TIMELINES || timeline->size == 0)
    return;
  kept = g_malloc (sizeof *kept + timeline->size);
  kept->timeline = *timeline;
  memcpy (kept->message, timeline->message, timeline->size);
  g_ptr_array_add (self->restored_timelines, kept);
}

/* What they write at once, and those that have ended meanwhile, are news for the file. */
static void
restore_timelines (ClaspJournal *self)
{
  g_autoptr (GPtrArray) all = g_steal_pointer (&self->restored_timelines);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const RestoredTimeline *kept = all->pdata[i];
      g_auto (ClaspMessage)   message = { 0 };

      if (!clasp_journal_decode_row (kept->message, kept->timeline.size, TRUE, &message) ||
          message.type != CLASP_MESSAGE_PUBLISH)
        continue;
      clasp_router_restore_timeline (self->router, &message, kept->timeline.start_us,
                                     kept->timeline.is_paused, kept->timeline.paused_us);
      clasp_journal_note_timeline (self, message.publish.address);
    }
}

static gboolean
restore (ClaspJournal *self, sqlite3 *db, GError **error)
{
  gboolean ok = clasp_journal_read_params (db, restore_cb, self, error) &&
                clasp_journal_read_remains (db, restore_revision_cb, self, error) &&
                clasp_journal_read_timelines (db, keep_timeline_cb, self, error);

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
      g_warning (_ ("The journal is damaged (%s) and cannot be set aside: %s"), why->message,
                 error->message);
      return;
    }
  g_warning (_ ("The journal is damaged and was set aside as %s; a new one begins (%s)"), aside,
             why->message);
  close (self->lock_fd);
  self->lock_fd = clasp_journal_file_lock (self->shared.path, &error);
  if (self->lock_fd >= 0)
    self->first_db = clasp_journal_file_open (self->shared.path, TRUE, NULL);
  clasp_journal_note_everything (self);
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
  g_warning (_ ("The journal is not written: %s"), error->message);
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
  clasp_journal_note_everything (self); /* for the time when it can be written */
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
  clasp_journal_forget_matches (self);

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
  clasp_journal_observe (self);
  restore_timelines (self);
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
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->timelines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->readings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  clasp_journal_set_config (self, config);

  self->lock_fd = clasp_journal_file_lock (path, &error);
  if (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_IN_USE))
    {
      g_warning (_ ("There is no journal, and nothing is restored: %s"), error->message);
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
      g_warning (_ ("The journal is not written: %s"), error->message);
      set_error (self, error->message);
      restore_only (self);
      clasp_journal_note_everything (self);
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
  clasp_journal_put_all (self);
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
  g_hash_table_unref (self->timelines);
  g_clear_pointer (&self->restored_timelines, g_ptr_array_unref);
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
