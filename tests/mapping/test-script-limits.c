/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scripts that mean harm. Each must end, soon, without harm to others. */

#include "mapping/mapping-test.h"
#include "mapping/script/clasp-script.h"
#include "support/clasp-test.h"

#include <time.h>

#define MEBIBYTE (1024 * 1024)

/* A call is cut off after 5 ms; what no clock can interrupt adds a little, sanitizers and a slow
 * machine a lot. What is not bounded takes seconds at least. */
#define BOUND_US (800 * 1000)

typedef struct
{
  const char *name, *text;
} Script;

static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

/* A clock by hand. */
typedef struct
{
  gint64 now_us, pace_us; /* it moves at every look */
} Clock;

static gint64
look (gpointer user_data)
{
  Clock *clock = user_data;

  return clock->now_us += clock->pace_us;
}

static ClaspScript *
load_for (const char *text, guint timeout_ms)
{
  ClaspScriptLimits  limits = { .timeout_ms = timeout_ms, .memory_bytes = 8 * MEBIBYTE };
  g_autoptr (GError) error = NULL;
  ClaspScript       *script = clasp_script_new (text, &limits, NULL, &error);

  g_assert_no_error (error);
  return script;
}

static ClaspScript *
load (const char *text)
{
  return load_for (text, 5);
}

/* For what ends by itself, however slow the machine and its sanitizers are, and for something else
 * than its time. */
static ClaspScript *
load_patiently (const char *text)
{
  return load_for (text, 20 * 1000);
}

static ClaspTransformResult
run (ClaspScript *script, const char **problem)
{
  static const ClaspTransformEnv env = { .get = get_nothing };
  ClaspScriptState               state = { 0 };
  ClaspTransformCall             call = { .address = clasp_str ("/a"), .env = &env };
  g_auto (ClaspValue)            value = clasp_value_double (0.5);
  ClaspTransformResult           result = clasp_script_run (script, &state, &call, &value);

  clasp_script_clear_state (script, &state);
  *problem = call.problem;
  return result;
}

static gint64
thread_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Runs it until it is switched off; every call must be short. */
static void
check_cut (const Script *script)
{
  g_autoptr (ClaspScript) self = load (script->text);
  const char             *problem;

  for (guint i = 0; i < 40 && !clasp_script_is_off (self); i++)
    {
      gint64 started_us = thread_time_us (), took_us;

      run (self, &problem);
      took_us = thread_time_us () - started_us;
      g_test_message ("%s: %.1f ms, %" G_GSIZE_FORMAT " bytes: %s", script->name,
                      (double) took_us / 1000, clasp_script_get_memory (self),
                      problem != NULL ? problem : "");
      g_assert_cmpint (took_us, <, BOUND_US);
      g_assert_cmpuint (clasp_script_get_memory (self), <=, 8 * MEBIBYTE);
    }
  g_assert_true (clasp_script_is_off (self));
}

#define FOREVER "while true do end "

