/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-json-template.h"

#include "core/clasp-codec.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <math.h>

#define NOON_US G_GINT64_CONSTANT (1700000000123456)

/* The source /{d}/fader{n:1..8}/{1} at /desk/fader3/x. */
static gboolean
expand (const char *text, const ClaspValue *value, ClaspValue *out)
{
  g_autoptr (GError)            error = NULL;
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{d}/fader{n:1..8}/*", NULL);
  g_autoptr (ClaspJsonTemplate) template = clasp_json_template_new (text, pattern, &error);
  ClaspStr      address = CLASP_STR_LITERAL ("/desk/fader3/x");
  ClaspCaptures captures;

  g_assert_no_error (error);
  g_assert_true (clasp_route_pattern_match (pattern, address, &captures));
  return clasp_json_template_expand (template, value, address, &captures, NOON_US, NULL, out);
}

static ClaspValue
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
test_fills_in (void)
{
  static const struct
  {
    const char *template, *value, *result;
  } cases[] = {
    { "$", "0.5", "0.5" },
    { "{\"value\": $}", "7", "{\"value\":7}" },
    { "{\"value\": ${value}}", "\"a\\\"b\"", "{\"value\":\"a\\\"b\"}" },
    { "[$, $]", "[1,2]", "[[1,2],[1,2]]" },
    { "{\"on\":true,\"bri\":$,\"x\":[1,{\"y\":null}]}", "{\"a\":1}",
      "{\"on\":true,\"bri\":{\"a\":1},\"x\":[1,{\"y\":null}]}" },
    { "[${d}, ${n}, ${1}]", "0", "[\"desk\",3,\"x\"]" },
    { "[${address}, ${time}]", "0", "[\"/desk/fader3/x\",1700000000123]" },
    { "\"fader ${n} of 8\"", "0", "\"fader 3 of 8\"" },
    { "{\"f${n}\":$}", "1", "{\"f3\":1}" },
    { "{${d}:$}", "1", "{\"desk\":1}" },
    { "{${d}:1,\"desk\":2}", "1", "{\"desk\":2}" },
    { "\"\\u0024 \\\"${time}\\\" \303\251\"", "1", "\"$ \\\"1700000000123\\\" \303\251\"" },
    { " [ -1.5e1 , \"\" , {} , [ ] ] ", "1", "[-15.0,\"\",{},[]]" },
    { "false", "1", "false" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) value = parse (cases[i].value);
      g_auto (ClaspValue) expected = parse (cases[i].result);
      g_auto (ClaspValue) out = CLASP_VALUE_INIT;

      g_test_message ("%s", cases[i].template);
      g_assert_true (expand (cases[i].template, &value, &out));
      g_assert_true (clasp_value_equal (&out, &expected));
    }
}

/* Whatever the value is, the result is JSON. */
static void
test_every_type_gives_json (void)
{
  ClaspValue samples[] = {
    clasp_value_null (),
    clasp_value_bool (TRUE),
    clasp_value_int (G_MININT64),
    clasp_value_double (0.1),
    clasp_value_double (NAN),
    clasp_value_double (-INFINITY),
    clasp_value_string (CLASP_STR_LITERAL ("\"}], \\ \n $ ${x}")),
    clasp_value_bytes ((const guint8 *) "\xff\x00", 2),
    parse ("[1,[2]]"),
    parse ("{\"a\":{\"b\":1}}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_auto (ClaspValue)  out = CLASP_VALUE_INIT;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (JsonNode) again = NULL;
      g_autofree char     *text = NULL;

      g_assert_true (expand ("{\"a\":$,${1}:[$],\"n\":\"${n}\"}", &samples[i], &out));
      g_assert_cmpuint (clasp_value_get_size (&out), ==, 3);
      node = clasp_value_to_json (&out);
      text = clasp_json_print_line (node);
      again = clasp_json_parse (text, strlen (text), NULL);
      g_assert_nonnull (again);
      clasp_value_clear (&samples[i]);
    }
}

static void
test_what_json_cannot_say_becomes_null (void)
{
  ClaspValue          nan_value = clasp_value_double (NAN);
  g_auto (ClaspValue) out = CLASP_VALUE_INIT;

  g_assert_true (expand ("[$]", &nan_value, &out));
  g_assert_cmpint (clasp_value_get_element (&out, 0)->type, ==, CLASP_VALUE_NULL);
}

static char *
nest (guint depth, const char *inner)
{
  g_autofree char *open = g_strnfill (depth, '[');
  g_autofree char *close = g_strnfill (depth, ']');

  return g_strconcat (open, inner, close, NULL);
}

static void
test_depth_is_bounded (void)
{
  g_autofree char *deepest = nest (CLASP_JSON_TEMPLATE_MAX_DEPTH, "$");
  g_autofree char *deeper = nest (CLASP_JSON_TEMPLATE_MAX_DEPTH + 1, "$");
  g_autofree char *fits_json = nest (CLASP_VALUE_MAX_DEPTH - CLASP_JSON_TEMPLATE_MAX_DEPTH, "1");
  g_autofree char *too_deep_json =
    nest (CLASP_VALUE_MAX_DEPTH - CLASP_JSON_TEMPLATE_MAX_DEPTH + 1, "1");
  g_auto (ClaspValue) fits = parse (fits_json);
  g_auto (ClaspValue) too_deep = parse (too_deep_json);
  g_auto (ClaspValue) out = CLASP_VALUE_INIT;
  ClaspValue          nothing = clasp_value_int (1);

  g_assert_null (clasp_json_template_new (deeper, NULL, NULL));
  g_assert_true (expand (deepest, &fits, &out));
  g_assert_false (expand (deepest, &too_deep, &nothing));
  g_assert_cmpint (nothing.type, ==, CLASP_VALUE_NULL);
}

static char *
list (guint n)
{
  GString *text = g_string_new ("[$");

  for (guint i = 1; i < n; i++)
    g_string_append (text, ",$");
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
test_names_are_bounded (void)
{
  g_autofree char *most = list (CLASP_JSON_TEMPLATE_MAX_NAMES);
  g_autofree char *more = list (CLASP_JSON_TEMPLATE_MAX_NAMES + 1);
  g_autoptr (ClaspJsonTemplate) template = clasp_json_template_new (most, NULL, NULL);

  g_assert_nonnull (template);
  g_assert_null (clasp_json_template_new (more, NULL, NULL));
}

static void
test_errors_have_a_column (void)
{
  static const struct
  {
    const char *text, *column;
  } cases[] = {
    { "", "column 1:" },
    { "{\"a\":", "column 6:" },
    { "{\"a\":$", "column 7:" },
    { "{\"a\" $}", "column 6:" },
    { "{a:1}", "column 2:" },
    { "[1 2]", "column 4:" },
    { "[1,]", "column 4:" },
    { "[01]", "column 2:" },
    { "nul", "column 1:" },
    { "$ $", "column 3:" },
    { "{\"\303\251\":${foo}}", "column 6:" },
    { "[${value]", "column 2:" },
    { "${}", "column 1:" },
    { "\"open", "column 1:" },
    { "\"\\x\"", "column 2:" },
    { "{\"a\":1,\"a\":2}", "column 8:" },
    /* JSON for some values only */
    { "{\"a\":\"$\"}", "column 7:" },
    { "{\"a\":\"5$\"}", "column 8:" },
    { "\"${var.x}\"", "column 2:" },
    { "${var.}", "column 1:" },
    { "${var.a b}", "column 1:" },
    { "${bar.a}", "column 1:" },
    { "\"${d}\"", "column 2:" },
    { "\"${address}\"", "column 2:" },
    { "{$:1}", "column 2:" },
    { "{${n}:1}", "column 2:" },
    { "{${time}:1}", "column 2:" },
    { "1$", "column 2:" },
    { "$value", "column 2:" },
  };
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{d}/fader{n:1..8}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ClaspJsonTemplate) template =
        clasp_json_template_new (cases[i].text, pattern, &error);

      g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "accepted");
      g_assert_null (template);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE);
      g_assert_true (g_str_has_prefix (error->message, cases[i].column));
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/json-template/fills-in", test_fills_in);
  g_test_add_func ("/mapping/json-template/every-type-gives-json", test_every_type_gives_json);
  g_test_add_func ("/mapping/json-template/what-json-cannot-say-becomes-null",
                   test_what_json_cannot_say_becomes_null);
  g_test_add_func ("/mapping/json-template/depth-is-bounded", test_depth_is_bounded);
  g_test_add_func ("/mapping/json-template/names-are-bounded", test_names_are_bounded);
  g_test_add_func ("/mapping/json-template/errors-have-a-column", test_errors_have_a_column);

  return g_test_run ();
}
