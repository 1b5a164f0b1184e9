/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-recorder"

#include "recorder/clasp-recorder.h"

#include "recorder/clasp-record-marks.h"

#include <errno.h>

/* Design notes: frames gather in one buffer, which goes to the writer thread when it is large or
 * old. The thread owns the file; it tells how much it has not written yet by one atomic number, and
 * what became of it under a lock. A batch the disk refuses is gone: its messages are counted as
 * lost and the next batch that fits says so. */

#define BATCH_BYTES (64 * 1024)
#define SYNC_INTERVAL_US (2 * G_USEC_PER_SEC)
#define MAX_KNOWN_REVISIONS 1000000

struct _ClaspRecorder
{
  ClaspRecordFile    *file;    /* (owned) the writer thread's */
  ClaspPattern       *pattern; /* (owned) */
  guint8              types;
  ClaspTimers        *timers; /* (unowned) */
  ClaspTimer          timer;
  ClaspRecorderLimits limits;
  ClaspRecorderFunc   func; /* (nullable) */
  gpointer            user_data;
  gint64              start_us; /* monotonic */
  gint64              last_us;  /* of the frame before, from the start */
  ClaspWriter         batch;
  guint               n_in_batch;
  guint64             n_bytes;   /* of the file, when all is written */
  guint64             n_untold;  /* lost, and not yet said in the file */
  GHashTable         *revisions; /* (owned) (nullable) address → newest revision of a SNAPSHOT */
  ClaspRecorderStatus status;
  gboolean            was_full;
  GThreadPool        *writer;    /* (owned) one thread */
  gint                n_waiting; /* atomic: bytes handed over and not written */
  GMutex              lock;
  guint64             n_refused; /* @lock: messages in batches the disk refused */
  int                 reason;    /* @lock: errno of the last batch, 0 = written */
  int                 told_reason;
  gint64              synced_us; /* the writer thread's */
};

typedef struct
{
  ClaspWriter bytes;
  guint       n_messages;
} Batch;

/* ---- the writer thread ---- */

static void
write_batch (gpointer data, gpointer user_data)
{
  ClaspRecorder *self = user_data;
  Batch         *batch = data;
  gboolean       is_written =
    clasp_record_file_write (self->file, batch->bytes.data, batch->bytes.length);
  int          reason = is_written ? 0 : errno;
  const gint64 now_us = g_get_monotonic_time ();

  if (is_written && now_us - self->synced_us > SYNC_INTERVAL_US)
    {
      if (!clasp_record_file_sync (self->file))
        reason = errno;
      self->synced_us = now_us;
    }

  g_mutex_lock (&self->lock);
  self->reason = reason;
  if (!is_written)
    self->n_refused += batch->n_messages;
  g_mutex_unlock (&self->lock);
  g_atomic_int_add (&self->n_waiting, -(gint) batch->bytes.length);
  clasp_writer_clear (&batch->bytes);
  g_free (batch);
}

/* ---- batches ---- */

static gint64
time_now (ClaspRecorder *self)
{
  const gint64 now_us = clasp_clock_now_us (clasp_timers_get_clock (self->timers));

  return MAX (self->last_us, now_us - self->start_us);
}

/* What the writer thread found out; tells the owner when it is something new. */
static void
take_news (ClaspRecorder *self)
{
  gboolean is_news;

  g_mutex_lock (&self->lock);
  is_news = self->reason != self->told_reason;
  self->told_reason = self->reason;
  self->status.n_lost += self->n_refused;
  self->n_untold += self->n_refused;
  self->n_refused = 0;
  g_mutex_unlock (&self->lock);

  if (is_news)
    g_strlcpy (self->status.error, self->told_reason != 0 ? g_strerror (self->told_reason) : "",
               sizeof self->status.error);
  is_news |= self->status.is_full && !self->was_full;
  self->was_full = self->status.is_full;
  if (is_news && self->func != NULL)
    self->func (&self->status, self->user_data);
}

