/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-expression-private.h"
#include "support/clasp-test.h"

#include <math.h>

/* Every word of the language of formulas (mapping.md 11.5), to six digits and beyond its domain. The results are
 * those of another program (Python's math). A word that the language has and the table has not fails the test. */

static const struct
{
  const char *word, *text;
  double      x, result; /* NAN: there is none */
} cases[] = {
  { "sin", "sin(x)", 0.5, 0.479425538604203 },
  { "sin", "sin(x)", -2, -0.9092974268256817 },
  { "cos", "cos(x)", 0.5, 0.8775825618903728 },
  { "cos", "cos(x)", 3, -0.9899924966004454 },
  { "tan", "tan(x)", 0.5, 0.5463024898437905 },
  { "tan", "tan(x)", -1, -1.5574077246549023 },
  { "asin", "asin(x)", 0.5, 0.5235987755982989 },
  { "asin", "asin(x)", -1, -1.5707963267948966 },
  { "asin", "asin(x)", 1.000001, NAN },
  { "asin", "asin(x)", -2, NAN },
  { "acos", "acos(x)", 0.5, 1.0471975511965979 },
  { "acos", "acos(x)", -1, 3.141592653589793 },
  { "acos", "acos(x)", 1.000001, NAN },
  { "atan", "atan(x)", 0.5, 0.4636476090008061 },
  { "atan", "atan(x)", 1000000000.0, 1.5707963257948967 },
  { "atan2", "atan2(x, 2)", 1, 0.4636476090008061 },
  { "atan2", "atan2(x, -2)", -1, -2.677945044588987 },
  { "atan2", "atan2(x, 0)", 0, 0 },
  { "sinh", "sinh(x)", 0.5, 0.5210953054937474 },
  { "sinh", "sinh(x)", 1000, NAN },
  { "cosh", "cosh(x)", 0.5, 1.1276259652063807 },
  { "cosh", "cosh(x)", -1000, NAN },
  { "tanh", "tanh(x)", 0.5, 0.46211715726000974 },
  { "tanh", "tanh(x)", 1000, 1 },
  { "exp", "exp(x)", 0.5, 1.6487212707001282 },
  { "exp", "exp(x)", -2, 0.1353352832366127 },
  { "exp", "exp(x)", 1000, NAN },
  { "log", "log(x)", 0.5, -0.6931471805599453 },
  { "log", "log(x)", 10, 2.302585092994046 },
  { "log", "log(x)", 0, NAN },
  { "log", "log(x)", -1, NAN },
  { "log2", "log2(x)", 10, 3.321928094887362 },
  { "log2", "log2(x)", 0.125, -3 },
  { "log2", "log2(x)", 0, NAN },
  { "log2", "log2(x)", -8, NAN },
  { "log10", "log10(x)", 2, 0.3010299956639812 },
  { "log10", "log10(x)", 0.001, -3 },
  { "log10", "log10(x)", 0, NAN },
  { "log10", "log10(x)", -10, NAN },
  { "sqrt", "sqrt(x)", 2, 1.4142135623730951 },
  { "sqrt", "sqrt(x)", -0.0001, NAN },
  { "cbrt", "cbrt(x)", 2, 1.2599210498948732 },
  { "cbrt", "cbrt(x)", -27, -3 },
  { "pow", "pow(x, 0.5)", 2, 1.4142135623730951 },
  { "pow", "pow(x, 0.5)", -4, NAN },
  { "pow", "pow(x, 3)", -2, -8 },
  { "abs", "abs(x)", -2.5, 2.5 },
  { "sign", "sign(x)", -2.5, -1 },
  { "sign", "sign(x)", 0, 0 },
  { "floor", "floor(x)", -0.5, -1 },
  { "floor", "floor(x)", 2.7, 2 },
  { "ceil", "ceil(x)", -0.5, 0 },
  { "ceil", "ceil(x)", 2.1, 3 },
  { "ceil", "ceil(x)", 2, 2 },
  { "ceil", "ceil(x)", -2.5, -2 },
  { "round", "round(x)", 2.5, 3 },
  { "round", "round(x)", -2.5, -3 },
  { "round", "round(x)", 2.4, 2 },
  { "trunc", "trunc(x)", 2.9, 2 },
  { "trunc", "trunc(x)", -2.9, -2 },
  { "trunc", "trunc(x)", 0.4, 0 },
  { "frac", "frac(x)", 2.25, 0.25 },
  { "frac", "frac(x)", -0.25, 0.75 },
  { "min", "min(x, 2, 3)", 2.5, 2 },
  { "max", "max(x, 2, 1)", 2.5, 2.5 },
  { "clamp", "clamp(x, 0, 1)", 1.5, 1 },
  { "lerp", "lerp(10, 20, x)", 0.25, 12.5 },
  { "map", "map(x, 0, 127, 0, 1)", 63.5, 0.5 },
  { "map", "map(x, 2, 2, 0, 1)", 1, NAN },
  { "step", "step(0.5, x)", 0.49, 0 },
  { "smoothstep", "smoothstep(0, 1, x)", 0.25, 0.15625 },
  { "mod", "mod(x, 3)", -7, 2 },
  { "mod", "mod(x, 0)", 1, NAN },
  { "wrap", "wrap(x, 0, 1)", -0.25, 0.75 },
  { "wrap", "wrap(x, 1, 1)", 2, NAN },
  { "fold", "fold(x, 0, 1)", 1.25, 0.75 },
  { "noise", "noise(x) >= 0 && noise(x) <= 1 && noise(x) == noise(x)", 3.5, 1 },
  { "rand", "rand() >= 0 && rand() < 1", 0, 1 },
  { "if", "if(x > 1, 10, 20)", 2, 10 },
  { "if", "if(x, 1 / x, 7)", 0, 7 },
  { "len", "len('abc') + x", 1, 4 },
  { "str", "len(str(x))", 12.5, 4 },
  { "num", "num('12.5')", 0, 12.5 },
  { "num", "num('12a')", 0, NAN },
  { "int", "int(x)", 2.5, 3 },
  { "int", "int('a')", 0, NAN },
  { "bool", "bool(x)", 0.1, 1 },
  { "hsv", "hsv(x, 0.5, 0.8)[1]", 0.6, 0.56 },
  { "rgb", "rgb(1, x, 3)[1]", 7, 7 },
  { "dbtogain", "dbtogain(x)", -6, 0.5011872336272722 },
  { "gaintodb", "gaintodb(x)", 0.5, -6.020599913279624 },
  { "gaintodb", "gaintodb(x)", 0, NAN },
  { "mtof", "mtof(x)", 60, 261.6255653005986 },
  { "ftom", "ftom(x)", 261.6255653, 59.99999999996039 },
  { "ftom", "ftom(x)", 0, NAN },
  { "bit", "bit(x, 2)", 5, 1 },
  { "bit", "bit(x, 64)", 5, NAN },
  { "||", "x || 0", 2, 1 },
  { "&&", "x && 0", 2, 0 },
  { "==", "x == 2", 2, 1 },
  { "!=", "x != 2", 2, 0 },
  { "<<", "x << 3", 5, 40 },
  { "<<", "1 << 64", 0, NAN },
  { ">>", "x >> 1", 5, 2 },
  { "<=", "x <= 2", 2, 1 },
  { ">=", "x >= 2.5", 2, 0 },
  { "<", "x < 2", 2, 0 },
  { ">", "x > 1", 2, 1 },
  { "|", "x | 3", 4, 7 },
  { "&", "x & 6", 5, 4 },
  { "+", "x + 0.25", 2, 2.25 },
  { "-", "x - 0.25", 2, 1.75 },
  { "*", "x * 1.5", 2, 3 },
  { "/", "x / 4", 2, 0.5 },
  { "/", "x / 0", 2, NAN },
  { "%", "x % 3", -7, -1 },
  { "%", "x % 0", 2, NAN },
  { "^", "x ^ 0.5", 2, 1.4142135623730951 },
  { "^", "2 ^ 3 ^ 2", 0, 512 },
  { "**", "x ** 3", -2, -8 },
  { "!", "!x", 2, 0 },
  { "not", "not x", 0, 1 },
  { "and", "x and 3", 2, 1 },
  { "or", "0 or x", 0, 0 },
  { "? :", "x ? 3 : 4", 0, 4 },
  { "value", "value * 2", 3, 6 },
  { "x", "x * 2", 3, 6 },
  { "v", "v * 2", 3, 6 },
  { "prev", "prev", 0, 3 },
  { "out", "out == null", 0, 1 },
  { "dt", "dt", 0, 0.01 },
  { "t", "t", 0, 100 },
  { "i", "i", 0, 2 },
  { "address", "len(address)", 0, 4 },
  { "PI", "PI", 0, 3.141592653589793 },
  { "pi", "pi", 0, 3.141592653589793 },
  { "E", "E", 0, 2.718281828459045 },
  { "e", "e", 0, 2.718281828459045 },
  { "TAU", "TAU", 0, 6.283185307179586 },
  { "tau", "tau", 0, 6.283185307179586 },
  { "true", "true ? 1 : 2", 0, 1 },
  { "false", "false ? 1 : 2", 0, 2 },
  { "null", "null == null", 0, 1 },
};

