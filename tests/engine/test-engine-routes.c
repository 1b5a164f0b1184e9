/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

/* What of a show's mappings, variables and scenes reaches the worker, and what comes back. */

typedef struct
{
  ClaspShow        *show;
  ClaspEngine      *engine;
  ClaspSignalTable *signals; /* (unowned) */
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
setup (Fixture *fixture, gconstpointer data)
{
  fixture->show = clasp_show_new (clasp_kinds ());
  fixture->engine = clasp_engine_new (fixture->show);
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           "listen", "ws://127.0.0.1:0/clasp", NULL);
}

static void
start (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError)       error = NULL;

  clasp_engine_start (fixture->engine);
  fixture->signals = clasp_engine_watch_signals (fixture->engine);
  clasp_engine_wait_ready_async (fixture->engine, NULL, result_cb, &result);
  clasp_test_spin_until (is_set, &result, "the engine to settle");
  g_assert_true (clasp_engine_wait_ready_finish (fixture->engine, result, &error));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_engine_unwatch_signals (fixture->engine);
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
}

static ClaspMapping *
map (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspMapping      *mapping = clasp_show_map_from_text (fixture->show, text, &error);

  g_assert_no_error (error);
  return mapping;
}

static ClaspShowLocal *
add_local (Fixture *fixture, const char *kind, const char *name)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspShowLocal) local = clasp_show_create_local (fixture->show, kind, name, &error);

  g_assert_no_error (error);
  g_assert_true (clasp_show_add (fixture->show, CLASP_SHOW_ITEM (local)));
  return local;
}

static void
set (Fixture *fixture, const char *address, double number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_engine_send (fixture->engine, address, &value, FALSE);
}

typedef struct
{
  Fixture    *fixture;
  const char *address;
  double      number;
} Expected;

static gboolean
has_number (gpointer user_data)
{
  Expected *expected = user_data;
  guint     size = clasp_signal_table_get_size (expected->fixture->signals);

  for (guint i = 0; i < size; i++)
    {
      ClaspSignalState state;

      if (!g_str_equal (clasp_signal_table_get_address (expected->fixture->signals, i),
                        expected->address))
        continue;
      clasp_signal_table_read (expected->fixture->signals, i, &state);
      return state.number == expected->number;
    }
  return FALSE;
}

static void
expect (Fixture *fixture, const char *address, double number)
{
  Expected expected = { fixture, address, number };

  clasp_test_spin_until (has_number, &expected, address);
}

static void
test_all_ends_are_used (Fixture *fixture, gconstpointer data)
{
  start (fixture);
  map (fixture, "/a + /b => /c, (invert) /d");
  set (fixture, "/a", 0.25);
  expect (fixture, "/c", 0.25);
  expect (fixture, "/d", 0.75);
  set (fixture, "/b", 1.0);
  expect (fixture, "/c", 1.0);
  expect (fixture, "/d", 0.0);
}

static void
test_an_end_more_takes_effect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMappingEnd) end = clasp_show_create_target (fixture->show, "/d");
  ClaspMapping               *mapping;

  start (fixture);
  set (fixture, "/a", 0.5);
  mapping = map (fixture, "/a => /c");
  expect (fixture, "/c", 0.5);
  clasp_mapping_add_target (mapping, end);
  expect (fixture, "/d", 0.5);
  clasp_mapping_end_set_address (end, "/e");
  expect (fixture, "/e", 0.5);
}

/* The first stops what the second would do, until it stands behind it. */
static void
test_a_move_reaches_the_worker (Fixture *fixture, gconstpointer data)
{
  ClaspMapping *first = map (fixture, "[stop] /a => /first");

  map (fixture, "/a => /second");
  start (fixture);
  set (fixture, "/a", 0.25);
  expect (fixture, "/first", 0.25);
  clasp_show_move (fixture->show, CLASP_SHOW_ITEM (first), 1);

  /* nothing tells when the order is there */
  for (double number = 1.0; number < 100.0; number++)
    {
      Expected second = { fixture, "/second", number };

      set (fixture, "/a", number);
      expect (fixture, "/first", number);
      if (has_number (&second))
        return;
    }
  g_assert_not_reached ();
}

