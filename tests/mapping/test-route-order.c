/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

typedef RouteFixture Fixture;

#define say clasp_fixture_say
#define expect clasp_fixture_expect

static void
put_at (Fixture *fixture, const char *id, guint order, const char *target, const char *options)
{
  route_test_put (fixture, route_test_spec_at (id, order, "/in", "", target, options));
  g_assert_cmpstr (route_test_status (fixture, id).error, ==, "");
}

static void
test_order_is_the_show_s (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  put_at (fixture, "a", 3, "/out/third", "");
  put_at (fixture, "b", 1, "/out/first", "");
  put_at (fixture, "c", 2, "/out/second", "");
  say (writer, "SET /in 1i");
  expect (reader, "SET /out/first 1 rev 1\nSET /out/second 1 rev 1\nSET /out/third 1 rev 1");
  put_at (fixture, "b", 9, "/out/first", "");
  say (writer, "SET /in 2i");
  expect (reader, "SET /out/second 2 rev 2\nSET /out/third 2 rev 2\nSET /out/first 2 rev 2");
}

static void
test_moving_keeps_what_steps_remember (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);
  const char    *steps = "average window=2";

  route_test_put (fixture, route_test_spec_at ("a", 1, "/in", steps, "/out/x", ""));
  say (writer, "SET /in 0.0");
  route_test_put (fixture, route_test_spec_at ("a", 2, "/in", steps, "/out/x", ""));
  say (writer, "SET /in 1.0");
  g_assert_cmpfloat (route_test_param (fixture, "/out/x"), ==, 0.5);
  g_assert_false (
    clasp_route_set_put (fixture->set, route_test_spec_at ("a", 2, "/in", steps, "/out/x", "")));
}

static void
test_stop_hides_the_message_from_those_behind (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  put_at (fixture, "a", 1, "/out/a", "");
  put_at (fixture, "b", 2, "/out/b", "stop=true");
  put_at (fixture, "c", 3, "/out/c", "");
  say (writer, "SET /in 1i");
  expect (reader, "SET /out/a 1 rev 1\nSET /out/b 1 rev 1");
  g_assert_cmpuint (route_test_status (fixture, "c").n_in, ==, 0);
  say (writer, "SET /local/route/b/on 0i"); /* what does nothing stops nothing */
  say (writer, "SET /in 2i");
  expect (reader, "SET /out/a 2 rev 2\nSET /out/c 2 rev 1");
}

static void
test_swallowed_message_reaches_nobody_else (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (reader, "SUBSCRIBE 2 /in");
  g_free (clasp_fake_link_take (reader));
  put_at (fixture, "a", 1, "/out/a", "swallow=true");
  put_at (fixture, "b", 2, "/out/b", "");
  say (writer, "SET /in 1i");
  expect (reader, "SET /out/a 1 rev 1\nSET /out/b 1 rev 1");
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/in")));
  say (writer, "PUBLISH event /in 2i");
  expect (reader, "PUBLISH event /out/a 2\nPUBLISH event /out/b 2");
  say (writer, "SET /local/route/a/on 0i");
  say (writer, "SET /in 3i");
  expect (reader, "SET /in 3 rev 1\nSET /out/b 3 rev 2");
  g_assert_cmpuint (route_test_status (fixture, "b").n_in, ==, 3);
  clasp_route_set_remove (fixture->set, "a");
  say (writer, "SET /in 4i");
  expect (reader, "SET /in 4 rev 2\nSET /out/b 4 rev 3");
}

static void
test_swallowing_is_of_what_was_taken (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec_at ("a", 1, "/in", "", "/out/a", "swallow=true");
  ClaspFakeLink  *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_set (spec, "source 1 signal=event");
  route_test_put (fixture, spec);
  put_at (fixture, "b", 2, "/out/b", "");
  say (writer, "SET /in 0.5");
  say (writer, "SET /in 1.0");
  expect (reader, "SET /out/b 0.5 rev 1\nSET /out/b 1 rev 2");
  g_assert_cmpfloat (route_test_param (fixture, "/in"), ==, 1.0);
  g_assert_cmpuint (route_test_status (fixture, "b").n_in, ==, 2);
}

static void
test_solo_mutes_the_others (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  put_at (fixture, "a", 1, "/out/a", "");
  put_at (fixture, "b", 2, "/out/b", "solo=true");
  put_at (fixture, "c", 3, "/out/c", "solo=true");
  say (writer, "SET /in 1i");
  expect (reader, "SET /out/b 1 rev 1\nSET /out/c 1 rev 1");
  clasp_route_set_remove (fixture->set, "b");
  put_at (fixture, "c", 3, "/out/c", "");
  g_free (clasp_fake_link_take (reader));
  say (writer, "SET /in 2i");
  expect (reader, "SET /out/a 2 rev 1\nSET /out/c 2 rev 3");
}

