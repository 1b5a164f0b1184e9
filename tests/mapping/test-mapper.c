/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-mapper.h"
#include "mapping/mapping-test.h"
#include "support/clasp-router-fixture.h"

#include <math.h>

#define MS 1000

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

static ClaspMapper *
map (Fixture *fixture, const char *source, const char *steps, const char *target)
{
  ClaspTransformEnv env = clasp_mapper_env (fixture->router);

  return clasp_mapper_new (source, clasp_test_chain_with_env (source, steps, target, TRUE, &env),
                           fixture->router, fixture->timers);
}

static ClaspMapperStatus
status_of (ClaspMapper *mapper)
{
  ClaspMapperStatus status;

  clasp_mapper_get_status (mapper, &status);
  return status;
}

/* A peer that writes, and one that hears everything below /out. */
static void
join_both (Fixture *fixture, ClaspFakeLink **writer, ClaspFakeLink **reader)
{
  *writer = clasp_fixture_join (fixture);
  *reader = clasp_fixture_join (fixture);
  clasp_fixture_say (*reader, "SUBSCRIBE 1 /out/**");
}

static void
test_param_becomes_param_and_event_event (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/{n}", "expression value * 2", "/out/{n}");
  ClaspFakeLink          *writer, *reader;

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
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/go", "", "/out/go");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "PUBLISH event /in/go");
  clasp_fixture_expect (reader, "PUBLISH event /out/go");
}

static void
test_newest_sample_of_a_stream_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/s", "expression value + 1", "/out/s");
  ClaspSession           *session = clasp_fixture_join_local (fixture, "s");
  double                  samples[] = { 1, 2, 3 };
  ClaspMessage            message = { .type = CLASP_MESSAGE_PUBLISH };
  ClaspFakeLink          *writer, *reader;

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
  g_autoptr (ClaspMapper) mapper = NULL;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0.5");
  mapper = map (fixture, "/in/a", "invert", "/out/a");
  clasp_fixture_expect (reader, "SET /out/a 0.5 rev 1");
  g_assert_cmpuint (status_of (mapper).n_in, ==, 1);
}

/* Input and output of one status belong together, also while another fader's tail settles. */
static void
test_status_is_of_one_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/{n}", "smooth 50", "/out/{n}");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0");
  clasp_fixture_say (writer, "SET /in/a 1");
  clasp_fixture_say (writer, "SET /in/b 0.25");
  for (guint i = 0; i < 100; i++)
    {
      clasp_manual_clock_advance (fixture->clock, 10 * MS);
      clasp_timers_run (fixture->timers);
    }
  g_assert_cmpstr (status_of (mapper).source, ==, "/in/b");
  g_assert_cmpstr (status_of (mapper).target, ==, "/out/b");
  g_assert_cmpfloat (status_of (mapper).output, ==, 0.25);
  g_assert_cmpfloat (status_of (mapper).steps[0], ==, 0.25);
  g_assert_cmpuint (status_of (mapper).n_out, >, 3);
}

static void
test_addresses_that_do_not_match_are_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/{n:1..8}", "", "/out/{n}");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/9 1");
  clasp_fixture_expect (reader, "");
  g_assert_cmpuint (status_of (mapper).n_in, ==, 0);
}

static double
param (Fixture *fixture, const char *address)
{
  const ClaspValue *value = clasp_router_peek (fixture->router, clasp_str (address));
  double            number = NAN;

  if (value != NULL)
    clasp_value_to_double (value, &number);
  return number;
}

static void
test_smoothing_rests_on_the_last_input (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/osc/*", "smooth 80ms", "/artnet/0/0/0/*");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);
  double                  last = 0.0;
  guint64                 n_out;

  clasp_fixture_say (writer, "SET /osc/1 0.0");
  clasp_fixture_say (writer, "SET /osc/2 1.0");
  clasp_fixture_advance (fixture, 1000 * MS);
  g_assert_cmpfloat (param (fixture, "/artnet/0/0/0/2"), ==, 255);

  clasp_fixture_say (writer, "SET /osc/1 1.0");
  clasp_fixture_say (writer, "SET /osc/2 0.0");
  for (guint i = 0; i < 100; i++)
    {
      double level = param (fixture, "/artnet/0/0/0/1");

      g_assert_cmpfloat (level, >=, last);
      g_assert_cmpfloat (fabs (level + param (fixture, "/artnet/0/0/0/2") - 255), <=, 1);
      last = level;
      clasp_fixture_advance (fixture, 10 * MS);
    }
  g_assert_cmpfloat (last, ==, 255);
  g_assert_cmpfloat (param (fixture, "/artnet/0/0/0/2"), ==, 0);

  /* and then nothing more is sent */
  n_out = status_of (mapper).n_out;
  clasp_fixture_advance (fixture, 1000 * MS);
  g_assert_cmpuint (status_of (mapper).n_out, ==, n_out);
}

