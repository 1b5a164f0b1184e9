/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

typedef RouteFixture Fixture;

#define say clasp_fixture_say
#define expect clasp_fixture_expect

static void
test_each_source_passes_on_its_own (Fixture *fixture, gconstpointer data)
{
  const char    *id = route_test_map (fixture, "/in/a/{n} /in/b/{n}/**", "invert", "/out/{n}", "");
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /in/a/1 0.25");
  expect (reader, "SET /out/1 0.75 rev 1");
  say (writer, "SET /in/b/2/x 1.0");
  expect (reader, "SET /out/2 0 rev 1");
  say (writer, "SET /in/c/3 1.0");
  expect (reader, "");
  g_assert_cmpuint (route_test_status (fixture, id).n_in, ==, 2);
}

static void
test_message_of_two_sources_passes_once (Fixture *fixture, gconstpointer data)
{
  const char    *id = route_test_map (fixture, "/in/** /in/a", "", "/out/x", "");
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /in/a 1.0");
  expect (reader, "SET /out/x 1 rev 1");
  g_assert_cmpuint (route_test_status (fixture, id).n_in, ==, 1);
}

/* Test 3 of the engine: */
static void
test_addresses_of_one_wildcard_keep_separate_state (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in/*", "average window=2", "/out/*", "", &writer, &reader);
  say (writer, "SET /in/1 0.0");
  say (writer, "SET /in/2 1.0");
  say (writer, "SET /in/1 0.5");
  say (writer, "SET /in/2 0.0");
  expect (reader, "SET /out/1 0 rev 1\nSET /out/2 1 rev 1\nSET /out/1 0.25 rev 2\n"
                  "SET /out/2 0.5 rev 2");
}

static void
test_targets_have_steps_and_ranges_of_their_own (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/midi/n/ch/1/cc/{k}", "curve ease-in",
                                          "/osc/f/{k} /artnet/0/0/0/{k} /out/raw", "");
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base);

  route_test_set (spec, "target 2 steps invert");
  route_test_set (spec, "target 3 steps range 0 1 0 10");
  g_assert_cmpstr (route_test_status (fixture, route_test_put (fixture, spec)).error, ==, "");
  say (writer, "SET /midi/n/ch/1/cc/7 127i");
  g_assert_cmpfloat (route_test_param (fixture, "/osc/f/7"), ==, 1.0);
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/7"), ==, 0.0);
  g_assert_cmpfloat (route_test_param (fixture, "/out/raw"), ==, 10.0);
  say (writer, "SET /midi/n/ch/1/cc/7 0i");
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/7"), ==, 255.0);
}

/* What was brought to 0–1 for a step goes back to its units where nothing is known of the target.
 */
static void
test_targets_without_a_range_get_the_units_of_the_source (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/midi/n/ch/1/cc/7", "curve linear", "/out/a /osc/b", "");
  say (writer, "SET /midi/n/ch/1/cc/7 100i");
  g_assert_cmpfloat_with_epsilon (route_test_param (fixture, "/out/a"), 100.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (route_test_param (fixture, "/osc/b"), 100.0 / 127.0, 1e-9);
}

static void
test_common_steps_run_once (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/in", "counter", "/out/a /out/b", "");
  for (guint i = 0; i < 3; i++)
    {
      say (writer, "SET /in 0.0");
      say (writer, "SET /in 1.0");
    }
  g_assert_cmpfloat (route_test_param (fixture, "/out/a"), ==,
                     route_test_param (fixture, "/out/b"));
  g_assert_cmpfloat (route_test_param (fixture, "/out/a"), ==, 3.0);
}

static void
test_tails_of_targets_come_to_rest (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in/*", "", "/out/now/* /out/slow/*", "");
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base);

  route_test_set (spec, "target 2 steps smooth 80ms");
  route_test_put (fixture, spec);
  say (writer, "SET /in/a 0.0");
  say (writer, "SET /in/a 1.0");
  g_assert_cmpfloat (route_test_param (fixture, "/out/now/a"), ==, 1.0);
  g_assert_cmpfloat (route_test_param (fixture, "/out/slow/a"), <, 0.5);
  for (guint i = 0; i < 100; i++)
    clasp_fixture_advance (&fixture->base, 10 * MS);
  g_assert_cmpfloat (route_test_param (fixture, "/out/slow/a"), ==, 1.0);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_in, ==, 2);
}

/* ---- one behind the other ---- */

/* What comes of it, and when, through one chain or through several one behind the other. */
static void
pass_on (ClaspChain      **chains,
         guint             n,
         guint             first,
         gboolean          is_tick,
         const ClaspValue *input,
         gint64            now_us,
         GString          *log)
{
  ClaspChainResult result = { 0 };
  gboolean         has_run =
    is_tick
              ? clasp_chain_tick (chains[first], CLASP_STR_LITERAL ("/a"), now_us, &result)
              : clasp_chain_run (chains[first], CLASP_STR_LITERAL ("/a"), input, FALSE, now_us, &result);

  if (has_run && result.result == CLASP_TRANSFORM_PASS && first + 1 < n)
    pass_on (chains, n, first + 1, FALSE, &result.output, now_us, log);
  else if (has_run && result.result == CLASP_TRANSFORM_PASS)
    {
      g_autofree char *text = clasp_value_to_text (&result.output);

      g_string_append_printf (log, "%" G_GINT64_FORMAT ": %s\n", now_us / MS, text);
    }
  clasp_chain_result_clear (&result);
}

static char *
drive (ClaspChain **chains, guint n)
{
  GString *log = g_string_new (NULL);

  for (gint64 ms = 1; ms <= 1000; ms++)
    {
      ClaspValue input = clasp_value_double (ms > 500 ? 0.25 : ms > 100 ? 1.0 : 0.0);

      if (ms % 100 == 1)
        pass_on (chains, n, 0, FALSE, &input, ms * MS, log);
      for (guint i = 0; i < n; i++)
        pass_on (chains, n, i, TRUE, NULL, ms * MS, log);
    }
  return g_string_free (log, FALSE);
}

/* Test 2 of the engine. */
static void
test_chain_equals_its_steps_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspChain) whole =
    clasp_test_chain ("/a", "smooth 50 | ratelimit hz=20 | quantize 8", "/a", FALSE);
  g_autoptr (ClaspChain) smooth = clasp_test_chain ("/a", "smooth 50", "/a", FALSE);
  g_autoptr (ClaspChain) limit = clasp_test_chain ("/a", "ratelimit hz=20", "/a", FALSE);
  g_autoptr (ClaspChain) quantize = clasp_test_chain ("/a", "quantize 8", "/a", FALSE);
  ClaspChain            *apart[] = { smooth, limit, quantize };
  g_autofree char       *one = drive (&whole, 1);
  g_autofree char       *three = drive (apart, 3);

  g_assert_cmpstr (one, ==, three);
  g_assert_nonnull (strstr (one, ": 1\n"));
  g_assert_true (g_str_has_suffix (one, ": 0.25\n"));
}

/* ---- filters ---- */

static void
test_source_takes_one_kind_of_signal (Fixture *fixture, gconstpointer data)
{
  static const char *const kinds[] = { "param", "event", "stream", "gesture" };
  ClaspFakeLink           *writer = clasp_fixture_join (&fixture->base);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      ClaspRouteSpec  *spec = route_test_spec ("/in", "", "/out/x", "");
      g_autofree char *line = g_strdup_printf ("source 1 signal=%s", kinds[i]);

      route_test_set (spec, line);
      route_test_put (fixture, spec);
    }
  say (writer, "SET /in 1.0");
  say (writer, "PUBLISH event /in 1.0");
  say (writer, "PUBLISH event /in 1.0");
  say (writer, "PUBLISH stream /in 1.0");
  say (writer, "PUBLISH stream /in 1.0");
  say (writer, "PUBLISH stream /in 1.0");
  say (writer, "PUBLISH gesture /in start 1.0 id 4");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_out, ==, 1);
  g_assert_cmpuint (route_test_status (fixture, "m2").n_out, ==, 2);
  g_assert_cmpuint (route_test_status (fixture, "m3").n_out, ==, 3);
  g_assert_cmpuint (route_test_status (fixture, "m4").n_out, ==, 1);
}

