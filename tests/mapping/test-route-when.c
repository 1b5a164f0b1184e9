/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

/* Conditions of mappings that are looked at without a value: because something they look at
 * changed, or by time alone. */

typedef RouteFixture Fixture;

#define say clasp_fixture_say
#define expect clasp_fixture_expect

#define LIVE "when={\"address\":\"/mode\",\"op\":\"eq\",\"value\":\"live\"}"
#define HIGH_FOR_2S "when={\"address\":\"/level\",\"op\":\"gt\",\"value\":0.5,\"for\":2}"
#define INPUT_FOR_2S "when={\"input\":true,\"op\":\"gt\",\"value\":0.5,\"for\":2}"

static void
wait_ms (Fixture *fixture, guint ms)
{
  clasp_fixture_advance (&fixture->base, (gint64) ms * MS);
}

/* ---- opening ---- */

static void
test_nothing_waits_unless_asked (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE);
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /mode live");
  expect (reader, "");
}

static void
test_what_waits_passes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-opens=send");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /in/a 0.75");
  say (writer, "SET /mode off");
  expect (reader, "");
  say (writer, "SET /mode live");
  expect (reader, "SET /out/a 0.75 rev 1");
  say (writer, "SET /mode live");
  expect (reader, ""); /* once */
  say (writer, "SET /in/a 0.25");
  expect (reader, "SET /out/a 0.25 rev 2");
}

/* An event that came while it was closed is over. */
static void
test_events_do_not_wait (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-opens=send");
  say (writer, "PUBLISH event /in/a 1");
  say (writer, "PUBLISH stream /in/b 0.5");
  say (writer, "SET /mode live");
  expect (reader, "PUBLISH stream /out/b 0.5");
}

/* What was there before the mapping waits as well. */
static void
test_the_state_at_the_start_waits (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /in/a 0.5");
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-opens=send");
  say (writer, "SET /mode live");
  expect (reader, "SET /out/a 0.5 rev 1");
}

/* A moment opens for one look: sample and hold. */
static void
test_an_edge_takes_a_sample (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /take 0.0");
  route_test_map (fixture, "/in/*", "", "/out/*",
                  "when={\"address\":\"/take\",\"op\":\"rises\",\"value\":0.5} when-opens=send");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /take 1.0");
  expect (reader, "SET /out/a 0.5 rev 1");
  say (writer, "SET /in/a 0.75");
  expect (reader, "");
  say (writer, "SET /take 0.0");
  say (writer, "SET /take 1.0");
  expect (reader, "SET /out/a 0.75 rev 2");
}

/* Addresses wait apart, and no more of them than are remembered. */
static void
test_addresses_wait_apart_up_to_the_limit (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-opens=send");
  for (guint i = 0; i <= 4096; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in/%u 0.5", i);

      say (writer, line);
      if (i == 4095)
        {
          say (writer, "SET /mode live");
          g_assert_cmpfloat (route_test_param (fixture, "/out/0"), ==, 0.5);
          g_assert_cmpfloat (route_test_param (fixture, "/out/4095"), ==, 0.5);
          say (writer, "SET /mode off");
          say (writer, "SET /in/0 0.75");
        }
    }
  /* the one beyond began afresh */
  say (writer, "SET /mode live");
  g_assert_cmpfloat (route_test_param (fixture, "/out/0"), ==, 0.5);
  g_assert_cmpfloat (route_test_param (fixture, "/out/4096"), ==, 0.5);
}

static void
test_what_waits_goes_with_the_mapping (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;
  const char    *id;

  route_test_join_both (fixture, &writer, &reader);
  id = route_test_map (fixture, "/in/*", "", "/out/*", HIGH_FOR_2S " when-opens=send");
  say (writer, "SET /level 1.0");
  say (writer, "SET /in/a 0.5");
  clasp_route_set_remove (fixture->set, id);
  wait_ms (fixture, 3000);
  expect (reader, "");
}

static void
test_a_switched_off_mapping_sends_nothing (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-opens=send when-closes=release");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /local/route/m1/on 0");
  say (writer, "SET /mode live");
  say (writer, "SET /mode off");
  expect (reader, "");
}

/* ---- closing ---- */

