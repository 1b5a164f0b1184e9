/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-values"

#include "journal/clasp-values-file.h"

#include "core/clasp-codec.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Design notes: the worker only encodes; a pool of one thread owns the descriptor, so writes keep
 * their order and never make the worker wait. A killed process loses nothing that was written,
 * because the kernel has it; the disk is synchronised now and then for the sake of power cuts. */

#define MAX_BATCH 4096            /* addresses encoded in one turn of the worker */
#define COMPACT_MIN_BYTES (1024 * 1024)
#define COMPACT_FACTOR 4          /* rewritten when this many times larger than its content */
#define SYNC_INTERVAL_US (2 * G_USEC_PER_SEC)
#define MAX_FILE_BYTES (1024 * 1024 * 1024)

struct _ClaspValuesFile
{
  char         *path;    /* (owned) */
  ClaspRouter  *router;  /* (unowned) */
  ClaspTimers  *timers;  /* (unowned) */
  ClaspSession *session; /* (owned) */
  ClaspTimer    timer;
  GHashTable   *dirty;   /* (owned) address → nothing */
  GThreadPool  *writer;  /* (owned) one thread */
  gsize         size_bytes; /* of the file as far as the worker asked for it */
  gsize         live_bytes; /* of the content at the last rewrite */
  /* the writer thread's */
  int           fd;
  gint64        synced_us;
  gboolean      has_failed;
};

typedef struct
{
  gboolean    is_rewrite;
  ClaspWriter bytes;
} Job;

/* ---- the writer thread ---- */

static gboolean
write_all (int                fd,
           const ClaspWriter *bytes)
{
  gsize written = 0;

  while (written < bytes->length)
    {
      gssize n = write (fd, bytes->data + written, bytes->length - written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      written += (gsize) n;
    }

  return TRUE;
}

static gboolean
append (ClaspValuesFile   *self,
        const ClaspWriter *bytes)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->fd < 0)
    self->fd = g_open (self->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (self->fd < 0 || !write_all (self->fd, bytes))
    return FALSE;

  if (now_us - self->synced_us > SYNC_INTERVAL_US)
    {
      fdatasync (self->fd);
      self->synced_us = now_us;
    }
  return TRUE;
}

static gboolean
rewrite (ClaspValuesFile   *self,
         const ClaspWriter *bytes)
{
  g_autofree char *beside = g_strconcat (self->path, ".new", NULL);
  int              fd = g_open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean         ok = fd >= 0 && write_all (fd, bytes) && fdatasync (fd) == 0 && g_rename (beside, self->path) == 0;

  if (!ok && fd >= 0)
    close (fd);
  if (!ok)
    return FALSE;

  if (self->fd >= 0)
    close (self->fd);
  self->fd = fd;
  return TRUE;
}

static void
run_job (gpointer data,
         gpointer user_data)
{
  ClaspValuesFile *self = user_data;
  Job             *job = data;
  gboolean         ok = job->is_rewrite ? rewrite (self, &job->bytes) : append (self, &job->bytes);
  int              reason = errno;

  if (!ok && !self->has_failed)
    g_warning ("values are not kept: cannot write %s: %s", self->path, g_strerror (reason));
  if (ok && self->has_failed)
    g_message ("values are kept again in %s", self->path);
  self->has_failed = !ok;
  clasp_writer_clear (&job->bytes);
  g_free (job);
}

/* ---- the worker ---- */

static void
put_set (ClaspWriter      *bytes,
         ClaspStr          address,
         const ClaspValue *value)
{
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };
  ClaspCodecStatus status;

  message.set.address = address;
  message.set.value = *value; /* lent */
  clasp_frame_encode_default (bytes, &message, &status);
}

static void
put_param_cb (const ClaspSnapshotParam *param,
              gpointer                  user_data)
{
  put_set (user_data, param->address, &param->value);
}

static void
hand_over (ClaspValuesFile *self,
           ClaspWriter      bytes,
           gboolean         is_rewrite)
{
  Job *job = g_new (Job, 1);

  *job = (Job) { is_rewrite, bytes };
  self->size_bytes = is_rewrite ? bytes.length : self->size_bytes + bytes.length;
  g_thread_pool_push (self->writer, job, NULL);
}

