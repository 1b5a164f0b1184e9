/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-value-text.h"
#include "mapping/mapping-test.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

static ClaspValue
read_value (const char *text)
{
  g_autoptr (GError) error = NULL;
  ClaspValue         value;

  clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* The same type and content; floats to the sixth place. */
static gboolean
is_near (const ClaspValue *a, const ClaspValue *b)
{
  ClaspStr key;

  if (a->type != b->type)
    return FALSE;
  if (a->type == CLASP_VALUE_DOUBLE)
    return fabs (a->as.number - b->as.number) <= 5e-7;
  if (a->type != CLASP_VALUE_ARRAY && a->type != CLASP_VALUE_MAP)
    return clasp_value_equal (a, b);
  if (clasp_value_get_size (a) != clasp_value_get_size (b))
    return FALSE;
  for (guint i = 0; i < clasp_value_get_size (a); i++)
    if (a->type == CLASP_VALUE_ARRAY
          ? !is_near (clasp_value_get_element (a, i), clasp_value_get_element (b, i))
          : !is_near (clasp_value_get_entry (a, i, &key), clasp_value_get_entry (b, i, &key)))
      return FALSE;

  return TRUE;
}

/* @expected: a value, "-" for nothing, "!" for an error. */
static void
check_result (const char          *step,
              const char          *in,
              const char          *expected,
              ClaspTransformResult result,
              const ClaspValue    *value)
{
  g_autofree char    *text = clasp_value_to_text (value);
  g_auto (ClaspValue) wanted = CLASP_VALUE_INIT;

  if (g_str_equal (expected, "-") || g_str_equal (expected, "!"))
    {
      if (result != (*expected == '-' ? CLASP_TRANSFORM_DROP : CLASP_TRANSFORM_ERROR))
        g_error ("%s of %s: %s, not %s", step, in,
                 result == CLASP_TRANSFORM_PASS ? text : "another way of nothing", expected);
      return;
    }
  if (result != CLASP_TRANSFORM_PASS)
    g_error ("%s of %s gives %s", step, in, result == CLASP_TRANSFORM_DROP ? "nothing" : "an error");
  wanted = read_value (expected);
  if (!is_near (value, &wanted))
    g_error ("%s of %s is %s (%s), not %s", step, in, text,
             clasp_value_type_to_string (value->type), expected);
}

static const struct
{
  const char *step, *in, *out;
} singles[] = {
  /* lookup */
  { "lookup pairs=1=left;2=right", "1", "left" },
  { "lookup pairs=1=left;2=right", "2.0", "right" },
  { "lookup pairs=1=left;2=right", "\"2\"", "right" },
  { "lookup pairs=1=left;2=right", "3", "3" },
  { "lookup pairs=1=left;2=right keep=false", "3", "-" },
  { "lookup pairs=1=left;2=right default=none", "3", "none" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "9", "1" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "9.5", "9.5" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "10", "2" },
  { "lookup pairs=0..9=1;10..19=2;-5..-1=3", "-5", "3" },
  { "lookup pairs=true=1;false=0", "true", "1" },
  { "lookup pairs=1=on;0=off", "true", "on" },
  { "lookup pairs=a=[1,2];b={\"x\":1}", "a", "[1,2]" },
  { "lookup pairs=a=[1,2];b={\"x\":1}", "b", "{\"x\":1}" },
  { "lookup pairs=\"7\"=text;7=number", "\"7\"", "text" },
  { "lookup pairs=\"7\"=text;7=number", "7", "number" },
  { "lookup pairs=a=1", "[1,2]", "[1,2]" },
  { "lookup pairs=a=1 default=0", "[1,2]", "0" },
  /* enum */
  { "enum names=red;green;blue", "1", "green" },
  { "enum names=red;green;blue", "0.5", "green" },
  { "enum names=red;green;blue", "green", "1" },
  { "enum names=red;green;blue", "\"2\"", "blue" },
  { "enum names=red;green;blue", "3", "!" },
  { "enum names=red;green;blue", "-1", "!" },
  { "enum names=red;green;blue", "pink", "!" },
  { "enum names=red;green;blue first=1", "3", "blue" },
  { "enum names=red;green;blue first=1", "red", "1" },
  { "enum", "0", "!" },
  /* select, of what comes itself */
  { "select field=0", "[1,10,20,30]", "20" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":0}", "1" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":9}", "2" },
  { "select field=i", "{\"a\":1,\"b\":2,\"i\":-9}", "1" },
  { "select field=i", "{\"a\":1,\"b\":2}", "!" },
  { "select field=i", "{\"i\":1}", "!" },
  { "select field=i", "{\"a\":1,\"i\":\"x\"}", "!" },
  { "select field=0 mode=switch", "[0.5,10,20]", "20" },
  { "select field=0 mode=switch", "[0.49,10,20]", "10" },
  { "select field=0 mode=crossfade", "[0.25,10,20]", "12.5" },
  { "select field=0 mode=crossfade", "[1.5,10,20,40]", "30.0" },
  { "select field=0 mode=crossfade", "[0.5,[0,1],[1,0]]", "[0.5,0.5]" },
  { "select field=0 mode=crossfade", "[0.5,[0,1],[1]]", "!" },
  { "select field=0 mode=crossfade", "[0.5,\"a\",1]", "!" },
  { "select field=0 mode=equal-power", "[0.5,1,0]", "0.707107" },
  { "select field=0 mode=equal-power", "[1,1,5]", "5" },
  { "select", "[7,8]", "7" },
  { "select", "7", "!" },
};

static void
test_single_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (singles); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (singles[i].step);
      g_auto (ClaspValue)      value = read_value (singles[i].in);
      ClaspTransformResult     result = clasp_step_runner_run (&runner, 0, FALSE, &value);

      check_result (singles[i].step, singles[i].in, singles[i].out, result, &value);
    }
}

