/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-journal"

#include "journal/clasp-journal-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* Design notes: one batch is one transaction. One that cannot be written is kept and tried again
 * until it can, or until the end; meanwhile the worker's buffer fills up, and what happens then is
 * decided there. A file that turns out to be damaged is set aside, and the batch goes into a new
 * one, together with every last value, which the worker is asked for.
 *
 * Old entries are deleted in slices between batches, and the room they leave is given back in slices
 * too, so that no batch waits long. */

#define DELETE_SLICE 2000 /* entries */
#define VACUUM_SLICE 256  /* pages */
#define KEEP_BUFFER (1024 * 1024)
#define LOOK_US G_USEC_PER_SEC /* between looks at size and age */
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  ClaspJournal       *journal; /* (unowned) of which only what follows is touched, and lock_fd */
  ClaspJournalShared *shared;  /* (unowned) */
  sqlite3            *db;      /* (owned) (nullable) */
  /* (owned) with @db */
  sqlite3_stmt       *put_value, *remove_value, *put_remains, *put_timeline, *remove_timeline,
    *put_entry;
  int                 n_wal_pages;
  gint64              looked_us;
  gboolean            has_failed;
  gboolean            may_delete_more;
  guint64             first_seq, last_seq; /* of the entries in the file; 0 = none */
  guint64             n_values, n_removed; /* of this batch */
} Writer;

/* --- the file ------------------------------------------------------------------------------- */

static int
wal_cb (void *data, sqlite3 *db, const char *name, int n_pages)
{
  ((Writer *) data)->n_wal_pages = n_pages;
  return SQLITE_OK;
}

static void
close_file (Writer *self)
{
  g_clear_pointer (&self->put_value, sqlite3_finalize);
  g_clear_pointer (&self->remove_value, sqlite3_finalize);
  g_clear_pointer (&self->put_remains, sqlite3_finalize);
  g_clear_pointer (&self->put_timeline, sqlite3_finalize);
  g_clear_pointer (&self->remove_timeline, sqlite3_finalize);
  g_clear_pointer (&self->put_entry, sqlite3_finalize);
  g_clear_pointer (&self->db, clasp_journal_file_close);
}

static gboolean
prepare_others (Writer *self, GError **error)
{
  self->put_remains = clasp_journal_file_prepare (
    self->db, "INSERT OR REPLACE INTO remains (address, revision) VALUES (?1, ?2)", error);
  if (self->put_remains != NULL)
    self->put_timeline = clasp_journal_file_prepare (
      self->db,
      "INSERT OR REPLACE INTO timelines (address, start, paused, message) VALUES (?1, ?2, ?3, ?4)",
      error);
  if (self->put_timeline != NULL)
    self->remove_timeline =
      clasp_journal_file_prepare (self->db, "DELETE FROM timelines WHERE address = ?1", error);
  return self->remove_timeline != NULL;
}

