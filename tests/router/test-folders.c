/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "router/clasp-store.h"
#include "support/clasp-router-fixture.h"

/* The tree of parameters: what a pattern finds in it is what a look at every parameter finds,
 * however they come and go; and many patterns that mean few parameters do not hold up anybody. */

#define N_STEPS 4000
#define MOST 100000

static const char *const patterns[] = {
  "/**",      "/*",        "/a",      "/a/*",      "/a/**",        "/*/b",   "/a/**/c", "/*/*/c",
  "/a/b",     "/a/b/**",   "/**/c",   "/a*",       "/a*/b",        "/*b/**", "/a/*/c",  "/**/b/**",
  "/ab/*/**", "/a/b/c/d",  "/a/",     "/",         "/**/**",       "/b/**b", "/*/**/*", "/a/**/",
  "/c/a/**",  "/**/a/*/b", "/x/none", "/x/none/*", "/a/b/**/c/**", "/*/a/b",
};

static char *
random_address (GRand *random)
{
  static const char *const names[] = { "a", "b", "c", "ab", "d" };
  GString                 *text = g_string_new (NULL);
  int                      n = g_rand_int_range (random, 1, 5);

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "/%s", names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))]);
  return g_string_free (text, FALSE);
}

static void
come_or_go (ClaspStore *store, GRand *random)
{
  g_autofree char *text = random_address (random);
  ClaspParam      *param = clasp_store_lookup (store, clasp_str (text));

  if (param != NULL)
    clasp_store_remove (store, param);
  else
    clasp_store_add (store, clasp_str (text));
}

static void
compare (ClaspStore *store, const char *text)
{
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (clasp_str (text));
  g_autoptr (GPtrArray)    found = g_ptr_array_new ();
  guint                    n = 0;

  g_assert_true (clasp_store_find (store, pattern, MOST, found));
  for (guint place = 0; place < clasp_store_get_n_places (store); place++)
    {
      ClaspParam *param = clasp_store_get_at (store, place);

      if (param == NULL || !clasp_pattern_matches (pattern, clasp_param_get_address (param)))
        continue;
      g_assert_cmpuint (n, <, found->len);
      g_assert_true (found->pdata[n++] == param);
    }
  g_assert_cmpuint (n, ==, found->len);
}

static void
test_finds_what_a_look_at_all_finds (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  ClaspStore       *store = clasp_store_new ();

  for (guint step = 0; step < N_STEPS; step++)
    {
      come_or_go (store, random);
      compare (store, patterns[step % G_N_ELEMENTS (patterns)]);
    }
  while (clasp_store_get_oldest (store) != NULL)
    clasp_store_remove (store, clasp_store_get_oldest (store));
  g_assert_cmpuint (clasp_store_get_n_bytes (store), ==, 0);
  clasp_store_free (store);
}

static void
test_gives_up_where_it_should (void)
{
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (CLASP_STR_LITERAL ("/a/*"));
  g_autoptr (GPtrArray)    found = g_ptr_array_new ();
  ClaspStore              *store = clasp_store_new ();

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *text = g_strdup_printf ("/a/%u", i);
      clasp_store_add (store, clasp_str (text));
    }
  g_assert_true (clasp_store_find (store, pattern, 101, found)); /* and the folder */
  g_assert_cmpuint (found->len, ==, 100);
  g_assert_false (clasp_store_find (store, pattern, 100, found));
  clasp_store_free (store);
}

/* --- subscribing ---------------------------------------------------------------------------- */

#define N_MANY 10000

static void
fill (ClaspFakeLink *link)
{
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /stage/fixture/%u/pan %u.5", i, i);
      clasp_fixture_say (link, line);
    }
  g_free (clasp_fake_link_take (link));
}

/* Each pattern gets its snapshot at once, also while the one of everything is on its way. */
static void
test_few_are_told_at_once (ClaspRouterFixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *writer = clasp_fixture_join (fixture);
  ClaspFakeLink *reader;

  fill (writer);
  reader = clasp_fixture_connect (fixture);
  clasp_fixture_say (reader, "HELLO reader");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_talk (reader, "SUBSCRIBE 1 /stage/fixture/9999/*",
                      "SNAPSHOT [/stage/fixture/9999/pan=9999.5 rev 1]");
  clasp_fixture_say (writer, "SET /stage/fixture/9999/pan 0.5");
  clasp_fixture_expect (reader, "SET /stage/fixture/9999/pan 0.5 rev 2");
}

/* Ten thousand of them on ten thousand parameters took a hundred million looks, which is seconds.
 */
static void
test_many_patterns_are_told_quickly (ClaspRouterFixture *fixture, gconstpointer limits)
{
  ClaspFakeLink *writer = clasp_fixture_join (fixture);
  ClaspFakeLink *reader = NULL;
  guint64        n_before;

  fill (writer);
  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *line = g_strdup_printf ("SUBSCRIBE %u /stage/fixture/%u/*", i % 1000 + 1, i);

      if (i % 1000 == 0)
        reader = clasp_fixture_join (fixture);
      clasp_fake_link_set_counting (reader, TRUE);
      n_before = clasp_fake_link_get_n_sent (reader);
      clasp_fixture_say (reader, line);
      g_assert_cmpuint (clasp_fake_link_get_n_sent (reader), ==, n_before + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/router/folders/finds-what-a-look-at-all-finds",
                   test_finds_what_a_look_at_all_finds);
  g_test_add_func ("/router/folders/gives-up-where-it-should", test_gives_up_where_it_should);
  g_test_add ("/router/folders/few-are-told-at-once", ClaspRouterFixture, NULL,
              clasp_router_fixture_set_up, test_few_are_told_at_once,
              clasp_router_fixture_tear_down);
  g_test_add ("/router/folders/many-patterns-are-told-quickly", ClaspRouterFixture, NULL,
              clasp_router_fixture_set_up, test_many_patterns_are_told_quickly,
              clasp_router_fixture_tear_down);
  return g_test_run ();
}
