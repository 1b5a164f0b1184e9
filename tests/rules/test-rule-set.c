/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rules/clasp-rule-set.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* Rules, faults and notes, each a line. */
static char *
read_text (const char *text)
{
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)    notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, notes);
  GString                 *result = g_string_new (NULL);

  g_assert_true ((set == NULL) == (errors->len > 0));
  for (guint i = 0; i < errors->len; i++)
    g_string_append_printf (result, "ERROR %s\n", (char *) errors->pdata[i]);
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (result, "note %s\n", (char *) notes->pdata[i]);
  for (guint i = 0; set != NULL && i < clasp_rule_set_get_n_rules (set); i++)
    {
      g_autofree char *line = clasp_rule_to_text (clasp_rule_set_get_rule (set, i));

      g_string_append_printf (result, "%s\n", line);
    }
  return g_string_free (result, FALSE);
}

/* In JSON ' stands for ". */
static void
expect (const char *json, const char *expected)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autofree char *result = read_text (text);

  g_assert_cmpstr (result, ==, expected);
}

static void
expect_file (const char *name, const char *expected)
{
  g_autofree char *path = clasp_test_data (name);
  g_autofree char *text = NULL;
  g_autofree char *result = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  result = read_text (text);
  g_assert_cmpstr (result, ==, expected);
}

/* ---- forms ---- */

static void
test_relay_list (void)
{
  expect_file ("rules-relay.json",
               "overheat: when /sensor/temp is set above 30, if /mode = \"live\": set /fan to 1, "
               "publish event /alert {\"level\":2}, set /copy to the value × 1.8 + 32, wait 0.1 s, "
               "set /copy2 to the value; at most once in 5.5 s\n"
               "calm: when /sensor/temp falls below 20: set /fan to 0\n"
               "any (off): when /sensor/temp is set to a number: set /seen to true\n"
               "mirror: when /in/* is set: set /a to the value within 0–1, "
               "set /b to the value > 0.5: true, else false, set /c to the value inverted in "
               "0–10\n"
               "go: at the event /cue/**: publish gesture /g\n"
               "beat: every 2 s: publish event /beat\n");
}

static void
test_documented_object (void)
{
  expect_file (
    "rules-documented.json",
    "overheat: when /temp rises above 30 or falls below 10, if /mode ≠ \"off\" and /n ≥ 2: set "
    "/fan to 1; at most once in 0.5 s\n"
    "mirror: when /in is set: set /out to the value × 0.5 + 0, set /gate to the value ≥ 50: "
    "\"hi\", else \"lo\", set /inv to the value inverted in 0–1\n"
    "steps: at the event /go: set /a to 1, wait 1 s, publish event /done {\"x\":null}\n");
}

static void
test_sdk_definitions (void)
{
  expect ("{'rules':["
          "{'id':'hot','when':'/temp','above':30,'if':{'/on':true,'/n':{'gt':1,'lte':5}},"
          "'then':[{'set':['/fan',true]},{'emit':['/alert',{'m':1}]},{'delay':250},"
          "{'setFrom':['/f'],'transform':{'type':'scale','factor':1.8,'offset':32}}],"
          "'cooldown':'60s'},"
          "{'id':'beat','every':'1.5m','then':{'emit':['/beat']}},"
          "{'id':'cue','onEvent':'/cue/*','then':{'setFrom':['/last'],"
          "'transform':{'type':'map','table':{'1':'one'}}}},"
          "{'id':'chg','when':'/x/**','then':[{'setFrom':['/y'],'transform':{'type':'round',"
          "'precision':2}},{'setFrom':['/z'],'transform':{'type':'abs'}}]}]}",
          "hot: when /temp rises above 30, if /on = true and /n > 1 and /n ≤ 5: set /fan to true, "
          "publish event /alert {\"m\":1}, wait 0.25 s, set /f to the value × 1.8 + 32; at most "
          "once in 60 s\n"
          "beat: every 90 s: publish event /beat\n"
          "cue: at the event /cue/*: set /last to the value by {\"1\":\"one\"}\n"
          "chg: when /x/** is set: set /y to the value rounded to 2 decimals, set /z to the value "
          "without sign\n");
}

static void
test_one_rule_alone (void)
{
  expect ("{'id':'a','name':'A','enabled':true,'trigger':{'type':'on_interval','seconds':0.25},"
          "'actions':[{'type':'set','address':'/a','value':1}]}",
          "a: every 0.25 s: set /a to 1\n");
  expect ("{'id':'a','name':'A','enabled':true,'trigger':{'OnEvent':{'pattern':'/e'}},"
          "'actions':[{'Set':{'address':'/a','value':1}}]}",
          "a: at the event /e: set /a to 1\n");
}