static void
hand_over (ClaspRecorder *self)
{
  Batch *batch;

  if (self->batch.length == 0)
    return;
  batch = g_new (Batch, 1);
  *batch = (Batch){ self->batch, self->n_in_batch };
  self->batch = (ClaspWriter) CLASP_WRITER_INIT;
  self->n_in_batch = 0;
  g_atomic_int_add (&self->n_waiting, (gint) batch->bytes.length);
  g_thread_pool_push (self->writer, batch, NULL);
}

static void
flush_cb (gpointer user_data)
{
  ClaspRecorder *self = user_data;

  hand_over (self);
  clasp_timers_set (self->timers, &self->timer,
                    clasp_clock_now_us (clasp_timers_get_clock (self->timers)) +
                      CLASP_RECORDER_FLUSH_MS * 1000,
                    flush_cb, self);
  take_news (self);
}

static gboolean
has_room (ClaspRecorder *self)
{
  const gsize waiting = (gsize) g_atomic_int_get (&self->n_waiting) + self->batch.length;

  if (self->n_bytes >= self->limits.max_file)
    self->status.is_full = TRUE;
  return waiting < self->limits.max_waiting && !self->status.is_full;
}

static void
lose (ClaspRecorder *self)
{
  self->status.n_lost++;
  self->n_untold++;
}

static void
put (ClaspRecorder *self, const ClaspMessage *message, gboolean is_state)
{
  const gint64 time_us = is_state ? self->last_us : time_now (self);
  const gsize  before = self->batch.length;

  if (!has_room (self))
    {
      lose (self);
      return;
    }
  if (self->n_untold > 0)
    clasp_record_put_lost (&self->batch, time_us, self->n_untold);
  self->n_untold = 0;
  if (!clasp_record_put (&self->batch, time_us, message))
    lose (self);
  else
    {
      self->status.n_messages++;
      self->n_in_batch++;
      self->last_us = time_us;
    }
  self->n_bytes += self->batch.length - before;
  if (self->batch.length >= BATCH_BYTES)
    hand_over (self);
}

/* ---- messages ---- */

static gboolean
is_wanted (ClaspRecorder *self, ClaspStr address, guint8 type)
{
  return (self->types & type) != 0 && clasp_pattern_matches (self->pattern, address) &&
         !clasp_record_is_own (address);
}

/* A client gets the state twice: all of it after WELCOME, and what it subscribed to. */
static gboolean
is_known (ClaspRecorder *self, const ClaspSnapshotParam *param)
{
  g_autofree char *address = clasp_str_dup (param->address);
  const guint64   *known;

  if (self->revisions == NULL)
    self->revisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  known = g_hash_table_lookup (self->revisions, address);
  if (known != NULL && *known == param->revision)
    return TRUE;
  if (known != NULL || g_hash_table_size (self->revisions) < MAX_KNOWN_REVISIONS)
    g_hash_table_replace (self->revisions, g_steal_pointer (&address),
                          g_memdup2 (&param->revision, sizeof param->revision));
  return FALSE;
}

static void
add_param (ClaspRecorder *self, const ClaspSnapshotParam *param)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  if (!is_wanted (self, param->address, CLASP_TYPES_PARAM) || is_known (self, param))
    return;
  message.set.address = param->address;
  message.set.value = param->value; /* lent */
  message.set.has_revision = TRUE;
  message.set.revision = param->revision;
  put (self, &message, TRUE);
}

/**
 * clasp_recorder_add:
 * @self: a recorder
 * @message: what a peer got; borrowed
 * @is_state: it tells how things are, and not what happens now
 *
 * Takes a SET or PUBLISH that matches, and those inside of a BUNDLE; a SNAPSHOT is always state.
 * State gets the time of what was taken before it: at the start that is 0.
 *
 * Thread: that of the timers.
 */
