/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-journal"

#include "journal/clasp-journal-private.h"

/* Design notes: a question goes back and forth between the worker and the reader as one object; each
 * trip reads one slice with a statement of its own, so that no reader holds up a checkpoint for
 * long and questions take turns. One that is cancelled is dropped at its next arrival.
 *
 * The reader also makes the checkpoints: these wait for the disk, which the writer must not. */

#define SLICE_BYTES (128 * 1024)
#define SLICE_ROWS 20000 /* looked at, wanted or not */
#define BARRIER_US G_USEC_PER_SEC /* how long a question waits for what came before it */

struct _ClaspJournalReading
{
  guint64           ticket;
  ClaspPattern     *pattern; /* (owned) */
  ClaspJournalQuery query;
  guint64           barrier; /* batches to be written first */
  ClaspWriter       frames;  /* (owned) the answer */
  char             *error;   /* (owned) (nullable) */
  gboolean          is_here; /* the worker's: it holds this, and will ask again or be done */
};

static void
reading_free (ClaspJournalReading *self)
{
  clasp_pattern_unref (self->pattern);
  clasp_writer_clear (&self->frames);
  g_free (self->error);
  g_free (self);
}

/* --- the reader ----------------------------------------------------------------------------- */

/* The time in the header says that the message is not live; at fire, it asks for no answer. */
static gboolean
put_frame_cb (const ClaspJournalEntry *entry, gpointer user_data)
{
  ClaspJournalReading *reading = user_data;
  ClaspFrameHeader     header = {
        .version = 1,
        .qos = CLASP_QOS_FIRE,
        .has_timestamp = TRUE,
        .timestamp_us = entry->timestamp_us,
  };
  ClaspCodecStatus status;

  clasp_frame_encode (&reading->frames, &header, &entry->message, &status);
  return reading->frames.length < SLICE_BYTES;
}

static void
read_slice (ClaspJournalReading *reading, sqlite3 *db)
{
  g_autoptr (GError) error = NULL;

  if (!clasp_journal_read_entries (db, &reading->query, SLICE_ROWS, put_frame_cb, reading, &error))
    reading->error = g_strdup (error->message);
}

static void
wait_for_barrier (ClaspJournalShared *shared, guint64 barrier)
{
  gint64 until_us = g_get_monotonic_time () + BARRIER_US;

  while (shared->n_written < barrier && !shared->is_ending && !shared->must_close_reader)
    if (!g_cond_wait_until (&shared->written_or_work, &shared->mutex, until_us))
      return;
}

typedef struct
{
  ClaspJournalShared *shared; /* (unowned) */
  sqlite3            *db;     /* (owned) (nullable) */
  guint64             n_checkpointed;
  gint64              checkpoint_us;
} Reader;

/* Outside of the mutex. */
static void
answer (Reader *self, ClaspJournalReading *reading)
{
  g_autoptr (GError) error = NULL;

  if (self->db == NULL)
    self->db = clasp_journal_file_open (self->shared->path, FALSE, &error);
  if (self->db != NULL)
    read_slice (reading, self->db);
  else
    reading->error = g_strdup (error->message);
}

