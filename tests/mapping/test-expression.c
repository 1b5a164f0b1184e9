/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-expression.h"
#include "support/clasp-test.h"

#include <math.h>

static const ClaspValue *
get_param (ClaspStr address, gpointer user_data)
{
  static const ClaspValue level = { CLASP_VALUE_DOUBLE, { .number = 0.5 } };
  static const ClaspValue offset = { CLASP_VALUE_INT, { .integer = 25 } };

  if (clasp_str_equal (address, clasp_str ("/desk/level")))
    return &level;
  if (clasp_str_equal (address, clasp_str ("/local/var/offset")))
    return &offset;
  return NULL;
}

static gboolean
evaluate (const char *text, const ClaspValue *value, ClaspValue *result)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspExpression) expression = clasp_expression_new (text, NULL, &error);
  ClaspValue                  previous = clasp_value_double (3);
  ClaspExpressionScope        scope = { .value = value,
                                        .previous = &previous,
                                        .dt_s = 0.01,
                                        .t_s = 100,
                                        .index = 2,
                                        .address = CLASP_STR_LITERAL ("/a/b"),
                                        .get = get_param };

  g_assert_no_error (error);
  return clasp_expression_evaluate (expression, &scope, result, NULL);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    double      value, result;
  } cases[] = {
    /* mapping.md 17.7 */
    { "5-value", -3, 8 },
    { "5 - value", -3, 8 },
    { "value**2", -3, 9 },
    { "x * 2 + 1", 0.5, 2 },
    { "value > 0.5 ? 1 : 0", 0.6, 1 },
    { "value > 0.5 ? 1 : 0", 0.5, 0 },
    { "math::sin(x)", 1, 0.8414709848078965 },
    { "Math.pow(value,2)", 3, 9 },
    { "pow(value, 2) * 100", -0.5, 25 },
    /* precedence */
    { "1 + 2 * 3", 0, 7 },
    { "(1 + 2) * 3", 0, 9 },
    { "-2 ^ 2", 0, -4 },
    { "2 ^ 3 ^ 2", 0, 512 },
    { "2 ^ -1", 0, 0.5 },
    { "10 - 4 - 3", 0, 3 },
    { "7 / 2", 0, 3.5 },
    { "-7 % 3", 0, -1 },
    { "mod(-7, 3)", 0, 2 },
    { "1 | 2 & 2 << 1", 0, 1 },
    { "1 << 4 >> 2", 0, 4 },
    { "1 < 2 == 3 < 4", 0, 1 },
    { "0 || 1 && 0", 0, 0 },
    { "not 0 and 1 or 0", 0, 1 },
    { "!1 + 5", 0, 5 },
    { "x ? 2 : 0 ? 3 : 4", 0, 4 },
    { "0xff + 1", 0, 256 },
    { "1.5e2", 0, 150 },
    { ".5", 0, 0.5 },
    /* variables */
    { "prev + dt * 100 + t + i", 0, 106 },
    { "out == null ? 1 : 2", 0, 1 },
    /* functions */
    { "clamp(v, 0, 1)", 2, 1 },
    { "clamp(v, 1, 0)", -2, 0 },
    { "lerp(10, 20, 0.25)", 0, 12.5 },
    { "map(v, 0, 127, 0, 1)", 127, 1 },
    { "step(0.5, v)", 0.5, 1 },
    { "smoothstep(0, 1, 0.5)", 0, 0.5 },
    { "wrap(v, 0, 1)", 2.25, 0.25 },
    { "wrap(v, 0, 1)", -0.25, 0.75 },
    { "fold(v, 0, 1)", 1.25, 0.75 },
    { "fold(v, 0, 1)", -0.25, 0.25 },
    { "round(2.5)", 0, 3 },
    { "round(-2.5)", 0, -3 },
    { "floor(-0.5)", 0, -1 },
    { "frac(-0.25)", 0, 0.75 },
    { "sign(v) * abs(v)", -4, -4 },
    { "min(3, v, 2)", 1, 1 },
    { "max(3, v, 2)", 1, 3 },
    { "if(v, 10, 20)", 0, 20 },
    { "if(v, 1 / v, 7)", 0, 7 }, /* what is not chosen is not worked out */
    { "Math.PI + math::pi - TAU", 0, 0 },
    { "Math.sqrt(v) + math::atan2(0, 1)", 4, 2 },
    { "state('/desk/level') * 2", 0, 1 },
    { "state(\"/desk/level\", 9)", 0, 0.5 },
    { "state('/nowhere', 9)", 0, 9 },
    { "state('/nowhere', var.offset) + 1", 0, 26 },
    { "state('/desk/' + 'level')", 0, 0.5 },
    { "state('/nowhere') == null ? 3 : 4", 0, 3 },
    { "var.offset + x", 2, 27 },
    { "len(\"h\xc3\xa9\")", 0, 2 },
    { "num(\"12.5\") + int(2.5)", 0, 15.5 },
    { "mtof(69)", 0, 440 },
    { "ftom(880)", 0, 81 },
    { "dbtogain(-20)", 0, 0.1 },
    { "gaintodb(10)", 0, 20 },
    { "bit(5, 2)", 0, 1 },
    { "hsv(0.6, 0.5, 0.8)[0]", 0, 0.4 },
    { "hsv(0.6, 0.5, 0.8)[1]", 0, 0.56 },
    { "hsv(0.6, 0.5, 0.8)[-1]", 0, 0.8 },
    { "rgb(1, 2, 3)[2]", 0, 3 },
    { "PI * 2 == TAU ? E : 0", 0, 2.718281828459045 },
    { "bool(\"\") + bool(\"a\")", 0, 1 },
    { "noise(3.5) >= 0 && noise(3.5) <= 1", 0, 1 },
    { "rand() < 1", 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspValue          value = clasp_value_double (cases[i].value);
      g_auto (ClaspValue) result = CLASP_VALUE_INIT;
      double              number;

      g_test_message ("%s", cases[i].text);
      g_assert_true (evaluate (cases[i].text, &value, &result));
      g_assert_true (clasp_value_to_double (&result, &number));
      g_assert_cmpfloat_with_epsilon (number, cases[i].result, 1e-9);
    }
}