static void
test_targets_get_their_default (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", LIVE " when-closes=release");
  say (writer, "SET /mode live");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /in/b 0.75");
  expect (reader, "SET /out/a 0.5 rev 1\nSET /out/b 0.75 rev 1");
  say (writer, "SET /mode off");
  expect (reader, "SET /out/b 0 rev 2\nSET /out/a 0 rev 2");
  say (writer, "SET /mode off");
  expect (reader, "");
}

/* By its own value: the other address is not concerned. */
static void
test_a_value_that_closes_releases_its_own (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", "when=value>0.2 when-closes=release");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /in/b 0.5");
  say (writer, "SET /in/a 0.1");
  expect (reader, "SET /out/a 0.5 rev 1\nSET /out/b 0.5 rev 1\nSET /out/a 0 rev 2");
}

/* What another mapping holds comes through. */
static void
test_a_merge_is_let_go (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base);
  ClaspRouteSpec *guarded = route_test_spec ("/in/a", "", "/out/x", LIVE " when-closes=release");
  ClaspRouteSpec *other = route_test_spec ("/in/b", "", "/out/x", "");

  route_test_set (guarded, "target 1 merge=priority priority=150");
  route_test_set (other, "target 1 merge=priority priority=100");
  route_test_put (fixture, guarded);
  route_test_put (fixture, other);
  say (writer, "SET /mode live");
  say (writer, "SET /in/b 0.25");
  say (writer, "SET /in/a 0.75");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.75);
  say (writer, "SET /mode off");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.25);
}

/* ---- time ---- */

static void
test_it_has_to_last (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", HIGH_FOR_2S " when-opens=send");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /level 1.0");
  wait_ms (fixture, 1999);
  expect (reader, "");
  say (writer, "SET /level 0.0"); /* a break: it begins anew */
  say (writer, "SET /level 1.0");
  wait_ms (fixture, 1999);
  expect (reader, "");
  wait_ms (fixture, 1);
  expect (reader, "SET /out/a 0.5 rev 1");
}

/* It held before the source said anything. */
static void
test_time_counts_before_the_first_value (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /level 1.0");
  route_test_map (fixture, "/in/*", "", "/out/*", HIGH_FOR_2S);
  wait_ms (fixture, 2000);
  say (writer, "SET /in/a 0.5");
  expect (reader, "SET /out/a 0.5 rev 1");
}

#define HIGH_IN_A_STEP "{\"address\":\"/level\",\"op\":\"gt\",\"value\":0.5,\"for\":2}"

/* So it is for the conditions of steps. */
static void
test_time_of_a_step_counts_before_the_first_value (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /level 1.0");
  route_test_map (fixture, "/in/*", "condition when=" HIGH_IN_A_STEP " then=negate", "/out/*", "");
  wait_ms (fixture, 1999);
  say (writer, "SET /in/a 0.5");
  expect (reader, "SET /out/a 0.5 rev 1");
  wait_ms (fixture, 1);
  expect (reader, "SET /out/a -0.5 rev 2"); /* the last value goes the other way by itself */
  say (writer, "SET /in/b 0.25");
  expect (reader, "SET /out/b -0.25 rev 1");
}

/* A break that no value saw begins the time anew; nothing comes of it by itself. */
static void
test_time_of_a_stop_is_broken_between_values (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "stop when=" HIGH_IN_A_STEP, "/out/*", "");
  say (writer, "SET /level 1.0");
  wait_ms (fixture, 1000);
  say (writer, "SET /in/a 0.5");
  expect (reader, "SET /out/a 0.5 rev 1");
  say (writer, "SET /level 0.0");
  say (writer, "SET /level 1.0");
  wait_ms (fixture, 1500);
  say (writer, "SET /in/a 0.75");
  expect (reader, "SET /out/a 0.75 rev 2");
  wait_ms (fixture, 500);
  expect (reader, "");
  say (writer, "SET /in/a 1.0");
  expect (reader, "");
  say (writer, "SET /level 0.0");
  expect (reader, "");
}

/* Of the input each address has a time of its own. */
static void
test_an_input_has_to_last (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", INPUT_FOR_2S " when-opens=send");
  say (writer, "SET /in/a 0.75");
  wait_ms (fixture, 1000);
  say (writer, "SET /in/b 1.0");
  wait_ms (fixture, 999);
  expect (reader, "");
  wait_ms (fixture, 1);
  expect (reader, "SET /out/a 0.75 rev 1");
  say (writer, "SET /in/b 0.1");
  wait_ms (fixture, 5000);
  expect (reader, "");
}

