/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-clock.h"
#include "support/clasp-test.h"

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

  g_test_add_func ("/core/clock/manual-clock-moves-by-hand", test_manual_clock_moves_by_hand);
  g_test_add_func ("/core/clock/system-clock-runs-with-the-machine",
                   test_system_clock_runs_with_the_machine);

  return g_test_run ();
}
