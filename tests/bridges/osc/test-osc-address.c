/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-address.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

static void
assert_both_ways (const char *osc, const char *clasp)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  g_autofree char    *there = clasp_str_dup (clasp_osc_address_to_clasp (clasp_str (osc), scratch));
  g_autofree char *back = clasp_str_dup (clasp_osc_address_from_clasp (clasp_str (clasp), scratch));

  g_assert_cmpstr (there, ==, clasp);
  g_assert_cmpstr (back, ==, osc);
}

static void
test_plain_is_unchanged (void)
{
  g_autoptr (GString) scratch = g_string_new (NULL);
  ClaspStr            address = CLASP_STR_LITERAL ("/mixer/1/näme,2");

  assert_both_ways ("/mixer/1/level", "/mixer/1/level");
  g_assert_true (clasp_osc_address_to_clasp (address, scratch).data == address.data);
}

static void
test_forbidden_is_escaped (void)
{
  assert_both_ways ("/a b/c", "/a%20b/c");
  assert_both_ways ("/100%", "/100%25");
  assert_both_ways ("/#1/+", "/%231/%2B");
}

static void
test_empty_segments (void)
{
  assert_both_ways ("/", "/_");
  assert_both_ways ("/a/", "/a/_");
}

/* ---- patterns ---- */

static gboolean
matches (const char *pattern, const char *address)
{
  g_assert_true (clasp_osc_is_pattern (clasp_str (pattern)));
  return clasp_osc_pattern_matches (clasp_str (pattern), clasp_str (address));
}

static void
check_vector (JsonObject *decoded, guint *n_checked)
{
  const char       *pattern = json_object_get_string_member (decoded, "address");
  JsonObject       *expected = json_object_get_object_member (decoded, "matches");
  g_autoptr (GList) addresses = json_object_get_members (expected);

  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_test_message ("%s %s", pattern, (char *) l->data);
      g_assert_cmpint (matches (pattern, l->data), ==,
                       json_object_get_boolean_member (expected, l->data));
      (*n_checked)++;
    }
}

static void
test_vectors (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  JsonArray             *vectors;
  guint                  n_checked = 0;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);

      if (g_str_equal (json_object_get_string_member (vector, "protocol"), "osc-pattern"))
        check_vector (json_object_get_object_member (vector, "decoded"), &n_checked);
    }

  g_assert_cmpuint (n_checked, ==, 42);
}

static void
test_lists (void)
{
  g_assert_true (matches ("/[a-c]", "/b"));
  g_assert_true (matches ("/[c-a]", "/b"));
  g_assert_false (matches ("/[a-c]", "/d"));
  g_assert_true (matches ("/[ab-]", "/-"));
  g_assert_true (matches ("/[a!]", "/!"));
  g_assert_false (matches ("/[!a]", "/a"));
  g_assert_true (matches ("/[äö]", "/ö"));
  g_assert_false (matches ("/a[!b]c", "/a/c"));
  g_assert_false (matches ("/[]", "/"));
}

static void
test_choices (void)
{
  g_assert_true (matches ("/{foo,bar}x", "/barx"));
  g_assert_true (matches ("/{foo,}x", "/x"));
  g_assert_true (matches ("/{a,ab}{bc,c}", "/abc"));
  g_assert_false (matches ("/{foo,bar}", "/fo"));
}

static void
test_runs_stay_in_their_level (void)
{
  g_assert_true (matches ("/*", "/abc"));
  g_assert_true (matches ("/a*c*e", "/abcde"));
  g_assert_false (matches ("/*", "/a/b"));
  g_assert_false (matches ("/a?b", "/a/b"));
  g_assert_true (matches ("/?", "/é"));
}

static void
test_double_slash_spans_levels (void)
{
  g_assert_true (matches ("//spherical", "/spherical"));
  g_assert_true (matches ("//spherical", "/a/b/spherical"));
  g_assert_false (matches ("//spherical", "/a/hemispherical"));
  g_assert_true (matches ("/a//b", "/a/b"));
  g_assert_true (matches ("/a//b", "/a/x/y/b"));
  g_assert_false (matches ("/a//b", "/ab"));
  g_assert_false (matches ("/a//b", "/a/x/b/c"));
}

static void
test_unclosed_is_invalid (void)
{
  static const char *const invalid[] = { "/[a", "/{a", "/a]", "/a}", "/[a/b]", "/{a/b,c}", "/{a]" };

  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_assert_false (clasp_osc_pattern_is_valid (clasp_str (invalid[i])));
      g_assert_false (matches (invalid[i], "/a"));
    }
}

/* What would take an exponential number of attempts one after the other. */
static void
test_hostile_patterns_are_quick (void)
{
  g_autoptr (GString) choices = g_string_new ("/"), stars = g_string_new ("/"),
                      text = g_string_new ("/");

  for (guint i = 0; i < 200; i++)
    {
      g_string_append (choices, "{a,a,aa}");
      g_string_append (stars, "*a");
      g_string_append (text, "a");
    }
  g_string_append_c (choices, 'b');
  g_string_append_c (stars, 'b');
  g_assert_false (matches (choices->str, text->str));
  g_assert_false (matches (stars->str, text->str));
}

static void
test_long_addresses_match_nothing (void)
{
  g_autofree char *longest = g_strnfill (256, 'a'), *longer = g_strnfill (257, 'a');

  longest[0] = longer[0] = '/';
  g_assert_true (matches ("/*", longest));
  g_assert_false (matches ("/*", longer));
}

static void
test_narrowed_patterns (void)
{
  static const char *const cases[][2] = {
    { "/mixer/[12]/{level,pan}", "/mixer/*/*" },
    { "//pan", "/**/pan" },
    { "/a b/?", "/a%20b/*" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) result = g_string_new (NULL);

      clasp_osc_pattern_to_clasp (clasp_str (cases[i][0]), result);
      g_assert_cmpstr (result->str, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/osc/address/plain-is-unchanged", test_plain_is_unchanged);
  g_test_add_func ("/bridges/osc/address/forbidden-is-escaped", test_forbidden_is_escaped);
  g_test_add_func ("/bridges/osc/address/empty-segments", test_empty_segments);
  g_test_add_func ("/bridges/osc/pattern/vectors", test_vectors);
  g_test_add_func ("/bridges/osc/pattern/lists", test_lists);
  g_test_add_func ("/bridges/osc/pattern/choices", test_choices);
  g_test_add_func ("/bridges/osc/pattern/runs-stay-in-their-level", test_runs_stay_in_their_level);
  g_test_add_func ("/bridges/osc/pattern/double-slash-spans-levels",
                   test_double_slash_spans_levels);
  g_test_add_func ("/bridges/osc/pattern/unclosed-is-invalid", test_unclosed_is_invalid);
  g_test_add_func ("/bridges/osc/pattern/hostile-patterns-are-quick",
                   test_hostile_patterns_are_quick);
  g_test_add_func ("/bridges/osc/pattern/long-addresses-match-nothing",
                   test_long_addresses_match_nothing);
  g_test_add_func ("/bridges/osc/pattern/narrowed-for-the-router", test_narrowed_patterns);
  return g_test_run ();
}
