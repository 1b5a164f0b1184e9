/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-address.h"
#include "recorder/clasp-player.h"
#include "recorder/recorder-test.h"

#include <math.h>

typedef struct
{
  ClaspClock  *clock;  /* (owned) */
  ClaspTimers *timers; /* (owned) */
  gint64       start_us;
  GString     *log; /* (owned) "TIME MESSAGE", a line each; time from the start */
  guint        n_sent;
  guint        n_done;
  guint        stop_at; /* messages; 0 = never */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (123456789, TEST_STARTED_US);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  fixture->log = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
}

static gboolean
send_cb (const ClaspMessage *message, gpointer user_data)
{
  Fixture     *fixture = user_data;
  const gint64 time_us = clasp_clock_now_us (fixture->clock) - fixture->start_us;

  g_string_append_printf (fixture->log, "%s%" G_GINT64_FORMAT " ",
                          fixture->log->len > 0 ? "\n" : "", time_us);
  test_describe (fixture->log, message);
  fixture->n_sent++;
  return fixture->stop_at == 0 || fixture->n_sent < fixture->stop_at;
}

static void
done_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_done++;
}

/* /a is 1 at the start, 2 at 10 ms, 3 at 30 ms, an event at 20 ms; 40 ms long. */
static ClaspRecording *
make_example (void)
{
  ClaspWriter writer = CLASP_WRITER_INIT;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  test_put_set (&writer, 0, "/a", 1);
  test_put_set (&writer, 10 * TEST_MS, "/a", 2);
  test_put_event (&writer, 20 * TEST_MS, "/e");
  test_put_set (&writer, 30 * TEST_MS, "/a", 3);
  clasp_record_put_end (&writer, 40 * TEST_MS);
  return test_recording (&writer);
}

static ClaspPlayer *
make_player (Fixture *fixture)
{
  g_autoptr (ClaspRecording) recording = make_example ();

  return clasp_player_new (recording, fixture->timers, send_cb, done_cb, fixture);
}

/* In steps of @step_us, as a loop would wake. */
static void
run_for (Fixture *fixture, gint64 duration_us, gint64 step_us)
{
  clasp_timers_run (fixture->timers);
  for (gint64 t = 0; t < duration_us; t += step_us)
    {
      clasp_manual_clock_advance (fixture->clock, step_us);
      clasp_timers_run (fixture->timers);
    }
}

#define expect_log(fixture, expected)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_assert_cmpstr ((fixture)->log->str, ==, expected);                                           \
    g_string_truncate ((fixture)->log, 0);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_messages_at_their_times (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  run_for (fixture, 50 * TEST_MS, TEST_MS);
  expect_log (fixture, "");
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  clasp_player_play (player);
  run_for (fixture, 39 * TEST_MS, TEST_MS);
  g_assert_cmpuint (fixture->n_done, ==, 0);
  g_assert_cmpint (clasp_player_get_position_us (player), ==, 39 * TEST_MS);
  run_for (fixture, TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 1\n10000 SET /a 2\n20000 event /e\n30000 SET /a 3");
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_false (clasp_player_is_playing (player));
  /* and once more */
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  clasp_player_play (player);
  run_for (fixture, 15 * TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 1\n10000 SET /a 2");
}

static void
test_speed_changes_while_it_plays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  clasp_player_set_speed (player, 0.5);
  clasp_player_play (player);
  run_for (fixture, 30 * TEST_MS, TEST_MS); /* stands at 15 ms */
  clasp_player_set_speed (player, 4);       /* 5 ms to the event: 1.25 ms; 15 to the last: 3.75 */
  run_for (fixture, 10 * TEST_MS, TEST_MS / 4);
  expect_log (fixture, "0 SET /a 1\n20000 SET /a 2\n31250 event /e\n33750 SET /a 3");
}

static void
test_speed_is_kept_in_range (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double asked;
    gint64 second_us; /* when the second message comes */
  } cases[] = {
    { 0, 100000 }, { 0.1, 100000 }, { 4, 2500 }, { 5, 2500 }, { -1, 100000 }, { NAN, 10000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspPlayer) player = make_player (fixture);
      g_autofree char        *expected =
        g_strdup_printf ("0 SET /a 1\n%" G_GINT64_FORMAT " SET /a 2", cases[i].second_us);

      fixture->start_us = clasp_clock_now_us (fixture->clock);
      clasp_player_set_speed (player, cases[i].asked);
      clasp_player_play (player);
      run_for (fixture, cases[i].second_us, cases[i].second_us / 10);
      expect_log (fixture, expected);
    }
}

