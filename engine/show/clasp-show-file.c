/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-show-private.h"
#include "show/clasp-show-secrets.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* When the show is written. The text is made here, in the thread that edits it, and put on the disk
 * in another, so that a slow disk stalls no fader's drawing. */

#define QUIET_US (2 * G_USEC_PER_SEC)    /* after the last edit */
#define LONGEST_US (10 * G_USEC_PER_SEC) /* after the first one that is not in the file */
#define RETRY_US (10 * G_USEC_PER_SEC)   /* after a failure */

typedef struct
{
  ClaspShowWriter *writer; /* (owned) */
  guint64          stamp;
  char            *path;
  gboolean         keep_old;
  char            *text; /* with its secrets */
} Job;

typedef struct
{
  GWeakRef show;
  char    *path;
  guint64  n_edits; /* as they were when the text was made */
} Waiting;

static void arm_autosave (ClaspShow *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  clasp_show_writer_unref (job->writer);
  g_free (job->text);
  g_free (job->path);
  g_free (job);
}

static char *
live_path (const char *path)
{
  return g_strconcat (path, ".live", NULL);
}

/* Where edits go now: in show mode beside the file. */
static char *
current_path (ClaspShow *self)
{
  g_autofree char *path = self->file != NULL ? g_file_get_path (self->file) : NULL;

  return path != NULL && self->is_locked ? live_path (path) : g_steal_pointer (&path);
}

static gboolean
is_damaged (ClaspShow *self, const char *path)
{
  return g_strcmp0 (self->damaged, path) == 0;
}

/* NULL with @error when the show has grown larger than it could be read again. */
static Job *
job_new (ClaspShow *self, const char *path, GError **error)
{
  char *text = clasp_show_to_text (self);
  gsize length = strlen (text);
  Job  *job;

  if (length > CLASP_SHOW_MAX_SIZE)
    {
      g_free (text);
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("cannot save: the show is larger than %d MiB"),
                   CLASP_SHOW_MAX_SIZE / 1024 / 1024);
      return NULL;
    }

  job = g_new0 (Job, 1);
  job->writer = clasp_show_writer_ref (self->writer);
  job->stamp = clasp_show_writer_stamp (self->writer);
  job->path = g_strdup (path);
  job->keep_old = is_damaged (self, job->path);
  self->has_live |= self->is_locked;
  job->text = text;
  return job;
}

static gboolean
job_run (Job *job, GError **error)
{
  char             *hidden = clasp_show_hide_secrets (job->text, error);
  g_autoptr (GBytes) text = hidden != NULL ? g_bytes_new_take (hidden, strlen (hidden)) : NULL;

  if (text == NULL)
    {
      g_prefix_error (error, _ ("cannot save “%s”: "), job->path);
      return FALSE;
    }
  return clasp_show_writer_write (job->writer, job->stamp, job->path, job->keep_old, text, error);
}

static void
set_saved (ClaspShow *self, gboolean is_saved)
{
  if (self->is_saved == is_saved)
    return;
  self->is_saved = is_saved;
  g_object_notify (G_OBJECT (self), "saved");
}

static void
set_save_error (ClaspShow *self, const GError *error)
{
  const char *message = error != NULL ? error->message : NULL;
  gboolean    is_new = g_strcmp0 (self->save_error, message) != 0;

  self->failed_us = message != NULL ? clasp_clock_now_us (self->clock) : 0;
  self->is_disk_full = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  if (!is_new)
    return;
  g_free (self->save_error);
  self->save_error = g_strdup (message);
  g_object_notify (G_OBJECT (self), "save-error");
  if (message != NULL)
    g_signal_emit_by_name (self, "save-failed", message);
  else
    g_signal_emit_by_name (self, "save-recovered");
}

