/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-address.h"
#include "mapping/clasp-route-pattern.h"
#include "support/clasp-test.h"

static ClaspRoutePattern *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspRoutePattern *pattern = clasp_route_pattern_new (text, &error);

  if (pattern == NULL)
    g_error ("\"%s\" does not compile: %s", text, error->message);
  return pattern;
}

/* "n=3 dev=x" or NULL for no match. */
static char *
match (const char *text, const char *address)
{
  g_autoptr (ClaspRoutePattern) pattern = compile (text);
  g_autoptr (ClaspPattern)      subscription =
    clasp_pattern_new (clasp_str (clasp_route_pattern_get_subscription (pattern)));
  ClaspCaptures       captures;
  g_autoptr (GString) found = g_string_new (NULL);

  if (!clasp_route_pattern_match (pattern, clasp_str (address), &captures))
    return NULL;
  if (!clasp_pattern_matches (subscription, clasp_str (address)))
    g_error ("the subscription \"%s\" of \"%s\" misses \"%s\"",
             clasp_route_pattern_get_subscription (pattern), text, address);

  g_assert_cmpuint (captures.n_captures, ==, clasp_route_pattern_get_n_captures (pattern));
  for (guint i = 0; i < captures.n_captures; i++)
    {
      g_autofree char *capture = clasp_str_dup (captures.captures[i].text);

      g_string_append_printf (found, "%s%s=%s", i > 0 ? " " : "",
                              clasp_route_pattern_get_capture_name (pattern, i), capture);
    }
  return g_strdup (found->str);
}

static void
assert_match (const char *pattern, const char *address, const char *expected)
{
  g_autofree char *found = match (pattern, address);

  if (g_strcmp0 (found, expected) != 0)
    g_error ("\"%s\" on \"%s\" gives %s, not %s", pattern, address,
             found != NULL ? found : "no match", expected != NULL ? expected : "no match");
}

static void
test_captures_of_one_segment (void)
{
  assert_match ("/a/*", "/a/b", "1=b");
  assert_match ("/a/*", "/a/b/c", NULL);
  assert_match ("/{dev}/x/*", "/nano/x/7", "dev=nano 1=7");
  assert_match ("/a/b", "/a/b", "");
  assert_match ("/a/b", "/a/c", NULL);
  assert_match ("/*/*", "/x/y", "1=x 2=y");
}

static void
test_captures_in_a_segment (void)
{
  assert_match ("/1/fader{n}", "/1/fader5", "n=5");
  assert_match ("/1/fader{n}", "/1/fader", NULL);
  assert_match ("/1/fader*", "/1/fader", "1=");
  assert_match ("/1/fader*", "/1/fader/x", NULL);
  assert_match ("/{a}-{b}/x", "/k-l-m/x", "a=k b=l-m");
  assert_match ("/ch{n:int}v{x}", "/ch12vol", "n=12 x=ol");
  assert_match ("/a*b*c", "/axbyc", "1=x 2=y");
  assert_match ("/Bühne{n}ü", "/Bühneäü", "n=ä");
}

static void
test_integers (void)
{
  assert_match ("/{n:int}", "/-12", "n=-12");
  assert_match ("/{n:int}", "/+12", NULL);
  assert_match ("/{n:int}", "/1.5", NULL);
  assert_match ("/{n:int}", "/-", NULL);
  assert_match ("/{n:int}", "/99999999999999999999", NULL);
  assert_match ("/{n:int}", "/-9223372036854775808", "n=-9223372036854775808");
  assert_match ("/{n:1..16}", "/16", "n=16");
  assert_match ("/{n:1..16}", "/17", NULL);
  assert_match ("/{n:1..16}", "/0", NULL);
  assert_match ("/{n:-3..-1}", "/-2", "n=-2");
  assert_match ("/{n:5..5}", "/5", "n=5");
}

static void
test_words (void)
{
  assert_match ("/{k:a|bc}", "/bc", "k=bc");
  assert_match ("/{k:a|bc}", "/b", NULL);
  assert_match ("/x{k:a|ab}c", "/xabc", "k=ab");
}