static void
test_pause_keeps_the_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  clasp_player_play (player);
  run_for (fixture, 15 * TEST_MS, TEST_MS);
  clasp_player_pause (player);
  run_for (fixture, 1000 * TEST_MS, TEST_MS);
  g_assert_cmpint (clasp_player_get_position_us (player), ==, 15 * TEST_MS);
  g_string_truncate (fixture->log, 0);
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  clasp_player_play (player);
  run_for (fixture, 20 * TEST_MS, TEST_MS);
  expect_log (fixture, "5000 event /e\n15000 SET /a 3");
}

static void
test_seek_sends_the_state_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  clasp_player_seek (player, 25 * TEST_MS);
  run_for (fixture, 5 * TEST_MS, TEST_MS);
  expect_log (fixture, ""); /* it stands */
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  clasp_player_play (player);
  run_for (fixture, 10 * TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 2\n5000 SET /a 3");
  /* back, while it plays */
  fixture->start_us = clasp_clock_now_us (fixture->clock);
  clasp_player_seek (player, 10 * TEST_MS);
  run_for (fixture, 10 * TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 1\n0 SET /a 2\n10000 event /e");
  clasp_player_seek (player, -5);
  g_assert_cmpint (clasp_player_get_position_us (player), ==, 0);
  clasp_player_seek (player, G_MAXINT64);
  g_assert_cmpint (clasp_player_get_position_us (player), ==, 40 * TEST_MS);
}

static void
test_loop_begins_at_the_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  clasp_player_set_loop (player, TRUE);
  clasp_player_play (player);
  run_for (fixture, 60 * TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 1\n10000 SET /a 2\n20000 event /e\n30000 SET /a 3\n"
                       "40000 SET /a 1\n50000 SET /a 2\n60000 event /e");
  g_assert_cmpint (clasp_player_get_position_us (player), ==, 20 * TEST_MS);
  clasp_player_set_loop (player, FALSE);
  run_for (fixture, 60 * TEST_MS, TEST_MS);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_cmpuint (fixture->n_sent, ==, 8);
}

static void
test_recording_without_length_ends (Fixture *fixture, gconstpointer data)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  test_put_set (&writer, 0, "/a", 1);
  recording = test_recording (&writer);
  player = clasp_player_new (recording, fixture->timers, send_cb, done_cb, fixture);
  clasp_player_set_loop (player, TRUE);
  clasp_player_play (player);
  run_for (fixture, 5 * TEST_MS, TEST_MS);
  expect_log (fixture, "0 SET /a 1");
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

static void
test_sender_can_end_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPlayer) player = make_player (fixture);

  fixture->stop_at = 2;
  clasp_player_play (player);
  run_for (fixture, 100 * TEST_MS, TEST_MS);
  g_assert_cmpuint (fixture->n_sent, ==, 2);
  g_assert_cmpuint (fixture->n_done, ==, 1);
}

/* Many at one moment are sent in turns, all of them and in order. */
static void
test_burst_goes_in_turns (Fixture *fixture, gconstpointer data)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  for (guint i = 0; i < 2500; i++)
    test_put_set (&writer, 0, "/a", i);
  recording = test_recording (&writer);
  player = clasp_player_new (recording, fixture->timers, send_cb, done_cb, fixture);
  clasp_player_play (player);
  clasp_timers_run (fixture->timers);
  g_assert_cmpuint (fixture->n_sent, ==, 1000);
  clasp_timers_run (fixture->timers);
  clasp_timers_run (fixture->timers);
  g_assert_cmpuint (fixture->n_sent, ==, 2500);
  g_assert_true (g_str_has_suffix (fixture->log->str, "\n0 SET /a 2498\n0 SET /a 2499"));
}

