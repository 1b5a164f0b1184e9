/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-json.h"
#include "support/clasp-test.h"

static void
assert_prints (const char *text, const char *expected)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), &error);
  g_autofree char     *printed = NULL;

  g_assert_no_error (error);
  printed = clasp_json_print (node);
  g_assert_cmpstr (printed, ==, expected);
}

static void
test_values_print_as_read (void)
{
  assert_prints (" null ", "null");
  assert_prints ("true", "true");
  assert_prints ("false", "false");
  assert_prints ("-0", "0");
  assert_prints ("12", "12");
  assert_prints ("-9223372036854775808", "-9223372036854775808");
  assert_prints ("0.1", "0.1");
  assert_prints ("1.0", "1.0");
  assert_prints ("1e3", "1000.0");
  assert_prints ("1e-7", "1e-07");
  assert_prints ("18446744073709551616", "1.8446744073709552e+19");
  assert_prints ("\"\"", "\"\"");
  assert_prints ("[]", "[]");
  assert_prints ("{}", "{}");
  assert_prints ("\xef\xbb\xbf[1,2]", "[\n  1,\n  2\n]");
}

static void
test_on_one_line (void)
{
  const char          *text = "{\"a\": [0.3, 1, {\"b\": null}], \"c\": {}, \"d\": 1.0}";
  g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), NULL);
  g_autofree char     *line = clasp_json_print_line (node);

  g_assert_cmpstr (line, ==, "{\"a\":[0.3,1,{\"b\":null}],\"c\":{},\"d\":1.0}");
}

static void
test_members_keep_their_order (void)
{
  assert_prints (
    "{\"b\":{\"z\":[]},\"a\":[{\"x\":1}]}",
    "{\n  \"b\": {\n    \"z\": []\n  },\n  \"a\": [\n    {\n      \"x\": 1\n    }\n  ]\n}");
}

static void
test_escapes (void)
{
  assert_prints ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\u0008\\u000c\\n\\u000d\\t\"");
  assert_prints ("\"\\u00e9\\u20ac\\ud83c\\udfb9\\u007f\"", "\"é€🎹\\u007f\"");
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;
  char              *exact = g_memdup2 (text, strlen (text)); /* no zero behind it */

  g_assert_null (clasp_json_parse (exact, strlen (text), &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, message);
  g_free (exact);
}

static void
test_errors_have_line_and_column (void)
{
  assert_refused ("", "line 1, column 1: the text ends too early");
  assert_refused ("{\n  \"a\": 1,\n}",
                  "line 3, column 1: expected a member’s name in quotation marks");
  assert_refused ("[1,\n 2,]", "line 2, column 4: expected a value");
  assert_refused ("[1 2]", "line 1, column 4: expected a comma or a closing bracket");
  assert_refused ("[1", "line 1, column 3: expected a comma or a closing bracket");
  assert_refused ("{\"a\" 1}", "line 1, column 6: expected a colon");
  assert_refused ("{\"a\":1 \"b\":2}", "line 1, column 8: expected a comma or a closing brace");
  assert_refused ("{\"a\":1,\"a\":2}", "line 1, column 8: this member stands here twice");
  assert_refused ("\"€€", "line 1, column 1: this text has no closing quotation mark");
  assert_refused ("\"€€\n\"",
                  "line 1, column 4: a control character in a text must be written as \\u");
  assert_refused ("[\"€\", x]", "line 1, column 7: expected a value");
  assert_refused ("\"\\x\"", "line 1, column 2: not an escape JSON knows");
  assert_refused ("\"\\", "line 1, column 2: not an escape JSON knows");
  assert_refused ("\"\\u12\"", "line 1, column 2: \\u needs four hexadecimal digits");
  assert_refused ("\"\\u0000\"", "line 1, column 2: a text cannot hold U+0000");
  assert_refused ("\"\\ud800\"", "line 1, column 2: half of a surrogate pair");
  assert_refused ("\"\\udc00\\ud800\"", "line 1, column 2: half of a surrogate pair");
  assert_refused ("\"\\ud800\\u0041\"", "line 1, column 2: half of a surrogate pair");
  assert_refused ("\"\xff\"", "line 1, column 2: not UTF-8 text");
  assert_refused ("01", "line 1, column 1: not a number");
  assert_refused ("1.", "line 1, column 1: not a number");
  assert_refused ("-", "line 1, column 1: not a number");
  assert_refused ("1e", "line 1, column 1: not a number");
  assert_refused ("+1", "line 1, column 1: expected a value");
  assert_refused (".5", "line 1, column 1: expected a value");
  assert_refused ("1e999", "line 1, column 1: this number is too large");
  assert_refused ("nul", "line 1, column 1: expected a value");
  assert_refused ("true false", "line 1, column 6: something follows after the end");
  assert_refused ("// note\n1", "line 1, column 1: expected a value");
}