static void
test_source_takes_what_comes_from_its_connection (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/out/x", "");
  ClaspSession   *desk = clasp_fixture_join_local (&fixture->base, "desk");
  ClaspSession   *other = clasp_fixture_join_local (&fixture->base, "other");
  ClaspValue      value = clasp_value_double (0.5);

  clasp_session_set (desk, CLASP_STR_LITERAL ("/in"), &value);
  clasp_route_set_add_connection (
    fixture->set, &(ClaspRouteConnection){ "c1", "desk", "/osc", clasp_session_get_number (desk) });
  route_test_set (spec, "source 1 connection=c1");
  route_test_put (fixture, spec); /* the state at the start is the desk's */
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
  value = clasp_value_double (1.0);
  clasp_session_set (other, CLASP_STR_LITERAL ("/in"), &value);
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
  clasp_session_set (desk, CLASP_STR_LITERAL ("/in"), &value);
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 1.0);
  clasp_session_leave (desk);
  clasp_session_leave (other);
}

static void
test_source_takes_what_is_at_its_path (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/out/x", "");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "source 1 path=$.state.bri");
  route_test_put (fixture, spec);
  say (writer, "SET /in {\"state\":{\"bri\":7}}");
  expect (reader, "SET /out/x 7 rev 1");
  say (writer, "SET /in {\"state\":{}}");
  expect (reader, "");
}

