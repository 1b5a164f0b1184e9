/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/mapping-test.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

/* What comes and what goes, on a clock of its own: "0:0.2=0.5" is 0.2 that comes at 0 ms and gives
 * 0.5; "-" for nothing; "10:~=1" is a call without input, and must have been asked for. The numbers
 * were worked out by hand from the formulas of the specification. */
static const struct
{
  const char *step, *story;
} stories[] = {
  /* y += (1 − e^(−dt/τ))(x − y), no time while at rest: 10 ms of τ = 10 ms are 63 %. */
  { "ema 0.01", "0:0=0 500:1=0.632121 510:~=0.864665 520:~=0.950213" },
  { "ema 0.01 0.02", "0:1=1 500:0=0.606531" },
  { "ema 0", "0:0=0 10:1=1" },
  { "slew 1 2", "0:0=0 1000:1=0.01 1010:~=0.02 1110:~=0.12 1120:0=0.1 1180:~=0" },
  { "maxdelta", "0:0=0 10:1=0.1 20:1=0.2 5000:1=0.3 5010:0.25=0.25 5020:-1=0.15" },
  { "maxdelta 0", "0:0.5=0.5 10:1=0.5" },
  { "slew 0 1", "0:0=0 10:1=1 1000:0=0.99" },
  { "ramp 1", "0:0=0 100:1=0 350:~=0.25 600:~=0.5 600:0=0.5 1100:~=0.25 1600:~=0" },
  { "ramp 1 rate", "0:0=0 100:0.5=0 350:~=0.25 600:~=0.5" },
  { "ramp 1 time quad-in", "0:0=0 0:1=0 500:~=0.25 1000:~=1" },
  { "ramp 0", "0:0=0 10:1=1" },
  { "ramp 1 time linear restart", "0:0=0 100:1=0 600:~=0.5 600:0=1 1100:~=0.5 1600:~=0" },
  { "change", "0:0.5=0.5 10:0.5=- 20:0.6=0.6 30:0.5=0.5" },
  { "change 0.1", "0:0.5=0.5 10:0.6=- 20:0.61=0.61" },
  { "change 0 1", "0:0.5=0.5 500:0.5=- 1000:~=0.5 1500:0.7=0.7 2500:~=0.7" },
  { "deadband 0.1", "0:0.5=0.5 1:0.55=- 2:0.61=0.61 3:0.52=- 4:0.5=0.5" },
  { "flip", "0:0=- 1:1=1 2:1=- 3:0.46=- 4:1=- 5:0.45=- 6:0.5=0 7:0=- 8:1=1" },
  { "flip 0.5 0.45 true 10 20", "0:1=10 1:0=- 2:1=20" },
  { "hysteresis", "0:0.5=0 1:0.7=1 2:0.31=1 3:0.3=0 4:0.69=0" },
  { "schmittsteps 2 0.2", "0:0.26=0.5 1:0.24=0.5 2:0.2=0.5 3:0.19=0 4:0.29=0 5:0.31=0.5" },
  { "autorange", "0:10=0 1:20=1 2:15=0.5 3:30=1 4:15=0.25 5:10=0" },
  { "autorange 0 100 200", "0:1=100 1:3=200 2:2=150" },
  { "median 3", "0:1=1 1:9=5 2:2=2 3:3=3 4:2=2" },
  { "average 3", "0:1=1 1:3=2 2:5=3 3:7=5" },
  { "average 3 of=sum", "0:1=1 1:3=4 2:5=9 3:7=15" },
  { "average 3 of=lowest", "0:4=4 1:3=3 2:5=3 3:7=3 4:9=5" },
  { "average 3 of=highest", "0:4=4 1:3=4 2:5=5 3:2=5 4:1=5 5:0=2" },
  { "average 3 of=first", "0:4=4 1:3=4 2:5=4 3:2=3 4:1=5" },
  { "average 3 of=count", "0:4=1 1:3=2 2:5=3 3:2=3" },
  { "average 8 0.1 of=count", "0:4=1 50:3=2 100:5=2" },
  { "average 3 of=deviation", "0:4=0 1:2=1 2:3=0.816497" },
  { "average 8 0.1", "0:1=1 50:3=2 99:5=3 100:7=5 500:9=9" },
  { "accumulate", "0:0.4=0.4 1:0.4=0.8 2:0.4=1 3:-0.3=0.7" },
  { "accumulate 0 1 true 0.5", "0:1=0.5 1:0.9=0.95 2:0.2=0.05 3:-0.2=0.95" },
  { "encoder twos 0.1 1 0.5", "0:1=0.6 1:2=0.8 2:127=0.7 3:126=0.5 4:0=- 5:64=0" },
  { "encoder offset 0.1 1 0.5", "0:65=0.6 1:66=0.8 2:63=0.7 3:64=- 4:0=-" },
  { "encoder signbit 0.1 1 0.5", "0:1=0.6 1:65=0.5 2:66=0.3 3:64=- 4:0=-" },
  { "encoder signbit2 0.1 1 0.5", "0:65=0.6 1:1=0.5 2:2=0.3 3:64=-" },
  { "encoder updown 0.1 1 0.5", "0:127=0.6 1:1=0.5 2:3=0.4 3:0=-" },
  { "encoder updown 0.1 1 0.5 up=1 down=127", "0:1=0.6 1:127=0.5 2:2=- 3:0=- 4:64=-" },
  { "encoder updown 0.1 1 0.5 up=65 down=63", "0:65=0.6 1:63=0.5 2:64=- 3:127=- 4:1=-" },
  { "encoder updown 0.1 1 0.5 up=0 down=1", "0:0=0.6 1:1=0.5 2:64=-" },
  { "encoder updown 0.1 1 0.5 up=3", "0:3=0.6 1:2=0.5 2:127=0.4 3:0=-" },
  { "encoder updown 0.1 1 0.5 down=9", "0:3=0.6 1:9=0.5 2:127=0.6 3:0=-" },
  { "encoder twos 0.01 2 0", "0:1=0.01 1:3=0.1 2:126=0.06" },
  { "counter 0 2 1", "0:1=1 1:1=- 2:0=- 3:1=2 4:0=- 5:1=2" },
  { "counter 0 2 1 true", "0:1=1 1:0=- 2:1=2 3:0=- 4:1=0" },
  { "counter 0 2 1 false down", "0:1=1 1:0=- 2:1=0 3:0=- 4:1=0" },
  { "counter 0 2 1 false both", "0:1=1 1:0=- 2:1=2 3:0=- 4:1=1 5:0=- 6:1=0 7:0=- 8:1=1" },
  { "derivative 0", "0:0=0 100:0.5=5 200:0.5=0 300:0.4=-1 400:~=0" },
  { "integrate", "0:1=0 10:~=0.01 110:~=0.11 110:0=0.11 500:0=0.11" },
  { "integrate 0 0.05", "0:1=0 10:~=0.01 110:~=0.05" },
  { "hold max", "0:1=1 1:0.5=1 2:2=2 3:0=2" },
  { "hold min", "0:1=1 1:0.5=0.5 2:2=0.5" },
  { "hold first", "0:1=1 1:0.5=1" },
  { "hold last", "0:1=1 1:0.5=0.5" },
  { "hold max window-s=0.1", "0:1=1 50:0.5=1 100:~=0.5 150:0.2=0.5" },
  { "envelope 0.1 0.1 0.5 0.2",
    "0:0=0 0:1=0 50:~=0.5 100:~=1 150:~=0.75 200:~=0.5 300:0=0.5 400:~=0.25 500:~=0" },
  { "envelope 0 0 0.5 0", "0:1=0.5 10:0=0" },
  { "lfo sine 1 1 0 true", "0:0=0 250:~=0.5 500:~=1 750:~=0.5" },
  { "lfo triangle 1 1 0.25 true", "0:0=0.5 250:~=1" },
  { "lfo square 2 1", "0:0.8=0.8 250:~=0 500:~=0.8" },
  { "lfo saw 1 0.5", "0:1=0.5 500:~=0.75" },
  { "pulse 0.1", "0:7=1 50:3=1 150:~=0 200:0=1" },
  { "bpm", "0:1=- 1:0=- 500:1=120 501:0=- 1000:1=120 1001:0=- 1250:1=144 1300:0=- 4000:1=-" },
};

