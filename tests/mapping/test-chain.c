/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/mapping-test.h"
#include "support/clasp-test.h"

#include <math.h>

#define MS 1000

/* "/target 3.5", or "drop", "error", "no match". */
static char *
run (ClaspChain *chain, const char *address, ClaspValue input, gint64 now_us)
{
  ClaspChainResult result;
  g_autofree char *text = NULL;
  char            *said;

  if (!clasp_chain_run (chain, clasp_str (address), &input, FALSE, now_us, &result))
    {
      clasp_value_clear (&input);
      return g_strdup ("no match");
    }
  text = clasp_value_to_text (&result.output);
  if (result.result == CLASP_TRANSFORM_PASS)
    said = g_strdup_printf ("%s %s %s", result.target,
                            clasp_value_type_to_string (result.output.type), text);
  else
    said = g_strdup (result.result == CLASP_TRANSFORM_DROP ? "drop" : "error");
  clasp_chain_result_clear (&result);
  clasp_value_clear (&input);
  return said;
}

static void
assert_run (const char *source,
            const char *steps,
            const char *target,
            const char *address,
            ClaspValue  input,
            const char *expected)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain (source, steps, target, TRUE);
  g_autofree char       *said = run (chain, address, input, 0);

  if (g_strcmp0 (said, expected) != 0)
    g_error ("%s | %s => %s: %s, not %s", address, steps, target, said, expected);
}

