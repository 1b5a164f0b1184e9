/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "mapping/clasp-condition.h"
#include "support/clasp-test.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* A condition, what it looks at, and its memory. */
typedef struct
{
  ClaspRoutePattern *pattern;
  ClaspCondition    *condition;
  gpointer           state;
  GHashTable        *values; /* address → ClaspValue */
  ClaspTransformEnv  env;
  ClaspConditionCall call;
  gint64             wake_us;
} Fixture;

static ClaspValue
json (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  g_assert_true (clasp_value_parse (text, CLASP_VALUE_SYNTAX_JSON, &value, &error));
  g_assert_no_error (error);
  return value;
}

static void
free_value (gpointer data)
{
  clasp_value_clear (data);
  g_free (data);
}

static const ClaspValue *
get_cb (ClaspStr address, gpointer user_data)
{
  g_autofree char *key = clasp_str_dup (address);

  return g_hash_table_lookup (user_data, key);
}

static void
fixture_put (Fixture *self, const char *address, const char *value)
{
  ClaspValue copy = json (value);

  g_hash_table_replace (self->values, g_strdup (address), g_memdup2 (&copy, sizeof copy));
}

static void
fixture_init (Fixture *self, const char *text, const char *pattern)
{
  g_autoptr (GError) error = NULL;

  *self = (Fixture){ 0 };
  self->pattern = pattern != NULL ? clasp_route_pattern_new (pattern, &error) : NULL;
  g_assert_no_error (error);
  self->condition = clasp_condition_new (text, self->pattern, &error);
  g_assert_no_error (error);
  self->state = g_malloc0 (clasp_condition_state_size (self->condition) + 1);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  self->env = (ClaspTransformEnv){ .get = get_cb, .user_data = self->values };
  self->call = (ClaspConditionCall){ .address = CLASP_STR_LITERAL ("/in"),
                                     .env = &self->env,
                                     .now_us = 1000 * SECOND };
}

static void
fixture_clear (Fixture *self)
{
  clasp_condition_clear_state (self->condition, self->state);
  g_free (self->state);
  clasp_condition_free (self->condition);
  g_clear_pointer (&self->pattern, clasp_route_pattern_free);
  g_hash_table_unref (self->values);
}

static gboolean
fixture_check (Fixture *self, const char *input)
{
  g_auto (ClaspValue) value = input != NULL ? json (input) : clasp_value_null ();

  self->call.input = input != NULL ? &value : NULL;
  return clasp_condition_check (self->condition, self->state, &self->call, &self->wake_us);
}

static gboolean
holds (const char *text, const char *input)
{
  Fixture  fixture;
  gboolean result;

  fixture_init (&fixture, text, NULL);
  result = fixture_check (&fixture, input);
  fixture_clear (&fixture);
  return result;
}

/* ---- comparing ---- */