static void
check_moment (ClaspStepRunner *runner, const char *step, const char *moment)
{
  g_auto (GStrv)       parts = g_strsplit_set (moment, ":=", 3);
  gboolean             is_tick = g_str_equal (parts[1], "~");
  gint64               now_us = g_ascii_strtoll (parts[0], NULL, 10) * 1000;
  ClaspValue           value;
  ClaspTransformResult result;

  if (is_tick && (runner->wake_us == 0 || runner->wake_us > now_us))
    g_error ("%s: not to be called at %s", step, moment);
  if (!is_tick)
    runner->input = g_ascii_strtod (parts[1], NULL);
  value = clasp_value_double (runner->input);
  result = clasp_step_runner_run (runner, now_us, is_tick, &value);
  if (g_str_equal (parts[2], "-"))
    {
      if (result != CLASP_TRANSFORM_DROP)
        g_error ("%s: something came at %s", step, moment);
      return;
    }
  if (result != CLASP_TRANSFORM_PASS)
    g_error ("%s: nothing came at %s", step, moment);
  if (fabs (value.as.number - g_ascii_strtod (parts[2], NULL)) > 5e-7)
    g_error ("%s: %g came at %s", step, value.as.number, moment);
}

static void
test_stories (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (stories[i].step);
      g_auto (GStrv)           moments = g_strsplit (stories[i].story, " ", -1);

      for (guint j = 0; moments[j] != NULL; j++)
        check_moment (&runner, stories[i].step, moments[j]);
    }
}

