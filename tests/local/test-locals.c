/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "local-test.h"

/* ---- variables ---- */

static void
test_variable_begins (LocalStage *stage, gconstpointer data)
{
  static const struct
  {
    const char *settings, *expected;
  } cases[] = {
    { "", "0.0" },
    { "initial=0.5", "0.5" },
    { "initial=7 minimum=0 maximum=5", "5.0" },
    { "type=int", "0" },
    { "type=int initial=2.5", "3" },
    { "type=int minimum=2 maximum=4", "2" },
    { "type=bool", "false" },
    { "type=bool initial=true", "true" },
    { "type=string", "\"\"" },
    { "type=string initial=12", "\"12\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("v%u", i);
      g_autofree char *address = g_strdup_printf ("/local/var/v%u", i);

      g_test_message ("%s", cases[i].settings);
      local_stage_add (stage, "variable", name, cases[i].settings);
      local_stage_is (stage, address, cases[i].expected);
    }
}

static void
test_variable_has_its_type (LocalStage *stage, gconstpointer data)
{
  static const struct
  {
    const char *settings, *written, *expected;
  } cases[] = {
    { "initial=0.25", "1", "1.0" },
    { "initial=0.25", "\"0.5\"", "0.5" },
    { "initial=0.25", "true", "1.0" },
    { "initial=0.25", "[0.5]", "0.5" },
    { "initial=0.25", "\"loud\"", "0.25" },
    { "initial=0.25", "null", "0.25" },
    { "initial=0.25", "{\"a\":1}", "0.25" },
    { "initial=0.25 minimum=0 maximum=1", "1.0", "1.0" },
    { "initial=0.25 minimum=0 maximum=1", "1.0000001", "1.0" },
    { "initial=0.25 minimum=0 maximum=1", "-3", "0.0" },
    { "type=int initial=4", "2.5", "3" },
    { "type=int initial=4", "-2.5", "-3" },
    { "type=int initial=4", "false", "0" },
    { "type=int initial=4", "\"x\"", "4" },
    { "type=bool", "0.5", "true" },
    { "type=bool", "0.49", "false" },
    { "type=bool initial=true", "\"x\"", "true" },
    { "type=string initial=a", "1", "\"1\"" },
    { "type=string initial=a", "true", "\"true\"" },
    { "type=string initial=a", "\"b c\"", "\"b c\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("v%u", i);
      g_autofree char *address = g_strdup_printf ("/local/var/v%u", i);

      g_test_message ("%s: %s", cases[i].settings, cases[i].written);
      local_stage_add (stage, "variable", name, cases[i].settings);
      local_stage_put (stage, address, cases[i].written);
      local_stage_is (stage, address, cases[i].expected);
    }
}

static void
test_variable_by_event (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "variable", "on", "type=bool");
  local_stage_add (stage, "variable", "level", "initial=0.5");
  local_stage_emit (stage, "/local/var/on", NULL);
  local_stage_is (stage, "/local/var/on", "true");
  local_stage_emit (stage, "/local/var/on", NULL);
  local_stage_is (stage, "/local/var/on", "false");
  local_stage_emit (stage, "/local/var/level", "0.75");
  local_stage_is (stage, "/local/var/level", "0.75");
  local_stage_emit (stage, "/local/var/level", NULL);
  local_stage_is (stage, "/local/var/level", "0.75");
}

static void
test_variable_after_restart (LocalStage *stage, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      local_stage_add (stage, "variable", "kept", "initial=0.5 persist=true");
      local_stage_add (stage, "variable", "fresh", "initial=0.5");
      local_stage_is (stage, "/local/var/kept", i == 0 ? "0.5" : "0.75");
      local_stage_is (stage, "/local/var/fresh", "0.5");
      local_stage_put (stage, "/local/var/kept", "0.75");
      local_stage_put (stage, "/local/var/fresh", "0.75");
      local_stage_restart (stage);
    }
}

static void
test_variable_of_another_type_after_restart (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "variable", "v", "type=string persist=true initial=loud");
  local_stage_restart (stage);
  local_stage_add (stage, "variable", "v", "type=float persist=true initial=0.5");
  local_stage_is (stage, "/local/var/v", "0.5");
}