static gboolean
evaluate (const char *text, double x, double *result)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspExpression) expression = clasp_expression_new (text, NULL, &error);
  ClaspValue                  value = clasp_value_double (x), previous = clasp_value_double (3);
  g_auto (ClaspValue)         out = CLASP_VALUE_INIT;
  ClaspExpressionScope        scope = { .value = &value,
                                        .previous = &previous,
                                        .dt_s = 0.01,
                                        .t_s = 100,
                                        .index = 2,
                                        .address = CLASP_STR_LITERAL ("/a/b") };

  g_assert_no_error (error);
  /* bits are those of whole numbers */
  if (floor (x) == x && fabs (x) < 1e6)
    value = clasp_value_int ((gint64) x);
  return clasp_expression_evaluate (expression, &scope, &out, NULL) &&
         clasp_value_to_double (&out, result);
}

static void
test_to_six_digits (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double   result = NAN;
      gboolean is_there = evaluate (cases[i].text, cases[i].x, &result);

      g_test_message ("%s at %g: %.9g", cases[i].text, cases[i].x, result);
      g_assert_cmpint (is_there, ==, !isnan (cases[i].result));
      if (is_there)
        g_assert_cmpfloat_with_epsilon (result, cases[i].result, 1e-6 * fmax (1.0, fabs (cases[i].result)));
    }
}

