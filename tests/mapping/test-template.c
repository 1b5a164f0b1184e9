/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-pattern.h"
#include "support/clasp-test.h"

/* What comes out, or NULL for no match or failed arithmetic. */
static char *
expand (const char *source, const char *target, const char *address, const char *value_text)
{
  g_autoptr (GError)            error = NULL;
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (source, &error);
  g_autoptr (ClaspTemplate) template = NULL;
  g_autoptr (GString) output = g_string_new ("kept");
  ClaspCaptures       captures;

  g_assert_no_error (error);
  template = clasp_template_new (target, pattern, &error);
  g_assert_no_error (error);
  if (!clasp_route_pattern_match (pattern, clasp_str (address), &captures))
    return NULL;
  if (!clasp_template_expand (template, &captures, value_text, output))
    {
      g_assert_cmpstr (output->str, ==, "kept");
      return NULL;
    }
  g_assert_true (g_str_has_prefix (output->str, "kept"));
  return g_strdup (output->str + 4);
}

static void
assert_expands (const char *source, const char *target, const char *address, const char *expected)
{
  g_autofree char *result = expand (source, target, address, "0.5");

  g_assert_cmpstr (result, ==, expected);
}

static void
test_table_of_the_specification (void)
{
  assert_expands ("/osc/fader/{n:1..8}", "/artnet/0/0/0/{n+10}", "/osc/fader/3",
                  "/artnet/0/0/0/13");
  assert_expands ("/midi/{d}/ch/{c:int}/cc/{k:20..27}", "/mixer/{k-19}/gain",
                  "/midi/nano/ch/1/cc/22", "/mixer/3/gain");
  assert_expands ("/osc/{g}/{rest:**}", "/show/{rest}/{g}", "/osc/a/b/c", "/show/b/c/a");
  assert_expands ("/grid/{x:0..7}/{y:0..7}", "note {y*8+x+36}", "/grid/3/2", "note 55");
  assert_expands ("/1/fader*", "/control/fader*", "/1/fader5", "/control/fader5");
  assert_expands ("/osc/fader/{n:1..8}", "/any", "/osc/fader/9", NULL);
}

static void
test_arithmetic (void)
{
  assert_expands ("/{n:int}", "{n/8} {n%8}", "/21", "2 5");
  assert_expands ("/{n:int}", "{n/8} {n%8}", "/-1", "-1 7");
  assert_expands ("/{n:int}", "{n%-8}", "/1", "-7");
  assert_expands ("/{n:int}", "{n*3+1} {(n+1)*3} {-n} {2-n-1}", "/4", "13 15 -4 -3");
  assert_expands ("/{n:int}", "{ n + 1 }", "/4", "5");
  assert_expands ("/{n:int}", "{n/0}", "/4", NULL);
  assert_expands ("/{n:int}", "{n%0}", "/4", NULL);
  assert_expands ("/{n:int}", "{n*n}", "/9223372036854775807", NULL);
  assert_expands ("/{n:int}", "{-n}", "/-9223372036854775808", NULL);
  assert_expands ("/{n:int}", "{n/-1}", "/-9223372036854775808", NULL);
}

static void
test_widths_and_cases (void)
{
  assert_expands ("/{n:int}", "ch{n:03}", "/7", "ch007");
  assert_expands ("/{n:int}", "{n+1:02}", "/9", "10");
  assert_expands ("/{n:int}", "{n:04}", "/-7", "-007");
  assert_expands ("/{dev}", "{dev:upper} {dev:lower}", "/Bühne", "BÜHNE bühne");
  assert_expands ("/{dev}", "{dev:02}", "/7", "07");
  assert_expands ("/{dev}", "{dev:02}", "/x", NULL);
}

static void
test_text_and_number_captures (void)
{
  assert_expands ("/{n:int}", "{n}", "/007", "7");
  assert_expands ("/{d}", "{d}", "/007", "007");
  assert_expands ("/{d}", "{d+1}", "/007", "8");
  assert_expands ("/{d}", "{d+1}", "/x", NULL);
}