static void
test_no_rules (void)
{
  expect ("[]", "");
  expect ("{'rules':[]}", "");
}

static void
test_edge_can_be_chosen (void)
{
  expect ("[{'id':'a','trigger':{'OnThreshold':{'address':'/a','above':1,'edge':true}},"
          "'actions':[{'Set':{'address':'/b','value':1}}]},"
          "{'id':'b','trigger':{'type':'on_threshold','address':'/a','above':1,'edge':false},"
          "'actions':[{'Set':{'address':'/b','value':1}}]},"
          "{'id':'c','trigger':{'OnChange':{'pattern':'/a','edge':true}},"
          "'actions':[{'Set':{'address':'/b','value':1}}]}]",
          "a: when /a rises above 1: set /b to 1\n"
          "b: when /a is set above 1: set /b to 1\n"
          "c: when /a changes: set /b to 1\n");
}

static void
test_later_rule_of_an_id_counts (void)
{
  expect ("[{'id':'a','trigger':{'OnEvent':{'pattern':'/1'}},'actions':[{'Set':{'address':'/b',"
          "'value':1}}]},{'id':'a','trigger':{'OnEvent':{'pattern':'/2'}},'actions':[{'Set':"
          "{'address':'/b','value':1}}]}]",
          "note rule “a” is there twice; the later one counts\n"
          "a: at the event /2: set /b to 1\n");
}

/* ---- faults ---- */

static void
test_every_fault_is_named (void)
{
  expect ("[{'id':'one','trigger':{'OnThreshold':{'address':'temp','above':'30'}},"
          "'conditions':[{'address':'/m','op':'like','value':1},5],"
          "'actions':[{'Set':{'address':'/f/*'}},{'Jump':{}},{'type':'delay','milliseconds':-1}],"
          "'cooldown':'soon'},"
          "{'name':'no id','trigger':{'type':'on_interval','seconds':0},'actions':[]},"
          "7]",
          "ERROR rule “one”: cooldown: expected seconds, or a time such as \"1.5s\" or \"5m\"\n"
          "ERROR rule “one”: trigger.OnThreshold.address: ‘temp’ is not an address: it does not "
          "start with \"/\"\n"
          "ERROR rule “one”: trigger.OnThreshold.above: expected a number, got a text\n"
          "ERROR rule “one”: conditions[0].op: ‘like’ is not known; there are eq, ne, gt, gte, lt, "
          "lte\n"
          "ERROR rule “one”: conditions[1]: expected an object, got a number\n"
          "ERROR rule “one”: actions[0].Set.address: ‘/f/*’ is not an address: it contains \"*\", "
          "which only patterns may\n"
          "ERROR rule “one”: actions[0].Set.value: is missing\n"
          "ERROR rule “one”: actions[1]: ‘Jump’ is not known; there are Set, Publish, "
          "SetFromTrigger, Delay, Fade, Log, Http, Script\n"
          "ERROR rule “one”: actions[2]: milliseconds: expected 0 to 86400000, got -1\n"
          "ERROR rule 2: id: is missing\n"
          "ERROR rule 2: trigger.seconds: expected 0.01 to 31622400 seconds, got 0\n"
          "ERROR rule 2: actions: is empty; a rule needs at least one\n"
          "ERROR rule 3: expected an object, got a number\n");
}

static void
test_syntax_has_line_and_column (void)
{
  g_autofree char *result = read_text ("[\n  {\"id\": \"a\",,}\n]");

  g_assert_true (g_str_has_prefix (result, "ERROR line 2"));
}

static void
test_other_json_is_refused (void)
{
  expect ("7", "ERROR expected a list or an object, got a number\n");
  expect ("{'rules':{}}", "ERROR rules: expected a list, got an object\n");
  expect ("[{'id':'a'}]", "ERROR rule “a”: trigger: is missing\n"
                          "ERROR rule “a”: actions: is missing\n");
  expect ("[{'id':'a','trigger':[],'actions':[null]}]",
          "ERROR rule “a”: trigger: expected an object, got a list\n"
          "ERROR rule “a”: actions[0]: expected an object, got null\n");
  expect (
    "[{'id':'a','trigger':{'OnEvent':{'pattern':'/e'},'OnChange':{}},'actions':[{'Set':3}]}]",
    "ERROR rule “a”: trigger: expected {\"type\":…} or one member with the name of a kind, got "
    "2 members\n"
    "ERROR rule “a”: actions[0].Set: expected an object, got a number\n");
}

