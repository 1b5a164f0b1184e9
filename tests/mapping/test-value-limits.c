/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/value-test.h"
#include "support/clasp-test.h"

#include <math.h>

/* ---- limits of texts and lists ---- */

static ClaspTransformResult
run_text (const char *step, gsize length, gsize *result_length)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner (step);
  g_autofree char         *text = g_strnfill (length, 'a');
  g_auto (ClaspValue)      value = clasp_value_string ((ClaspStr){ text, length });
  ClaspTransformResult     result = clasp_step_runner_run (&runner, 0, FALSE, &value);

  *result_length = clasp_value_get_string (&value).length;
  return result;
}

static void
test_texts_are_bounded (void)
{
  gsize length;

  g_assert_cmpint (run_text ("case", 65536, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("case", 65537, &length), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("replace find=a with=bb", 32768, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpuint (length, ==, 65536);
  g_assert_cmpint (run_text ("replace find=a with=bb", 32769, &length), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("format {value}!", 65535, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("format {value}!", 65536, &length), ==, CLASP_TRANSFORM_ERROR);
}

static ClaspTransformResult
run_list (const char *step, guint n)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner (step);
  g_autofree ClaspValue   *parts = g_new (ClaspValue, n);
  g_auto (ClaspValue)      value = CLASP_VALUE_INIT;

  for (guint i = 0; i < n; i++)
    parts[i] = clasp_value_int (i);
  value = clasp_value_array (parts, n);
  return clasp_step_runner_run (&runner, 0, FALSE, &value);
}

static void
test_lists_are_bounded (void)
{
  gsize length;

  g_assert_cmpint (run_list ("flatten", 4096), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_list ("flatten", 4097), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_list ("bits", 512), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_list ("bits", 513), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpint (run_text ("split separator=a", 4095, &length), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run_text ("split separator=a", 4096, &length), ==, CLASP_TRANSFORM_ERROR);
}

/* A half that waits for its other one is not touched by a list that makes no sense. */
static void
test_unreadable_lists_touch_nothing (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("join14");
  ClaspValue               half = clasp_value_int (64), endless = clasp_value_double (INFINITY);
  ClaspValue               value = half;

  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_DROP);
  clasp_value_clear (&value);
  value = clasp_value_array (&endless, 1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 1, FALSE, &value), ==, CLASP_TRANSFORM_ERROR);
  clasp_value_clear (&value);
  value = clasp_value_int (1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 2, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (value.as.integer, ==, 64 * 128 + 1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/value-limits/texts-are-bounded", test_texts_are_bounded);
  g_test_add_func ("/mapping/value-limits/lists-are-bounded", test_lists_are_bounded);
  g_test_add_func ("/mapping/value-limits/unreadable-lists-touch-nothing", test_unreadable_lists_touch_nothing);
  return g_test_run ();
}
