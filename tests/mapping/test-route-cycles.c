/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-cycles.h"
#include "support/clasp-test.h"

#include <string.h>

/* "/a>/b /b>/a": a route each, targets separated by "+"; the circles as "0-1 2-3-4". */
static const struct
{
  const char *name, *routes, *circles;
} cases[] = {
  { "none", "/a>/b /b>/c /c>/d", "" },
  { "one-onto-itself", "/a>/a", "0" },
  { "two", "/a>/b /b>/a", "0-1" },
  { "three", "/a>/b /b>/c /c>/a", "0-1-2" },
  { "in-any-order", "/c>/a /x>/y /b>/c /a>/b", "0-3-2" },
  { "through-a-second-target", "/a>/x+/b /b>/a", "0-1" },
  { "through-a-pattern", "/a/*>/b /b>/a/7", "0-1" },
  { "not-through-other-segments", "/a/*>/b /b>/a/7/x", "" },
  { "two-circles", "/a>/b /b>/a /c>/d /d>/c", "0-1 2-3" },
  { "the-short-way", "/a>/b+/c /b>/c /c>/a", "0-2 " },
  { "templates-are-left-out", "/a/{n}>/b/{n} /b/{n}>/a/{n}", "" },
  { "what-cannot-be-read-is-left-out", "/a/{>/b /b>/a/{", "" },
};

static ClaspRouteSpec *
make_spec (const char *text)
{
  g_auto (GStrv)  ends = g_strsplit (text, ">", 2);
  g_auto (GStrv)  targets = g_strsplit (ends[1], "+", -1);
  ClaspRouteSpec *spec = clasp_route_spec_new (text, "");

  clasp_route_spec_add_source (spec, ends[0]);
  for (guint i = 0; targets[i] != NULL; i++)
    clasp_route_spec_add_target (spec, targets[i]);
  return spec;
}

static void
free_spec (gpointer spec)
{
  clasp_route_spec_free (spec);
}

static GPtrArray *
make_specs (const char *text)
{
  GPtrArray     *specs = g_ptr_array_new_with_free_func (free_spec);
  g_auto (GStrv) routes = g_strsplit (text, " ", -1);

  for (guint i = 0; routes[i] != NULL; i++)
    g_ptr_array_add (specs, make_spec (routes[i]));
  return specs;
}

static char *
print (const GPtrArray *cycles)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cycles->len; i++)
    {
      const GArray *cycle = cycles->pdata[i];

      for (guint k = 0; k < cycle->len; k++)
        g_string_append_printf (text, "%s%u",
                                k > 0   ? "-"
                                : i > 0 ? " "
                                        : "",
                                g_array_index (cycle, guint, k));
    }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  guint                 row = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) specs = make_specs (cases[row].routes);
  g_autoptr (GPtrArray) cycles = clasp_route_find_cycles (specs);
  g_autofree char      *found = print (cycles);
  g_autofree char      *expected = g_strstrip (g_strdup (cases[row].circles));

  g_assert_cmpstr (found, ==, expected);
}

/* A chain as long as a show may be, closed at its end. */
static void
test_long (void)
{
  const guint           n = 2000;
  g_autoptr (GString)   text = g_string_new (NULL);
  g_autoptr (GPtrArray) specs = NULL, cycles = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s/a/%u>/a/%u", i > 0 ? " " : "", i, (i + 1) % n);
  specs = make_specs (text->str);
  cycles = clasp_route_find_cycles (specs);
  g_assert_cmpuint (cycles->len, ==, 1);
  g_assert_cmpuint (((const GArray *) cycles->pdata[0])->len, ==, n);
}

static void
test_equal_specs (void)
{
  g_autoptr (ClaspRouteSpec) a = make_spec ("/a>/b+/c"), b = make_spec ("/a>/b+/c");
  ClaspRouteEnd             *end = b->targets->pdata[1];

  g_assert_true (clasp_route_spec_equal (a, b));
  g_object_set (end->options, "priority", 7, NULL);
  g_assert_false (clasp_route_spec_equal (a, b));
  g_object_set (end->options, "priority", 100, NULL);
  g_assert_true (clasp_route_spec_equal (a, b));
  g_object_set (b->options, "stop", TRUE, NULL);
  g_assert_false (clasp_route_spec_equal (a, b));
  g_object_set (b->options, "stop", FALSE, NULL);
  b->order++;
  g_assert_false (clasp_route_spec_equal (a, b));
  b->order--;
  clasp_route_spec_add_source (b, "/d");
  g_assert_false (clasp_route_spec_equal (a, b));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mapping/route-cycles/%s", cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/mapping/route-cycles/a-long-one", test_long);
  g_test_add_func ("/mapping/route-spec/equal", test_equal_specs);

  return g_test_run ();
}