static void
test_operators (void)
{
  static const struct
  {
    const char *rest, *input;
    gboolean    expected;
  } cases[] = {
    /* int and float compare as numbers */
    { "'op':'eq','value':1", "1.0", TRUE },
    { "'op':'eq','value':1.0", "1", TRUE },
    { "'op':'eq','value':0.3", "0.30000000000000004", TRUE },
    { "'op':'eq','value':0.3", "0.300001", FALSE },
    { "'op':'eq','value':0.3,'tolerance':0.001", "0.300001", TRUE },
    { "'op':'eq','value':0.3,'tolerance':0", "0.30000000000000004", FALSE },
    { "'op':'ne','value':0.3", "0.30000000000000004", FALSE },
    { "'op':'ne','value':1", "2", TRUE },
    { "'op':'eq','value':9007199254740993", "9007199254740993", TRUE },
    /* bool is 0 or 1 only when that is said */
    { "'op':'eq','value':1", "true", FALSE },
    { "'op':'eq','value':1,'loose':true", "true", TRUE },
    { "'op':'eq','value':true,'loose':true", "1.0", TRUE },
    { "'op':'eq','value':true", "true", TRUE },
    { "'op':'ne','value':1", "true", TRUE },
    { "'op':'gt','value':0", "true", FALSE },
    { "'op':'gt','value':0,'loose':true", "true", TRUE },
    /* texts, arrays, maps, null */
    { "'op':'eq','value':'live'", "\"live\"", TRUE },
    { "'op':'eq','value':'live'", "\"Live\"", FALSE },
    { "'op':'eq','value':'1'", "1", FALSE },
    { "'op':'eq','value':[1,2.0]", "[1.0,2]", TRUE },
    { "'op':'eq','value':[1,2]", "[1,2,3]", FALSE },
    { "'op':'eq','value':{'a':1,'b':2}", "{\"b\":2,\"a\":1}", TRUE },
    { "'op':'eq','value':null", "null", TRUE },
    { "'op':'eq','value':null", "0", FALSE },
    { "'op':'ne','value':null", "0", TRUE },
    /* order */
    { "'op':'gt','value':0.5", "0.5", FALSE },
    { "'op':'gt','value':0.5", "1", TRUE },
    { "'op':'gte','value':0.5", "0.5", TRUE },
    { "'op':'gte','value':0.5", "0.4", FALSE },
    { "'op':'lt','value':0.5", "0.5", FALSE },
    { "'op':'lt','value':0.5", "0", TRUE },
    { "'op':'lte','value':0.5", "0.5", TRUE },
    { "'op':'lte','value':0.5", "0.6", FALSE },
    { "'op':'gt','value':0.5", "\"0.6\"", FALSE },
    { "'op':'GTE','value':0.5", "0.5", TRUE },
    /* sets and ranges */
    { "'op':'in','value':[1,'a',true]", "1.0", TRUE },
    { "'op':'in','value':[1,'a',true]", "\"a\"", TRUE },
    { "'op':'in','value':[1,'a',true]", "2", FALSE },
    { "'op':'in','value':[]", "1", FALSE },
    { "'op':'between','value':[0.2,0.8]", "0.2", TRUE },
    { "'op':'between','value':[0.2,0.8]", "0.8", TRUE },
    { "'op':'between','value':[0.2,0.8]", "0.81", FALSE },
    { "'op':'between','value':[1,1]", "1", TRUE },
    /* texts by pattern */
    { "'op':'matches','value':'^sc(ene|ore) [0-9]+$'", "\"scene 12\"", TRUE },
    { "'op':'matches','value':'^scene'", "\"a scene\"", FALSE },
    { "'op':'matches','value':'scene'", "\"a scene\"", TRUE },
    { "'op':'matches','value':'1'", "1", FALSE },
    { "'op':'exists'", "1", TRUE },
    { "'op':'exists','value':false", "1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'input':true,%s}", cases[i].rest);

      g_strdelimit (text, "'", '"');
      g_test_message ("%s of %s", text, cases[i].input);
      g_assert_cmpint (holds (text, cases[i].input), ==, cases[i].expected);
    }
}

static void
test_missing_state (void)
{
  static const struct
  {
    const char *rest;
    gboolean    expected;
  } cases[] = {
    { "'op':'eq','value':0", FALSE },           { "'op':'eq','value':null", TRUE },
    { "'op':'ne','value':0", FALSE },           { "'op':'ne','value':null", FALSE },
    { "'op':'lt','value':5", FALSE },           { "'op':'exists'", FALSE },
    { "'op':'exists','value':true", FALSE },    { "'op':'exists','value':false", TRUE },
    { "'op':'in','value':[null]", FALSE },      { "'op':'matches','value':''", FALSE },
    { "'op':'between','value':[-1,1]", FALSE }, { "'op':'rises','value':0", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'address':'/never/set',%s}", cases[i].rest);

      g_strdelimit (text, "'", '"');
      g_test_message ("%s", text);
      g_assert_cmpint (holds (text, "1"), ==, cases[i].expected);
    }
}