/* Version 2's "osc": {"arg": 0}: of a list the first, of a message of one argument that. */
static void
test_first_of_one (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/out/x", "");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "source 1 path=$[0]");
  route_test_put (fixture, spec);
  say (writer, "SET /in [7,8]");
  expect (reader, "SET /out/x 7 rev 1");
  say (writer, "SET /in 9");
  expect (reader, "SET /out/x 9 rev 2");
  say (writer, "SET /in {\"a\":1}");
  expect (reader, "");
  say (writer, "SET /in []");
  expect (reader, "");
}

/* ---- targets ---- */

static void
test_target_says_as_what_it_is_sent (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/out/p /out/e /out/s /out/g", "");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "target 1 signal=param");
  route_test_set (spec, "target 2 signal=event");
  route_test_set (spec, "target 3 signal=stream");
  route_test_set (spec, "target 4 signal=gesture");
  route_test_put (fixture, spec);
  say (writer, "SET /in 1.0");
  expect (reader, "SET /out/p 1 rev 1\nPUBLISH event /out/e 1\nPUBLISH stream /out/s 1\n"
                  "PUBLISH gesture /out/g move 1");
  clasp_fixture_advance (&fixture->base, 100 * MS); /* moves of a gesture keep their distance */
  say (writer, "PUBLISH event /in");                /* there is nothing to store */
  expect (reader, "PUBLISH event /out/e\nPUBLISH stream /out/s\nPUBLISH gesture /out/g move");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 1);
}

static void
test_target_fills_its_template (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in/{n}", "", "/out/x", "");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "target 1 template={\"bri\":$,\"of\":${n}}");
  g_assert_cmpstr (route_test_status (fixture, route_test_put (fixture, spec)).error, ==, "");
  say (writer, "SET /in/a 5i");
  expect (reader, "SET /out/x {\"bri\":5,\"of\":\"a\"} rev 1");
}

static void
test_target_is_brought_below_its_connection (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/osc/f", "");
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base);

  clasp_route_set_add_connection (fixture->set,
                                  &(ClaspRouteConnection){ "c1", "one", "/osc", 900 });
  route_test_set (spec, "target 1 connection=c2");
  route_test_expect_error (fixture, spec, "target: its connection is not there, or switched off");
  clasp_route_set_add_connection (fixture->set,
                                  &(ClaspRouteConnection){ "c2", "two", "/osc-2", 901 });
  g_assert_cmpstr (route_test_status (fixture, "m1").error, ==, "");
  say (writer, "SET /in 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/osc-2/f"), ==, 0.5);
}

/* ---- errors ---- */

static void
test_errors_name_the_place (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec;

  route_test_expect_error (fixture, route_test_spec ("", "", "/out/x", ""), "there is no source");
  route_test_expect_error (fixture, route_test_spec ("/in", "", "", ""), "there is no target");
  spec = route_test_spec ("/in /in/{", "", "/out/x", "");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "source 2: column "));
  spec = route_test_spec ("/in", "expression 1 +", "/out/x /out/y", "");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "step 1 (expression): "));
  spec = route_test_spec ("/in", "invert", "/out/x /out/y", "");
  route_test_set (spec, "target 2 steps invert | expression 1 +");
  g_assert_true (
    g_str_has_prefix (route_test_status (fixture, route_test_put (fixture, spec)).error,
                      "target 2: step 2 (expression): "));
  spec = route_test_spec ("/in", "", "/out/x /out/{n}", "");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "target 2: column "));
  spec = route_test_spec ("/in", "", "/out/x", "");
  route_test_set (spec, "source 1 path=$.");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "source: "));
  spec = route_test_spec ("/in", "", "/out/x", "");
  route_test_set (spec, "target 1 template={\"a\":");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "target: template: "));
}

