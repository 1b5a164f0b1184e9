/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-try.h"
#include "mapping/route-test.h"

#include <math.h>

typedef struct
{
  RouteFixture base;
  ClaspTrace  *trace;
} Fixture;

#define say clasp_fixture_say

static void
set_up (Fixture *fixture, gconstpointer data)
{
  route_test_set_up (&fixture->base, data);
  fixture->trace = clasp_trace_new (64);
  clasp_route_set_trace (fixture->base.set, fixture->trace);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  route_test_tear_down (&fixture->base, data);
  clasp_trace_unref (fixture->trace);
}

static const char *const kinds[] = { "saw", "step", "sent", "log", "not" };

/* Each record as "m1 saw /in=1", "m1 not /out/x: reason". */
static char *
take (Fixture *fixture)
{
  ClaspTraceRecord record;
  GString         *text = g_string_new (NULL);

  while (clasp_trace_read (fixture->trace, &record, 1) == 1)
    {
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", record.mapping,
                              kinds[record.kind]);
      if (record.step > 0)
        g_string_append_printf (text, " %u", record.step);
      g_string_append_printf (text, " %s", record.address);
      if (record.kind == CLASP_TRACE_NOT)
        g_string_append_printf (text, ": %s",
                                clasp_trace_reason_to_string ((ClaspTraceReason) record.reason));
      else
        g_string_append_printf (text, "=%s", record.text);
    }
  return g_string_free (text, FALSE);
}

#define expect(fixture, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    char *text_ = take (fixture);                                                                  \
    g_assert_cmpstr (text_, ==, expected);                                                         \
    g_free (text_);                                                                                \
  }                                                                                                \
  G_STMT_END

static void
test_tells_steps_and_targets (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base.base);

  route_test_map (&fixture->base, "/in", "offset 1 | multiply 2", "/out/x", "");
  say (writer, "SET /in 3i");
  expect (fixture, "m1 saw /in=3\nm1 step 1 /in=4\nm1 step 2 /in=8\nm1 sent /out/x=8");
}

static void
test_tells_why_something_did_not_happen (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink  *writer = clasp_fixture_join (&fixture->base.base);
  ClaspRouteSpec *spec;

  route_test_map (&fixture->base, "/in", "", "/out/a", "stop=true only-changes=true when=value<10");
  route_test_map (&fixture->base, "/in", "", "/out/b", "");
  spec = route_test_spec ("/in", "", "/out/c", "");
  route_test_set (spec, "source 1 signal=event");
  route_test_put (&fixture->base, spec);
  spec = route_test_spec ("/in", "", "/out/d", "");
  route_test_set (spec, "source 1 path=$.x");
  route_test_put (&fixture->base, spec);
  say (writer, "SET /in 1i");
  expect (fixture, "m1 saw /in=1\nm1 sent /out/a=1\n"
                   "m2 not /in: a mapping before it stopped the message\n"
                   "m3 not /in: a mapping before it stopped the message\n"
                   "m4 not /in: a mapping before it stopped the message");
  say (writer, "SET /in 1i");
  expect (fixture, "m1 saw /in=1\nm1 not /out/a: no change since the last value sent\n"
                   "m2 not /in: a mapping before it stopped the message\n"
                   "m3 not /in: a mapping before it stopped the message\n"
                   "m4 not /in: a mapping before it stopped the message");
  say (writer, "SET /in 11i");
  expect (fixture, "m1 not /in: the condition does not hold\n"
                   "m2 saw /in=11\nm2 sent /out/b=11\n"
                   "m3 not /in: the source asks for another kind of signal\n"
                   "m4 not /in: the value has nothing at the source's path");
  say (writer, "SET /local/route/m2/on 0i");
  say (writer, "SET /in 12i");
  {
    g_autofree char *text = take (fixture);

    g_assert_nonnull (strstr (text, "m2 not /in: the mapping is switched off"));
  }
}