/* Everything with a tail comes to rest on its own, and then asks for nothing more. */
static void
test_tails_end (void)
{
  static const char *const steps[] = {
    "ema 0.2",          "slew 2 2", "spring",     "spring 10000 1000",
    "spring 0.1 0.1",   "ramp 0.5", "derivative", "integrate 0 0.2",
    "integrate -1 1 5", "envelope", "pulse"
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (steps[i]);
      gint64                   now_us = G_USEC_PER_SEC;
      ClaspValue               value = clasp_value_double (0.0);

      clasp_step_runner_run (&runner, 0, FALSE, &value);
      value = clasp_value_double (1.0);
      clasp_step_runner_run (&runner, now_us, FALSE, &value);
      if (g_str_equal (steps[i], "integrate -1 1 5"))
        {
          value = clasp_value_double (0.0);
          clasp_step_runner_run (&runner, now_us, FALSE, &value);
          runner.input = 0.0;
        }
      else
        runner.input = 1.0;
      for (guint n = 0; runner.wake_us != 0; n++)
        {
          g_assert_cmpint (runner.wake_us, >, now_us);
          g_assert_cmpuint (n, <, 50000);
          now_us = runner.wake_us;
          value = clasp_value_double (runner.input);
          clasp_step_runner_run (&runner, now_us, TRUE, &value);
          g_assert_true (isfinite (value.as.number));
          g_assert_cmpfloat (fabs (value.as.number), <, 100.0);
        }
    }
}

static void
test_spring_swings_and_rests_exactly (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("spring 120 4");
  ClaspValue               value = clasp_value_double (0.0);
  double                   highest = 0.0;
  gint64                   now_us = 0;

  clasp_step_runner_run (&runner, 0, FALSE, &value);
  value = clasp_value_double (1.0);
  clasp_step_runner_run (&runner, now_us = 1000, FALSE, &value);
  while (runner.wake_us != 0)
    {
      now_us = runner.wake_us;
      value = clasp_value_double (1.0);
      g_assert_cmpint (clasp_step_runner_run (&runner, now_us, TRUE, &value), ==,
                       CLASP_TRANSFORM_PASS);
      highest = MAX (highest, value.as.number);
    }
  g_assert_cmpfloat (highest, >, 1.3);
  g_assert_cmpfloat (highest, <, 2.0);
  g_assert_cmpfloat (value.as.number, ==, 1.0);
}

