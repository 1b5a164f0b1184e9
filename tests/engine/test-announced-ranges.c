/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "clasp-show-ranges.h"
#include "client/clasp-client-query.h"
#include "support/clasp-test.h"

/* What programs and devices announce of their ranges is what the window shows. */

static void
assert_range (ClaspAnnouncedRanges *ranges, const char *address, double maximum)
{
  const ClaspAnnouncedRange *found = clasp_announced_ranges_find (ranges, address);

  g_test_message ("%s", address);
  g_assert_cmpfloat (found != NULL ? found->maximum : 0, ==, maximum);
}

static void
put (ClaspAnnouncedRanges *ranges, const char *address, double maximum)
{
  clasp_announced_ranges_put (ranges, &(ClaspAnnouncedRange){ address, 0, maximum, FALSE });
}

static void
test_the_rule_of_the_router (void)
{
  g_autoptr (ClaspAnnouncedRanges) ranges = clasp_announced_ranges_new ();
  const guint                     *serial = clasp_announced_ranges_get_serial (ranges);
  guint                            before = *serial;

  assert_range (ranges, "/a/1", 0);
  put (ranges, "/a/1", 10);
  put (ranges, "/a/*", 20);
  put (ranges, "/**", 30);
  g_assert_cmpuint (*serial, !=, before);
  assert_range (ranges, "/a/1", 10);
  assert_range (ranges, "/a/2", 30);
  put (ranges, "/a/*", 25); /* the newest now */
  assert_range (ranges, "/a/2", 25);
  assert_range (ranges, "/b", 30);
  clasp_announced_ranges_remove (ranges, "/a/1");
  clasp_announced_ranges_remove (ranges, "/never");
  assert_range (ranges, "/a/1", 25);
  clasp_announced_ranges_remove (ranges, "/a/*");
  assert_range (ranges, "/a/2", 30);
  before = *serial;
  clasp_announced_ranges_clear (ranges);
  g_assert_cmpuint (*serial, !=, before);
  assert_range (ranges, "/b", 0);
}

/* ---- from a program to the window ---- */

typedef struct
{
  ClaspShow   *show;
  ClaspEngine *engine;
  ClaspClient *client;
  guint        n_changes;
} Fixture;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static void
ranges_changed_cb (Fixture *fixture)
{
  fixture->n_changes++;
}

static gboolean
is_connected (gpointer user_data)
{
  return clasp_client_get_state (user_data) == CLASP_CLIENT_STATE_CONNECTED;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError)       error = NULL;
  g_auto (GStrv)           uris = NULL;

  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  g_signal_connect_swapped (fixture->engine, "ranges-changed", G_CALLBACK (ranges_changed_cb), fixture);
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           "listen", "ws://127.0.0.1:0/clasp", NULL);
  clasp_engine_start (fixture->engine);
  clasp_engine_wait_ready_async (fixture->engine, NULL, result_cb, &result);
  clasp_test_spin_until (is_set, &result, "the engine to settle");
  g_assert_true (clasp_engine_wait_ready_finish (fixture->engine, result, &error));
  uris = clasp_engine_get_uris (fixture->engine);
  fixture->client = clasp_client_new (uris[0], "synth");
  clasp_client_start (fixture->client);
  clasp_test_spin_until (is_connected, fixture->client, "the program to be connected");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->client);
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
}

static void
announce (Fixture *fixture, const char *address, ClaspSignal signal, const char *datatype, double minimum, double maximum)
{
  g_autoptr (GPtrArray)   signals = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_signal_description_free);
  ClaspSignalDescription *description = clasp_signal_description_new (address, signal, datatype, "rw");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError)       error = NULL;

  if (minimum < maximum)
    clasp_signal_description_set_range (description, minimum, maximum);
  g_ptr_array_add (signals, description);
  clasp_client_announce_async (fixture->client, "/synth", signals, NULL, result_cb, &result);
  clasp_test_spin_until (is_set, &result, "the announcement to be taken");
  g_assert_true (clasp_client_announce_finish (fixture->client, result, &error));
  g_assert_no_error (error);
}

typedef struct
{
  ClaspShow  *show;
  const char *address;
  double      maximum; /* 0: none */
  gboolean    is_whole;
} Expected;

static gboolean
is_as_expected (gpointer user_data)
{
  Expected  *expected = user_data;
  ClaspRange range;

  if (!clasp_show_find_range (expected->show, expected->address, &range))
    return expected->maximum == 0;
  return range.maximum == expected->maximum && range.integer == expected->is_whole;
}

static void
expect (Fixture *fixture, const char *address, double maximum, gboolean is_whole)
{
  Expected         expected = { fixture->show, address, maximum, is_whole };
  g_autofree char *what = g_strdup_printf ("%s to end at %g", address, maximum);

  clasp_test_spin_until (is_as_expected, &expected, what);
}

static gboolean
is_told (gpointer user_data)
{
  return ((Fixture *) user_data)->n_changes > 0;
}

static void
test_announced_by_a_program (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "/synth/cutoff", 0, FALSE);
  announce (fixture, "/synth/cutoff", CLASP_SIGNAL_PARAM, "f64", 20, 20000);
  expect (fixture, "/synth/cutoff", 20000, FALSE);
  clasp_test_spin_until (is_told, fixture, "the window to be told");
  announce (fixture, "/synth/voice", CLASP_SIGNAL_EVENT, "i32", 1, 16);
  expect (fixture, "/synth/voice", 16, TRUE);
  announce (fixture, "/synth/bank/*", CLASP_SIGNAL_PARAM, "i32", 0, 7);
  expect (fixture, "/synth/bank/{n}", 7, TRUE);
  announce (fixture, "/synth/cutoff", CLASP_SIGNAL_PARAM, "f64", 0, 0);
  expect (fixture, "/synth/cutoff", 0, FALSE);
}

static void
test_an_engine_that_stops (Fixture *fixture, gconstpointer data)
{
  announce (fixture, "/synth/cutoff", CLASP_SIGNAL_PARAM, "f64", 20, 20000);
  expect (fixture, "/synth/cutoff", 20000, FALSE);
  clasp_engine_stop (fixture->engine);
  expect (fixture, "/synth/cutoff", 0, FALSE);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/announced-ranges/rule-of-the-router", test_the_rule_of_the_router);
  g_test_add ("/engine/announced-ranges/by-a-program", Fixture, NULL, setup, test_announced_by_a_program, teardown);
  g_test_add ("/engine/announced-ranges/engine-that-stops", Fixture, NULL, setup, test_an_engine_that_stops, teardown);
  return g_test_run ();
}
