/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "recorder/clasp-player.h"
#include "recorder/clasp-recorder.h"
#include "recorder/recorder-test.h"
#include "support/clasp-router-fixture.h"

#include <glib/gstdio.h>

/* From one router to another, both on clocks that are driven: order, values and times agree to the
 * microsecond. */

#define N_VALUES 1000

typedef struct
{
  ClaspRouterFixture first, second;
  char              *folder, *path; /* (owned) */
  ClaspRecorder     *recorder;
  ClaspSession      *session;
  gint64             start_us; /* of the second router's playing */
  GString           *expected, *heard;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->first, NULL);
  clasp_router_fixture_set_up (&fixture->second, NULL);
  fixture->folder = g_dir_make_tmp ("clasp-round-trip-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "recording", NULL);
  fixture->expected = g_string_new (NULL);
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_tear_down (&fixture->first, NULL);
  clasp_router_fixture_tear_down (&fixture->second, NULL);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_string_free (fixture->expected, TRUE);
  g_string_free (fixture->heard, TRUE);
}

static void
record_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  clasp_recorder_add (((Fixture *) user_data)->recorder, delivery->message, delivery->is_snapshot);
}

static void
hear_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture     *fixture = user_data;
  const gint64 now_us = clasp_clock_now_us (fixture->second.clock) - fixture->start_us;

  g_string_append_printf (fixture->heard, "%" G_GINT64_FORMAT " ", now_us);
  test_describe (fixture->heard, delivery->message);
  g_string_append_c (fixture->heard, '\n');
}

static gboolean
send_cb (const ClaspMessage *message, gpointer session)
{
  clasp_session_submit (session, message, NULL, FALSE);
  return TRUE;
}

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

/* A thousand values at odd times; what is expected of the copy is written beside. */
static gint64
write_values (Fixture *fixture, ClaspFakeLink *writer)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64            time_us = 0;

  for (guint i = 0; i < N_VALUES; i++)
    {
      const gint64     pause_us = g_rand_int_range (random, 0, 20000);
      g_autofree char *line = g_strdup_printf ("SET /a/%u %u", i % 10, i);

      time_us += pause_us;
      clasp_fixture_advance (&fixture->first, pause_us);
      clasp_fixture_say (writer, line);
      g_string_append_printf (fixture->expected, "%" G_GINT64_FORMAT " SET /copy/a/%u %u rev %u\n",
                              time_us, i % 10, i, i / 10 + 1);
    }
  return time_us;
}

static void
record_values (Fixture *fixture)
{
  ClaspFakeLink     *writer = clasp_fixture_join (&fixture->first);
  g_autoptr (GError) error = NULL;
  ClaspRecordFile   *file;

  clasp_fixture_say (writer, "SET /a/before 7");
  g_string_append (fixture->expected, "0 SET /copy/a/before 7 rev 1\n");
  file = clasp_record_file_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  fixture->recorder =
    clasp_recorder_new (file, "/a/**", CLASP_TYPES_ALL, fixture->first.timers, NULL);
  fixture->session =
    clasp_router_join (fixture->first.router, "recorder", record_cb, NULL, fixture);
  g_assert_true (clasp_session_subscribe (fixture->session, 1, CLASP_STR_LITERAL ("/a/**"),
                                          CLASP_TYPES_ALL, TRUE, NULL));
  write_values (fixture, writer);
  clasp_session_leave (fixture->session);
  clasp_recorder_free (fixture->recorder, NULL);
}

static void
test_times_agree_to_the_microsecond (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;
  ClaspSession              *listener, *hand;
  gint64                     passed_us = 0;

  record_values (fixture);
  recording = clasp_recording_open (fixture->path, NULL);
  listener = clasp_router_join (fixture->second.router, "listener", hear_cb, NULL, fixture);
  hand = clasp_router_join (fixture->second.router, "player", ignore_cb, NULL, NULL);
  clasp_session_subscribe (listener, 1, CLASP_STR_LITERAL ("/copy/**"), CLASP_TYPES_ALL, FALSE,
                           NULL);
  player = clasp_player_new (recording, fixture->second.timers, send_cb, NULL, hand);
  clasp_player_set_prefix (player, "/copy");
  fixture->start_us = clasp_clock_now_us (fixture->second.clock);
  clasp_player_play (player);
  clasp_timers_run (fixture->second.timers);

  /* the clock goes from message to message, as a loop that wakes in time */
  {
    g_auto (ClaspRecordingCursor) cursor = { 0 };
    ClaspMessage                  message = { 0 };

    while (clasp_recording_next (recording, &cursor, &message))
      {
        clasp_fixture_advance (&fixture->second, cursor.time_us - passed_us);
        passed_us = cursor.time_us;
        clasp_message_clear (&message);
      }
  }
  g_assert_cmpstr (fixture->heard->str, ==, fixture->expected->str);
  g_assert_cmpuint (clasp_player_get_n_sent (player), ==, N_VALUES + 1);
  clasp_player_pause (player);
  clasp_session_leave (hand);
  clasp_session_leave (listener);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add ("/recorder/round-trip/times-agree-to-the-microsecond", Fixture, NULL, set_up,
              test_times_agree_to_the_microsecond, tear_down);
  return g_test_run ();
}