static void
test_tail_of_an_event_is_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/*", "smooth 20ms", "/out/*");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "PUBLISH event /in/e 0.0");
  clasp_fixture_say (writer, "PUBLISH event /in/e 1.0");
  clasp_fixture_say (writer,
                     "SET /in/p 1.0"); /* does not change how the tail of the other goes out */
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_advance (fixture, 1000 * MS);
  g_assert_true (isnan (param (fixture, "/out/e")));
  g_assert_true (param (fixture, "/out/p") == 1.0);
}

static void
test_two_mappings_in_a_circle_come_to_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) there = map (fixture, "/a", "expression value + 1", "/b");
  g_autoptr (ClaspMapper) back = map (fixture, "/b", "expression value + 1", "/a");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /a 0");
  g_assert_cmpuint (status_of (there).n_out + status_of (back).n_out, ==,
                    CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_looped, ==, 1);
  g_assert_cmpfloat (param (fixture, "/a"), ==, 8);
}

static void
test_circle_with_smoothing_comes_to_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) there = map (fixture, "/a", "smooth 100ms", "/b");
  g_autoptr (ClaspMapper) back = map (fixture, "/b", "expression value * 2 + 1", "/a");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);
  guint64                 n_out;

  clasp_fixture_say (writer, "SET /a 0.0");
  clasp_fixture_say (writer, "SET /a 1.0");
  for (guint i = 0; i < 500; i++)
    clasp_fixture_advance (fixture, 10 * MS);
  n_out = status_of (there).n_out + status_of (back).n_out;
  g_assert_cmpuint (n_out, <, 1000);
  for (guint i = 0; i < 500; i++)
    clasp_fixture_advance (fixture, 10 * MS);
  g_assert_cmpuint (status_of (there).n_out + status_of (back).n_out, ==, n_out);
  g_assert_cmpfloat (param (fixture, "/a"), <, 10000);
}

static void
test_mapping_onto_itself_does_not_storm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/x/**", "expression value + 1", "/x/y");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /x/a 0");
  g_assert_cmpuint (status_of (mapper).n_out, <=, CLASP_ROUTER_MAX_HOPS + 1);
  g_assert_cmpfloat (param (fixture, "/x/y"), >=, 1);
}

static void
test_pair_there_and_back_ends_with_what_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) there = map (fixture, "/a", "", "/b");
  g_autoptr (ClaspMapper) back = map (fixture, "/b", "", "/a");
  g_autoptr (ClaspMapper) to_midi = map (fixture, "/osc/f", "", "/midi/n/ch/1/cc/7");
  g_autoptr (ClaspMapper) to_osc = map (fixture, "/midi/n/ch/1/cc/7", "", "/osc/f");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /a 5");
  g_assert_cmpuint (status_of (there).n_out, ==, 1);
  g_assert_cmpuint (status_of (back).n_out, ==, 0);
  clasp_fixture_say (writer, "SET /b 6");
  g_assert_cmpuint (status_of (there).n_out, ==, 1);
  g_assert_cmpuint (status_of (back).n_out, ==, 1);
  g_assert_cmpfloat (param (fixture, "/a"), ==, 6);

  /* 0.5 has no MIDI value of its own: one message there, one back, and that is all */
  clasp_fixture_say (writer, "SET /osc/f 0.5");
  g_assert_cmpuint (status_of (to_midi).n_out, ==, 1);
  g_assert_cmpuint (status_of (to_osc).n_out, ==, 1);
  g_assert_cmpfloat (param (fixture, "/midi/n/ch/1/cc/7"), ==, 64);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_looped, ==, 0);
}

static void
test_same_value_again_is_passed_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in", "", "/out/x");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /in 1");
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (status_of (mapper).n_out, ==, 2);
}

static void
test_status_tells_what_passed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper =
    map (fixture, "/midi/n/ch/1/cc/{k}", "curve ease-in", "/artnet/0/0/0/{k}");
  ClaspFakeLink    *writer = clasp_fixture_join (fixture);
  ClaspMapperStatus status = status_of (mapper);

  g_assert_cmpstr (status.id, ==, "/midi/n/ch/1/cc/{k}");
  g_assert_cmpstr (status.error, ==, "");
  g_assert_false (status.has_input);
  g_assert_true (isnan (status.input));
  g_assert_false (clasp_mapper_take_changed (mapper));

  clasp_fixture_say (writer, "SET /midi/n/ch/1/cc/7 127");
  g_assert_true (clasp_mapper_take_changed (mapper));
  g_assert_false (clasp_mapper_take_changed (mapper));
  status = status_of (mapper);
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
  g_autoptr (ClaspMapper) mapper =
    map (fixture, "/in/{n:int}", "expression 1 / value", "/artnet/0/0/0/{n}");
  ClaspFakeLink *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /in/1 0");
  clasp_fixture_say (writer, "SET /in/513 1");
  g_assert_cmpuint (status_of (mapper).n_failed, ==, 2);
  g_assert_cmpuint (status_of (mapper).n_out, ==, 0);
  g_assert_cmpstr (status_of (mapper).problem, ==, "step 1: division by zero");
}