static void
test_loops_are_cut (void)
{
  static const Script scripts[] = {
    { "loop", FOREVER },
    { "goto", "::a:: goto a" },
    { "for", "for i = 1, math.huge do end" },
    { "for whole", "for i = 1, math.maxinteger do end" },
    { "repeat", "repeat until false" },
    { "recursion", "local function f() return f() end return f()" },
    { "pcall", "while true do pcall(function() " FOREVER "end) end" },
    { "pcalls", "local function f() pcall(f) " FOREVER "end f() " FOREVER },
    { "xpcall", "xpcall(function() " FOREVER "end, function() " FOREVER "end)" },
    { "xpcall handler", "xpcall(error, function() " FOREVER "end)" },
    { "pcall itself", "while true do pcall(pcall, pcall, error) end" },
    { "index", "local t = setmetatable({}, {__index = function() " FOREVER "end}) return t.x" },
    { "newindex", "local t = setmetatable({}, {__newindex = function() " FOREVER "end}) t.x = 1" },
    { "tostring", "return tostring(setmetatable({}, {__tostring = function() " FOREVER "end}))" },
    { "print", "print(setmetatable({}, {__tostring = function() " FOREVER "end})) return 1" },
    { "format",
      "return ('%s'):format(setmetatable({}, {__tostring = function() " FOREVER "end}))" },
    { "concat", "return 'a' .. setmetatable({}, {__concat = function() " FOREVER "end})" },
    { "len", "return #setmetatable({}, {__len = function() " FOREVER "end})" },
    { "eq", "local m = {__eq = function() " FOREVER "end} "
            "return setmetatable({}, m) == setmetatable({}, m)" },
    { "call", "return setmetatable({}, {__call = function() " FOREVER "end})()" },
    { "pairs", "for k in pairs(setmetatable({}, {__pairs = function() " FOREVER "end})) do end" },
    { "iterator", "for x in function() return 1 end do end" },
    { "ipairs", "for i in ipairs(setmetatable({}, {__index = function() return 1 end})) do end" },
    { "sort", "table.sort({3, 2, 1}, function() " FOREVER "end)" },
    { "sort much", "local t = {} for i = 1, 8000 do t[i] = (i * 7919) % 10007 end "
                   "while true do table.sort(t, function(a, b) return a < b end) end" },
    { "sort without order",
      "local t = {} for i = 1, 1000 do t[i] = i end "
      "while true do table.sort(t, function() return math.random() < 0.5 end) end" },
    { "gsub", "('x'):gsub('x', function() " FOREVER "end)" },
    { "gmatch", "while true do for _ in ('aaa'):gmatch('') do end end" },
    { "print much", "while true do print('x') end" },
    { "next", "t = t or {} if #t == 0 then for i = 1, 3000 do t['k' .. i] = 1 end "
              "for i = 1, 3000 do t['k' .. i] = nil end end while true do next(t) end" },
    { "body of a file", "function transform() " FOREVER "end" },
    { "global state", "n = (n or 0) + 1 " FOREVER },
    { "rep of nothing", "while true do (''):rep(math.maxinteger) end" },
    { "unpack", "local t = {} while true do pcall(table.unpack, t, 1, 4000) end" },
    { "move", "while true do pcall(table.move, {}, 1, 1e15, 2) end" },
    { "collisions", "t = t or {} local m = ((1 << 12) - 1) * ((1 << 13) - 1) "
                    "n = n or 0 while true do n = n + 1 t[n * m] = n end" },
    { "compare", "local a, b = ('x'):rep(200000) .. 'a', ('x'):rep(200000) .. 'b' "
                 "while true do local c = a < b end" },
    { "number of a text", "local s = ('1'):rep(100000) .. '.5' while true do local n = s + 0 end" },
    { "upper", "local s = ('x'):rep(250000) while true do local n = s:upper() end" },
    { "utf8", "local s = ('x'):rep(250000) while true do utf8.len(s) end" },
    { "utf8 codes",
      "local s = ('\\u{10ffff}'):rep(60000) while true do for p in utf8.codes(s) do end end" },
    { "tonumber", "local s = ('z'):rep(250000) while true do tonumber(s, 36) end" },
    { "pack", "local f = ('b'):rep(100000) while true do string.packsize(f) end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    check_cut (&scripts[i]);
}

static void
test_patterns_are_cut (void)
{
  static const Script scripts[] = {
    { "nested", "return (('a'):rep(3000)):find(('.-'):rep(20) .. 'b')" },
    { "nested greedy", "return (('a'):rep(3000)):match(('a*'):rep(20) .. 'b')" },
    { "captures", "return (('a'):rep(3000)):find('(.-)(.-)(.-)(.-)(.-)(.-)%1%2b')" },
    { "maybe", "return (('a'):rep(250)):match(('a?'):rep(125) .. ('a'):rep(125) .. 'b')" },
    { "balanced", "return (('('):rep(250000)):find('%b()')" },
    { "gsub", "return (('a'):rep(3000)):gsub(('.-'):rep(20) .. 'b', '')" },
    { "gmatch", "for x in (('a'):rep(3000)):gmatch(('.-'):rep(20) .. 'b') do end" },
    { "again", "return (('ab'):rep(100000)):find('(.*).-%1%1c')" },
    { "pcall", "while true do pcall(string.find, ('a'):rep(3000), ('.-'):rep(20) .. 'b') end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    check_cut (&scripts[i]);
}

static void
test_memory_is_bounded (void)
{
  static const Script scripts[] = {
    { "table", "local t = {} while true do t[#t + 1] = {} end" },
    { "large table", "local t = {} local i = 0 while true do i = i + 1 t[i] = i end" },
    { "keys", "local t = {} local i = 0 while true do i = i + 1 t['k' .. i] = i end" },
    { "text", "local s = 'x' while true do s = s .. s end" },
    { "texts", "local t = {} while true do t[#t + 1] = ('x'):rep(10000) .. #t end" },
    { "closures", "local t = {} while true do t[#t + 1] = function() return t end end" },
    { "concat", "local t = {} for i = 1, 200 do t[i] = ('x'):rep(10000) end "
                "return table.concat(t)" },
    { "gsub", "local s = ('x'):rep(100000) return s:gsub('x', 'yyyyyyyyyyyyyyyyyyyy')" },
    { "gsub of functions", "return (('x'):rep(1000)):gsub('x', function() "
                           "return ('y'):rep(100000) end)" },
    { "recursion", "local function f(...) return 1 + f(1, ...) end return f()" },
    { "pcall", "while true do pcall(function() local t = {} "
               "while true do t[#t + 1] = {} end end) end" },
    { "pcall of texts", "t = {} while true do pcall(function() "
                        "t[#t + 1] = ('x'):rep(250000) .. #t end) end" },
    { "global", "t = t or {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end" },
    { "state", "t = ctx.state while true do t[#t + 1] = ('x'):rep(1000) .. #t end" },
    { "format", "local t = {} while true do t[#t + 1] = ('%99d'):format(#t) end" },
  };

  /* Soon, and also when time does not help. */
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Clock                   clock = { 0, 0 };
      ClaspScriptLimits       limits = { 5, 8 * MEBIBYTE, look, &clock };
      g_autoptr (ClaspScript) self = clasp_script_new (scripts[i].text, &limits, NULL, NULL);
      const char             *problem;

      g_assert_cmpint (run (self, &problem), ==, CLASP_TRANSFORM_ERROR);
      g_test_message ("%s: %s", scripts[i].name, problem);
      g_assert_nonnull (strstr (problem, "needed too much memory and was cut off"));
      check_cut (&scripts[i]);
    }
}

/* Keys that all fall into one place of a table of any size make each look long, and making room for
 * more of them very long. A little in each call, this is never cut off by its time. */
static void
test_colliding_keys_are_short_of_room (void)
{
  static const char       text[] = "t = t or {} n = n or 0\n"
                                   "local m = 2047 * 4095 * 8191\n"
                                   "for i = 1, 64 do n = n + 1 t[n * m] = n end return n";
  ClaspScriptLimits       limits = { .timeout_ms = 20, .memory_bytes = 8 * MEBIBYTE };
  g_autoptr (ClaspScript) script = clasp_script_new (text, &limits, NULL, NULL);
  gint64                  longest_us = 0;

  for (guint i = 0; i < 300 && !clasp_script_is_off (script); i++)
    {
      gint64      started_us = thread_time_us ();
      const char *problem;

      run (script, &problem);
      longest_us = MAX (longest_us, thread_time_us () - started_us);
    }
  g_test_message ("longest %.1f ms", (double) longest_us / 1000);
  g_assert_cmpint (longest_us, <, BOUND_US);
}

/* One key more than a table may have. */
static void
test_keys_beyond_the_limit_are_cut (void)
{
  g_autoptr (ClaspScript) script =
    load_patiently ("local t = {} for i = 1, 2049 do t['k' .. i] = i end return 1");
  const char *problem;

  g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
  g_assert_nonnull (strstr (problem, "needed too much memory"));
}

static ClaspValue
make_value (guint n, gboolean is_map)
{
  g_autofree ClaspMapEntry *entries = g_new0 (ClaspMapEntry, n);
  g_autofree ClaspValue    *values = g_new0 (ClaspValue, n);
  g_autoptr (GPtrArray)     keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (keys, g_strdup_printf ("k%u", i));
      entries[i] = (ClaspMapEntry){ clasp_str (keys->pdata[i]), clasp_value_int (i) };
      values[i] = clasp_value_int (i);
    }
  return is_map ? clasp_value_map (entries, n) : clasp_value_array (values, n);
}

/* The list of 12,288 is as large as the keys of too large a table. */
static void
test_values_at_the_limit (void)
{
  static const struct
  {
    guint    n;
    gboolean is_map, passes;
  } cases[] = { { 2048, TRUE, TRUE },
                { 2049, TRUE, FALSE },
                { 6144, FALSE, TRUE },
                { 12288, FALSE, TRUE },
                { 16383, FALSE, TRUE } };
  static const ClaspTransformEnv env = { .get = get_nothing };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspScript) script = load_patiently ("return input ~= nil");
      ClaspScriptState        state = { 0 };
      ClaspTransformCall      call = { .address = clasp_str ("/a"), .env = &env };
      g_auto (ClaspValue)     value = make_value (cases[i].n, cases[i].is_map);
      ClaspTransformResult    result = clasp_script_run (script, &state, &call, &value);

      g_test_message ("%u: %s", cases[i].n, call.problem != NULL ? call.problem : "passes");
      g_assert_cmpint (result, ==, cases[i].passes ? CLASP_TRANSFORM_PASS : CLASP_TRANSFORM_ERROR);
      clasp_script_clear_state (script, &state);
    }
}

