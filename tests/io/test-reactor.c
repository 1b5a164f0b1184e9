/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-reactor.h"
#include "support/clasp-test.h"

#include <unistd.h>

typedef struct
{
  ClaspReactor      *reactor;
  ClaspReactorWatch *watches[2];
  int                pipes[2][2];
  ClaspDeferred      deferred[2];
  GString           *log;
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->log = g_string_new (NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (pipe (fixture->pipes[i]), ==, 0);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&fixture->watches[i], clasp_reactor_remove);
      close (fixture->pipes[i][0]);
      close (fixture->pipes[i][1]);
    }
  clasp_reactor_unref (fixture->reactor);
  g_string_free (fixture->log, TRUE);
}

static void
flush_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, 'f');
}

static void
read_cb (guint32  events,
         gpointer user_data)
{
  Fixture *fixture = user_data;
  char     byte;

  if (read (fixture->pipes[0][0], &byte, 1) == 1)
    g_string_append_c (fixture->log, byte);
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[0], flush_cb, fixture);
}

static gboolean
log_is (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_str_equal (fixture->log->str, "abf") || g_str_equal (fixture->log->str, "afbf");
}

static void
test_deferred_runs_once_after_the_dispatch (Fixture      *fixture,
                                            gconstpointer data)
{
  fixture->watches[0] = clasp_reactor_add (fixture->reactor, fixture->pipes[0][0], EPOLLIN, read_cb, fixture);
  g_assert_cmpint (write (fixture->pipes[0][1], "ab", 2), ==, 2);
  clasp_test_spin_until (log_is, fixture, "both bytes, each dispatch followed by one flush");
}

static void
remove_both_cb (guint32  events,
                gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_c (fixture->log, 'r');
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&fixture->watches[i], clasp_reactor_remove);
}

static gboolean
has_logged (gpointer user_data)
{
  return ((Fixture *) user_data)->log->len > 0;
}

static void
test_a_watch_removed_in_the_dispatch_is_not_called (Fixture      *fixture,
                                                    gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      fixture->watches[i] = clasp_reactor_add (fixture->reactor, fixture->pipes[i][0], EPOLLIN, remove_both_cb, fixture);
      g_assert_cmpint (write (fixture->pipes[i][1], "x", 1), ==, 1);
    }
  clasp_test_spin_until (has_logged, fixture, "one of the two to be called");
  g_assert_cmpstr (fixture->log->str, ==, "r");
}

static void
second_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, '2');
}

static void
first_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_c (fixture->log, '1');
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[1], second_cb, fixture);
}

static gboolean
has_two (gpointer user_data)
{
  return ((Fixture *) user_data)->log->len == 2;
}

static void
test_deferred_from_outside_and_from_deferred_work (Fixture      *fixture,
                                                   gconstpointer data)
{
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[0], first_cb, fixture);
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[0], first_cb, fixture);
  clasp_test_spin_until (has_two, fixture, "both pieces of work");
  g_assert_cmpstr (fixture->log->str, ==, "12");
}

static void
test_cancelled_work_does_not_run (Fixture      *fixture,
                                  gconstpointer data)
{
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[0], first_cb, fixture);
  clasp_reactor_defer (fixture->reactor, &fixture->deferred[1], second_cb, fixture);
  clasp_reactor_cancel (fixture->reactor, &fixture->deferred[0]);
  clasp_test_spin_until (has_logged, fixture, "the work that was left");
  g_assert_cmpstr (fixture->log->str, ==, "2");
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/io/reactor/" path, Fixture, NULL, setup, func, teardown)
  ADD ("deferred-runs-once-after-the-dispatch", test_deferred_runs_once_after_the_dispatch);
  ADD ("watch-removed-in-the-dispatch-is-not-called", test_a_watch_removed_in_the_dispatch_is_not_called);
  ADD ("deferred-from-outside-and-from-deferred-work", test_deferred_from_outside_and_from_deferred_work);
  ADD ("cancelled-work-does-not-run", test_cancelled_work_does_not_run);

  return g_test_run ();
}