static void
test_expression_may_pass_its_input_on_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper =
    map (fixture, "/in", "expression expression=1/value pass-input-on-error=true", "/out/x");
  ClaspFakeLink *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in 0");
  clasp_fixture_expect (reader, "SET /out/x 0 rev 1");
  g_assert_cmpuint (status_of (mapper).n_failed, ==, 1);
  g_assert_cmpstr (status_of (mapper).problem, ==, "step 1: division by zero");
  clasp_fixture_say (writer, "SET /in 2");
  clasp_fixture_expect (reader, "SET /out/x 0.5 rev 2");
  g_assert_cmpuint (status_of (mapper).n_failed, ==, 1);
}

static void
test_expression_follows_what_it_looks_at (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper =
    map (fixture, "/in", "expression value * state('/master', 1) + var.offset", "/out/x");
  ClaspFakeLink *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /local/var/offset 10");
  clasp_fixture_say (writer, "SET /in 4");
  clasp_fixture_expect (reader, "SET /out/x 14 rev 1");
  clasp_fixture_say (writer, "SET /master 0.5");
  clasp_fixture_advance (fixture, MS);
  clasp_fixture_expect (reader, "SET /out/x 12 rev 2");
  clasp_fixture_say (writer, "SET /local/var/offset 0");
  clasp_fixture_advance (fixture, MS);
  clasp_fixture_expect (reader, "SET /out/x 2 rev 3");
}

static void
test_refusals_of_the_router_are_counted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in", "", "/out/x");
  ClaspFakeLink          *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /out/x 5 lock");
  clasp_fixture_say (writer, "SET /in 1");
  g_assert_cmpuint (status_of (mapper).n_failed, ==, 1);
  g_assert_cmpfloat (param (fixture, "/out/x"), ==, 5);
}

static void
test_freeing_in_the_middle_of_a_tail (Fixture *fixture, gconstpointer data)
{
  ClaspMapper   *mapper = map (fixture, "/in/*", "smooth 80ms", "/out/*");
  ClaspFakeLink *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /in/a 0.0");
  clasp_fixture_say (writer, "SET /in/a 1.0");
  clasp_fixture_advance (fixture, 20 * MS);
  clasp_mapper_free (mapper);
  clasp_fixture_advance (fixture, 1000 * MS);
  g_assert_cmpfloat (param (fixture, "/out/a"), <, 1.0);
}

/* A step that looks at a parameter acts when that changes: on states, never on what is over. */
static void
test_gate_lets_through_what_stands_behind_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspMapper) mapper = map (fixture, "/in/*", "latchgate /gate", "/out/{1}");
  ClaspFakeLink          *writer, *reader;

  join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/a 0.25");
  clasp_fixture_say (writer, "PUBLISH event /in/b 3");
  clasp_fixture_say (writer, "SET /gate 0");
  clasp_fixture_advance (fixture, 10 * MS);
  clasp_fixture_expect (reader, "");

  clasp_fixture_say (writer, "SET /gate 1");
  clasp_fixture_advance (fixture, 10 * MS);
  clasp_fixture_expect (reader, "SET /out/a 0.25 rev 1");
  clasp_fixture_say (writer, "SET /in/a 0.5");
  clasp_fixture_expect (reader, "SET /out/a 0.5 rev 2");
  clasp_fixture_say (writer, "PUBLISH event /in/b 4");
  clasp_fixture_expect (reader, "PUBLISH event /out/b 4");

  clasp_fixture_say (writer, "SET /gate 0");
  clasp_fixture_say (writer, "SET /in/a 0.75");
  clasp_fixture_advance (fixture, 10 * MS);
  clasp_fixture_expect (reader, "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/mapping/mapper/" path, Fixture, NULL, set_up, func, tear_down)
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
  ADD ("failures-are-counted", test_failures_are_counted);
  ADD ("expression-may-pass-its-input-on-errors", test_expression_may_pass_its_input_on_errors);
  ADD ("expression-follows-what-it-looks-at", test_expression_follows_what_it_looks_at);
  ADD ("refusals-of-the-router-are-counted", test_refusals_of_the_router_are_counted);
  ADD ("freeing-in-the-middle-of-a-tail", test_freeing_in_the_middle_of_a_tail);

  return g_test_run ();
}
