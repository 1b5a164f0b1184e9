/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

#include <math.h>

typedef RouteFixture Fixture;

#define set_up route_test_set_up
#define tear_down route_test_tear_down
#define param route_test_param
#define join_both route_test_join_both

/* One source, one target; its id is its source. */
static const char *
map (Fixture *fixture, const char *source, const char *steps, const char *target)
{
  static guint n;

  route_test_put (fixture, route_test_spec_at (source, n++, source, steps, target, ""));
  return source;
}

static ClaspRouteStatus
status_of (Fixture *fixture, const char *id)
{
  return route_test_status (fixture, id);
}

static void
test_param_becomes_param_and_event_event (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink          *writer, *reader;

  map (fixture, "/in/{n}", "expression value * 2", "/out/{n}");
  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0.25");
  clasp_fixture_expect (reader, "SET /out/a 0.5 rev 1");
  clasp_fixture_say (writer, "PUBLISH event /in/b 3");
  clasp_fixture_expect (reader, "PUBLISH event /out/b 6");
  clasp_fixture_say (writer, "PUBLISH gesture /in/g move 1 id 7");
  clasp_fixture_expect (reader, "PUBLISH gesture /out/g move 2 id 7");
  clasp_fixture_say (writer, "PUBLISH stream /in/s 4");
  clasp_fixture_expect (reader, "PUBLISH stream /out/s 8");
}

static void
test_event_without_value_stays_without (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink          *writer, *reader;

  map (fixture, "/in/go", "", "/out/go");
  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "PUBLISH event /in/go");
  clasp_fixture_expect (reader, "PUBLISH event /out/go");
}

static void
test_newest_sample_of_a_stream_counts (Fixture *fixture, gconstpointer data)
{
  ClaspSession           *session = clasp_fixture_join_local (&fixture->base, "s");
  double                  samples[] = { 1, 2, 3 };
  ClaspMessage            message = { .type = CLASP_MESSAGE_PUBLISH };
  ClaspFakeLink          *writer, *reader;

  map (fixture, "/in/s", "expression value + 1", "/out/s");
  join_both (fixture, &writer, &reader);
  message.publish.address = CLASP_STR_LITERAL ("/in/s");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = 3;
  clasp_session_submit (session, &message, NULL, FALSE);
  clasp_fixture_expect (reader, "PUBLISH stream /out/s 4");
  clasp_session_leave (session);
}

static void
test_state_at_the_start_passes (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink          *writer, *reader;
  const char *mapper;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0.5");
  mapper = map (fixture, "/in/a", "invert", "/out/a");
  clasp_fixture_expect (reader, "SET /out/a 0.5 rev 1");
  g_assert_cmpuint (status_of (fixture, mapper).n_in, ==, 1);
}

/* Input and output of one status belong together, also while another fader's tail settles. */
static void
test_status_is_of_one_address (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/in/{n}", "smooth 50", "/out/{n}");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0");
  clasp_fixture_say (writer, "SET /in/a 1");
  clasp_fixture_say (writer, "SET /in/b 0.25");
  for (guint i = 0; i < 100; i++)
    {
      clasp_manual_clock_advance (fixture->base.clock, 10 * MS);
      clasp_timers_run (fixture->base.timers);
    }
  g_assert_cmpstr (status_of (fixture, mapper).source, ==, "/in/b");
  g_assert_cmpstr (status_of (fixture, mapper).target, ==, "/out/b");
  g_assert_cmpfloat (status_of (fixture, mapper).output, ==, 0.25);
  g_assert_cmpfloat (status_of (fixture, mapper).steps[0], ==, 0.25);
  g_assert_cmpuint (status_of (fixture, mapper).n_out, >, 3);
}

static void
test_addresses_that_do_not_match_are_left_alone (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/in/{n:1..8}", "", "/out/{n}");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/9 1");
  clasp_fixture_expect (reader, "");
  g_assert_cmpuint (status_of (fixture, mapper).n_in, ==, 0);
}