static void
test_messages_have_numbers (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = clasp_fixture_join (&fixture->base.base);
  ClaspTraceRecord records[4];

  route_test_map (&fixture->base, "/in", "", "/out/x", "");
  say (writer, "SET /in 1i");
  say (writer, "SET /in 2i");
  g_assert_cmpuint (clasp_trace_read (fixture->trace, records, 4), ==, 4);
  g_assert_cmpuint (records[0].number, ==, records[1].number);
  g_assert_cmpuint (records[1].number, !=, records[2].number);
  g_assert_cmpfloat (records[2].number_value, ==, 2.0);
  g_assert_cmpuint (records[2].source, ==, 1);
  g_assert_cmpuint (records[3].target, ==, 1);
}

static void
test_full_ring_refuses_and_counts (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = clasp_fixture_join (&fixture->base.base);
  ClaspTraceRecord records[65];

  route_test_map (&fixture->base, "/in", "", "/out/x", "");
  for (guint i = 0; i < 32; i++)
    say (writer, "SET /in 1i");
  g_assert_cmpuint (clasp_trace_get_n_lost (fixture->trace), ==, 0);
  say (writer, "SET /in 1i");
  g_assert_cmpuint (clasp_trace_get_n_lost (fixture->trace), ==, 2);
  g_assert_cmpuint (clasp_trace_read (fixture->trace, records, 65), ==, 64);
}

static gpointer
write_many (gpointer data)
{
  for (guint i = 1; i <= 20000; i++)
    {
      ClaspValue      value = clasp_value_int (i);
      ClaspTraceEntry entry = {
        .kind = CLASP_TRACE_SENT, .mapping = "m", .address = clasp_str ("/x"), .value = &value
      };

      clasp_trace_write (data, &entry, i, 0);
    }
  return NULL;
}

/* Whole and in order, whatever the reader misses. */
static void
test_one_writes_while_one_reads (Fixture *fixture, gconstpointer data)
{
  GThread         *writer = g_thread_new ("writer", write_many, fixture->trace);
  ClaspTraceRecord record;
  guint64          last = 0, n_read = 0;

  while (n_read + clasp_trace_get_n_lost (fixture->trace) < 20000)
    if (clasp_trace_read (fixture->trace, &record, 1) == 1)
      {
        g_assert_cmpuint (record.number, >, last);
        g_assert_cmpint (record.integer, ==, (gint64) record.number);
        last = record.number;
        n_read++;
      }
    else
      g_thread_yield ();
  g_thread_join (writer);
  g_assert_cmpuint (n_read, >=, 64);
}

static void
test_tells_of_what_was_swallowed (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = clasp_fixture_join (&fixture->base.base);

  route_test_map (&fixture->base, "/in", "", "/out/x", "swallow=true");
  say (writer, "SET /in 1i");
  expect (fixture, "m1 saw /in=1\nm1 sent /out/x=1\n not /in: a mapping swallowed the original");
}

static void
test_tells_of_loops_and_refusals (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = clasp_fixture_join (&fixture->base.base);
  g_autofree char *refused = NULL, *looped = NULL;

  route_test_map (&fixture->base, "/in", "", "/out/x", "");
  say (writer, "SET /out/x 5 lock");
  say (writer, "SET /in 1i");
  refused = take (fixture);
  g_assert_nonnull (strstr (refused, "m1 not /out/x: the router refused it"));
  route_test_map (&fixture->base, "/a", "offset 1", "/b", "");
  route_test_map (&fixture->base, "/b", "offset 1", "/a", "");
  say (writer, "SET /a 0i");
  looped = take (fixture);
  g_assert_nonnull (strstr (looped, "the message went through too many mappings"));
}

/* ---- though nobody looked ---- */

static void
note_input_cb (const ClaspTraceInput *input, gpointer text)
{
  g_string_append_printf (text, "%s=%s%.0f ", input->address, input->text,
                          isnan (input->number_value) ? (double) input->integer : input->number_value);
}

static char *
take_inputs (Fixture *fixture)
{
  GString *text = g_string_new (NULL);

  clasp_route_set_foreach_input (fixture->base.set, note_input_cb, text);
  return g_string_free (text, FALSE);
}