/* What comes and what goes, on a clock of its own: "0:1=a" is 1 that comes at 0 ms and gives "a";
 * "~" is a call without input, which must have been asked for, "!1" an event. */
static const struct
{
  const char *step, *story;
} stories[] = {
  { "ratelimit 10", "0:1=1 10:2=- 20:3=- 100:~=3 150:4=- 200:~=4 500:5=5" },
  { "ratelimit 10", "0:a=a 10:b=- 100:~=b" },
  { "ratelimit 10", "0:1=1 10:!2=2 20:!3=3 30:4=- 40:!5=5 100:~=4" },
  { "ratelimit 10", "0:1=1 10:2=- 150:3=3 160:4=- 250:~=4" },
  { "ratelimit 10 first", "0:1=1 10:2=- 20:3=- 100:~=2 200:~=3 1000:4=4" },
  { "ratelimit 10 first", "0:1=1 10:2=- 20:3=- 100:~=2 110:4=- 120:5=- 200:~=4 300:~=5" },
  { "ratelimit 10 average", "0:1=1 10:2=- 20:4=- 100:~=3.0 200:~=4" },
  { "ratelimit 10 average", "0:1=1 10:2=- 20:x=- 100:~=x 200:~=x" },
  { "debounce 0.05", "0:1=- 20:2=- 40:3=- 90:~=3 200:4=- 250:~=4" },
  { "debounce 0.05", "0:1=- 100:2=1 150:~=2" },
  { "debounce 0.05", "0:1=- 10:!2=2 20:!3=3 50:~=1" },
  { "debounce 0.05 leading", "0:1=1 20:2=- 40:3=- 90:~=- 100:4=4" },
  { "debounce 0.05 leading", "0:1=1 20:2=- 100:4=4" },
  { "debounce 0.05 both", "0:1=1 20:2=- 40:3=- 90:~=3 200:4=4 250:~=-" },
  { "debounce 0", "0:1=1 1:2=2" },
  { "delay 0.1", "0:1=- 10:2=- 20:x=- 100:~=1 110:~=2 120:~=x" },
  { "delay 0.1", "0:!1=- 0:!2=- 100:~=1 100:~=2" },
  { "delay 0.1", "0:1=- 150:2=1 250:~=2" },
  { "delay 0", "0:1=1 1:2=2" },
  { "delay 10 2", "0:1=- 1:2=- 2:3=1 3:4=2 10002:~=3 10003:~=4" },
  { "longpress", "0:1=- 100:0=- 400:~=short" },
  { "longpress", "0:1=- 500:~=long 900:0=- 1000:1=- 1100:0=- 1400:~=short" },
  { "longpress", "0:1=- 100:0=- 200:1=- 300:0=double 1000:1=- 1010:0=- 1310:~=short" },
  { "longpress", "0:1=- 100:0=- 200:1=- 700:~=long 800:0=-" },
  { "longpress", "0:1=- 600:0=long" },
  { "longpress", "0:1=- 100:0=- 500:1=short 600:0=- 900:~=short" },
  { "longpress", "0:true=- 100:false=- 400:~=short" },
  { "longpress", "0:{\"on\":true}=- 100:{\"on\":false}=- 400:~=short" },
  { "longpress double=", "0:1=- 100:0=short" },
  { "longpress 0.5 0", "0:1=- 100:0=short 110:1=- 120:0=short" },
  { "longpress short=1 long=2 double=[3]", "0:1=- 100:0=- 400:~=1 500:1=- 1000:~=2" },
  { "longpress", "0:x=! 1:1=-" },
};

