/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-json-path.h"

#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

static gboolean
read_value (const char *path_text, const ClaspValue *in, ClaspValue *out)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspJsonPath) path = clasp_json_path_new (path_text, &error);

  g_assert_no_error (error);
  return clasp_json_path_read (path, in, out);
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
test_finds (void)
{
  static const struct
  {
    const char *path, *in, *out;
  } cases[] = {
    { "$", "7", "7" },
    { "$", "[1,2]", "[1,2]" },
    { "$.a", "{\"a\":1}", "1" },
    { "$.a.b[1]", "{\"a\":{\"b\":[1,2]}}", "2" },
    { "$['a b']['c']", "{\"a b\":{\"c\":true}}", "true" },
    { "$[\"a\"]", "{\"a\":null}", "null" },
    { "$['it\\'s']", "{\"it's\":5}", "5" },
    { "$['say \"x\"']", "{\"say \\\"x\\\"\":6}", "6" },
    { "$['\\u00e9\\n']", "{\"\\u00e9\\n\":7}", "7" },
    { "$.\303\251", "{\"\303\251\":8}", "8" },
    { "$[-1]", "[1,2,3]", "3" },
    { "$[-3]", "[1,2,3]", "1" },
    { "$[*]", "[1,2,3]", "[1,2,3]" },
    { "$[*]", "{\"b\":1,\"a\":2}", "[1,2]" },
    { "$.*", "[4]", "[4]" },
    { "$[*].x", "[{\"x\":1},{\"y\":2},{\"x\":3}]", "[1,3]" },
    { "$[*][*]", "[[1],[2,3],4,[]]", "[1,2,3]" },
    { "$.a[*].b[-1]", "{\"a\":[{\"b\":[1,2]},{\"b\":[3]}]}", "[2,3]" },
    { "$ .a [ 0 ] [ 'b' ]", "{\"a\":[{\"b\":9}]}", "9" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) in = parse (cases[i].in);
      g_auto (ClaspValue) expected = parse (cases[i].out);
      g_auto (ClaspValue) out = CLASP_VALUE_INIT;

      g_test_message ("%s of %s", cases[i].path, cases[i].in);
      g_assert_true (read_value (cases[i].path, &in, &out));
      g_assert_true (clasp_value_equal (&out, &expected));
    }
}

static void
test_nothing_there (void)
{
  static const struct
  {
    const char *path, *in;
  } cases[] = {
    { "$.a", "{}" },
    { "$.a", "7" },
    { "$.a", "[1]" },
    { "$[0]", "[]" },
    { "$[1]", "[1]" },
    { "$[-2]", "[1]" },
    { "$[0]", "{\"0\":1}" },
    { "$['0']", "[1]" },
    { "$.a.b", "{\"a\":null}" },
    { "$[*]", "[]" },
    { "$[*]", "7" },
    { "$[*].x", "[{\"y\":1}]" },
    { "$.a[*]", "{\"b\":[]}" },
    { "$[9007199254740991]", "[1]" },
    { "$[-9007199254740991]", "[1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) in = parse (cases[i].in);
      ClaspValue          out = clasp_value_int (1);

      g_test_message ("%s of %s", cases[i].path, cases[i].in);
      g_assert_false (read_value (cases[i].path, &in, &out));
      g_assert_cmpint (out.type, ==, CLASP_VALUE_NULL);
    }
}

static void
test_text_is_read_as_json (void)
{
  static const char   json[] = " {\"a\":[1,\"2\"]} ";
  g_auto (ClaspValue) string = clasp_value_string (clasp_str (json));
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) json, strlen (json));
  g_auto (ClaspValue) number = clasp_value_string (clasp_str ("12"));
  g_auto (ClaspValue) words = clasp_value_string (clasp_str ("take 12"));
  g_auto (ClaspValue) first = CLASP_VALUE_INIT;
  g_auto (ClaspValue) second = CLASP_VALUE_INIT;
  g_auto (ClaspValue) third = CLASP_VALUE_INIT;
  g_auto (ClaspValue) fourth = CLASP_VALUE_INIT;
  ClaspValue          nothing;

  g_assert_true (read_value ("$.a[0]", &string, &first));
  g_assert_cmpint (first.as.integer, ==, 1);
  g_assert_true (read_value ("$.a[1]", &bytes, &second));
  g_assert_cmpint (second.type, ==, CLASP_VALUE_STRING);

  /* What is no JSON stays as it is. */
  g_assert_true (read_value ("$", &number, &third));
  g_assert_cmpint (third.type, ==, CLASP_VALUE_INT);
  g_assert_true (read_value ("$", &words, &fourth));
  g_assert_true (clasp_value_equal (&fourth, &words));
  g_assert_false (read_value ("$.a", &words, &nothing));
}

static char *
nest (guint depth)
{
  g_autofree char *open = g_strnfill (depth, '[');
  g_autofree char *close = g_strnfill (depth, ']');

  return g_strconcat (open, close, NULL);
}