/* Nobody looks; a memory of so many is there. */
static ClaspFakeLink *
begin_unseen (Fixture *fixture, guint n_inputs, gsize n_bytes)
{
  clasp_route_set_trace (fixture->base.set, NULL);
  clasp_route_set_remember (fixture->base.set, n_inputs, n_bytes);
  return clasp_fixture_join (&fixture->base.base);
}

static void
test_last_inputs_are_told_afterwards (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = begin_unseen (fixture, 2, 4096);
  g_autofree char *none = take_inputs (fixture), *two = NULL;

  g_assert_cmpstr (none, ==, "");
  route_test_map (&fixture->base, "/in", "offset 1", "/out/x", "");
  say (writer, "SET /in 1i");
  say (writer, "SET /nobody/maps/this 7i");
  say (writer, "SET /in 2.0");
  expect (fixture, "");
  two = take_inputs (fixture);
  g_assert_cmpstr (two, ==, "/in=1 /in=2 ");
  clasp_route_set_trace (fixture->base.set, fixture->trace);
  expect (fixture, "m1 saw /in=1\nm1 step 1 /in=2\nm1 sent /out/x=2\n"
                   "m1 saw /in=2\nm1 step 1 /in=3\nm1 sent /out/x=3");
  say (writer, "SET /in 3i");
  expect (fixture, "m1 saw /in=3\nm1 step 1 /in=4\nm1 sent /out/x=4");
}

/* At the limit, and one above it: the oldest input goes, and its records with it. */
static void
test_oldest_input_is_forgotten (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = begin_unseen (fixture, 3, 4096);
  g_autofree char *full = NULL, *over = NULL;

  route_test_map (&fixture->base, "/in", "", "/out/x", "");
  say (writer, "SET /in 1i");
  say (writer, "SET /in 2i");
  say (writer, "SET /in 3i");
  full = take_inputs (fixture);
  g_assert_cmpstr (full, ==, "/in=1 /in=2 /in=3 ");
  say (writer, "SET /in 4i");
  over = take_inputs (fixture);
  g_assert_cmpstr (over, ==, "/in=2 /in=3 /in=4 ");
  clasp_route_set_trace (fixture->base.set, fixture->trace);
  expect (fixture, "m1 saw /in=2\nm1 sent /out/x=2\nm1 saw /in=3\nm1 sent /out/x=3\n"
                   "m1 saw /in=4\nm1 sent /out/x=4");
}

/* A ring of the least size holds nine records of these, of 56 bytes: however often it is written round, what is
 * told is whole, the newest and in order. */
static void
test_records_are_bounded_too (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = begin_unseen (fixture, 100, 0);

  route_test_map (&fixture->base, "/in", "", "/out/x", "");
  for (guint i = 1; i <= 100; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /in %ui", i);
      g_autofree char *told = NULL, *last = NULL;
      g_auto (GStrv)   lines = NULL;

      say (writer, line);
      clasp_route_set_trace (fixture->base.set, fixture->trace);
      told = take (fixture);
      clasp_route_set_trace (fixture->base.set, NULL);
      last = g_strdup_printf ("m1 saw /in=%u\nm1 sent /out/x=%u", i, i);
      g_assert_true (g_str_has_suffix (told, last));
      lines = g_strsplit (told, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), <=, 9);
      g_assert_cmpuint (g_strv_length (lines), >=, MIN (2 * i, 6));
      for (guint j = 0; lines[j] != NULL; j++)
        g_assert_true (g_str_has_prefix (lines[j], "m1 saw /in=") || g_str_has_prefix (lines[j], "m1 sent /out/x="));
    }
}

/* Texts of every length, over and over: nothing is torn where the ring ends. */
static void
test_records_of_every_length_stay_whole (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer = begin_unseen (fixture, 100, 1000);

  route_test_map (&fixture->base, "/in/**", "", "/out/x", "");
  for (guint i = 1; i <= 300; i++)
    {
      g_autofree char *tail = g_strnfill (1 + i * 7 % 90, 'a' + (char) (i % 26));
      g_autofree char *line = g_strdup_printf ("SET /in/%s %ui", tail, i);
      g_autofree char *seen = g_strdup_printf ("m1 saw /in/%s=%u\nm1 sent /out/x=%u", tail, i, i);
      g_autofree char *told = NULL;

      say (writer, line);
      clasp_route_set_trace (fixture->base.set, fixture->trace);
      told = take (fixture);
      clasp_route_set_trace (fixture->base.set, NULL);
      g_assert_true (g_str_has_suffix (told, seen));
    }
}

