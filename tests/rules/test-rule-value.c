/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "rules/clasp-rule-set.h"
#include "support/clasp-test.h"

#include <math.h>

static ClaspValue
parse (const char *text)
{
  ClaspValue value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, NULL));
  return value;
}

/* ---- conditions ---- */

static gboolean
holds (const char *present, ClaspRuleOp op, const char *value)
{
  g_auto (ClaspValue)      a = present != NULL ? parse (present) : clasp_value_null ();
  g_auto (ClaspValue)      b = parse (value);
  const ClaspRuleCondition condition = { NULL, op, b };

  return clasp_rule_condition_holds (&condition, present != NULL ? &a : NULL);
}

/* Which of the six operators hold, as letters. */
static void
expect_ops (const char *present, const char *value, const char *expected)
{
  static const char *const names[] = { "=", "!", ">", "g", "<", "l" };
  g_autoptr (GString)      held = g_string_new (NULL);

  for (guint op = CLASP_RULE_EQ; op <= CLASP_RULE_LTE; op++)
    if (holds (present, op, value))
      g_string_append (held, names[op]);
  g_assert_cmpstr (held->str, ==, expected);
}

static void
test_numbers_compare_whatever_their_width (void)
{
  expect_ops ("1", "1.0", "=gl");
  expect_ops ("2", "1.5", "!>g");
  expect_ops ("1.5", "2", "!<l");
  expect_ops ("9007199254740993", "9007199254740992", "!>g");
}

static void
test_other_types_are_the_same_or_not (void)
{
  expect_ops ("true", "true", "=");
  expect_ops ("true", "false", "!");
  expect_ops ("\"live\"", "\"live\"", "=");
  expect_ops ("\"live\"", "\"off\"", "!");
  expect_ops ("\"1\"", "1", "!");
  expect_ops ("true", "1", "!");
  expect_ops ("[1,2]", "[1,2]", "=");
  expect_ops ("null", "null", "=");
}

static void
test_missing_parameter_fulfils_nothing (void)
{
  expect_ops (NULL, "1", "");
  expect_ops (NULL, "null", "");
}

static void
test_nan_is_only_unlike (void)
{
  const ClaspValue nan_value = clasp_value_double (NAN);

  for (guint op = CLASP_RULE_EQ; op <= CLASP_RULE_LTE; op++)
    {
      const ClaspRuleCondition condition = { NULL, op, clasp_value_double (1) };

      g_assert_true (clasp_rule_condition_holds (&condition, &nan_value) == (op == CLASP_RULE_NE));
    }
}

/* ---- transforms ---- */

static void
expect_transform (const ClaspRuleTransform *transform, const char *value, const char *expected)
{
  g_auto (ClaspValue) in = parse (value);
  g_auto (ClaspValue) out = clasp_rule_transform_apply (transform, &in);
  g_autofree char    *text = clasp_value_to_text (&out);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_formulas (void)
{
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_IDENTITY }, "7", "7");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_SCALE, 1.8, 32 }, "100", "212");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_CLAMP, 0, 100 }, "150", "100");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_CLAMP, 0, 100 }, "-1", "0");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_INVERT, 0, 10 }, "3", "7");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_INVERT, 0, 1 }, "0.25", "0.75");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_ROUND, 1, 0 }, "2.25", "2.3");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_ROUND, 0, 0 }, "3", "3");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_ABS }, "-4", "4");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_ABS }, "-4.5", "4.5");
}

static void
test_threshold_at_its_value (void)
{
  ClaspRuleTransform transform = { CLASP_RULE_THRESHOLD, 50, 0, FALSE };

  transform.above = clasp_value_int (1);
  transform.below = clasp_value_int (0);
  expect_transform (&transform, "50", "1");
  expect_transform (&transform, "49.9", "0");
  transform.is_strict = TRUE;
  expect_transform (&transform, "50", "0");
  expect_transform (&transform, "50.1", "1");
}

static void
test_what_is_no_number_passes (void)
{
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_SCALE, 2, 0 }, "\"a\"", "a");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_SCALE, 2, 0 }, "null", "null");
  expect_transform (&(ClaspRuleTransform){ CLASP_RULE_INVERT, 0, 1 }, "true", "true");
}

static void
test_table (void)
{
  ClaspRuleTransform transform = { CLASP_RULE_MAP };

  transform.table = parse ("{\"1\":\"one\",\"red\":[255,0,0]}");
  expect_transform (&transform, "1", "one");
  expect_transform (&transform, "\"red\"", "[255,0,0]");
  expect_transform (&transform, "2", "2");
  clasp_value_clear (&transform.table);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add_func ("/rules/value/" name, func)
  ADD ("numbers-compare-whatever-their-width", test_numbers_compare_whatever_their_width);
  ADD ("other-types-are-the-same-or-not", test_other_types_are_the_same_or_not);
  ADD ("missing-parameter-fulfils-nothing", test_missing_parameter_fulfils_nothing);
  ADD ("nan-is-only-unlike", test_nan_is_only_unlike);
  ADD ("formulas", test_formulas);
  ADD ("threshold-at-its-value", test_threshold_at_its_value);
  ADD ("what-is-no-number-passes", test_what_is_no_number_passes);
  ADD ("table", test_table);
#undef ADD
  return g_test_run ();
}