static void
test_trees (void)
{
  static const struct
  {
    const char *text;
    gboolean    expected;
  } cases[] = {
    { "{'all':[]}", TRUE },
    { "{'any':[]}", FALSE },
    { "{'all':[{'expr':'1'},{'expr':'2'}]}", TRUE },
    { "{'all':[{'expr':'1'},{'expr':'0'}]}", FALSE },
    { "{'any':[{'expr':'0'},{'expr':'1'}]}", TRUE },
    { "{'any':[{'expr':'0'},{'expr':'0'}]}", FALSE },
    { "{'not':{'expr':'0'}}", TRUE },
    { "{'not':{'all':[]}}", FALSE },
    { "{'not':{'any':[{'expr':'0'},{'all':[{'expr':'1'},{'expr':'0'}]}]}}", TRUE },
    { "{'all':[{'any':[{'expr':'0'},{'expr':'1'}]},{'not':{'expr':'0'}},{'expr':'value > 2'}]}",
      TRUE },
    { " value > 2 && value < 4", TRUE },
    { "value - 3", FALSE },
    { "1 / 0", FALSE },
    { "true", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup (cases[i].text);

      g_strdelimit (text, "'", '"');
      g_test_message ("%s", text);
      g_assert_cmpint (holds (text, "3"), ==, cases[i].expected);
    }
}

/* ---- what it looks at ---- */

static void
test_addresses (void)
{
  Fixture            fixture;
  const char *const *watched;

  fixture_init (&fixture,
                "{\"all\":[{\"address\":\"/mode\",\"op\":\"eq\",\"value\":\"live\"},"
                "{\"var\":\"level\",\"op\":\"gte\",\"value\":0.5},{\"layer\":\"act-2\"},"
                "{\"connection\":\"desk\"},{\"address\":\"/mode\",\"op\":\"exists\"}]}",
                NULL);
  watched = clasp_condition_get_watched (fixture.condition);
  g_assert_cmpuint (g_strv_length ((char **) watched), ==, 4);
  g_assert_cmpstr (watched[0], ==, "/mode");
  g_assert_cmpstr (watched[1], ==, "/local/var/level");
  g_assert_cmpstr (watched[2], ==, "/local/layer/act-2");
  g_assert_cmpstr (watched[3], ==, "/local/connection/desk/state");

  g_assert_false (fixture_check (&fixture, "1"));
  fixture_put (&fixture, "/mode", "\"live\"");
  fixture_put (&fixture, "/local/var/level", "0.5");
  fixture_put (&fixture, "/local/layer/act-2", "true");
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_put (&fixture, "/local/connection/desk/state", "\"connected\"");
  g_assert_true (fixture_check (&fixture, NULL));
  g_assert_cmpint (fixture.wake_us, ==, 0);
  fixture_put (&fixture, "/local/layer/act-2", "0");
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_clear (&fixture);
}

static void
test_expression_looks_at_parameters (void)
{
  Fixture            fixture;
  const char *const *watched;

  fixture_init (&fixture, "{\"all\":[{\"expr\":\"var.level > 0.5\"},"
                          "{\"expr\":\"state('/a', 0) + state('/b', 0) >= 2\"}]}",
                NULL);
  watched = clasp_condition_get_watched (fixture.condition);
  g_assert_cmpuint (g_strv_length ((char **) watched), ==, 3);
  g_assert_cmpstr (watched[0], ==, "/local/var/level");
  fixture_put (&fixture, "/local/var/level", "0.6");
  fixture_put (&fixture, "/a", "1");
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_put (&fixture, "/b", "1");
  g_assert_true (fixture_check (&fixture, NULL));
  fixture_clear (&fixture);
}

static void
test_connection_states (void)
{
  static const struct
  {
    const char *is, *state;
    gboolean    expected;
  } cases[] = {
    { "connected", "\"connected\"", TRUE },
    { "connected", "\"connected\"", TRUE },
    { "connected", "\"degraded\"", TRUE },
    { "connected", "\"waiting\"", FALSE },
    { "connected", NULL, FALSE },
    { "disconnected", "\"waiting\"", TRUE },
    { "disconnected", NULL, TRUE },
    { "disconnected", "\"connected\"", FALSE },
    { "error", "\"error\"", TRUE },
    { "error", "\"connected\"", FALSE },
    { "error", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"connection\":\"desk\",\"is\":\"%s\"}", cases[i].is);
      Fixture fixture;

      g_test_message ("%s when %s", cases[i].is, cases[i].state);
      fixture_init (&fixture, text, NULL);
      if (cases[i].state != NULL)
        fixture_put (&fixture, "/local/connection/desk/state", cases[i].state);
      g_assert_cmpint (fixture_check (&fixture, NULL), ==, cases[i].expected);
      fixture_clear (&fixture);
    }
}

static void
test_captures (void)
{
  ClaspCaptures captures;
  Fixture       fixture;

  fixture_init (&fixture,
                "{\"all\":[{\"capture\":\"n\",\"op\":\"between\",\"value\":[2,4]},"
                "{\"capture\":\"dev\",\"op\":\"ne\",\"value\":\"spare\"}]}",
                "/desk/{dev}/fader/{n:int}");
  g_assert_false (fixture_check (&fixture, "1"));

  fixture.call.captures = &captures;
  g_assert_true (
    clasp_route_pattern_match (fixture.pattern, clasp_str ("/desk/a/fader/3"), &captures));
  g_assert_true (fixture_check (&fixture, "1"));
  g_assert_true (
    clasp_route_pattern_match (fixture.pattern, clasp_str ("/desk/a/fader/5"), &captures));
  g_assert_false (fixture_check (&fixture, "1"));
  g_assert_true (
    clasp_route_pattern_match (fixture.pattern, clasp_str ("/desk/spare/fader/3"), &captures));
  g_assert_false (fixture_check (&fixture, "1"));
  fixture_clear (&fixture);
}

static void
test_input_counts_until_the_next (void)
{
  Fixture fixture;

  fixture_init (&fixture,
                "{\"all\":[{\"input\":true,\"op\":\"gt\",\"value\":0.5},"
                "{\"address\":\"/open\",\"op\":\"eq\",\"value\":true}]}",
                NULL);
  g_assert_false (fixture_check (&fixture, NULL));
  g_assert_false (fixture_check (&fixture, "0.7"));
  fixture_put (&fixture, "/open", "true");
  g_assert_true (fixture_check (&fixture, NULL));
  g_assert_false (fixture_check (&fixture, "0.3"));
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_clear (&fixture);
}

/* ---- edges ---- */

static void
check_edges (const char *text, const double *inputs, const char *expected)
{
  Fixture fixture;

  fixture_init (&fixture, text, NULL);
  for (guint i = 0; expected[i] != '\0'; i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_test_message ("%s: value %u", text, i);
      g_ascii_dtostr (buffer, sizeof buffer, inputs[i]);
      g_assert_cmpint (fixture_check (&fixture, buffer), ==, expected[i] == '1');
    }
  fixture_clear (&fixture);
}

static void
test_edges (void)
{
  static const double ramp[] = { 0.6, 0.4, 0.5, 0.6, 0.5, 0.4, 0.49, 0.51, 0.3 };
  static const double near[] = { 0.2, 0.5, 0.45, 0.5, 0.39, 0.5, 0.6, 0.55, 0.4, 0.5, 0.7, 0.5 };

  check_edges ("{\"input\":true,\"op\":\"rises\",\"value\":0.5}", ramp, "001000010");
  check_edges ("{\"input\":true,\"op\":\"falls\",\"value\":0.5}", ramp, "010010001");
  check_edges ("{\"input\":true,\"op\":\"crosses\",\"value\":0.5}", ramp, "011010011");
  check_edges ("{\"input\":true,\"op\":\"rises\",\"value\":0.5,\"hysteresis\":0.1}", near,
               "010001000000");
  check_edges ("{\"input\":true,\"op\":\"falls\",\"value\":0.5,\"hysteresis\":0.1}", near,
               "000000000001");
}

/* A guard that looks elsewhere sees an edge once, in the check that comes with it. */
static void
test_edge_of_another_address (void)
{
  Fixture fixture;

  fixture_init (&fixture, "{\"address\":\"/a\",\"op\":\"rises\",\"value\":1}", NULL);
  fixture_put (&fixture, "/a", "0");
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_put (&fixture, "/a", "1");
  g_assert_true (fixture_check (&fixture, NULL));
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_clear (&fixture);
}

static void
test_two_states_do_not_mix (void)
{
  Fixture  fixture;
  gpointer other;

  fixture_init (&fixture, "{\"input\":true,\"op\":\"rises\",\"value\":0.5}", NULL);
  other = g_malloc0 (clasp_condition_state_size (fixture.condition));
  g_assert_false (fixture_check (&fixture, "0"));
  {
    gpointer mine = fixture.state;

    fixture.state = other;
    g_assert_false (fixture_check (&fixture, "1"));
    clasp_condition_clear_state (fixture.condition, other);
    fixture.state = mine;
  }
  g_assert_true (fixture_check (&fixture, "1"));
  g_free (other);
  fixture_clear (&fixture);
}

/* ---- time ---- */

/* 2024-01-01 was a Monday. */
static gint64
local_time (int day, int hour, int minute, double second)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2024, 1, day, hour, minute, second);

  return g_date_time_to_unix (time) * SECOND + g_date_time_get_microsecond (time);
}