static void
test_relay_form_needs_what_the_relay_needs (void)
{
  expect ("[{'id':'a','trigger':{'OnEvent':{'pattern':'/e'}},'actions':["
          "{'Publish':{'address':'/a'}},{'SetFromTrigger':{'address':'/a'}},"
          "{'SetFromTrigger':{'address':'/a','transform':{'Scale':{'scale':1}}}}]}]",
          "ERROR rule “a”: actions[0].Publish.signal: is missing\n"
          "ERROR rule “a”: actions[1].SetFromTrigger.transform: is missing\n"
          "ERROR rule “a”: actions[2].SetFromTrigger.transform.Scale.offset: is missing\n");
}

static void
test_edge_without_a_bound_is_refused (void)
{
  expect ("{'id':'a','trigger':{'type':'on_threshold','address':'/a'},"
          "'actions':[{'type':'set','address':'/b','value':1}]}",
          "ERROR rule “a”: trigger: needs above, below or both\n");
}

static void
test_unknown_members_are_noted (void)
{
  expect ("{'rules':[{'id':'a','colour':1,'trigger':{'type':'on_event','pattern':'/e','x':1},"
          "'actions':[{'type':'set','address':'/b','value':1,'$c':0}]}],'more':1}",
          "note ‘more’ means nothing here and is left out\n"
          "note rule “a”: ‘colour’ means nothing here and is left out\n"
          "note rule “a”: trigger: ‘x’ means nothing here and is left out\n"
          "a: at the event /e: set /b to 1\n");
}

static void
test_short_form_names_its_own_members (void)
{
  expect ("[{'id':'a','when':'/a','every':'1s','then':[]},"
          "{'id':'b','every':'often','if':{'x':1},'then':[{'set':['/a']},{'emit':[]},{'go':1}]},"
          "{'id':'c','onSessionJoin':'/r','then':{'emit':['/a']}}]",
          "ERROR rule “a”: expected one of when, onEvent and every, got 2\n"
          "ERROR rule “a”: then: expected 1 to 256 actions, got 0\n"
          "ERROR rule “b”: every: expected seconds, or a time such as \"1.5s\" or \"5m\"\n"
          "ERROR rule “b”: if[\"x\"]: ‘x’ is not an address: it does not start with \"/\"\n"
          "ERROR rule “b”: then[0]: expected [\"/address\", value]\n"
          "ERROR rule “b”: then[1]: expected [\"/address\"]\n"
          "ERROR rule “b”: then[2]: expected set, emit, setFrom or delay\n"
          "ERROR rule “c”: expected one of when, onEvent and every, got 0\n"
          "note rule “b”: then[2]: ‘go’ means nothing here and is left out\n"
          "note rule “c”: ‘onSessionJoin’ means nothing here and is left out\n");
}

/* ---- limits ---- */

static char *
repeat (const char *head, const char *part, guint n, const char *tail)
{
  GString *text = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", part);
  g_string_append (text, tail);
  return g_strdelimit (g_string_free (text, FALSE), "'", '"');
}

static gboolean
is_accepted (const char *text)
{
  g_autofree char *result = read_text (text);

  return !g_str_has_prefix (result, "ERROR");
}

static void
test_actions_and_conditions_at_the_limit (void)
{
  const char *head = "[{'id':'a','trigger':{'OnEvent':{'pattern':'/e'}},'actions':[";
  const char *action = "{'Set':{'address':'/b','value':1}}";
  const char *conditions = "{'Set':{'address':'/b','value':1}}],'conditions':[";
  const char *condition = "{'address':'/b','op':'eq','value':1}";

  for (guint more = 0; more <= 1; more++)
    {
      g_autofree char *first = repeat (head, action, CLASP_RULE_MAX_ACTIONS + more, "]}]");
      g_autofree char *begin = g_strconcat (head, conditions, NULL);
      g_autofree char *second = repeat (begin, condition, CLASP_RULE_MAX_CONDITIONS + more, "]}]");

      g_assert_true (is_accepted (first) == (more == 0));
      g_assert_true (is_accepted (second) == (more == 0));
    }
}

