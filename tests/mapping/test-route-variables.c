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

/* ---- one rule for all: what is sent follows the variable, where it is sent waits for the next value ---- */

typedef struct
{
  const char *name, *steps;
  const char *then;    /* of a condition; may be NULL */
  const char *options; /* may be NULL */
  const char *first, *second; /* with 1, and with 2 in the variable; NULL: still the first */
} Following;

static const Following following[] = {
  { "expression", "expression value * var.n", NULL, NULL, "0.5", "1.0" },
  { "format", "format {value}/{var.n:d}", NULL, NULL, "\"0.5/1\"", "\"0.5/2\"" },
  { "multiply", "multiply address=/local/var/n", NULL, NULL, "0.5", "1.0" },
  { "condition", "condition when=var.n>1 then=abs else=negate", NULL, NULL, "-0.5", "0.5" },
  { "format-in-a-branch", "condition when=value>0", "format {var.n:d}", NULL, "\"1\"", "\"2\"" },
  { "expression-in-a-branch", "condition when=value>0", "expression value*var.n", NULL, "0.5", "1.0" },
  { "stop", "stop when=var.n>1", NULL, NULL, "0.5", NULL },
  { "behind-others", "offset 1 | format n{var.n:d} | case upper", NULL, NULL, "\"N1\"", "\"N2\"" },
  { "template", "", NULL, "target 1 template={\"n\":${var.n},\"v\":$}", "{\"n\":1.0,\"v\":0.5}",
    "{\"n\":2.0,\"v\":0.5}" },
  { "template-behind-steps", "offset 1 | format {value}", NULL, "target 1 template=[${var.n},$]", "[1.0,\"1.5\"]",
    "[2.0,\"1.5\"]" },
  { "script-reads-when-it-is-called", "script return input * ctx.get(\"/local/var/n\")", NULL, NULL, "0.5", NULL },
};

static ClaspRouteSpec *
make_spec (const Following *item)
{
  ClaspRouteSpec *spec = route_test_spec ("/in/a", item->steps, "/out/a", "");
  const char     *then[] = { item->then, NULL };

  if (item->then != NULL)
    g_object_set (spec->steps->pdata[0], "then", then, NULL);
  if (item->options != NULL)
    route_test_set (spec, item->options);
  return spec;
}

/* The data are the case's, not the fixture's. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  route_test_set_up (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  route_test_tear_down (fixture, NULL);
}

static void
advance (Fixture *fixture, guint ms)
{
  clasp_fixture_advance (&fixture->base, (gint64) ms * MS);
}

static void
test_what_is_sent_follows (Fixture *fixture, gconstpointer data)
{
  const Following *item = data;
  ClaspFakeLink   *writer;

  route_test_put (fixture, make_spec (item));
  writer = clasp_fixture_join (&fixture->base);
  clasp_fixture_say (writer, "SET /local/var/n 1");
  clasp_fixture_say (writer, "SET /in/a 0.5");
  check_param (fixture, "/out/a", item->first);
  advance (fixture, 100);
  clasp_fixture_say (writer, "SET /local/var/n 2");
  advance (fixture, 1);
  check_param (fixture, "/out/a", item->second != NULL ? item->second : item->first);
}

/* Nothing that was over is sent again, and nothing before a first value came. */
static void
test_events_are_over (Fixture *fixture, gconstpointer data)
{
  const Following *item = data;
  ClaspFakeLink   *writer, *reader;

  route_test_put (fixture, make_spec (item));
  route_test_join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /local/var/n 1");
  advance (fixture, 1);
  clasp_fixture_expect (reader, "");
  clasp_fixture_say (writer, "PUBLISH event /in/a 0.5");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "SET /local/var/n 2");
  advance (fixture, 1);
  clasp_fixture_expect (reader, "");
}

/* Another bank: the faders of the new one stay until a hand moves. */
static void
test_where_it_is_sent_waits (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink *writer, *reader;

  route_test_map_both (fixture, "/in/a", "", "/out/{var.bank}", "", &writer, &reader);
  clasp_fixture_say (writer, "SET /local/var/bank 1");
  clasp_fixture_say (writer, "SET /in/a 0.5");
  check_param (fixture, "/out/1", "0.5");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "SET /local/var/bank 2");
  advance (fixture, 1000);
  clasp_fixture_expect (reader, "");
  clasp_fixture_say (writer, "SET /in/a 0.25");
  check_param (fixture, "/out/2", "0.25");
  check_param (fixture, "/out/1", "0.5");
}

/* Each of several targets has its own JSON, and only those whose variable changed are written again. */
static void
test_targets_follow_by_themselves (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink  *writer, *reader;
  ClaspRouteSpec *spec = route_test_spec ("/in/a", "offset 1", "/out/a /out/b", "");

  route_test_set (spec, "target 1 template=[${var.a},$]");
  route_test_set (spec, "target 2 template=[${var.b},$]");
  route_test_put (fixture, spec);
  route_test_join_both (fixture, &writer, &reader);
  clasp_fixture_say (writer, "SET /local/var/a 1");
  clasp_fixture_say (writer, "SET /in/a 0.5");
  check_param (fixture, "/out/a", "[1.0,1.5]");
  check_param (fixture, "/out/b", "[null,1.5]");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "SET /local/var/b 3");
  advance (fixture, 1);
  check_param (fixture, "/out/b", "[3.0,1.5]");
  clasp_fixture_expect (reader, "SET /out/b [3,1.5] rev 2");
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
  ADD ("where-it-is-sent-waits", test_where_it_is_sent_waits);
  ADD ("targets-follow-by-themselves", test_targets_follow_by_themselves);
#undef ADD
  for (guint i = 0; i < G_N_ELEMENTS (following); i++)
    {
      g_autofree char *path = g_strconcat ("/mapping/route-variables/follows/", following[i].name, NULL);
      g_autofree char *over = g_strconcat ("/mapping/route-variables/events-are-over/", following[i].name, NULL);

      g_test_add (path, Fixture, &following[i], set_up, test_what_is_sent_follows, tear_down);
      g_test_add (over, Fixture, &following[i], set_up, test_events_are_over, tear_down);
    }

  return g_test_run ();
}