static void
checkpoint (Reader *self)
{
  if (self->db == NULL)
    self->db = clasp_journal_file_open (self->shared->path, FALSE, NULL);
  if (self->db != NULL)
    sqlite3_wal_checkpoint_v2 (self->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* The following are called with the mutex held, which they let go while they work. */
static void
close_locked (Reader *self)
{
  g_mutex_unlock (&self->shared->mutex);
  g_clear_pointer (&self->db, clasp_journal_file_close);
  g_mutex_lock (&self->shared->mutex);
  self->shared->is_reader_open = FALSE;
  g_cond_broadcast (&self->shared->written_or_work);
}

static void
answer_locked (Reader *self)
{
  ClaspJournalShared  *shared = self->shared;
  ClaspJournalReading *reading = g_queue_pop_head (&shared->readings);

  wait_for_barrier (shared, reading->barrier);
  if (shared->must_close_reader)
    {
      g_queue_push_head (&shared->readings, reading);
      return;
    }
  shared->is_reader_open = TRUE;
  g_mutex_unlock (&shared->mutex);
  answer (self, reading);
  g_mutex_lock (&shared->mutex);
  g_queue_push_tail (&shared->answers, reading);
  g_source_set_ready_time (shared->news, 0);
}

static void
checkpoint_locked (Reader *self)
{
  ClaspJournalShared *shared = self->shared;

  self->n_checkpointed = shared->n_written;
  shared->is_reader_open = TRUE;
  g_mutex_unlock (&shared->mutex);
  checkpoint (self);
  g_mutex_lock (&shared->mutex);
  self->checkpoint_us = g_get_monotonic_time ();
}

gpointer
clasp_journal_reader_run (gpointer journal)
{
  ClaspJournalShared *shared = &((ClaspJournal *) journal)->shared;
  Reader              reader = { .shared = shared, .checkpoint_us = g_get_monotonic_time () };

  g_mutex_lock (&shared->mutex);
  while (!shared->is_ending)
    {
      gint64 due_us = reader.checkpoint_us + CLASP_JOURNAL_CHECKPOINT_US;

      if (shared->must_close_reader && shared->is_reader_open)
        close_locked (&reader);
      else if (shared->must_close_reader)
        g_cond_wait (&shared->written_or_work, &shared->mutex);
      else if (shared->readings.length > 0)
        answer_locked (&reader);
      else if (g_get_monotonic_time () < due_us)
        g_cond_wait_until (&shared->written_or_work, &shared->mutex, due_us);
      else if (shared->n_written != reader.n_checkpointed)
        checkpoint_locked (&reader);
      else
        reader.checkpoint_us = g_get_monotonic_time ();
    }
  close_locked (&reader); /* the writer, should it want that, need not wait */
  g_mutex_unlock (&shared->mutex);
  return NULL;
}

/* --- the worker ----------------------------------------------------------------------------- */

static void
ask (ClaspJournal *self, ClaspJournalReading *reading)
{
  g_mutex_lock (&self->shared.mutex);
  g_queue_push_tail (&self->shared.readings, reading);
  g_cond_broadcast (&self->shared.written_or_work);
  g_mutex_unlock (&self->shared.mutex);
}

static void
begin_cb (guint64 ticket, const ClaspReplay *replay, gpointer user_data)
{
  ClaspJournal        *self = user_data;
  ClaspJournalReading *reading = g_new0 (ClaspJournalReading, 1);
  ClaspJournalQuery    query = CLASP_JOURNAL_QUERY_INIT;

  reading->ticket = ticket;
  reading->pattern = clasp_pattern_new (replay->pattern);
  query.pattern = reading->pattern;
  query.types = replay->types;
  if (replay->has_from)
    query.from_us = replay->from_us;
  if (replay->has_to)
    query.to_us = replay->to_us;
  if (replay->has_limit)
    query.n_left = replay->limit;
  reading->query = query;
  reading->barrier = clasp_journal_get_barrier (self);
  g_hash_table_insert (self->readings, g_memdup2 (&ticket, sizeof ticket), reading);
  ask (self, reading);
}

static void
more_cb (guint64 ticket, gpointer user_data)
{
  ClaspJournal        *self = user_data;
  ClaspJournalReading *reading = g_hash_table_lookup (self->readings, &ticket);

  if (reading == NULL)
    return;
  reading->is_here = FALSE;
  ask (self, reading);
}

static void
cancel_cb (guint64 ticket, gpointer user_data)
{
  ClaspJournal        *self = user_data;
  ClaspJournalReading *reading = g_hash_table_lookup (self->readings, &ticket);

  g_hash_table_remove (self->readings, &ticket);
  if (reading != NULL && reading->is_here)
    reading_free (reading);
}

static const ClaspReplaySource source = { begin_cb, more_cb, cancel_cb };

void
clasp_journal_replay_init (ClaspJournal *self)
{
  clasp_router_set_replay_source (self->router, &source, self);
}

static void
finish (ClaspJournal *self, ClaspJournalReading *reading)
{
  g_hash_table_remove (self->readings, &reading->ticket);
  reading_free (reading);
}

static void
pass_on (ClaspJournal *self, ClaspJournalReading *reading)
{
  guint64     ticket = reading->ticket;
  ClaspWriter frames = reading->frames;
  gboolean    is_last = reading->query.is_done;

  if (g_hash_table_lookup (self->readings, &ticket) == NULL)
    {
      reading_free (reading); /* cancelled on its way */
      return;
    }
  if (reading->error != NULL)
    {
      clasp_router_fail_replay (self->router, ticket, reading->error);
      finish (self, reading);
      return;
    }
  reading->frames = (ClaspWriter) CLASP_WRITER_INIT;
  if (is_last)
    finish (self, reading);
  else
    reading->is_here = TRUE;
  clasp_router_feed_replay (self->router, ticket, &frames, is_last);
}

void
clasp_journal_replay_answer (ClaspJournal *self)
{
  ClaspJournalShared  *shared = &self->shared;
  ClaspJournalReading *reading;

  while (TRUE)
    {
      g_mutex_lock (&shared->mutex);
      reading = g_queue_pop_head (&shared->answers);
      g_mutex_unlock (&shared->mutex);
      if (reading == NULL)
        return;
      pass_on (self, reading);
    }
}

/* Those that are here were cancelled when the router lost its source. */
void
clasp_journal_replay_clear (ClaspJournal *self)
{
  g_queue_clear_full (&self->shared.readings, (GDestroyNotify) reading_free);
  g_queue_clear_full (&self->shared.answers, (GDestroyNotify) reading_free);
}