static void
test_variable_keeps_its_value_when_edited (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "variable", "v", "initial=0.25");
  local_stage_put (stage, "/local/var/v", "0.75");
  local_stage_add (stage, "variable", "v", "initial=0.1");
  local_stage_is (stage, "/local/var/v", "0.75");
  local_stage_add (stage, "variable", "v", "initial=0.1 minimum=0 maximum=0.5");
  local_stage_is (stage, "/local/var/v", "0.5");
}

static void
test_variable_of_a_layer (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "layer", "a", "initial=false");
  local_stage_add (stage, "variable", "v", "initial=0.25 layer=a");
  local_stage_add (stage, "variable", "w", "initial=0.25");
  local_stage_put (stage, "/local/var/v", "0.75");
  local_stage_put (stage, "/local/var/w", "0.75");
  local_stage_put (stage, "/local/layer/a", "true");
  local_stage_is (stage, "/local/var/v", "0.25");
  local_stage_is (stage, "/local/var/w", "0.75");
  local_stage_put (stage, "/local/var/v", "0.75");
  local_stage_put (stage, "/local/layer/a", "1");
  local_stage_is (stage, "/local/var/v", "0.75");
}

/* ---- layers ---- */

static void
test_layers_of_a_group (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "layer", "a", "group=g");
  local_stage_add (stage, "layer", "b", "group=g");
  local_stage_add (stage, "layer", "other", "group=h");
  local_stage_add (stage, "layer", "alone", "");
  local_stage_is (stage, "/local/layer/a", "true");
  local_stage_is (stage, "/local/layer/b", "false");

  local_stage_listen (stage, "/local/layer/**");
  local_stage_put (stage, "/local/layer/b", "true");
  local_stage_expect (stage, "/local/layer/a=false");
  local_stage_emit (stage, "/local/layer/b", NULL);
  local_stage_expect (stage, "/local/layer/b=false");
  local_stage_put (stage, "/local/layer/a", "0.7");
  local_stage_expect (stage, "/local/layer/a=true");
  local_stage_put (stage, "/local/layer/a", "\"on\"");
  local_stage_expect (stage, "");
  local_stage_is (stage, "/local/layer/a", "true");
  local_stage_is (stage, "/local/layer/alone", "true");
  local_stage_is (stage, "/local/layer/other", "true");
}

static void
test_layers_stay_as_they_were_left (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "layer", "a", "initial=true");
  local_stage_put (stage, "/local/layer/a", "false");
  local_stage_restart (stage);
  local_stage_add (stage, "layer", "a", "initial=true");
  local_stage_is (stage, "/local/layer/a", "false");
}

/* ---- timers ---- */

/* But for when it is due. */
static void
listen_to_timer (LocalStage *stage)
{
  clasp_session_subscribe (stage->hand, 1, CLASP_STR_LITERAL ("/local/timer/t"), CLASP_TYPES_ALL, FALSE, NULL);
  clasp_session_subscribe (stage->hand, 2, CLASP_STR_LITERAL ("/local/timer/t/fired"), CLASP_TYPES_ALL, FALSE, NULL);
}

static void
test_timer_once (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=2");
  local_stage_is (stage, "/local/timer/t", "false");
  listen_to_timer (stage);
  local_stage_put (stage, "/local/timer/t", "true");
  local_stage_expect (stage, "");
  clasp_fixture_advance (&stage->base, 1999 * MS);
  local_stage_expect (stage, "");
  clasp_fixture_advance (&stage->base, 1 * MS);
  local_stage_expect (stage, "/local/timer/t=false /local/timer/t/fired!1");
  clasp_fixture_advance (&stage->base, 10000 * MS);
  local_stage_expect (stage, "");
}

