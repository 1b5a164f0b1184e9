/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-timer.h"
#include "support/clasp-test.h"

#include <glib-unix.h>
#include <unistd.h>

/* A thread that sleeps in its reactor: everything else a context can wake up for still wakes it. */

#define N_BYTES 200
#define AWAKE_US 10000

typedef struct
{
  ClaspReactor      *reactor;
  ClaspReactorWatch *watch; /* (nullable) of the first pipe */
  int                pipes[2][2];
  ClaspDeferred      deferred;
  GString           *log;
  guint              n_reads;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->reactor = clasp_reactor_new (NULL);
  clasp_reactor_own_sleep (fixture->reactor);
  clasp_reactor_set_awake (fixture->reactor, GPOINTER_TO_UINT (data));
  fixture->log = g_string_new (NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (pipe (fixture->pipes[i]), ==, 0);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->watch, clasp_reactor_remove);
  for (guint i = 0; i < 2; i++)
    {
      close (fixture->pipes[i][0]);
      close (fixture->pipes[i][1]);
    }
  clasp_reactor_unref (fixture->reactor);
  g_string_free (fixture->log, TRUE);
}

static void
put_byte (Fixture *fixture, guint pipe)
{
  g_assert_cmpint (write (fixture->pipes[pipe][1], "x", 1), ==, 1);
}

static void
take_byte (Fixture *fixture, guint pipe)
{
  char byte;

  g_assert_cmpint (read (fixture->pipes[pipe][0], &byte, 1), ==, 1);
}

static void
read_cb (guint32 events, gpointer user_data)
{
  Fixture *fixture = user_data;

  take_byte (fixture, 0);
  fixture->n_reads++;
}

static void
watch (Fixture *fixture)
{
  fixture->watch =
    clasp_reactor_add (fixture->reactor, fixture->pipes[0][0], EPOLLIN, read_cb, fixture);
}

static gboolean
has_read (gpointer user_data)
{
  return ((Fixture *) user_data)->n_reads > 0;
}

static gboolean
has_logged (gpointer user_data)
{
  return ((Fixture *) user_data)->log->len > 0;
}

static void
read_one (Fixture *fixture)
{
  fixture->n_reads = 0;
  put_byte (fixture, 0);
  clasp_test_spin_until (has_read, fixture, "the byte in the pipe");
  g_assert_cmpuint (fixture->n_reads, ==, 1);
}

static void
test_events_come_once_each (Fixture *fixture, gconstpointer data)
{
  watch (fixture);
  for (guint i = 0; i < N_BYTES; i++)
    read_one (fixture);
}

/* --- what else wakes a context -------------------------------------------------------------- */

static gboolean
posted_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, 'p');
  return G_SOURCE_REMOVE;
}

static gpointer
post_thread (gpointer user_data)
{
  g_usleep (2000); /* most of the time the other one is asleep by then; either way it must come */
  g_main_context_invoke (NULL, posted_cb, user_data);
  return NULL;
}

static void
test_other_threads_wake_it (Fixture *fixture, gconstpointer data)
{
  watch (fixture);
  read_one (fixture);
  for (guint i = 0; i < 20; i++)
    {
      GThread *thread = g_thread_new ("post", post_thread, fixture);

      g_string_truncate (fixture->log, 0);
      while (fixture->log->len == 0)
        g_main_context_iteration (NULL, TRUE);
      g_thread_join (thread);
      read_one (fixture);
    }
}

static gboolean
fd_cb (int fd, GIOCondition condition, gpointer user_data)
{
  take_byte (user_data, 1);
  g_string_append_c (((Fixture *) user_data)->log, 'd');
  return G_SOURCE_CONTINUE;
}

static void
test_other_descriptors_are_polled (Fixture *fixture, gconstpointer data)
{
  guint source;

  watch (fixture);
  read_one (fixture);
  source = g_unix_fd_add (fixture->pipes[1][0], G_IO_IN, fd_cb, fixture);
  put_byte (fixture, 1);
  clasp_test_spin_until (has_logged, fixture, "the other descriptor");
  read_one (fixture);
  g_source_remove (source);
  read_one (fixture);
  g_assert_cmpstr (fixture->log->str, ==, "d");
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, 't');
  return G_SOURCE_REMOVE;
}

static void
test_timeouts_end_it (Fixture *fixture, gconstpointer data)
{
  watch (fixture);
  read_one (fixture);
  g_timeout_add (5, timeout_cb, fixture);
  while (fixture->log->len == 0)
    g_main_context_iteration (NULL, TRUE);
  read_one (fixture);
}

/* --- between sleep and dispatch ------------------------------------------------------------- */

static gboolean
remove_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->watch, clasp_reactor_remove);
  g_string_append_c (fixture->log, 'r');
  return G_SOURCE_REMOVE;
}

/* A source that comes first removes what the thread has slept for. */
static void
test_removed_before_the_dispatch (Fixture *fixture, gconstpointer data)
{
  watch (fixture);
  read_one (fixture);
  put_byte (fixture, 0);
  g_idle_add_full (G_PRIORITY_HIGH, remove_cb, fixture, NULL);
  clasp_test_spin_until (has_logged, fixture, "the watch to be removed");
  for (guint i = 0; i < 10; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fixture->n_reads, ==, 1);
  watch (fixture);
  fixture->n_reads = 0;
  clasp_test_spin_until (has_read, fixture, "the byte that waited for another watch");
}

/* --- timers in the reactor ------------------------------------------------------------------ */

static void
sent_cb (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->log, 's');
}

static void
due_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_c (fixture->log, 'd');
  clasp_reactor_defer (fixture->reactor, &fixture->deferred, sent_cb, fixture);
}

static void
test_what_a_timer_sends_leaves_in_its_dispatch (Fixture *fixture, gconstpointer data)
{
  ClaspTimers *timers = clasp_timers_new (NULL, clasp_clock_system ());
  ClaspTimer   timer = { 0 }, later = { 0 };

  clasp_timers_use_reactor (timers, fixture->reactor);
  for (guint i = 0; i < 20; i++)
    {
      gint64 now_us = clasp_clock_now_us (clasp_clock_system ());

      g_string_truncate (fixture->log, 0);
      clasp_timers_set (timers, &timer, now_us + 500 * (i % 3), due_cb, fixture);
      clasp_timers_set (timers, &later, now_us + 60 * G_USEC_PER_SEC, due_cb, fixture);
      while (fixture->log->len == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (fixture->log->str, ==, "ds");
      g_assert_false (clasp_timer_is_pending (&timer));
      g_assert_true (clasp_timer_is_pending (&later));
    }
  clasp_timers_free (timers);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  /* once asleep at once, and once watching for longer than any of them takes */
#define ADD(path, func)                                                                            \
  g_test_add ("/io/reactor-sleep/" path, Fixture, NULL, setup, func, teardown);                    \
  g_test_add ("/io/reactor-sleep/awake/" path, Fixture, GUINT_TO_POINTER (AWAKE_US), setup, func,  \
              teardown)
  ADD ("events-come-once-each", test_events_come_once_each);
  ADD ("other-threads-wake-it", test_other_threads_wake_it);
  ADD ("other-descriptors-are-polled", test_other_descriptors_are_polled);
  ADD ("timeouts-end-it", test_timeouts_end_it);
  ADD ("removed-before-the-dispatch", test_removed_before_the_dispatch);
  ADD ("what-a-timer-sends-leaves-in-its-dispatch", test_what_a_timer_sends_leaves_in_its_dispatch);

  return g_test_run ();
}
