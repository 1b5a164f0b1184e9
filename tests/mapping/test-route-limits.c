/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-limit.h"
#include "mapping/route-test.h"

typedef RouteFixture Fixture;

#define say clasp_fixture_say
#define expect clasp_fixture_expect

static void
wait_ms (Fixture *fixture, guint ms)
{
  clasp_fixture_advance (&fixture->base, (gint64) ms * MS);
}

/* ---- joins ---- */

static void
test_join_array_fires_at_any (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/x /y", "", "/out/p", "join=array", &writer, &reader);
  say (writer, "SET /x 1i");
  expect (reader, "");
  say (writer, "SET /y 2i");
  expect (reader, "SET /out/p [1,2] rev 1");
  say (writer, "SET /x 3i");
  expect (reader, "SET /out/p [3,2] rev 2");
}

static void
test_join_map_fires_when_all_are_new (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/a/x /a/y", "", "/out/p", "join=map fire=all");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "source 2 key=height");
  route_test_put (fixture, spec);
  say (writer, "SET /a/x 1i");
  say (writer, "SET /a/y 2i");
  expect (reader, "SET /out/p {\"x\":1,\"height\":2} rev 1");
  say (writer, "SET /a/x 3i");
  say (writer, "SET /a/x 4i");
  expect (reader, "");
  say (writer, "SET /a/y 5i");
  expect (reader, "SET /out/p {\"x\":4,\"height\":5} rev 2");
}

static void
test_join_fires_at_the_first (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/x /y", "", "/out/p", "join=array fire=first", &writer, &reader);
  say (writer, "SET /y 2i");
  say (writer, "SET /x 1i");
  expect (reader, "SET /out/p [1,2] rev 1");
  say (writer, "SET /y 3i");
  expect (reader, "");
  say (writer, "SET /x 1i");
  expect (reader, "SET /out/p [1,3] rev 2");
}

static void
test_join_keeps_equal_names_together (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/{id}/x /{id}/y", "", "/out/{id}", "join=array", &writer, &reader);
  say (writer, "SET /a/x 1i");
  say (writer, "SET /b/y 2i");
  expect (reader, "");
  say (writer, "SET /a/y 3i");
  say (writer, "SET /b/x 4i");
  expect (reader, "SET /out/a [1,3] rev 1\nSET /out/b [4,2] rev 1");
}

/* ---- rate ---- */

/* Test 10 of the engine. */
static void
test_rate_limit_of_10_hz_under_1_khz (Fixture *fixture, gconstpointer data)
{
  const char    *id = route_test_map (fixture, "/in", "", "/out/x", "rate-hz=10");
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  for (guint i = 1; i <= 1000; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in %ui", i);

      say (writer, line);
      wait_ms (fixture, 1);
    }
  g_assert_cmpuint (route_test_status (fixture, id).n_out, <=, 11);
  g_assert_cmpuint (route_test_status (fixture, id).n_out, >=, 10);
  wait_ms (fixture, 100);
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 1000);
  g_assert_cmpuint (route_test_status (fixture, id).n_out, <=, 12);
}

static void
test_rate_is_of_each_target_address (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in/*", "", "/out/*", "rate-hz=10", &writer, &reader);
  say (writer, "SET /in/a 1i");
  say (writer, "SET /in/b 2i");
  expect (reader, "SET /out/a 1 rev 1\nSET /out/b 2 rev 1");
  say (writer, "SET /in/a 3i");
  say (writer, "SET /in/b 4i");
  expect (reader, "");
  wait_ms (fixture, 100);
  expect (reader, "SET /out/a 3 rev 2\nSET /out/b 4 rev 2");
}

static void
test_events_pass_rate_and_changes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "rate-hz=1 only-changes=true", &writer, &reader);
  for (guint i = 0; i < 3; i++)
    say (writer, "PUBLISH event /in 1i");
  expect (reader, "PUBLISH event /out/x 1\nPUBLISH event /out/x 1\nPUBLISH event /out/x 1");
}

static void
test_rate_keeps_the_first_and_still_ends_at_the_last (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "rate-hz=10 rate-keep=first", &writer, &reader);
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in %ui", i);

      say (writer, line);
    }
  expect (reader, "SET /out/x 1 rev 1");
  wait_ms (fixture, 100);
  expect (reader, "SET /out/x 2 rev 2");
  wait_ms (fixture, 100);
  expect (reader, "SET /out/x 4 rev 3");
  wait_ms (fixture, 1000);
  expect (reader, "");
}

static void
test_rate_keeps_the_average_and_still_ends_at_the_last (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "rate-hz=10 rate-keep=average", &writer, &reader);
  say (writer, "SET /in 9.0");
  say (writer, "SET /in 1.0");
  say (writer, "SET /in 3.0");
  expect (reader, "SET /out/x 9 rev 1");
  wait_ms (fixture, 100);
  expect (reader, "SET /out/x 2 rev 2");
  wait_ms (fixture, 100);
  expect (reader, "SET /out/x 3 rev 3");
  wait_ms (fixture, 1000);
  expect (reader, "");
}

static void
test_waiting_value_ends_with_its_mapping (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "rate-hz=10", &writer, &reader);
  say (writer, "SET /in 1i");
  say (writer, "SET /in 2i");
  clasp_route_set_remove (fixture->set, "m1");
  wait_ms (fixture, 1000);
  expect (reader, "SET /out/x 1 rev 1");
}

/* One address more than is remembered: what waits longest goes out at once, and is not lost. */
static void
test_as_many_addresses_as_are_remembered (Fixture *fixture, gconstpointer data)
{
  const char    *id = route_test_map (fixture, "/in/*", "", "/out/*", "rate-hz=10");
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  for (guint i = 0; i < 4096; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in/%u 1i", i);

      say (writer, line);
    }
  say (writer, "SET /in/0 2i");
  for (guint i = 1; i < 4096; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in/%u 1i", i);

      say (writer, line);
    }
  g_assert_cmpuint (route_test_status (fixture, id).n_out, ==, 4096);
  g_assert_cmpfloat (route_test_param (fixture, "/out/0"), ==, 1);
  say (writer, "SET /in/more 1i");
  g_assert_cmpfloat (route_test_param (fixture, "/out/0"), ==, 2);
  g_assert_cmpuint (route_test_status (fixture, id).n_out, ==, 4098);
}

/* ---- changes ---- */

static void
test_only_changes_beyond_the_tolerance (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "only-changes=true epsilon=0.1", &writer, &reader);
  say (writer, "SET /in 1.0");
  say (writer, "SET /in 1.0625");
  say (writer, "SET /in 0.9375");
  expect (reader, "SET /out/x 1 rev 1");
  say (writer, "SET /in 1.125");
  expect (reader, "SET /out/x 1.125 rev 2");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_dropped, ==, 2);
}

