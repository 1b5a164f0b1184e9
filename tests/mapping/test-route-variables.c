/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Variables in targets, templates and texts (mapping.md 11.2, 13). */

#include "mapping/route-test.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

typedef RouteFixture Fixture;

static void
check_param (Fixture *fixture, const char *address, const char *json)
{
  const ClaspValue    *value = clasp_router_peek (fixture->base.router, clasp_str (address));
  g_autoptr (JsonNode) node = NULL;
  g_autofree char     *text = NULL;

  g_assert_nonnull (value);
  node = clasp_value_to_json (value);
  text = clasp_json_print_line (node);
  g_assert_cmpstr (text, ==, json);
}

static void
test_a_variable_in_the_target (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer;

  route_test_map (fixture, "/in/{n:int}", "", "/out/{var.deck}/{n}", "");
  writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /local/var/deck left");
  clasp_fixture_say (writer, "SET /in/3 0.5");
  check_param (fixture, "/out/left/3", "0.5");
  /* The same source, elsewhere now. */
  clasp_fixture_say (writer, "SET /local/var/deck right");
  clasp_fixture_say (writer, "SET /in/3 0.25");
  check_param (fixture, "/out/right/3", "0.25");
}

static void
test_calculating_with_a_variable (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer;

  route_test_map (fixture, "/in/{n:int}", "", "/out/{var.page*8+n:03}", "");
  writer = clasp_fixture_join (&fixture->base);

  clasp_fixture_say (writer, "SET /local/var/page 2");
  clasp_fixture_say (writer, "SET /in/3 0.5");
  check_param (fixture, "/out/019", "0.5");
  clasp_fixture_say (writer, "SET /local/var/page 2.6");
  clasp_fixture_say (writer, "SET /in/3 1.0");
  check_param (fixture, "/out/027", "1.0");
}

/* Without a variable, or with one that makes no address, nothing is sent and somebody is told. */
static void
test_no_such_variable (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink   *writer, *reader;
  g_autofree char *id =
    g_strdup (route_test_map (fixture, "/in/*", "", "/out/{var.deck}/{var.n+1}", ""));

  route_test_join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /in/3 0.5");
  clasp_fixture_say (writer, "SET /local/var/deck a//b");
  clasp_fixture_say (writer, "SET /local/var/n 1");
  clasp_fixture_say (writer, "SET /in/3 0.6");
  clasp_fixture_say (writer, "SET /local/var/deck a");
  clasp_fixture_say (writer, "SET /local/var/n one");
  clasp_fixture_say (writer, "SET /in/3 0.7");
  clasp_fixture_expect (reader, "");
  g_assert_cmpuint (route_test_status (fixture, id).n_failed, ==, 3);
}

static void
test_a_variable_in_json (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink  *writer;
  ClaspRouteSpec *spec = route_test_spec ("/in/*", "", "/out/a", "");

  route_test_set (spec, "target 1 template={\"deck\":${var.deck},\"v\":$,\"k\":${var.none}}");
  route_test_put (fixture, spec);
  writer = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (writer, "SET /local/var/deck [1,2]");
  clasp_fixture_say (writer, "SET /in/3 0.5");
  check_param (fixture, "/out/a", "{\"deck\":[1,2],\"v\":0.5,\"k\":null}");
}

static void
test_a_variable_in_a_text (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer;

  route_test_map (fixture, "/in/*", "format {var.name}={value:.1f}/{var.full:d}", "/out/a", "");
  writer = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (writer, "SET /local/var/name Bass");
  clasp_fixture_say (writer, "SET /local/var/full 10.0");
  clasp_fixture_say (writer, "SET /in/3 0.5");
  check_param (fixture, "/out/a", "\"Bass=0.5/10\"");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(name, func)                                                                            \
  g_test_add ("/mapping/route-variables/" name, Fixture, NULL, route_test_set_up, func,            \
              route_test_tear_down)
  ADD ("in-the-target", test_a_variable_in_the_target);
  ADD ("calculated-with", test_calculating_with_a_variable);
  ADD ("not-there", test_no_such_variable);
  ADD ("in-json", test_a_variable_in_json);
  ADD ("in-a-text", test_a_variable_in_a_text);
#undef ADD

  return g_test_run ();
}
