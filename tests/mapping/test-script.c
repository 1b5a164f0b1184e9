/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What scripts can do; what they cannot is in test-script-limits.c. */

#include "mapping/script/clasp-script.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#define SECOND G_USEC_PER_SEC

/* What a script asked for, a line each. */
typedef struct
{
  GString *sent, *logged;
} Heard;

static ClaspValue
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  return value;
}

static char *
print (const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);

  return clasp_json_print_line (node);
}

static const ClaspValue *
get_param (ClaspStr address, gpointer user_data)
{
  static const ClaspValue level = { CLASP_VALUE_DOUBLE, { .number = 0.5 } };

  return clasp_str_equal (address, clasp_str ("/desk/level")) ? &level : NULL;
}

static void
send_cb (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data)
{
  g_autofree char *text = print (value);

  g_string_append_printf (((Heard *) user_data)->sent, "%.*s %s%s;", (int) address.length,
                          address.data, text, is_event ? " event" : "");
}

static void
log_cb (const char *text, gpointer user_data)
{
  g_string_append_printf (((Heard *) user_data)->logged, "%s;", text);
}

static ClaspScript *
load (const char *text, const ClaspRoutePattern *pattern)
{
  ClaspScriptLimits  limits = { .timeout_ms = 20, .memory_bytes = 8 * 1024 * 1024 };
  g_autoptr (GError) error = NULL;
  ClaspScript       *script = clasp_script_new (text, &limits, pattern, &error);

  g_assert_no_error (error);
  return script;
}

static ClaspTransformResult
run (ClaspScript *script, ClaspScriptState *state, gint64 now_us, ClaspValue *value, Heard *heard)
{
  ClaspTransformEnv    env = { get_param, heard != NULL ? send_cb : NULL,
                            heard != NULL ? log_cb : NULL, heard };
  ClaspTransformCall   call = { .now_us = now_us, .address = clasp_str ("/in/3"), .env = &env };
  ClaspTransformResult result = clasp_script_run (script, state, &call, value);

  if (result == CLASP_TRANSFORM_ERROR)
    g_test_message ("%s", call.problem);
  return result;
}

/* The result of one call as JSON; "drop" and "error" where there is none. */
static char *
run_once (const char *text, const char *input)
{
  g_autoptr (ClaspScript) script = load (text, NULL);
  ClaspScriptState        state = { 0 };
  g_auto (ClaspValue)     value = parse (input);

  switch (run (script, &state, SECOND, &value, NULL))
    {
    case CLASP_TRANSFORM_PASS:
      return print (&value);
    case CLASP_TRANSFORM_DROP:
      return g_strdup ("drop");
    case CLASP_TRANSFORM_ERROR:
      break;
    }
  return g_strdup ("error");
}

typedef struct
{
  const char *text, *input, *result;
} Case;