/* With both prefixes, a function is the same. */
static void
test_prefixes (void)
{
  static const char *const prefixes[] = { "math::", "Math." };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (prefixes); j++)
      {
        g_autofree char *begin = g_strconcat (cases[i].word, "(", NULL);
        g_autofree char *text = g_strconcat (prefixes[j], cases[i].text, NULL);
        double           result = NAN;

        if (!g_str_has_prefix (cases[i].text, begin) || g_str_equal (cases[i].word, "rand") ||
            isnan (cases[i].result))
          continue;
        g_assert_true (evaluate (text, cases[i].x, &result));
        g_assert_cmpfloat_with_epsilon (result, cases[i].result, 1e-6 * fmax (1.0, fabs (cases[i].result)));
      }
}

static gboolean
has_case (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_str_equal (cases[i].word, word))
      return TRUE;
  return FALSE;
}

static guint
assert_all (const char *(*get_name) (guint index))
{
  guint n;

  for (n = 0; get_name (n) != NULL; n++)
    {
      g_test_message ("%s", get_name (n));
      g_assert_true (has_case (get_name (n)));
    }
  return n;
}

static void
test_no_word_is_missing (void)
{
  /* what 11.5 names */
  static const char *const asked =
    "sin cos tan asin acos atan atan2 sinh cosh tanh exp log log2 log10 sqrt cbrt pow abs sign floor ceil round "
    "trunc frac min max clamp lerp map step smoothstep mod wrap fold noise rand if len str num int bool hsv rgb "
    "dbtogain gaintodb mtof ftom bit + - * / % ^ ** ! && || == != < <= > >= & | << >> and or not value x v prev "
    "out dt t i address PI E TAU pi e tau";
  g_auto (GStrv) words = g_strsplit (asked, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_test_message ("%s", words[i]);
      g_assert_true (has_case (words[i]));
    }
  g_assert_cmpuint (assert_all (clasp_function_get_name), >=, 49);
  g_assert_cmpuint (assert_all (clasp_operator_get_name), >=, 17);
  g_assert_cmpuint (assert_all (clasp_variable_get_name), >=, 9);
  g_assert_cmpuint (assert_all (clasp_constant_get_name), >=, 9);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/expression/every-word-to-six-digits", test_to_six_digits);
  g_test_add_func ("/mapping/expression/every-function-with-a-prefix", test_prefixes);
  g_test_add_func ("/mapping/expression/no-word-without-a-test", test_no_word_is_missing);

  return g_test_run ();
}