static void
test_remembers_why_nothing_happened (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = begin_unseen (fixture, 8, 4096);
  g_autofree char *inputs = NULL;

  route_test_map (&fixture->base, "/in", "", "/out/x", "when=value<10");
  route_test_map (&fixture->base, "/gone", "", "/out/y", "swallow=true");
  say (writer, "SET /in 11i");
  say (writer, "SET /gone [7,8]");
  inputs = take_inputs (fixture);
  g_assert_cmpstr (inputs, ==, "/in=11 /gone=[7,8]0 ");
  clasp_route_set_trace (fixture->base.set, fixture->trace);
  expect (fixture, "m1 not /in: the condition does not hold\nm2 saw /gone=[7,8]\nm2 sent /out/y=[7,8]\n"
                   " not /gone: a mapping swallowed the original");
}

/* One that is muted hears what nobody else does, does nothing, and is named once for each message. */
static void
test_remembers_what_muting_kept_back (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer = begin_unseen (fixture, 8, 4096);
  ClaspRouteSpec  *spec = route_test_spec ("/in /in/* /*", "", "/out/x", "");
  g_autofree char *inputs = NULL;

  spec->is_muted = TRUE;
  route_test_put (&fixture->base, spec);
  say (writer, "SET /in 5i");
  inputs = take_inputs (fixture);
  g_assert_cmpstr (inputs, ==, "/in=5 ");
  clasp_route_set_trace (fixture->base.set, fixture->trace);
  expect (fixture, "m1 not /in: the mapping is muted");
  g_assert_true (isnan (route_test_param (&fixture->base, "/out/x")));

  clasp_route_set_put (fixture->base.set, route_test_spec_at ("m1", 0, "/in", "", "/out/x", ""));
  expect (fixture, "m1 saw /in=5\nm1 sent /out/x=5");
  clasp_route_set_remove (fixture->base.set, "m1");
  say (writer, "SET /in 6i");
  expect (fixture, "");
}

/* Every reason has its sentence. */
static void
test_reasons_are_sentences (Fixture *fixture, gconstpointer data)
{
  for (guint i = CLASP_TRACE_NO_REASON + 1; i < CLASP_TRACE_N_REASONS; i++)
    g_assert_cmpstr (clasp_trace_reason_to_string ((ClaspTraceReason) i), !=, "");
}

/* ---- without a show ---- */

static void
append_cb (const ClaspTraceRecord *record, gpointer output)
{
  clasp_route_try_append (record, output);
}

static char *
try_in (ClaspRouteSpec *spec, const ClaspRouteTryWorld *world, guint n_inputs, gint64 until_us)
{
  static const ClaspRouteTryInput inputs[] = {
    { .time_us = 0, .value = { CLASP_VALUE_DOUBLE, { .number = 0.0 } } },
    { .time_us = 10 * MS, .value = { CLASP_VALUE_DOUBLE, { .number = 1.0 } } },
  };
  GString           *output = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!clasp_route_try (spec, world, inputs, n_inputs, until_us, append_cb, output, &error))
    g_string_assign (output, error->message);
  return g_string_free (output, FALSE);
}

static char *
try_spec (ClaspRouteSpec *spec, guint n_inputs, gint64 until_us)
{
  return try_in (spec, NULL, n_inputs, until_us);
}