static void
test_depth_at_the_limit (void)
{
  for (guint depth = CLASP_JSON_MAX_DEPTH; depth <= CLASP_JSON_MAX_DEPTH + 1; depth++)
    {
      g_autofree char     *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');
      g_autofree char     *text = g_strconcat (open, close, NULL);
      g_autoptr (GError)   error = NULL;
      g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), &error);

      if (depth == CLASP_JSON_MAX_DEPTH)
        g_assert_nonnull (node);
      else
        g_assert_cmpstr (error->message, ==, "line 1, column 65: nested too deep");
    }
}

static void
test_captures_are_deeper (void)
{
  for (guint depth = CLASP_JSON_CAPTURE_MAX_DEPTH; depth <= CLASP_JSON_CAPTURE_MAX_DEPTH + 1;
       depth++)
    {
      g_autofree char     *open = g_strnfill (depth, '['), *close = g_strnfill (depth, ']');
      g_autofree char     *text = g_strconcat (open, close, NULL);
      g_autoptr (JsonNode) node = clasp_json_parse_capture (text, strlen (text), NULL);

      g_assert_cmpint (node != NULL, ==, depth == CLASP_JSON_CAPTURE_MAX_DEPTH);
    }
}

static void
test_captures_show_nul (void)
{
  static const char    text[] = "\"a\\u0000b\"";
  g_autoptr (JsonNode) node = clasp_json_parse_capture (text, strlen (text), NULL);

  g_assert_nonnull (node);
  g_assert_cmpstr (json_node_get_string (node), ==, "a\342\220\200b");
}

static void
test_a_million_brackets_are_no_crash (void)
{
  g_autofree char   *text = g_strnfill (1000000, '[');
  g_autoptr (GError) error = NULL;

  g_assert_null (clasp_json_parse (text, 1000000, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX);
}

/* What a log says of an address of the web. */
static void
test_addresses_have_no_person (void)
{
  static const char *const cases[][2] = {
    { "http://me:hunter2@10.0.0.7:8080/x?y@z", "http://10.0.0.7:8080/x?y@z" },
    { "ws://me:p@ss@studio.local", "ws://studio.local" },
    { "http://10.0.0.7/me@home", "http://10.0.0.7/me@home" },
    { "me@home", "me@home" },
    { "http://", "http://" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = clasp_url_without_person (cases[i][0]);

      g_assert_cmpstr (clean, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/core/json/on-one-line", test_on_one_line);
  g_test_add_func ("/core/json/values-print-as-read", test_values_print_as_read);
  g_test_add_func ("/core/json/members-keep-their-order", test_members_keep_their_order);
  g_test_add_func ("/core/json/escapes", test_escapes);
  g_test_add_func ("/core/json/errors-have-line-and-column", test_errors_have_line_and_column);
  g_test_add_func ("/core/json/depth-at-the-limit", test_depth_at_the_limit);
  g_test_add_func ("/core/json/captures-are-deeper", test_captures_are_deeper);
  g_test_add_func ("/core/json/captures-show-nul", test_captures_show_nul);
  g_test_add_func ("/core/json/a-million-brackets-are-no-crash",
                   test_a_million_brackets_are_no_crash);
  g_test_add_func ("/core/json/addresses-have-no-person", test_addresses_have_no_person);
  return g_test_run ();
}