static void
test_changes_and_rate_end_at_the_last_value (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "", "/out/x", "only-changes=true rate-hz=10", &writer, &reader);
  say (writer, "SET /in 0i");
  say (writer, "SET /in 1i");
  say (writer, "SET /in 0i");
  wait_ms (fixture, 1000);
  expect (reader, "SET /out/x 0 rev 1");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0);
}

/* ---- start and reset ---- */

static void
test_wait_at_the_start_takes_changes_only (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /in 1i");
  route_test_map (fixture, "/in", "", "/out/send", "on-start=send");
  route_test_map (fixture, "/in", "", "/out/wait", "on-start=wait");
  expect (reader, "SET /out/send 1 rev 1");
  say (writer, "SET /in 2i");
  expect (reader, "SET /out/send 2 rev 2\nSET /out/wait 2 rev 1");
}

static void
test_steps_forget_when_idle (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "average window=2", "/out/x", "idle-reset-s=1", &writer, &reader);
  say (writer, "SET /in 0.0");
  wait_ms (fixture, 999);
  say (writer, "SET /in 1.0");
  expect (reader, "SET /out/x 0 rev 1\nSET /out/x 0.5 rev 2");
  wait_ms (fixture, 1000);
  say (writer, "SET /in 2.0");
  expect (reader, "SET /out/x 2 rev 3");
}

static void
test_steps_forget_when_reconnected (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  clasp_route_set_add_connection (fixture->set,
                                  &(ClaspRouteConnection){ "c1", "desk", "/osc", 900 });
  route_test_map (fixture, "/osc/in", "average window=2", "/out/x", "reset-on-reconnect=true");
  route_test_map_both (fixture, "/osc/in", "average window=2", "/out/y", "", &writer, &reader);
  say (writer, "SET /osc/in 0.0");
  clasp_route_set_reconnected (fixture->set, "c1");
  say (writer, "SET /osc/in 1.0");
  expect (reader, "SET /out/x 0 rev 1\nSET /out/y 0 rev 1\nSET /out/x 1 rev 2\n"
                  "SET /out/y 0.5 rev 2");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/route/" path, Fixture, NULL, route_test_set_up, func, route_test_tear_down)
  ADD ("join/array-fires-at-any", test_join_array_fires_at_any);
  ADD ("join/map-fires-when-all-are-new", test_join_map_fires_when_all_are_new);
  ADD ("join/fires-at-the-first", test_join_fires_at_the_first);
  ADD ("join/keeps-equal-names-together", test_join_keeps_equal_names_together);
  g_test_add ("/mapping/acceptance/17-10-rate-limit-of-10-hz-under-1-khz", Fixture, NULL, route_test_set_up,
              test_rate_limit_of_10_hz_under_1_khz, route_test_tear_down);
  ADD ("rate/of-each-target-address", test_rate_is_of_each_target_address);
  ADD ("rate/events-pass", test_events_pass_rate_and_changes);
  ADD ("rate/keeps-the-first-and-ends-at-the-last",
       test_rate_keeps_the_first_and_still_ends_at_the_last);
  ADD ("rate/keeps-the-average-and-ends-at-the-last",
       test_rate_keeps_the_average_and_still_ends_at_the_last);
  ADD ("rate/waiting-value-ends-with-its-mapping", test_waiting_value_ends_with_its_mapping);
  ADD ("rate/as-many-addresses-as-are-remembered", test_as_many_addresses_as_are_remembered);
  ADD ("changes/beyond-the-tolerance", test_only_changes_beyond_the_tolerance);
  ADD ("changes/and-rate-end-at-the-last-value", test_changes_and_rate_end_at_the_last_value);
  ADD ("start/wait-takes-changes-only", test_wait_at_the_start_takes_changes_only);
  ADD ("reset/when-idle", test_steps_forget_when_idle);
  ADD ("reset/when-reconnected", test_steps_forget_when_reconnected);

  return g_test_run ();
}