/* ---- what a step learns while a parameter says so ---- */

static double armed;

static const ClaspValue *
get_arm (ClaspStr address, gpointer user_data)
{
  static ClaspValue value;

  g_assert_true (clasp_str_equal (address, clasp_str ("/arm")));
  value = clasp_value_double (armed);
  return &value;
}

/* What comes of @in; NAN: nothing. */
static double
give (ClaspStepRunner *runner, gint64 now_us, gboolean is_tick, double in)
{
  ClaspValue value = clasp_value_double (in);

  if (clasp_step_runner_run (runner, now_us, is_tick, &value) != CLASP_TRANSFORM_PASS)
    return NAN;
  return value.as.number;
}

static void
test_autorange_learns_while_armed (void)
{
  static const ClaspTransformEnv env = { .get = get_arm };
  g_auto (ClaspStepRunner)       runner = clasp_step_runner ("autorange arm=/arm");

  runner.env = &env;
  armed = 0.0;
  g_assert_true (isnan (give (&runner, 0, FALSE, 5)));
  armed = 1.0;
  g_assert_true (isnan (give (&runner, 1, TRUE, 5)));
  g_assert_cmpfloat (give (&runner, 2, FALSE, 10), ==, 0.0);
  g_assert_cmpfloat (give (&runner, 3, FALSE, 20), ==, 1.0);
  armed = 0.0;
  g_assert_true (isnan (give (&runner, 4, TRUE, 20)));
  g_assert_cmpfloat (give (&runner, 5, FALSE, 15), ==, 0.5);
  g_assert_cmpfloat (give (&runner, 6, FALSE, 40), ==, 1.0);
  g_assert_cmpfloat (give (&runner, 7, FALSE, 15), ==, 0.5);
  armed = 1.0;
  g_assert_true (isnan (give (&runner, 8, TRUE, 15)));
  g_assert_cmpfloat (give (&runner, 9, FALSE, 100), ==, 0.0);
  g_assert_cmpfloat (give (&runner, 10, FALSE, 110), ==, 1.0);
}