static void
test_timer_periodic (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=0.5 periodic=true running=true");
  local_stage_is (stage, "/local/timer/t", "true");
  listen_to_timer (stage);
  clasp_fixture_advance (&stage->base, 600 * MS);
  local_stage_expect (stage, "/local/timer/t/fired!1");
  clasp_fixture_advance (&stage->base, 400 * MS);
  local_stage_expect (stage, "/local/timer/t/fired!2");
  /* what was missed is left out, and the rhythm holds */
  clasp_fixture_advance (&stage->base, 1300 * MS);
  local_stage_expect (stage, "/local/timer/t/fired!3");
  clasp_fixture_advance (&stage->base, 199 * MS);
  local_stage_expect (stage, "");
  clasp_fixture_advance (&stage->base, 1 * MS);
  local_stage_expect (stage, "/local/timer/t/fired!4");
  local_stage_put (stage, "/local/timer/t", "0");
  local_stage_expect (stage, "/local/timer/t=false");
  clasp_fixture_advance (&stage->base, 2000 * MS);
  local_stage_expect (stage, "");
}

static void
test_timer_by_event (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=1 periodic=true");
  listen_to_timer (stage);
  local_stage_emit (stage, "/local/timer/t", NULL);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, "/local/timer/t=true /local/timer/t/fired!1");
  local_stage_emit (stage, "/local/timer/t", NULL);
  local_stage_expect (stage, "/local/timer/t=false");
  local_stage_emit (stage, "/local/timer/t", NULL);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, "/local/timer/t=true /local/timer/t/fired!1");
}

static void
check_retrigger (LocalStage *stage,
                 const char *name,
                 const char *at_1500,
                 const char *at_2000,
                 const char *at_3000)
{
  g_autofree char *settings = g_strdup_printf ("interval-s=1 retrigger=%s", name);

  local_stage_add (stage, "timer", "t", settings);
  listen_to_timer (stage);
  local_stage_put (stage, "/local/timer/t", "true");
  clasp_fixture_advance (&stage->base, 800 * MS);
  local_stage_put (stage, "/local/timer/t", "true");
  clasp_fixture_advance (&stage->base, 700 * MS);
  local_stage_expect (stage, at_1500);
  clasp_fixture_advance (&stage->base, 500 * MS);
  local_stage_expect (stage, at_2000);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, at_3000);
}

static void
test_timer_restart (LocalStage *stage, gconstpointer data)
{
  check_retrigger (stage, "restart", "", "/local/timer/t=false /local/timer/t/fired!1", "");
}

static void
test_timer_ignore (LocalStage *stage, gconstpointer data)
{
  check_retrigger (stage, "ignore", "/local/timer/t=false /local/timer/t/fired!1", "", "");
}

static void
test_timer_queue (LocalStage *stage, gconstpointer data)
{
  check_retrigger (stage, "queue", "/local/timer/t/fired!1", "",
                   "/local/timer/t=false /local/timer/t/fired!2");
}

/* Whoever comes later can count down as well: when it fires next, as a time of day. */
static void
test_timer_tells_when_it_is_due (LocalStage *stage, gconstpointer data)
{
  double now = (double) clasp_clock_unix_us (stage->base.clock) / G_USEC_PER_SEC;

  local_stage_add (stage, "timer", "t", "interval-s=10 periodic=true");
  local_stage_is (stage, "/local/timer/t/due", "0.0");
  local_stage_put (stage, "/local/timer/t", "true");
  g_assert_cmpfloat (local_stage_number (stage, "/local/timer/t/due"), ==, now + 10);
  clasp_fixture_advance (&stage->base, 4000 * MS);
  g_assert_cmpfloat (local_stage_number (stage, "/local/timer/t/due"), ==, now + 10);
  local_stage_put (stage, "/local/timer/t", "true"); /* begins anew */
  g_assert_cmpfloat (local_stage_number (stage, "/local/timer/t/due"), ==, now + 14);
  clasp_fixture_advance (&stage->base, 10000 * MS);
  g_assert_cmpfloat (local_stage_number (stage, "/local/timer/t/due"), ==, now + 24);
  local_stage_put (stage, "/local/timer/t", "false");
  local_stage_is (stage, "/local/timer/t/due", "0.0");
}