static void
test_text_is_bounded (void)
{
  g_autofree char    *padding = g_strnfill (CLASP_JSON_PATH_MAX_INPUT - 2, ' ');
  g_autofree char    *longest = g_strconcat (padding, "[1", NULL);
  g_autofree char    *longer = g_strconcat (" ", padding, "[1]", NULL);
  g_autofree char    *deepest = nest (64);
  g_autofree char    *deeper = nest (65);
  g_autofree char    *deepest_of_all = nest (30000);
  const char         *refused[] = { longest, longer, deeper, deepest_of_all };
  g_auto (ClaspValue) at_limit = CLASP_VALUE_INIT;
  g_auto (ClaspValue) deep = clasp_value_string (clasp_str (deepest));
  g_auto (ClaspValue) found = CLASP_VALUE_INIT;
  g_auto (ClaspValue) inner = CLASP_VALUE_INIT;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_auto (ClaspValue) in = clasp_value_string (clasp_str (refused[i]));
      ClaspValue          out;

      g_assert_false (read_value ("$[0]", &in, &out));
    }

  longest[CLASP_JSON_PATH_MAX_INPUT - 3] = '[';
  longest[CLASP_JSON_PATH_MAX_INPUT - 2] = '1';
  longest[CLASP_JSON_PATH_MAX_INPUT - 1] = ']';
  at_limit = clasp_value_string (clasp_str (longest));
  g_assert_true (read_value ("$[0]", &at_limit, &found));
  g_assert_true (read_value ("$[0]", &deep, &inner));
}

/* Shared rows make many of few. */
static ClaspValue
make_table (guint n_rows, guint n_columns)
{
  g_autofree ClaspValue *cells = g_new0 (ClaspValue, n_columns);
  g_autofree ClaspValue *rows = g_new0 (ClaspValue, n_rows);

  rows[0] = clasp_value_array (cells, n_columns);
  for (guint i = 1; i < n_rows; i++)
    rows[i] = clasp_value_copy (&rows[0]);
  return clasp_value_array (rows, n_rows);
}

static void
test_stars_are_bounded (void)
{
  g_auto (ClaspValue) fine = make_table (257, 255);
  g_auto (ClaspValue) too_much = make_table (256, 256);
  g_auto (ClaspValue) found = CLASP_VALUE_INIT;
  ClaspValue          nothing;

  g_assert_true (read_value ("$[*][*]", &fine, &found));
  g_assert_cmpuint (clasp_value_get_size (&found), ==, CLASP_JSON_PATH_MAX_FOUND);
  g_assert_false (read_value ("$[*][*]", &too_much, &nothing));
}

static char *
repeat (guint n)
{
  GString *text = g_string_new ("$");

  for (guint i = 0; i < n; i++)
    g_string_append (text, "[0]");
  return g_string_free (text, FALSE);
}

static void
test_steps_are_bounded (void)
{
  g_autofree char          *most = repeat (CLASP_JSON_PATH_MAX_STEPS);
  g_autofree char          *more = repeat (CLASP_JSON_PATH_MAX_STEPS + 1);
  g_autoptr (ClaspJsonPath) path = clasp_json_path_new (most, NULL);

  g_assert_nonnull (path);
  g_assert_null (clasp_json_path_new (more, NULL));
}

static void
test_errors_have_a_column (void)
{
  static const struct
  {
    const char *text, *column;
  } cases[] = {
    { "", "column 1:" },
    { "a.b", "column 1:" },
    { "$a", "column 2:" },
    { "$.", "column 3:" },
    { "$..a", "column 2:" },
    { "$.1", "column 3:" },
    { "$.a-b", "column 4:" },
    { "$[", "column 2:" },
    { "$[0", "column 2:" },
    { "$[]", "column 3:" },
    { "$[01]", "column 3:" },
    { "$[-0]", "column 3:" },
    { "$[-]", "column 3:" },
    { "$[+1]", "column 3:" },
    { "$[1.5]", "column 4:" },
    { "$[0:1]", "column 4:" },
    { "$[?@.a]", "column 3:" },
    { "$['a'", "column 2:" },
    { "$['a]", "column 3:" },
    { "$['\\x']", "column 3:" },
    { "$['a','b']", "column 6:" },
    { "$.\303\251 x", "column 5:" },
    { "$[9007199254740992]", "column 3:" },
    { "$[-9223372036854775808]", "column 3:" },
    { "$['\\u0000']", "column 3:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)        error = NULL;
      g_autoptr (ClaspJsonPath) path = clasp_json_path_new (cases[i].text, &error);

      g_test_message ("%s: %s", cases[i].text, error != NULL ? error->message : "accepted");
      g_assert_null (path);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATH);
      g_assert_true (g_str_has_prefix (error->message, cases[i].column));
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/json-path/finds", test_finds);
  g_test_add_func ("/mapping/json-path/nothing-there", test_nothing_there);
  g_test_add_func ("/mapping/json-path/text-is-read-as-json", test_text_is_read_as_json);
  g_test_add_func ("/mapping/json-path/text-is-bounded", test_text_is_bounded);
  g_test_add_func ("/mapping/json-path/stars-are-bounded", test_stars_are_bounded);
  g_test_add_func ("/mapping/json-path/steps-are-bounded", test_steps_are_bounded);
  g_test_add_func ("/mapping/json-path/errors-have-a-column", test_errors_have_a_column);

  return g_test_run ();
}
