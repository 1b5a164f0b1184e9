/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

typedef RouteFixture Fixture;

#define say clasp_fixture_say
#define expect clasp_fixture_expect

static void
wait_ms (Fixture *fixture, guint ms)
{
  clasp_fixture_advance (&fixture->base, (gint64) ms * MS);
}

/* ---- two-way ---- */

static void
test_two_way_brings_changes_back_through_the_steps (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/osc/f/{n:1..8}", "invert", "/artnet/0/0/0/{n+10}", "two-way=true");
  say (writer, "SET /osc/f/3 0.0");
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/13"), ==, 255);
  wait_ms (fixture, 150);
  say (writer, "SET /artnet/0/0/0/13 51i");
  g_assert_cmpfloat_with_epsilon (route_test_param (fixture, "/osc/f/3"), 0.8, 1e-9);
  say (writer, "SET /artnet/0/0/0/18 255i"); /* never written before */
  g_assert_cmpfloat_with_epsilon (route_test_param (fixture, "/osc/f/8"), 0.0, 1e-9);
  say (writer, "SET /artnet/0/0/0/19 255i");
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/osc/f/9")));
}

static void
test_two_way_holds_off_both_ways (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/a", "", "/b", "two-way=true hold-off-ms=150");
  say (writer, "SET /a 1i");
  wait_ms (fixture, 149);
  say (writer, "SET /b 2i");
  g_assert_cmpfloat (route_test_param (fixture, "/a"), ==, 1);
  wait_ms (fixture, 1);
  say (writer, "SET /b 3i");
  g_assert_cmpfloat (route_test_param (fixture, "/a"), ==, 3);
  wait_ms (fixture, 149);
  say (writer, "SET /a 4i"); /* the device tells where it was moved */
  g_assert_cmpfloat (route_test_param (fixture, "/b"), ==, 3);
  wait_ms (fixture, 1);
  say (writer, "SET /a 5i");
  g_assert_cmpfloat (route_test_param (fixture, "/b"), ==, 5);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 0);
}

static void
test_what_has_no_way_back_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec;

  spec = route_test_spec ("/a", "invert | threshold", "/b", "two-way=true");
  g_assert_true (g_str_has_prefix (
    route_test_status (fixture, route_test_put (fixture, spec)).error, "two-way: step 2: "));
  route_test_expect_error (fixture, route_test_spec ("/a/{n}", "", "/b", "two-way=true"),
                           "two-way: “{n}” of the source has to be in the target's address once");
  route_test_expect_error (fixture, route_test_spec ("/a /b", "", "/c", "join=array feedback=true"),
                           "feedback: joined sources cannot be taken apart again");
  spec = route_test_spec ("/a", "", "/b", "two-way=true");
  route_test_set (spec, "source 1 path=$.x");
  route_test_expect_error (fixture, spec, "two-way: a source with a path cannot be written");
  spec = route_test_spec ("/a", "", "/b", "two-way=true");
  route_test_set (spec, "target 1 template={\"a\":$}");
  route_test_expect_error (fixture, spec, "two-way: a target with a template cannot be read");
}

/* ---- feedback ---- */

static void
test_feedback_reaches_the_device_it_came_from (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *device = clasp_fixture_join (&fixture->base), *other;

  say (device, "SUBSCRIBE 1 /midi/**");
  other = clasp_fixture_join (&fixture->base);
  route_test_map (fixture, "/midi/d/ch/1/cc/7", "clamp 0 100", "/out/x", "feedback=true");
  g_free (clasp_fake_link_take (device));
  say (device, "SET /midi/d/ch/1/cc/7 120i");
  expect (device, "SET /midi/d/ch/1/cc/7 120 rev 1\nACK /midi/d/ch/1/cc/7 rev 1\n"
                  "SET /midi/d/ch/1/cc/7 100 rev 2");
  say (device, "SET /midi/d/ch/1/cc/7 50i"); /* what it has already is told all the same */
  expect (device, "SET /midi/d/ch/1/cc/7 50 rev 3\nACK /midi/d/ch/1/cc/7 rev 3\n"
                  "SET /midi/d/ch/1/cc/7 50 rev 4");
  say (other, "SET /out/x 30i");
  expect (device, "SET /midi/d/ch/1/cc/7 30 rev 5");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 0);
}