/* These are plain errors, which a script may even catch. */
static void
test_too_much_at_once_is_an_error (void)
{
  static const char *const texts[] = {
    "return ('x'):rep(1e9)",
    "return ('x'):rep(1e9, ('y'):rep(1000))",
    "return ('x'):rep(math.maxinteger)",
    "return ('%1000d'):format(1)",
    "return ('%.1000f'):format(1)",
    "return table.unpack({}, 1, 1e8)",
    "return table.unpack({}, math.mininteger, math.maxinteger)",
    "return table.concat({}, 'x', 1, 1e9)",
    "return ('x'):find(('%w'):rep(1000))",
    "return ('x'):find(('()'):rep(33))",
    "return ('x'):byte(1, -1, 5) + nil",
    "for i = 1, 65 do ctx.send('/a', i) end",
    "local function f() return pcall(f) and f() end return f() + nil",
    "local t = {} for i = 1, 40 do t = {t} end return t",
    ("local m = setmetatable({}, {}) local n = setmetatable({}, {__index = m}) "
     "setmetatable(m, {__index = n}) return m.x"),
    "local t = {} for i = 1, 14000 do t[i] = {i} end return t",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ClaspScript) script = load (texts[i]);
      const char             *problem;

      g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
      g_test_message ("%s: %s", texts[i], problem);
    }
}

