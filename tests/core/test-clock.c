/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-clock.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

static void
check_round (ClaspClockSync *sync, JsonArray *round, JsonObject *after)
{
  g_assert_true (clasp_clock_sync_add (
    sync, json_array_get_int_element (round, 0), json_array_get_int_element (round, 1),
    json_array_get_int_element (round, 2), json_array_get_int_element (round, 3)));
  g_assert_cmpint (sync->offset_us, ==, json_object_get_int_member (after, "offset"));
  g_assert_cmpint (sync->rtt_us, ==, json_object_get_int_member (after, "rtt"));
  g_assert_cmpint (sync->jitter_us, ==, json_object_get_int_member (after, "jitter"));
  g_assert_cmpfloat_with_epsilon (sync->quality, json_object_get_double_member (after, "quality"),
                                  1e-12);
}

static void
test_vectors (void)
{
  g_autofree char       *path = clasp_test_data ("vectors.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  JsonArray             *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "clock");
  g_assert_cmpuint (json_array_get_length (vectors), ==, 3);

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject    *vector = json_array_get_object_element (vectors, i);
      JsonArray     *rounds = json_object_get_array_member (vector, "rounds");
      JsonArray     *after = json_object_get_array_member (vector, "after_each");
      ClaspClockSync sync = { 0 };

      for (guint j = 0; j < json_array_get_length (rounds); j++)
        check_round (&sync, json_array_get_array_element (rounds, j),
                     json_array_get_object_element (after, j));
    }
}

static void
test_impossible_rounds_change_nothing (void)
{
  ClaspClockSync sync = { 0 };

  g_assert_false (clasp_clock_sync_add (&sync, 100, 50, 60, 99));
  g_assert_false (clasp_clock_sync_add (&sync, 100, 60, 50, 200));
  g_assert_false (clasp_clock_sync_add (&sync, 0, G_MININT64, G_MAXINT64, 1));
  g_assert_false (clasp_clock_sync_add (&sync, G_MININT64, 0, 0, G_MAXINT64));
  g_assert_cmpuint (sync.n_rounds, ==, 0);
  g_assert_cmpfloat (sync.quality, ==, 0.0);
}

static void
test_jitter_forgets_after_ten_rounds (void)
{
  ClaspClockSync sync = { 0 };

  g_assert_true (clasp_clock_sync_add (&sync, 0, 0, 0, 900000));
  for (guint i = 0; i < CLASP_CLOCK_SYNC_WINDOW; i++)
    {
      if (i > 0)
        g_assert_cmpint (sync.jitter_us, >, 0);
      g_assert_true (clasp_clock_sync_add (&sync, 0, 50, 50, 100));
    }
  g_assert_cmpint (sync.jitter_us, ==, 0);
}

static void
test_extreme_but_possible_times (void)
{
  const gint64   far_us = G_GINT64_CONSTANT (1) << 60;
  ClaspClockSync sync = { 0 };

  for (guint i = 0; i < 12; i++)
    g_assert_true (clasp_clock_sync_add (&sync, -far_us, far_us, far_us, far_us));
  g_assert_cmpfloat (sync.quality, >=, 0.0);
  g_assert_cmpfloat (sync.quality, <=, 1.0);
}

static void
test_manual_clock_moves_by_hand (void)
{
  g_autoptr (ClaspClock) clock = clasp_manual_clock_new (1000, 5000000);

  g_assert_cmpint (clasp_clock_now_us (clock), ==, 1000);
  clasp_manual_clock_advance (clock, 234);
  g_assert_cmpint (clasp_clock_now_us (clock), ==, 1234);
  g_assert_cmpint (clasp_clock_unix_us (clock), ==, 5000234);
}

static void
test_system_clock_runs_with_the_machine (void)
{
  ClaspClock *clock = clasp_clock_system ();
  gint64      last_us = clasp_clock_unix_us (clock);

  g_assert_true (clock == clasp_clock_ref (clock));
  clasp_clock_unref (clock);
  for (guint i = 0; i < 10000; i++)
    {
      gint64 unix_us = clasp_clock_unix_us (clock);

      g_assert_cmpint (unix_us, >=, last_us);
      last_us = unix_us;
    }
  g_assert_cmpint (ABS (last_us - g_get_real_time ()), <, G_USEC_PER_SEC);
  g_assert_cmpint (ABS (clasp_clock_now_us (clock) - g_get_monotonic_time ()), <, G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/clock/vectors", test_vectors);
  g_test_add_func ("/core/clock/impossible-rounds-change-nothing",
                   test_impossible_rounds_change_nothing);
  g_test_add_func ("/core/clock/jitter-forgets-after-ten-rounds",
                   test_jitter_forgets_after_ten_rounds);
  g_test_add_func ("/core/clock/extreme-but-possible-times", test_extreme_but_possible_times);
  g_test_add_func ("/core/clock/manual-clock-moves-by-hand", test_manual_clock_moves_by_hand);
  g_test_add_func ("/core/clock/system-clock-runs-with-the-machine",
                   test_system_clock_runs_with_the_machine);

  return g_test_run ();
}