/* As often as the output is written, and exactly at the end. */
static void
test_ramp_moves_at_the_output_rate (void)
{
  static const struct
  {
    gint64 tick_us;
    guint  n;
  } rows[] = { { 0, 100 }, { 10000, 100 }, { 22728, 44 }, { 2000, 500 }, { 5000000, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner ("ramp 1");
      gint64                   now_us = 0;
      double                   out = give (&runner, now_us, FALSE, 0.0);
      guint                    n = 0;

      runner.tick_us = rows[i].tick_us;
      out = give (&runner, now_us, FALSE, 1.0);
      for (; runner.wake_us != 0; n++)
        {
          now_us = runner.wake_us;
          out = give (&runner, now_us, TRUE, 1.0);
        }
      g_assert_cmpuint (n, ==, rows[i].n);
      g_assert_cmpint (now_us, ==, G_USEC_PER_SEC);
      g_assert_cmpfloat (out, ==, 1.0);
    }
}

/* An event without a value is a press that is over at once; a parameter that has gone is nothing.
 */
static void
test_events_without_a_value (void)
{
  static const struct
  {
    const char *step;
    double      results[4]; /* every half a second; NAN: nothing */
  } rows[] = {
    { "counter 0 9 1", { 1, 2, 3, 4 } },
    { "flip", { 1, 0, 1, 0 } },
    { "bpm", { NAN, 120, 120, 120 } },
    { "pulse", { 1, 1, 1, 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (rows[i].step);
      ClaspValue               value = clasp_value_null ();

      g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==,
                       CLASP_TRANSFORM_ERROR);
      runner.is_event = TRUE;
      for (guint j = 0; j < G_N_ELEMENTS (rows[i].results); j++)
        {
          double expected = rows[i].results[j];
          gint64 now_us = (gint64) (j + 1) * 500000;

          value = clasp_value_null ();
          g_test_message ("%s %u", rows[i].step, j);
          g_assert_cmpint (clasp_step_runner_run (&runner, now_us, FALSE, &value), ==,
                           isnan (expected) ? CLASP_TRANSFORM_DROP : CLASP_TRANSFORM_PASS);
          if (!isnan (expected))
            g_assert_cmpfloat (value.as.number, ==, expected);
        }
    }
}

/* A text and a map are something, too. */
static void
test_pulse_takes_anything (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("pulse 0.1 7");
  ClaspMapEntry            entry = { clasp_str ("on"), clasp_value_bool (TRUE) };
  ClaspValue values[] = { clasp_value_string (clasp_str ("go")), clasp_value_map (&entry, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_assert_cmpint (clasp_step_runner_run (&runner, (gint64) i * 1000, FALSE, &values[i]), ==,
                       CLASP_TRANSFORM_PASS);
      g_assert_cmpfloat (values[i].as.number, ==, 7.0);
    }
}

/* Elements of an array have memories of their own; one that gives nothing keeps its last output. */
static void
test_elements_are_apart (void)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner ("change");
  ClaspValue               first[] = { clasp_value_double (1), clasp_value_double (2) };
  ClaspValue               second[] = { clasp_value_double (1), clasp_value_double (3) };
  g_auto (ClaspValue)      value = clasp_value_array (first, 2);
  double                   number;

  g_assert_cmpint (clasp_step_runner_run (&runner, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  clasp_value_clear (&value);
  value = clasp_value_array (second, 2);
  g_assert_cmpint (clasp_step_runner_run (&runner, 1000, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_true (clasp_value_to_double (clasp_value_get_element (&value, 0), &number));
  g_assert_cmpfloat (number, ==, 1.0);
  g_assert_true (clasp_value_to_double (clasp_value_get_element (&value, 1), &number));
  g_assert_cmpfloat (number, ==, 3.0);
  g_assert_cmpint (clasp_step_runner_run (&runner, 2000, FALSE, &value), ==, CLASP_TRANSFORM_DROP);
}

static void
test_bounds_that_cross_are_refused (void)
{
  static const char *const steps[] = { "accumulate 1 0",
                                       "counter 5 4",
                                       "integrate 1 0",
                                       "hysteresis 0.8 0.2",
                                       "encoder updown up=5 down=5",
                                       "flip 0.4 0.5" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (steps[i]);
      g_autoptr (GError)         error = NULL;

      g_assert_false (clasp_transform_compile (step, NULL, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/filter-steps/stories", test_stories);
  g_test_add_func ("/mapping/filter-steps/tails-end", test_tails_end);
  g_test_add_func ("/mapping/filter-steps/spring-swings-and-rests-exactly",
                   test_spring_swings_and_rests_exactly);
  g_test_add_func ("/mapping/filter-steps/autorange-learns-while-armed",
                   test_autorange_learns_while_armed);
  g_test_add_func ("/mapping/filter-steps/ramp-moves-at-the-output-rate",
                   test_ramp_moves_at_the_output_rate);
  g_test_add_func ("/mapping/filter-steps/events-without-a-value", test_events_without_a_value);
  g_test_add_func ("/mapping/filter-steps/pulse-takes-anything", test_pulse_takes_anything);
  g_test_add_func ("/mapping/filter-steps/elements-are-apart", test_elements_are_apart);
  g_test_add_func ("/mapping/filter-steps/bounds-that-cross-are-refused",
                   test_bounds_that_cross_are_refused);

  return g_test_run ();
}
