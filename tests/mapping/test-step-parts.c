/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Steps with numbers on parts of lists and maps (mapping.md 11.3), and steps that compare whole
 * values. */

#include "mapping/mapping-test.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

static ClaspValue
parse (const char *json)
{
  ClaspValue         value = CLASP_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  return value;
}

static char *
print (const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);

  return clasp_json_print_line (node);
}

/* What @steps make of @input, as JSON; "drop" or "error: …". (transfer full) */
static char *
run (ClaspChain *chain, const char *input, gboolean is_event, gint64 now_us)
{
  g_auto (ClaspValue) value = parse (input);
  ClaspChainResult    result = { 0 };
  char               *text = NULL;

  g_assert_true (clasp_chain_run (chain, clasp_str ("/in/1"), &value, is_event, now_us, &result));
  switch (result.result)
    {
    case CLASP_TRANSFORM_PASS:
      text = print (&result.output);
      break;
    case CLASP_TRANSFORM_DROP:
      text = g_strdup ("drop");
      break;
    case CLASP_TRANSFORM_ERROR:
      text = g_strdup_printf ("error: %s", result.problem);
      break;
    }
  clasp_chain_result_clear (&result);
  return text;
}

/* ---- parts ---- */

static const struct
{
  const char *steps, *input, *result;
} parts[] = {
  /* What a step works on, the rest untouched and in its place. */
  { "scale 0 1 0 255 path=$.level", "{\"name\":\"a\",\"level\":0.5,\"on\":true}",
    "{\"name\":\"a\",\"level\":127.5,\"on\":true}" },
  { "multiply 2 path=$.state.xy[1]", "{\"state\":{\"xy\":[1,2,3],\"k\":9}}",
    "{\"state\":{\"xy\":[1,4.0,3],\"k\":9}}" },
  { "multiply 2 path=$[-1]", "[1,2,3]", "[1,2,6.0]" },
  { "negate path=$", "3", "-3.0" },
  { "clamp 0 1 path=$['a-key']", "{\"a-key\":7}", "{\"a-key\":1.0}" },
  { "curve power 2 path=$.a", "{\"a\":0.5}", "{\"a\":0.25}" },
  { "invert path=$.a", "{\"a\":0.25}", "{\"a\":0.75}" },
  { "range 0 10 0 1 path=$.a", "{\"a\":5}", "{\"a\":0.5}" },
  { "threshold 0.5 path=$.a", "{\"a\":5}", "{\"a\":1.0}" },
  /* Stars: each by itself, and each back where it was. */
  { "multiply 2 path=$[*].v", "[{\"v\":1},{\"w\":5},{\"v\":3}]",
    "[{\"v\":2.0},{\"w\":5},{\"v\":6.0}]" },
  { "multiply 2 path=$.*", "{\"a\":1,\"b\":2}", "{\"a\":2.0,\"b\":4.0}" },
  { "multiply 2 path=$.a[*]", "{\"a\":[7]}", "{\"a\":[14.0]}" },
  /* A list at a path, element by element. */
  { "multiply 2 path=$.rgb", "{\"rgb\":[1,2,3]}", "{\"rgb\":[2.0,4.0,6.0]}" },
  /* JSON in a text is what the text says. */
  { "multiply 2 path=$.a", "\"{\\\"a\\\":4}\"", "{\"a\":8.0}" },
  /* Two parts, one step each. */
  { "multiply 2 path=$.x | multiply 3 path=$.y", "{\"x\":1,\"y\":1}", "{\"x\":2.0,\"y\":3.0}" },
  /* Nothing there, or nothing of use there. */
  { "multiply 2 path=$.z", "{\"x\":1}", "error: there is nothing at its path" },
  { "multiply 2 path=$.x", "5", "error: there is nothing at its path" },
  { "multiply 2 path=$.x", "{\"x\":\"a\"}", "error: the value or the result is not a number" },
  { "power 0.5 path=$.x", "{\"x\":-1}", "error: the value or the result is not a number" },
  /* A map without a path is no number. */
  { "multiply 2", "{\"x\":1}", "error: the value or the result is not a number" },
  /* Element by element, or not. */
  { "multiply 2", "[1,2]", "[2.0,4.0]" },
  { "multiply 2 each=true", "[1,2]", "[2.0,4.0]" },
  { "multiply 2 each=false", "[1,2]",
    "error: the value is a list, and its elements are not to be taken one by one" },
  { "multiply 2 each=false", "[]",
    "error: the value is a list, and its elements are not to be taken one by one" },
  { "multiply 2 each=false", "[3]", "6.0" },
  { "multiply 2 each=false", "3", "6.0" },
  { "multiply 2 each=false path=$.a", "{\"a\":[1,2]}",
    "error: the value is a list, and its elements are not to be taken one by one" },
  { "smooth each=false", "[1,2]",
    "error: the value is a list, and its elements are not to be taken one by one" },
};

