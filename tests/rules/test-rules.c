/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-route-set.h"
#include "rules/clasp-rule-chain.h"
#include "rules/clasp-rules.h"
#include "support/clasp-router-fixture.h"

#include <string.h>

#define MS 1000
#define S G_USEC_PER_SEC

typedef ClaspRouterFixture Fixture;

static guint n_lines; /* of the log that tell of a circle */

static GLogWriterOutput
count_line_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      n_lines += strstr (fields[i].value, "started by what it caused itself") != NULL;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down

/* In JSON ' stands for ". */
static ClaspRuleSet *
parse (const char *json)
{
  g_autofree char      *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
  ClaspRuleSet         *set = clasp_rule_set_parse (text, strlen (text), errors, NULL);

  g_assert_cmpstr (errors->len > 0 ? errors->pdata[0] : NULL, ==, NULL);
  return set;
}

static void
load (ClaspRules *rules, const char *json)
{
  g_autoptr (ClaspRuleSet) set = parse (json);

  clasp_rules_set_rules (rules, set);
}

static ClaspRules *
start (Fixture *fixture, const char *json)
{
  ClaspRules *rules = clasp_rules_new (fixture->router, fixture->timers);

  load (rules, json);
  return rules;
}

static ClaspRulesStats
stats_of (ClaspRules *rules)
{
  ClaspRulesStats stats;

  clasp_rules_get_stats (rules, &stats);
  return stats;
}

/* A peer that hears everything below /out. */
static ClaspFakeLink *
join_reader (Fixture *fixture)
{
  ClaspFakeLink *reader = clasp_fixture_join (fixture);

  clasp_fixture_say (reader, "SUBSCRIBE 1 /out/**");
  return reader;
}

static void
set (Fixture *fixture, ClaspFakeLink *writer, const char *address, double number)
{
  g_autofree char *line = g_strdup_printf ("SET %s %g", address, number);

  clasp_fixture_say (writer, line);
}

/* ---- thresholds ---- */

static void
test_level_fires_on_every_set_beyond (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "[{'id':'a','trigger':{'OnThreshold':{'address':'/t','above':30}},"
                    "'actions':[{'Publish':{'address':'/out/e','signal':'event','value':1}}]}]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/t", 30);
  set (fixture, writer, "/t", 31);
  set (fixture, writer, "/t", 31);
  clasp_fixture_expect (reader, "PUBLISH event /out/e 1\nPUBLISH event /out/e 1");
}

#define EDGE                                                                                       \
  "{'id':'a','trigger':{'type':'on_threshold','address':'/t','above':30,'below':10},"              \
  "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}"

static void
test_edge_fires_when_crossing (Fixture *fixture, gconstpointer data)
{
  static const double    path[] = { 20, 31, 35, 30, 30.5, 5, 4, 40, 10, 9 };
  g_autoptr (ClaspRules) rules = start (fixture, EDGE);
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (path); i++)
    set (fixture, writer, "/t", path[i]);
  clasp_fixture_expect (reader, "SET /out/v 31 rev 1\nSET /out/v 30.5 rev 2\nSET /out/v 5 rev 3\n"
                                "SET /out/v 40 rev 4\nSET /out/v 9 rev 5");
}

static void
test_edge_begins_at_the_state_there_is (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);
  g_autoptr (ClaspRules) rules = NULL;

  set (fixture, writer, "/t", 50);
  rules = start (fixture, EDGE);
  set (fixture, writer, "/t", 51);
  clasp_fixture_expect (reader, "");
  set (fixture, writer, "/t", 20);
  set (fixture, writer, "/t", 52);
  clasp_fixture_expect (reader, "SET /out/v 52 rev 1");
}

static void
test_null_makes_the_next_number_news (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, EDGE);
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/t", 31);
  clasp_fixture_say (writer, "SET /t text");
  set (fixture, writer, "/t", 32);
  clasp_fixture_say (writer, "SET /t null");
  set (fixture, writer, "/t", 33);
  clasp_fixture_expect (reader, "SET /out/v 31 rev 1\nSET /out/v 33 rev 2");
}

/* ---- changes and events ---- */