static void
test_limits_at_the_limit (void)
{
  static const char *const texts[] = {
    "for i = 1, 64 do ctx.send('/a', i) end return 1",
    "local t = {} for i = 1, 16383 do t[i] = i end return t",
    "return #(('x'):rep(98304 - 25)) + #(('x'):rep(98303))",
    "local t = {} for i = 1, 12288 do t[i] = i end return t[12288]",
    "local t = {} for i = 1, 2048 do t['k' .. i] = i end return 1",
    "local t = 1 for i = 1, 32 do t = {t} end return t",
    "return #('x'):rep(262144 - 24 - 1)",
    "return ('x'):find(('()'):rep(32)) and 1",
    "return table.unpack({}, 1, 4096) or 1",
    "return (('a'):rep(10)):find(('a?'):rep(256)) and 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ClaspScript) script = load_patiently (texts[i]);
      const char             *problem = NULL;
      ClaspTransformResult    result = run (script, &problem);

      g_test_message ("%s: %s", texts[i], problem != NULL ? problem : "passes");
      g_assert_cmpint (result, ==, CLASP_TRANSFORM_PASS);
    }
}

static void
test_what_could_break_out_is_not_there (void)
{
  static const char *const texts[] = {
    "load",
    "loadfile",
    "loadstring",
    "dofile",
    "require",
    "collectgarbage",
    "io",
    "os",
    "debug",
    "package",
    "coroutine",
    "warn",
    "string.dump",
    "getfenv",
    "setfenv",
    "newproxy",
    "getmetatable('').__index",
    "_G._G.os",
    "(function() local m = getmetatable('') return type(m) == 'table' and m or nil end)()",
    "rawget(_G, 'io')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char        *text = g_strdup_printf ("return %s", texts[i]);
      g_autoptr (ClaspScript) script = load_patiently (text);
      const char             *problem;

      g_test_message ("%s", texts[i]);
      g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_DROP);
    }
}

/* Nothing of a script runs while garbage is collected or something is left, with hooks turned off.
 */