static void
test_parts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", parts[i].steps, "/out", FALSE);
      g_autofree char       *found = run (chain, parts[i].input, FALSE, 0);

      g_test_message ("%s of %s", parts[i].steps, parts[i].input);
      g_assert_cmpstr (found, ==, parts[i].result);
    }
}

static void
test_part_in_a_branch (void)
{
  ClaspTransform    *step = clasp_test_step ("condition value.a>0");
  ClaspChainSpec     spec = { .source = "/in/*", .target = "/out", .steps = &step, .n_steps = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ClaspChain) chain = NULL;
  g_autofree char       *found = NULL;

  clasp_settings_set_text (CLASP_SETTINGS (step), "when", "true", &error);
  g_assert_no_error (error);
  clasp_settings_set_text (CLASP_SETTINGS (step), "then", "multiply 2 path=$.a", &error);
  g_assert_no_error (error);
  chain = clasp_chain_new (&spec, &error);
  g_assert_no_error (error);
  g_object_unref (step);
  found = run (chain, "{\"a\":1,\"b\":1}", FALSE, 0);
  g_assert_cmpstr (found, ==, "{\"a\":2.0,\"b\":1}");
}

/* What a filter remembers is of the part; a tail goes on with what else came last. */
static void
test_tail_of_a_part (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", "ramp 1 path=$.level", "/out", FALSE);
  g_autofree char       *first = run (chain, "{\"level\":0,\"name\":\"a\"}", FALSE, 0);
  g_autofree char       *second = run (chain, "{\"level\":1,\"name\":\"b\"}", FALSE, 0);
  ClaspChainResult       result = { 0 };
  g_autofree char       *last = NULL;

  g_assert_cmpstr (first, ==, "{\"level\":0.0,\"name\":\"a\"}");
  g_assert_cmpstr (second, ==, "{\"level\":0.0,\"name\":\"b\"}");
  g_assert_true (clasp_chain_tick (chain, clasp_str ("/in/1"), 500000, &result));
  last = print (&result.output);
  g_assert_cmpstr (last, ==, "{\"level\":0.5,\"name\":\"b\"}");
  clasp_chain_result_clear (&result);
}

/* A note stays a note: its range is not brought to 0–1 as a whole. */
static void
test_part_takes_no_part_in_ranges (void)
{
  g_autoptr (ClaspTransform) step = clasp_test_step ("curve path=$.velocity");
  g_autoptr (ClaspTransform) threshold = clasp_test_step ("threshold path=$.velocity");

  g_assert_false (clasp_transform_needs_unit (step));
  g_assert_false (clasp_transform_gives_unit (threshold));
}

static void
test_parts_are_undone (void)
{
  g_autoptr (ClaspTransform) scale = clasp_test_step ("scale 0 1 0 255 path=$.level");
  g_autoptr (ClaspTransform) curve = clasp_test_step ("curve cubic-in path=$.level");
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspTransform) back = clasp_transform_invert (scale, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (clasp_settings_get_string (CLASP_SETTINGS (back), "path"), ==, "$.level");
  g_assert_null (clasp_transform_invert (curve, &error));
  g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
  g_assert_cmpstr (error->message, ==, "curve cannot be undone: it has a path");
}