void
clasp_recorder_add (ClaspRecorder *self, const ClaspMessage *message, gboolean is_state)
{
  if (message->type == CLASP_MESSAGE_SET)
    {
      if (is_wanted (self, message->set.address, CLASP_TYPES_PARAM))
        put (self, message, is_state);
    }
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    {
      if (is_wanted (self, message->publish.address,
                     clasp_signal_to_types (message->publish.signal)))
        put (self, message, is_state);
    }
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    for (guint i = 0; i < message->snapshot.n_params; i++)
      add_param (self, &message->snapshot.params[i]);
  else if (message->type == CLASP_MESSAGE_BUNDLE)
    for (guint i = 0; i < message->bundle.n_messages; i++)
      clasp_recorder_add (self, &message->bundle.messages[i], is_state);
}

/* ---- life ---- */

/**
 * clasp_recorder_set_func:
 * @self: a recorder
 * @func: (nullable): called when the disk refuses, takes again, or the file has become too large
 * @user_data: for @func
 *
 * Thread: that of the timers, where @func is called as well.
 */
void
clasp_recorder_set_func (ClaspRecorder *self, ClaspRecorderFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

/**
 * clasp_recorder_get_status:
 * @self: a recorder
 * @status: (out caller-allocates): how it is
 *
 * Thread: that of the timers.
 */
void
clasp_recorder_get_status (ClaspRecorder *self, ClaspRecorderStatus *status)
{
  take_news (self);
  *status = self->status;
}

/**
 * clasp_recorder_new:
 * @file: (transfer full): where to
 * @pattern: which addresses are taken
 * @types: which signals (#ClaspTypes)
 * @timers: tell the time
 * @limits: (nullable): how much may wait for the disk, and how large the file may become
 *
 * The recording begins now. In a file that holds one already a new part begins.
 *
 * Thread: that of the timers.
 *
 * Returns: (transfer full): a recorder
 */
ClaspRecorder *
clasp_recorder_new (ClaspRecordFile           *file,
                    const char                *pattern,
                    guint8                     types,
                    ClaspTimers               *timers,
                    const ClaspRecorderLimits *limits)
{
  const ClaspRecorderLimits usual = CLASP_RECORDER_LIMITS_DEFAULT;
  ClaspRecorder            *self = g_new0 (ClaspRecorder, 1);
  ClaspClock               *clock = clasp_timers_get_clock (timers);

  self->file = file;
  self->pattern = clasp_pattern_new (clasp_str (pattern));
  self->types = types;
  self->timers = timers;
  self->limits = limits != NULL ? *limits : usual;
  self->writer = g_thread_pool_new (write_batch, self, 1, TRUE, NULL);
  g_mutex_init (&self->lock);
  self->start_us = clasp_clock_now_us (clock);
  clasp_record_put_begin (&self->batch, clasp_clock_unix_us (clock), pattern);
  self->n_bytes = clasp_record_file_get_size (file) + self->batch.length;
  flush_cb (self);
  return self;
}

/**
 * clasp_recorder_free:
 * @self: (transfer full): a recorder
 * @status: (out caller-allocates) (nullable): how it ended
 *
 * Marks the end and waits for the disk.
 *
 * Thread: that of the timers.
 */
void
clasp_recorder_free (ClaspRecorder *self, ClaspRecorderStatus *status)
{
  const gint64 end_us = time_now (self);

  take_news (self);
  clasp_timers_cancel (self->timers, &self->timer);
  if (self->n_untold > 0)
    clasp_record_put_lost (&self->batch, end_us, self->n_untold);
  clasp_record_put_end (&self->batch, end_us);
  hand_over (self);
  g_thread_pool_free (self->writer, FALSE, TRUE);
  if (!clasp_record_file_sync (self->file) && self->reason == 0)
    self->reason = errno;
  self->func = NULL;
  take_news (self);
  if (status != NULL)
    *status = self->status;

  clasp_record_file_free (self->file);
  clasp_pattern_unref (self->pattern);
  clasp_writer_clear (&self->batch);
  g_clear_pointer (&self->revisions, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}