static void
test_depth (void)
{
  assert_match ("/osc/{g}/{rest:**}", "/osc/a/b/c", "g=a rest=b/c");
  assert_match ("/osc/{g}/{rest:**}", "/osc/a", "g=a rest=");
  assert_match ("/**/x/**", "/a/x/b/x/c", "1=a 2=b/x/c");
  assert_match ("/**/end", "/end", "1=");
  assert_match ("/**/end", "/a/b/end", "1=a/b");
  assert_match ("/**", "/a/b", "1=a/b");
  assert_match ("/a**", "/abc", "1=bc");
  assert_match ("/{a:**}/m/{b:**}/n", "/m/m/n/n", "a= b=m/n");
}

static void
test_regex (void)
{
  assert_match ("/{x:/[a-c]+[0-9]/}", "/abc5", "x=abc5");
  assert_match ("/{x:/[a-c]+[0-9]/}", "/abc55", NULL);
  assert_match ("/{x:/a|ab/}", "/ab", "x=ab");
  assert_match ("/{x:/\\d{2}/}/y", "/12/y", "x=12");
  assert_match ("/p{x:/\\d+/}q", "/p12q", "x=12");
  assert_match ("/{x:/ü./}", "/üä", "x=üä");
}

static void
test_regex_that_explodes_is_cut_off (void)
{
  g_autofree char *letters = g_strnfill (200, 'a');
  g_autofree char *address = g_strconcat ("/", letters, "!", NULL);

  assert_match ("/{x:/(a+)+/}", address, NULL);
  assert_match ("/{x:/(a|aa|a+)*b/}z*", address, NULL);
}

static void
test_repeated_names_are_equal (void)
{
  assert_match ("/{a}/x/{a}", "/k/x/k", "a=k");
  assert_match ("/{a}/x/{a}", "/k/x/l", NULL);
  assert_match ("/{a}-{b}/{b}", "/x-y-z/z", "a=x-y b=z");
  assert_match ("/{a}/**/{a}", "/k/l/m/k", "a=k 1=l/m");
  assert_match ("/{r:**}/{r:**}", "/a/b/a/b", "r=a/b");
}

static void
test_escapes_are_literal (void)
{
  assert_match ("/a\\{n\\}", "/a{n}", "");
  assert_match ("/a\\\\b", "/a\\b", "");
  assert_match ("/a\\b", "/a\\b", "");
  assert_match ("/a}b", "/a}b", "");
  assert_match ("/a\\*", "/a*", "");
  assert_match ("/a\\*", "/ab", NULL);
}

static void
test_numbers_are_read (void)
{
  g_autoptr (ClaspRoutePattern) pattern = compile ("/{n:1..8}/{d}/*");
  ClaspCaptures                 captures;

  g_assert_true (clasp_route_pattern_match (pattern, clasp_str ("/3/12/x"), &captures));
  g_assert_true (captures.captures[0].is_number);
  g_assert_cmpint (captures.captures[0].number, ==, 3);
  g_assert_true (captures.captures[1].is_number);
  g_assert_cmpint (captures.captures[1].number, ==, 12);
  g_assert_false (captures.captures[2].is_number);
}