static void
test_default_conversion (void)
{
  static const struct
  {
    const char *source, *steps, *target;
    double      input;
    const char *expected;
  } cases[] = {
    { "/osc/fader/1", "", "/artnet/0/0/0/1", 0.5, "/artnet/0/0/0/1 int 128" },
    { "/osc/fader/1", "", "/artnet/0/0/0/1", 1.5, "/artnet/0/0/0/1 int 255" },
    { "/osc/fader/1", "", "/artnet/0/0/0/1", -0.1, "/artnet/0/0/0/1 int 0" },
    { "/midi/nano/ch/1/cc/7", "", "/artnet/0/0/0/1", 127, "/artnet/0/0/0/1 int 255" },
    { "/midi/nano/ch/1/cc/7", "", "/artnet/3/512", 64, "/artnet/3/512 int 129" },
    { "/midi/nano/ch/1/cc/7", "", "/osc/a", 127, "/osc/a double 1" },
    { "/midi/nano/ch/1/bend", "", "/osc2/a", -8192, "/osc2/a double 0" },
    { "/midi/nano/ch/1/cc/7", "", "/midi/nano/ch/1/cc/8", 64.6, "/midi/nano/ch/1/cc/8 int 65" },
    { "/midi/nano/ch/1/cc14/7", "", "/midi2/x/ch/1/cc/8", 16383, "/midi2/x/ch/1/cc/8 int 127" },
    { "/artnet/0/0/0/1", "", "/midi/n/ch/1/bend", 255, "/midi/n/ch/1/bend int 8191" },
    { "/osc/a", "", "/osc/b", 0.25, "/osc/b double 0.25" },
    { "/demo/fader/1", "", "/artnet/0/0/0/1", 1, "/artnet/0/0/0/1 int 255" },
    { "/osc/fader/1", "", "/sacn/63999/512", 0.5, "/sacn/63999/512 int 128" },
    { "/osc/fader/1", "", "/dmx/32767/512", 0.5, "/dmx/32767/512 int 128" },
    { "/dmx/0/1", "", "/osc/level", 255, "/osc/level double 1" },
    { "/sacn/7/1", "", "/osc/level", 255, "/osc/level double 1" },
    { "/demo/fader/1", "", "/midi/n/ch/1/cc/7", 0.5, "/midi/n/ch/1/cc/7 int 64" },
    { "/app/x", "", "/osc/b", 7.5, "/osc/b double 7.5" },
    { "/midi/n/ch/1/cc/7", "", "/app/x", 100, "/app/x double 100" },
    /* of an unknown source a float up to 1 is a share, the rest a level */
    { "/app/x", "", "/artnet/0/0/0/1", 0.5, "/artnet/0/0/0/1 int 128" },
    { "/app/x", "", "/artnet/0/0/0/1", 200.4, "/artnet/0/0/0/1 int 200" },
    { "/app/x", "", "/artnet/0/0/0/1", 300, "/artnet/0/0/0/1 int 255" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_run (cases[i].source, cases[i].steps, cases[i].target, cases[i].source,
                clasp_value_double (cases[i].input), cases[i].expected);
}

static void
test_conversion_around_steps (void)
{
  static const struct
  {
    const char *source, *steps, *target;
    double      input;
    const char *expected;
  } cases[] = {
    /* a step that sets a range is only rounded */
    { "/osc/a", "range 0 1 0 100", "/artnet/0/0/0/1", 0.505, "/artnet/0/0/0/1 int 51" },
    { "/osc/a", "range 0 1 0 400", "/artnet/0/0/0/1", 1, "/artnet/0/0/0/1 int 255" },
    { "/osc/a", "range 0 1 0 100", "/osc/b", 0.5, "/osc/b double 50" },
    /* one that gives 0–1 is scaled */
    { "/midi/n/ch/1/cc/7", "range 0 127 0 1|curve linear", "/artnet/0/0/0/1", 127,
      "/artnet/0/0/0/1 int 255" },
    { "/midi/n/ch/1/cc/7", "range 64 127 0 1", "/artnet/0/0/0/1", 64, "/artnet/0/0/0/1 int 0" },
    { "/midi/n/ch/1/cc/7", "threshold 64", "/artnet/0/0/0/1", 64, "/artnet/0/0/0/1 int 255" },
    /* one that needs 0–1 gets it */
    { "/midi/n/ch/1/cc/7", "curve linear", "/artnet/0/0/0/1", 64, "/artnet/0/0/0/1 int 129" },
    { "/midi/n/ch/1/cc/7", "invert", "/artnet/0/0/0/1", 127, "/artnet/0/0/0/1 int 0" },
    { "/midi/n/ch/1/cc/7", "invert", "/app/x", 27, "/app/x double 100" },
    { "/midi/n/ch/1/cc/7", "threshold 0.5", "/app/x", 64, "/app/x double 1" },
    { "/midi/n/ch/1/cc/7", "threshold 0.5 0 0 200", "/artnet/0/0/0/1", 64,
      "/artnet/0/0/0/1 int 200" },
    { "/app/x", "curve ease-in", "/artnet/0/0/0/1", 0.5, "/artnet/0/0/0/1 int 64" },
    /* expressions see the source's own numbers */
    { "/midi/n/ch/1/cc/7", "expression value / 2", "/artnet/0/0/0/1", 127,
      "/artnet/0/0/0/1 int 128" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_run (cases[i].source, cases[i].steps, cases[i].target, cases[i].source,
                clasp_value_double (cases[i].input), cases[i].expected);
}

static ClaspValue
note (gboolean on, gint64 velocity)
{
  const ClaspMapEntry entries[] = { { CLASP_STR_LITERAL ("on"), clasp_value_bool (on) },
                                    { CLASP_STR_LITERAL ("velocity"),
                                      clasp_value_int (velocity) } };

  return clasp_value_map (entries, 2);
}

static void
test_conversion_by_type (void)
{
  const ClaspValue pair[] = { clasp_value_double (0.5), clasp_value_double (1.0) };

  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_bool (TRUE),
              "/artnet/0/0/0/1 int 255");
  assert_run ("/osc/a", "", "/midi/n/ch/1/bend", "/osc/a", clasp_value_bool (FALSE),
              "/midi/n/ch/1/bend int -8192");
  assert_run ("/osc/a", "", "/osc/b", "/osc/a", clasp_value_bool (TRUE), "/osc/b bool true");
  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_array (pair, 2),
              "/artnet/0/0/0/1 int 128");
  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_string (clasp_str ("0.5")),
              "/artnet/0/0/0/1 int 128");
  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_string (clasp_str ("go")),
              "error");
  assert_run ("/midi/n/ch/1/cc/1", "", "/osc/b", "/midi/n/ch/1/cc/1",
              clasp_value_string (clasp_str ("go")), "/osc/b string go");
  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_null (),
              "/artnet/0/0/0/1 null null");
  assert_run ("/osc/a", "", "/artnet/0/0/0/1", "/osc/a", clasp_value_double (NAN), "error");
  assert_run ("/midi/n/ch/1/note/36", "", "/artnet/0/0/0/1", "/midi/n/ch/1/note/36",
              note (TRUE, 127), "/artnet/0/0/0/1 int 255");
  assert_run ("/midi/n/ch/1/note/36", "", "/artnet/0/0/0/1", "/midi/n/ch/1/note/36",
              note (FALSE, 64), "/artnet/0/0/0/1 int 0");
  assert_run ("/midi/n/ch/1/note/36", "curve linear", "/artnet/0/0/0/1", "/midi/n/ch/1/note/36",
              note (TRUE, 127), "/artnet/0/0/0/1 int 255");
}