static gboolean
prepare (Writer *self, GError **error)
{
  sqlite3_wal_hook (self->db, wal_cb, self);
  self->put_value = clasp_journal_file_prepare (
    self->db,
    "INSERT INTO params (address, revision, writer, timestamp, expires, lock, message)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (address) DO UPDATE SET"
    " revision = excluded.revision, writer = excluded.writer, timestamp = excluded.timestamp,"
    " expires = excluded.expires, lock = excluded.lock, message = excluded.message",
    error);
  if (self->put_value != NULL)
    self->remove_value =
      clasp_journal_file_prepare (self->db, "DELETE FROM params WHERE address = ?1", error);
  if (self->remove_value != NULL)
    self->put_entry = clasp_journal_file_prepare (
      self->db,
      "INSERT INTO journal_entries"
      " (timestamp, author, address, signal_type, revision, msg_type, message)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      error);
  if (self->put_entry == NULL || !prepare_others (self, error))
    return FALSE;
  self->first_seq = (guint64) clasp_journal_file_ask (self->db,
                                                      "SELECT min(seq) FROM journal_entries");
  self->last_seq = (guint64) clasp_journal_file_ask (self->db,
                                                     "SELECT max(seq) FROM journal_entries");
  self->may_delete_more = TRUE;
  return TRUE;
}

static gboolean
ensure_open (Writer *self, GError **error)
{
  ClaspJournal *journal = self->journal;

  if (self->db != NULL)
    return TRUE;
  if (journal->lock_fd < 0)
    journal->lock_fd = clasp_journal_file_lock (self->shared->path, error);
  if (journal->lock_fd < 0)
    return FALSE;
  self->db = clasp_journal_file_open (self->shared->path, TRUE, error);
  if (self->db != NULL && prepare (self, error))
    return TRUE;
  close_file (self);
  return FALSE;
}

/* A connection that closes last removes the WAL by its name, which may be the new file's by then:
 * the reader's has to be closed first. */
static void
close_reader (ClaspJournalShared *shared)
{
  g_mutex_lock (&shared->mutex);
  shared->must_close_reader = TRUE;
  g_cond_broadcast (&shared->written_or_work);
  while (shared->is_reader_open)
    g_cond_wait (&shared->written_or_work, &shared->mutex);
  g_mutex_unlock (&shared->mutex);
}

static void
reopen_reader (ClaspJournalShared *shared)
{
  g_mutex_lock (&shared->mutex);
  shared->must_close_reader = FALSE;
  shared->needs_everything = TRUE;
  g_source_set_ready_time (shared->news, 0);
  g_mutex_unlock (&shared->mutex);
}

static void
set_aside (Writer *self, const GError *why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *aside = NULL;

  close_reader (self->shared);
  close_file (self);
  aside = clasp_journal_file_set_aside (self->shared->path, &error);
  if (aside != NULL)
    {
      g_warning (_ ("The journal is damaged and was set aside as %s; a new one begins (%s)"), aside,
                 why->message);
      close (self->journal->lock_fd);
      self->journal->lock_fd = -1;
    }
  reopen_reader (self->shared);
}

/* --- a batch -------------------------------------------------------------------------------- */

static void
bind_text (sqlite3_stmt *statement, int index, ClaspStr text)
{
  sqlite3_bind_text (statement, index, text.length > 0 ? text.data : "", (int) text.length,
                     SQLITE_STATIC);
}

static void
bind_positive (sqlite3_stmt *statement, int index, gint64 number)
{
  if (number != 0)
    sqlite3_bind_int64 (statement, index, number);
  else
    sqlite3_bind_null (statement, index);
}

static gboolean
run (Writer *self, sqlite3_stmt *statement, GError **error)
{
  gboolean ok = sqlite3_step (statement) == SQLITE_DONE || clasp_journal_file_fail (self->db, error);

  sqlite3_reset (statement);
  return ok;
}

static gboolean
put_value (Writer *self, const ClaspJournalRecord *record, GError **error)
{
  sqlite3_stmt *statement = self->put_value;

  bind_text (statement, 1, clasp_journal_record_get_address (record));
  sqlite3_bind_int64 (statement, 2, (gint64) record->head.revision);
  bind_text (statement, 3, record->first);
  sqlite3_bind_int64 (statement, 4, (gint64) record->head.timestamp_us);
  bind_positive (statement, 5, record->head.expires_us);
  if (record->second.length > 0)
    bind_text (statement, 6, record->second);
  else
    sqlite3_bind_null (statement, 6);
  sqlite3_bind_blob (statement, 7, record->message, (int) record->head.message_length,
                     SQLITE_STATIC);
  self->n_values++;
  return run (self, statement, error);
}

static gboolean
put_entry (Writer *self, const ClaspJournalRecord *record, GError **error)
{
  sqlite3_stmt *statement = self->put_entry;
  guint8        type = record->message[0];
  ClaspSignal   signal =
    type == CLASP_MESSAGE_PUBLISH ? (ClaspSignal) (record->message[1] >> 5) : CLASP_SIGNAL_PARAM;

  sqlite3_bind_int64 (statement, 1, (gint64) record->head.timestamp_us);
  bind_text (statement, 2, record->first);
  bind_text (statement, 3, clasp_journal_record_get_address (record));
  sqlite3_bind_text (statement, 4, clasp_signal_to_string (signal), -1, SQLITE_STATIC);
  bind_positive (statement, 5, (gint64) record->head.revision);
  sqlite3_bind_int (statement, 6, type);
  sqlite3_bind_blob (statement, 7, record->message, (int) record->head.message_length,
                     SQLITE_STATIC);
  return run (self, statement, error);
}

static gboolean
remove_value (Writer *self, const ClaspJournalRecord *record, GError **error)
{
  bind_text (self->remove_value, 1, record->first);
  bind_text (self->put_remains, 1, record->first);
  sqlite3_bind_int64 (self->put_remains, 2, (gint64) record->head.revision);
  return run (self, self->remove_value, error) && run (self, self->put_remains, error);
}

static gboolean
put_timeline (Writer *self, const ClaspJournalRecord *record, GError **error)
{
  sqlite3_stmt *statement = self->put_timeline;

  bind_text (statement, 1, record->first);
  sqlite3_bind_int64 (statement, 2, (gint64) record->head.timestamp_us);
  if (record->head.revision != 0)
    sqlite3_bind_int64 (statement, 3, record->head.expires_us);
  else
    sqlite3_bind_null (statement, 3);
  sqlite3_bind_blob (statement, 4, record->message, (int) record->head.message_length,
                     SQLITE_STATIC);
  return run (self, statement, error);
}

static gboolean
put_record (Writer *self, const ClaspJournalRecord *record, GError **error)
{
  switch ((ClaspJournalRecordKind) record->head.kind)
    {
    case CLASP_JOURNAL_RECORD_VALUE:
      return put_value (self, record, error);
    case CLASP_JOURNAL_RECORD_REMOVED:
      self->n_removed++;
      return remove_value (self, record, error);
    case CLASP_JOURNAL_RECORD_TIMELINE:
      return put_timeline (self, record, error);
    case CLASP_JOURNAL_RECORD_TIMELINE_ENDED:
      bind_text (self->remove_timeline, 1, record->first);
      return run (self, self->remove_timeline, error);
    case CLASP_JOURNAL_RECORD_ENTRY:
      return put_entry (self, record, error);
    }
  return TRUE;
}

/* As many as the router itself remembers. */
static const char forget_remains[] =
  "DELETE FROM remains WHERE rowid <= (SELECT max (rowid) FROM remains) - " G_STRINGIFY (
    CLASP_STORE_N_REMAINS);

static gboolean
put_batch (Writer *self, const ClaspWriter *batch, GError **error)
{
  ClaspJournalRecord record;
  gsize              offset = 0;

  self->n_values = self->n_removed = 0;
  if (!clasp_journal_file_run (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  while (clasp_journal_record_next (batch, &offset, &record))
    if (!put_record (self, &record, error))
      return FALSE;
  if (self->n_removed > 0 && !clasp_journal_file_run (self->db, forget_remains, error))
    return FALSE;
  return clasp_journal_file_run (self->db, "COMMIT", error);
}

static void
note_entries (Writer *self)
{
  gint64 last = sqlite3_last_insert_rowid (self->db);

  if (last <= 0)
    return;
  self->last_seq = (guint64) last;
  if (self->first_seq == 0)
    self->first_seq = (guint64) clasp_journal_file_ask (self->db,
                                                        "SELECT min(seq) FROM journal_entries");
}

static void
tell_error (Writer *self, const GError *error)
{
  if (error != NULL && !self->has_failed)
    g_warning (_ ("The journal is not written: %s"), error->message);
  if (error == NULL && self->has_failed)
    g_message (_ ("The journal is written again"));
  self->has_failed = error != NULL;
  g_mutex_lock (&self->shared->mutex);
  g_strlcpy (self->shared->error, error != NULL ? error->message : "", sizeof self->shared->error);
  g_mutex_unlock (&self->shared->mutex);
}

/* FALSE when it has to be tried again. */
static gboolean
try_batch (Writer *self, const ClaspWriter *batch)
{
  g_autoptr (GError) error = NULL;

  if (ensure_open (self, &error) && put_batch (self, batch, &error))
    {
      note_entries (self);
      if (self->has_failed || self->shared->error[0] != '\0')
        tell_error (self, NULL);
      return TRUE;
    }
  if (self->db != NULL)
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  if (g_error_matches (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_CORRUPT))
    set_aside (self, error);
  else
    tell_error (self, error);
  return FALSE;
}

/* FALSE when the end has come. */
static gboolean
wait_to_retry (ClaspJournalShared *shared)
{
  gint64   until_us = g_get_monotonic_time () + CLASP_JOURNAL_RETRY_US;
  gboolean is_ending;

  g_mutex_lock (&shared->mutex);
  while (!shared->is_ending && g_get_monotonic_time () < until_us)
    g_cond_wait_until (&shared->written_or_work, &shared->mutex, until_us);
  is_ending = shared->is_ending;
  g_mutex_unlock (&shared->mutex);
  return !is_ending;
}

static gboolean
write_batch (Writer *self, const ClaspWriter *batch)
{
  guint n_corrupt = 0;

  if (batch->length == 0)
    return TRUE;
  while (!try_batch (self, batch))
    if (self->db == NULL && self->journal->lock_fd < 0 && n_corrupt++ == 0)
      continue; /* it was set aside: at once into the new one */
    else if (!wait_to_retry (self->shared))
      return try_batch (self, batch);
  return TRUE;
}

/* --- size and age --------------------------------------------------------------------------- */

/* Without the pages that are free. */
static guint64
used_bytes (Writer *self)
{
  gint64 n_pages = clasp_journal_file_ask (self->db, "PRAGMA page_count");
  gint64 n_free = clasp_journal_file_ask (self->db, "PRAGMA freelist_count");

  return (guint64) (n_pages - n_free) *
         (guint64) clasp_journal_file_ask (self->db, "PRAGMA page_size");
}

static gint64
oldest_age_us (Writer *self)
{
  gint64 oldest = clasp_journal_file_ask (
    self->db, "SELECT timestamp FROM journal_entries ORDER BY seq LIMIT 1");

  return oldest > 0 ? g_get_real_time () - oldest : 0;
}

static gboolean
is_too_much (Writer *self, guint64 max_bytes, guint max_days)
{
  if (self->first_seq == 0)
    return FALSE;
  return used_bytes (self) > max_bytes ||
         (max_days > 0 && oldest_age_us (self) > (gint64) max_days * DAY_US);
}

static gboolean
delete_slice (Writer *self, guint64 max_bytes, guint max_days)
{
  gboolean         by_size = used_bytes (self) > max_bytes;
  gint64           cutoff_us = by_size ? G_MAXINT64 : g_get_real_time () - max_days * DAY_US;
  g_autofree char *sql =
    g_strdup_printf ("DELETE FROM journal_entries WHERE seq < %" G_GUINT64_FORMAT
                     " AND timestamp < %" G_GINT64_FORMAT,
                     self->first_seq + DELETE_SLICE, cutoff_us);

  if (!clasp_journal_file_run (self->db, sql, NULL))
    return FALSE;
  self->first_seq = (guint64) clasp_journal_file_ask (self->db,
                                                      "SELECT min(seq) FROM journal_entries");
  return TRUE;
}

/* A little is left for the entries to come. */
static gboolean
has_much_room (Writer *self)
{
  gint64 n_free = clasp_journal_file_ask (self->db, "PRAGMA freelist_count");

  return n_free > VACUUM_SLICE && n_free > clasp_journal_file_ask (self->db, "PRAGMA page_count") / 8;
}

static void
note_size (Writer *self)
{
  ClaspJournalShared *shared = self->shared;
  guint64             bytes =
    (guint64) (clasp_journal_file_ask (self->db, "PRAGMA page_count") *
               clasp_journal_file_ask (self->db, "PRAGMA page_size"));

  g_mutex_lock (&shared->mutex);
  shared->file_bytes = bytes;
  shared->n_entries = self->first_seq > 0 ? self->last_seq - self->first_seq + 1 : 0;
  g_mutex_unlock (&shared->mutex);
}

/* One slice at most; may_delete_more says whether there is more to do. */
static void
look_after_size (Writer *self)
{
  ClaspJournalShared *shared = self->shared;
  gint64              now_us = g_get_monotonic_time ();
  g_autofree char    *vacuum = NULL;
  guint64             max_bytes;
  guint               max_days;

  if (self->db == NULL || (!self->may_delete_more && now_us - self->looked_us < LOOK_US))
    return;
  self->looked_us = now_us;
  g_mutex_lock (&shared->mutex);
  max_bytes = shared->max_bytes;
  max_days = shared->max_days;
  g_mutex_unlock (&shared->mutex);

  self->may_delete_more = is_too_much (self, max_bytes, max_days) &&
                          delete_slice (self, max_bytes, max_days);
  if (has_much_room (self))
    {
      vacuum = g_strdup_printf ("PRAGMA incremental_vacuum (%d)", VACUUM_SLICE);
      clasp_journal_file_run (self->db, vacuum, NULL);
      self->may_delete_more = TRUE;
    }
  if (self->n_wal_pages > CLASP_JOURNAL_MAX_WAL_PAGES)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
  note_size (self);
}

/* --- the thread ----------------------------------------------------------------------------- */

/* Waits for a batch, for the time to look at the size, or for the end. */
static gboolean
take_batch (Writer *self, ClaspWriter *batch, guint64 *number)
{
  ClaspJournalShared *shared = self->shared;
  gint64              until_us = g_get_monotonic_time () +
                    (self->may_delete_more && self->db != NULL ? 0 : 60 * G_USEC_PER_SEC);
  gboolean is_ending;
  ClaspWriter empty;

  g_mutex_lock (&shared->mutex);
  while (shared->pending.length == 0 && !shared->is_ending)
    if (!g_cond_wait_until (&shared->written_or_work, &shared->mutex, until_us))
      break;
  empty = *batch;
  *batch = shared->pending;
  shared->pending = empty;
  shared->n_taken_bytes = batch->length;
  *number = shared->n_handed;
  is_ending = shared->is_ending;
  g_mutex_unlock (&shared->mutex);
  return !is_ending;
}

static void
note_written (Writer *self, guint64 number, gint64 took_us)
{
  ClaspJournalShared *shared = self->shared;

  g_mutex_lock (&shared->mutex);
  shared->n_written = number;
  shared->n_taken_bytes = 0;
  shared->n_values += self->n_values;
  shared->n_entries = self->first_seq > 0 ? self->last_seq - self->first_seq + 1 : 0;
  shared->last_write_us = took_us;
  g_cond_broadcast (&shared->written_or_work);
  g_mutex_unlock (&shared->mutex);
  self->n_values = 0;
}

static void
empty_batch (ClaspWriter *batch)
{
  if (batch->length > KEEP_BUFFER)
    clasp_writer_clear (batch);
  else
    clasp_writer_reset (batch);
}

static void
take_first_connection (Writer *self)
{
  self->db = g_steal_pointer (&self->journal->first_db);
  if (self->db != NULL && !prepare (self, NULL))
    close_file (self);
  if (self->db != NULL)
    note_size (self);
}

gpointer
clasp_journal_writer_run (gpointer journal)
{
  Writer      writer = { .journal = journal, .shared = &((ClaspJournal *) journal)->shared };
  ClaspWriter batch = CLASP_WRITER_INIT;
  gboolean    goes_on = TRUE;
  guint64     number;

  take_first_connection (&writer);
  while (goes_on)
    {
      gint64 started_us;

      goes_on = take_batch (&writer, &batch, &number);
      started_us = g_get_monotonic_time ();
      if (!write_batch (&writer, &batch))
        g_warning (_ ("The journal could not be written at the end: what changed last is lost"));
      if (batch.length > 0)
        note_written (&writer, number, g_get_monotonic_time () - started_us);
      empty_batch (&batch);
      if (goes_on)
        look_after_size (&writer);
    }
  note_written (&writer, number, 0);
  close_file (&writer);
  clasp_writer_clear (&batch);
  return NULL;
}