/* ---- pages ---- */

static void
join_device (Fixture *fixture, ClaspFakeLink **device, ClaspFakeLink **other, const char *options)
{
  *device = clasp_fixture_join (&fixture->base);
  say (*device, "SUBSCRIBE 1 /midi/d/ch/**");
  *other = clasp_fixture_join (&fixture->base);
  route_test_map (fixture, "/midi/d/ch/1/cc/{n:1..8}", "", "/out/{n}", options);
  say (*other, "SET /out/3 30i");
  say (*other, "SET /out/4 40i");
  wait_ms (fixture, 1000);
  g_free (clasp_fake_link_take (*device));
}

/* The device has a page of its own in its memory; the router knows no other value. */
static void
test_page_turned_shows_the_state_again (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *device, *other;

  join_device (fixture, &device, &other, "two-way=true page=/midi/d/page page-delay-ms=50");
  say (device, "SET /midi/d/page 2i");
  expect (device, "ACK /midi/d/page rev 1");
  wait_ms (fixture, 49);
  expect (device, "");
  wait_ms (fixture, 1);
  expect (device, "SET /midi/d/ch/1/cc/3 30 rev 2\nSET /midi/d/ch/1/cc/4 40 rev 2");
  wait_ms (fixture, 1000);
  expect (device, "");
  say (device, "SET /midi/d/page 2i"); /* the same button once more */
  wait_ms (fixture, 50);
  expect (device, "ACK /midi/d/page rev 2\n"
                  "SET /midi/d/ch/1/cc/3 30 rev 3\nSET /midi/d/ch/1/cc/4 40 rev 3");
}

static void
test_pages_turned_at_once_are_one_turn (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *device, *other;

  join_device (fixture, &device, &other, "feedback=true page=/midi/d/{bank:left|right} page-delay-ms=50");
  say (device, "PUBLISH event /midi/d/left");
  wait_ms (fixture, 30);
  say (device, "PUBLISH event /midi/d/right");
  wait_ms (fixture, 49);
  expect (device, "");
  wait_ms (fixture, 1);
  expect (device, "SET /midi/d/ch/1/cc/3 30 rev 2\nSET /midi/d/ch/1/cc/4 40 rev 2");
  say (device, "PUBLISH event /midi/d/middle");
  wait_ms (fixture, 1000);
  expect (device, "");
}

static void
test_page_turned_leaves_what_a_hand_just_moved (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *device, *other;

  join_device (fixture, &device, &other, "two-way=true hold-off-ms=150 page=/midi/d/page page-delay-ms=50");
  say (device, "SET /midi/d/page 2i");
  wait_ms (fixture, 20);
  say (device, "SET /midi/d/ch/1/cc/3 99i");
  g_free (clasp_fake_link_take (device));
  wait_ms (fixture, 30);
  expect (device, "SET /midi/d/ch/1/cc/4 40 rev 2");
  g_assert_cmpfloat (route_test_param (fixture, "/out/3"), ==, 99);
}

/* Each takes what the other sends back for a turn of its page. */
static void
test_pages_of_two_mappings_come_to_an_end (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base), *reader = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/a", "", "/x", "feedback=true page=/b");
  route_test_map (fixture, "/b", "", "/y", "feedback=true page=/a");
  say (writer, "SET /x 1i");
  say (writer, "SET /y 1i");
  for (guint i = 0; i < 100; i++)
    wait_ms (fixture, 10);
  say (reader, "SUBSCRIBE 1 /*");
  g_free (clasp_fake_link_take (reader));
  for (guint i = 0; i < 100; i++)
    wait_ms (fixture, 10);
  expect (reader, "");
}

static void
test_page_that_is_no_address_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/a", "", "/b", "two-way=true page=/a/{");

  g_assert_true (
    g_str_has_prefix (route_test_status (fixture, route_test_put (fixture, spec)).error, "page: "));
}

/* ---- circles ---- */

