/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/route-test.h"

#include <math.h>

static guint n_made;

void
route_test_set_up (RouteFixture *fixture, gconstpointer data)
{
  n_made = 0;
  clasp_router_fixture_set_up (&fixture->base, data);
  fixture->set = clasp_route_set_new (fixture->base.router, fixture->base.timers);
}

void
route_test_tear_down (RouteFixture *fixture, gconstpointer data)
{
  clasp_route_set_free (fixture->set);
  clasp_router_fixture_tear_down (&fixture->base, data);
}

static void
set_options (ClaspSettings *settings, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv)     parts = g_strsplit (words[i], "=", 2);

      if (*words[i] == '\0')
        continue;
      clasp_settings_set_text (settings, parts[0], parts[1], &error);
      g_assert_no_error (error);
    }
}

static void
add_ends (ClaspRouteSpec *spec,
          const char     *text,
          ClaspRouteEnd *(*add) (ClaspRouteSpec *, const char *) )
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      add (spec, words[i]);
}

ClaspRouteSpec *
route_test_spec_at (const char *id,
                    guint       order,
                    const char *sources,
                    const char *steps,
                    const char *targets,
                    const char *options)
{
  ClaspRouteSpec  *spec = clasp_route_spec_new (id, id);
  guint            n;
  ClaspTransform **list = clasp_test_steps (steps, &n);

  spec->order = order;
  add_ends (spec, sources, clasp_route_spec_add_source);
  add_ends (spec, targets, clasp_route_spec_add_target);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (spec->steps, list[i]);
  g_free (list);
  set_options (spec->options, options);
  return spec;
}

ClaspRouteSpec *
route_test_spec (const char *sources, const char *steps, const char *targets, const char *options)
{
  g_autofree char *id = g_strdup_printf ("m%u", ++n_made);

  return route_test_spec_at (id, n_made, sources, steps, targets, options);
}

void
route_test_set (ClaspRouteSpec *spec, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  GPtrArray     *ends = g_str_equal (words[0], "source") ? spec->sources : spec->targets;
  ClaspRouteEnd *end = ends->pdata[atoi (words[1]) - 1];
  guint          n;

  if (g_str_has_prefix (words[2], "steps "))
    {
      ClaspTransform **list = clasp_test_steps (words[2] + strlen ("steps "), &n);

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (end->steps, list[i]);
      g_free (list);
      return;
    }
  set_options (end->options, words[2]);
}

const char *
route_test_put (RouteFixture *fixture, ClaspRouteSpec *spec)
{
  static char id[64];

  g_strlcpy (id, spec->id, sizeof id);
  clasp_route_set_put (fixture->set, spec);
  return id;
}

const char *
route_test_map (RouteFixture *fixture,
                const char   *sources,
                const char   *steps,
                const char   *targets,
                const char   *options)
{
  const char *id = route_test_put (fixture, route_test_spec (sources, steps, targets, options));

  g_assert_cmpstr (route_test_status (fixture, id).error, ==, "");
  return id;
}

ClaspRouteStatus
route_test_status (RouteFixture *fixture, const char *id)
{
  ClaspRouteStatus status;

  g_assert_true (clasp_route_set_get_status (fixture->set, id, &status));
  return status;
}

double
route_test_param (RouteFixture *fixture, const char *address)
{
  const ClaspValue *value = clasp_router_peek (fixture->base.router, clasp_str (address));
  double            number = NAN;

  if (value != NULL)
    clasp_value_to_double (value, &number);
  return number;
}

void
route_test_join_both (RouteFixture *fixture, ClaspFakeLink **writer, ClaspFakeLink **reader)
{
  *writer = clasp_fixture_join (&fixture->base);
  *reader = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (*reader, "SUBSCRIBE 1 /out/**");
}

void
route_test_map_both (RouteFixture   *fixture,
                     const char     *sources,
                     const char     *steps,
                     const char     *targets,
                     const char     *options,
                     ClaspFakeLink **writer,
                     ClaspFakeLink **reader)
{
  route_test_map (fixture, sources, steps, targets, options);
  route_test_join_both (fixture, writer, reader);
}