static void
test_wildcards_by_position (void)
{
  assert_expands ("/*/{n}/*", "/{2}/{1}/{n}", "/a/b/c", "/c/a/b");
  assert_expands ("/*/**", "/x/*/y/*", "/a/b/c", "/x/a/y/b/c");
  assert_expands ("/ch/*", "/m/{1+10}", "/ch/3", "/m/13");
  assert_expands ("/ch/*", "/m/{1*2+1}", "/ch/3", "/m/7");
  assert_expands ("/ch/{n}", "/m/{10+n}", "/ch/3", "/m/13");
}

static void
test_the_value (void)
{
  g_autofree char *text = expand ("/a", "/b/{value}/{value:int}", "/a", "2.5");
  g_autofree char *word = expand ("/a", "/b/{value:upper}", "/a", "on");
  g_autofree char *none = expand ("/a", "/b/{value:int}", "/a", "on");

  g_assert_cmpstr (text, ==, "/b/2.5/3");
  g_assert_cmpstr (word, ==, "/b/ON");
  g_assert_null (none);
}

static void
test_empty_depth_leaves_no_empty_segment (void)
{
  assert_expands ("/osc/{g}/{rest:**}", "/show/{rest}/{g}", "/osc/a", "/show/a");
  assert_expands ("/osc/**", "/show/**", "/osc", "/show");
  assert_expands ("/osc/**", "/show/x{1}", "/osc", "/show/x");
}

static void
test_escapes_are_literal (void)
{
  assert_expands ("/{n}", "/\\{n\\}/\\*/{n}}", "/7", "/{n}/*/7}");
}

static void
test_errors_name_the_column (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } cases[] = {
    { "/ü/{m}", "column 5: the source captures nothing called \"m\"" },
    { "/{n", "column 2: the brace is not closed" },
    { "/{}", "column 3: expected a name" },
    { "/{n+}", "column 5: expected a name" },
    { "/{n:up}", "column 5: \"up\" is no format" },
    { "/{n:003}", "column 5: \"003\" is no format" },
    { "/{n+1:upper}", "column 7: a calculated number" },
    { "/{n 1}", "column 5: expected }" },
    { "/{(n+1}", "column 7: expected )" },
    { "/{((((((((((((((((((n))))))))))))))))))}", "column 19: parentheses are nested" },
    { "/{var.}", "column 3: only var.NAME" },
    { "/{n.x}", "column 3: only var.NAME" },
    { "/{state.x}", "column 3: only var.NAME" },
    { "/{var}", "column 3: the source captures nothing called \"var\"" },
    { "/*", "column 2: the source has fewer *" },
    { "/{2}", "column 3: the source captures nothing called \"2\"" },
    { "/{n+99999999999999999999}", "column 5: the number is too large" },
  };
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{n}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ClaspTemplate) template = clasp_template_new (cases[i].text, pattern, &error);

      if (template != NULL || strstr (error->message, cases[i].part) == NULL)
        g_error ("\"%s\": %s, expected %s", cases[i].text,
                 template != NULL ? "compiles" : error->message, cases[i].part);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE);
    }
}

static void
test_too_long_a_calculation_is_refused (void)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{n}", NULL);
  g_autoptr (GString)           text = g_string_new ("{n");
  g_autoptr (GError)            error = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (text, "+1");
  g_string_append_c (text, '}');
  g_assert_null (clasp_template_new (text->str, pattern, &error));
  g_assert_nonnull (strstr (error->message, "too long a calculation"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/acceptance/17-01-table-of-templates", test_table_of_the_specification);
  g_test_add_func ("/mapping/template/arithmetic", test_arithmetic);
  g_test_add_func ("/mapping/template/widths-and-cases", test_widths_and_cases);
  g_test_add_func ("/mapping/template/text-and-number-captures", test_text_and_number_captures);
  g_test_add_func ("/mapping/template/wildcards-by-position", test_wildcards_by_position);
  g_test_add_func ("/mapping/template/the-value", test_the_value);
  g_test_add_func ("/mapping/template/empty-depth-leaves-no-empty-segment",
                   test_empty_depth_leaves_no_empty_segment);
  g_test_add_func ("/mapping/template/escapes-are-literal", test_escapes_are_literal);
  g_test_add_func ("/mapping/template/errors-name-the-column", test_errors_name_the_column);
  g_test_add_func ("/mapping/template/too-long-a-calculation-is-refused",
                   test_too_long_a_calculation_is_refused);

  return g_test_run ();
}