/* The file holds all of it again. */
static void
forget_live (ClaspShow *self)
{
  g_autofree char *path = NULL;

  if (self->is_locked || !self->has_live)
    return;
  path = g_file_get_path (self->file);
  if (path != NULL)
    {
      g_autofree char *live = live_path (path);

      g_unlink (live);
    }
  self->has_live = FALSE;
}

/* What a save that ended means for the show; @n_edits had been made when its text was. */
static void
note_saved (ClaspShow *self, const char *path, guint64 n_edits, const GError *error)
{
  g_autofree char *current = current_path (self);

  if (error == NULL && is_damaged (self, path))
    g_clear_pointer (&self->damaged, g_free);
  if (g_strcmp0 (current, path) != 0)
    return; /* the show has another file by now */

  set_save_error (self, error);
  if (error == NULL)
    forget_live (self);
  if (error == NULL && n_edits == self->n_edits)
    set_saved (self, TRUE);
  else if (error == NULL)
    self->unsaved_us = clasp_clock_now_us (self->clock);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (job_run (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting              *waiting = user_data;
  g_autoptr (ClaspShow) self = g_weak_ref_get (&waiting->show);
  g_autoptr (GError)    error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self != NULL)
    {
      self->is_writing = FALSE;
      note_saved (self, waiting->path, waiting->n_edits, error);
      arm_autosave (self);
    }
  g_weak_ref_clear (&waiting->show);
  g_free (waiting->path);
  g_free (waiting);
}

/* The task holds no reference of the show: the last one must not be dropped in the thread. */
static void
start_writing (ClaspShow *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask)  task = NULL;
  g_autofree char   *path = current_path (self);
  Job               *job = job_new (self, path, &error);
  Waiting           *waiting;

  if (job == NULL)
    {
      note_saved (self, path, self->n_edits, error);
      arm_autosave (self);
      return;
    }

  waiting = g_new0 (Waiting, 1);
  g_weak_ref_init (&waiting->show, self);
  waiting->path = g_steal_pointer (&path);
  waiting->n_edits = self->n_edits;
  self->is_writing = TRUE;
  task = g_task_new (NULL, NULL, written_cb, waiting);
  g_task_set_source_tag (task, start_writing);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_in_thread);
}

/* On the show's clock; G_MAXINT64 when there is nothing to do. */
static gint64
next_save_us (ClaspShow *self)
{
  gint64 due;

  if (self->is_saved || self->is_writing || self->file == NULL)
    return G_MAXINT64;
  due = MIN (self->edited_us + QUIET_US, self->unsaved_us + LONGEST_US);
  return self->failed_us != 0 ? MAX (due, self->failed_us + RETRY_US) : due;
}

void
clasp_show_poll_autosave (ClaspShow *self)
{
  if (clasp_clock_now_us (self->clock) >= next_save_us (self))
    start_writing (self);
  else
    arm_autosave (self);
}

static gboolean
autosave_cb (gpointer user_data)
{
  ClaspShow *self = user_data;

  g_clear_pointer (&self->autosave, g_source_unref);
  clasp_show_poll_autosave (self);
  return G_SOURCE_REMOVE;
}

static void
disarm_autosave (ClaspShow *self)
{
  if (self->autosave == NULL)
    return;
  g_source_destroy (self->autosave);
  g_clear_pointer (&self->autosave, g_source_unref);
}

/* A timer that is running is left alone: when it fires it looks again. */
static void
arm_autosave (ClaspShow *self)
{
  gint64 due = next_save_us (self);
  gint64 wait_us;

  if (due == G_MAXINT64 || self->autosave != NULL)
    return;

  wait_us = MAX (due - clasp_clock_now_us (self->clock), 0);
  self->autosave = g_timeout_source_new ((guint) (wait_us / 1000 + 1));
  g_source_set_static_name (self->autosave, "[clasp] autosave of the show");
  g_source_set_callback (self->autosave, autosave_cb, self, NULL);
  g_source_attach (self->autosave, g_main_context_get_thread_default ());
}