/* From a second on: shorter ones would write all the time. */
static void
test_timer_of_less_than_a_second_tells_nothing (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "short", "interval-s=0.999 running=true");
  local_stage_is (stage, "/local/timer/short/due", "0.0");
  local_stage_add (stage, "timer", "long", "interval-s=1 running=true");
  g_assert_cmpfloat (local_stage_number (stage, "/local/timer/long/due"), >, 0.0);
}

/* A rule that starts it again when it fires: a blinker. */
static void
start_again_cb (gpointer data, ClaspStr address, const ClaspDelivery *delivery)
{
  LocalStage  *stage = data;
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  if (!clasp_str_equal (address, CLASP_STR_LITERAL ("/local/timer/t/fired")))
    return;
  message.set.address = CLASP_STR_LITERAL ("/local/timer/t");
  message.set.value = clasp_value_bool (TRUE);
  clasp_session_submit (stage->hand, &message, delivery, TRUE);
}

static void
test_timer_may_be_started_by_itself (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=1");
  local_stage_listen (stage, "/local/timer/t/fired");
  stage->answer = start_again_cb;
  local_stage_put (stage, "/local/timer/t", "true");
  for (guint i = 0; i < 20; i++)
    {
      clasp_fixture_advance (&stage->base, 1000 * MS);
      local_stage_expect (stage, "/local/timer/t/fired!1");
    }
  g_assert_cmpuint (clasp_fixture_stats (&stage->base).n_looped, ==, 0);
}

static void
test_timer_edited_while_it_runs (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=100");
  local_stage_put (stage, "/local/timer/t", "true");
  listen_to_timer (stage);
  local_stage_add (stage, "timer", "t", "interval-s=1");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  local_stage_expect (stage, "/local/timer/t=false /local/timer/t/fired!1");
}

static void
test_timer_removed_while_it_runs (LocalStage *stage, gconstpointer data)
{
  local_stage_add (stage, "timer", "t", "interval-s=1 running=true");
  listen_to_timer (stage);
  clasp_locals_remove (stage->locals, "timer-t");
  clasp_locals_remove (stage->locals, "timer-t");
  clasp_fixture_advance (&stage->base, 5000 * MS);
  local_stage_expect (stage, "");
}

/* ---- connections ---- */

static void
expect_held_back (LocalStage *stage, const char *expected)
{
  g_assert_cmpstr (stage->held_back->str, ==, expected);
  g_string_truncate (stage->held_back, 0);
}

static void
test_connection_tells_its_state (LocalStage *stage, gconstpointer data)
{
  local_stage_listen (stage, "/local/connection/**");
  clasp_locals_set_connection (stage->locals, "desk", "starting");
  local_stage_expect (stage,
                      "/local/connection/desk/on=true /local/connection/desk/state=\"starting\"");
  clasp_locals_set_connection (stage->locals, "desk", "connected");
  clasp_locals_set_connection (stage->locals, "desk", "connected");
  local_stage_expect (stage, "/local/connection/desk/state=\"connected\"");
  clasp_locals_set_connection (stage->locals, "desk", NULL);
  local_stage_expect (stage,
                      "/local/connection/desk/on=false /local/connection/desk/state=\"off\"");
  clasp_locals_set_connection (stage->locals, "a/b", "error");
  local_stage_is (stage, "/local/connection/a%2Fb/state", "\"error\"");
}

static void
test_connection_is_held_back (LocalStage *stage, gconstpointer data)
{
  local_stage_put (stage, "/local/connection/desk/on", "false");
  expect_held_back (stage, "");
  clasp_locals_set_connection (stage->locals, "desk", "connected");
  local_stage_is (stage, "/local/connection/desk/on", "true");
  local_stage_put (stage, "/local/connection/desk/on", "0");
  expect_held_back (stage, "desk-");
  local_stage_is (stage, "/local/connection/desk/on", "false");
  local_stage_emit (stage, "/local/connection/desk/on", NULL);
  expect_held_back (stage, "desk+");
  local_stage_is (stage, "/local/connection/desk/on", "true");
  local_stage_put (stage, "/local/connection/desk/state", "\"fine\"");
  local_stage_put (stage, "/local/connection/other/on", "0");
  expect_held_back (stage, "");
}

/* ---- what there may be ---- */