static void
test_variables_come_and_go (Fixture *fixture, gconstpointer data)
{
  ClaspShowLocal *level = add_local (fixture, "variable", "level");

  g_object_set (clasp_show_local_get_settings (level), "initial", "0.25", NULL);
  start (fixture);
  expect (fixture, "/local/var/level", 0.25);
  map (fixture, "/local/var/level => /lamp");
  expect (fixture, "/lamp", 0.25);
  set (fixture, "/local/var/level", 0.5);
  expect (fixture, "/lamp", 0.5);
}

static gboolean
has_values (gpointer user_data)
{
  const char *const *values = clasp_settings_get_strv (user_data, "values");

  return values[0] != NULL && values[1] == NULL && g_str_equal (values[0], "/lamp/1=0.5");
}

/* What a desk stores is an edit of the show. */
static void
test_a_stored_scene_is_in_the_show (Fixture *fixture, gconstpointer data)
{
  ClaspShowLocal     *scene = add_local (fixture, "scene", "Sunset");
  g_auto (ClaspValue) pattern = clasp_value_string (CLASP_STR_LITERAL ("/lamp/*"));
  ClaspValue          null = clasp_value_null ();
  gboolean            can_undo;

  start (fixture);
  set (fixture, "/lamp/1", 0.5);
  expect (fixture, "/lamp/1", 0.5);
  clasp_engine_send (fixture->engine, "/local/scene/Sunset/store", &pattern, TRUE);
  clasp_test_spin_until (has_values, clasp_show_local_get_settings (scene), "the stored values");

  g_object_get (fixture->show, "can-undo", &can_undo, NULL);
  g_assert_true (can_undo);
  set (fixture, "/lamp/1", 0.0);
  expect (fixture, "/lamp/1", 0.0);
  clasp_engine_send (fixture->engine, "/local/scene/Sunset/recall", &null, TRUE);
  expect (fixture, "/lamp/1", 0.5);
}

/* --- a monitor that is not read --- */

static gboolean
has_lost (gpointer user_data)
{
  return clasp_monitor_get_n_lost (user_data) >= 24;
}

static void
test_a_monitor_that_is_not_read_counts_what_it_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMonitor) monitor = NULL;
  ClaspMonitorRecord       records[64];
  guint64                  n_lost;
  guint                    n;

  start (fixture);
  monitor = clasp_engine_open_monitor (fixture->engine, 16);
  for (guint i = 0; i < 40; i++)
    set (fixture, "/a", i);
  clasp_test_spin_until (has_lost, monitor, "messages to be lost");
  n = clasp_monitor_read (monitor, records, G_N_ELEMENTS (records));
  g_assert_cmpuint (n, ==, 16);
  for (guint i = 1; i < n; i++)
    g_assert_cmpuint (records[i].number, ==, records[i - 1].number + 1); /* what is there is whole */
  expect (fixture, "/a", 39);
  n_lost = clasp_monitor_get_n_lost (monitor);
  set (fixture, "/a", 40);
  expect (fixture, "/a", 40);
  g_assert_cmpuint (clasp_monitor_read (monitor, &records[n], 1), ==, 1);
  g_assert_cmpuint (records[n].number, ==, records[n - 1].number + n_lost + 1);
  g_assert_cmpuint (clasp_monitor_get_n_lost (monitor), ==, n_lost);
  clasp_engine_close_monitor (fixture->engine, monitor);
}

/* --- which addresses are listed --- */

static gboolean
is_crowded (gpointer user_data)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (((Fixture *) user_data)->engine, &stats);
  return stats.n_crowded == 1 && stats.crowded[0].max == 2;
}

static gboolean
is_not_crowded (gpointer user_data)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (((Fixture *) user_data)->engine, &stats);
  return stats.n_crowded == 0;
}

static gboolean
is_unlisted (Fixture *fixture, const char *address)
{
  for (guint i = 0; i < clasp_signal_table_get_size (fixture->signals); i++)
    if (g_str_equal (clasp_signal_table_get_address (fixture->signals, i), address))
      return !clasp_signal_table_is_known (fixture->signals, i);
  return TRUE;
}

static gboolean
is_first_unlisted (gpointer user_data)
{
  return is_unlisted (user_data, "/box/a");
}

