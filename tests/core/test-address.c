/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-address.h"
#include "support/clasp-test.h"

#include <json-glib/json-glib.h>

static gboolean
matches (const char *pattern, const char *address)
{
  g_autoptr (ClaspPattern) self = clasp_pattern_new (clasp_str (pattern));

  return clasp_pattern_matches (self, clasp_str (address));
}

static void
test_vectors (void)
{
  g_autofree char       *path = clasp_test_data ("vectors.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  JsonArray             *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors =
    json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "patterns");
  g_assert_cmpuint (json_array_get_length (vectors), ==, 64);

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *pattern = json_object_get_string_member (vector, "pattern");
      const char *address = json_object_get_string_member (vector, "address");
      gboolean    expected = json_object_get_boolean_member (vector, "expected");

      if (matches (pattern, address) != expected)
        g_error ("\"%s\" against \"%s\" should %smatch", pattern, address, expected ? "" : "not ");
    }
}

static void
test_table_of_the_rule (void)
{
  g_assert_true (matches ("/a/*", "/a/"));
  g_assert_true (matches ("/zone5*", "/zone5"));
  g_assert_false (matches ("/zone5*", "/zone5/x"));
  g_assert_false (matches ("/lights/**", "/Lights/a"));
  g_assert_true (matches ("/**/a/**/b", "/a/a/b/a/b"));
  g_assert_false (matches ("/**/a/**/b", "/b/b/a"));
  g_assert_true (matches ("/**/*/**", "/a"));
  g_assert_false (matches ("/**", ""));
  g_assert_false (matches ("/**", "a"));
}

static void
test_invalid_pattern_matches_itself (void)
{
  g_assert_true (matches ("a/*", "a/*"));
  g_assert_false (matches ("a/*", "a/b"));
  g_assert_true (matches ("/a//*", "/a//*"));
  g_assert_false (matches ("/a//*", "/a//b"));
  g_assert_true (matches ("", ""));
}

static void
test_many_wildcards_stay_fast (void)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_autoptr (GString) address = g_string_new (NULL);
  g_autoptr (GString) stars = g_string_new ("/");
  g_autoptr (GString) letters = g_string_new ("/");

  for (guint i = 0; i < 31; i++)
    g_string_append (pattern, "/**/a");
  g_string_append (pattern, "/b");
  for (guint i = 0; i < 20000; i++)
    g_string_append (address, "/a");
  for (guint i = 0; i < 100; i++)
    g_string_append (stars, "*a");
  g_string_append (stars, "b");
  for (guint i = 0; i < 40000; i++)
    g_string_append_c (letters, 'a');

  /* An exponential matcher would need longer than the universe has. */
  g_assert_false (matches (pattern->str, address->str));
  g_assert_false (matches (stars->str, letters->str));
}

/* The rule itself, written down as recursion, for short inputs. */
static gboolean
slow_matches (char *const *pattern, char *const *address)
{
  if (pattern[0] == NULL)
    return address[0] == NULL;
  if (g_str_equal (pattern[0], "**"))
    return slow_matches (pattern + 1, address) ||
           (address[0] != NULL && slow_matches (pattern, address + 1));
  return address[0] != NULL &&
         (g_str_equal (pattern[0], "*") || g_str_equal (pattern[0], address[0])) &&
         slow_matches (pattern + 1, address + 1);
}

static char *
random_path (const char *const *words, guint n_words)
{
  GString *path = g_string_new (NULL);
  guint    n = (guint) g_test_rand_int_range (1, 7);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (path, "/%s", words[g_test_rand_int_range (0, (int) n_words)]);
  return g_string_free (path, FALSE);
}

static void
test_agrees_with_the_rule_as_recursion (void)
{
  static const char *const words[] = { "a", "b", "*", "**" };
  guint                    n_matched = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *pattern = random_path (words, 4);
      g_autofree char *address = random_path (words, 2);
      g_auto (GStrv)   pattern_parts = g_strsplit (pattern + 1, "/", -1);
      g_auto (GStrv)   address_parts = g_strsplit (address + 1, "/", -1);
      gboolean         expected = slow_matches (pattern_parts, address_parts);

      if (matches (pattern, address) != expected)
        g_error ("\"%s\" against \"%s\" should %smatch", pattern, address, expected ? "" : "not ");
      n_matched += expected;
    }
  g_assert_cmpuint (n_matched, >, 1000);
}

static void
assert_refused (const char *address, const char *part)
{
  const char *why = NULL;

  g_assert_false (clasp_address_is_valid (clasp_str (address), &why));
  if (strstr (why, part) == NULL)
    g_error ("\"%s\" refused because \"%s\", which does not name \"%s\"", address, why, part);
}