static void
test_time_of_day (void)
{
  static const struct
  {
    const char *time, *days;
    int         day, hour, minute;
    double      second;
    gboolean    expected;
  } cases[] = {
    { "18:00-23:30", NULL, 1, 17, 59, 59.9, FALSE },
    { "18:00-23:30", NULL, 1, 18, 0, 0, TRUE },
    { "18:00-23:30", NULL, 1, 23, 29, 59.9, TRUE },
    { "18:00-23:30", NULL, 1, 23, 30, 0, FALSE },
    { "18:00-23:30", "mon-fri", 5, 20, 0, 0, TRUE },
    { "18:00-23:30", "mon-fri", 6, 20, 0, 0, FALSE },
    { "18:00-23:30", "sat,sun", 7, 20, 0, 0, TRUE },
    { "18:00-23:30", "fri-mon", 1, 20, 0, 0, TRUE },
    { "18:00-23:30", "fri-mon", 2, 20, 0, 0, FALSE },
    { "18:00-23:30", "Tue", 2, 20, 0, 0, TRUE },
    /* over midnight: the day on which it began counts */
    { "22:00-02:00", NULL, 1, 23, 0, 0, TRUE },
    { "22:00-02:00", NULL, 1, 1, 59, 59, TRUE },
    { "22:00-02:00", NULL, 1, 2, 0, 0, FALSE },
    { "22:00-02:00", "fri", 5, 23, 0, 0, TRUE },
    { "22:00-02:00", "fri", 6, 1, 0, 0, TRUE },
    { "22:00-02:00", "fri", 5, 1, 0, 0, FALSE },
    { "22:00-02:00", "sun", 8, 1, 0, 0, TRUE },
    { "00:00-24:00", NULL, 3, 0, 0, 0, TRUE },
    { NULL, "wed", 3, 12, 0, 0, TRUE },
    { NULL, "wed", 4, 0, 0, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "{%s%s%s%s%s%s%s}", cases[i].time != NULL ? "\"time\":\"" : "",
        cases[i].time != NULL ? cases[i].time : "", cases[i].time != NULL ? "\"" : "",
        cases[i].time != NULL && cases[i].days != NULL ? "," : "",
        cases[i].days != NULL ? "\"days\":\"" : "", cases[i].days != NULL ? cases[i].days : "",
        cases[i].days != NULL ? "\"" : "");
      Fixture fixture;

      g_test_message ("%s on day %d at %d:%02d", text, cases[i].day, cases[i].hour,
                      cases[i].minute);
      fixture_init (&fixture, text, NULL);
      fixture.call.unix_us =
        local_time (cases[i].day, cases[i].hour, cases[i].minute, cases[i].second);
      g_assert_cmpint (fixture_check (&fixture, NULL), ==, cases[i].expected);
      g_assert_cmpint (fixture.wake_us, >, fixture.call.now_us);
      g_assert_cmpint (fixture.wake_us, <=, fixture.call.now_us + 60 * SECOND);
      fixture_clear (&fixture);
    }
}

