/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo against a real engine on loopback: what it sends arrives, what it adds can be undone. */

#include "clasp-kinds.h"
#include "first-run/br-demo.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspShow        *show;
  ClaspEngine      *engine;
  ClaspSignalTable *table;
  BrDemo           *demo;
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->show = clasp_show_new (clasp_kinds ());
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (fixture->show)),
                           "listen",
                           "ws://127.0.0.1:0/clasp",
                           &error);
  g_assert_no_error (error);
  fixture->engine = clasp_engine_new (fixture->show);
  clasp_engine_start (fixture->engine);
  fixture->table = clasp_engine_watch_signals (fixture->engine);
  fixture->demo = br_demo_new (fixture->engine);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_assert_finalize_object (fixture->demo);
  clasp_engine_unwatch_signals (fixture->engine);
  clasp_engine_stop (fixture->engine);
  g_object_unref (fixture->engine);
  g_assert_finalize_object (fixture->show);
}

static gboolean
read_signal (ClaspSignalTable *table,
             const char       *address,
             ClaspSignalState *state)
{
  for (guint i = 0; i < clasp_signal_table_get_size (table); i++)
    if (g_str_equal (clasp_signal_table_get_address (table, i), address))
      {
        clasp_signal_table_read (table, i, state);
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_moved (Fixture    *fixture,
           const char *address)
{
  ClaspSignalState state;

  return read_signal (fixture->table, address, &state) && state.n_updates >= 3 && state.number > 0 && state.number <= 1;
}

static gboolean
all_faders_move (gpointer user_data)
{
  for (guint i = 1; i <= BR_DEMO_N_FADERS; i++)
    {
      g_autofree char *address = g_strdup_printf ("/demo/fader/%u", i);

      if (!has_moved (user_data, address))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  Fixture *fixture;
  guint    n_updates;
} Fence;

static void
value_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  clasp_engine_get_value_finish (CLASP_ENGINE (source), result, &value, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* The worker answers in order: with the answer, everything sent before has arrived. */
static void
wait_for_worker (ClaspEngine *engine)
{
  gboolean is_answered = FALSE;

  clasp_engine_get_value_async (engine, "/demo/fader/1", NULL, value_cb, &is_answered);
  clasp_test_spin_until (is_true, &is_answered, "the worker to answer");
}

static gboolean
was_sent_more (gpointer user_data)
{
  Fence           *fence = user_data;
  ClaspSignalState state;

  return read_signal (fence->fixture->table, "/demo/fader/1", &state) && state.n_updates != fence->n_updates;
}

static guint
n_connections (Fixture *fixture)
{
  return g_list_model_get_n_items (clasp_show_get_connections (fixture->show));
}

static void
test_two_faders_move_while_it_runs (Fixture      *fixture,
                                    gconstpointer data)
{
  ClaspSignalState state;

  g_assert_false (br_demo_get_running (fixture->demo));
  g_object_set (fixture->demo, "running", TRUE, NULL);
  g_assert_true (br_demo_get_running (fixture->demo));
  clasp_test_spin_until (all_faders_move, fixture, "all faders to move");
  g_assert_false (read_signal (fixture->table, "/demo/fader/3", &state));
}

static void
test_nothing_is_sent_after_stopping (Fixture      *fixture,
                                     gconstpointer data)
{
  ClaspSignalState state;
  Fence            fence = { fixture, 0 };

  br_demo_set_running (fixture->demo, TRUE);
  clasp_test_spin_until (all_faders_move, fixture, "all faders to move");
  br_demo_set_running (fixture->demo, FALSE);
  wait_for_worker (fixture->engine);
  g_assert_true (read_signal (fixture->table, "/demo/fader/1", &state));
  fence.n_updates = state.n_updates;
  /* Five intervals: a timer left behind would show. */
  g_assert_false (clasp_test_spin_for (was_sent_more, &fence, 200));

  br_demo_set_running (fixture->demo, TRUE);
  clasp_test_spin_until (was_sent_more, &fence, "signals after the second start");
}

static void
test_lights_are_one_edit_that_can_be_undone (Fixture      *fixture,
                                             gconstpointer data)
{
  g_autoptr (ClaspConnection) lights = NULL;
  g_autofree char            *label = NULL;
  ClaspSettings              *settings;

  br_demo_set_running (fixture->demo, TRUE);
  g_assert_cmpuint (n_connections (fixture), ==, 1);
  lights = g_list_model_get_item (clasp_show_get_connections (fixture->show), 0);
  settings = clasp_connection_get_settings (lights);
  g_assert_cmpstr (clasp_connection_get_kind (lights), ==, "artnet");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (lights)), ==, "Demo lights");
  g_assert_cmpstr (clasp_settings_get_string (settings, "listen"), ==, "");
  g_assert_cmpstr (clasp_settings_get_strv (settings, "send")[0], ==, "127.0.0.1");
  g_assert_cmpstr (clasp_settings_get_strv (settings, "universes")[0], ==, "0:0:0");
  g_object_get (fixture->show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Add demo lights");

  clasp_show_undo (fixture->show);
  g_assert_cmpuint (n_connections (fixture), ==, 0);
  g_assert_true (br_demo_get_running (fixture->demo));
}

static void
test_lights_of_the_show_are_enough (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  clasp_show_connect_from_text (fixture->show, "artnet,listen=,send=127.0.0.1", &error);
  g_assert_no_error (error);
  br_demo_set_running (fixture->demo, TRUE);
  br_demo_set_running (fixture->demo, FALSE);
  br_demo_set_running (fixture->demo, TRUE);
  g_assert_cmpuint (n_connections (fixture), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(name, func) g_test_add ("/ui/demo/" name, Fixture, NULL, setup, func, teardown)
  ADD ("two-faders-move-while-it-runs", test_two_faders_move_while_it_runs);
  ADD ("nothing-is-sent-after-stopping", test_nothing_is_sent_after_stopping);
  ADD ("lights-are-one-edit-that-can-be-undone", test_lights_are_one_edit_that_can_be_undone);
  ADD ("lights-of-the-show-are-enough", test_lights_of_the_show_are_enough);
#undef ADD

  return g_test_run ();
}
