/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-codec.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <math.h>

static void
test_auto (void)
{
  static const struct
  {
    const char    *text;
    ClaspValueType type;
    const char    *printed;
  } cases[] = {
    { "null", CLASP_VALUE_NULL, "null" },
    { "true", CLASP_VALUE_BOOL, "true" },
    { "false", CLASP_VALUE_BOOL, "false" },
    { "12", CLASP_VALUE_INT, "12" },
    { "-12", CLASP_VALUE_INT, "-12" },
    { "9223372036854775807", CLASP_VALUE_INT, "9223372036854775807" },
    { "-9223372036854775808", CLASP_VALUE_INT, "-9223372036854775808" },
    { "9223372036854775808", CLASP_VALUE_DOUBLE, "9.223372036854776e+18" },
    { "0.5", CLASP_VALUE_DOUBLE, "0.5" },
    { "1e3", CLASP_VALUE_DOUBLE, "1000" },
    { "1.0", CLASP_VALUE_DOUBLE, "1" },
    { "\"12\"", CLASP_VALUE_STRING, "12" },
    { "\"a\\u00e9\\ud83c\\udf9b\\n\"", CLASP_VALUE_STRING, "a\303\251\360\237\216\233\n" },
    { "[1, 2.5, \"x\", null]", CLASP_VALUE_ARRAY, "[1,2.5,\"x\",null]" },
    { "{\"b\": 1, \"a\": [true]}", CLASP_VALUE_MAP, "{\"b\":1,\"a\":[true]}" },
    { "[]", CLASP_VALUE_ARRAY, "[]" },
    { "{}", CLASP_VALUE_MAP, "{}" },
    { "0xDEad", CLASP_VALUE_BYTES, "dead" },
    { "0x", CLASP_VALUE_STRING, "0x" },
    { "0xyz", CLASP_VALUE_STRING, "0xyz" },
    { "hello", CLASP_VALUE_STRING, "hello" },
    { "", CLASP_VALUE_STRING, "" },
    { "01", CLASP_VALUE_STRING, "01" },
    { "1.", CLASP_VALUE_STRING, "1." },
    { "12 dB", CLASP_VALUE_STRING, "12 dB" },
    { "truest", CLASP_VALUE_STRING, "truest" },
    { "1e999", CLASP_VALUE_STRING, "1e999" },
    { "NaN", CLASP_VALUE_STRING, "NaN" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;
      g_autoptr (GError)  error = NULL;
      g_autofree char    *printed = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_true (clasp_value_parse (cases[i].text, CLASP_VALUE_SYNTAX_AUTO, &value, &error));
      g_assert_cmpint (value.type, ==, cases[i].type);
      printed = clasp_value_to_text (&value);
      g_assert_cmpstr (printed, ==, cases[i].printed);
    }
}

static void
assert_refused (const char *text, ClaspValueSyntax syntax, const char *message)
{
  g_auto (ClaspValue) value = clasp_value_int (1);
  g_autoptr (GError)  error = NULL;
  g_autofree char    *escaped = g_strescape (text, NULL);

  g_test_message ("%.100s", escaped);
  g_assert_false (clasp_value_parse (text, syntax, &value, &error));
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
  g_assert_cmpint (value.type, ==, CLASP_VALUE_NULL);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

/* What is wrong with JSON itself is tested with its parser; here, that the error arrives. */
static void
test_json_refused (void)
{
  assert_refused ("[1,\n 2,]", CLASP_VALUE_SYNTAX_JSON, "line 2, column 4: expected a value");
  assert_refused ("", CLASP_VALUE_SYNTAX_JSON, "line 1, column 1: the text ends too early");
  assert_refused ("\"\xff\"", CLASP_VALUE_SYNTAX_JSON, "line 1, column 2: not UTF-8 text");
  assert_refused ("\"a\\u0000b\"", CLASP_VALUE_SYNTAX_JSON,
                  "line 1, column 3: a text cannot hold U+0000");
  assert_refused ("{\"a\":1,\"a\":2}", CLASP_VALUE_SYNTAX_JSON,
                  "line 1, column 8: this member stands here twice");
}

static void
test_auto_refuses_broken_json (void)
{
  assert_refused ("[1,2", CLASP_VALUE_SYNTAX_AUTO, NULL);
  assert_refused ("{\"a\":1", CLASP_VALUE_SYNTAX_AUTO, NULL);
  assert_refused ("\"abc", CLASP_VALUE_SYNTAX_AUTO, NULL);
  assert_refused ("0xabc", CLASP_VALUE_SYNTAX_AUTO,
                  "expected an even number of hexadecimal digits, found “0xabc”");
}

static char *
nested_json (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"k\":");
  g_string_append (text, "1");
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, (i - 1) % 2 == 0 ? ']' : '}');
  return g_string_free (text, FALSE);
}

static void
test_json_depth_64_and_65 (void)
{
  g_autofree char    *allowed = nested_json (CLASP_VALUE_MAX_DEPTH);
  g_autofree char    *refused = nested_json (CLASP_VALUE_MAX_DEPTH + 1);
  g_autofree char    *absurd = nested_json (1000000);
  g_autofree char    *printed = NULL;
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  g_assert_true (clasp_value_parse (allowed, CLASP_VALUE_SYNTAX_JSON, &value, &error));
  printed = clasp_value_to_text (&value);
  g_assert_cmpstr (printed, ==, allowed);
  assert_refused (refused, CLASP_VALUE_SYNTAX_JSON, NULL);
  assert_refused (absurd, CLASP_VALUE_SYNTAX_JSON, NULL);
}

