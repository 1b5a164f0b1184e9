/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/mapping-test.h"
#include "mapping/transforms/clasp-transforms.h"
#include "support/clasp-test.h"

#include <math.h>

static double
apply_number (ClaspTransform *step, double in)
{
  g_auto (ClaspStepRunner) runner = clasp_step_runner_for (g_object_ref (step));
  g_auto (ClaspValue)      value = clasp_value_double (in);
  double                   out = NAN;

  if (clasp_step_runner_run (&runner, 0, FALSE, &value) == CLASP_TRANSFORM_PASS)
    g_assert_true (clasp_value_to_double (&value, &out));
  return out;
}

/* What @step made of @in, brought back. */
static double
go_there_and_back (const char *text, double in)
{
  g_autoptr (ClaspTransform) step = clasp_test_step (text);
  g_autoptr (GError)         error = NULL;
  g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, &error);

  g_assert_no_error (error);
  return apply_number (inverse, apply_number (step, in));
}

static void
test_numbers_come_back (void)
{
  static const struct
  {
    const char *step;
    double      low, high;
  } rows[] = {
    { "direct", -5, 5 },
    { "range 0 1 0 127", 0, 1 },
    { "range 0 127 1 0", 0, 127 },
    { "range 0 1 -60 10 false", -3, 3 },
    { "invert", -1, 2 },
    { "invert 0 127", 0, 127 },
    { "offset 3.5", -9, 9 },
    { "multiply -0.25", -9, 9 },
    { "divide 3", -9, 9 },
    { "negate", -9, 9 },
    { "power 2", 0, 9 },
    { "power -0.5", 0.1, 9 },
    { "exp", -5, 5 },
    { "log 10", 0.1, 100 },
    { "note2hz", 0, 127 },
    { "hz2note 442", 20, 12000 },
    { "transpose 7", 0, 120 },
    { "dbfader", 0, 1 },
    { "dbfader -60 0.75 10 true", -60, 10 },
    { "gamma", 0, 1 },
    { "gamma cie", 0, 1 },
    { "dimmer square", 0, 1 },
    { "velocitycurve 2", 1, 127 },
    { "curve linear", 0, 1 },
    { "curve ease-in", 0, 1 },
    { "curve cubic-in-out", 0, 1 },
    { "curve exponential", 0.1, 1 },
    { "curve sine-out", 0, 0.9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint j = 0; j <= 16; j++)
      {
        double in = rows[i].low + (rows[i].high - rows[i].low) * j / 16.0;
        double out = go_there_and_back (rows[i].step, in);

        if (!(fabs (out - in) <= 1e-9 * MAX (1.0, fabs (in))))
          g_error ("%s brings %.17g back as %.17g", rows[i].step, in, out);
      }
}

/* What is left out on the way there passes on the way back as it is. */
static void
test_limits_and_rounding_pass_on_the_way_back (void)
{
  static const char *const steps[] = { "clamp 0 1", "min 0.5", "max 0.5",  "round", "floor",
                                       "ceil",      "trunc",   "quantize", "change" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (steps[i]);
      g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, NULL);

      g_assert_nonnull (inverse);
      g_assert_cmpfloat (apply_number (inverse, 3.25), ==, 3.25);
    }
}

/* Of a level stretch the middle comes back, and beyond the ends the ends. */
static void
test_curves_with_level_stretches (void)
{
  g_assert_cmpfloat_with_epsilon (go_there_and_back ("centerdead 0.5 0.2", 0.45), 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (go_there_and_back ("centerdead 0.5 0.2", 0.2), 0.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (go_there_and_back ("curve ease-in", 7.0), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (go_there_and_back ("curve ease-in", -7.0), 0.0, 1e-9);
}

static void
test_what_cannot_be_undone_says_why (void)
{
  static const struct
  {
    const char *step, *error;
  } rows[] = {
    { "abs", "abs cannot be undone: its result does not tell what it was made of" },
    { "threshold", "threshold cannot be undone: its result does not tell what it was made of" },
    { "smooth", "smooth cannot be undone: its result does not tell what it was made of" },
    { "ema", "ema cannot be undone: its result does not tell what it was made of" },
    { "range 0 1 5 5", "range cannot be undone: everything becomes 5" },
    { "multiply 0", "multiply cannot be undone: its number is 0" },
    { "power 0", "power cannot be undone: its exponent is 0" },
    { "offset 1 /a", "offset cannot be undone: its number is the value of a parameter" },
    { "curve bounce-out", "curve cannot be undone: it turns back near 0.365" },
    { "curve elastic-in", "curve cannot be undone: it turns back near 0.000977" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspTransform) step = clasp_test_step (rows[i].step);
      g_autoptr (GError)         error = NULL;

      g_assert_null (clasp_transform_invert (step, &error));
      g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
      g_assert_cmpstr (error->message, ==, rows[i].error);
    }
}

/* "× k" by a parameter is undone by dividing by it. */
static void
test_factor_of_a_parameter_is_divided_by (void)
{
  g_autoptr (ClaspTransform) step = clasp_test_step ("multiply 2 /a");
  g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, NULL);
  g_autofree char           *chip = clasp_transform_summarise (inverse);

  g_assert_cmpstr (chip, ==, "÷ /a");
  g_assert_cmpstr (clasp_transform_get_watched (inverse)[0], ==, "/a");
  g_assert_null (clasp_transform_get_watched (inverse)[1]);
}

/* There, back and there again: an inverse has an inverse. */
static void
test_inverse_of_an_inverse (void)
{
  g_autoptr (ClaspTransform) step = clasp_test_step ("curve ease-in");
  g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, NULL);
  g_autoptr (ClaspTransform) again = clasp_transform_invert (inverse, NULL);

  g_assert_cmpfloat (apply_number (again, 0.5), ==, 0.25);
  g_assert_cmpfloat_with_epsilon (apply_number (inverse, 0.25), 0.5, 1e-9);
}

/* What it undoes is no setting, which copies and files carry. */
static void
test_copy_of_an_inverse_does_not_compile (void)
{
  g_autoptr (ClaspTransform) step = clasp_test_step ("curve ease-in");
  g_autoptr (ClaspTransform) inverse = clasp_transform_invert (step, NULL);
  g_autoptr (ClaspTransform) copy =
    CLASP_TRANSFORM (clasp_settings_copy (CLASP_SETTINGS (inverse)));
  g_autoptr (GError) error = NULL;
  g_autofree char   *chip = clasp_transform_summarise (copy);

  g_assert_false (clasp_transform_compile (copy, NULL, &error));
  g_assert_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM);
  g_assert_null (clasp_transform_invert (copy, NULL));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/mapping/inverse/numbers-come-back", test_numbers_come_back);
  g_test_add_func ("/mapping/inverse/limits-and-rounding-pass",
                   test_limits_and_rounding_pass_on_the_way_back);
  g_test_add_func ("/mapping/inverse/level-stretches", test_curves_with_level_stretches);
  g_test_add_func ("/mapping/inverse/refused-with-a-reason", test_what_cannot_be_undone_says_why);
  g_test_add_func ("/mapping/inverse/factor-of-a-parameter",
                   test_factor_of_a_parameter_is_divided_by);
  g_test_add_func ("/mapping/inverse/inverse-of-an-inverse", test_inverse_of_an_inverse);
  g_test_add_func ("/mapping/inverse/copy-of-an-inverse", test_copy_of_an_inverse_does_not_compile);
  return g_test_run ();
}