static void
check (const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *result = NULL;

      g_test_message ("%s", cases[i].text);
      result = run_once (cases[i].text, cases[i].input);
      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

static void
test_bodies_and_functions (void)
{
  static const Case cases[] = {
    { "return input * 2", "21", "42" },
    { "return input * 2", "0.25", "0.5" },
    { "-- transform the value\nreturn input + 1", "1", "2" },
    { "local s = 'function transform'; return #s", "1", "18" },
    { "function transform(input) return input * 2 end", "4", "8" },
    { "function transform (input, ctx) return ctx.address end", "4", "\"/in/3\"" },
    { "transform = function(v) return v end", "true", "true" },
    { "local function transform(x) return x * 3 end\nreturn transform(input)", "2", "error" },
    { "if input > 0.5 then return 1 else return 0 end", "0.6", "1" },
    { "", "1", "drop" },
    { "return nil", "1", "drop" },
    { "return", "1", "drop" },
    { "return false", "1", "false" },
  };

  /* The one that fails at once says so when it is loaded. */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (!g_str_equal (cases[i].result, "error"))
      check (&cases[i], 1);
}

static void
test_values_both_ways (void)
{
  static const Case cases[] = {
    { "return input", "[1,2.5,\"a\",true,[],{\"k\":null}]", "[1,2.5,\"a\",true,[],{\"k\":null}]" },
    { "return input", "{\"b\":1,\"a\":[1]}", "{\"a\":[1],\"b\":1}" },
    { "return input == nil", "null", "true" },
    { "return input[1] == null", "[null]", "true" },
    { "return math.type(input)", "1", "\"integer\"" },
    { "return math.type(input)", "1.0", "\"float\"" },
    { "return input.x + input['y']", "{\"x\":1,\"y\":2}", "3" },
    { "return #input", "[1,2,3]", "3" },
    { "return {1, 2, nil, 4}", "0", "{\"1\":1,\"2\":2,\"4\":4}" },
    { "return {}", "0", "[]" },
    { "return {a = {b = {1}}}", "0", "{\"a\":{\"b\":[1]}}" },
    { "return '\\xff\\0'", "0", "\"/wA=\"" },
    { "return 'h\\u{e9}'", "0", "\"h\303\251\"" },
    { "return input", "9223372036854775807", "9223372036854775807" },
    { "return 1/0", "0", "error" },
    { "return {0/0}", "0", "error" },
    { "return print", "0", "error" },
    { "return {print}", "0", "error" },
    { "return {[true] = 1}", "0", "error" },
    { "local t = {} t.t = t return t", "0", "error" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* What is ours instead of Lua's own behaves as the manual says. */
static void
test_library (void)
{
  static const Case cases[] = {
    { "return {('hello world'):find('o w')}", "0", "[5,7]" },
    { "return {('a.b'):find('.', 2, true)}", "0", "[2,2]" },
    { "return {('hello'):find('l+')}", "0", "[3,4]" },
    { "return {('hello'):find('(l)(o)')}", "0", "[4,5,\"l\",\"o\"]" },
    { "return {('abc'):find('b', -1)}", "0", "[]" },
    { "return {('abc'):find('', 10)}", "0", "[]" },
    { "return {('abc'):find('', 4)}", "0", "[4,3]" },
    { "return {('key = value'):match('^(%w+)%s*=%s*(%w+)$')}", "0", "[\"key\",\"value\"]" },
    { "return ('2024-01-02'):match('%d+-(%d+)')", "0", "\"01\"" },
    { "return {('abc'):match('()b()')}", "0", "[2,3]" },
    { "return ('f(a(b)c)d'):match('%b()')", "0", "\"(a(b)c)\"" },
    { "return ('THE (quick) fox'):find('%f[%a]%a+%f[%A]', 5)", "0", "6" },
    { "return ('say \"hi\"'):match([[([\"'])(.-)%1]])", "0", "\"\\\"\"" },
    { "return ('[[]]'):match('[]]+')", "0", "\"]]\"" },
    { "return ('a-z'):match('[a%-]+')", "0", "\"a-\"" },
    { "return ('x^2'):match('[%^]')", "0", "\"^\"" },
    { "return ('ab12'):match('[^%d]+')", "0", "\"ab\"" },
    { "return ('<a><b>'):match('<.->')", "0", "\"<a>\"" },
    { "return ('color colour'):gsub('colou?r', 'x')", "0", "\"x x\"" },
    { "return ('hello'):gsub('', '-')", "0", "\"-h-e-l-l-o-\"" },
    { "return ('abc'):gsub('%w', '%0%0', 2)", "0", "\"aabbc\"" },
    { "return ('a b'):gsub('(%w) (%w)', '%2 %1 %%')", "0", "\"b a %\"" },
    { "return ('$x $y'):gsub('%$(%w)', {x = 1})", "0", "\"1 $y\"" },
    { "return ('abc'):gsub('b', function(c) return c:upper() end)", "0", "\"aBc\"" },
    { "return select(2, ('aaa'):gsub('a', 'b'))", "0", "3" },
    { "return ('aaa'):gsub('^a', 'b')", "0", "\"baa\"" },
    { "local t = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do t[k] = v end return t", "0",
      "{\"a\":\"1\",\"b\":\"2\"}" },
    { "local n = 0 for _ in ('abc'):gmatch('') do n = n + 1 end return n", "0", "4" },
    { "return ('ab'):rep(3, '-')", "0", "\"ab-ab-ab\"" },
    { "return ('x'):rep(0)", "0", "\"\"" },
    { "return ('x'):rep(-1)", "0", "\"\"" },
    { "return (''):rep(1e9)", "0", "\"\"" },
    { "return ('%5.2f|%d|%s|%q'):format(1.5, 3, 'a', 'b')", "0", "\" 1.50|3|a|\\\"b\\\"\"" },
    { "return string.pack('>I2', 258) == '\\1\\2'", "0", "true" },
    { "return ('AbC'):lower() .. ('abc'):reverse() .. ('abc'):sub(2)", "0", "\"abccbabc\"" },
    { "return utf8.len('h\\u{e9}') .. utf8.char(233)", "0", "\"2\303\251\"" },
    { "return '10' + 5", "0", "15" },
    { "local t = {3, 1, 2} table.sort(t) return t", "0", "[1,2,3]" },
    { "local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) return t", "0",
      "[3,2,1]" },
    { "local t = {'b', 'a', 'c'} table.sort(t) return table.concat(t, ',')", "0", "\"a,b,c\"" },
    { "local t = {1, 2} table.insert(t, 3) table.insert(t, 1, 0) return t", "0", "[0,1,2,3]" },
    { "local t = {1, 2, 3} return {table.remove(t, 1), table.remove(t), #t}", "0", "[1,3,1]" },
    { "local t = {} return {table.remove(t), #t}", "0", "{\"2\":0}" },
    { "return table.move({1, 2, 3}, 1, 3, 2)", "0", "[1,1,2,3]" },
    { "return table.move({1, 2}, 1, 2, 1, {})", "0", "[1,2]" },
    { "return table.pack(1, nil, 3).n", "0", "3" },
    { "return {table.unpack({1, 2, 3}, 2)}", "0", "[2,3]" },
    { "return table.concat({1, 2, 'x'}, '-', 2, 3)", "0", "\"2-x\"" },
    { "return {pcall(error, 'x')}", "0", "[false,\"x\"]" },
    { "return {pcall(function(a) return a + 1 end, 1)}", "0", "[true,2]" },
    { "return {xpcall(error, function(m) return m .. '!' end, 'x')}", "0", "[false,\"x!\"]" },
    { "return {xpcall(function(a) return a end, print, 5)}", "0", "[true,5]" },
    { "return select('#', pcall(error, {}))", "0", "2" },
    { "local c = setmetatable({}, {__index = function(t, k) return k .. '!' end}) return c.x", "0",
      "\"x!\"" },
    { "local mt = {__add = function(a, b) return 7 end}\n"
      "local a = setmetatable({}, mt) return {a + a, getmetatable(a) == mt}",
      "0", "[7,true]" },
    { "local a = setmetatable({}, {__metatable = 5})\n"
      "return {getmetatable(a), pcall(setmetatable, a, {}) }",
      "0", "[5,false,\"cannot change a protected metatable\"]" },
    { "local a = setmetatable({}, {}) setmetatable(a, nil) return getmetatable(a) == nil", "0",
      "true" },
    { "local n = 0 for k, v in pairs({a = 1, b = 2}) do n = n + v end return n", "0", "3" },
    { "local n = 0 for i, v in ipairs({5, 6}) do n = n + i * v end return n", "0", "17" },
    { "return math.max(1, 5, 3) + math.floor(2.5) + (math.random() < 1 and 1 or 0)", "0", "8" },
    { "return tostring(0.5)", "0", "\"0.5\"" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_context (void)
{
  static const char       text[] = "ctx.state.n = (ctx.state.n or 0) + 1\n"
                                   "total = (total or 0) + input\n"
                                   "return {ctx.state.n, total, ctx.time, ctx.dt, ctx.address}";
  g_autoptr (ClaspScript) script = load (text, NULL);
  ClaspScriptState        one = { 0 }, other = { 0 };
  g_auto (ClaspValue)     first = clasp_value_int (1);
  g_auto (ClaspValue)     second = clasp_value_int (2);
  g_auto (ClaspValue)     third = clasp_value_int (3);
  g_autofree char        *first_text = NULL, *second_text = NULL, *third_text = NULL;

  g_assert_cmpint (run (script, &one, SECOND, &first, NULL), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run (script, &one, 3 * SECOND, &second, NULL), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (run (script, &other, 4 * SECOND, &third, NULL), ==, CLASP_TRANSFORM_PASS);
  first_text = print (&first);
  second_text = print (&second);
  third_text = print (&third);
  g_assert_cmpstr (first_text, ==, "[1,1,1.0,0.0,\"/in/3\"]");
  g_assert_cmpstr (second_text, ==, "[2,3,3.0,2.0,\"/in/3\"]");
  /* Another address has a state of its own; globals are the script's. */
  g_assert_cmpstr (third_text, ==, "[1,6,4.0,0.0,\"/in/3\"]");

  clasp_script_clear_state (script, &one);
  clasp_script_clear_state (script, &other);
  clasp_value_clear (&first);
  first = clasp_value_int (0);
  g_assert_cmpint (run (script, &one, 5 * SECOND, &first, NULL), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (clasp_value_get_element (&first, 0)->as.integer, ==, 1);
}

static void
test_captures (void)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new ("/{d}/{n:int}", NULL);
  g_autoptr (ClaspScript)       script =
    load ("return ctx.captures.d .. math.type(ctx.captures.n) .. ctx.captures.n + 1", pattern);
  ClaspScriptState    state = { 0 };
  ClaspTransformEnv   env = { .get = get_param };
  ClaspCaptures       captures;
  ClaspTransformCall  call = { .address = clasp_str ("/in/3"), .captures = &captures, .env = &env };
  g_auto (ClaspValue) value = clasp_value_int (1);
  g_autofree char    *text = NULL;

  g_assert_true (clasp_route_pattern_match (pattern, call.address, &captures));
  g_assert_cmpint (clasp_script_run (script, &state, &call, &value), ==, CLASP_TRANSFORM_PASS);
  text = print (&value);
  g_assert_cmpstr (text, ==, "\"ininteger4\"");
}

static void
test_sends_gets_and_logs (void)
{
  static const char       text[] = "ctx.send('/a', input)\n"
                                   "ctx.send('/b', {1, 2}, {event = true})\n"
                                   "ctx.log('level', ctx.get('/desk/level'), ctx.get('/nowhere'))\n"
                                   "print(true)\n"
                                   "return nil";
  g_autoptr (ClaspScript) script = load (text, NULL);
  g_autoptr (GString)     sent = g_string_new (NULL);
  g_autoptr (GString)     logged = g_string_new (NULL);
  Heard                   heard = { sent, logged };
  ClaspScriptState        state = { 0 };
  ClaspValue              value = clasp_value_int (7);

  g_assert_cmpint (run (script, &state, SECOND, &value, &heard), ==, CLASP_TRANSFORM_DROP);
  g_assert_cmpstr (sent->str, ==, "/a 7;/b [1,2] event;");
  g_assert_cmpstr (logged->str, ==, "level\t0.5\tnil;true;");

  /* A preview hears nothing. */
  g_assert_cmpint (run (script, &state, SECOND, &value, NULL), ==, CLASP_TRANSFORM_DROP);
}

static void
test_bad_addresses_are_errors (void)
{
  static const Case cases[] = {
    { "ctx.send('nowhere', 1)", "0", "error" }, { "ctx.send('/a/*', 1)", "0", "error" },
    { "ctx.send(nil, 1)", "0", "error" },       { "ctx.send('/a')", "0", "error" },
    { "ctx.send('/a', print)", "0", "error" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_errors_have_a_line (void)
{
  static const struct
  {
    const char *text, *start;
  } cases[] = {
    { "return input *", "line 1:" },
    { "\n\nx = = 1", "line 3:" },
    { "function transform(input)\nreturn input", "line 2:" },
    { "function transform(input) return input end\nerror('no')", "line 2: no" },
    { "transform = 5", "transform is no function" },
    { "\033Lua", "line 1:" }, /* bytecode */
    { "\xff", "the script is not UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspScriptLimits       limits = { .timeout_ms = 20, .memory_bytes = 1024 * 1024 };
      g_autoptr (GError)      error = NULL;
      g_autoptr (ClaspScript) script = clasp_script_new (cases[i].text, &limits, NULL, &error);

      g_test_message ("%s", error != NULL ? error->message : "accepted");
      g_assert_null (script);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION);
      g_assert_true (g_str_has_prefix (error->message, cases[i].start));
    }
}

static void
test_failures_say_the_line_and_do_not_count_as_overruns (void)
{
  g_autoptr (ClaspScript) script = load ("n = (n or 0) + 1\nreturn input.x.y", NULL);
  ClaspScriptState        state = { 0 };
  ClaspTransformEnv       env = { .get = get_param };
  ClaspValue              value = clasp_value_int (1);

  for (guint i = 0; i < 10; i++)
    {
      ClaspTransformCall call = { .address = clasp_str ("/a"), .env = &env };

      g_assert_cmpint (clasp_script_run (script, &state, &call, &value), ==, CLASP_TRANSFORM_ERROR);
      g_assert_true (g_str_has_prefix (call.problem, "line 2: attempt to index"));
    }
  g_assert_false (clasp_script_is_off (script));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);
  g_test_add_func ("/mapping/script/bodies-and-functions", test_bodies_and_functions);
  g_test_add_func ("/mapping/script/values-both-ways", test_values_both_ways);
  g_test_add_func ("/mapping/script/library", test_library);
  g_test_add_func ("/mapping/script/context", test_context);
  g_test_add_func ("/mapping/script/captures", test_captures);
  g_test_add_func ("/mapping/script/sends-gets-and-logs", test_sends_gets_and_logs);
  g_test_add_func ("/mapping/script/bad-addresses-are-errors", test_bad_addresses_are_errors);
  g_test_add_func ("/mapping/script/errors-have-a-line", test_errors_have_a_line);
  g_test_add_func ("/mapping/script/failures-say-the-line",
                   test_failures_say_the_line_and_do_not_count_as_overruns);

  return g_test_run ();
}