void
clasp_show_note_edit (ClaspShow *self)
{
  self->n_edits++;
  self->edited_us = clasp_clock_now_us (self->clock);
  if (self->is_saved)
    self->unsaved_us = self->edited_us;
  set_saved (self, FALSE);
  arm_autosave (self);
}

void
clasp_show_take_live (ClaspShow *self)
{
  if (self->has_live || !self->is_saved)
    clasp_show_note_edit (self);
}

void
clasp_show_close_file (ClaspShow *self)
{
  disarm_autosave (self);
}

static char *
path_of (GFile *file, GError **error)
{
  char *path = g_file_get_path (file);

  if (path == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _ ("a show can only be kept in a folder of this computer"));
  return path;
}

/* A file that grows while it is read is cut where it ended before. */
static char *
read_bounded (const char *path, GError **error)
{
  g_autoptr (GFile)            file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (GFileInfo)        info = NULL;
  g_autofree char             *text = NULL;
  gsize                        size, n_read;

  if (stream == NULL)
    return NULL;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, error);
  if (info == NULL)
    return NULL;
  size = (gsize) MAX (g_file_info_get_size (info), 0);
  if (size > CLASP_SHOW_MAX_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, _ ("larger than %d MiB"),
                   CLASP_SHOW_MAX_SIZE / 1024 / 1024);
      return NULL;
    }
  text = g_malloc (size + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, size, &n_read, NULL, error))
    return NULL;
  text[n_read] = '\0';
  if (strlen (text) != n_read)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX,
                   _ ("this is not text: it has a zero byte"));
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* What is in memory is what is on the disk now. A new writer, because a save of the file before may
 * be under way and must not count as newer or older. */
static void
attach (ClaspShow *self, GFile *file)
{
  gboolean is_new = g_set_object (&self->file, file);

  clasp_show_writer_unref (self->writer);
  self->writer = clasp_show_writer_new ();
  disarm_autosave (self);
  set_save_error (self, NULL);
  set_saved (self, TRUE);
  if (is_new)
    g_object_notify (G_OBJECT (self), "file");
}

static void
open_empty (ClaspShow *self, GFile *file)
{
  self->quiet++;
  clasp_show_set_name_quietly (self, "");
  self->quiet--;
  g_clear_pointer (&self->extra, json_object_unref);
  clasp_show_reset_content (self, NULL, NULL, NULL, NULL);
  attach (self, file);
  clasp_show_emit_changed (self, NULL);
}

static void
remember_damage (ClaspShow *self, const char *path)
{
  g_free (self->damaged);
  self->damaged = g_strdup (path);
}

/* What a connection cannot do without its secret it says itself; the file is not damaged by that. */
static char *
find_secrets (const char *path, const char *text)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  char                 *whole = clasp_show_find_secrets (text, missing);

  for (guint i = 0; i < missing->len; i++)
    g_message ("%s: %s", path, (const char *) missing->pdata[i]);
  return whole;
}

/* The file could be read as a file, but not as a show: whoever saves to it later must not lose it.
 */
static gboolean
load (ClaspShow *self, const char *path, const char *text, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_free);
  g_autofree char      *whole = find_secrets (path, text);
  gboolean              is_loaded = clasp_show_from_text (self, whole, own, error);

  for (guint i = 0; problems != NULL && i < own->len; i++)
    g_ptr_array_add (problems, g_strdup (own->pdata[i]));
  if (!is_loaded || own->len > 0)
    remember_damage (self, path);
  else if (is_damaged (self, path))
    g_clear_pointer (&self->damaged, g_free); /* somebody mended it */
  return is_loaded;
}

/* Show mode ended in a crash: what was muted then stays so. Should the file have been written since,
 * it is what counts. */