static void
test_change_fires_on_every_set_of_the_pattern (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "[{'id':'a','trigger':{'OnChange':{'pattern':'/in/*'}},"
                    "'actions':[{'SetFromTrigger':{'address':'/out/v','transform':{'Scale':"
                    "{'scale':2,'offset':1}}}}]}]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/in/a", 1);
  set (fixture, writer, "/in/b", 1);
  set (fixture, writer, "/in/a/b", 1);
  clasp_fixture_say (writer, "PUBLISH event /in/a 5");
  clasp_fixture_expect (reader, "SET /out/v 3 rev 1\nSET /out/v 3 rev 2");
}

static void
test_change_with_edge_wants_another_value (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);
  g_autoptr (ClaspRules) rules = NULL;

  set (fixture, writer, "/in/a", 1);
  rules = start (fixture, "{'id':'a','trigger':{'type':'on_change','pattern':'/in/*','edge':true},"
                          "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}");
  set (fixture, writer, "/in/a", 1);
  clasp_fixture_expect (reader, "");
  set (fixture, writer, "/in/a", 2);
  set (fixture, writer, "/in/a", 2);
  set (fixture, writer, "/in/b", 2);
  clasp_fixture_expect (reader, "SET /out/v 2 rev 1\nSET /out/v 2 rev 2");
}

static void
test_event_fires_on_events_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in/**'},"
                    "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in/a 5");
  clasp_fixture_say (writer, "PUBLISH event /in/a");
  clasp_fixture_say (writer, "PUBLISH stream /in/a 6");
  set (fixture, writer, "/in/a", 7);
  clasp_fixture_expect (reader, "SET /out/v 5 rev 1\nSET /out/v null rev 2");
}

static void
take_writer_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  *(char **) user_data = clasp_str_dup (param->writer);
}

static void
test_writer_is_the_rule (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},"
                    "'actions':[{'type':'set','address':'/out/v','value':1}]}");
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (CLASP_STR_LITERAL ("/out/v"));
  g_autofree char         *name = NULL;

  clasp_fixture_say (clasp_fixture_join (fixture), "PUBLISH event /in");
  clasp_router_foreach (fixture->router, pattern, take_writer_cb, &name);
  g_assert_cmpstr (name, ==, "rule:a");
}

/* ---- intervals ---- */

static void
test_interval_keeps_its_beat (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_interval','seconds':0.5},"
                    "'actions':[{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture);

  clasp_timers_run (fixture->timers);
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  clasp_fixture_advance (fixture, 499 * MS);
  clasp_fixture_expect (reader, "");
  clasp_fixture_advance (fixture, 1 * MS);
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  /* late by 100 ms, but the next one is on the beat; what was slept through is left out */
  clasp_fixture_advance (fixture, 600 * MS);
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  clasp_fixture_advance (fixture, 400 * MS);
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  clasp_fixture_advance (fixture, 10 * S);
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 5);
}

/* ---- conditions and cooldown ---- */

static void
test_all_conditions_must_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (
    fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},'conditions':["
             "{'address':'/mode','op':'eq','value':'live'},{'address':'/n','op':'gte','value':2}],"
             "'actions':[{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_say (writer, "SET /mode live");
  clasp_fixture_say (writer, "PUBLISH event /in");
  set (fixture, writer, "/n", 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "");
  set (fixture, writer, "/n", 2);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
}

/* Timed from the change that made it hold, not from the first trigger. */
static void
test_a_condition_may_have_to_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},"
                    "'condition':{'address':'/on','op':'eq','value':1,'for':2},"
                    "'actions':[{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/on", 1);
  clasp_fixture_advance (fixture, 2 * S - 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "");
  set (fixture, writer, "/on", 1); /* no break */
  clasp_fixture_advance (fixture, 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  set (fixture, writer, "/on", 0);
  set (fixture, writer, "/on", 1);
  clasp_fixture_advance (fixture, 1 * S);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "");
}

static void
test_cooldown_counts_from_the_last_firing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},'cooldown':2,"
                    "'conditions':[{'address':'/on','op':'eq','value':1}],"
                    "'actions':[{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in"); /* no firing, hence no cooldown */
  set (fixture, writer, "/on", 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  clasp_fixture_advance (fixture, 2 * S - 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "");
  clasp_fixture_advance (fixture, 1);
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
}

/* ---- delays ---- */

#define STEPS                                                                                      \
  "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},'actions':["                            \
  "{'type':'set_from_trigger','address':'/out/v'},{'type':'delay','milliseconds':100},"            \
  "{'type':'set','address':'/out/v','value':0},{'type':'delay','milliseconds':50},"                \
  "{'type':'set_from_trigger','address':'/out/w'}]}"