static void
test_names (LocalStage *stage, gconstpointer data)
{
  static const char *const wrong[] = { "", "a/b", "a*", "/" };

  local_stage_listen (stage, "/local/**");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    local_stage_add (stage, "variable", wrong[i], "");
  local_stage_expect (stage, "");

  local_stage_add (stage, "variable", "same", "");
  {
    g_autoptr (ClaspSettings) settings = g_object_new (clasp_variable_settings_get_type (), NULL);

    clasp_settings_set_text (settings, "initial", "5", NULL);
    clasp_locals_set (stage->locals,
                      clasp_local_spec_new ("another", "variable", "same", settings));
    clasp_locals_set (stage->locals, clasp_local_spec_new ("third", "lamp", "b", settings));
  }
  local_stage_is (stage, "/local/var/same", "0.0");
  local_stage_add (stage, "layer", "same", "");
  local_stage_is (stage, "/local/layer/same", "true");
}

static void
test_renamed (LocalStage *stage, gconstpointer data)
{
  g_autoptr (ClaspSettings) settings = g_object_new (clasp_variable_settings_get_type (), NULL);

  clasp_settings_set_text (settings, "initial", "0.5", NULL);
  clasp_locals_set (stage->locals, clasp_local_spec_new ("id", "variable", "old", settings));
  clasp_locals_set (stage->locals, clasp_local_spec_new ("id", "variable", "new", settings));
  local_stage_is (stage, "/local/var/new", "0.5");
  local_stage_put (stage, "/local/var/old", "\"free\"");
  local_stage_is (stage, "/local/var/old", "\"free\"");
}

static void
test_as_many_as_allowed (LocalStage *stage, gconstpointer data)
{
  for (guint i = 0; i <= CLASP_LOCALS_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      local_stage_add (stage, "layer", name, "");
    }
  local_stage_is (stage, "/local/layer/16383", "true");
  local_stage_is (stage, "/local/layer/16384", NULL);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  local_stage_test ("/local/variable/begins", test_variable_begins);
  local_stage_test ("/local/variable/has-its-type", test_variable_has_its_type);
  local_stage_test ("/local/variable/by-event", test_variable_by_event);
  local_stage_test ("/local/variable/after-restart", test_variable_after_restart);
  local_stage_test ("/local/variable/of-another-type-after-restart",
                    test_variable_of_another_type_after_restart);
  local_stage_test ("/local/variable/keeps-its-value-when-edited",
                    test_variable_keeps_its_value_when_edited);
  local_stage_test ("/local/variable/of-a-layer", test_variable_of_a_layer);
  local_stage_test ("/local/layer/of-a-group", test_layers_of_a_group);
  local_stage_test ("/local/layer/stay-as-they-were-left", test_layers_stay_as_they_were_left);
  local_stage_test ("/local/timer/once", test_timer_once);
  local_stage_test ("/local/timer/periodic", test_timer_periodic);
  local_stage_test ("/local/timer/by-event", test_timer_by_event);
  local_stage_test ("/local/timer/tells-when-it-is-due", test_timer_tells_when_it_is_due);
  local_stage_test ("/local/timer/less-than-a-second-tells-nothing", test_timer_of_less_than_a_second_tells_nothing);
  local_stage_test ("/local/timer/restart", test_timer_restart);
  local_stage_test ("/local/timer/ignore", test_timer_ignore);
  local_stage_test ("/local/timer/queue", test_timer_queue);
  local_stage_test ("/local/timer/may-be-started-by-itself", test_timer_may_be_started_by_itself);
  local_stage_test ("/local/timer/edited-while-it-runs", test_timer_edited_while_it_runs);
  local_stage_test ("/local/timer/removed-while-it-runs", test_timer_removed_while_it_runs);
  local_stage_test ("/local/connection/tells-its-state", test_connection_tells_its_state);
  local_stage_test ("/local/connection/is-held-back", test_connection_is_held_back);
  local_stage_test ("/local/names", test_names);
  local_stage_test ("/local/renamed", test_renamed);
  local_stage_test ("/local/as-many-as-allowed", test_as_many_as_allowed);
  return g_test_run ();
}