static ClaspRouteSpec *
spec_with_ends (guint n)
{
  ClaspRouteSpec *spec = route_test_spec ("", "", "", "");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *source = g_strdup_printf ("/in/%u", i);
      g_autofree char *target = g_strdup_printf ("/out/%u", i);

      clasp_route_spec_add_source (spec, source);
      clasp_route_spec_add_target (spec, target);
    }
  return spec;
}

static void
test_as_many_ends_as_may_be (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_expect_error (fixture, spec_with_ends (CLASP_ROUTE_MAX_ENDS), "");
  say (writer, "SET /in/31 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/out/31"), ==, 0.5);
  route_test_expect_error (fixture, spec_with_ends (CLASP_ROUTE_MAX_ENDS + 1),
                           "more than 32 sources");
}

static void
test_more_mappings_than_one_peer_may_subscribe_to (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *source = g_strdup_printf ("/in/%u", i);
      g_autofree char *target = g_strdup_printf ("/out/%u", i);

      route_test_map (fixture, source, "", target, "");
    }
  say (writer, "SET /in/599 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/out/599"), ==, 0.5);
}

static void
test_target_out_of_range_is_dropped_and_counted (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/in/{n:int}", "", "/artnet/0/0/0/{n} /midi/n/ch/1/note/{n}", "");
  say (writer, "SET /in/512 1.0");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_out, ==, 1);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 1);
  say (writer, "SET /in/513 1.0");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 3);
  say (writer, "SET /in/0 1.0");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 4);
  say (writer, "SET /in/127 1.0");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 4);
  say (writer, "SET /in/128 1.0");
  g_assert_cmpuint (route_test_status (fixture, "m1").n_failed, ==, 5);
  g_assert_cmpstr (route_test_status (fixture, "m1").problem, ==,
                   "there is no such target address");
}

int
main (int argc, char **argv)
{
  static ClaspRouterLimits few = CLASP_ROUTER_LIMITS_DEFAULT;

  few.max_subscriptions = 500;
  clasp_test_init (&argc, &argv, 120);

#define ADD_WITH(path, func, limits)                                                               \
  g_test_add ("/mapping/route/" path, Fixture, limits, route_test_set_up, func,                    \
              route_test_tear_down)
#define ADD(path, func) ADD_WITH (path, func, NULL)
  ADD ("sources/each-passes-on-its-own", test_each_source_passes_on_its_own);
  ADD ("sources/message-of-two-passes-once", test_message_of_two_sources_passes_once);
  g_test_add ("/mapping/acceptance/17-03-addresses-of-one-wildcard-keep-separate-state", Fixture, NULL, route_test_set_up,
              test_addresses_of_one_wildcard_keep_separate_state, route_test_tear_down);
  g_test_add ("/mapping/acceptance/17-02-chain-equals-its-steps-apart", Fixture, NULL, route_test_set_up,
              test_chain_equals_its_steps_apart, route_test_tear_down);
  ADD ("targets/steps-and-ranges-of-their-own", test_targets_have_steps_and_ranges_of_their_own);
  ADD ("targets/without-a-range-get-the-units-of-the-source",
       test_targets_without_a_range_get_the_units_of_the_source);
  ADD ("targets/common-steps-run-once", test_common_steps_run_once);
  ADD ("targets/tails-come-to-rest", test_tails_of_targets_come_to_rest);
  ADD ("sources/one-kind-of-signal", test_source_takes_one_kind_of_signal);
  ADD ("sources/what-comes-from-their-connection",
       test_source_takes_what_comes_from_its_connection);
  ADD ("sources/what-is-at-their-path", test_source_takes_what_is_at_its_path);
  ADD ("sources/first-of-a-list-or-of-one", test_first_of_one);
  ADD ("targets/as-what-it-is-sent", test_target_says_as_what_it_is_sent);
  ADD ("targets/fills-its-template", test_target_fills_its_template);
  ADD ("targets/below-their-connection", test_target_is_brought_below_its_connection);
  ADD ("targets/out-of-range-is-dropped-and-counted",
       test_target_out_of_range_is_dropped_and_counted);
  ADD ("errors-name-the-place", test_errors_name_the_place);
  ADD ("as-many-ends-as-may-be", test_as_many_ends_as_may_be);
  ADD_WITH ("more-mappings-than-one-peer-may-subscribe-to",
            test_more_mappings_than_one_peer_may_subscribe_to, &few);

  return g_test_run ();
}