static void
test_prefix_and_what_does_not_fit (Fixture *fixture, gconstpointer data)
{
  ClaspWriter                writer = CLASP_WRITER_INIT;
  g_autofree char           *filler = g_strnfill (CLASP_ADDRESS_MAX_LENGTH - 6, 'x');
  g_autofree char           *fits = g_strconcat ("/", filler, NULL);
  g_autofree char           *longer = g_strconcat ("/x", filler, NULL);
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  test_put_set (&writer, 0, "/a", 1);
  test_put_set (&writer, 0, fits, 1);
  test_put_set (&writer, 0, longer, 1);
  test_put_event (&writer, 0, "/e");
  recording = test_recording (&writer);
  player = clasp_player_new (recording, fixture->timers, send_cb, done_cb, fixture);
  g_assert_false (clasp_player_set_prefix (player, "copy"));
  g_assert_false (clasp_player_set_prefix (player, "/copy/"));
  g_assert_true (clasp_player_set_prefix (player, "/copy"));
  clasp_player_play (player);
  clasp_timers_run (fixture->timers);
  g_assert_cmpuint (fixture->n_sent, ==, 3);
  g_assert_cmpuint (clasp_player_get_n_skipped (player), ==, 1);
  g_assert_true (g_str_has_prefix (fixture->log->str, "0 SET /copy/a 1\n0 SET /copy/xxx"));
  g_assert_true (g_str_has_suffix (fixture->log->str, "event /copy/e"));
}

/* Revisions, locks and times of then mean nothing now. */
static void
test_what_was_true_then_is_left_out (Fixture *fixture, gconstpointer data)
{
  ClaspWriter         writer = CLASP_WRITER_INIT;
  ClaspMessage        set = { .type = CLASP_MESSAGE_SET };
  ClaspMessage        timeline = { .type = CLASP_MESSAGE_PUBLISH };
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("start_time"), clasp_value_int (5) },
    { CLASP_STR_LITERAL ("loop"), clasp_value_bool (TRUE) },
  };
  g_autoptr (ClaspRecording) recording = NULL;
  g_autoptr (ClaspPlayer)    player = NULL;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  set.set = (ClaspSet){
    .address = CLASP_STR_LITERAL ("/a"), .has_revision = TRUE, .revision = 7, .lock = TRUE
  };
  clasp_record_put (&writer, 0, &set);
  timeline.publish.address = CLASP_STR_LITERAL ("/t");
  timeline.publish.signal = CLASP_SIGNAL_TIMELINE;
  timeline.publish.has_value = TRUE;
  timeline.publish.value = clasp_value_map (entries, G_N_ELEMENTS (entries));
  clasp_record_put (&writer, 0, &timeline);
  clasp_message_clear (&timeline);
  recording = test_recording (&writer);
  player = clasp_player_new (recording, fixture->timers, send_cb, done_cb, fixture);
  clasp_player_play (player);
  clasp_timers_run (fixture->timers);
  expect_log (fixture, "0 SET /a null\n0 timeline /t {\"loop\":true}");
}

/* ---- an hour ---- */

/* Ten messages a second, 7 s long with an odd end: loops fall on no round figure. */
#define HOUR_LENGTH_US (7 * TEST_S + 123457)

static ClaspRecording *
make_hour_piece (void)
{
  ClaspWriter writer = CLASP_WRITER_INIT;

  clasp_record_put_begin (&writer, TEST_STARTED_US, "/**");
  for (guint i = 0; i < 70; i++)
    test_put_set (&writer, i * 100003, "/a", i);
  clasp_record_put_end (&writer, HOUR_LENGTH_US);
  return test_recording (&writer);
}

static gboolean
count_cb (const ClaspMessage *message, gpointer user_data)
{
  ((Fixture *) user_data)->n_sent++;
  return TRUE;
}

/* Every message of a simulated hour comes within 2 µs of the time that arithmetic says, also when
 * the loop woke late for the ones before it. */
