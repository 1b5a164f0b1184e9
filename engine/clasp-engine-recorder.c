/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-engine-private.h"

/* What is to be recorded and played while the engine runs. Files are opened by whoever asks, so
 * that a wrong name is told at once. */

typedef struct
{
  ClaspEngine     *engine;    /* (unowned) outlives its worker */
  ClaspRecordFile *file;      /* (owned) (nullable) of a recording */
  ClaspRecording  *recording; /* (owned) (nullable) of a playback */
  char            *text;      /* (owned) pattern, or name */
  gboolean         is_loop;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *self = data;

  g_clear_pointer (&self->file, clasp_record_file_free);
  g_clear_pointer (&self->recording, clasp_recording_unref);
  g_free (self->text);
  g_free (self);
}

static gboolean
wish_run_cb (gpointer data)
{
  Wish        *self = data;
  ClaspWorker *worker = self->engine->worker;

  if (self->file != NULL)
    clasp_worker_record (worker, g_steal_pointer (&self->file), self->text);
  else
    clasp_worker_play (worker, self->recording, self->text, self->is_loop);
  return G_SOURCE_REMOVE;
}

static Wish *
wish_new (ClaspEngine *self, GPtrArray **list, const char *text)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->engine = self;
  wish->text = g_strdup (text);
  if (*list == NULL)
    *list = g_ptr_array_new_with_free_func (wish_free);
  g_ptr_array_add (*list, wish);
  return wish;
}

static void
post_list (ClaspEngine *self, GPtrArray **list)
{
  while (*list != NULL && (*list)->len > 0)
    clasp_context_post (self->context, wish_run_cb, g_ptr_array_steal_index (*list, 0), wish_free);
}

/**
 * clasp_engine_add_recording:
 * @self: an engine
 * @file: (transfer full): where to
 * @pattern: which addresses
 *
 * Records what is set and published, from now, or from the start of the engine, to its end or
 * clasp_engine_stop_recording ().
 */
void
clasp_engine_add_recording (ClaspEngine *self, ClaspRecordFile *file, const char *pattern)
{
  wish_new (self, &self->recordings, pattern)->file = file;
  if (self->context != NULL)
    clasp_engine_post_recordings (self);
}

static gboolean
stop_cb (gpointer data)
{
  Wish *self = data;

  clasp_worker_stop_recording (self->engine->worker, self->text);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_engine_stop_recording:
 * @self: a started engine
 * @path: of a file that is recorded to, as it was opened
 *
 * The file is whole within a turn of the worker.
 */
void
clasp_engine_stop_recording (ClaspEngine *self, const char *path)
{
  Wish *wish;

  if (self->context == NULL)
    return;

  wish = g_new0 (Wish, 1);
  wish->engine = self;
  wish->text = g_strdup (path);
  clasp_context_post (self->context, stop_cb, wish, wish_free);
}

/**
 * clasp_engine_add_playback:
 * @self: an engine that is stopped
 * @recording: what to play
 * @name: what to call it
 * @is_loop: whether it begins again at its end
 *
 * Plays a recording as soon as all that the show asks for has been started.
 */
void
clasp_engine_add_playback (ClaspEngine    *self,
                           ClaspRecording *recording,
                           const char     *name,
                           gboolean        is_loop)
{
  Wish *wish;

  g_return_if_fail (self->context == NULL);

  wish = wish_new (self, &self->playbacks, name);
  wish->recording = clasp_recording_ref (recording);
  wish->is_loop = is_loop;
}

void
clasp_engine_post_recordings (ClaspEngine *self)
{
  post_list (self, &self->recordings);
}

void
clasp_engine_post_playbacks (ClaspEngine *self)
{
  post_list (self, &self->playbacks);
}
