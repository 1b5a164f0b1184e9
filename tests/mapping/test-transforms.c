/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-curve.h"
#include "mapping/mapping-test.h"
#include "mapping/transforms/clasp-transforms.h"
#include "support/clasp-test.h"

#include <math.h>

#define MS 1000

static double
number_at (ClaspStepRunner *self, gint64 now_us, gboolean is_tick, double in)
{
  ClaspValue value = clasp_value_double (in);

  g_assert_cmpint (clasp_step_runner_run (self, now_us, is_tick, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (value.type, ==, CLASP_VALUE_DOUBLE);
  return value.as.number;
}

static const double table_inputs[] = { -0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 };

/* The rows of mapping.md 4 for the steps there are. */
static void
test_table_of_the_specification (void)
{
  static const struct
  {
    const char *step;
    double      outputs[8];
  } rows[] = {
    { "range 0 1 0 127 false", { -63.5, 0, 31.75, 57.15, 63.5, 95.25, 127, 254 } },
    { "range 0 127 0 1 false",
      { -0.003937, 0, 0.001969, 0.003543, 0.003937, 0.005906, 0.007874, 0.015748 } },
    { "range 0 1 0 127", { 0, 0, 31.75, 57.15, 63.5, 95.25, 127, 127 } },
    { "range 1 0 10 20", { 20, 20, 17.5, 15.5, 15, 12.5, 10, 10 } },
    { "range 3 3 7 9", { 7, 7, 7, 7, 7, 7, 7, 7 } },
    { "invert", { 1.5, 1, 0.75, 0.55, 0.5, 0.25, 0, -1 } },
    { "invert 0 127", { 127.5, 127, 126.75, 126.55, 126.5, 126.25, 126, 125 } },
    { "clamp", { 0, 0, 0.25, 0.45, 0.5, 0.75, 1, 1 } },
    { "threshold 0.5", { 0, 0, 0, 0, 1, 1, 1, 1 } },
    { "curve ease-in", { 0, 0, 0.0625, 0.2025, 0.25, 0.5625, 1, 1 } },
    { "curve logarithmic", { 0, 0, 0.357374, 0.572801, 0.620115, 0.827989, 1, 1 } },
    { "curve power 2", { 0, 0, 0.0625, 0.2025, 0.25, 0.5625, 1, 1 } },
    { "round", { 0, 0, 0, 0, 1, 1, 1, 2 } },
    { "round 1", { -0.5, 0, 0.3, 0.5, 0.5, 0.8, 1, 2 } },
    { "gate", { 0, 0, 1, 1, 1, 1, 1, 1 } },
    { "trigger", { 1, 0, 1, 1, 1, 1, 1, 1 } },
    { "toggle", { 0, 0, 0, 0, 0, 1, 1, 1 } },
    { "deadzone", { -0.5, 0, 0.25, 0, 0, 0.75, 1, 2 } },
    { "quantize 8", { -0.5, 0, 0.25, 0.5, 0.5, 0.75, 1, 2 } },
    { "quantize 3", { -0.333333, 0, 0.333333, 0.333333, 0.666667, 0.666667, 1, 2 } },
    { "modulo 0.3", { -0.2, 0, 0.25, 0.15, 0.2, 0.15, 0.1, 0.2 } },
    { "negate", { 0.5, 0, -0.25, -0.45, -0.5, -0.75, -1, -2 } },
    { "power 2", { 0.25, 0, 0.0625, 0.2025, 0.25, 0.5625, 1, 4 } },
    { "offset 0.5", { 0, 0.5, 0.75, 0.95, 1, 1.25, 1.5, 2.5 } },
    { "multiply 127", { -63.5, 0, 31.75, 57.15, 63.5, 95.25, 127, 254 } },
    { "divide 4", { -0.125, 0, 0.0625, 0.1125, 0.125, 0.1875, 0.25, 0.5 } },
    { "min 0.5", { -0.5, 0, 0.25, 0.45, 0.5, 0.5, 0.5, 0.5 } },
    { "max 0.5", { 0.5, 0.5, 0.5, 0.5, 0.5, 0.75, 1, 2 } },
    { "abs", { 0.5, 0, 0.25, 0.45, 0.5, 0.75, 1, 2 } },
    { "sign", { -1, 0, 1, 1, 1, 1, 1, 1 } },
    { "floor", { -1, 0, 0, 0, 0, 0, 1, 2 } },
    { "ceil", { 0, 0, 1, 1, 1, 1, 1, 2 } },
    { "trunc", { 0, 0, 0, 0, 0, 0, 1, 2 } },
    { "exp", { 0.606531, 1, 1.284025, 1.568312, 1.648721, 2.117000, 2.718282, 7.389056 } },
    { "wrap 0 0.6", { 0.1, 0, 0.25, 0.45, 0.5, 0.15, 0.4, 0.2 } },
    { "fold 0 0.6", { 0.5, 0, 0.25, 0.45, 0.5, 0.45, 0.2, 0.4 } },
    { "gamma", { NAN, 0, 0.047366, 0.172611, 0.217638, 0.531049, 1.000000, 4.594793 } },
    { "gamma cie",
      { -0.055353, 0.000000, 0.044155, 0.145417, 0.184187, 0.482781, 1.000000, 6.456353 } },
    { "dimmer square", { 0, 0, 0.0625, 0.2025, 0.25, 0.5625, 1, 1 } },
    { "dimmer linear 0.1 0.05", { 0.05, 0.05, 0.325, 0.505, 0.55, 0.775, 1, 1 } },
    { "dimmer s-curve", { 0, 0, 0.15625, 0.42525, 0.5, 0.84375, 1, 1 } },
    { "dimmer inverse-square", { 0, 0, 0.5, 0.670820, 0.707107, 0.866025, 1, 1 } },
    { "dbfader", { -60, -60, -40, -24, -20, 0, 10, 10 } },
    { "transpose 12", { 11.5, 12, 12.25, 12.45, 12.5, 12.75, 13, 14 } },
    { "expression pow(value, 2) * 100", { 25, 0, 6.25, 20.25, 25, 56.25, 100, 400 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (rows[i].step);

      for (guint j = 0; j < 8; j++)
        {
          double out;

          if (isnan (rows[i].outputs[j]))
            {
              ClaspValue value = clasp_value_double (table_inputs[j]);

              g_assert_cmpint (clasp_step_runner_run (&step, 0, FALSE, &value), ==,
                               CLASP_TRANSFORM_ERROR);
              continue;
            }
          out = number_at (&step, 0, FALSE, table_inputs[j]);
          if (fabs (out - rows[i].outputs[j]) > 5e-7)
            g_error ("%s of %g is %g, not %g", rows[i].step, table_inputs[j], out,
                     rows[i].outputs[j]);
        }
    }
}

/* Numbers of the specification's own examples, and what must give nothing. */
static void
test_single_numbers (void)
{
  static const struct
  {
    const char *step;
    double      in, out; /* NaN: nothing goes out */
  } rows[] = {
    { "centerdead 0.5 0.2", 0, 0 },
    { "centerdead 0.5 0.2", 0.2, 0.25 },
    { "centerdead 0.5 0.2", 0.4, 0.5 },
    { "centerdead 0.5 0.2", 0.6, 0.5 },
    { "centerdead 0.5 0.2", 0.8, 0.75 },
    { "centerdead 0.5 0.2", 1, 1 },
    { "centerdead 0.5 1", 0.1, 0.5 },
    { "centerdead 0.5 0.2 false", 0.2, 0.2 },
    { "divide 0", 1, NAN },
    { "modulo 0", 1, NAN },
    { "modulo 3", -4, -1 },
    { "power 0.5", -1, NAN },
    { "power 2", 1e300, NAN },
    { "log", 0, NAN },
    { "log", -1, NAN },
    { "log", G_E, 1 },
    { "log 10", 1000, 3 },
    { "log 2", 0.25, -2 },
    { "round", 2.5, 3 },
    { "round", -2.5, -2 },
    { "round 2", 0.125, 0.13 },
    { "quantize 1", 0.5, 1 },
    { "wrap -1 1", 1, -1 },
    { "wrap -1 1", -1.5, 0.5 },
    { "fold -1 1", 1.5, 0.5 },
    { "fold -1 1", -2.5, 0.5 },
    { "dbfader -60 0.75 10 true", 0, 0.75 },
    { "dbfader -60 0.75 10 true", 10, 1 },
    { "dbfader -60 0.75 10 true", -60, 0 },
    { "dbfader -60 0.75 10 true", -20, 0.5 },
    { "dbfader -60 0.75 10 true", -100, 0 },
    { "note2hz", 69, 440 },
    { "note2hz", 57, 220 },
    { "note2hz 442", 69, 442 },
    { "hz2note", 880, 81 },
    { "hz2note", 0, NAN },
    { "transpose 12", 116, NAN },
    { "transpose -12", 11, NAN },
    { "transpose 12", 115, 127 },
    { "velocitycurve 2", 127, 127 },
    { "velocitycurve 2", 0, 0 },
    { "velocitycurve 2 10 100", 127, 100 },
    { "velocitycurve 2 1 127", 63.5, 32.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (rows[i].step);
      ClaspValue               value = clasp_value_double (rows[i].in);
      double                   out = NAN;

      if (clasp_step_runner_run (&step, 0, FALSE, &value) == CLASP_TRANSFORM_PASS)
        g_assert_true (clasp_value_to_double (&value, &out));
      if (isnan (rows[i].out) != isnan (out) || fabs (out - rows[i].out) > 1e-9)
        g_error ("%s of %g is %g, not %g", rows[i].step, rows[i].in, out, rows[i].out);
    }
}

static void
test_settings_that_cannot_work_are_refused (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "deadzone 0.6 0.4", "min is above max" },
    { "wrap 1 1", "min is not below max" },
    { "fold 1 0", "min is not below max" },
    { "log 1", "base is 1: there is no such logarithm" },
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

/* Every kind: a chip, a group, and nothing worse than an error for whatever comes. */
static void
test_every_step_takes_whatever_comes (void)
{
  static const double numbers[] = { NAN, INFINITY, -INFINITY, 0,      -0.0,   1,
                                    -1,  0.5,      1e308,     -1e308, 1e-308, 127 };
  guint               n_kinds;
  const ClaspKind    *kinds = clasp_transform_kinds (&n_kinds);

  for (guint i = 0; i < n_kinds; i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (kinds[i].kind);
      g_autofree char         *chip = clasp_transform_summarise (step.step);

      g_assert_cmpstr (chip, !=, NULL);
      g_assert_cmpstr (kinds[i].group, !=, NULL);
      for (guint j = 0; j < G_N_ELEMENTS (numbers); j++)
        {
          g_auto (ClaspValue) value = clasp_value_double (numbers[j]);
          double              out;

          if (clasp_step_runner_run (&step, j, FALSE, &value) == CLASP_TRANSFORM_PASS &&
              value.type == CLASP_VALUE_DOUBLE)
            g_assert_true (clasp_value_to_double (&value, &out) &&
                           (isfinite (out) || !isfinite (numbers[j])));
        }
      for (guint j = 0; j < 5; j++)
        {
          g_auto (ClaspValue) value = j == 0   ? clasp_value_null ()
                                      : j == 1 ? clasp_value_bool (TRUE)
                                      : j == 2 ? clasp_value_string (clasp_str ("no number"))
                                      : j == 3 ? clasp_value_array (NULL, 0)
                                               : clasp_value_int (G_MININT64);

          clasp_step_runner_run (&step, 100 + j, FALSE, &value);
        }
    }
}

static void
test_curves_of_the_specification (void)
{
  static const double inputs[] = { 0.1, 0.25, 0.5, 0.75, 0.9 };
  static const struct
  {
    ClaspCurve curve;
    double     outputs[5];
  } rows[] = {
    { CLASP_CURVE_EASE_OUT, { 0.19, 0.4375, 0.75, 0.9375, 0.99 } },
    { CLASP_CURVE_QUAD_OUT, { 0.19, 0.4375, 0.75, 0.9375, 0.99 } },
    { CLASP_CURVE_EASE_IN_OUT, { 0.02, 0.125, 0.5, 0.875, 0.98 } },
    { CLASP_CURVE_QUAD_IN_OUT, { 0.02, 0.125, 0.5, 0.875, 0.98 } },
    { CLASP_CURVE_EXPO_IN, { 0.001953, 0.005524, 0.03125, 0.176777, 0.5 } },
    { CLASP_CURVE_EXPONENTIAL, { 0.001953, 0.005524, 0.03125, 0.176777, 0.5 } },
    { CLASP_CURVE_CUBIC_IN, { 0.001, 0.015625, 0.125, 0.421875, 0.729 } },
    { CLASP_CURVE_CUBIC_OUT, { 0.271, 0.578125, 0.875, 0.984375, 0.999 } },
    { CLASP_CURVE_CUBIC_IN_OUT, { 0.004, 0.0625, 0.5, 0.9375, 0.996 } },
    { CLASP_CURVE_EXPO_OUT, { 0.5, 0.823223, 0.96875, 0.994476, 0.998047 } },
    { CLASP_CURVE_EXPO_IN_OUT, { 0.001953, 0.015625, 0.5, 0.984375, 0.998047 } },
    { CLASP_CURVE_SINE_IN, { 0.012312, 0.07612, 0.292893, 0.617317, 0.843566 } },
    { CLASP_CURVE_SINE_OUT, { 0.156434, 0.382683, 0.707107, 0.92388, 0.987688 } },
    { CLASP_CURVE_SINE_IN_OUT, { 0.024472, 0.146447, 0.5, 0.853553, 0.975528 } },
    { CLASP_CURVE_CIRC_IN, { 0.005013, 0.031754, 0.133975, 0.338562, 0.56411 } },
    { CLASP_CURVE_CIRC_OUT, { 0.43589, 0.661438, 0.866025, 0.968246, 0.994987 } },
    { CLASP_CURVE_CIRC_IN_OUT, { 0.010102, 0.066987, 0.5, 0.933013, 0.989898 } },
    { CLASP_CURVE_ELASTIC_IN, { 0.001953, -0.005524, -0.015625, 0.088388, -0.25 } },
    { CLASP_CURVE_ELASTIC_OUT, { 1.25, 0.911612, 1.015625, 1.005524, 0.998047 } },
    { CLASP_CURVE_BOUNCE_OUT, { 0.075625, 0.472656, 0.765625, 0.972656, 0.988125 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j < 5; j++)
      g_assert_cmpfloat_with_epsilon (clasp_curve_apply (rows[i].curve, 2, inputs[j]),
                                      rows[i].outputs[j], 6e-7);
}

static void
test_every_curve_ends_exactly (void)
{
  g_autoptr (GEnumClass) curves = g_type_class_ref (CLASP_TYPE_CURVE);

  for (guint i = 0; i < curves->n_values; i++)
    {
      ClaspCurve curve = (ClaspCurve) curves->values[i].value;

      g_assert_cmpfloat (clasp_curve_apply (curve, 0.7, 0.0), ==, 0.0);
      g_assert_cmpfloat (clasp_curve_apply (curve, 0.7, 1.0), ==, 1.0);
      g_assert_cmpfloat (clasp_curve_apply (curve, 0.7, -3.0), ==, 0.0);
      g_assert_cmpfloat (clasp_curve_apply (curve, 0.7, INFINITY), ==, 1.0);
      g_assert_cmpfloat_with_epsilon (clasp_curve_apply (curve, 0.7, 1e-9), 0.0, 0.001);
      g_assert_cmpfloat_with_epsilon (clasp_curve_apply (curve, 0.7, 1.0 - 1e-9), 1.0, 0.001);
    }
}

static void
test_numbers_are_found_in_values (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("range 0 1 0 10 false");
  const ClaspValue         one = clasp_value_int (3);
  ClaspValue               values[] = { clasp_value_bool (TRUE), clasp_value_int (3),
                                        clasp_value_string (clasp_str ("2.5")), clasp_value_array (&one, 1) };
  const double             expected[] = { 10, 30, 25, 30 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_assert_cmpint (clasp_step_runner_run (&step, 0, FALSE, &values[i]), ==,
                       CLASP_TRANSFORM_PASS);
      g_assert_cmpint (values[i].type, ==, CLASP_VALUE_DOUBLE);
      g_assert_cmpfloat (values[i].as.number, ==, expected[i]);
    }
}

static ClaspValue
list (guint n, double first, double by)
{
  g_autofree ClaspValue *elements = g_new (ClaspValue, n);

  for (guint i = 0; i < n; i++)
    elements[i] = clasp_value_double (first + i * by);
  return clasp_value_array (elements, n);
}

static void
test_arrays_are_handled_per_element (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("invert");
  g_auto (ClaspValue)      value = list (3, 0, 0.25);
  g_auto (ClaspValue)      expected = list (3, 1, -0.25);

  g_assert_cmpint (clasp_step_runner_run (&step, 0, FALSE, &value), ==, CLASP_TRANSFORM_PASS);
  g_assert_true (clasp_value_equal (&value, &expected));
}

static void
test_array_length_at_limit_and_above (void)
{
  g_auto (ClaspStepRunner) smooth = clasp_step_runner ("smooth 80ms");
  g_auto (ClaspValue)      universe = list (512, 0, 1);
  g_auto (ClaspValue)      larger = list (513, 0, 1);

  g_assert_cmpint (clasp_step_runner_run (&smooth, 0, FALSE, &universe), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpint (clasp_step_runner_run (&smooth, 0, FALSE, &larger), ==, CLASP_TRANSFORM_ERROR);
}

static void
test_what_is_no_number_is_an_error (void)
{
  static const char *const steps[] = {
    "range", "invert", "clamp", "curve", "smooth", "threshold", "expression value + 1"
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (steps[i]);
      ClaspValue values[] = { clasp_value_null (), clasp_value_bytes ((const guint8 *) "x", 1),
                              clasp_value_map (NULL, 0), clasp_value_array (NULL, 0),
                              clasp_value_double (NAN) };

      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        {
          g_assert_cmpint (clasp_step_runner_run (&step, 0, FALSE, &values[j]), ==,
                           CLASP_TRANSFORM_ERROR);
          clasp_value_clear (&values[j]);
        }
    }
}

static void
test_results_that_are_not_finite_are_errors (void)
{
  static const char *const steps[] = { "range 0 1 0 1e308 false", "expression value ** 0.5",
                                       "expression log(0)", "expression value / 0",
                                       "expression 1e308 * 10" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (steps[i]);
      ClaspValue               value = clasp_value_double (-30.0);

      g_assert_cmpint (clasp_step_runner_run (&step, 0, FALSE, &value), ==, CLASP_TRANSFORM_ERROR);
    }
}

static void
test_threshold_with_hysteresis (void)
{
  static const double      inputs[] = { 0.5, 0.74, 0.75, 0.6, 0.51, 0.5, 0.6, 0.8 };
  static const double      outputs[] = { 10, 10, 20, 20, 20, 10, 10, 20 };
  g_auto (ClaspStepRunner) step = clasp_step_runner ("threshold 0.75 0.25 10 20");

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    g_assert_cmpfloat (number_at (&step, 0, FALSE, inputs[i]), ==, outputs[i]);
}

static void
test_clamp_with_bounds_crossed_is_refused (void)
{
  g_autoptr (ClaspTransform) step = clasp_test_step ("clamp 2 1");
  g_autoptr (GError)         error = NULL;

  g_assert_false (clasp_transform_compile (step, NULL, &error));
  g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
  g_assert_cmpstr (error->message, ==, "min: is above max");
}

/* mapping.md 12: two sequences at 100 Hz. */
static void
test_one_euro_sequences (void)
{
  static const double inputs[] = { 0, 0, 1, 1, 1, 0.5 };
  static const struct
  {
    const char *step;
    double      outputs[6];
  } rows[] = {
    { "smooth 80ms 0 1 1", { 0, 0, 0.059117, 0.114740, 0.167074, 0.186756 } },
    { "smooth 80ms 0.1 0.3 1", { 0, 0, 0.053025, 0.130396, 0.221573, 0.251772 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ClaspStepRunner) step = clasp_step_runner (rows[i].step);

      for (guint j = 0; j < 6; j++)
        g_assert_cmpfloat_with_epsilon (number_at (&step, j * 10 * MS, FALSE, inputs[j]),
                                        rows[i].outputs[j], 5e-7);
    }
}

static void
test_smoothing_settles_exactly (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("smooth 80ms");
  gint64                   now_us = 5000 * MS;
  double                   last = 0.0;
  guint                    n_ticks = 0;

  g_assert_cmpfloat (number_at (&step, now_us, FALSE, 0.0), ==, 0.0);
  g_assert_cmpint (step.wake_us, ==, 0);

  now_us += 60 * 1000 * MS; /* a minute of silence is not a minute of movement */
  last = number_at (&step, now_us, FALSE, 1.0);
  g_assert_cmpfloat (last, <, 0.5);
  while (step.wake_us != 0)
    {
      double out;

      g_assert_cmpint (step.wake_us, ==, now_us + 10 * MS);
      now_us = step.wake_us;
      out = number_at (&step, now_us, TRUE, 1.0);
      g_assert_cmpfloat (out, >=, last);
      if (++n_ticks == 8)
        g_assert_cmpfloat (out, >=, 0.99);
      last = out;
    }
  g_assert_cmpfloat (last, ==, 1.0);
  g_assert_cmpuint (n_ticks, <, 30);
}

static void
test_time_zero_does_not_smooth (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("smooth 0");

  g_assert_cmpfloat (number_at (&step, 0, FALSE, 0.0), ==, 0.0);
  g_assert_cmpfloat (number_at (&step, 1, FALSE, 1.0), ==, 1.0);
  g_assert_cmpint (step.wake_us, ==, 0);
}

static void
test_times_take_units (void)
{
  g_autoptr (ClaspTransform) milliseconds = clasp_test_step ("smooth 80ms");
  g_autoptr (ClaspTransform) seconds = clasp_test_step ("smooth 0.08s");

  g_assert_true (clasp_settings_equal (CLASP_SETTINGS (milliseconds), CLASP_SETTINGS (seconds)));
}

static void
test_inputs_at_one_instant (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("smooth 80ms 1");

  g_assert_cmpfloat (number_at (&step, 0, FALSE, 0.0), ==, 0.0);
  g_assert_cmpfloat (number_at (&step, 0, FALSE, 1.0), ==, 0.0);
  g_assert_cmpint (step.wake_us, ==, 10 * MS);
  g_assert_cmpfloat (number_at (&step, -5, FALSE, 1.0), ==,
                     0.0); /* a clock that stumbles does no harm */
}

static void
test_elements_are_smoothed_apart (void)
{
  g_auto (ClaspStepRunner) step = clasp_step_runner ("smooth 80ms");
  g_auto (ClaspValue)      first = list (2, 0, 0);
  g_auto (ClaspValue)      second = list (2, 0, 1);

  clasp_step_runner_run (&step, 0, FALSE, &first);
  clasp_step_runner_run (&step, 10 * MS, FALSE, &second);
  g_assert_cmpfloat (clasp_value_get_element (&second, 0)->as.number, ==, 0.0);
  g_assert_cmpfloat (clasp_value_get_element (&second, 1)->as.number, >, 0.1);
  g_assert_cmpfloat (clasp_value_get_element (&second, 1)->as.number, <, 0.9);
}

static void
test_expression_remembers (void)
{
  g_auto (ClaspStepRunner) difference = clasp_step_runner ("expression value - prev");
  g_auto (ClaspStepRunner) sum = clasp_step_runner ("expression out + value");
  g_auto (ClaspStepRunner) speed =
    clasp_step_runner ("expression dt > 0 ? (value - prev) / dt : 0.0");

  g_assert_cmpfloat (number_at (&difference, 0, FALSE, 2), ==, 0.0);
  g_assert_cmpfloat (number_at (&difference, 0, FALSE, 5), ==, 3.0);
  g_assert_cmpfloat (number_at (&sum, 0, FALSE, 2), ==, 2.0);
  g_assert_cmpfloat (number_at (&sum, 0, FALSE, 5), ==, 7.0);
  g_assert_cmpfloat (number_at (&speed, 1000 * MS, FALSE, 2), ==, 0.0);
  g_assert_cmpfloat (number_at (&speed, 1500 * MS, FALSE, 3), ==, 2.0);
}

static void
test_expression_on_arrays (void)
{
  g_auto (ClaspStepRunner) each = clasp_step_runner ("expression value * 2 + i");
  g_auto (ClaspStepRunner) whole = clasp_step_runner ("expression value[0] + len(value)");
  g_auto (ClaspValue)      first = list (3, 1, 1);
  ClaspValue               second = clasp_value_copy (&first);
  g_auto (ClaspValue)      expected = list (3, 2, 3);

  g_assert_cmpint (clasp_step_runner_run (&each, 0, FALSE, &first), ==, CLASP_TRANSFORM_PASS);
  g_assert_true (clasp_value_equal (&first, &expected));
  g_assert_cmpint (clasp_step_runner_run (&whole, 0, FALSE, &second), ==, CLASP_TRANSFORM_PASS);
  g_assert_cmpfloat (second.as.number, ==, 4.0);
}

static void
test_summaries (void)
{
  static const char *const pairs[][2] = {
    { "range 0 1 0 255", "0–1 → 0–255" }, { "invert", "inverted" },
    { "clamp 0 1", "[0 … 1]" },           { "curve power 2.2", "x^2.2" },
    { "curve sine-in", "sine-in" },       { "smooth 80ms", "smooth 80 ms" },
    { "threshold 0.5", "≥ 0.5" },         { "expression value*2", "value*2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (pairs[i][0]);
      g_autofree char           *summary = clasp_transform_summarise (step);

      g_assert_cmpstr (summary, ==, pairs[i][1]);
    }
}

static void
test_what_steps_say_of_ranges (void)
{
  static const struct
  {
    const char *text;
    gboolean    sets_range, gives_unit, needs_unit;
  } cases[] = {
    { "range", FALSE, TRUE, FALSE },
    { "range 0 127 1 0", FALSE, TRUE, FALSE },
    { "range 0 1 0 255", TRUE, FALSE, FALSE },
    { "curve", FALSE, FALSE, TRUE },
    { "invert", FALSE, FALSE, TRUE },
    { "invert 0 127", FALSE, FALSE, FALSE },
    { "clamp 0.2 0.8", FALSE, FALSE, TRUE },
    { "clamp 0 100", FALSE, FALSE, FALSE },
    { "smooth", FALSE, FALSE, FALSE },
    { "threshold 0.5", FALSE, TRUE, TRUE },
    { "threshold 64", FALSE, TRUE, FALSE },
    { "threshold 0.5 0 0 255", TRUE, FALSE, TRUE },
    { "expression value", FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (cases[i].text);

      g_assert_cmpint (clasp_transform_sets_range (step), ==, cases[i].sets_range);
      g_assert_cmpint (clasp_transform_gives_unit (step), ==, cases[i].gives_unit);
      g_assert_cmpint (clasp_transform_needs_unit (step), ==, cases[i].needs_unit);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/acceptance/17-01-table-of-the-specification",
                   test_table_of_the_specification);
  g_test_add_func ("/mapping/transforms/single-numbers", test_single_numbers);
  g_test_add_func ("/mapping/transforms/settings-that-cannot-work-are-refused",
                   test_settings_that_cannot_work_are_refused);
  g_test_add_func ("/mapping/transforms/every-step-takes-whatever-comes",
                   test_every_step_takes_whatever_comes);
  g_test_add_func ("/mapping/acceptance/17-01-curves-of-the-specification",
                   test_curves_of_the_specification);
  g_test_add_func ("/mapping/transforms/every-curve-ends-exactly", test_every_curve_ends_exactly);
  g_test_add_func ("/mapping/transforms/numbers-are-found-in-values",
                   test_numbers_are_found_in_values);
  g_test_add_func ("/mapping/transforms/arrays-are-handled-per-element",
                   test_arrays_are_handled_per_element);
  g_test_add_func ("/mapping/transforms/array-length-at-limit-and-above",
                   test_array_length_at_limit_and_above);
  g_test_add_func ("/mapping/transforms/what-is-no-number-is-an-error",
                   test_what_is_no_number_is_an_error);
  g_test_add_func ("/mapping/transforms/results-that-are-not-finite-are-errors",
                   test_results_that_are_not_finite_are_errors);
  g_test_add_func ("/mapping/transforms/threshold-with-hysteresis", test_threshold_with_hysteresis);
  g_test_add_func ("/mapping/transforms/clamp-with-bounds-crossed-is-refused",
                   test_clamp_with_bounds_crossed_is_refused);
  g_test_add_func ("/mapping/acceptance/17-01-one-euro-sequences", test_one_euro_sequences);
  g_test_add_func ("/mapping/transforms/smoothing-settles-exactly", test_smoothing_settles_exactly);
  g_test_add_func ("/mapping/transforms/time-zero-does-not-smooth", test_time_zero_does_not_smooth);
  g_test_add_func ("/mapping/transforms/times-take-units", test_times_take_units);
  g_test_add_func ("/mapping/transforms/inputs-at-one-instant", test_inputs_at_one_instant);
  g_test_add_func ("/mapping/transforms/elements-are-smoothed-apart",
                   test_elements_are_smoothed_apart);
  g_test_add_func ("/mapping/transforms/expression-remembers", test_expression_remembers);
  g_test_add_func ("/mapping/transforms/expression-on-arrays", test_expression_on_arrays);
  g_test_add_func ("/mapping/transforms/summaries", test_summaries);
  g_test_add_func ("/mapping/transforms/what-steps-say-of-ranges", test_what_steps_say_of_ranges);

  return g_test_run ();
}
