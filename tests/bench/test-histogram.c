/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load/load-histogram.h"

static LoadHistogram histogram;

static void
test_every_value_has_a_bucket (void)
{
  guint before = 0;

  for (guint64 value = 0; value < 1000000; value++)
    {
      guint index = load_histogram_index (value);

      g_assert_cmpuint (index, >=, before);
      g_assert_cmpuint (index, <=, before + 1);
      before = index;
    }
  g_assert_cmpuint (load_histogram_index (G_MAXUINT64), ==, LOAD_HISTOGRAM_SIZE - 1);
}

static void
test_quantiles_are_near (void)
{
  static const double shares[] = { 0.001, 0.5, 0.99, 0.999, 1.0 };

  load_histogram_clear (&histogram);
  for (guint64 value = 1; value <= 100000; value++)
    load_histogram_record (&histogram, value);
  g_assert_cmpuint (histogram.n, ==, 100000);
  g_assert_cmpuint (histogram.max, ==, 100000);
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      double found = (double) load_histogram_quantile (&histogram, shares[i]);

      g_assert_cmpfloat_with_epsilon (found / (shares[i] * 100000), 1.0, 0.016);
    }
}

static void
test_nothing_recorded (void)
{
  load_histogram_clear (&histogram);
  g_assert_cmpuint (load_histogram_quantile (&histogram, 0.5), ==, 0);
}

static void
test_largest_is_exact (void)
{
  load_histogram_clear (&histogram);
  load_histogram_record (&histogram, 1000003);
  g_assert_cmpuint (load_histogram_quantile (&histogram, 0.5), <=, 1000003);
  g_assert_cmpuint (load_histogram_quantile (&histogram, 1.0), >=, 985000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bench/histogram/every-value-has-a-bucket", test_every_value_has_a_bucket);
  g_test_add_func ("/bench/histogram/quantiles-are-near", test_quantiles_are_near);
  g_test_add_func ("/bench/histogram/nothing-recorded", test_nothing_recorded);
  g_test_add_func ("/bench/histogram/largest-is-exact", test_largest_is_exact);
  return g_test_run ();
}