static void
test_delay_really_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, STEPS);
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in 5");
  clasp_fixture_expect (reader, "SET /out/v 5 rev 1");
  clasp_fixture_advance (fixture, 99 * MS);
  clasp_fixture_expect (reader, "");
  g_assert_cmpuint (stats_of (rules).n_pending, ==, 1);
  clasp_fixture_advance (fixture, 1 * MS);
  clasp_fixture_expect (reader, "SET /out/v 0 rev 2");
  clasp_fixture_advance (fixture, 50 * MS);
  clasp_fixture_expect (reader, "SET /out/w 5 rev 1");
  g_assert_cmpuint (stats_of (rules).n_pending, ==, 0);
}

static void
test_delay_is_cancelled_with_its_rule (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, STEPS);
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in 5");
  clasp_fixture_expect (reader, "SET /out/v 5 rev 1");
  clasp_rules_set_rules (rules, NULL);
  g_assert_cmpuint (stats_of (rules).n_pending, ==, 0);
  clasp_fixture_advance (fixture, S);
  clasp_fixture_expect (reader, "");
}

static void
test_pending_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, STEPS);
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_rules_set_max_pending (rules, 3);
  for (guint i = 0; i < 4; i++)
    clasp_fixture_say (writer, "PUBLISH event /in 5");
  clasp_fixture_expect (reader, "SET /out/v 5 rev 1\nSET /out/v 5 rev 2\nSET /out/v 5 rev 3");
  g_assert_cmpuint (stats_of (rules).n_pending, ==, 3);
  g_assert_cmpuint (stats_of (rules).n_dropped, ==, 1);
  clasp_fixture_advance (fixture, 100 * MS);
  clasp_fixture_advance (fixture, 50 * MS);
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "PUBLISH event /in 6");
  clasp_fixture_expect (reader, "SET /out/v 6 rev 7");
}

/* ---- chains ---- */

#define COPY(id, from, to)                                                                         \
  "{'id':'" id "','trigger':{'type':'on_change','pattern':'" from                                  \
  "'},'actions':[{'type':'set_from_trigger','address':'" to "'}]}"

static void
test_rule_starts_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "[" COPY ("a", "/in", "/mid") "," COPY ("b", "/mid", "/out/v") "]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/in", 1);
  clasp_fixture_expect (reader, "SET /out/v 1 rev 1");
}

static void
test_circle_of_rules_goes_round_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "[" COPY ("a", "/out/a", "/out/b") "," COPY ("b", "/out/b", "/out/a") "]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  n_lines = 0;
  set (fixture, writer, "/out/a", 1);
  clasp_fixture_expect (reader, "SET /out/a 1 rev 1\nSET /out/b 1 rev 1\nSET /out/a 1 rev 2");
  set (fixture, writer, "/out/a", 2); /* counted, not logged again */
  g_assert_cmpuint (n_lines, ==, 1);
  g_assert_cmpuint (stats_of (rules).n_stopped, ==, 2);
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 4);
}

static void
test_rule_does_not_start_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, COPY ("a", "/out/**", "/out/a"));
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  set (fixture, writer, "/out/x", 1);
  clasp_fixture_expect (reader, "SET /out/x 1 rev 1\nSET /out/a 1 rev 1");
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 1);
}

static void
test_circle_through_a_mapping_ends (Fixture *fixture, gconstpointer data)
{
  ClaspRouteSpec           *spec = clasp_route_spec_new ("m", "");
  g_autoptr (ClaspRules)    rules = start (fixture, COPY ("a", "/out/a", "/out/b"));
  g_autoptr (ClaspRouteSet) set = clasp_route_set_new (fixture->router, fixture->timers);
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_route_spec_add_source (spec, "/out/b");
  clasp_route_spec_add_target (spec, "/out/a");
  clasp_route_set_put (set, spec);
  clasp_fixture_say (writer, "SET /out/a 1");
  clasp_fixture_expect (reader, "SET /out/a 1 rev 1\nSET /out/b 1 rev 1");
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 1);
}