/* Woken when it begins, not a minute later; and the answer follows a clock that is set back. */
static void
test_time_wakes (void)
{
  Fixture fixture;

  fixture_init (&fixture, "{\"time\":\"18:00-23:30\"}", NULL);
  fixture.call.unix_us = local_time (1, 17, 59, 40);
  g_assert_false (fixture_check (&fixture, NULL));
  g_assert_cmpint (fixture.wake_us, ==, fixture.call.now_us + 20 * SECOND);

  fixture.call.now_us = fixture.wake_us;
  fixture.call.unix_us = local_time (1, 18, 0, 0);
  g_assert_true (fixture_check (&fixture, NULL));
  fixture.call.unix_us = local_time (1, 12, 0, 0);
  g_assert_false (fixture_check (&fixture, NULL));
  fixture_clear (&fixture);
}

static void
test_changed_within (void)
{
  Fixture fixture;

  fixture_init (&fixture, "{\"changed\":\"/a\",\"within\":2}", NULL);
  g_assert_false (fixture_check (&fixture, NULL));
  g_assert_cmpint (fixture.wake_us, ==, 0);

  clasp_condition_touch (fixture.condition, clasp_str ("/b"), fixture.call.now_us);
  g_assert_false (fixture_check (&fixture, NULL));
  clasp_condition_touch (fixture.condition, clasp_str ("/a"), fixture.call.now_us);
  g_assert_true (fixture_check (&fixture, NULL));
  g_assert_cmpint (fixture.wake_us, ==, 1002 * SECOND);

  fixture.call.now_us = 1002 * SECOND - 1;
  g_assert_true (fixture_check (&fixture, NULL));
  fixture.call.now_us = 1002 * SECOND;
  g_assert_false (fixture_check (&fixture, NULL));
  g_assert_cmpint (fixture.wake_us, ==, 0);
  fixture_clear (&fixture);
}

