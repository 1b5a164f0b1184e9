/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include "recorder/clasp-player.h"
#include "recorder/clasp-recorder.h"

/* claspctl record and play. */

/* ---- record ---- */

typedef struct
{
  Ctl           *ctl;
  const char    *path;
  ClaspRecorder *recorder; /* (owned) */
} Recording;

/* "param,event" */
static gboolean
parse_types (const char *text, guint8 *types)
{
  g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);

  *types = text != NULL ? 0 : CLASP_TYPES_ALL;
  for (guint i = 0; names[i] != NULL; i++)
    {
      ClaspSignal signal = CLASP_SIGNAL_PARAM;

      while (signal <= CLASP_SIGNAL_TIMELINE &&
             !g_str_equal (names[i], clasp_signal_to_string (signal)))
        signal++;
      if (signal > CLASP_SIGNAL_TIMELINE)
        {
          ctl_fail (CTL_USAGE,
                    "‘%s’ is not a type; there are param, event, stream, gesture, timeline",
                    names[i]);
          return FALSE;
        }
      *types |= clasp_signal_to_types (signal);
    }
  return TRUE;
}

static void
record_message_cb (Recording *self, const ClaspMessage *message)
{
  clasp_recorder_add (self->recorder, message, FALSE);
}

/* A recording with holes is worse than one that ends where a person is told. */
static void
trouble_cb (const ClaspRecorderStatus *status, gpointer user_data)
{
  Recording *self = user_data;

  self->ctl->status =
    ctl_fail (CTL_FAILED, "%s: %s", self->path,
              status->is_full ? "it has reached its largest size" : status->error);
  g_main_loop_quit (self->ctl->loop);
}

static gboolean
over_cb (gpointer user_data)
{
  g_main_loop_quit (((Ctl *) user_data)->loop);
  return G_SOURCE_REMOVE;
}

/* From the state there is to the end. */
static int
record (Recording *self, guint8 types)
{
  Ctl               *ctl = self->ctl;
  g_autoptr (GError) error = NULL;
  guint              timeout = 0;
  int                status;

  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (record_message_cb), self);
  if (clasp_client_subscribe (ctl->client, ctl->arguments[0], types, &error) == 0)
    return ctl_fail (CTL_FAILED, "%s", error->message);
  if ((status = ctl_wait_for_answers (ctl)) != CTL_OK)
    return status;

  g_print ("recording %s to %s\n", ctl->arguments[0], self->path);
  if (ctl->duration_s > 0)
    timeout = g_timeout_add ((guint) (ctl->duration_s * 1000), over_cb, ctl);
  ctl_run_until_interrupted (ctl);
  if (timeout != 0 && g_main_context_find_source_by_id (NULL, timeout) != NULL)
    g_source_remove (timeout);
  g_signal_handlers_disconnect_by_data (ctl->client, self);
  return ctl->status;
}

static int
tell (const Recording *self, const ClaspRecorderStatus *recorded, int status)
{
  g_print ("%" G_GUINT64_FORMAT " messages\n", recorded->n_messages);
  if (recorded->n_lost > 0)
    return ctl_fail (CTL_FAILED, "%s: %" G_GUINT64_FORMAT " messages were lost%s%s", self->path,
                     recorded->n_lost, recorded->error[0] != '\0' ? ": " : "", recorded->error);
  return recorded->error[0] != '\0' ? ctl_fail (CTL_FAILED, "%s: %s", self->path, recorded->error)
                                    : status;
}

