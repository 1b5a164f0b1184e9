/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/value-test.h"
#include "support/clasp-test.h"

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
  { "smooth factor=0.3", "0:0=0.0 1:1=0.3 2:1=0.51 3:1=0.657 4:0=0.4599" },
  { "oneeuro", "0:0=0.0 10:0=0.0 20:1=0.059117 30:1=0.114740 40:1=0.167074 50:0.5=0.186756" },
  { "oneeuro 0.3 0.1",
    "0:0=0.0 10:0=0.0 20:1=0.053025 30:1=0.130396 40:1=0.221573 50:0.5=0.251772" },
  { "rgb2hsv keep-hue=true", "0:[0,1,0]=[0.3333333,1.0,1.0] 1:[0.5,0.5,0.5]=[0.3333333,0.0,0.5]" },
  { "join14", "0:64=- 10:1=8193 20:64=- 70:~=8192" },
  { "join14", "0:64=- 60:1=- 110:~=128" },
  { "join24 int msb 0.1", "0:1=- 10:2=- 20:3=66051 30:1=- 40:2=- 130:~=66048" },
  { "join16 int msb 0", "0:1=256 1:2=512" },
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
      *last = value_test_read (runner->is_event ? in + 1 : in);
    }
  value = clasp_value_copy (last);
  result = clasp_step_runner_run (runner, now_us, is_tick, &value);
  value_test_check (step, moment, sign + 1, result, &value);
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
          n +=
            clasp_step_runner_run (&runner, runner.wake_us, TRUE, &value) == CLASP_TRANSFORM_PASS;
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
    { "format {value:.31f}", "text: ‘.31f’: more than 30 places" },
    { "format {value:257d}", "text: ‘257d’: wider than 256" },
    { "format {value:q}", "text: ‘q’ is no s, d, x, X, f, e, g or %" },
    { "format {value:dd}", "text: ‘dd’ is no s, d, x, X, f, e, g or %" },
    { "format {nothing}", "text: {nothing} names nothing" },
    { "format a{b", "text: a lone {; write {{ for it" },
    { "format a}b", "text: a lone }; write }} for it" },
    { "parse group=2", "group: the pattern has only 1" },
    { "pick paths=", "paths: none is given" },
    { "pack keys=a;b;a", "keys: ‘a’ stands twice" },
    { "split separator=", "separator: is empty" },
    { "pad with=", "with: ‘’ is not one letter" },
    { "remap 1 1", "in-min and in-max are the same" },
    { "quantizeto list", "list: is empty" },
    { "quantizeto list list=1;x", "list: ‘x’ is no number" },
    { "curvepoints points=", "points: there is none" },
    { "curvepoints points=0", "points: ‘0’ is no X,Y,KIND" },
    { "curvepoints points=0,0,round", "points: ‘round’ is not linear, hold, bezier or cubic" },
    { "curvepoints points=0,0,bezier",
      "points: ‘0,0,bezier’ has not as many numbers as its kind takes" },
    { "curvepoints points=0,0,bezier,2,0,0,0",
      "points: ‘0,0,bezier,2,0,0,0’: handles have x from 0 to 1" },
    { "curvepoints points=0,0;0,1", "points: ‘0,1’ is not to the right of the one before" },
    { "curvepoints points=0,0;1.1,1", "points: ‘1.1,1’ is not between 0 and 1" },
    { "curvepoints table=1", "table: one number makes no curve" },
    { "curvepoints table=1;x", "table: ‘x’ is no number" },
    { "ease bezier=1,2,3", "bezier: ‘1,2,3’ is no x1 y1 x2 y2" },
    { "ease bezier=0,0,1,1,1", "bezier: ‘0,0,1,1,1’ is no x1 y1 x2 y2" },
    { "ease bezier=-0.1,0,1,1", "bezier: x1 and x2 are from 0 to 1" },
    { "cct 6500 2700", "warm is not below cool" },
    { "rgb2rgbw white=#fffff", "white: ‘#fffff’ is no colour, as #ffcc88" },
    { "rgb2rgbaw amber=#000", "amber: is black" },
    { "bits shl 64", "operand: there are bits 0 to 63" },
    { "bits and 0xG", "operand: ‘0xG’ is no whole number, as 12 or 0x0F" },
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

static void
test_problems_are_said (void)
{
  static const struct
  {
    const char *step, *in, *problem;
  } rows[] = {
    { "fromjson", "x", "this step can make nothing of such a value" },
    { "log", "0", "the value or the result is not a number" },
    { "ema", "x", "the value or the result is not a number" },
    { "rgb2hsv", "[1,0]", "a part is missing, or not a number" },
    { "log", "1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (rows[i].step);
      g_auto (ClaspValue)      value = value_test_read (rows[i].in);

      clasp_step_runner_run (&runner, 0, FALSE, &value);
      g_assert_cmpstr (runner.problem, ==, rows[i].problem);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/value-stories/stories", test_stories);
  g_test_add_func ("/mapping/value-stories/rate-limit-under-load", test_rate_limit_under_load);
  g_test_add_func ("/mapping/value-stories/delay-is-bounded", test_delay_is_bounded);
  g_test_add_func ("/mapping/value-stories/clock-set-back", test_clock_set_back);
  g_test_add_func ("/mapping/value-stories/settings-that-cannot-work", test_settings_that_cannot_work_are_refused);
  g_test_add_func ("/mapping/value-stories/problems-are-said", test_problems_are_said);
  return g_test_run ();
}