static void
test_addresses_that_are_refused (void)
{
  g_autofree char *longest = g_strnfill (CLASP_ADDRESS_MAX_LENGTH, 'x');
  g_autofree char *too_long = g_strnfill (CLASP_ADDRESS_MAX_LENGTH + 1, 'x');

  longest[0] = too_long[0] = '/';
  g_assert_true (clasp_address_is_valid (clasp_str (longest), NULL));
  assert_refused (too_long, "256");
  assert_refused ("", "empty");
  assert_refused ("a/b", "start");
  assert_refused ("/", "empty segment");
  assert_refused ("/a/", "empty segment");
  assert_refused ("/a//b", "empty segment");
  assert_refused ("/a/*", "\"*\"");
  g_assert_true (clasp_address_is_valid (clasp_str ("/a/../b c/ü?[]{}"), NULL));
}

static void
test_segment_count_at_limit_and_above (void)
{
  g_autoptr (GString) address = g_string_new (NULL);

  for (guint i = 0; i < CLASP_ADDRESS_MAX_SEGMENTS; i++)
    g_string_append (address, "/a");
  g_assert_true (clasp_address_is_valid (clasp_str (address->str), NULL));
  g_assert_true (clasp_pattern_is_valid (clasp_str (address->str), NULL));
  g_string_append (address, "/a");
  assert_refused (address->str, "64 segments");
  g_assert_false (clasp_pattern_is_valid (clasp_str (address->str), NULL));
}

static void
test_patterns_that_pass_and_are_refused (void)
{
  g_assert_true (clasp_pattern_is_valid (clasp_str ("/"), NULL));
  g_assert_true (clasp_pattern_is_valid (clasp_str ("/a/"), NULL));
  g_assert_true (clasp_pattern_is_valid (clasp_str ("/**/a*"), NULL));
  g_assert_false (clasp_pattern_is_valid (clasp_str (""), NULL));
  g_assert_false (clasp_pattern_is_valid (clasp_str ("**"), NULL));
  g_assert_false (clasp_pattern_is_valid (clasp_str ("/a//**"), NULL));
}

static void
test_exact_patterns (void)
{
  g_autoptr (ClaspPattern) exact = clasp_pattern_new (clasp_str ("/a/b"));
  g_autoptr (ClaspPattern) wild = clasp_pattern_new (clasp_str ("/a/b*"));

  g_assert_true (clasp_pattern_is_exact (exact));
  g_assert_false (clasp_pattern_is_exact (wild));
  g_assert_true (clasp_str_equal (clasp_pattern_get_text (wild), clasp_str ("/a/b*")));
}

static void
test_segments_are_walked (void)
{
  gsize    offset = 0;
  ClaspStr segment;
  ClaspStr address = clasp_str ("/a//bc/");

  g_assert_true (clasp_address_next_segment (address, &offset, &segment));
  g_assert_true (clasp_str_equal (segment, clasp_str ("a")));
  g_assert_true (clasp_address_next_segment (address, &offset, &segment));
  g_assert_cmpuint (segment.length, ==, 0);
  g_assert_true (clasp_address_next_segment (address, &offset, &segment));
  g_assert_true (clasp_str_equal (segment, clasp_str ("bc")));
  g_assert_true (clasp_address_next_segment (address, &offset, &segment));
  g_assert_cmpuint (segment.length, ==, 0);
  g_assert_false (clasp_address_next_segment (address, &offset, &segment));
}

static void
test_escape_comes_back (void)
{
  static const char *const texts[] = { "",    "_",  "a/b",      "50 %",  "#1",  "a*b?[c]{d}",
                                       "%2F", "__", "\x01\x7f", "Bühne", "a+b", "plain" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *segment = clasp_segment_escape (clasp_str (texts[i]));
      g_autofree char *address = g_strconcat ("/", segment, NULL);
      g_autofree char *text = clasp_segment_unescape (clasp_str (segment));

      g_assert_cmpstr (text, ==, texts[i]);
      g_assert_true (clasp_address_is_valid (clasp_str (address), NULL));
    }
}

static void
test_unescape_leaves_what_is_no_escape (void)
{
  static const char *const texts[] = { "100%", "%G0", "%2", "%00", "%FF" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = clasp_segment_unescape (clasp_str (texts[i]));

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/address/vectors", test_vectors);
  g_test_add_func ("/core/address/table-of-the-rule", test_table_of_the_rule);
  g_test_add_func ("/core/address/invalid-pattern-matches-itself",
                   test_invalid_pattern_matches_itself);
  g_test_add_func ("/core/address/many-wildcards-stay-fast", test_many_wildcards_stay_fast);
  g_test_add_func ("/core/address/agrees-with-the-rule-as-recursion",
                   test_agrees_with_the_rule_as_recursion);
  g_test_add_func ("/core/address/refused", test_addresses_that_are_refused);
  g_test_add_func ("/core/address/segment-count-at-limit-and-above",
                   test_segment_count_at_limit_and_above);
  g_test_add_func ("/core/address/patterns-that-pass-and-are-refused",
                   test_patterns_that_pass_and_are_refused);
  g_test_add_func ("/core/address/exact-patterns", test_exact_patterns);
  g_test_add_func ("/core/address/segments-are-walked", test_segments_are_walked);
  g_test_add_func ("/core/address/escape-comes-back", test_escape_comes_back);
  g_test_add_func ("/core/address/unescape-leaves-what-is-no-escape",
                   test_unescape_leaves_what_is_no_escape);

  return g_test_run ();
}
