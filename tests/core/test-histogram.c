/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-exposition.h"
#include "core/clasp-histogram.h"
#include "support/clasp-metrics-text.h"
#include "support/clasp-test.h"

#include <math.h>

#define LAST (CLASP_HISTOGRAM_N_BUCKETS - 1)
#define LIMIT (G_GUINT64_CONSTANT (1) << CLASP_HISTOGRAM_MAX_BITS)

/* ---- buckets ---- */

static void
test_small_values_are_exact (void)
{
  for (guint64 value = 0; value < 32; value++)
    {
      g_assert_cmpuint (clasp_histogram_get_bucket (value), ==, value);
      g_assert_cmpuint (clasp_histogram_get_bucket_top ((guint) value), ==, value);
    }
}

/* Each bucket ends where the next begins, and is at most 1/16 as wide as its values are large. */
static void
test_buckets_meet (void)
{
  for (guint i = 0; i < LAST; i++)
    {
      guint64 top = clasp_histogram_get_bucket_top (i);
      guint64 next_top = clasp_histogram_get_bucket_top (i + 1);

      g_assert_cmpuint (clasp_histogram_get_bucket (top), ==, i);
      g_assert_cmpuint (clasp_histogram_get_bucket (top + 1), ==, i + 1);
      g_assert_cmpuint ((next_top - (top + 1)) * 16, <=, top + 1);
    }
}

static void
test_limit (void)
{
  g_assert_cmpuint (clasp_histogram_get_bucket_top (LAST), ==, LIMIT - 1);
  g_assert_cmpuint (clasp_histogram_get_bucket (LIMIT - 1), ==, LAST);
  g_assert_cmpuint (clasp_histogram_get_bucket (LIMIT), ==, LAST);
  g_assert_cmpuint (clasp_histogram_get_bucket (G_MAXUINT64), ==, LAST);
}

/* ---- quantiles ---- */

static int
compare_values (gconstpointer a, gconstpointer b)
{
  guint64 value_a = *(const guint64 *) a, value_b = *(const guint64 *) b;

  return value_a < value_b ? -1 : value_a > value_b;
}

static void
test_quantiles_within_their_error (void)
{
  static const double quantiles[] = { 0.0, 0.1, 0.5, 0.9, 0.99, 0.999 };
  g_autofree guint64 *values = g_new (guint64, 20000);
  ClaspHistogram      histogram = { 0 };

  for (guint i = 0; i < 20000; i++)
    {
      values[i] = (guint64) exp (g_test_rand_double_range (0, log ((double) LIMIT) - 0.1));
      clasp_histogram_record (&histogram, values[i]);
    }
  qsort (values, 20000, sizeof *values, compare_values);
  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      guint   rank = (guint) MAX (ceil (quantiles[i] * 20000), 1);
      guint64 truth = values[rank - 1];
      guint64 told = clasp_histogram_get_quantile (&histogram, quantiles[i]);

      g_assert_cmpuint (told, >=, truth);
      g_assert_cmpuint ((told - truth) * 16, <=, truth);
    }
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 1), ==, values[19999]);
}

static void
test_empty_and_single (void)
{
  ClaspHistogram histogram = { 0 };

  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 0.5), ==, 0);
  clasp_histogram_record (&histogram, 1000000);
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 0), ==, 1000000);
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 0.5), ==, 1000000);
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 7), ==, 1000000);
}

static void
test_beyond_the_limit_is_kept_as_the_largest (void)
{
  ClaspHistogram histogram = { 0 };

  clasp_histogram_record (&histogram, 5);
  clasp_histogram_record (&histogram, LIMIT * 4);
  g_assert_cmpuint (histogram.max, ==, LIMIT * 4);
  g_assert_cmpuint (histogram.sum, ==, LIMIT * 4 + 5);
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 1), ==, LIMIT * 4);
  g_assert_cmpuint (clasp_histogram_get_quantile (&histogram, 0.5), ==, 5);
}

static void
test_merge_is_both (void)
{
  ClaspHistogram one = { 0 }, other = { 0 }, both = { 0 };

  for (guint i = 0; i < 1000; i++)
    {
      guint64 value = (guint64) g_test_rand_int_range (0, 1 << 30);

      clasp_histogram_record (i % 3 == 0 ? &one : &other, value);
      clasp_histogram_record (&both, value);
    }
  clasp_histogram_merge (&one, &other);
  g_assert_cmpmem (&one, sizeof one, &both, sizeof both);
}