static void
test_layers_switch_mappings (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  put_at (fixture, "a", 1, "/out/a", "layers=one;two");
  say (writer, "SET /in 1i"); /* nobody has said that they are off */
  expect (reader, "SET /out/a 1 rev 1");
  say (writer, "SET /local/layer/two false");
  say (writer, "SET /local/layer/two 0i");
  say (writer, "SET /in 2i");
  expect (reader, "");
  say (writer, "SET /local/layer/one 1i");
  say (writer, "SET /in 3i");
  expect (reader, "");
  say (writer, "SET /local/layer/two 1i");
  say (writer, "SET /in 4i");
  expect (reader, "SET /out/a 4 rev 2");
}

static void
test_layer_off_holds_or_releases (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec *spec = route_test_spec_at ("r", 1, "/in/{n}", "", "/artnet/0/0/0/{n} /out/{n}",
                                             "layers=one layer-off=release");
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base);

  route_test_set (spec, "target 2 release={\"on\":false}");
  route_test_put (fixture, spec);
  route_test_put (fixture, route_test_spec_at ("h", 2, "/in/{n}", "", "/artnet/0/0/1/{n}",
                                               "layers=one layer-off=hold"));
  say (writer, "SET /in/1 1.0");
  say (writer, "SET /in/2 1.0");
  say (writer, "SET /local/layer/one 0i");
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/1"), ==, 0);
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/0/2"), ==, 0);
  g_assert_cmpfloat (route_test_param (fixture, "/artnet/0/0/1/1"), ==, 255);
  g_assert_nonnull (clasp_value_lookup (
    clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/out/1")), "on"));
}

/* Neither a tail nor a value that waits for its turn gets through. */
static void
test_what_is_off_sends_nothing_later (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  route_test_put (fixture, route_test_spec_at ("a", 1, "/in", "smooth 80ms", "/out/a", ""));
  route_test_put (fixture, route_test_spec_at ("b", 2, "/in", "", "/out/b", "rate-hz=10"));
  say (writer, "SET /in 0.0");
  say (writer, "SET /in 1.0");
  say (writer, "SET /local/route/a/on 0i");
  say (writer, "SET /local/route/b/on 0i");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  expect (reader, "");
}

/* What comes in one bundle is swallowed as what comes alone. */
static void
test_swallows_of_a_bundle (Fixture *fixture, gconstpointer data)
{
  ClaspSession *session = clasp_fixture_join_local (&fixture->base, "s");
  ClaspMessage  parts[] = {
     { .type = CLASP_MESSAGE_SET,
       .set = { .address = CLASP_STR_LITERAL ("/in"), .value = clasp_value_int (1) } },
     { .type = CLASP_MESSAGE_SET,
       .set = { .address = CLASP_STR_LITERAL ("/other"), .value = clasp_value_int (2) } },
  };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  put_at (fixture, "a", 1, "/out/a", "swallow=true");
  bundle.bundle.messages = parts;
  bundle.bundle.n_messages = G_N_ELEMENTS (parts);
  clasp_session_submit (session, &bundle, NULL, FALSE);
  g_assert_null (clasp_router_peek (fixture->base.router, CLASP_STR_LITERAL ("/in")));
  g_assert_cmpfloat (route_test_param (fixture, "/out/a"), ==, 1);
  g_assert_cmpfloat (route_test_param (fixture, "/other"), ==, 2);
  clasp_session_leave (session);
}

static void
test_mapping_is_switched_while_it_runs (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_join_both (fixture, &writer, &reader);
  say (writer, "SET /local/route/a/on 0i");
  put_at (fixture, "a", 1, "/out/a", "");
  say (writer, "SET /in 1i");
  expect (reader, "");
  say (writer, "SET /local/route/a/on 1i");
  say (writer, "SET /in 2i");
  expect (reader, "SET /out/a 2 rev 1");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/mapping/route/" path, Fixture, NULL, route_test_set_up, func, route_test_tear_down)
  ADD ("order/is-the-show-s", test_order_is_the_show_s);
  ADD ("order/moving-keeps-what-steps-remember", test_moving_keeps_what_steps_remember);
  ADD ("stop/hides-the-message-from-those-behind", test_stop_hides_the_message_from_those_behind);
  ADD ("swallow/reaches-nobody-else", test_swallowed_message_reaches_nobody_else);
  ADD ("swallow/is-of-what-was-taken", test_swallowing_is_of_what_was_taken);
  ADD ("swallow/of-a-bundle", test_swallows_of_a_bundle);
  ADD ("switched-off-sends-nothing-later", test_what_is_off_sends_nothing_later);
  ADD ("solo/mutes-the-others", test_solo_mutes_the_others);
  ADD ("layers/switch-mappings", test_layers_switch_mappings);
  ADD ("layers/off-holds-or-releases", test_layer_off_holds_or_releases);
  ADD ("switched-while-it-runs", test_mapping_is_switched_while_it_runs);

  return g_test_run ();
}