/* Test 9 of the engine. */
static void
test_pair_with_equality_does_not_loop (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/a", "", "/b", "");
  route_test_map (fixture, "/b", "", "/a", "");
  for (guint i = 1; i <= 10; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /%s %ui", i % 2 == 0 ? "a" : "b", i);

      say (writer, line);
      g_assert_cmpuint (route_test_status (fixture, "m1").n_out +
                          route_test_status (fixture, "m2").n_out,
                        <=, 2 * i);
    }
  g_assert_cmpfloat (route_test_param (fixture, "/b"), ==, 10);
  g_assert_cmpfloat (route_test_param (fixture, "/a"), ==, 10);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 0);
}

static void
test_circle_of_three_is_stopped_by_the_hop_limit (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  route_test_map (fixture, "/a", "offset 1", "/b", "");
  route_test_map (fixture, "/b", "offset 1", "/c", "");
  route_test_map (fixture, "/c", "offset 1", "/a", "");
  say (writer, "SET /a 0i");
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 1);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_out +
                      route_test_status (fixture, "m2").n_out +
                      route_test_status (fixture, "m3").n_out,
                    ==, CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpfloat (route_test_param (fixture, "/c"), ==, 8);
}

/* What a step looks at counts as well. */
static void
test_circle_through_what_a_step_looks_at_ends (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);
  guint64        n_out;

  route_test_map (fixture, "/in", "expression value + state('/w', 0)", "/x", "");
  route_test_map (fixture, "/x", "", "/w", "");
  say (writer, "SET /in 1i");
  for (guint i = 0; i < 100; i++)
    wait_ms (fixture, 1);
  n_out = route_test_status (fixture, "m1").n_out;
  g_assert_cmpuint (n_out, <=, CLASP_ROUTER_MAX_HOPS);
  wait_ms (fixture, 100);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_out, ==, n_out);
}

/* ---- takeover ---- */

static void
test_pickup_waits_until_the_control_meets_its_target (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  say (writer, "SET /osc/out 0.5");
  route_test_map (fixture, "/osc/in", "", "/osc/out", "takeover=pickup");
  say (writer, "SET /osc/in 0.0");
  say (writer, "SET /osc/in 0.25");
  g_assert_cmpfloat (route_test_param (fixture, "/osc/out"), ==, 0.5);
  g_assert_cmpuint (route_test_status (fixture, "m1").n_dropped, ==, 2);
  say (writer, "SET /osc/in 0.5");
  say (writer, "SET /osc/in 0.75");
  g_assert_cmpfloat (route_test_param (fixture, "/osc/out"), ==, 0.75);
}

/* ---- merge ---- */

static void
put_merging (Fixture *fixture, const char *id, const char *source, const char *options)
{
  ClaspRouteSpec  *spec = route_test_spec_at (id, 1, source, "", "/out/x", "");
  g_autofree char *line = g_strdup_printf ("target 1 %s", options);

  route_test_set (spec, line);
  route_test_put (fixture, spec);
}

static void
test_highest_counts_and_comes_back_when_it_goes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  put_merging (fixture, "a", "/in/a", "merge=highest");
  put_merging (fixture, "b", "/in/b", "merge=highest");
  say (writer, "SET /in/a 0.5");
  say (writer, "SET /in/b 0.25");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
  say (writer, "SET /in/b 0.75");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.75);
  clasp_route_set_remove (fixture->set, "b");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
}

static void
test_priority_ends_with_its_time_out (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  put_merging (fixture, "a", "/in/a", "merge=priority priority=100 timeout-s=0");
  put_merging (fixture, "b", "/in/b", "merge=priority priority=150 timeout-s=2.5");
  say (writer, "SET /in/a 0.25");
  say (writer, "SET /in/b 0.75");
  say (writer, "SET /in/a 0.5");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.75);
  g_assert_cmpuint (route_test_status (fixture, "a").n_dropped, ==, 1);
  wait_ms (fixture, 2600);
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
}