static void
test_metatables_that_hide_code_are_refused (void)
{
  static const char *const texts[] = {
    "setmetatable({}, {__gc = function() " FOREVER "end})",
    "setmetatable({}, {__mode = 'k'})",
    "setmetatable({}, {__close = function() " FOREVER "end})",
    "local x <close> = setmetatable({}, {}) return 1",
    "setmetatable('', {})",
    "setmetatable({}, 5)",
  };
  /* What is slipped in afterwards has no effect. */
  static const char late[] =
    "local m = {} for i = 1, 100 do setmetatable({}, m) end\n"
    "m.__gc = function() " FOREVER "end m.__mode = 'k' m.__index = function() return 5 end\n"
    "local x = setmetatable({}, {}) getmetatable(x).__gc = m.__gc x = nil\n"
    "local t = {} for i = 1, 3000 do t = {} end\n"
    "return 1";
  g_autoptr (ClaspScript) script = load_patiently (late);
  const char             *problem;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ClaspScript) refused = load (texts[i]);

      g_test_message ("%s", texts[i]);
      g_assert_cmpint (run (refused, &problem), ==, CLASP_TRANSFORM_ERROR);
      g_assert_false (clasp_script_is_off (refused));
    }
  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_PASS);
}

static void
test_error_objects_run_nothing (void)
{
  static const char *const texts[] = {
    "error({})",
    "error(setmetatable({}, {__tostring = function() " FOREVER "end}))",
    "error(nil)",
    "error(function() end)",
    "error()",
    "error(('x'):rep(200000))",
    "error('\\xff\\xfe')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (ClaspScript) script = load (texts[i]);
      const char             *problem;

      g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
      g_test_message ("%s: %s", texts[i], problem);
      g_assert_true (g_utf8_validate (problem, -1, NULL));
      g_assert_false (clasp_script_is_off (script));
    }
}

static void
test_hostile_loading_is_an_error (void)
{
  static const char *const texts[] = {
    ("function transform() end " FOREVER),
    "function transform() end local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end",
    "function transform() end error({})",
    "transform = setmetatable({}, {__call = function() end})",
  };
  g_autofree char *brackets = g_strnfill (60000, '(');
  g_autofree char *deep = g_strconcat ("return ", brackets, NULL);

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      ClaspScriptLimits       limits = { .timeout_ms = 5, .memory_bytes = 8 * MEBIBYTE };
      g_autoptr (GError)      error = NULL;
      g_autoptr (ClaspScript) script =
        clasp_script_new (i < G_N_ELEMENTS (texts) ? texts[i] : deep, &limits, NULL, &error);

      g_assert_null (script);
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION);
      g_test_message ("%s", error->message);
    }
}

/* ---- on a clock by hand ---- */

static void
test_time_is_counted_by_the_clock (void)
{
  Clock                   clock = { 0, 1 };
  ClaspScriptLimits       limits = { 5, 8 * MEBIBYTE, look, &clock };
  g_autoptr (ClaspScript) script =
    clasp_script_new ("for i = 1, 10000 do end return 1", &limits, NULL, NULL);
  const char *problem;

  g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_PASS);
  /* The same work, but the time is over half-way. */
  clock.pace_us = 20;
  g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
  g_assert_cmpstr (problem, ==,
                   "the script took too long and was cut off; it has forgotten what it knew");
  clock.pace_us = 1;
  g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_PASS);
}

static void
test_three_overruns_switch_off (void)
{
  Clock                   clock = { 0, 1000 };
  ClaspScriptLimits       limits = { 5, 8 * MEBIBYTE, look, &clock };
  g_autoptr (ClaspScript) script =
    clasp_script_new ("while ctx.get('/a') == nil do end return 1", &limits, NULL, NULL);
  const char *problem;

  for (guint i = 0; i < CLASP_SCRIPT_MAX_OVERRUNS; i++)
    {
      g_assert_false (clasp_script_is_off (script));
      g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
    }
  g_assert_true (clasp_script_is_off (script));

  /* It is not called again, however fast it would be now. */
  clock.pace_us = 0;
  g_assert_cmpint (run (script, &problem), ==, CLASP_TRANSFORM_ERROR);
  g_assert_nonnull (strstr (problem, "switched off"));
}

