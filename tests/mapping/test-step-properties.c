/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold for every kind of step there is: the list is the registry, so that a new kind is
 * tested from its first day. */

#include "mapping/mapping-test.h"
#include "mapping/transforms/clasp-transforms.h"
#include "support/clasp-test.h"

#include <math.h>

#define N_ROUNDS 400

/* Numbers that hide in corners. */
static double
random_number (GRand *rand)
{
  static const double corners[] = { NAN, INFINITY, -INFINITY, 0,      -0.0,    1,
                                    -1,  0.5,      1e308,     -1e308, 1e-308,  127,
                                    128, 255,      65535,     9.3e18, -9.3e18, 4e9 };

  if (g_rand_boolean (rand))
    return corners[g_rand_int_range (rand, 0, G_N_ELEMENTS (corners))];
  return g_rand_double_range (rand, -2.0, 200.0);
}

static ClaspValue
random_string (GRand *rand)
{
  static const char *const texts[] = { "",        "0.5",       "-12 dB", "true",  "{\"a\":[1]}",
                                       "#ff8000", "nan",       "1e999",  "äöü ß", "[1,2",
                                       "\t\n",    "red,green", "$[0]",   "{}" };

  return clasp_value_string (clasp_str (texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))]));
}

static ClaspValue random_value (GRand *rand, guint depth);

static ClaspValue
random_array (GRand *rand, guint depth)
{
  guint                  n = (guint) g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 5 : 520);
  g_autofree ClaspValue *elements = g_new (ClaspValue, n + 1);

  for (guint i = 0; i < n; i++)
    elements[i] = random_value (rand, n > 8 ? 0 : depth);
  return clasp_value_array (elements, n);
}

static ClaspValue
random_map (GRand *rand, guint depth)
{
  static const char *const keys[] = {
    "r", "g", "b", "on", "velocity", "x", "y", "h", "s", "v", "a"
  };
  ClaspMapEntry entries[6];
  guint         n = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (entries));

  for (guint i = 0; i < n; i++)
    entries[i] = (ClaspMapEntry){ clasp_str (keys[g_rand_int_range (rand, 0, G_N_ELEMENTS (keys))]),
                                  random_value (rand, depth) };
  return clasp_value_map (entries, n);
}

static ClaspValue
random_value (GRand *rand, guint depth)
{
  switch (g_rand_int_range (rand, 0, depth > 0 ? 10 : 8))
    {
    case 0:
      return clasp_value_null ();
    case 1:
      return clasp_value_bool (g_rand_boolean (rand));
    case 2:
      return clasp_value_int (g_rand_boolean (rand) ? G_MININT64
                                                    : g_rand_int_range (rand, -9, 300));
    case 3:
      return random_string (rand);
    case 4:
      return clasp_value_bytes ((const guint8 *) "\xff\x00\x7f", 3);
    case 8:
      return random_array (rand, depth - 1);
    case 9:
      return random_map (rand, depth - 1);
    default:
      return clasp_value_double (random_number (rand));
    }
}

static gboolean
is_finite (const ClaspValue *value)
{
  ClaspStr key;

  if (value->type == CLASP_VALUE_DOUBLE)
    return isfinite (value->as.number);
  for (guint i = 0; i < clasp_value_get_size (value); i++)
    if (!is_finite (value->type == CLASP_VALUE_MAP ? clasp_value_get_entry (value, i, &key)
                                                   : clasp_value_get_element (value, i)))
      return FALSE;
  return TRUE;
}

/* Back and forth, and to the ends of time. */
static gint64
random_time (GRand *rand, gint64 last_us)
{
  static const gint64 jumps[] = { 0, 1, 10000, 1000000, -50000, -10000000, 86400000000 * 400 };

  if (g_rand_int_range (rand, 0, 50) == 0)
    return g_rand_boolean (rand) ? G_MAXINT64 / 4 : G_MININT64 / 4;
  return last_us + jumps[g_rand_int_range (rand, 0, G_N_ELEMENTS (jumps))];
}

static void
run_randomly (const ClaspKind *kind, const char *settings, GRand *rand)
{
  g_autofree char         *text = g_strconcat (kind->kind, settings, NULL);
  g_auto (ClaspStepRunner) runner = clasp_step_runner (text);
  gint64                   now_us = 0;
  g_auto (ClaspValue)      last = clasp_value_null ();
  gboolean                 has_last = FALSE;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gboolean            is_tick = has_last && g_rand_int_range (rand, 0, 4) == 0;
      g_auto (ClaspValue) value = is_tick ? clasp_value_copy (&last) : random_value (rand, 2);

      now_us = is_tick && runner.wake_us != 0 && g_rand_boolean (rand) ? runner.wake_us
                                                                       : random_time (rand, now_us);
      runner.is_event = g_rand_int_range (rand, 0, 8) == 0;
      if (!is_tick)
        {
          clasp_value_clear (&last);
          last = clasp_value_copy (&value);
        }
      switch (clasp_step_runner_run (&runner, now_us, is_tick, &value))
        {
        case CLASP_TRANSFORM_PASS:
          has_last = TRUE;
          if (!is_finite (&value))
            g_error ("%s gave what is no number", kind->kind);
          break;
        case CLASP_TRANSFORM_DROP:
          has_last = TRUE;
          break;
        case CLASP_TRANSFORM_ERROR:
          /* The chain keeps only inputs that were no errors. */
          has_last = FALSE;
          break;
        }
    }
}

static void
test_whatever_comes_whenever (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  guint             n_kinds;
  const ClaspKind  *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    run_randomly (&kinds[i], "", rand);
}

