/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The steps `condition` and `stop`, in a chain as they live. */

#include "mapping-test.h"

#include "mapping/clasp-step-text.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

static double   open_level; /* what /open is */
static gboolean has_open;

static const ClaspValue *
get_cb (ClaspStr address, gpointer user_data)
{
  static ClaspValue value;

  value = clasp_value_double (open_level);
  return has_open && clasp_str_equal (address, CLASP_STR_LITERAL ("/open")) ? &value : NULL;
}

static const ClaspTransformEnv env = { .get = get_cb };

static ClaspTransform *
make_step (const char *kind, const char *when, const char *then, const char *otherwise)
{
  g_autoptr (GError) error = NULL;
  ClaspTransform    *step = clasp_step_from_text (kind, &error);

  g_assert_no_error (error);
  clasp_settings_set_text (CLASP_SETTINGS (step), "when", when, &error);
  if (then != NULL)
    clasp_settings_set_text (CLASP_SETTINGS (step), "then", then, &error);
  if (otherwise != NULL)
    clasp_settings_set_text (CLASP_SETTINGS (step), "else", otherwise, &error);
  g_assert_no_error (error);
  return step;
}

static ClaspChain *
make_chain (ClaspTransform *step, GError **error)
{
  ClaspChainSpec spec = {
    .source = "/in", .target = "/out", .steps = &step, .n_steps = 1, .env = &env
  };
  ClaspChain *chain = clasp_chain_new (&spec, error);

  g_object_unref (step);
  return chain;
}

/* The number that comes out, or NAN; @wake_us may be NULL. */
static double
run (ClaspChain *chain, double input, gint64 now_us, gint64 *wake_us)
{
  const ClaspValue value = clasp_value_double (input);
  ClaspChainResult result;
  double           number = NAN;

  g_assert_true (
    clasp_chain_run (chain, CLASP_STR_LITERAL ("/in"), &value, FALSE, now_us, &result));
  if (result.result == CLASP_TRANSFORM_PASS)
    clasp_value_to_double (&result.output, &number);
  if (wake_us != NULL)
    *wake_us = result.wake_us;
  clasp_chain_result_clear (&result);
  return number;
}

static gboolean
touch_cb (ClaspStr address, gpointer user_data)
{
  return TRUE;
}

/* /open changes; NAN when nothing comes of it. */
static double
set_open (ClaspChain *chain, double level, gint64 now_us)
{
  ClaspChainResult result;
  double           number = NAN;

  open_level = level;
  has_open = TRUE;
  clasp_chain_touch (chain, CLASP_STR_LITERAL ("/open"), now_us, touch_cb, NULL);
  if (!clasp_chain_tick (chain, CLASP_STR_LITERAL ("/in"), now_us, &result))
    return NAN;
  if (result.result == CLASP_TRANSFORM_PASS)
    clasp_value_to_double (&result.output, &number);
  clasp_chain_result_clear (&result);
  return number;
}