static void
test_circle_with_delays_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "[{'id':'a','trigger':{'type':'on_event','pattern':'/out/a'},'actions':["
                    "{'type':'delay','milliseconds':100},{'type':'publish','address':'/out/b'}]},"
                    "{'id':'b','trigger':{'type':'on_event','pattern':'/out/b'},'actions':["
                    "{'type':'delay','milliseconds':100},{'type':'publish','address':'/out/a'}]}]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /out/a");
  for (guint i = 0; i < 100; i++)
    clasp_fixture_advance (fixture, 100 * MS);
  clasp_fixture_expect (reader, "PUBLISH event /out/a\nPUBLISH event /out/b\nPUBLISH event /out/a");
  g_assert_cmpuint (stats_of (rules).n_pending, ==, 0);
  g_assert_cmpuint (stats_of (rules).n_stopped, ==, 1);
}

static void
test_scene_starts_a_rule_for_each_channel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (
    fixture, "[{'id':'scene','trigger':{'type':'on_event','pattern':'/go'},'actions':["
             "{'type':'set','address':'/ch/1','value':1},{'type':'set','address':'/ch/2','value':2}"
             "]}," COPY ("each", "/ch/*", "/out/v") "]");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /go");
  clasp_fixture_expect (reader, "SET /out/v 1 rev 1\nSET /out/v 2 rev 2");
}

/* 8 rules in a row pass, the ninth would be one hop too many. */
static void
test_hops_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString)    json = g_string_new ("[");
  g_autoptr (ClaspRules) rules = NULL;
  ClaspFakeLink         *writer = clasp_fixture_join (fixture);

  for (guint i = 0; i <= CLASP_ROUTER_MAX_HOPS; i++)
    g_string_append_printf (json,
                            "%s{'id':'%u','trigger':{'type':'on_change','pattern':'/x/%u'},"
                            "'actions':[{'type':'set_from_trigger','address':'/x/%u'}]}",
                            i > 0 ? "," : "", i, i, i + 1);
  g_string_append_c (json, ']');
  rules = start (fixture, json->str);
  set (fixture, writer, "/x/0", 1);
  g_assert_nonnull (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/x/8")));
  g_assert_null (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/x/9")));
  g_assert_cmpuint (stats_of (rules).n_fired, ==, CLASP_ROUTER_MAX_HOPS);
  g_assert_cmpuint (stats_of (rules).n_stopped, ==, 1);
}

/* Rules that all listen to everything start each other so often in a second and no more. */
static void
test_avalanche_is_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString)    json = g_string_new ("[");
  g_autoptr (ClaspRules) rules = NULL;
  ClaspFakeLink         *writer = clasp_fixture_join (fixture);

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (json,
                            "%s{'id':'%u','trigger':{'type':'on_change','pattern':'/x/**'},"
                            "'actions':[{'type':'set_from_trigger','address':'/x/%u'}]}",
                            i > 0 ? "," : "", i, i);
  g_string_append_c (json, ']');
  rules = start (fixture, json->str);
  set (fixture, writer, "/x/start", 1);
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 20 + CLASP_RULES_MAX_CHAINED);
  g_assert_cmpuint (stats_of (rules).n_stopped, >, 0);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_dropped, ==, 0);
  /* and is over with its second */
  clasp_fixture_advance (fixture, S);
  set (fixture, writer, "/x/start", 2);
  g_assert_cmpuint (stats_of (rules).n_fired, ==, 2 * (20 + CLASP_RULES_MAX_CHAINED));
}

/* ---- life ---- */

static void
test_locked_parameter_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','trigger':{'type':'on_event','pattern':'/in'},'actions':["
                    "{'type':'set','address':'/out/v','value':1},"
                    "{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "SET /out/v 5 lock");
  g_free (clasp_fake_link_take (reader));
  clasp_fixture_say (writer, "PUBLISH event /in");
  clasp_fixture_expect (reader, "PUBLISH event /out/e");
  g_assert_cmpuint (stats_of (rules).n_refused, ==, 1);
}

static void
test_rule_that_is_off_does_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules =
    start (fixture, "{'id':'a','enabled':false,'trigger':{'type':'on_interval','seconds':1},"
                    "'actions':[{'type':'publish','address':'/out/e'}]}");
  ClaspFakeLink *reader = join_reader (fixture);

  clasp_fixture_advance (fixture, 5 * S);
  clasp_fixture_expect (reader, "");
  g_assert_cmpuint (stats_of (rules).n_rules, ==, 0);
}