static void
test_what_changed_long_ago_closes_by_itself (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*",
                  "when={\"changed\":\"/hand\",\"within\":2} when-closes=release when-opens=send");
  say (writer, "SET /in/a 0.5");
  expect (reader, "");
  say (writer, "SET /hand 1");
  expect (reader, "SET /out/a 0.5 rev 1");
  wait_ms (fixture, 1999);
  expect (reader, "");
  wait_ms (fixture, 1);
  expect (reader, "SET /out/a 0 rev 2");
}

/* (transfer full) "18:01-18:02": the minute that follows. */
static char *
next_minute (Fixture *fixture)
{
  gint64                unix_s = clasp_clock_unix_us (fixture->base.clock) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (unix_s);
  g_autoptr (GDateTime) from = g_date_time_add_minutes (now, 1);
  g_autoptr (GDateTime) to = g_date_time_add_minutes (now, 2);
  g_autofree char      *from_text = g_date_time_format (from, "%H:%M");
  g_autofree char      *to_text = g_date_time_format (to, "%H:%M");

  return g_strconcat (from_text, "-", to_text, NULL);
}

static void
test_a_time_of_day_opens_by_itself (Fixture *fixture, gconstpointer data)
{
  g_autofree char *minute = next_minute (fixture);
  g_autofree char *options =
    g_strdup_printf ("when={\"time\":\"%s\"} when-opens=send when-closes=release", minute);
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*", options);
  say (writer, "SET /in/a 0.5");
  expect (reader, "");
  wait_ms (fixture, 60 * 1000);
  expect (reader, "SET /out/a 0.5 rev 1");
  wait_ms (fixture, 60 * 1000);
  expect (reader, "SET /out/a 0 rev 2");
}

static void
test_an_edge_lasts_no_time (Fixture *fixture, gconstpointer data)
{
  route_test_expect_error (
    fixture,
    route_test_spec ("/in", "", "/out/x",
                     "when={\"address\":\"/a\",\"op\":\"rises\",\"value\":1,\"for\":1}"),
    "when: for: an edge lasts no time");
  route_test_expect_error (
    fixture, route_test_spec ("/in", "", "/out/x", "when={\"layer\":\"a\",\"for\":86401}"),
    "when: for: expected 0 to 86400, got 86401");
  route_test_map (fixture, "/in", "", "/out/x", "when={\"layer\":\"a\",\"for\":86400}");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/route/when/" path, Fixture, NULL, route_test_set_up, func,                 \
              route_test_tear_down)
  ADD ("nothing-waits-unless-asked", test_nothing_waits_unless_asked);
  ADD ("what-waits-passes", test_what_waits_passes);
  ADD ("events-do-not-wait", test_events_do_not_wait);
  ADD ("the-state-at-the-start-waits", test_the_state_at_the_start_waits);
  ADD ("an-edge-takes-a-sample", test_an_edge_takes_a_sample);
  ADD ("addresses-wait-apart-up-to-the-limit", test_addresses_wait_apart_up_to_the_limit);
  ADD ("what-waits-goes-with-the-mapping", test_what_waits_goes_with_the_mapping);
  ADD ("a-switched-off-mapping-sends-nothing", test_a_switched_off_mapping_sends_nothing);
  ADD ("targets-get-their-default", test_targets_get_their_default);
  ADD ("a-value-that-closes-releases-its-own", test_a_value_that_closes_releases_its_own);
  ADD ("a-merge-is-let-go", test_a_merge_is_let_go);
  ADD ("it-has-to-last", test_it_has_to_last);
  ADD ("time-counts-before-the-first-value", test_time_counts_before_the_first_value);
  ADD ("time-of-a-step-counts-before-the-first-value", test_time_of_a_step_counts_before_the_first_value);
  ADD ("time-of-a-stop-is-broken-between-values", test_time_of_a_stop_is_broken_between_values);
  ADD ("an-input-has-to-last", test_an_input_has_to_last);
  ADD ("what-changed-long-ago-closes-by-itself", test_what_changed_long_ago_closes_by_itself);
  ADD ("a-time-of-day-opens-by-itself", test_a_time_of_day_opens_by_itself);
  ADD ("an-edge-lasts-no-time", test_an_edge_lasts_no_time);

  return g_test_run ();
}