static void
test_crossfade_follows_its_weights (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  put_merging (fixture, "a", "/in/a", "merge=crossfade weight=/w/a");
  put_merging (fixture, "b", "/in/b", "merge=crossfade weight=/w/b");
  say (writer, "SET /w/a 1.0");
  say (writer, "SET /w/b 0.0");
  say (writer, "SET /in/a 1.0");
  say (writer, "SET /in/b 0.0");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 1.0);
  say (writer, "SET /w/b 1.0");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
  say (writer, "SET /w/a 0.0");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.0);
}

/* ---- conditions ---- */

static void
test_condition_guards_the_mapping (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in", "", "/out/x",
                  "when={\"address\":\"/mode\",\"op\":\"eq\",\"value\":\"live\"} stop=true");
  route_test_map (fixture, "/in", "", "/out/y", "when=value>2");
  say (writer, "SET /in 1i");
  expect (reader, "");
  say (writer, "SET /mode live");
  say (writer, "SET /in 3i");
  expect (reader, "SET /out/x 3 rev 1");
  say (writer, "SET /mode off"); /* what is not taken is not stopped */
  say (writer, "SET /in 4i");
  expect (reader, "SET /out/y 4 rev 1");
}

static void
test_edges_are_seen_once_for_each_address (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_map (fixture, "/in/*", "", "/out/*",
                  "when={\"input\":true,\"op\":\"rises\",\"value\":0.5}");
  say (writer, "SET /in/a 0.0");
  say (writer, "SET /in/b 1.0");
  say (writer, "SET /in/a 1.0");
  say (writer, "SET /in/a 1.0");
  expect (reader, "SET /out/a 1 rev 1");
}

static void
test_condition_that_is_none_is_refused (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec ("/in", "", "/out/x", "when=1+");

  g_assert_true (
    g_str_has_prefix (route_test_status (fixture, route_test_put (fixture, spec)).error, "when: "));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/route/" path, Fixture, NULL, route_test_set_up, func, route_test_tear_down)
  ADD ("two-way/brings-changes-back-through-the-steps",
       test_two_way_brings_changes_back_through_the_steps);
  ADD ("two-way/holds-off-both-ways", test_two_way_holds_off_both_ways);
  ADD ("two-way/what-has-no-way-back-is-refused", test_what_has_no_way_back_is_refused);
  ADD ("feedback/reaches-the-device-it-came-from", test_feedback_reaches_the_device_it_came_from);
  ADD ("page/turned-shows-the-state-again", test_page_turned_shows_the_state_again);
  ADD ("page/several-at-once-are-one-turn", test_pages_turned_at_once_are_one_turn);
  ADD ("page/leaves-what-a-hand-just-moved", test_page_turned_leaves_what_a_hand_just_moved);
  ADD ("page/of-two-mappings-come-to-an-end", test_pages_of_two_mappings_come_to_an_end);
  ADD ("page/that-is-no-address-is-refused", test_page_that_is_no_address_is_refused);
  g_test_add ("/mapping/acceptance/17-09-pair-with-equality-does-not-loop", Fixture, NULL, route_test_set_up,
              test_pair_with_equality_does_not_loop, route_test_tear_down);
  g_test_add ("/mapping/acceptance/17-09-circle-of-three-is-stopped-by-the-hop-limit", Fixture, NULL, route_test_set_up,
              test_circle_of_three_is_stopped_by_the_hop_limit, route_test_tear_down);
  ADD ("circle-through-what-a-step-looks-at-ends", test_circle_through_what_a_step_looks_at_ends);
  ADD ("takeover/pickup-waits-until-the-control-meets-its-target",
       test_pickup_waits_until_the_control_meets_its_target);
  ADD ("merge/highest-counts-and-comes-back-when-it-goes",
       test_highest_counts_and_comes_back_when_it_goes);
  ADD ("merge/priority-ends-with-its-time-out", test_priority_ends_with_its_time_out);
  ADD ("merge/crossfade-follows-its-weights", test_crossfade_follows_its_weights);
  ADD ("when/guards-the-mapping", test_condition_guards_the_mapping);
  ADD ("when/edges-are-seen-once-for-each-address", test_edges_are_seen_once_for_each_address);
  ADD ("when/that-is-none-is-refused", test_condition_that_is_none_is_refused);

  return g_test_run ();
}
