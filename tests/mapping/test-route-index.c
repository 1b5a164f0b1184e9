/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-address.h"
#include "mapping/clasp-route-index.h"
#include "support/clasp-test.h"

typedef struct
{
  const char *pattern;
  int         order;
} Ref;

static int
order (gconstpointer a, gconstpointer b)
{
  return ((const Ref *) a)->order - ((const Ref *) b)->order;
}

static gboolean
test (gconstpointer ref, ClaspStr address)
{
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (clasp_str (((const Ref *) ref)->pattern));

  return clasp_pattern_matches (pattern, address);
}

/* The orders of what @address concerns: "1 4". */
static char *
find (ClaspRouteIndex *index, const char *address)
{
  const ClaspRouteFound *found = clasp_route_index_find (index, clasp_str (address));
  GString               *text = g_string_new (NULL);

  for (guint i = 0; i < found->n; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", ((const Ref *) found->refs[i])->order);
  return g_string_free (text, FALSE);
}

#define expect(index, address, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    char *text_ = find (index, address);                                                           \
    g_assert_cmpstr (text_, ==, expected);                                                         \
    g_free (text_);                                                                                \
  }                                                                                                \
  G_STMT_END

static Ref refs[] = { { "/a/b", 7 }, { "/a/*", 2 },    { "/a/**", 5 },
                      { "/**", 9 },  { "/a/b*", 1 },   { "/a/b", 3 },
                      { "/*/b", 4 }, { "/a/**/c", 6 }, { "/x/**/y/**", 8 } };

static ClaspRouteIndex *
make (void)
{
  ClaspRouteIndex *index = clasp_route_index_new (order, test);

  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    clasp_route_index_add (index, clasp_str (refs[i].pattern), &refs[i]);
  return index;
}

static void
test_finds_all_in_their_order (void)
{
  ClaspRouteIndex *index = make ();

  for (guint i = 0; i < 2; i++) /* the second time from what is kept */
    {
      expect (index, "/a/b", "1 2 3 4 5 7 9");
      expect (index, "/a/bc", "1 2 5 9");
      expect (index, "/a", "5 9");
      expect (index, "/a/c", "2 5 6 9");
      expect (index, "/a/1/2/c", "5 6 9");
      expect (index, "/x/1/y/2", "8 9");
      expect (index, "/x/1/z", "9");
      expect (index, "/z/b", "4 9");
    }
  clasp_route_index_free (index);
}

static void
test_forgets_what_is_removed (void)
{
  ClaspRouteIndex *index = make ();

  expect (index, "/a/b", "1 2 3 4 5 7 9");
  clasp_route_index_remove (index, clasp_str ("/a/b"), &refs[0]);
  clasp_route_index_remove (index, clasp_str ("/a/*"), &refs[1]);
  clasp_route_index_remove (index, clasp_str ("/**"), &refs[3]);
  expect (index, "/a/b", "1 3 4 5");
  clasp_route_index_remove (index, clasp_str ("/a/b"), &refs[5]);
  expect (index, "/a/b", "1 4 5");
  clasp_route_index_free (index);
}

static void
test_is_bounded (void)
{
  ClaspRouteIndex *index = make ();

  for (guint i = 0; i <= CLASP_ROUTE_INDEX_MAX_KEPT; i++)
    {
      g_autofree char *address = g_strdup_printf ("/a/%u", i);

      g_assert_cmpuint (clasp_route_index_find (index, clasp_str (address))->n, ==, 3);
    }
  expect (index, "/a/0", "2 5 9");
  clasp_route_index_free (index);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);
#define ADD(path, func) g_test_add_func ("/mapping/route-index/" path, func)
  ADD ("finds-all-in-their-order", test_finds_all_in_their_order);
  ADD ("forgets-what-is-removed", test_forgets_what_is_removed);
  ADD ("is-bounded", test_is_bounded);
  return g_test_run ();
}