static void
test_texts (void)
{
  static const struct
  {
    const char *text, *result;
  } cases[] = {
    { "\"cue \" + value", "cue 7" }, { "value == 7 ? 'seven' : \"other\"", "seven" },
    { "address", "/a/b" },           { "str(value * 2)", "14" },
    { "'a\\'b\\n'", "a'b\n" },       { "\"a\" < \"b\" ? \"yes\" : \"no\"", "yes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspValue          value = clasp_value_int (7);
      g_auto (ClaspValue) result = CLASP_VALUE_INIT;
      g_autofree char    *text = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_true (evaluate (cases[i].text, &value, &result));
      text = clasp_str_dup (clasp_value_get_string (&result));
      g_assert_cmpstr (text, ==, cases[i].result);
    }
}

static void
test_integers_stay_integers (void)
{
  ClaspValue          value = clasp_value_int (G_MAXINT64 - 1);
  g_auto (ClaspValue) result = CLASP_VALUE_INIT;

  g_assert_true (evaluate ("value + 1", &value, &result));
  g_assert_cmpint (result.type, ==, CLASP_VALUE_INT);
  g_assert_cmpint (result.as.integer, ==, G_MAXINT64);

  /* What does not fit goes on as a floating-point number. */
  g_assert_true (evaluate ("value + 2", &value, &result));
  g_assert_cmpint (result.type, ==, CLASP_VALUE_DOUBLE);
}

static void
test_members_of_maps (void)
{
  ClaspMapEntry       entries[] = { { CLASP_STR_LITERAL ("x"), clasp_value_double (0.25) } };
  g_auto (ClaspValue) value = clasp_value_map (entries, 1);
  g_auto (ClaspValue) result = CLASP_VALUE_INIT;

  g_assert_true (evaluate ("value.x * 4 + value['x']", &value, &result));
  g_assert_cmpfloat (result.as.number, ==, 1.25);
  g_assert_false (evaluate ("value.y", &value, &result));
}

static void
test_captures_are_variables (void)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{d}/fader{n:1..8}", NULL);
  g_autoptr (ClaspExpression)   expression = clasp_expression_new ("d + (n * 10)", pattern, NULL);
  ClaspCaptures                 captures;
  ClaspExpressionScope          scope = { .captures = &captures };
  g_auto (ClaspValue)           result = CLASP_VALUE_INIT;
  g_autofree char              *text = NULL;

  g_assert_true (clasp_route_pattern_match (pattern, CLASP_STR_LITERAL ("/osc/fader3"), &captures));
  g_assert_true (clasp_expression_evaluate (expression, &scope, &result, NULL));
  text = clasp_value_to_text (&result);
  g_assert_cmpstr (text, ==, "osc30");
}

static void
test_no_result_is_said_and_not_a_crash (void)
{
  static const char *const texts[] = {
    "1 / 0",      "1 % 0",      "sqrt(-1)",   "log(0)",     "0 ^ -1",
    "sin(\"a\")", "value[3]",   "-\"a\"",     "bit(1, 64)", "1 << 64",
    "\"a\" * 2",  "10 ^ 10000", "int(1 / 0)", "null + 1",   "map(1, 2, 2, 0, 1)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      ClaspValue value = clasp_value_int (1);
      ClaspValue result;

      g_test_message ("%s", texts[i]);
      g_assert_false (evaluate (texts[i], &value, &result));
      g_assert_cmpint (result.type, ==, CLASP_VALUE_NULL);
    }
}

