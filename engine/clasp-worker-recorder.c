/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-recorder"

#include "clasp-worker-private.h"

#include <glib/gi18n-lib.h>

/* Recordings and playbacks: each is a session of the router. */

#define SUBSCRIPTION_ID 1

/* ---- recording ---- */

typedef struct
{
  ClaspSession  *session;  /* (owned) */
  ClaspRecorder *recorder; /* (owned) */
  char          *path;     /* (owned) */
} LiveRecording;

static void
say (const LiveRecording *self, const ClaspRecorderStatus *status)
{
  if (status->is_full)
    g_warning (_ ("%s has its largest size; nothing more is recorded"), self->path);
  else if (status->error[0] != '\0')
    g_warning (_ ("%s is not written: %s"), self->path, status->error);
  else
    g_message (_ ("%s is written again"), self->path);
}

static void
recorder_cb (const ClaspRecorderStatus *status, gpointer user_data)
{
  say (user_data, status);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  clasp_recorder_add (((LiveRecording *) user_data)->recorder, delivery->message,
                      delivery->is_snapshot);
}

static void
live_recording_free (gpointer data)
{
  LiveRecording      *self = data;
  ClaspRecorderStatus status;
  g_autofree char    *lost = NULL;

  clasp_session_leave (self->session);
  clasp_recorder_free (self->recorder, &status);
  lost = g_strdup_printf ("%" G_GUINT64_FORMAT, status.n_lost);
  if (status.n_lost > 0 || status.error[0] != '\0')
    g_warning (g_dngettext (GETTEXT_PACKAGE, "%s: %s message was lost%s%s", "%s: %s messages were lost%s%s",
                            (gulong) status.n_lost),
               self->path, lost, status.error[0] != '\0' ? ": " : "", status.error);
  g_free (self->path);
  g_free (self);
}

/**
 * clasp_worker_record:
 * @self: a worker with a router
 * @file: (transfer full): where to
 * @pattern: which addresses
 *
 * Records what is there and what happens from now on, until the worker ends.
 *
 * Thread: worker.
 */
void
clasp_worker_record (ClaspWorker *self, ClaspRecordFile *file, const char *pattern)
{
  LiveRecording     *live = g_new0 (LiveRecording, 1);
  g_autofree char   *name = NULL;
  g_autoptr (GError) error = NULL;

  live->path = g_strdup (clasp_record_file_get_path (file));
  name = g_strdup_printf ("Recording %s", live->path);
  live->recorder = clasp_recorder_new (file, pattern, CLASP_TYPES_ALL, self->timers, NULL);
  clasp_recorder_set_func (live->recorder, recorder_cb, live);
  live->session = clasp_router_join (self->router, name, deliver_cb, NULL, live);
  if (!clasp_session_subscribe (live->session, SUBSCRIPTION_ID, clasp_str (pattern),
                                CLASP_TYPES_ALL, TRUE, &error))
    g_warning (_ ("%s is not recorded: %s"), pattern, error->message);
  g_ptr_array_add (self->recordings, live);
}

/**
 * clasp_worker_stop_recording:
 * @self: a worker
 * @path: of a file that is recorded to
 *
 * Thread: worker.
 */
void
clasp_worker_stop_recording (ClaspWorker *self, const char *path)
{
  for (guint i = self->recordings->len; i > 0; i--)
    if (g_str_equal (((LiveRecording *) g_ptr_array_index (self->recordings, i - 1))->path, path))
      g_ptr_array_remove_index (self->recordings, i - 1);
}

/* ---- playing ---- */

typedef struct
{
  ClaspSession *session; /* (owned) */
  ClaspPlayer  *player;  /* (owned) */
} LivePlayback;

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static gboolean
send_cb (const ClaspMessage *message, gpointer user_data)
{
  clasp_session_submit (((LivePlayback *) user_data)->session, message, NULL, FALSE);
  return TRUE;
}

static void
done_cb (gpointer user_data)
{
  LivePlayback    *self = user_data;
  guint64          n = clasp_player_get_n_sent (self->player);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, n);

  g_message (g_dngettext (GETTEXT_PACKAGE, "%s: done, %s message", "%s: done, %s messages", (gulong) n),
             clasp_session_get_name (self->session), count);
}

static void
live_playback_free (gpointer data)
{
  LivePlayback *self = data;

  clasp_player_free (self->player);
  clasp_session_leave (self->session);
  g_free (self);
}

/**
 * clasp_worker_play:
 * @self: a worker with a router
 * @recording: what to play
 * @name: what to call it
 * @is_loop: whether it begins again at its end
 *
 * Thread: worker.
 */
void
clasp_worker_play (ClaspWorker *self, ClaspRecording *recording, const char *name, gboolean is_loop)
{
  LivePlayback    *live = g_new0 (LivePlayback, 1);
  g_autofree char *full_name = g_strdup_printf ("Playing %s", name);

  live->session = clasp_router_join (self->router, full_name, ignore_cb, NULL, live);
  live->player = clasp_player_new (recording, self->timers, send_cb, done_cb, live);
  clasp_player_set_loop (live->player, is_loop);
  clasp_player_play (live->player);
  g_ptr_array_add (self->playbacks, live);
}

/* ---- life ---- */

void
clasp_worker_recorder_init (ClaspWorker *self)
{
  self->recordings = g_ptr_array_new_with_free_func (live_recording_free);
  self->playbacks = g_ptr_array_new_with_free_func (live_playback_free);
}

/* Panic: what is being played stays where it is. It is not freed, because it may be the one that
 * played the panic. */
guint
clasp_worker_stop_playbacks (ClaspWorker *self)
{
  guint n = 0;

  for (guint i = 0; i < self->playbacks->len; i++)
    {
      ClaspPlayer *player = ((LivePlayback *) g_ptr_array_index (self->playbacks, i))->player;

      n += clasp_player_is_playing (player);
      clasp_player_pause (player);
    }
  return n;
}

void
clasp_worker_recorder_clear (ClaspWorker *self)
{
  g_clear_pointer (&self->playbacks, g_ptr_array_unref);
  g_clear_pointer (&self->recordings, g_ptr_array_unref);
}
