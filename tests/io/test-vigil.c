/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-vigil.h"

#define LIMIT_US 100

typedef struct
{
  ClaspVigil vigil;
  gint64     now_us;
} Thread;

/* Works, and then waits; TRUE when it would have watched for a while. */
static gboolean
turn (Thread *thread, gint64 work_us, gint64 wait_us)
{
  gint64 until_us;

  thread->now_us += work_us;
  until_us = clasp_vigil_begin (&thread->vigil, thread->now_us);
  g_assert_true (until_us == thread->now_us || until_us == thread->now_us + thread->vigil.limit_us);
  thread->now_us += wait_us;
  clasp_vigil_end (&thread->vigil, thread->now_us);
  return until_us > thread->now_us - wait_us;
}

static gboolean
watches_after (Thread *thread, guint n_turns, gint64 work_us, gint64 wait_us)
{
  gboolean watches = FALSE;

  for (guint i = 0; i < n_turns; i++)
    watches = turn (thread, work_us, wait_us);
  return watches;
}

static Thread
new_thread (gint64 limit_us)
{
  return (Thread){ .vigil.limit_us = limit_us, .now_us = 5 * G_USEC_PER_SEC };
}

static void
test_what_is_idle_sleeps (void)
{
  Thread thread = new_thread (LIMIT_US);

  g_assert_false (turn (&thread, 50, 1000));
  g_assert_false (watches_after (&thread, 1000, 5, 1000));
}

static void
test_a_quarter_of_work_is_busy (void)
{
  Thread busy = new_thread (LIMIT_US), calm = new_thread (LIMIT_US);

  g_assert_true (watches_after (&busy, 1000, 1000, 3000));
  g_assert_false (watches_after (&calm, 1000, 1000, 4000));
}

static void
test_what_was_busy_sleeps_again (void)
{
  Thread thread = new_thread (LIMIT_US);

  g_assert_true (watches_after (&thread, 1000, 50, 10));
  g_assert_false (watches_after (&thread, 20, 5, 1000));
}

static void
test_what_was_idle_becomes_busy (void)
{
  Thread thread = new_thread (LIMIT_US);

  g_assert_false (watches_after (&thread, 2, 5, 10 * G_USEC_PER_SEC));
  g_assert_true (watches_after (&thread, 400, 50, 10));
}

static void
test_a_limit_of_nothing_never_watches (void)
{
  Thread thread = new_thread (0);

  for (guint i = 0; i < 100; i++)
    g_assert_false (turn (&thread, 1000, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/vigil/what-is-idle-sleeps", test_what_is_idle_sleeps);
  g_test_add_func ("/io/vigil/a-quarter-of-work-is-busy", test_a_quarter_of_work_is_busy);
  g_test_add_func ("/io/vigil/what-was-busy-sleeps-again", test_what_was_busy_sleeps_again);
  g_test_add_func ("/io/vigil/what-was-idle-becomes-busy", test_what_was_idle_becomes_busy);
  g_test_add_func ("/io/vigil/a-limit-of-nothing-never-watches",
                   test_a_limit_of_nothing_never_watches);

  return g_test_run ();
}