static void
compact (ClaspValuesFile *self)
{
  ClaspWriter              bytes = CLASP_WRITER_INIT;
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/**"));

  clasp_router_foreach (self->router, all, put_param_cb, &bytes);
  g_hash_table_remove_all (self->dirty);
  self->live_bytes = bytes.length;
  hand_over (self, bytes, TRUE);
}

static void
append_dirty (ClaspValuesFile *self,
              guint            n_max)
{
  ClaspWriter    bytes = CLASP_WRITER_INIT;
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, self->dirty);
  while (n_max-- > 0 && g_hash_table_iter_next (&iter, &address, NULL))
    {
      const ClaspValue *value = clasp_router_peek (self->router, clasp_str (address));

      if (value != NULL)
        put_set (&bytes, clasp_str (address), value);
      g_hash_table_iter_remove (&iter);
    }

  if (bytes.length > 0)
    hand_over (self, bytes, FALSE);
  else
    clasp_writer_clear (&bytes);
}

static void flush_cb (gpointer user_data);

static void
schedule (ClaspValuesFile *self)
{
  gint64 now_us = clasp_clock_now_us (clasp_timers_get_clock (self->timers));

  if (g_hash_table_size (self->dirty) > 0 && !clasp_timer_is_pending (&self->timer))
    clasp_timers_set (self->timers, &self->timer, now_us + CLASP_VALUES_FILE_INTERVAL_MS * 1000, flush_cb, self);
}

static void
flush_cb (gpointer user_data)
{
  ClaspValuesFile *self = user_data;

  if (self->size_bytes > COMPACT_MIN_BYTES && self->size_bytes > COMPACT_FACTOR * self->live_bytes)
    compact (self);
  else
    append_dirty (self, MAX_BATCH);
  schedule (self);
}

static void
deliver_cb (ClaspSession        *session,
            const ClaspDelivery *delivery,
            gpointer             user_data)
{
  ClaspValuesFile *self = user_data;
  g_autofree char *address = NULL;

  if (delivery->message->type != CLASP_MESSAGE_SET)
    return;

  address = clasp_str_dup (delivery->message->set.address);
  if (!g_hash_table_contains (self->dirty, address))
    g_hash_table_add (self->dirty, g_steal_pointer (&address));
  schedule (self);
}

static gsize
restore_frames (ClaspValuesFile *self,
                const guint8    *bytes,
                gsize            size)
{
  gsize offset = 0;

  while (offset < size)
    {
      ClaspFrameHeader      header;
      g_auto (ClaspMessage) message = { 0 };
      ClaspCodecStatus      status;
      gsize                 payload, frame_size;

      if (!clasp_frame_decode_header (bytes + offset, size - offset, &header, &payload, &frame_size, &status) ||
          !clasp_frame_decode (bytes + offset, frame_size, &header, &message, &status))
        break;
      if (message.type == CLASP_MESSAGE_SET)
        clasp_session_submit (self->session, &message, NULL, FALSE);
      offset += frame_size;
    }

  return offset;
}

static void
restore (ClaspValuesFile *self)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError)      error = NULL;
  gsize                   size, used;

  file = g_mapped_file_new (self->path, FALSE, &error);
  if (file == NULL)
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_warning ("values are not restored: %s", error->message);
      return;
    }

  size = g_mapped_file_get_length (file);
  if (size > MAX_FILE_BYTES)
    {
      g_warning ("values are not restored: %s is larger than 1 GiB", self->path);
      return;
    }
  used = restore_frames (self, (const guint8 *) g_mapped_file_get_contents (file), size);
  if (used < size)
    g_warning ("%s ends in %" G_GSIZE_FORMAT " unreadable bytes, which are dropped", self->path, size - used);
}

/**
 * clasp_values_file_new:
 * @file: a local file, made when it does not exist
 * @router: the router whose parameters are kept
 * @timers: the worker's timers
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the keeper
 */
ClaspValuesFile *
clasp_values_file_new (GFile       *file,
                       ClaspRouter *router,
                       ClaspTimers *timers)
{
  ClaspValuesFile *self = g_new0 (ClaspValuesFile, 1);

  self->path = g_file_get_path (file);
  self->router = router;
  self->timers = timers;
  self->fd = -1;
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->writer = g_thread_pool_new (run_job, self, 1, TRUE, NULL);
  self->session = clasp_router_join (router, "Kept values", deliver_cb, NULL, self);
  restore (self);
  compact (self);
  clasp_session_subscribe (self->session, 1, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_PARAM, FALSE, NULL);
  return self;
}

/**
 * clasp_values_file_free:
 * @self: (transfer full): the keeper
 *
 * Thread: worker. Waits for the last write.
 */
void
clasp_values_file_free (ClaspValuesFile *self)
{
  clasp_session_leave (self->session);
  clasp_timers_cancel (self->timers, &self->timer);
  append_dirty (self, G_MAXUINT);
  g_thread_pool_free (self->writer, FALSE, TRUE);
  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->dirty);
  g_free (self->path);
  g_free (self);
}