static void
test_bad_paths_are_refused (void)
{
  static const char *const steps[] = { "multiply 2 path=level", "ema path=$..a", "range path=$[",
                                       "smooth path=$.a.", "threshold path=.a" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (steps[i]);
      g_autoptr (GError)         error = NULL;

      g_assert_false (clasp_transform_compile (step, NULL, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATH);
      g_assert_true (g_str_has_prefix (error->message, "path: column "));
    }
}

/* ---- what leaves out what changes nothing ---- */

/* Inputs as JSON, and whether each passes; "!" in front: an event. */
static const struct
{
  const char *steps;
  const char *inputs[10];
  const char *results[10];
} changes[] = {
  { "change", { "1", "1", "1.0", "2", "2" }, { "1", "drop", "drop", "2", "drop" } },
  { "change 0.5", { "1", "1.5", "1.6", "1.2" }, { "1", "drop", "1.6", "drop" } },
  { "change",
    { "\"a\"", "\"a\"", "\"b\"", "\"1\"", "1", "true", "true", "1" },
    { "\"a\"", "drop", "\"b\"", "\"1\"", "1", "true", "drop", "1" } },
  { "change",
    { "[1,0,0]", "[1,0,0]", "[1,0,1]", "[1,0]", "[1.0,0]" },
    { "[1,0,0]", "drop", "[1,0,1]", "[1,0]", "drop" } },
  { "change",
    { "{\"r\":1,\"g\":0}", "{\"r\":1.0,\"g\":0}", "{\"r\":1,\"g\":2}", "{\"g\":2,\"r\":1}" },
    { "{\"r\":1,\"g\":0}", "drop", "{\"r\":1,\"g\":2}", "drop" } },
  { "change", { "null", "null", "0", "false" }, { "null", "drop", "0", "false" } },
  { "change",
    { "9007199254740992", "9007199254740993", "9007199254740993" },
    { "9007199254740992", "9007199254740993", "drop" } },
  { "change 0.1", { "[0,0]", "[0.05,1]", "[0.15,1]" }, { "[0,0]", "[0,1]", "[0.15,1]" } },
  /* A press is a press, however often; and it is no state that anything is compared with. */
  { "change",
    { "!1", "!1", "1", "!1", "1", "!\"go\"", "!\"go\"" },
    { "1", "1", "1", "1", "drop", "\"go\"", "\"go\"" } },
  { "deadband 0.1", { "1", "1.05", "1.2", "1.15" }, { "1", "drop", "1.2", "drop" } },
  { "deadband 0.1", { "[1,1]", "[1.05,1]", "[1.05,2]" }, { "[1,1]", "drop", "[1,2]" } },
  { "deadband 0.1", { "!1", "!1", "!1.01" }, { "1", "1", "1.01" } },
  { "deadband 0.1",
    { "\"a\"", "\"a\"", "\"b\"", "true", "true", "false" },
    { "\"a\"", "drop", "\"b\"", "true", "drop", "false" } },
  { "deadband 0.1",
    { "{\"h\":0.5,\"s\":1}", "{\"h\":0.55,\"s\":1}", "{\"h\":0.65,\"s\":0.95}" },
    { "{\"h\":0.5,\"s\":1}", "drop", "{\"h\":0.65,\"s\":1}" } },
};

static void
test_what_changes_nothing (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", changes[i].steps, "/out", FALSE);

      for (guint j = 0; changes[i].inputs[j] != NULL; j++)
        {
          const char      *input = changes[i].inputs[j];
          gboolean         is_event = input[0] == '!';
          g_autofree char *found = run (chain, input + is_event, is_event, (gint64) j * 1000);

          g_test_message ("%s: %s (%u)", changes[i].steps, input, j);
          g_assert_cmpstr (found, ==, changes[i].results[j]);
        }
    }
}

/* What is repeated is the last state, never an event. */
static void
test_change_repeats_states (void)
{
  g_autoptr (ClaspChain) chain = clasp_test_chain ("/in/*", "change 0 1", "/out", FALSE);
  g_autofree char       *event = run (chain, "\"go\"", TRUE, 0);
  ClaspChainResult       result = { 0 };
  g_autofree char       *state = NULL, *repeated = NULL;

  g_assert_cmpstr (event, ==, "\"go\"");
  g_assert_cmpint (clasp_chain_get_wake (chain, clasp_str ("/in/1")), ==, 0);
  state = run (chain, "[1,2]", FALSE, 1000);
  g_clear_pointer (&event, g_free);
  event = run (chain, "\"go\"", TRUE, 2000);
  g_assert_cmpint (clasp_chain_get_wake (chain, clasp_str ("/in/1")), ==, 1001000);
  g_assert_true (clasp_chain_tick (chain, clasp_str ("/in/1"), 1001000, &result));
  repeated = print (&result.output);
  g_assert_cmpstr (repeated, ==, "[1,2]");
  clasp_chain_result_clear (&result);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/step-parts/parts", test_parts);
  g_test_add_func ("/mapping/step-parts/in-a-branch", test_part_in_a_branch);
  g_test_add_func ("/mapping/step-parts/tail-goes-on", test_tail_of_a_part);
  g_test_add_func ("/mapping/step-parts/takes-no-part-in-ranges",
                   test_part_takes_no_part_in_ranges);
  g_test_add_func ("/mapping/step-parts/are-undone", test_parts_are_undone);
  g_test_add_func ("/mapping/step-parts/bad-paths-are-refused", test_bad_paths_are_refused);
  g_test_add_func ("/mapping/step-parts/what-changes-nothing", test_what_changes_nothing);
  g_test_add_func ("/mapping/step-parts/change-repeats-states", test_change_repeats_states);

  return g_test_run ();
}