static void
test_without_conversion_values_stay (void)
{
  g_autoptr (ClaspChain) chain =
    clasp_test_chain ("/midi/n/ch/1/cc/7", "", "/artnet/0/0/0/1", FALSE);
  g_autofree char *said = run (chain, "/midi/n/ch/1/cc/7", clasp_value_int (64), 0);

  g_assert_cmpstr (said, ==, "/artnet/0/0/0/1 int 64");
}

static void
test_captures_reach_target_and_expression (void)
{
  assert_run ("/osc/fader/{n:1..8}", "", "/artnet/0/0/0/{n+10}", "/osc/fader/3",
              clasp_value_double (1), "/artnet/0/0/0/13 int 255");
  assert_run ("/osc/fader/{n:1..8}", "", "/artnet/0/0/0/{n+10}", "/osc/fader/9",
              clasp_value_double (1), "no match");
  assert_run ("/x/{n:int}", "expression value * n", "/y/{value:int}", "/x/3", clasp_value_int (5),
              "/y/15 int 15");
  assert_run ("/x/{n:int}", "", "/artnet/0/0/0/{value:int}", "/x/3", clasp_value_int (5),
              "/artnet/0/0/0/5 int 5");
}

static void
test_targets_that_do_not_exist_are_errors (void)
{
  static const struct
  {
    const char *target;
    gint64      n;
    gboolean    exists;
  } cases[] = {
    { "/artnet/0/0/0/{n}", 512, TRUE },
    { "/artnet/0/0/0/{n}", 513, FALSE },
    { "/artnet/0/0/0/{n}", 0, FALSE },
    { "/artnet/{n}/1", 32767, TRUE },
    { "/artnet/{n}/1", 32768, FALSE },
    { "/artnet/0/{n}/0/1", 16, FALSE },
    { "/midi/d/ch/1/note/{n}", 127, TRUE },
    { "/midi/d/ch/1/note/{n}", 128, FALSE },
    { "/midi/d/ch/{n}/cc/1", 17, FALSE },
    { "/midi/d/ch/{n}/bend", 16, TRUE },
    { "/x/{100/n}", 0, FALSE },
    { "/artnet/0/0/0/{n}", -1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspChain) chain = clasp_test_chain ("/s/{n:int}", "", cases[i].target, TRUE);
      g_autofree char       *address = g_strdup_printf ("/s/%" G_GINT64_FORMAT, cases[i].n);
      g_autofree char       *said = run (chain, address, clasp_value_int (1), 0);

      if (g_str_equal (said, "error") == cases[i].exists)
        g_error ("%s with %s: %s", cases[i].target, address, said);
    }
}

static void
test_texts_that_make_no_address_are_errors (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/s", "", "/t/{value}", TRUE);
  g_autofree char       *good = run (chain, "/s", clasp_value_string (clasp_str ("a b")), 0);
  g_autofree char       *empty = run (chain, "/s", clasp_value_string (clasp_str ("")), 0);
  g_autofree char       *star = run (chain, "/s", clasp_value_string (clasp_str ("*")), 0);

  g_assert_cmpstr (good, ==, "/t/a b string a b");
  g_assert_cmpstr (empty, ==, "error");
  g_assert_cmpstr (star, ==, "error");
}

static double
number_from (ClaspChain *chain, const char *address, double input, gint64 now_us)
{
  ClaspValue       value = clasp_value_double (input);
  ClaspChainResult result;
  double           number;

  g_assert_true (clasp_chain_run (chain, clasp_str (address), &value, FALSE, now_us, &result));
  g_assert_cmpint (result.result, ==, CLASP_TRANSFORM_PASS);
  g_assert_true (clasp_value_to_double (&result.output, &number));
  clasp_chain_result_clear (&result);
  return number;
}