static void
test_rules_at_the_limit (void)
{
  for (guint more = 0; more <= 1; more++)
    {
      g_autoptr (GString) text = g_string_new ("[");

      for (guint i = 0; i < CLASP_RULE_MAX_RULES + more; i++)
        g_string_append_printf (text,
                                "%s{\"id\":\"%u\",\"trigger\":{\"OnEvent\":{\"pattern\":\"/e\"}},"
                                "\"actions\":[{\"Delay\":{\"milliseconds\":1}}]}",
                                i > 0 ? "," : "", i);
      g_string_append_c (text, ']');
      g_assert_true (is_accepted (text->str) == (more == 0));
    }
}

static void
test_id_and_times_at_the_limit (void)
{
  static const struct
  {
    const char *interval;
    guint       id_length;
    const char *delay;
    gboolean    is_good;
  } cases[] = {
    { "0.01", CLASP_RULE_MAX_ID, "86400000", TRUE },
    { "0.0099", 1, "1", FALSE },
    { "31622400", 1, "0", TRUE },
    { "31622401", 1, "1", FALSE },
    { "1", CLASP_RULE_MAX_ID + 1, "1", FALSE },
    { "1", 1, "86400001", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strnfill (cases[i].id_length, 'x');
      g_autofree char *text =
        g_strdup_printf ("[{\"id\":\"%s\",\"trigger\":{\"OnInterval\":{\"seconds\":%s}},"
                         "\"actions\":[{\"Delay\":{\"milliseconds\":%s}}]}]",
                         id, cases[i].interval, cases[i].delay);

      g_assert_true (is_accepted (text) == cases[i].is_good);
    }
}

static void
test_file_at_the_limit (void)
{
  for (guint more = 0; more <= 1; more++)
    {
      const gsize      size = CLASP_RULE_MAX_FILE_BYTES + more;
      g_autofree char *text = g_strnfill (size, ' ');

      memcpy (text, "[]", 2);
      g_assert_true (is_accepted (text) == (more == 0));
    }
}

/* ---- files ---- */

static void
test_file_faults_begin_with_its_name (void)
{
  g_autofree char      *folder = g_dir_make_tmp ("clasp-rules-XXXXXX", NULL);
  g_autofree char      *path = g_build_filename (folder, "bad.json", NULL);
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (g_file_set_contents (path, "[{\"id\":\"a\"}]", -1, NULL));
  g_assert_null (clasp_rule_set_load (path, errors, NULL));
  g_assert_cmpstr (errors->pdata[0], ==, "bad.json: rule “a”: trigger: is missing");
  g_ptr_array_set_size (errors, 0);
  g_assert_null (clasp_rule_set_load (folder, errors, NULL));
  g_assert_cmpuint (errors->len, ==, 1);
  g_remove (path);
  g_ptr_array_set_size (errors, 0);
  g_assert_null (clasp_rule_set_load (path, errors, NULL));
  g_assert_cmpuint (errors->len, ==, 1);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(name, func) g_test_add_func ("/rules/set/" name, func)
  ADD ("relay-list", test_relay_list);
  ADD ("documented-object", test_documented_object);
  ADD ("sdk-definitions", test_sdk_definitions);
  ADD ("one-rule-alone", test_one_rule_alone);
  ADD ("no-rules", test_no_rules);
  ADD ("edge-can-be-chosen", test_edge_can_be_chosen);
  ADD ("later-rule-of-an-id-counts", test_later_rule_of_an_id_counts);
  ADD ("every-fault-is-named", test_every_fault_is_named);
  ADD ("syntax-has-line-and-column", test_syntax_has_line_and_column);
  ADD ("other-json-is-refused", test_other_json_is_refused);
  ADD ("relay-form-needs-what-the-relay-needs", test_relay_form_needs_what_the_relay_needs);
  ADD ("edge-without-a-bound-is-refused", test_edge_without_a_bound_is_refused);
  ADD ("unknown-members-are-noted", test_unknown_members_are_noted);
  ADD ("short-form-names-its-own-members", test_short_form_names_its_own_members);
  ADD ("actions-and-conditions-at-the-limit", test_actions_and_conditions_at_the_limit);
  ADD ("rules-at-the-limit", test_rules_at_the_limit);
  ADD ("id-and-times-at-the-limit", test_id_and_times_at_the_limit);
  ADD ("file-at-the-limit", test_file_at_the_limit);
  ADD ("file-faults-begin-with-its-name", test_file_faults_begin_with_its_name);
#undef ADD
  return g_test_run ();
}