/* ---- faults ---- */

static void
test_faults_say_where (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "value >", "*column*" },
    { "{", "*line 1*" },
    { "{}", "expected all*" },
    { "{'all':1}", "all: expected a list*" },
    { "{'all':[{'layer':'a'},{'address':'/a','op':'is','value':1}]}",
      "all[1].op: ‘is’ is not known*" },
    { "{'all':[{'not':{'input':true,'op':'gt','value':'x'}}]}",
      "all[0].not.value: expected a number" },
    { "{'all':[5]}", "all[0]: expected an object" },
    { "{'not':null}", "not: expected an object" },
    { "{'all':[],'any':[]}", "any: means nothing here" },
    { "{'address':'/a','op':'eq'}", "value: is missing" },
    { "{'address':'/a','op':'eq','value':1,'hystersis':1}", "hystersis: means nothing here" },
    { "{'address':'/a','value':1}", "op: is missing" },
    { "{'address':'a','op':'exists'}", "address: ‘a’ is no address*" },
    { "{'address':'/a/*','op':'exists'}", "address: ‘/a/?’ is no address*" },
    { "{'var':'','op':'exists'}", "var:*" },
    { "{'capture':'n','op':'exists'}", "capture: the source captures nothing called ‘n’" },
    { "{'input':false,'op':'exists'}", "input: expected true" },
    { "{'input':true,'op':'between','value':[2,1]}", "value: 2 is above 1" },
    { "{'input':true,'op':'between','value':[1]}", "value: expected two numbers*" },
    { "{'input':true,'op':'in','value':1}", "value: expected a list*" },
    { "{'input':true,'op':'matches','value':'('}", "value: the regular expression is wrong*" },
    { "{'input':true,'op':'eq','value':1,'tolerance':-1}", "tolerance: expected 0 to*" },
    { "{'input':true,'op':'eq','value':1,'loose':1}", "loose: expected true or false" },
    { "{'connection':'a','is':'here'}", "is: ‘here’ is not known*" },
    { "{'time':'25:00-26:00'}", "time: expected a time*" },
    { "{'time':'18:00'}", "time: expected a time*" },
    { "{'time':'18:60-19:00'}", "time: expected a time*" },
    { "{'days':'monday'}", "days: expected days*" },
    { "{'days':''}", "days: expected days*" },
    { "{'expr':'1 +'}", "expr: *column 4" },
    { "{'changed':'/a'}", "within: is missing" },
    { "{'changed':'/a','within':86401}", "within: expected 0 to 86400, got 86401" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char           *text = g_strdup (cases[i].text);
      g_autoptr (GError)         error = NULL;
      g_autoptr (ClaspCondition) condition = NULL;

      g_strdelimit (text, "'", '"');
      condition = clasp_condition_new (text, NULL, &error);
      g_test_message ("%s: %s", text, error != NULL ? error->message : "read");
      g_assert_null (condition);
      g_assert_nonnull (error);
      g_assert_true (error->domain == CLASP_MAPPING_ERROR);
      g_assert_true (g_pattern_match_simple (cases[i].message, error->message));
    }
}

/* ---- limits ---- */

static gboolean
is_read (const char *text, const char *expected)
{
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspCondition) condition = clasp_condition_new (text, NULL, &error);

  if (condition == NULL)
    g_assert_nonnull (strstr (error->message, expected));
  return condition != NULL;
}