static void
test_subscriptions (void)
{
  static const char *const pairs[][2] = {
    { "/osc/fader/{n:1..8}", "/osc/fader/*" },
    { "/osc/{g}/{rest:**}", "/osc/*/**" },
    { "/fader{n}x/*", "/fader*x/*" },
    { "/a/b", "/a/b" },
    { "/a\\*\\*", "/*" },
    { "/\\{x\\}/**", "/{x}/**" },
    { "/**b", "/*b" },
    { "/{x:/.*/}/y", "/*/y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (ClaspRoutePattern) pattern = compile (pairs[i][0]);

      g_assert_cmpstr (clasp_route_pattern_get_subscription (pattern), ==, pairs[i][1]);
    }
}

static void
test_exactness (void)
{
  g_autoptr (ClaspRoutePattern) exact = compile ("/a/b\\{c\\}");
  g_autoptr (ClaspRoutePattern) wild = compile ("/a/{b}");

  g_assert_true (clasp_route_pattern_is_exact (exact));
  g_assert_false (clasp_route_pattern_is_exact (wild));
}

static void
test_errors_name_the_column (void)
{
  static const struct
  {
    const char *text;
    const char *part;
  } cases[] = {
    { "", "column 1: " },
    { "a/b", "column 1: an address starts" },
    { "/a//b", "column 3: an empty segment" },
    { "/a/", "column 3: an empty segment" },
    { "/a/{n", "column 6: expected } or :" },
    { "/ü/{n:1..x}", "column 7: a range" },
    { "/{n:9..1}", "column 5: the range is empty" },
    { "/{n:itn}", "column 5: \"itn\" is no form" },
    { "/{9a}", "column 3: expected a name" },
    { "/{a:}", "column 5: \"\" is no form" },
    { "/{a}{b}", "column 5: two captures" },
    { "/*{b}", "column 3: two captures" },
    { "/x{r:**}", "column 3: a capture of several segments" },
    { "/{r:**}x", "column 2: a capture of several segments" },
    { "/{x:/(/}", "column 6: the regular expression is wrong" },
    { "/{x:/a}", "column 2: the regular expression is not closed" },
    { "/{x:/a)(b/}", "column 6: the regular expression is wrong" },
    { "/{k:a||b}", "column 5: each word" },
    { "/{value}", "column 3: \"value\" is the name" },
    { "/a/{b/c}", "column 6: expected }" },
    { "/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*", "column 34: more than 16 captures" },
    { "/\xff", "not valid UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)            error = NULL;
      g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (cases[i].text, &error);

      if (pattern != NULL || strstr (error->message, cases[i].part) == NULL)
        g_error ("\"%s\": %s, expected %s", cases[i].text,
                 pattern != NULL ? "compiles" : error->message, cases[i].part);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATTERN);
    }
}

static void
test_hard_work_is_bounded (void)
{
  g_autoptr (GString) address = g_string_new (NULL);

  for (guint i = 0; i < 64; i++)
    g_string_append (address, "/a-");
  assert_match ("/**/{a}/**/{b}/**/{a}/**/{c}/**/{b}/**/x", address->str, NULL);
  assert_match (
    "/{a}-{b}-{c}-{d}-{e}-{f}-{g}-x",
    "/-----------------------------------------------------------------------------------------",
    NULL);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/route-pattern/one-segment", test_captures_of_one_segment);
  g_test_add_func ("/mapping/route-pattern/in-a-segment", test_captures_in_a_segment);
  g_test_add_func ("/mapping/route-pattern/integers", test_integers);
  g_test_add_func ("/mapping/route-pattern/words", test_words);
  g_test_add_func ("/mapping/route-pattern/depth", test_depth);
  g_test_add_func ("/mapping/route-pattern/regex", test_regex);
  g_test_add_func ("/mapping/route-pattern/regex-that-explodes-is-cut-off",
                   test_regex_that_explodes_is_cut_off);
  g_test_add_func ("/mapping/route-pattern/repeated-names-are-equal",
                   test_repeated_names_are_equal);
  g_test_add_func ("/mapping/route-pattern/escapes-are-literal", test_escapes_are_literal);
  g_test_add_func ("/mapping/route-pattern/numbers-are-read", test_numbers_are_read);
  g_test_add_func ("/mapping/route-pattern/subscriptions", test_subscriptions);
  g_test_add_func ("/mapping/route-pattern/exactness", test_exactness);
  g_test_add_func ("/mapping/route-pattern/errors-name-the-column", test_errors_name_the_column);
  g_test_add_func ("/mapping/route-pattern/hard-work-is-bounded", test_hard_work_is_bounded);

  return g_test_run ();
}
