/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sequences that are started again or cancelled, conditions in the words of mappings, fades and
 * lines of the log. */

#include "local/clasp-locals.h"
#include "rules/clasp-rules.h"
#include "support/clasp-router-fixture.h"

#include <string.h>

#define MS 1000

typedef struct
{
  ClaspRouterFixture base;
  ClaspRules        *rules;
  ClaspFakeLink     *reader, *writer;
} Stage;

static guint n_lines; /* of the log that hold "Door" */

static GLogWriterOutput
count_line_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      n_lines += strstr (fields[i].value, "Rule a: Door (1)") != NULL;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->base, NULL);
  stage->rules = clasp_rules_new (stage->base.router, stage->base.timers);
  stage->reader = clasp_fixture_join (&stage->base);
  stage->writer = clasp_fixture_join (&stage->base);
  clasp_fixture_say (stage->reader, "SUBSCRIBE 1 /out/**");
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  clasp_rules_free (stage->rules);
  clasp_router_fixture_tear_down (&stage->base, NULL);
}

/* In JSON ' stands for ". */
static void
load (Stage *stage, const char *json)
{
  g_autofree char         *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, NULL);

  g_assert_cmpstr (errors->len > 0 ? errors->pdata[0] : NULL, ==, NULL);
  clasp_rules_set_rules (stage->rules, set);
}

static guint
count_pending (Stage *stage)
{
  ClaspRulesStats stats;

  clasp_rules_get_stats (stage->rules, &stats);
  return stats.n_pending;
}

/* ---- started again ---- */

#define SEQUENCE(policy)                                                                           \
  "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},'retrigger':'" policy "',"              \
  "'actions':[{'type':'set_from_trigger','address':'/out/"                                         \
  "on'},{'type':'delay','milliseconds':1000},"                                                     \
  "{'type':'set_from_trigger','address':'/out/off'}]}"

/* Started with 1 now, with 2 after 500 ms. */
static void
start_twice (Stage *stage)
{
  clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_fixture_expect (stage->reader, "SET /out/on 1 rev 1");
  clasp_fixture_advance (&stage->base, 500 * MS);
  clasp_fixture_say (stage->writer, "SET /t 2i");
}