static void
test_errors_have_a_column (void)
{
  static const struct
  {
    const char *text, *column;
  } cases[] = {
    { "", "column 1" },
    { "1 +", "column 4" },
    { "(1 + 2", "column 7" },
    { "1 2", "column 3" },
    { "process.exit()", "column 1" },
    { "value + foo", "column 9" },
    { "sin", "column 4" },
    { "sin()", "column 1" },
    { "pow(1)", "column 1" },
    { "\"h\xc3\xa9\" + \"open", "column 8" },
    { "value ? 1", "column 10" },
    { "1..2", "column 4" },
    { "0x", "column 1" },
    { "value;", "column 6" },
    { "a = 1", "column 1" },
    { "state()", "column 1" },
    { "state('/a', 1, 2)", "column 1" },
    { "1 + state( 'a')", "column 12" },
    { "state(7)", "column 7" },
    { "state('/a/*')", "column 7" },
    { "state", "column 1" },
    { "var", "column 1" },
    { "var.", "column 5" },
    { "math::value", "column 7" },
    { "Math.foo(1)", "column 6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)          error = NULL;
      g_autoptr (ClaspExpression) expression = clasp_expression_new (cases[i].text, NULL, &error);

      g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "accepted");
      g_assert_null (expression);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION);
      g_assert_true (g_str_has_suffix (error->message, cases[i].column));
    }
}

static char *
nest (guint depth, const char *open, const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append_c (text, '1');
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char            *deep = nest (200, "(", ")");
  g_autofree char            *negations = nest (3000, "-", "");
  g_autofree char            *fine = nest (30, "(", ")");
  g_autofree char            *many = nest (1100, "1+", "");
  g_autofree char            *parts = nest (500, "1+", "");
  g_autofree char            *longest = g_strnfill (CLASP_EXPRESSION_MAX_LENGTH, '1');
  g_autofree char            *longer = g_strnfill (CLASP_EXPRESSION_MAX_LENGTH + 1, ' ');
  const char                 *refused[] = { deep, negations, many, longest, longer };
  g_autoptr (ClaspExpression) nested = clasp_expression_new (fine, NULL, NULL);
  g_autoptr (ClaspExpression) sum = clasp_expression_new (parts, NULL, NULL);

  g_assert_nonnull (nested);
  g_assert_nonnull (sum);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (clasp_expression_new (refused[i], NULL, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION);
    }
}

static void
test_a_text_cannot_grow_without_bound (void)
{
  g_autofree char    *long_text = g_strnfill (CLASP_EXPRESSION_MAX_STRING, 'x');
  g_auto (ClaspValue) value = clasp_value_string (clasp_str (long_text));
  ClaspValue          result;

  g_assert_false (evaluate ("value + 'y'", &value, &result));
}

static void
test_whole_arrays_are_recognised (void)
{
  static const char *const whole[] = { "value[0]", "x.r + 1", "len(v)", "1 + (value)[1]" };
  static const char *const each[] = { "value * 2", "len(str(value))", "hsv(x, 1, 1)[0]",
                                      "prev[0]" };

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (ClaspExpression) first = clasp_expression_new (whole[i], NULL, NULL);
      g_autoptr (ClaspExpression) second = clasp_expression_new (each[i], NULL, NULL);

      g_assert_true (clasp_expression_takes_whole (first));
      g_assert_false (clasp_expression_takes_whole (second));
    }
}

static void
test_addresses_are_watched (void)
{
  g_autoptr (ClaspExpression) expression = clasp_expression_new (
    "state('/a') + var.b * state('/a', state('/c/' + value)) - state(address)", NULL, NULL);
  const char *const *watched = clasp_expression_get_watched (expression);

  g_assert_cmpuint (g_strv_length ((char **) watched), ==, 2);
  g_assert_cmpstr (watched[0], ==, "/a");
  g_assert_cmpstr (watched[1], ==, "/local/var/b");
}

static char *
watch (guint n)
{
  GString *text = g_string_new ("0");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "+var.v%u+var.v%u", i, i);
  return g_string_free (text, FALSE);
}

static void
test_watched_addresses_are_bounded (void)
{
  g_autofree char            *most = watch (CLASP_EXPRESSION_MAX_WATCHED);
  g_autofree char            *more = watch (CLASP_EXPRESSION_MAX_WATCHED + 1);
  g_autoptr (ClaspExpression) expression = clasp_expression_new (most, NULL, NULL);

  g_assert_nonnull (expression);
  g_assert_null (clasp_expression_new (more, NULL, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/expression/numbers", test_numbers);
  g_test_add_func ("/mapping/expression/texts", test_texts);
  g_test_add_func ("/mapping/expression/integers-stay-integers", test_integers_stay_integers);
  g_test_add_func ("/mapping/expression/members-of-maps", test_members_of_maps);
  g_test_add_func ("/mapping/expression/captures-are-variables", test_captures_are_variables);
  g_test_add_func ("/mapping/expression/no-result-is-said-and-not-a-crash",
                   test_no_result_is_said_and_not_a_crash);
  g_test_add_func ("/mapping/expression/errors-have-a-column", test_errors_have_a_column);
  g_test_add_func ("/mapping/expression/limits", test_limits);
  g_test_add_func ("/mapping/expression/text-cannot-grow-without-bound",
                   test_a_text_cannot_grow_without_bound);
  g_test_add_func ("/mapping/expression/addresses-are-watched", test_addresses_are_watched);
  g_test_add_func ("/mapping/expression/watched-addresses-are-bounded",
                   test_watched_addresses_are_bounded);
  g_test_add_func ("/mapping/expression/whole-arrays-are-recognised",
                   test_whole_arrays_are_recognised);

  return g_test_run ();
}
