/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scripts in mappings that run in a router. */

#include "mapping/route-test.h"

#include <math.h>

typedef RouteFixture Fixture;

#define set_up route_test_set_up
#define tear_down route_test_tear_down

static void
test_sends_and_gets (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in/{n:int}",
                  "script ctx.send('/out/all', input + ctx.get('/offset')) "
                  "return input * ctx.captures.n",
                  "/out/{n}", "", &writer, &reader);
  clasp_fixture_say (writer, "SET /offset 100");
  clasp_fixture_say (writer, "SET /in/3 2");
  g_assert_cmpfloat (route_test_param (fixture, "/out/3"), ==, 6);
  g_assert_cmpfloat (route_test_param (fixture, "/out/all"), ==, 102);
}

static void
test_events_go_out_as_events (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "script ctx.send('/out/go', input, {event = true})", "/out/x",
                  "", &writer, &reader);
  clasp_fixture_say (writer, "SET /in 5");
  clasp_fixture_expect (reader, "PUBLISH event /out/go 5");
  g_assert_true (isnan (route_test_param (fixture, "/out/x")));
}

/* A script that sends to its own source would never end. */
static void
test_sending_to_the_source_comes_to_rest (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;
  const char    *id =
    route_test_map (fixture, "/in", "script ctx.send('/in', input + 1) return input", "/out", "");
  g_autofree char *mapping = g_strdup (id);

  route_test_join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (route_test_status (fixture, mapping).n_in, <=, CLASP_ROUTER_MAX_HOPS + 1);
}

static void
test_errors_are_shown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mapping =
    g_strdup (route_test_map (fixture, "/in", "script return input.x.y", "/out", ""));
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (route_test_status (fixture, mapping).n_failed, ==, 1);
  g_assert_true (g_str_has_prefix (route_test_status (fixture, mapping).problem,
                                   "step 1: line 1: attempt to index"));
}

static void
test_bad_scripts_are_told_when_they_are_put (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "script return input +", "/out", "");

  route_test_expect_error (fixture, spec, "step 1 (script): line 1: unexpected symbol near <eof>");
}

/* mapping.md 17.8 */
static void
test_an_endless_loop_does_not_affect_others (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hostile =
    g_strdup (route_test_map (fixture, "/in", "script while true do end", "/out/never", ""));
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in", "script n = (n or 0) + 1 return n", "/out/n", "", &writer, &reader);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *set = g_strdup_printf ("SET /in %u", i);

      clasp_fixture_say (writer, set);
      g_assert_cmpfloat (route_test_param (fixture, "/out/n"), ==, i);
      g_assert_cmpuint (route_test_status (fixture, hostile).n_failed, ==, i);
    }
  g_assert_nonnull (strstr (route_test_status (fixture, hostile).problem, "switched off"));
  g_assert_true (isnan (route_test_param (fixture, "/out/never")));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/script/route/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("sends-and-gets", test_sends_and_gets);
  ADD ("events-go-out-as-events", test_events_go_out_as_events);
  ADD ("sending-to-the-source-comes-to-rest", test_sending_to_the_source_comes_to_rest);
  ADD ("errors-are-shown", test_errors_are_shown);
  ADD ("bad-scripts-are-told-when-they-are-put", test_bad_scripts_are_told_when_they_are_put);
  g_test_add ("/mapping/acceptance/17-08-an-endless-loop-does-not-affect-others", Fixture, NULL, set_up,
              test_an_endless_loop_does_not_affect_others, tear_down);

  return g_test_run ();
}