static void
test_count_up_to (void)
{
  ClaspHistogram histogram = { 0 };

  for (guint64 value = 1; value <= 31; value++)
    clasp_histogram_record (&histogram, value);
  clasp_histogram_record (&histogram, 1000); /* the bucket 992 to 1023 */
  g_assert_cmpuint (clasp_histogram_count_up_to (&histogram, 0), ==, 0);
  g_assert_cmpuint (clasp_histogram_count_up_to (&histogram, 10), ==, 10);
  g_assert_cmpuint (clasp_histogram_count_up_to (&histogram, 1022), ==, 31);
  g_assert_cmpuint (clasp_histogram_count_up_to (&histogram, 1023), ==, 32);
  g_assert_cmpuint (clasp_histogram_count_up_to (&histogram, G_MAXUINT64), ==, 32);
}

/* ---- exposition ---- */

static void
test_names_are_escaped (void)
{
  g_auto (ClaspExposition) text;
  g_autofree char         *result = NULL;

  clasp_exposition_init (&text);
  clasp_exposition_begin (&text, "clasp_x", CLASP_METRIC_GAUGE, "A \\ and\na line.");
  clasp_exposition_add (&text, (const char *[]){ "name", "a\"b\\c\nd\xff\xc3\xa9", "z", "", NULL },
                        G_MAXUINT64);
  result = clasp_exposition_steal (&text);
  g_assert_cmpstr (result, ==,
                   "# HELP clasp_x A \\\\ and\\na line.\n# TYPE clasp_x gauge\n"
                   "clasp_x{name=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\xc3\xa9\",z=\"\"} "
                   "18446744073709551615\n");
  clasp_metrics_text_free (clasp_metrics_text_parse (result));
}

static void
test_histogram_adds_up (void)
{
  static const guint64         bounds[] = { 1000, 1000000 };
  g_auto (ClaspExposition)     text;
  g_autofree char             *result = NULL;
  g_autoptr (ClaspMetricsText) parsed = NULL;
  ClaspHistogram               histogram = { 0 };

  clasp_histogram_record (&histogram, 500);
  clasp_histogram_record (&histogram, 2000);
  clasp_histogram_record (&histogram, 3000000);
  clasp_exposition_init (&text);
  clasp_exposition_begin (&text, "t_seconds", CLASP_METRIC_HISTOGRAM, "Times.");
  clasp_exposition_histogram (&text, (const char *[]){ "type", "set", NULL }, &histogram, bounds, 2,
                              1e9);
  clasp_exposition_gauge (&text, "odd", "Not finite.", -INFINITY);
  result = clasp_exposition_steal (&text);
  g_assert_nonnull (strstr (result, "\nodd -Inf\n"));
  *strstr (result, "# HELP odd") = '\0';
  parsed = clasp_metrics_text_parse (result);
  g_assert_cmpfloat (clasp_metrics_text_get (parsed, "t_seconds_bucket{type=\"set\",le=\"1e-06\"}"),
                     ==, 1);
  g_assert_cmpfloat (clasp_metrics_text_get (parsed, "t_seconds_bucket{type=\"set\",le=\"0.001\"}"),
                     ==, 2);
  g_assert_cmpfloat (clasp_metrics_text_get (parsed, "t_seconds_bucket{type=\"set\",le=\"+Inf\"}"),
                     ==, 3);
  g_assert_cmpfloat (clasp_metrics_text_get (parsed, "t_seconds_count{type=\"set\"}"), ==, 3);
  g_assert_cmpfloat (clasp_metrics_text_get (parsed, "t_seconds_sum{type=\"set\"}"), ==, 0.0030025);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/core/histogram/buckets/small-values-are-exact", test_small_values_are_exact);
  g_test_add_func ("/core/histogram/buckets/meet-without-gap", test_buckets_meet);
  g_test_add_func ("/core/histogram/buckets/limit-and-one-more", test_limit);
  g_test_add_func ("/core/histogram/quantiles/within-their-error",
                   test_quantiles_within_their_error);
  g_test_add_func ("/core/histogram/quantiles/empty-and-single", test_empty_and_single);
  g_test_add_func ("/core/histogram/quantiles/beyond-the-limit",
                   test_beyond_the_limit_is_kept_as_the_largest);
  g_test_add_func ("/core/histogram/merge-is-both", test_merge_is_both);
  g_test_add_func ("/core/histogram/count-up-to", test_count_up_to);
  g_test_add_func ("/core/exposition/names-are-escaped", test_names_are_escaped);
  g_test_add_func ("/core/exposition/histogram-adds-up", test_histogram_adds_up);

  return g_test_run ();
}