static char *
nested (guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "{\"not\":");
  g_string_append (text, "{\"layer\":\"a\"}");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static char *
list_of (guint n)
{
  GString *text = g_string_new ("{\"any\":[");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s{\"layer\":\"a\"}", i > 0 ? "," : "");
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  g_autofree char *deep = nested (CLASP_CONDITION_MAX_DEPTH);
  g_autofree char *deeper = nested (CLASP_CONDITION_MAX_DEPTH + 1);
  g_autofree char *many = list_of (CLASP_CONDITION_MAX_PARTS - 1);
  g_autofree char *more = list_of (CLASP_CONDITION_MAX_PARTS);
  g_autofree char *pattern = g_strnfill (CLASP_CONDITION_MAX_PATTERN, 'x');
  g_autofree char *blanks =
    g_strnfill (CLASP_CONDITION_MAX_LENGTH - strlen ("{\"layer\":\"a\"}"), ' ');
  g_autofree char *regex =
    g_strdup_printf ("{\"input\":true,\"op\":\"matches\",\"value\":\"%s\"}", pattern);
  g_autofree char *longer_regex =
    g_strdup_printf ("{\"input\":true,\"op\":\"matches\",\"value\":\"%sx\"}", pattern);
  g_autofree char *text = g_strconcat ("{\"layer\":\"a\"}", blanks, NULL);
  g_autofree char *longer = g_strconcat (text, " ", NULL);

  g_assert_true (is_read (deep, ""));
  g_assert_false (is_read (deeper, "nested deeper than 16"));
  g_assert_true (is_read (many, ""));
  g_assert_false (is_read (more, "more than 256 conditions"));
  g_assert_true (is_read (regex, ""));
  g_assert_false (is_read (longer_regex, "longer than 256 bytes"));
  g_assert_true (is_read (text, ""));
  g_assert_false (is_read (longer, "longer than 16384 bytes"));
}

/* What would take years is given up, and a long text is not searched at all. */
static void
test_hostile_regex (void)
{
  Fixture          fixture;
  g_autofree char *run = g_strnfill (1022, 'a');
  g_autofree char *input = g_strdup_printf ("\"%sb\"", run);
  g_autofree char *longest = g_strdup_printf ("\"%sbb\"", run);
  g_autofree char *too_long = g_strdup_printf ("\"%sbbb\"", run);

  g_assert_false (holds ("{\"input\":true,\"op\":\"matches\",\"value\":\"(a+)+$\"}", input));
  fixture_init (&fixture, "{\"input\":true,\"op\":\"matches\",\"value\":\"bb$\"}", NULL);
  g_assert_true (fixture_check (&fixture, longest));
  g_assert_false (fixture_check (&fixture, too_long));
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/condition/operators", test_operators);
  g_test_add_func ("/mapping/condition/missing-state", test_missing_state);
  g_test_add_func ("/mapping/condition/trees", test_trees);
  g_test_add_func ("/mapping/condition/addresses", test_addresses);
  g_test_add_func ("/mapping/condition/expression-looks-at-parameters",
                   test_expression_looks_at_parameters);
  g_test_add_func ("/mapping/condition/connection-states", test_connection_states);
  g_test_add_func ("/mapping/condition/captures", test_captures);
  g_test_add_func ("/mapping/condition/input-counts-until-the-next",
                   test_input_counts_until_the_next);
  g_test_add_func ("/mapping/condition/edges", test_edges);
  g_test_add_func ("/mapping/condition/edge-of-another-address", test_edge_of_another_address);
  g_test_add_func ("/mapping/condition/two-states-do-not-mix", test_two_states_do_not_mix);
  g_test_add_func ("/mapping/condition/time-of-day", test_time_of_day);
  g_test_add_func ("/mapping/condition/time-wakes", test_time_wakes);
  g_test_add_func ("/mapping/condition/changed-within", test_changed_within);
  g_test_add_func ("/mapping/condition/faults-say-where", test_faults_say_where);
  g_test_add_func ("/mapping/condition/limits", test_limits);
  g_test_add_func ("/mapping/condition/hostile-regex", test_hostile_regex);
  return g_test_run ();
}