/* Of the same steps, on parts of what comes. */
static void
test_whatever_comes_in_part (void)
{
  static const char *const parts[] = { " path=$.x", " path=$[*]", " path=$.*[0] each=false",
                                       " each=false" };
  g_autoptr (GRand)        rand = g_rand_new_with_seed (g_test_rand_int ());
  guint                    n_kinds, n = 0;
  const ClaspKind         *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (kinds[i].kind);

      if (g_object_class_find_property (G_OBJECT_GET_CLASS (step), "each") == NULL)
        continue;
      run_randomly (&kinds[i], parts[n++ % G_N_ELEMENTS (parts)], rand);
    }
  g_assert_cmpuint (n, >, 50);
}

/* There may be thousands of addresses. What hangs from a block has bounds and tests of its own. */
static void
test_blocks_are_small (void)
{
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (kinds[i].kind);

      g_assert_cmpuint (CLASP_TRANSFORM_GET_IFACE (step)->state_size, <=, 256);
    }
}

static gboolean
run_number (ClaspStepRunner *runner, double in, double *out)
{
  g_auto (ClaspValue) value = clasp_value_double (in);

  return clasp_step_runner_run (runner, 0, FALSE, &value) == CLASP_TRANSFORM_PASS &&
         clasp_value_to_double (&value, out);
}

static void
test_monotone_steps_stay_monotone (void)
{
  static const char *const steps[] = {
    "direct",
    "range 0 1 -5 5",
    "scale",
    "remap 0 1 0 1 true cubic-in-out",
    "clamp",
    "offset 3",
    "multiply 2",
    "divide 3",
    "min 0.5",
    "max 0.5",
    "exp",
    "floor",
    "ceil",
    "trunc",
    "gate",
    "toggle",
    "round",
    "round 2",
    "quantize 7",
    "quantizeto",
    "quantizeto list list=0;0.3;0.35;1",
    "quantizeto scale",
    "centerdead",
    "log",
    "gamma",
    "gamma cie",
    "dimmer square",
    "dimmer s-curve",
    "dbfader",
    "note2hz",
    "hz2note",
    "velocitycurve 2",
    "threshold 0.5",
    "curve exponential",
    "curve logarithmic",
    "ease quint-in-out",
    "ease circ-in-out",
    "ease bezier=1,0,0,1",
    "curvepoints points=0,0,cubic;0.1,0.01,cubic;0.2,0.9,cubic;1,1",
    "curvepoints points=0,0,bezier,1,0,0,1;0.5,0.1,hold;1,1",
    "convert int",
    "bits shr 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double previous = -INFINITY, out;

      for (guint j = 1; j <= 1000; j++)
        {
          g_auto (ClaspStepRunner) runner = clasp_step_runner (steps[i]);

          g_assert_true (run_number (&runner, j / 1000.0, &out));
          if (out < previous - 1e-12)
            g_error ("%s falls at %g", steps[i], j / 1000.0);
          previous = out;
        }
    }
}

static void
test_limits_hold (void)
{
  static const struct
  {
    const char *step;
    double      low, high;
  } rows[] = {
    { "clamp", 0, 1 },
    { "clamp -3 3", -3, 3 },
    { "range 0 1 5 9", 5, 9 },
    { "remap 0 1 5 9 true power 3 true", 5, 9 },
    { "wrap -1 1", -1, 1 },
    { "fold -1 1", -1, 1 },
    { "threshold 0.5", 0, 1 },
    { "dimmer square", 0, 1 },
    { "velocitycurve 2 10 100", 0, 100 },
    { "curve sine-in", 0, 1 },
    { "curvepoints points=0,0.2,cubic;0.5,0.9,cubic;1,0.4", 0.2, 0.9 },
    { "accumulate", 0, 1 },
    { "encoder", 0, 1 },
    { "counter 0 3 1", 0, 3 },
    { "integrate 0 1", 0, 1 },
    { "cct", 0, 1 },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) runner = clasp_step_runner (rows[i].step);
      double                   out;

      for (guint j = 0; j < 2000; j++)
        {
          double in = random_number (rand);

          if (run_number (&runner, in, &out) && !(out >= rows[i].low && out <= rows[i].high))
            g_error ("%s of %g is %g", rows[i].step, in, out);
        }
    }
}

/* Whoever says it can be undone gives a step that compiles and can itself be asked. */
static void
test_inverses_compile (void)
{
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (kinds[i].kind);
      g_autoptr (GError)         error = NULL;
      g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, &error);
      g_autofree char           *chip = NULL;

      if (inverse == NULL)
        {
          g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
          g_assert_true (g_str_has_prefix (error->message, kinds[i].kind));
          continue;
        }
      g_assert_true (clasp_transform_compile (inverse, NULL, &error));
      g_assert_no_error (error);
      chip = clasp_transform_summarise (inverse);
      g_assert_cmpstr (chip, !=, NULL);
    }
}

/* A step keeps no settings of the compilation before. */
static void
test_steps_compile_twice (void)
{
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (kinds[i].kind);

      g_assert_true (clasp_transform_compile (step, NULL, NULL));
      g_assert_true (clasp_transform_compile (step, NULL, NULL));
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

  g_test_add_func ("/mapping/step-properties/whatever-comes-whenever",
                   test_whatever_comes_whenever);
  g_test_add_func ("/mapping/step-properties/whatever-comes-in-part", test_whatever_comes_in_part);
  g_test_add_func ("/mapping/step-properties/blocks-are-small", test_blocks_are_small);
  g_test_add_func ("/mapping/step-properties/monotone-stays-monotone",
                   test_monotone_steps_stay_monotone);
  g_test_add_func ("/mapping/step-properties/limits-hold", test_limits_hold);
  g_test_add_func ("/mapping/step-properties/inverses-compile", test_inverses_compile);
  g_test_add_func ("/mapping/step-properties/steps-compile-twice", test_steps_compile_twice);

  return g_test_run ();
}