static void
test_two_ways (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = make_chain (
    make_step ("condition", "value >= 0.5", "range 0 1 0 100;offset 1", "range 0 1 0 10"), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (run (chain, 0.5, 0, NULL), ==, 51);
  g_assert_cmpfloat (run (chain, 0.25, 0, NULL), ==, 2.5);
}

static void
test_empty_branch_passes (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain =
    make_chain (make_step ("condition", "value >= 0.5", NULL, "stop"), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (run (chain, 0.75, 0, NULL), ==, 0.75);
  g_assert_true (isnan (run (chain, 0.25, 0, NULL)));
}

/* The last value goes the other way when the answer changes, and only then. */
static void
test_answer_changes (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain =
    make_chain (make_step ("condition", "{\"address\":\"/open\",\"op\":\"gt\",\"value\":0.5}",
                           "offset 1", "stop"),
                &error);

  g_assert_no_error (error);
  g_assert_cmpstr (clasp_chain_get_watched (chain)[0], ==, "/open");
  has_open = FALSE;
  g_assert_true (isnan (run (chain, 0.25, 0, NULL)));
  g_assert_cmpfloat (set_open (chain, 1, 10), ==, 1.25);
  g_assert_true (isnan (set_open (chain, 0.75, 20)));
  g_assert_cmpfloat (run (chain, 0.5, 30, NULL), ==, 1.5);
  g_assert_true (isnan (set_open (chain, 0, 40)));
  g_assert_true (isnan (run (chain, 0.75, 50, NULL)));
  has_open = FALSE;
}

/* A step of a branch that runs on gets its turns. */
static void
test_time_in_a_branch (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain =
    make_chain (make_step ("condition", "true", "delay 1s;offset 1", NULL), &error);
  ClaspChainResult result;
  gint64           wake_us;
  double           number = 0;

  g_assert_no_error (error);
  g_assert_true (isnan (run (chain, 0.5, 0, &wake_us)));
  g_assert_cmpint (wake_us, ==, SECOND);
  g_assert_true (clasp_chain_tick (chain, CLASP_STR_LITERAL ("/in"), SECOND, &result));
  g_assert_cmpint (result.result, ==, CLASP_TRANSFORM_PASS);
  clasp_value_to_double (&result.output, &number);
  g_assert_cmpfloat (number, ==, 1.5);
  clasp_chain_result_clear (&result);
}

static void
test_stop (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = make_chain (make_step ("stop", "value > 0.5", NULL, NULL), &error);
  g_autoptr (ClaspChain) always = make_chain (make_step ("stop", "", NULL, NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (run (chain, 0.5, 0, NULL), ==, 0.5);
  g_assert_true (isnan (run (chain, 0.6, 0, NULL)));
  g_assert_true (isnan (run (always, 0.5, 0, NULL)));
}

static void
test_stop_remembers_edges (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = make_chain (
    make_step ("stop", "{\"input\":true,\"op\":\"rises\",\"value\":0.5}", NULL, NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (run (chain, 0.25, 0, NULL), ==, 0.25);
  g_assert_true (isnan (run (chain, 0.75, 0, NULL)));
  g_assert_cmpfloat (run (chain, 0.8, 0, NULL), ==, 0.8);
}

static void
test_changed_within (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = make_chain (
    make_step ("condition", "{\"changed\":\"/open\",\"within\":1}", "offset 1", NULL), &error);

  g_assert_no_error (error);
  open_level = 0;
  has_open = TRUE;
  g_assert_cmpfloat (run (chain, 0.5, 0, NULL), ==, 0.5);
  g_assert_cmpfloat (set_open (chain, 1, SECOND), ==, 1.5);
  g_assert_cmpfloat (run (chain, 0.5, SECOND + 1, NULL), ==, 1.5);
  g_assert_cmpfloat (run (chain, 0.5, 2 * SECOND, NULL), ==, 0.5);
  has_open = FALSE;
}

static void
test_faults (void)
{
  static const struct
  {
    const char *when, *then, *fault;
  } cases[] = {
    { "value >", NULL, "column" },
    { "{\"layer\":5}", NULL, "layer: expected a text" },
    { "true", "sparkle", "then: ‘sparkle’: there is no step ‘sparkle’" },
    { "true", "range a", "in-min" },
    { "true", "abs 1", "settings, not more" },
    { "true", "offset \"1", "then: ‘offset \"1’: " },
    { "true", "condition", "a branch cannot branch" },
    { "true", "abs;abs;abs;abs;abs;abs;abs;abs;abs", "at most 8 steps" },
    { "true", "expression \"value +\"", "column" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
        make_chain (make_step ("condition", cases[i].when, cases[i].then, NULL), &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "step 1 (condition): "));
      g_assert_nonnull (strstr (error->message, cases[i].fault));
    }
}

static void
test_branch_at_the_limit (void)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain =
    make_chain (make_step ("condition", "true", "abs;abs;abs;abs;abs;abs;abs;abs", NULL), &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (run (chain, -0.5, 0, NULL), ==, 0.5);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/condition-steps/two-ways", test_two_ways);
  g_test_add_func ("/mapping/condition-steps/empty-branch-passes", test_empty_branch_passes);
  g_test_add_func ("/mapping/condition-steps/answer-changes", test_answer_changes);
  g_test_add_func ("/mapping/condition-steps/time-in-a-branch", test_time_in_a_branch);
  g_test_add_func ("/mapping/condition-steps/stop", test_stop);
  g_test_add_func ("/mapping/condition-steps/stop-remembers-edges", test_stop_remembers_edges);
  g_test_add_func ("/mapping/condition-steps/changed-within", test_changed_within);
  g_test_add_func ("/mapping/condition-steps/faults", test_faults);
  g_test_add_func ("/mapping/condition-steps/branch-at-the-limit", test_branch_at_the_limit);
  return g_test_run ();
}