static void
test_named_syntaxes (void)
{
  static const struct
  {
    const char *syntax;
    const char *text;
    const char *printed; /* NULL = refused */
  } cases[] = {
    { "null", "", "null" },      { "null", "null", "null" },
    { "null", "0", NULL },       { "bool", "true", "true" },
    { "bool", "0", "false" },    { "bool", "yes", NULL },
    { "int", "12", "12" },       { "int", "+12", "12" },
    { "int", "1.5", NULL },      { "int", "", NULL },
    { "int", "+-1", NULL },      { "int", "9223372036854775808", NULL },
    { "float", "12", "12" },     { "float", ".5", "0.5" },
    { "float", "NaN", "NaN" },   { "float", "-Infinity", "-Infinity" },
    { "float", "1,5", NULL },    { "float", "", NULL },
    { "string", "12", "12" },    { "string", "\xff", NULL },
    { "bytes", "dead", "dead" }, { "bytes", "0xDEAD", "dead" },
    { "bytes", "", "" },         { "bytes", "abc", NULL },
    { "bytes", "zz", NULL },     { "json", " [ 1 ] ", "[1]" },
    { "json", "1 2", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;
      g_autofree char    *printed = NULL;
      ClaspValueSyntax    syntax;

      g_assert_true (clasp_value_syntax_from_string (cases[i].syntax, &syntax));
      if (cases[i].printed == NULL)
        {
          assert_refused (cases[i].text, syntax, NULL);
          continue;
        }
      g_assert_true (clasp_value_parse (cases[i].text, syntax, &value, NULL));
      printed = clasp_value_to_text (&value);
      g_assert_cmpstr (printed, ==, cases[i].printed);
    }
}

static void
test_syntax_names (void)
{
  ClaspValueSyntax syntax;

  g_assert_false (clasp_value_syntax_from_string ("double", &syntax));
  g_assert_false (clasp_value_syntax_from_string ("", &syntax));
  g_assert_false (clasp_value_syntax_from_string (NULL, &syntax));
  g_assert_true (clasp_value_syntax_from_string ("auto", &syntax));
  g_assert_cmpint (syntax, ==, CLASP_VALUE_SYNTAX_AUTO);
}

static void
test_error_names_what_was_found (void)
{
  g_autofree char *endless = g_strnfill (1000, 'a');

  assert_refused ("maybe", CLASP_VALUE_SYNTAX_BOOL, "expected true, false, 1 or 0, found “maybe”");
  assert_refused (
    endless, CLASP_VALUE_SYNTAX_INT,
    "expected a whole number of 64 bits, found “aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…”");
}

static void
test_json_nodes_both_ways (void)
{
  static const char    text[] = "{\"b\":[1,-0.5,\"x\",true,null,{}],\"a\":{\"k\":[]}}";
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  g_auto (ClaspValue)  again = CLASP_VALUE_INIT;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char     *printed = NULL;

  g_assert_true (clasp_value_parse (text, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  node = clasp_value_to_json (&value);
  printed = json_to_string (node, FALSE);
  g_assert_cmpstr (printed, ==, text);
  g_assert_true (clasp_value_from_json (node, &again, NULL));
  g_assert_true (clasp_value_equal (&value, &again));
}

static void
test_json_of_what_json_lacks (void)
{
  ClaspValue           elements[] = { clasp_value_double (NAN), clasp_value_double (INFINITY),
                                      clasp_value_bytes ((const guint8 *) "\xde\xad", 2),
                                      clasp_value_string ((ClaspStr){ "a\0b", 3 }) };
  g_auto (ClaspValue)  array = clasp_value_array (elements, 4);
  g_autoptr (JsonNode) node = clasp_value_to_json (&array);
  g_autofree char     *printed = json_to_string (node, FALSE);

  g_assert_cmpstr (printed, ==, "[null,null,\"3q0=\",\"a\342\220\200b\"]");
}

static void
test_json_nodes_too_deep (void)
{
  JsonNode           *node = json_node_init_int (json_node_alloc (), 1);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;
  g_autoptr (GError)  error = NULL;

  for (guint depth = 1; depth <= CLASP_VALUE_MAX_DEPTH + 1; depth++)
    {
      JsonArray *array = json_array_new ();

      json_array_add_element (array, node);
      node = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (node, array);
      clasp_value_clear (&value);
      g_assert_cmpint (clasp_value_from_json (node, &value, &error), ==,
                       depth <= CLASP_VALUE_MAX_DEPTH);
    }
  g_assert_error (error, CLASP_CODEC_ERROR, CLASP_CODEC_ERROR_INVALID_VALUE);
  json_node_unref (node);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/value-text/auto", test_auto);
  g_test_add_func ("/core/value-text/json-refused", test_json_refused);
  g_test_add_func ("/core/value-text/auto-refuses-broken-json", test_auto_refuses_broken_json);
  g_test_add_func ("/core/value-text/json-depth-64-and-65", test_json_depth_64_and_65);
  g_test_add_func ("/core/value-text/named-syntaxes", test_named_syntaxes);
  g_test_add_func ("/core/value-text/syntax-names", test_syntax_names);
  g_test_add_func ("/core/value-text/error-names-what-was-found", test_error_names_what_was_found);
  g_test_add_func ("/core/value-text/json-nodes-both-ways", test_json_nodes_both_ways);
  g_test_add_func ("/core/value-text/json-of-what-json-lacks", test_json_of_what_json_lacks);
  g_test_add_func ("/core/value-text/json-nodes-too-deep", test_json_nodes_too_deep);

  return g_test_run ();
}