/* A connection with a name of its own, and a range that somebody announced. */
static void
test_try_in_a_show (Fixture *fixture, gconstpointer data)
{
  const ClaspRouteConnection connection = { "c", "Desk", "/desk", 0, "midi" };
  ClaspSignalInfo            info = { .address = CLASP_STR_LITERAL ("/lamp"), .signal = CLASP_SIGNAL_PARAM };
  const ClaspRouteTryWorld   world = { &connection, 1, &info, 1 };
  g_autofree char           *named = NULL, *announced = NULL, *alone = NULL;

  info.has_meta = info.has_range = TRUE;
  info.maximum = 50;
  named = try_in (route_test_spec ("/osc/a", "", "/desk/x/ch/1/cc/7", ""), &world, 2, 20 * MS);
  g_assert_nonnull (strstr (named, "→ /desk/x/ch/1/cc/7 = 127\n"));
  announced = try_in (route_test_spec ("/osc/a", "", "/lamp", ""), &world, 2, 20 * MS);
  g_assert_nonnull (strstr (announced, "→ /lamp = 50"));
  alone = try_spec (route_test_spec ("/osc/a", "", "/lamp", ""), 2, 20 * MS);
  g_assert_nonnull (strstr (alone, "→ /lamp = 1"));
}

static void
test_try_prints_what_becomes_of_values (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text =
    try_spec (route_test_spec ("/midi/n/ch/{c:int}/cc/7", "invert", "/osc/f/{c}", ""), 2, 0);

  g_assert_cmpstr (text, ==,
                   "0.000 s  /midi/n/ch/1/cc/7 = 0\n    step 1: 1\n    0.000 s  → /osc/f/1 = 1\n"
                   "0.010 s  /midi/n/ch/1/cc/7 = 1\n    step 1: 0.9921259842519685\n"
                   "    0.010 s  → /osc/f/1 = 0.9921259842519685\n");
}

static void
test_try_goes_on_with_time (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = try_spec (route_test_spec ("/a", "", "/b", "rate-hz=10"), 2, 200 * MS);

  g_assert_cmpstr (text, ==,
                   "0.000 s  /a = 0\n    0.000 s  → /b = 0\n"
                   "0.010 s  /a = 1\n    target 1, not sent: it waits for its turn at this rate\n"
                   "    0.100 s  → /b = 1\n");
}

static void
test_try_says_what_is_wrong (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong = try_spec (route_test_spec ("/a", "", "/b/{n}", ""), 1, 0);
  g_autofree char *nowhere = try_spec (route_test_spec ("/a/{n:5..8}", "", "/b", ""), 1, 0);
  g_autofree char *none = try_spec (route_test_spec ("", "", "/b", ""), 1, 0);

  g_assert_true (g_str_has_prefix (wrong, "target: "));
  g_assert_cmpstr (nowhere, ==, "say which address the values come from: none could be made up");
  g_assert_cmpstr (none, ==, "there is no source");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func) g_test_add ("/mapping/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("trace/tells-steps-and-targets", test_tells_steps_and_targets);
  ADD ("trace/tells-why-something-did-not-happen", test_tells_why_something_did_not_happen);
  ADD ("trace/messages-have-numbers", test_messages_have_numbers);
  ADD ("trace/full-ring-refuses-and-counts", test_full_ring_refuses_and_counts);
  ADD ("trace/one-writes-while-one-reads", test_one_writes_while_one_reads);
  ADD ("trace/tells-of-what-was-swallowed", test_tells_of_what_was_swallowed);
  ADD ("trace/tells-of-loops-and-refusals", test_tells_of_loops_and_refusals);
  ADD ("trace/reasons-are-sentences", test_reasons_are_sentences);
  ADD ("trace/last-inputs-are-told-afterwards", test_last_inputs_are_told_afterwards);
  ADD ("trace/oldest-input-is-forgotten", test_oldest_input_is_forgotten);
  ADD ("trace/records-are-bounded-too", test_records_are_bounded_too);
  ADD ("trace/records-of-every-length-stay-whole", test_records_of_every_length_stay_whole);
  ADD ("trace/remembers-why-nothing-happened", test_remembers_why_nothing_happened);
  ADD ("trace/remembers-what-muting-kept-back", test_remembers_what_muting_kept_back);
  ADD ("try/prints-what-becomes-of-values", test_try_prints_what_becomes_of_values);
  ADD ("try/in-a-show", test_try_in_a_show);
  ADD ("try/goes-on-with-time", test_try_goes_on_with_time);
  ADD ("try/says-what-is-wrong", test_try_says_what_is_wrong);

  return g_test_run ();
}