static void
test_hour_without_drift (Fixture *fixture, gconstpointer data)
{
  const double               speed = *(const double *) data;
  g_autoptr (ClaspRecording) recording = make_hour_piece ();
  g_autoptr (ClaspPlayer)    player =
    clasp_player_new (recording, fixture->timers, count_cb, done_cb, fixture);
  guint n = 0;

  clasp_player_set_loop (player, TRUE);
  clasp_player_set_speed (player, speed);
  clasp_player_play (player);
  clasp_timers_run (fixture->timers);
  g_assert_cmpuint (fixture->n_sent, ==, ++n);
  for (;; n++)
    {
      const gint64 position_us = (gint64) (n / 70) * HOUR_LENGTH_US + (gint64) (n % 70) * 100003;
      const double ideal_us = (double) position_us / speed;
      const gint64 passed_us = clasp_clock_now_us (fixture->clock) - fixture->start_us;

      if (ideal_us > 3600.0 * TEST_S)
        break;
      /* wake 300 µs late now and then, then look just before and just after the next one */
      clasp_manual_clock_advance (fixture->clock, (gint64) ideal_us - 1 - passed_us);
      clasp_timers_run (fixture->timers);
      g_assert_cmpuint (fixture->n_sent, ==, n);
      clasp_manual_clock_advance (fixture->clock, n % 7 == 0 ? 300 : 3);
      clasp_timers_run (fixture->timers);
      clasp_timers_run (fixture->timers);
      g_assert_cmpuint (fixture->n_sent, ==, n + 1);
    }
  g_assert_cmpuint (n, >, 3500 * 9 * speed);
}

/* Changing the speed every second for an hour costs less than a millisecond. */
static void
test_hour_of_changing_speeds (Fixture *fixture, gconstpointer data)
{
  static const double        speeds[] = { 1, 0.3, 3.7, 0.1, 4, 1.1 };
  g_autoptr (ClaspRecording) recording = make_hour_piece ();
  g_autoptr (ClaspPlayer)    player =
    clasp_player_new (recording, fixture->timers, count_cb, done_cb, fixture);
  double ideal_us = 0;
  gint64 ideal_in_loop, difference;

  clasp_player_set_loop (player, TRUE);
  clasp_player_play (player);
  for (guint i = 0; i < 3600; i++)
    {
      clasp_player_set_speed (player, speeds[i % G_N_ELEMENTS (speeds)]);
      for (guint k = 0; k < 10; k++)
        {
          clasp_manual_clock_advance (fixture->clock, TEST_S / 10);
          clasp_timers_run (fixture->timers);
          clasp_timers_run (fixture->timers);
        }
      ideal_us += TEST_S * speeds[i % G_N_ELEMENTS (speeds)];
    }
  ideal_in_loop = (gint64) fmod (ideal_us, HOUR_LENGTH_US);
  difference = ABS (clasp_player_get_position_us (player) - ideal_in_loop);
  g_assert_cmpint (difference, <, TEST_MS);
}

int
main (int argc, char **argv)
{
  static const double speeds[] = { 0.1, 0.7, 1, 3.3, 4 };

  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func)                                                                            \
  g_test_add ("/recorder/player/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("messages-at-their-times", test_messages_at_their_times);
  ADD ("speed-changes-while-it-plays", test_speed_changes_while_it_plays);
  ADD ("speed-is-kept-in-range", test_speed_is_kept_in_range);
  ADD ("pause-keeps-the-place", test_pause_keeps_the_place);
  ADD ("seek-sends-the-state-first", test_seek_sends_the_state_first);
  ADD ("loop-begins-at-the-end", test_loop_begins_at_the_end);
  ADD ("recording-without-length-ends", test_recording_without_length_ends);
  ADD ("sender-can-end-it", test_sender_can_end_it);
  ADD ("burst-goes-in-turns", test_burst_goes_in_turns);
  ADD ("prefix-and-what-does-not-fit", test_prefix_and_what_does_not_fit);
  ADD ("what-was-true-then-is-left-out", test_what_was_true_then_is_left_out);
  ADD ("hour-of-changing-speeds", test_hour_of_changing_speeds);
#undef ADD
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/recorder/player/hour-without-drift/%g", speeds[i]);

      g_test_add (path, Fixture, &speeds[i], set_up, test_hour_without_drift, tear_down);
    }
  return g_test_run ();
}