static void
check_moment (ClaspStepRunner *runner, const char *step, const char *moment, ClaspValue *last)
{
  const char          *colon = strchr (moment, ':'), *sign = strrchr (moment, '=');
  g_autofree char     *in = g_strndup (colon + 1, (gsize) (sign - colon - 1));
  gint64               now_us = g_ascii_strtoll (moment, NULL, 10) * 1000;
  gboolean             is_tick = g_str_equal (in, "~");
  g_auto (ClaspValue)  value = CLASP_VALUE_INIT;
  ClaspTransformResult result;

  if (is_tick && (runner->wake_us == 0 || runner->wake_us > now_us))
    g_error ("%s: not to be called at %s, but at %" G_GINT64_FORMAT, step, moment, runner->wake_us);
  runner->is_event = *in == '!';
  if (!is_tick)
    {
      clasp_value_clear (last);
      *last = read_value (runner->is_event ? in + 1 : in);
    }
  value = clasp_value_copy (last);
  result = clasp_step_runner_run (runner, now_us, is_tick, &value);
  check_result (step, moment, sign + 1, result, &value);
}

static void
test_stories (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (stories[i].step);
      g_auto (GStrv)           moments = g_strsplit (stories[i].story, " ", -1);
      g_auto (ClaspValue)      last = CLASP_VALUE_INIT;

      for (guint j = 0; moments[j] != NULL; j++)
        check_moment (&runner, stories[i].step, moments[j], &last);
    }
}

/* mapping.md 17, 10: ten a second under a thousand a second, and the last one arrives. */
static void
test_rate_limit_under_load (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("ratelimit 10");
  guint                    n = 0;
  gint64                   last = -1, now_us;
  ClaspValue               value;

  for (guint i = 0; i < 1000; i++)
    {
      now_us = i * 1000;
      if (runner.wake_us != 0 && runner.wake_us <= now_us)
        {
          value = clasp_value_int (i - 1);
          n += clasp_step_runner_run (&runner, runner.wake_us, TRUE, &value) ==
               CLASP_TRANSFORM_PASS;
        }
      value = clasp_value_int (i);
      n += clasp_step_runner_run (&runner, now_us, FALSE, &value) == CLASP_TRANSFORM_PASS;
    }
  g_assert_cmpuint (n, <=, 11);
  g_assert_cmpuint (n, >=, 10);
  while (runner.wake_us != 0)
    {
      value = clasp_value_int (999);
      if (clasp_step_runner_run (&runner, runner.wake_us, TRUE, &value) == CLASP_TRANSFORM_PASS)
        last = value.as.integer;
    }
  g_assert_cmpint (last, ==, 999);
}