static void
test_parallel (Stage *stage, gconstpointer data)
{
  load (stage, SEQUENCE ("parallel"));
  start_twice (stage);
  clasp_fixture_expect (stage->reader, "SET /out/on 2 rev 2");
  clasp_fixture_advance (&stage->base, 500 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 1 rev 1");
  clasp_fixture_advance (&stage->base, 500 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 2 rev 2");
}

static void
test_restart (Stage *stage, gconstpointer data)
{
  load (stage, SEQUENCE ("restart"));
  start_twice (stage);
  clasp_fixture_expect (stage->reader, "SET /out/on 2 rev 2");
  g_assert_cmpuint (count_pending (stage), ==, 1);
  clasp_fixture_advance (&stage->base, 999 * MS);
  clasp_fixture_expect (stage->reader, "");
  clasp_fixture_advance (&stage->base, 1 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 2 rev 1");
  g_assert_cmpuint (count_pending (stage), ==, 0);
}

static void
test_ignore (Stage *stage, gconstpointer data)
{
  load (stage, SEQUENCE ("ignore"));
  start_twice (stage);
  clasp_fixture_advance (&stage->base, 500 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 1 rev 1");
  clasp_fixture_advance (&stage->base, 5000 * MS);
  clasp_fixture_expect (stage->reader, "");
  clasp_fixture_say (stage->writer, "SET /t 3i");
  clasp_fixture_expect (stage->reader, "SET /out/on 3 rev 2");
}

static void
test_queue (Stage *stage, gconstpointer data)
{
  load (stage, SEQUENCE ("queue"));
  start_twice (stage);
  clasp_fixture_say (stage->writer, "SET /t 3i");
  clasp_fixture_expect (stage->reader, "");
  g_assert_cmpuint (count_pending (stage), ==, 3);
  clasp_fixture_advance (&stage->base, 500 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 1 rev 1\nSET /out/on 2 rev 2");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 2 rev 2\nSET /out/on 3 rev 3");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/off 3 rev 3");
  g_assert_cmpuint (count_pending (stage), ==, 0);
}

static void
test_queue_has_an_end (Stage *stage, gconstpointer data)
{
  ClaspRulesStats stats;

  load (stage, SEQUENCE ("queue"));
  clasp_rules_set_max_pending (stage->rules, 2);
  for (guint i = 0; i < 3; i++)
    clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_rules_get_stats (stage->rules, &stats);
  g_assert_cmpuint (stats.n_pending, ==, 2);
  g_assert_cmpuint (stats.n_dropped, ==, 1);
}

/* ---- cancelled ---- */

static void
test_cancel (Stage *stage, gconstpointer data)
{
  load (stage, SEQUENCE ("queue"));
  start_twice (stage);
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/b/cancel");
  clasp_fixture_say (stage->writer, "SET /local/rule/a/cancel 0i");
  g_assert_cmpuint (count_pending (stage), ==, 2);
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/a/cancel");
  g_assert_cmpuint (count_pending (stage), ==, 0);
  clasp_fixture_advance (&stage->base, 9000 * MS);
  clasp_fixture_expect (stage->reader, "");

  clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_fixture_say (stage->writer, "SET /local/rule/cancel 1i");
  g_assert_cmpuint (count_pending (stage), ==, 0);
}

/* ---- run by somebody else ---- */

static void
test_run (Stage *stage, gconstpointer data)
{
  load (stage, "[{'id':'a','trigger':{'type':'on_change','pattern':'/never'},"
               "'conditions':[{'address':'/mode','op':'eq','value':'live'}],"
               "'actions':[{'type':'set_from_trigger','address':'/out/v'},"
               "{'type':'delay','milliseconds':100},{'type':'publish','address':'/out/done'}]},"
               "{'id':'b','trigger':{'type':'on_event','pattern':'/local/rule/b/run'},"
               "'actions':[{'type':'publish','address':'/out/b'}]}]");
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/a/run 0.25");
  clasp_fixture_expect (stage->reader, ""); /* its conditions count */
  clasp_fixture_say (stage->writer, "SET /mode live");
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/c/run 1");
  clasp_fixture_expect (stage->reader, "");
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/a/run 0.25");
  clasp_fixture_expect (stage->reader, "SET /out/v 0.25 rev 1");
  g_assert_cmpuint (count_pending (stage), ==, 1);
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/a/cancel");
  g_assert_cmpuint (count_pending (stage), ==, 0);
  /* A button: pressed, and let go. */
  clasp_fixture_say (stage->writer, "SET /local/rule/a/run 1");
  clasp_fixture_say (stage->writer, "SET /local/rule/a/run 0");
  clasp_fixture_expect (stage->reader, "SET /out/v 1 rev 2");
  /* Its own trigger has run it already. */
  clasp_fixture_say (stage->writer, "PUBLISH event /local/rule/b/run");
  clasp_fixture_expect (stage->reader, "PUBLISH event /out/b");
}

/* ---- conditions ---- */

static void
test_condition_tree (Stage *stage, gconstpointer data)
{
  load (stage, "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},"
               "'condition':{'all':[{'layer':'act'},{'any':[{'input':true,'op':'gt','value':5},"
               "{'changed':'/key','within':2}]}]},"
               "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}");
  clasp_fixture_say (stage->writer, "SET /t 9i");
  clasp_fixture_expect (stage->reader, "");
  clasp_fixture_say (stage->writer, "SET /local/layer/act 1i");
  clasp_fixture_say (stage->writer, "SET /t 5i");
  clasp_fixture_expect (stage->reader, "");
  clasp_fixture_say (stage->writer, "SET /t 6i");
  clasp_fixture_expect (stage->reader, "SET /out/v 6 rev 1");
  clasp_fixture_say (stage->writer, "SET /key 1i");
  clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_fixture_expect (stage->reader, "SET /out/v 1 rev 2");
  clasp_fixture_advance (&stage->base, 2000 * MS);
  clasp_fixture_say (stage->writer, "SET /t 2i");
  clasp_fixture_expect (stage->reader, "");
}

static void
test_condition_expression (Stage *stage, gconstpointer data)
{
  load (stage, "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},"
               "'condition':'value > 5 && value < 8',"
               "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}");
  clasp_fixture_say (stage->writer, "SET /t 5i");
  clasp_fixture_say (stage->writer, "SET /t 7i");
  clasp_fixture_say (stage->writer, "SET /t 8i");
  clasp_fixture_expect (stage->reader, "SET /out/v 7 rev 1");
}

/* An edge sees the values that come while the rule cools down. */
static void
test_condition_edge (Stage *stage, gconstpointer data)
{
  load (stage, "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},'cooldown':1,"
               "'condition':{'input':true,'op':'rises','value':5},"
               "'actions':[{'type':'set_from_trigger','address':'/out/v'}]}");
  clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_fixture_say (stage->writer, "SET /t 6i");
  clasp_fixture_expect (stage->reader, "SET /out/v 6 rev 1");
  clasp_fixture_say (stage->writer, "SET /t 1i");
  clasp_fixture_say (stage->writer, "SET /t 7i");
  clasp_fixture_advance (&stage->base, 1000 * MS);
  clasp_fixture_say (stage->writer, "SET /t 8i");
  clasp_fixture_expect (stage->reader, "");
}

/* ---- actions ---- */

static void
stored_cb (const char *id, const char *const *values, gpointer user_data)
{
}

static void
hold_back_cb (const char *id, gboolean is_held_back, gpointer user_data)
{
}

static void
test_fade (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspLocals) locals = clasp_locals_new (
    &(ClaspLocalsHost){ stage->base.router, stage->base.timers, stored_cb, hold_back_cb, NULL });

  load (stage, "{'id':'a','trigger':{'type':'on_event','pattern':'/go'},"
               "'actions':[{'type':'fade','address':'/out/v','value':1.0,'seconds':'100ms'}]}");
  clasp_fixture_say (stage->writer, "SET /out/v 0.0");
  clasp_fixture_expect (stage->reader, "SET /out/v 0 rev 1");
  clasp_fixture_say (stage->writer, "PUBLISH event /go");
  for (guint i = 0; i < 4; i++)
    clasp_fixture_advance (&stage->base, 25 * MS);
  clasp_fixture_expect (stage->reader, "SET /out/v 0.25 rev 2\nSET /out/v 0.5 rev 3\n"
                                       "SET /out/v 0.75 rev 4\nSET /out/v 1 rev 5");
}

static void
test_log_has_a_limit (Stage *stage, gconstpointer data)
{
  load (stage, "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},"
               "'actions':[{'type':'log','text':'Door'}]}");
  n_lines = 0;
  for (guint i = 0; i < CLASP_RULES_MAX_LOGGED + 1; i++)
    clasp_fixture_say (stage->writer, "SET /t 1i");
  g_assert_cmpuint (n_lines, ==, CLASP_RULES_MAX_LOGGED);
  clasp_fixture_advance (&stage->base, 1000 * MS);
  clasp_fixture_say (stage->writer, "SET /t 1i");
  g_assert_cmpuint (n_lines, ==, CLASP_RULES_MAX_LOGGED + 1);
}

/* ---- reading ---- */

static void
test_faults (void)
{
  static const struct
  {
    const char *members, *fault;
  } cases[] = {
    { "'condition':'value >','actions':[{'type':'log','text':'a'}]", "condition: " },
    { "'condition':{'all':[{'layer':5}]},'actions':[{'type':'log','text':'a'}]",
      "condition: all[0].layer: expected a text" },
    { "'retrigger':'twice','actions':[{'type':'log','text':'a'}]",
      "retrigger: ‘twice’ is not known" },
    { "'actions':[{'type':'log'}]", "actions[0].text: is missing" },
    { "'actions':[{'type':'fade','address':'/a','value':1}]", "actions[0].seconds: is missing" },
    { "'actions':[{'type':'fade','address':'/a','seconds':1}]", "actions[0].value: is missing" },
    { "'actions':[{'type':'fade','address':'a','value':1,'seconds':1}]",
      "actions[0].address: ‘a’" },
    { "'actions':[{'type':'fade','address':'/a','value':1,'seconds':86401}]",
      "actions[0].seconds: expected 0 to 86400" },
    { "'actions':[{'type':'fade','address':'/a','value':1,'seconds':1,'curve':'x'}]",
      "actions[0].curve: ‘x’ is no curve" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},%s}", cases[i].members);
      g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);

      g_strdelimit (text, "'", '"');
      g_assert_null (clasp_rule_set_parse (text, strlen (text), errors, NULL));
      g_assert_cmpuint (errors->len, ==, 1);
      g_test_message ("%s", (char *) errors->pdata[0]);
      g_assert_nonnull (strstr (errors->pdata[0], cases[i].fault));
    }
}

static void
test_log_text_at_the_limit (void)
{
  for (guint more = 0; more < 2; more++)
    {
      g_autofree char      *line = g_strnfill (CLASP_RULE_MAX_LOG + more, 'x');
      g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);
      g_autofree char      *text =
        g_strdup_printf ("{\"id\":\"a\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"/t\"},"
                         "\"actions\":[{\"type\":\"log\",\"text\":\"%s\"}]}",
                         line);
      g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, NULL);

      g_assert_cmpuint (errors->len, ==, more);
    }
}