/* What a script knew is gone with its machine, and it works on. */
static void
test_an_overrun_starts_afresh (void)
{
  Clock                   clock = { 0, 0 };
  ClaspScriptLimits       limits = { 5, 8 * MEBIBYTE, look, &clock };
  g_autoptr (ClaspScript) script =
    clasp_script_new ("n = (n or 0) + 1 ctx.state.n = (ctx.state.n or 0) + 1 for i = 1, 100 do end "
                      "return n + ctx.state.n",
                      &limits, NULL, NULL);
  static const ClaspTransformEnv env = { .get = get_nothing };
  ClaspScriptState               state = { 0 };
  static const gint64            paces[] = { 0, 0, 2000, 0, 0 }, expected[] = { 2, 4, -1, 2, 4 };

  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    {
      ClaspTransformCall   call = { .address = clasp_str ("/a"), .env = &env };
      ClaspValue           value = clasp_value_int (0);
      ClaspTransformResult result;

      clock.pace_us = paces[i];
      result = clasp_script_run (script, &state, &call, &value);
      g_assert_cmpint (result, ==, expected[i] < 0 ? CLASP_TRANSFORM_ERROR : CLASP_TRANSFORM_PASS);
      if (expected[i] >= 0)
        g_assert_cmpint (value.as.integer, ==, expected[i]);
    }
}

/* mapping.md 17.8 */
static void
test_an_endless_loop_does_not_affect_others (void)
{
  static const char *const steps[] = { "script while true do end", "expression value * 2",
                                       "script n = (n or 0) + 1 return n" };
  ClaspChain              *chains[3];

  for (guint i = 0; i < 3; i++)
    chains[i] = clasp_test_chain ("/in", steps[i], "/out", FALSE);

  for (guint round = 1; round <= 6; round++)
    for (guint i = 0; i < 3; i++)
      {
        ClaspChainResult result = { 0 };
        ClaspValue       value = clasp_value_int (2);

        g_assert_true (
          clasp_chain_run (chains[i], clasp_str ("/in"), &value, FALSE, round, &result));
        g_assert_cmpint (result.result, ==, i == 0 ? CLASP_TRANSFORM_ERROR : CLASP_TRANSFORM_PASS);
        if (i == 0)
          g_assert_nonnull (strstr (result.problem, round < 3 ? "cut off" : "switched off"));
        else
          g_assert_cmpint (result.output.as.integer, ==, i == 1 ? 4 : round);
        clasp_chain_result_clear (&result);
      }

  for (guint i = 0; i < 3; i++)
    clasp_chain_free (chains[i]);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 240);
  g_test_add_func ("/mapping/script/limits/loops-are-cut", test_loops_are_cut);
  g_test_add_func ("/mapping/script/limits/patterns-are-cut", test_patterns_are_cut);
  g_test_add_func ("/mapping/script/limits/memory-is-bounded", test_memory_is_bounded);
  g_test_add_func ("/mapping/script/limits/colliding-keys-are-short-of-room",
                   test_colliding_keys_are_short_of_room);
  g_test_add_func ("/mapping/script/limits/keys-beyond-the-limit-are-cut",
                   test_keys_beyond_the_limit_are_cut);
  g_test_add_func ("/mapping/script/limits/values-at-the-limit", test_values_at_the_limit);
  g_test_add_func ("/mapping/script/limits/too-much-at-once-is-an-error",
                   test_too_much_at_once_is_an_error);
  g_test_add_func ("/mapping/script/limits/at-the-limit", test_limits_at_the_limit);
  g_test_add_func ("/mapping/script/limits/what-could-break-out-is-not-there",
                   test_what_could_break_out_is_not_there);
  g_test_add_func ("/mapping/script/limits/metatables-that-hide-code-are-refused",
                   test_metatables_that_hide_code_are_refused);
  g_test_add_func ("/mapping/script/limits/error-objects-run-nothing",
                   test_error_objects_run_nothing);
  g_test_add_func ("/mapping/script/limits/hostile-loading-is-an-error",
                   test_hostile_loading_is_an_error);
  g_test_add_func ("/mapping/script/limits/time-is-counted-by-the-clock",
                   test_time_is_counted_by_the_clock);
  g_test_add_func ("/mapping/script/limits/three-overruns-switch-off",
                   test_three_overruns_switch_off);
  g_test_add_func ("/mapping/script/limits/an-overrun-starts-afresh",
                   test_an_overrun_starts_afresh);
  g_test_add_func ("/mapping/acceptance/17-08-step-an-endless-loop-does-not-affect-others",
                   test_an_endless_loop_does_not_affect_others);

  return g_test_run ();
}
