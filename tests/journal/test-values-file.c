/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal/clasp-values-file.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>

typedef struct
{
  GFile           *file;
  char            *path;
  ClaspReactor    *reactor;
  ClaspTimers     *timers;
  ClaspRouter     *router;
  ClaspSession    *session;
  ClaspValuesFile *values;
} Fixture;

static void
nothing_cb (ClaspSession        *session,
            const ClaspDelivery *delivery,
            gpointer             user_data)
{
}

static void
start (Fixture *fixture)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", &limits);
  fixture->session = clasp_router_join (fixture->router, "test", nothing_cb, NULL, NULL);
  fixture->values = clasp_values_file_new (fixture->file, fixture->router, fixture->timers);
}

static void
stop (Fixture *fixture)
{
  g_clear_pointer (&fixture->values, clasp_values_file_free);
  clasp_session_leave (fixture->session);
  clasp_router_shutdown (fixture->router, "done");
  g_object_unref (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
}

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  GFileIOStream *stream;

  fixture->file = g_file_new_tmp ("values-XXXXXX", &stream, NULL);
  fixture->path = g_file_get_path (fixture->file);
  g_object_unref (stream);
  start (fixture);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  stop (fixture);
  g_unlink (fixture->path);
  g_free (fixture->path);
  g_object_unref (fixture->file);
}

static void
set (Fixture    *fixture,
     const char *address,
     double      number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_session_set (fixture->session, clasp_str (address), &value);
}

static void
assert_value (Fixture    *fixture,
              const char *address,
              double      expected)
{
  const ClaspValue *value = clasp_router_peek (fixture->router, clasp_str (address));

  g_assert_nonnull (value);
  g_assert_cmpfloat (value->as.number, ==, expected);
}

static void
test_values_come_back (Fixture      *fixture,
                       gconstpointer data)
{
  g_auto (ClaspValue) text = clasp_value_string (CLASP_STR_LITERAL ("Verse"));

  set (fixture, "/a/1", 0.25);
  set (fixture, "/a/2", 1);
  set (fixture, "/a/1", 0.5);
  clasp_session_set (fixture->session, CLASP_STR_LITERAL ("/label"), &text);
  stop (fixture);
  start (fixture);
  assert_value (fixture, "/a/1", 0.5);
  assert_value (fixture, "/a/2", 1);
  g_assert_true (clasp_value_equal (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/label")), &text));
}

static gboolean
has_grown (gpointer user_data)
{
  Fixture *fixture = user_data;
  GStatBuf info;

  return g_stat (fixture->path, &info) == 0 && info.st_size > 0;
}

static void
test_written_without_being_told (Fixture      *fixture,
                                 gconstpointer data)
{
  set (fixture, "/a", 0.75);
  clasp_test_spin_until (has_grown, fixture, "the value on disk");
}

static void
test_an_unfinished_end_is_dropped (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize            size;

  set (fixture, "/a", 0.25);
  stop (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, 4);
  bytes = g_realloc (bytes, size + 5);
  memcpy (bytes + size, bytes, 5); /* the beginning of another frame */
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) size + 5, NULL));
  start (fixture);
  assert_value (fixture, "/a", 0.25);
}

static void
test_the_file_does_not_grow_for_ever (Fixture      *fixture,
                                      gconstpointer data)
{
  GStatBuf info;

  for (guint round = 0; round < 40; round++)
    {
      for (guint i = 0; i < 2000; i++)
        {
          char address[32];

          g_snprintf (address, sizeof address, "/dmx/0/%u", i);
          set (fixture, address, round);
        }
      clasp_values_file_free (g_steal_pointer (&fixture->values));
      fixture->values = clasp_values_file_new (fixture->file, fixture->router, fixture->timers);
    }
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, 3 * 2000 * 32);
  assert_value (fixture, "/dmx/0/1999", 39);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* what the file says of itself is a warning */

#define ADD(path, func) g_test_add ("/journal/values-file/" path, Fixture, NULL, setup, func, teardown)
  ADD ("values-come-back", test_values_come_back);
  ADD ("written-without-being-told", test_written_without_being_told);
  ADD ("unfinished-end-is-dropped", test_an_unfinished_end_is_dropped);
  ADD ("does-not-grow-for-ever", test_the_file_does_not_grow_for_ever);

  return g_test_run ();
}