int
ctl_record (Ctl *ctl)
{
  Recording               self = { ctl, ctl->arguments[1], NULL };
  g_autoptr (ClaspTimers) timers = NULL;
  g_autoptr (GError)      error = NULL;
  ClaspRecordFile        *file;
  ClaspRecorderStatus     recorded;
  guint8                  types;
  int                     status;

  if (!ctl_take_pattern (ctl, ctl->arguments[0]) || !parse_types (ctl->types, &types))
    return CTL_USAGE;
  if (!(ctl->duration_s >= 0) || ctl->duration_s > G_MAXINT / 1000)
    return ctl_fail (CTL_USAGE, "--duration must be 0 to %d seconds", G_MAXINT / 1000);
  if ((status = ctl_connect (ctl)) != CTL_OK)
    return status;
  file = clasp_record_file_open (self.path, ctl->is_append, &error);
  if (file == NULL)
    return ctl_fail (
      CTL_FAILED, "%s%s", error->message,
      g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_EXIST) ? "; --append adds to it" : "");

  timers = clasp_timers_new (NULL, clasp_clock_system ());
  self.recorder = clasp_recorder_new (file, ctl->arguments[0], types, timers, NULL);
  clasp_recorder_set_func (self.recorder, trouble_cb, &self);
  status = record (&self, types);
  clasp_recorder_free (self.recorder, &recorded);
  return tell (&self, &recorded, status);
}

/* ---- play ---- */

typedef struct
{
  Ctl    *ctl;
  guint64 n_refused;
} Playing;

static gboolean
send_cb (const ClaspMessage *message, gpointer user_data)
{
  Playing           *self = user_data;
  g_autoptr (GError) error = NULL;

  if (clasp_client_send (self->ctl->client, message, &error))
    return TRUE;
  self->ctl->status = ctl_fail (CTL_FAILED, "%s", error->message);
  return FALSE;
}

static void
done_cb (gpointer user_data)
{
  g_main_loop_quit (((Playing *) user_data)->ctl->loop);
}

static void
play_message_cb (Playing *self, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_ERROR && self->n_refused++ == 0)
    ctl_fail (CTL_FAILED, "the router says: %.*s (error %u)", (int) message->error.message.length,
              message->error.message.data, message->error.code);
}

static int
play (Playing *self, ClaspPlayer *player)
{
  Ctl *ctl = self->ctl;
  int  status;

  g_signal_connect_swapped (ctl->client, "message", G_CALLBACK (play_message_cb), self);
  clasp_player_set_speed (player, ctl->speed);
  clasp_player_set_loop (player, ctl->is_loop);
  if (ctl->from_s > 0)
    clasp_player_seek (player, (gint64) MIN (ctl->from_s * G_USEC_PER_SEC, 1e15));
  clasp_player_play (player);
  ctl_run_until_interrupted (ctl);
  status = ctl->status == CTL_OK ? ctl_wait_for_answers (ctl) : ctl->status;
  g_signal_handlers_disconnect_by_data (ctl->client, self);

  g_print ("%" G_GUINT64_FORMAT " messages\n", clasp_player_get_n_sent (player));
  if (clasp_player_get_n_skipped (player) > 0)
    status = ctl_fail (CTL_FAILED, "%" G_GUINT64_FORMAT " addresses are too long with %s before",
                       clasp_player_get_n_skipped (player), ctl->prefix);
  if (self->n_refused > 0)
    status = ctl_fail (CTL_FAILED, "%" G_GUINT64_FORMAT " messages were refused", self->n_refused);
  return status;
}

int
ctl_play (Ctl *ctl)
{
  Playing                    self = { ctl, 0 };
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspTimers)    timers = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;
  int                        status;

  if (!(ctl->speed >= CLASP_PLAYER_MIN_SPEED && ctl->speed <= CLASP_PLAYER_MAX_SPEED) ||
      !(ctl->from_s >= 0))
    return ctl_fail (CTL_USAGE, "--speed must be 0.1 to 4, --from not below 0");
  recording = clasp_recording_open (ctl->arguments[0], &error);
  if (recording == NULL)
    return ctl_fail (CTL_FAILED, "%s", error->message);
  if (clasp_recording_get_warning (recording) != NULL)
    g_printerr ("claspctl: %s: %s\n", ctl->arguments[0], clasp_recording_get_warning (recording));

  timers = clasp_timers_new (NULL, clasp_clock_system ());
  player = clasp_player_new (recording, timers, send_cb, done_cb, &self);
  if (!clasp_player_set_prefix (player, ctl->prefix))
    return ctl_fail (CTL_USAGE, "‘%s’ is not an address", ctl->prefix);
  if ((status = ctl_connect (ctl)) != CTL_OK)
    return status;
  return play (&self, player);
}