static void
test_smoothing_rests_on_the_last_input (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/osc/*", "smooth 80ms", "/artnet/0/0/0/*");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);
  double                  last = 0.0;
  guint64                 n_out;

  clasp_fixture_say (writer, "SET /osc/1 0.0");
  clasp_fixture_say (writer, "SET /osc/2 1.0");
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  g_assert_cmpfloat (param (fixture, "/artnet/0/0/0/2"), ==, 255);

  clasp_fixture_say (writer, "SET /osc/1 1.0");
  clasp_fixture_say (writer, "SET /osc/2 0.0");
  for (guint i = 0; i < 100; i++)
    {
      double level = param (fixture, "/artnet/0/0/0/1");

      g_assert_cmpfloat (level, >=, last);
      g_assert_cmpfloat (fabs (level + param (fixture, "/artnet/0/0/0/2") - 255), <=, 1);
      last = level;
      clasp_fixture_advance (&fixture->base, 10 * MS);
    }
  g_assert_cmpfloat (last, ==, 255);
  g_assert_cmpfloat (param (fixture, "/artnet/0/0/0/2"), ==, 0);

  /* and then nothing more is sent */
  n_out = status_of (fixture, mapper).n_out;
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  g_assert_cmpuint (status_of (fixture, mapper).n_out, ==, n_out);
}

static void
test_tail_of_an_event_is_events (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink          *writer, *reader;

  map (fixture, "/in/*", "smooth 20ms", "/out/*");
  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "PUBLISH event /in/e 0.0");
  clasp_fixture_say (writer, "PUBLISH event /in/e 1.0");
  clasp_fixture_say (writer,
                     "SET /in/p 1.0"); /* does not change how the tail of the other goes out */
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  g_assert_true (isnan (param (fixture, "/out/e")));
  g_assert_true (param (fixture, "/out/p") == 1.0);
}

static void
test_two_mappings_in_a_circle_come_to_rest (Fixture *fixture, gconstpointer data)
{
  const char *there = map (fixture, "/a", "expression value + 1", "/b");
  const char *back = map (fixture, "/b", "expression value + 1", "/a");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /a 0");
  g_assert_cmpuint (status_of (fixture, there).n_out + status_of (fixture, back).n_out, ==,
                    CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 1);
  g_assert_cmpfloat (param (fixture, "/a"), ==, 8);
}

static void
test_circle_with_smoothing_comes_to_rest (Fixture *fixture, gconstpointer data)
{
  const char *there = map (fixture, "/a", "smooth 100ms", "/b");
  const char *back = map (fixture, "/b", "expression value * 2 + 1", "/a");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);
  guint64                 n_out;

  clasp_fixture_say (writer, "SET /a 0.0");
  clasp_fixture_say (writer, "SET /a 1.0");
  for (guint i = 0; i < 500; i++)
    clasp_fixture_advance (&fixture->base, 10 * MS);
  n_out = status_of (fixture, there).n_out + status_of (fixture, back).n_out;
  g_assert_cmpuint (n_out, <, 1000);
  for (guint i = 0; i < 500; i++)
    clasp_fixture_advance (&fixture->base, 10 * MS);
  g_assert_cmpuint (status_of (fixture, there).n_out + status_of (fixture, back).n_out, ==, n_out);
  g_assert_cmpfloat (param (fixture, "/a"), <, 10000);
}

static void
test_mapping_onto_itself_does_not_storm (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/x/**", "expression value + 1", "/x/y");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /x/a 0");
  g_assert_cmpuint (status_of (fixture, mapper).n_out, <=, CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpfloat (param (fixture, "/x/y"), >=, 1);
}

static void
test_pair_there_and_back_ends_with_what_changes_nothing (Fixture *fixture, gconstpointer data)
{
  const char *there = map (fixture, "/a", "", "/b");
  const char *back = map (fixture, "/b", "", "/a");
  const char *to_midi = map (fixture, "/osc/f", "", "/midi/n/ch/1/cc/7");
  const char *to_osc = map (fixture, "/midi/n/ch/1/cc/7", "", "/osc/f");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /a 5");
  g_assert_cmpuint (status_of (fixture, there).n_out, ==, 1);
  g_assert_cmpuint (status_of (fixture, back).n_out, ==, 0);
  clasp_fixture_say (writer, "SET /b 6");
  g_assert_cmpuint (status_of (fixture, there).n_out, ==, 1);
  g_assert_cmpuint (status_of (fixture, back).n_out, ==, 1);
  g_assert_cmpfloat (param (fixture, "/a"), ==, 6);

  /* 0.5 has no MIDI value of its own: one message there, one back, and that is all */
  clasp_fixture_say (writer, "SET /osc/f 0.5");
  g_assert_cmpuint (status_of (fixture, to_midi).n_out, ==, 1);
  g_assert_cmpuint (status_of (fixture, to_osc).n_out, ==, 1);
  g_assert_cmpfloat (param (fixture, "/midi/n/ch/1/cc/7"), ==, 64);
  g_assert_cmpuint (clasp_fixture_stats (&fixture->base).n_looped, ==, 0);
}

static void
test_same_value_again_is_passed_on (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/in", "", "/out/x");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /in 1");
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (status_of (fixture, mapper).n_out, ==, 2);
}

