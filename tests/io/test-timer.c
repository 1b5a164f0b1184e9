/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-timer.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspClock  *clock;
  ClaspTimers *timers;
  ClaspTimer   timer[3];
  GString     *log;
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->clock = clasp_manual_clock_new (1000, 0);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->log = g_string_new (NULL);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  clasp_timers_free (fixture->timers);
  clasp_clock_unref (fixture->clock);
  g_string_free (fixture->log, TRUE);
}

#define LOG_FUNC(name, letter)                                                                   \
  static void name (gpointer user_data)                                                          \
  {                                                                                              \
    g_string_append_c (((Fixture *) user_data)->log, letter);                                    \
  }

LOG_FUNC (a_cb, 'a')
LOG_FUNC (b_cb, 'b')
LOG_FUNC (c_cb, 'c')

static void
run_at (Fixture *fixture,
        gint64   now_us)
{
  clasp_manual_clock_advance (fixture->clock, now_us - clasp_clock_now_us (fixture->clock));
  clasp_timers_run (fixture->timers);
}

static void
test_run_in_order_of_time (Fixture      *fixture,
                           gconstpointer data)
{
  clasp_timers_set (fixture->timers, &fixture->timer[0], 3000, c_cb, fixture);
  clasp_timers_set (fixture->timers, &fixture->timer[1], 2000, b_cb, fixture);
  clasp_timers_set (fixture->timers, &fixture->timer[2], 1500, a_cb, fixture);
  run_at (fixture, 1499);
  g_assert_cmpstr (fixture->log->str, ==, "");
  run_at (fixture, 3000);
  g_assert_cmpstr (fixture->log->str, ==, "abc");
  g_assert_false (clasp_timer_is_pending (&fixture->timer[0]));
}

static void
test_moved_and_cancelled (Fixture      *fixture,
                          gconstpointer data)
{
  clasp_timers_set (fixture->timers, &fixture->timer[0], 2000, a_cb, fixture);
  clasp_timers_set (fixture->timers, &fixture->timer[1], 2500, b_cb, fixture);
  clasp_timers_set (fixture->timers, &fixture->timer[2], 2600, c_cb, fixture);
  clasp_timers_set (fixture->timers, &fixture->timer[0], 5000, a_cb, fixture);
  clasp_timers_cancel (fixture->timers, &fixture->timer[1]);
  clasp_timers_cancel (fixture->timers, &fixture->timer[1]);
  run_at (fixture, 4000);
  g_assert_cmpstr (fixture->log->str, ==, "c");
  run_at (fixture, 5000);
  g_assert_cmpstr (fixture->log->str, ==, "ca");
}

static void
again_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_c (fixture->log, 'x');
  clasp_timers_set (fixture->timers, &fixture->timer[0], 0, again_cb, fixture);
}

static void
test_one_that_sets_itself_for_the_past_does_not_keep_the_loop (Fixture      *fixture,
                                                               gconstpointer data)
{
  clasp_timers_set (fixture->timers, &fixture->timer[0], 1000, again_cb, fixture);
  run_at (fixture, 1000);
  g_assert_cmpstr (fixture->log->str, ==, "x");
  run_at (fixture, 1000);
  g_assert_cmpstr (fixture->log->str, ==, "xx");
}

static void
test_many_in_random_order (Fixture      *fixture,
                           gconstpointer data)
{
  enum { N = 500 };
  g_autofree ClaspTimer *timers = g_new0 (ClaspTimer, N);
  g_autoptr (GRand)      random = g_rand_new_with_seed (7);

  for (guint i = 0; i < N; i++)
    clasp_timers_set (fixture->timers, &timers[i], g_rand_int_range (random, 2000, 9000), a_cb, fixture);
  for (guint i = 0; i < N; i += 3)
    clasp_timers_cancel (fixture->timers, &timers[i]);
  run_at (fixture, 5000);
  for (guint i = 0; i < N; i++)
    if (clasp_timer_is_pending (&timers[i]))
      g_assert_cmpint (timers[i].due_us, >, 5000);
  run_at (fixture, 9000);
  g_assert_cmpuint (fixture->log->len, ==, N - (N + 2) / 3);
}

static gboolean
has_run (gpointer user_data)
{
  return ((Fixture *) user_data)->log->len > 0;
}

static void
test_the_system_clock_wakes_the_loop (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr (ClaspTimers) timers = clasp_timers_new (NULL, clasp_clock_system ());
  gint64                  due_us = clasp_clock_now_us (clasp_clock_system ()) + 3000;

  clasp_timers_set (timers, &fixture->timer[0], due_us, a_cb, fixture);
  clasp_test_spin_until (has_run, fixture, "the timer");
  g_assert_cmpint (clasp_clock_now_us (clasp_clock_system ()), >=, due_us);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/io/timer/" path, Fixture, NULL, setup, func, teardown)
  ADD ("run-in-order-of-time", test_run_in_order_of_time);
  ADD ("moved-and-cancelled", test_moved_and_cancelled);
  ADD ("set-for-the-past-by-itself", test_one_that_sets_itself_for_the_past_does_not_keep_the_loop);
  ADD ("many-in-random-order", test_many_in_random_order);
  ADD ("system-clock-wakes-the-loop", test_the_system_clock_wakes_the_loop);

  return g_test_run ();
}