static gboolean
load_live (ClaspShow *self, const char *path)
{
  g_autofree char *live = live_path (path);
  g_autofree char *text = NULL, *whole = NULL;
  GStatBuf         of_file, of_live;

  if (g_stat (live, &of_live) != 0 || g_stat (path, &of_file) != 0)
    return FALSE;
  if (of_live.st_mtime >= of_file.st_mtime)
    text = read_bounded (live, NULL);
  whole = text != NULL ? find_secrets (live, text) : NULL;
  if (whole != NULL && !clasp_show_from_text (self, whole, NULL, NULL))
    g_message (_ ("%s cannot be read"), live);
  return TRUE;
}

/**
 * clasp_show_open:
 * @self: a show
 * @file: a file of this computer
 * @problems: (element-type utf8) (nullable): where sentences are appended, each owned by the array
 * @error: return location
 *
 * Loads a file and saves to it from then on: two seconds after the last edit, and every ten seconds
 * at least. A missing file starts an empty show. A file that could not be read whole is kept beside
 * itself before it is first written. Unsaved edits of the content before are lost: save it first.
 *
 * Thread: UI. Blocks for reading.
 *
 * Errors: those of clasp_show_from_text (), prefixed with nothing, and %G_IO_ERROR. Nothing changed
 * then, and the show does not save to @file.
 *
 * Returns: whether the show now is what the file says
 */
gboolean
clasp_show_open (ClaspShow *self, GFile *file, GPtrArray *problems, GError **error)
{
  g_autofree char   *path = path_of (file, error);
  g_autofree char   *text = NULL;
  g_autoptr (GError) own_error = NULL;

  if (path == NULL)
    return FALSE;

  text = read_bounded (path, &own_error);
  if (g_error_matches (own_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      open_empty (self, file);
      return TRUE;
    }
  if (own_error != NULL)
    {
      if (own_error->domain == CLASP_SHOW_ERROR)
        remember_damage (self, path);
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }

  if (!load (self, path, text, problems, error))
    return FALSE;
  attach (self, file);
  self->has_live = load_live (self, path);
  if (self->has_live)
    clasp_show_note_edit (self);
  return TRUE;
}

/**
 * clasp_show_save_as:
 * @self: a show
 * @file: a file of this computer
 * @error: return location
 *
 * Writes the content to @file and saves to it from then on. A file that clasp_show_open () could
 * not read is kept beside itself.
 *
 * Thread: UI. Blocks for the write.
 *
 * Errors: %G_IO_ERROR; the show keeps the file it had.
 *
 * Returns: whether the file holds the show
 */
gboolean
clasp_show_save_as (ClaspShow *self, GFile *file, GError **error)
{
  g_autofree char *path = path_of (file, error);
  Job             *job = path != NULL ? job_new (self, path, error) : NULL;
  gboolean         is_done;

  if (job == NULL)
    return FALSE;

  is_done = job_run (job, error);
  job_free (job);
  if (!is_done)
    return FALSE;
  if (is_damaged (self, path))
    g_clear_pointer (&self->damaged, g_free);
  attach (self, file);
  return TRUE;
}

/**
 * clasp_show_save:
 * @self: a show
 * @error: return location
 *
 * Saves now if the show has a file and something to save; waits for a save that is under way.
 *
 * Thread: UI. Blocks for the write.
 *
 * Errors: %G_IO_ERROR, or %CLASP_SHOW_ERROR_CONTENT when the show is larger than it could be read
 * again.
 *
 * Returns: whether the file holds the show
 */
gboolean
clasp_show_save (ClaspShow *self, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autofree char   *path = NULL;
  Job               *job;

  if (self->file == NULL || self->is_saved)
    return TRUE;

  path = current_path (self);
  job = job_new (self, path, &own_error);
  if (job != NULL)
    {
      job_run (job, &own_error);
      job_free (job);
    }
  note_saved (self, path, self->n_edits, own_error);
  arm_autosave (self);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/**
 * clasp_show_is_disk_full:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: whether "save-error" is there because the disk, or what the user may have of it, is full
 */
gboolean
clasp_show_is_disk_full (ClaspShow *self)
{
  return self->is_disk_full;
}