static void
count_cb (const ClaspRouteStatus *status, gpointer n)
{
  ++*(guint *) n;
}

static gboolean
has_changed (Fixture *fixture)
{
  guint n = 0;

  clasp_route_set_take_changed (fixture->set, count_cb, &n);
  return n > 0;
}

static void
test_status_tells_what_passed (Fixture *fixture, gconstpointer data)
{
  const char *mapper =
    map (fixture, "/midi/n/ch/1/cc/{k}", "curve ease-in", "/artnet/0/0/0/{k}");
  ClaspFakeLink    *writer = clasp_fixture_join (&fixture->base);
  ClaspRouteStatus status = status_of (fixture, mapper);

  g_assert_cmpstr (status.id, ==, "/midi/n/ch/1/cc/{k}");
  g_assert_cmpstr (status.error, ==, "");
  g_assert_false (status.has_input);
  g_assert_true (isnan (status.input));
  g_assert_false (has_changed (fixture));

  clasp_fixture_say (writer, "SET /midi/n/ch/1/cc/7 127");
  g_assert_true (has_changed (fixture));
  g_assert_false (has_changed (fixture));
  status = status_of (fixture, mapper);
  g_assert_cmpuint (status.n_in, ==, 1);
  g_assert_cmpuint (status.n_out, ==, 1);
  g_assert_cmpstr (status.source, ==, "/midi/n/ch/1/cc/7");
  g_assert_cmpstr (status.target, ==, "/artnet/0/0/0/7");
  g_assert_cmpfloat (status.input, ==, 127);
  g_assert_cmpfloat (status.output, ==, 255);
  g_assert_cmpuint (status.n_steps, ==, 2);
  g_assert_cmpfloat (status.steps[0], ==, 1);
}

static void
test_failures_are_counted (Fixture *fixture, gconstpointer data)
{
  const char *mapper =
    map (fixture, "/in/{n:int}", "expression 1 / value", "/artnet/0/0/0/{n}");
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /in/1 0");
  g_assert_cmpstr (status_of (fixture, mapper).problem, ==, "step 1: division by zero");
  clasp_fixture_say (writer, "SET /in/513 1");
  g_assert_cmpstr (status_of (fixture, mapper).problem, ==, "there is no such target address");
  g_assert_cmpuint (status_of (fixture, mapper).n_failed, ==, 2);
  g_assert_cmpuint (status_of (fixture, mapper).n_out, ==, 0);
}

static void
test_expression_may_pass_its_input_on_errors (Fixture *fixture, gconstpointer data)
{
  const char *mapper =
    map (fixture, "/in", "expression expression=1/value pass-input-on-error=true", "/out/x");
  ClaspFakeLink *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in 0");
  clasp_fixture_expect (reader, "SET /out/x 0 rev 1");
  g_assert_cmpuint (status_of (fixture, mapper).n_failed, ==, 1);
  g_assert_cmpstr (status_of (fixture, mapper).problem, ==, "step 1: division by zero");
  clasp_fixture_say (writer, "SET /in 2");
  clasp_fixture_expect (reader, "SET /out/x 0.5 rev 2");
  g_assert_cmpuint (status_of (fixture, mapper).n_failed, ==, 1);
}

static void
test_expression_follows_what_it_looks_at (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  map (fixture, "/in", "expression value * state('/master', 1) + var.offset", "/out/x");
  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /local/var/offset 10");
  clasp_fixture_say (writer, "SET /in 4");
  clasp_fixture_expect (reader, "SET /out/x 14 rev 1");
  clasp_fixture_say (writer, "SET /master 0.5");
  clasp_fixture_advance (&fixture->base, MS);
  clasp_fixture_expect (reader, "SET /out/x 12 rev 2");
  clasp_fixture_say (writer, "SET /local/var/offset 0");
  clasp_fixture_advance (&fixture->base, MS);
  clasp_fixture_expect (reader, "SET /out/x 2 rev 3");
}

static void
test_refusals_of_the_router_are_counted (Fixture *fixture, gconstpointer data)
{
  const char *mapper = map (fixture, "/in", "", "/out/x");
  ClaspFakeLink          *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /out/x 5 lock");
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (status_of (fixture, mapper).n_failed, ==, 1);
  g_assert_cmpfloat (param (fixture, "/out/x"), ==, 5);
}

static void
test_freeing_in_the_middle_of_a_tail (Fixture *fixture, gconstpointer data)
{
  const char    *mapper = map (fixture, "/in/*", "smooth 80ms", "/out/*");
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /in/a 0.0");
  clasp_fixture_say (writer, "SET /in/a 1.0");
  clasp_fixture_advance (&fixture->base, 20 * MS);
  clasp_route_set_remove (fixture->set, mapper);
  clasp_fixture_advance (&fixture->base, 1000 * MS);
  g_assert_cmpfloat (param (fixture, "/out/a"), <, 1.0);
}