/* At the limit nothing goes out early; one more, and the oldest does. */
static void
test_delay_is_bounded (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("delay 1");

  for (gint64 i = 0; i < 10000; i++)
    {
      ClaspValue value = clasp_value_int (i);

      g_assert_cmpint (clasp_step_runner_run (&runner, i, FALSE, &value), ==, CLASP_TRANSFORM_DROP);
    }
  for (gint64 i = 10000; i < 10003; i++)
    {
      ClaspValue value = clasp_value_int (i);

      g_assert_cmpint (clasp_step_runner_run (&runner, i, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
      g_assert_cmpint (value.as.integer, ==, i - 10000);
    }
}

/* A clock that is set back holds nothing up for longer than the settings say. */
static void
test_clock_set_back (void)
{
  static const char *const steps[] = { "ratelimit 10", "debounce 0.1", "delay 0.1" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (steps[i]);
      ClaspValue               value = clasp_value_int (1);

      clasp_step_runner_run (&runner, 1000 * G_USEC_PER_SEC, FALSE, &value);
      clasp_value_clear (&value);
      value = clasp_value_int (2);
      clasp_step_runner_run (&runner, 0, FALSE, &value);
      g_assert_cmpint (runner.wake_us, <=, 100000);
      clasp_value_clear (&value);
    }
}

static void
test_settings_that_cannot_work_are_refused (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "lookup pairs=1", "pairs: ‘1’ is no KEY=VALUE" },
    { "lookup pairs=9..0=1", "pairs: 9..0 is no range" },
    { "select index=/a field=b", "index and field: only one can choose" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (rows[i].step);
      g_autoptr (GError)         error = NULL;

      g_assert_false (clasp_transform_compile (step, NULL, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
      g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

/* ---- select ---- */

typedef struct
{
  ClaspValue index, a, b;
} Parameters;

static const ClaspValue *
get_parameter (ClaspStr address, gpointer user_data)
{
  Parameters       *parameters = user_data;
  const ClaspValue *found = NULL;

  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/index")))
    found = &parameters->index;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/a")))
    found = &parameters->a;
  else if (clasp_str_equal (address, CLASP_STR_LITERAL ("/b")))
    found = &parameters->b;
  return found != NULL && found->type != CLASP_VALUE_NULL ? found : NULL;
}

static void
test_select_between_parameters (void)
{
  Parameters               parameters = { .a = clasp_value_double (10.0) };
  const ClaspTransformEnv  env = { .get = get_parameter, .user_data = &parameters };
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("select index=/index inputs=/a;/b");
  const char *const       *watched = clasp_transform_get_watched (runner.step);
  ClaspValue               value = clasp_value_double (1.0);

  g_assert_cmpstr (watched[0], ==, "/index");
  g_assert_cmpstr (watched[1], ==, "/a");
  g_assert_cmpstr (watched[2], ==, "/b");
  g_assert_null (watched[3]);

  runner.env = &env;
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 1.0);

  parameters.index = clasp_value_int (1);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (value.as.number, ==, 10.0);

  parameters.index = clasp_value_int (2);
  g_assert_cmpint (clasp_step_runner_run (&runner, 0, TRUE, &value), ==, CLASP_TRANSFORM_DROP);
}

static void
test_select_takes_so_many_inputs (void)
{
  g_autoptr (GString)        text = g_string_new ("select inputs=/0");
  g_autoptr (ClaspTransform) most = NULL, more = NULL;
  g_autoptr (GError)         error = NULL;

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, ";/%u", i);
  most = clasp_test_step (text->str);
  g_assert_true (clasp_transform_compile (most, NULL, NULL));
  g_string_append (text, ";/64");
  more = clasp_test_step (text->str);
  g_assert_false (clasp_transform_compile (more, NULL, &error));
  g_assert_cmpstr (error->message, ==, "inputs: more than 64");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/value-steps/single-values", test_single_values);
  g_test_add_func ("/mapping/value-steps/stories", test_stories);
  g_test_add_func ("/mapping/value-steps/rate-limit-under-load", test_rate_limit_under_load);
  g_test_add_func ("/mapping/value-steps/delay-is-bounded", test_delay_is_bounded);
  g_test_add_func ("/mapping/value-steps/clock-set-back", test_clock_set_back);
  g_test_add_func ("/mapping/value-steps/settings-that-cannot-work",
                   test_settings_that_cannot_work_are_refused);
  g_test_add_func ("/mapping/value-steps/select-between-parameters",
                   test_select_between_parameters);
  g_test_add_func ("/mapping/value-steps/select-takes-so-many-inputs",
                   test_select_takes_so_many_inputs);

  return g_test_run ();
}