static void
test_told_as_a_sentence (void)
{
  g_autofree char *json = g_strdup (
    "{'id':'a','trigger':{'type':'on_change','pattern':'/t'},'condition':{'layer':'act'},"
    "'retrigger':'queue','actions':[{'type':'fade','address':'/x','value':0.5,'seconds':2},"
    "{'type':'log','text':'Door'}]}");
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = NULL;
  g_autofree char         *text = NULL;

  g_strdelimit (json, "'", '"');
  set = clasp_rule_set_parse (json, strlen (json), errors, NULL);
  g_assert_nonnull (set);
  text = clasp_rule_to_text (clasp_rule_set_get_rule (set, 0));
  g_assert_cmpstr (text, ==,
                   "a: when /t is set, if {\"layer\":\"act\"}: fade /x to 0.5 in 2 s, log “Door”; "
                   "started again: afterwards");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_log_set_writer_func (count_line_cb, NULL, NULL);
#define ADD(name, func) g_test_add ("/rules/" name, Stage, NULL, set_up, func, tear_down)
  ADD ("retrigger/parallel", test_parallel);
  ADD ("retrigger/restart", test_restart);
  ADD ("retrigger/ignore", test_ignore);
  ADD ("retrigger/queue", test_queue);
  ADD ("retrigger/queue-has-an-end", test_queue_has_an_end);
  ADD ("cancel", test_cancel);
  ADD ("run", test_run);
  ADD ("condition/tree", test_condition_tree);
  ADD ("condition/expression", test_condition_expression);
  ADD ("condition/edge", test_condition_edge);
  ADD ("actions/fade", test_fade);
  ADD ("actions/log-has-a-limit", test_log_has_a_limit);
#undef ADD
  g_test_add_func ("/rules/read/faults", test_faults);
  g_test_add_func ("/rules/read/log-text-at-the-limit", test_log_text_at_the_limit);
  g_test_add_func ("/rules/read/told-as-a-sentence", test_told_as_a_sentence);
  return g_test_run ();
}