/* A step that looks at a parameter acts when that changes: on states, never on what is over. */
static void
test_gate_lets_through_what_stands_behind_it (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink          *writer, *reader;

  map (fixture, "/in/*", "latchgate /gate", "/out/{1}");
  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0.25");
  clasp_fixture_say (writer, "PUBLISH event /in/b 3");
  clasp_fixture_say (writer, "SET /gate 0");
  clasp_fixture_advance (&fixture->base, 10 * MS);
  clasp_fixture_expect (reader, "");

  clasp_fixture_say (writer, "SET /gate 1");
  clasp_fixture_advance (&fixture->base, 10 * MS);
  clasp_fixture_expect (reader, "SET /out/a 0.25 rev 1");
  clasp_fixture_say (writer, "SET /in/a 0.5");
  clasp_fixture_expect (reader, "SET /out/a 0.5 rev 2");
  clasp_fixture_say (writer, "PUBLISH event /in/b 4");
  clasp_fixture_expect (reader, "PUBLISH event /out/b 4");

  clasp_fixture_say (writer, "SET /gate 0");
  clasp_fixture_say (writer, "SET /in/a 0.75");
  clasp_fixture_advance (&fixture->base, 10 * MS);
  clasp_fixture_expect (reader, "");
}

/* A list is a number where only a number is understood, and that is told; a list of one is that one. */
static void
test_status_tells_that_the_first_element_counts (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base);
  const char    *light = map (fixture, "/osc/xy", "", "/artnet/0/0/0/1");
  const char    *other = map (fixture, "/osc/pad", "", "/out/pad");

  clasp_fixture_say (writer, "SET /osc/xy [1,0.5]");
  g_assert_true (status_of (fixture, light).took_first);
  g_assert_cmpfloat (status_of (fixture, light).output, ==, 255);
  clasp_fixture_say (writer, "SET /osc/xy [0.2]");
  g_assert_false (status_of (fixture, light).took_first);
  clasp_fixture_say (writer, "SET /osc/xy 0.2");
  g_assert_false (status_of (fixture, light).took_first);
  clasp_fixture_say (writer, "SET /osc/pad [1,0.5]");
  g_assert_false (status_of (fixture, other).took_first);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/mapping/route/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("gate-lets-through-what-stands-behind-it", test_gate_lets_through_what_stands_behind_it);
  ADD ("param-becomes-param-and-event-event", test_param_becomes_param_and_event_event);
  ADD ("event-without-value-stays-without", test_event_without_value_stays_without);
  ADD ("newest-sample-of-a-stream-counts", test_newest_sample_of_a_stream_counts);
  ADD ("state-at-the-start-passes", test_state_at_the_start_passes);
  ADD ("addresses-that-do-not-match-are-left-alone",
       test_addresses_that_do_not_match_are_left_alone);
  ADD ("status-is-of-one-address", test_status_is_of_one_address);
  ADD ("smoothing-rests-on-the-last-input", test_smoothing_rests_on_the_last_input);
  ADD ("tail-of-an-event-is-events", test_tail_of_an_event_is_events);
  ADD ("two-mappings-in-a-circle-come-to-rest", test_two_mappings_in_a_circle_come_to_rest);
  ADD ("circle-with-smoothing-comes-to-rest", test_circle_with_smoothing_comes_to_rest);
  ADD ("mapping-onto-itself-does-not-storm", test_mapping_onto_itself_does_not_storm);
  ADD ("pair-there-and-back-ends-with-what-changes-nothing",
       test_pair_there_and_back_ends_with_what_changes_nothing);
  ADD ("same-value-again-is-passed-on", test_same_value_again_is_passed_on);
  ADD ("status-tells-what-passed", test_status_tells_what_passed);
  ADD ("status-tells-that-the-first-element-counts", test_status_tells_that_the_first_element_counts);
  ADD ("failures-are-counted", test_failures_are_counted);
  ADD ("expression-may-pass-its-input-on-errors", test_expression_may_pass_its_input_on_errors);
  ADD ("expression-follows-what-it-looks-at", test_expression_follows_what_it_looks_at);
  ADD ("refusals-of-the-router-are-counted", test_refusals_of_the_router_are_counted);
  ADD ("freeing-in-the-middle-of-a-tail", test_freeing_in_the_middle_of_a_tail);

  return g_test_run ();
}
