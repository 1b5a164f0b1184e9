/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recorder/clasp-player.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
send_cb (const ClaspMessage *message, gpointer user_data)
{
  g_assert_true (message->type == CLASP_MESSAGE_SET || message->type == CLASP_MESSAGE_PUBLISH);
  (*(guint64 *) user_data)++;
  return TRUE;
}

static guint64
count_messages (ClaspRecording *recording)
{
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  ClaspMessage                  message = { 0 };
  gint64                        before_us = 0;
  guint64                       n = 0;

  while (clasp_recording_next (recording, &cursor, &message))
    {
      g_assert_cmpint (cursor.time_us, >=, before_us);
      g_assert_cmpint (cursor.time_us, <=, clasp_recording_get_duration_us (recording));
      before_us = cursor.time_us;
      n++;
      clasp_message_clear (&message);
    }
  return n;
}

/* Played to its end, and once more from the middle. */
static void
play (ClaspRecording *recording, guint64 n_messages)
{
  g_autoptr (ClaspClock)  clock = clasp_manual_clock_new (0, 0);
  g_autoptr (ClaspTimers) timers = clasp_timers_new (NULL, clock);
  guint64                 n_sent = 0;
  g_autoptr (ClaspPlayer) player = clasp_player_new (recording, timers, send_cb, NULL, &n_sent);

  clasp_player_play (player);
  clasp_manual_clock_advance (clock, clasp_recording_get_duration_us (recording));
  for (guint64 i = 0; i <= n_messages / 1000 + 1; i++)
    clasp_timers_run (timers);
  g_assert_cmpuint (n_sent, ==, n_messages);
  g_assert_false (clasp_player_is_playing (player));
  clasp_player_seek (player, clasp_recording_get_duration_us (recording) / 2);
  clasp_player_play (player);
  clasp_timers_run (timers);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes)         bytes = g_bytes_new_static (data, size);
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspRecording) recording = clasp_recording_new (bytes, &error);

  g_assert_true ((recording == NULL) == (error != NULL));
  if (recording == NULL)
    return 0;
  g_assert_cmpuint (clasp_recording_get_size (recording), <=, size);
  g_assert_cmpuint (count_messages (recording), ==, clasp_recording_get_n_messages (recording));
  play (recording, clasp_recording_get_n_messages (recording));
  return 0;
}