typedef struct
{
  ClaspStatus *status;
  guint64      n_out;
} Sent;

static gboolean
has_sent_more (gpointer user_data)
{
  const Sent *sent = user_data;

  return clasp_status_peek (sent->status)->n_out > sent->n_out;
}

static void
test_too_many_addresses_are_mapped_and_not_listed (Fixture *fixture, gconstpointer data)
{
  ClaspConnection *box = clasp_show_connect_from_text (fixture->show, "osc,listen=,send=127.0.0.1:9,max-listed=2", NULL);
  ClaspSettings   *settings = clasp_connection_get_settings (box);
  Sent             sent = { NULL, 0 };

  g_object_set (box, "namespace", "/box", NULL);
  map (fixture, "/box/c => /out");
  start (fixture);
  sent.status = clasp_engine_get_status (fixture->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (box)));
  set (fixture, "/box/a", 1.0);
  set (fixture, "/box/b", 1.0);
  expect (fixture, "/box/b", 1.0);
  set (fixture, "/box/c", 0.5);
  expect (fixture, "/out", 0.5);
  g_assert_true (is_unlisted (fixture, "/box/c"));
  clasp_test_spin_until (is_crowded, fixture, "it to be told");
  clasp_test_spin_until (has_sent_more, &sent, "something to be sent");
  sent.n_out = clasp_status_peek (sent.status)->n_out;

  g_object_set (settings, "max-listed", 3, NULL);
  expect (fixture, "/box/c", 0.5); /* though nobody sent it again */
  clasp_test_spin_until (is_not_crowded, fixture, "it to end");
  set (fixture, "/box/a", 0.25);
  clasp_test_spin_until (has_sent_more, &sent, "the same connection to go on");

  clasp_settings_set_text (settings, "listed", "/b;/c", NULL);
  clasp_test_spin_until (is_first_unlisted, fixture, "it to go");
  g_assert_false (is_unlisted (fixture, "/box/b"));
  clasp_settings_set_text (settings, "listed", "", NULL);
  expect (fixture, "/box/a", 0.25);
}

static void
test_an_unwatched_table_comes_back_within_its_share (Fixture *fixture, gconstpointer data)
{
  ClaspConnection *box = clasp_show_connect_from_text (fixture->show, "osc,listen=,send=127.0.0.1:9,max-listed=2", NULL);
  guint            n_listed = 0;

  g_object_set (box, "namespace", "/box", NULL);
  start (fixture);
  set (fixture, "/box/a", 1.0);
  expect (fixture, "/box/a", 1.0);
  clasp_engine_unwatch_signals (fixture->engine);
  for (char name = 'b'; name < 'g'; name++)
    {
      char address[] = { '/', 'b', 'o', 'x', '/', name, '\0' };

      set (fixture, address, 1.0);
    }
  g_assert_true (clasp_engine_watch_signals (fixture->engine) == fixture->signals);
  set (fixture, "/done", 1.0);
  expect (fixture, "/done", 1.0);
  for (guint i = 0; i < clasp_signal_table_get_size (fixture->signals); i++)
    n_listed += g_str_has_prefix (clasp_signal_table_get_address (fixture->signals, i), "/box/");
  g_assert_cmpuint (n_listed, ==, 2);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, test) g_test_add ("/engine/routes/" name, Fixture, NULL, setup, test, teardown)
  ADD ("all-ends-are-used", test_all_ends_are_used);
  ADD ("an-end-more-takes-effect", test_an_end_more_takes_effect);
  ADD ("a-move-reaches-the-worker", test_a_move_reaches_the_worker);
  ADD ("variables-come-and-go", test_variables_come_and_go);
  ADD ("a-stored-scene-is-in-the-show", test_a_stored_scene_is_in_the_show);
  ADD ("a-monitor-that-is-not-read-counts-what-it-lost", test_a_monitor_that_is_not_read_counts_what_it_lost);
  ADD ("too-many-addresses-are-mapped-and-not-listed", test_too_many_addresses_are_mapped_and_not_listed);
  ADD ("an-unwatched-table-comes-back-within-its-share", test_an_unwatched_table_comes_back_within_its_share);
  return g_test_run ();
}