static void
test_addresses_are_smoothed_apart (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", "smooth 80ms", "/out/*", TRUE);

  g_assert_cmpfloat (number_from (chain, "/in/a", 0, 0), ==, 0);
  g_assert_cmpfloat (number_from (chain, "/in/b", 1, 0), ==, 1);
  g_assert_cmpfloat (number_from (chain, "/in/a", 0, 10 * MS), ==, 0);
  g_assert_cmpfloat (number_from (chain, "/in/b", 1, 10 * MS), ==, 1);
  g_assert_cmpfloat (number_from (chain, "/in/a", 1, 20 * MS), <, 0.9);
  g_assert_cmpfloat (number_from (chain, "/in/b", 1, 20 * MS), ==, 1);
}

static void
test_chain_equals_its_steps_one_by_one (void)
{
  static const char *const texts[] = { "smooth 80ms 0.5", "curve sine-in", "smooth 200ms",
                                       "threshold 0.5 0.2", "range 0 1 3 7" };
  g_autoptr (ClaspChain)   whole = clasp_test_chain (
      "/in", "smooth 80ms 0.5|curve sine-in|smooth 200ms|threshold 0.5 0.2|range 0 1 3 7", "/out",
      TRUE);
  ClaspChain *parts[G_N_ELEMENTS (texts)];

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    parts[i] = clasp_test_chain ("/in", texts[i], "/out", TRUE);
  for (guint n = 0; n < 200; n++)
    {
      double input = g_test_rand_double ();
      double value = input;

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        value = number_from (parts[i], "/in", value, n * 10 * MS);
      g_assert_cmpfloat (number_from (whole, "/in", input, n * 10 * MS), ==, value);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    clasp_chain_free (parts[i]);
}

static void
test_tail_ends_on_the_last_input (void)
{
  g_autoptr (ClaspChain) chain =
    clasp_test_chain ("/osc/a", "smooth 80ms", "/artnet/0/0/0/1", TRUE);
  ClaspValue       one = clasp_value_int (1);
  ClaspChainResult result;
  gint64           now_us = 0, last = 0;

  number_from (chain, "/osc/a", 0, now_us);
  g_assert_true (clasp_chain_run (chain, clasp_str ("/osc/a"), &one, FALSE, 1000 * MS, &result));
  now_us = result.wake_us;
  g_assert_cmpint (now_us, ==, 1010 * MS);
  while (now_us != 0)
    {
      clasp_chain_result_clear (&result);
      g_assert_false (clasp_chain_tick (chain, clasp_str ("/osc/a"), now_us - 1, &result));
      g_assert_true (clasp_chain_tick (chain, clasp_str ("/osc/a"), now_us, &result));
      g_assert_cmpint (result.result, ==, CLASP_TRANSFORM_PASS);
      g_assert_cmpstr (result.target, ==, "/artnet/0/0/0/1");
      g_assert_cmpuint (result.n_steps, ==, 2);
      g_assert_cmpint (result.output.as.integer, >=, last);
      last = result.output.as.integer;
      now_us = result.wake_us;
    }
  g_assert_cmpfloat (result.steps[0].as.number, ==, 1.0);
  g_assert_cmpint (last, ==, 255);
  clasp_chain_result_clear (&result);
  g_assert_false (clasp_chain_tick (chain, clasp_str ("/osc/a"), G_MAXINT64, &result));
  g_assert_false (clasp_chain_tick (chain, clasp_str ("/osc/other"), G_MAXINT64, &result));
}

/* Runs all ticks; the last output as a number. */
static double
settle (ClaspChain *chain, const char *address, gint64 wake_us)
{
  double last = NAN;

  while (wake_us != 0)
    {
      ClaspChainResult result;

      g_assert_true (clasp_chain_tick (chain, clasp_str (address), wake_us, &result));
      if (result.result == CLASP_TRANSFORM_PASS)
        clasp_value_to_double (&result.output, &last);
      wake_us = result.wake_us;
      clasp_chain_result_clear (&result);
    }
  return last;
}

static void
test_bad_input_does_not_stall_a_tail (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/a", "smooth 80ms|smooth 40ms", "/b", TRUE);
  ClaspValue             text = clasp_value_string (clasp_str ("no number"));
  ClaspChainResult       result;

  number_from (chain, "/a", 0, 0);
  number_from (chain, "/a", 1, 10 * MS);
  g_assert_true (clasp_chain_run (chain, clasp_str ("/a"), &text, FALSE, 15 * MS, &result));
  g_assert_cmpint (result.result, ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (result.wake_us, ==, 20 * MS);
  clasp_chain_result_clear (&result);
  clasp_value_clear (&text);
  g_assert_cmpfloat (settle (chain, "/a", 20 * MS), ==, 1.0);
}

static void
test_addresses_are_bounded (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", "smooth 80ms", "/out/*", TRUE);
  char                   address[32];

  number_from (chain, "/in/first", 0, 0);
  number_from (chain, "/in/kept", 0, 0);
  for (guint i = 0; i < 4096; i++)
    {
      g_snprintf (address, sizeof address, "/in/%u", i);
      number_from (chain, address, 0, 0);
      number_from (chain, "/in/kept", 0, 0);
    }
  /* what was used last is still remembered, what was not starts anew */
  g_assert_cmpfloat (number_from (chain, "/in/kept", 1, 10 * MS), <, 1.0);
  g_assert_cmpfloat (number_from (chain, "/in/first", 1, 10 * MS), ==, 1.0);
}

static void
test_results_of_each_step_are_told (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain (
    "/midi/n/ch/1/cc/7", "range 0 127 0 1|curve ease-in", "/artnet/0/0/0/1", TRUE);
  ClaspValue       input = clasp_value_int (127);
  ClaspChainResult result;

  g_assert_true (clasp_chain_run (chain, clasp_str ("/midi/n/ch/1/cc/7"), &input, FALSE, 0, &result));
  g_assert_cmpuint (result.n_steps, ==, 3);
  g_assert_cmpfloat (result.steps[0].as.number, ==, 1.0);
  g_assert_cmpfloat (result.steps[1].as.number, ==, 1.0);
  g_assert_cmpint (result.steps[2].as.integer, ==, 255);
  clasp_chain_result_clear (&result);
}

static void
test_preview_touches_nothing (void)
{
  g_autoptr (ClaspChain) chain =
    clasp_test_chain ("/midi/{d}/ch/{c:int}/cc/{k}", "invert|smooth 80ms|expression value * c",
                      "/artnet/0/0/0/{k}", TRUE);
  double output;

  g_assert_true (clasp_chain_preview (chain, 0, 127, &output));
  g_assert_cmpfloat (output, ==, 1.0);
  g_assert_true (clasp_chain_preview (chain, 1, 127, &output));
  g_assert_cmpfloat (output, ==, 0.0);
  g_assert_true (clasp_chain_preview (chain, 3, 0, &output));
  g_assert_cmpfloat (output, ==, 1.0);
  g_assert_true (clasp_chain_preview (chain, 4, 0, &output));
  g_assert_cmpfloat (output, ==, 255.0);
  g_assert_false (clasp_chain_preview (chain, 1, NAN, &output));
  g_assert_cmpfloat (number_from (chain, "/midi/n/ch/1/cc/7", 127, 0), ==, 0.0);
}

/* What waits shows what it will give. */
static void
test_preview_of_what_waits (void)
{
  static const struct
  {
    const char *steps;
    double      output; /* NAN: nothing */
  } cases[] = {
    { "delay 2", 0.25 },
    { "debounce 0.5", 0.25 },
    { "invert|delay 2|debounce 0.5|invert", 0.25 },
    { "delay 2|smooth 80ms", 0.25 },
    { "ratelimit 10", 0.25 },
    { "ramp 1", 0.25 },
    { "flip", NAN },
    { "longpress", NAN },
    { "stop value<1", NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspChain) chain = clasp_test_chain ("/in", cases[i].steps, "/out", FALSE);
      double                 output = NAN;
      gboolean               is_shown = clasp_chain_preview (chain, 32, 0.25, &output);

      g_test_message ("%s: %g", cases[i].steps, output);
      g_assert_cmpint (is_shown, ==, !isnan (cases[i].output));
      if (is_shown)
        g_assert_cmpfloat_with_epsilon (output, cases[i].output, 1e-9);
    }
}

static void
assert_refused (const char *source, const char *steps, const char *target, const char *expected)
{
  ClaspChainSpec     spec = { .source = source, .target = target, .convert = TRUE };
  g_autoptr (GError) error = NULL;

  spec.steps = clasp_test_steps (steps, &spec.n_steps);
  g_assert_null (clasp_chain_new (&spec, &error));
  if (!g_str_has_prefix (error->message, expected))
    g_error ("\"%s\", expected \"%s\"", error->message, expected);
  for (guint i = 0; i < spec.n_steps; i++)
    g_object_unref (spec.steps[i]);
  g_free (spec.steps);
}

static void
test_errors_name_the_place (void)
{
  g_autoptr (GString) many = g_string_new ("invert");

  for (guint i = 0; i < CLASP_CHAIN_MAX_STEPS; i++)
    g_string_append (many, "|invert");
  assert_refused ("/a/{n:9..1}", "", "/b", "source: column 7: the range is empty");
  assert_refused ("/a", "", "/b/{n}", "target: column 5: the source captures nothing");
  assert_refused ("/a", "", "b", "target: it does not start with");
  assert_refused ("/a/{n}", "", "/b//{n}", "target: it has an empty segment");
  assert_refused ("/a", "invert|clamp 2 1", "/b", "step 2 (clamp): min: is above max");
  assert_refused ("/a", "expression 1 +", "/b", "step 1 (expression): ");
  assert_refused ("/a", "invert | latchgate /gate/*", "/b",
                  "step 2 (latchgate): ‘/gate/*’ is no address of a parameter: ");
  assert_refused ("/a", "offset 1 gate", "/b", "step 1 (offset): ‘gate’ is no address");
  assert_refused ("/a", many->str, "/b", "more than 32 steps");
}

static void
test_ranges_of_addresses (void)
{
  static const struct
  {
    const char *address;
    double      minimum, maximum;
  } known[] = {
    { "/osc/a", 0, 1 },
    { "/osc12/a/b", 0, 1 },
    { "/midi/x/ch/1/cc/7", 0, 127 },
    { "/midi/x/ch/1/cc14/7", 0, 16383 },
    { "/midi/x/ch/16/bend", -8192, 8191 },
    { "/midi/x/ch/1/note/60", 0, 127 },
    { "/midi/*/ch/*/cc/*", 0, 127 },
    { "/artnet/0/0/0/1", 0, 255 },
    { "/artnet/0/1", 0, 255 },
    { "/artnet2/0/0/0/512", 0, 255 },
    { "/demo/fader/8", 0, 1 },
    { "/demo/fader/*", 0, 1 },
  };
  static const char *const unknown[] = { "/oscar/a",
                                         "/osc",
                                         "/osc1x/a",
                                         "/midi/x/ch/1/sysex",
                                         "/midi/x/ch/a/cc/1",
                                         "/artnet/0/0/1",
                                         "/artnet/0/0/0/x",
                                         "/demo/fader",
                                         "/demo/fader/x",
                                         "/demo/tempo/1",
                                         "/app/x",
                                         "/",
                                         "" };
  ClaspRange               range;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (clasp_range_for_address (clasp_str (known[i].address), &range));
      g_assert_cmpfloat (range.minimum, ==, known[i].minimum);
      g_assert_cmpfloat (range.maximum, ==, known[i].maximum);
    }
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_false (clasp_range_for_address (clasp_str (unknown[i]), &range));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/chain/default-conversion", test_default_conversion);
  g_test_add_func ("/mapping/chain/conversion-around-steps", test_conversion_around_steps);
  g_test_add_func ("/mapping/chain/conversion-by-type", test_conversion_by_type);
  g_test_add_func ("/mapping/chain/without-conversion-values-stay",
                   test_without_conversion_values_stay);
  g_test_add_func ("/mapping/chain/captures-reach-target-and-expression",
                   test_captures_reach_target_and_expression);
  g_test_add_func ("/mapping/chain/targets-that-do-not-exist-are-errors",
                   test_targets_that_do_not_exist_are_errors);
  g_test_add_func ("/mapping/chain/texts-that-make-no-address-are-errors",
                   test_texts_that_make_no_address_are_errors);
  g_test_add_func ("/mapping/chain/addresses-are-smoothed-apart",
                   test_addresses_are_smoothed_apart);
  g_test_add_func ("/mapping/chain/equals-its-steps-one-by-one",
                   test_chain_equals_its_steps_one_by_one);
  g_test_add_func ("/mapping/chain/tail-ends-on-the-last-input", test_tail_ends_on_the_last_input);
  g_test_add_func ("/mapping/chain/bad-input-does-not-stall-a-tail",
                   test_bad_input_does_not_stall_a_tail);
  g_test_add_func ("/mapping/chain/addresses-are-bounded", test_addresses_are_bounded);
  g_test_add_func ("/mapping/chain/results-of-each-step-are-told",
                   test_results_of_each_step_are_told);
  g_test_add_func ("/mapping/chain/preview-touches-nothing", test_preview_touches_nothing);
  g_test_add_func ("/mapping/chain/preview-of-what-waits", test_preview_of_what_waits);
  g_test_add_func ("/mapping/chain/errors-name-the-place", test_errors_name_the_place);
  g_test_add_func ("/mapping/chain/ranges-of-addresses", test_ranges_of_addresses);

  return g_test_run ();
}