static void
test_unchanged_rule_survives_a_reload (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, "[" STEPS "]");
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  clasp_fixture_say (writer, "PUBLISH event /in 5");
  g_free (clasp_fake_link_take (reader));
  load (rules, "{'rules':[" COPY ("b", "/x", "/y") "," STEPS "]}");
  g_assert_cmpuint (stats_of (rules).n_rules, ==, 2);
  clasp_fixture_advance (fixture, 100 * MS);
  clasp_fixture_expect (reader, "SET /out/v 0 rev 2");
}

static void
test_changed_rule_starts_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, "[" COPY ("a", "/x", "/out/a") "]");
  ClaspFakeLink         *reader = join_reader (fixture), *writer = clasp_fixture_join (fixture);

  load (rules, "[" COPY ("a", "/x", "/out/b") "]");
  set (fixture, writer, "/x", 1);
  clasp_fixture_expect (reader, "SET /out/b 1 rev 1");
}

/* What bundles apply starts rules as well. */
static void
test_members_of_a_bundle_start_rules (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspRules) rules = start (fixture, COPY ("a", "/in/*", "/out/v"));
  ClaspFakeLink         *reader = join_reader (fixture);
  ClaspSession          *session = clasp_fixture_join_local (fixture, "s");
  ClaspMessage members[2] = { { .type = CLASP_MESSAGE_SET }, { .type = CLASP_MESSAGE_SET } };
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };

  members[0].set =
    (ClaspSet){ .address = CLASP_STR_LITERAL ("/in/a"), .value = clasp_value_double (1) };
  members[1].set =
    (ClaspSet){ .address = CLASP_STR_LITERAL ("/in/b"), .value = clasp_value_double (2) };
  bundle.bundle.messages = members;
  bundle.bundle.n_messages = 2;
  clasp_session_submit (session, &bundle, NULL, FALSE);
  clasp_fixture_expect (reader, "SET /out/v 1 rev 1\nSET /out/v 2 rev 2");
  clasp_session_leave (session);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_log_set_writer_func (count_line_cb, NULL, NULL);
#define ADD(name, func) g_test_add ("/rules/rules/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("level-fires-on-every-set-beyond", test_level_fires_on_every_set_beyond);
  ADD ("edge-fires-when-crossing", test_edge_fires_when_crossing);
  ADD ("edge-begins-at-the-state-there-is", test_edge_begins_at_the_state_there_is);
  ADD ("null-makes-the-next-number-news", test_null_makes_the_next_number_news);
  ADD ("change-fires-on-every-set-of-the-pattern", test_change_fires_on_every_set_of_the_pattern);
  ADD ("change-with-edge-wants-another-value", test_change_with_edge_wants_another_value);
  ADD ("event-fires-on-events-only", test_event_fires_on_events_only);
  ADD ("writer-is-the-rule", test_writer_is_the_rule);
  ADD ("interval-keeps-its-beat", test_interval_keeps_its_beat);
  ADD ("all-conditions-must-hold", test_all_conditions_must_hold);
  ADD ("a-condition-may-have-to-last", test_a_condition_may_have_to_last);
  ADD ("cooldown-counts-from-the-last-firing", test_cooldown_counts_from_the_last_firing);
  ADD ("delay-really-waits", test_delay_really_waits);
  ADD ("delay-is-cancelled-with-its-rule", test_delay_is_cancelled_with_its_rule);
  ADD ("pending-at-the-limit", test_pending_at_the_limit);
  ADD ("rule-starts-another", test_rule_starts_another);
  ADD ("circle-of-rules-goes-round-once", test_circle_of_rules_goes_round_once);
  ADD ("rule-does-not-start-itself", test_rule_does_not_start_itself);
  ADD ("circle-through-a-mapping-ends", test_circle_through_a_mapping_ends);
  ADD ("circle-with-delays-ends", test_circle_with_delays_ends);
  ADD ("scene-starts-a-rule-for-each-channel", test_scene_starts_a_rule_for_each_channel);
  ADD ("hops-at-the-limit", test_hops_at_the_limit);
  ADD ("avalanche-is-bounded", test_avalanche_is_bounded);
  ADD ("locked-parameter-refuses", test_locked_parameter_refuses);
  ADD ("rule-that-is-off-does-nothing", test_rule_that_is_off_does_nothing);
  ADD ("unchanged-rule-survives-a-reload", test_unchanged_rule_survives_a_reload);
  ADD ("changed-rule-starts-anew", test_changed_rule_starts_anew);
  ADD ("members-of-a-bundle-start-rules", test_members_of_a_bundle_start_rules);
#undef ADD
  return g_test_run ();
}
