/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-merge.h"
#include "support/clasp-test.h"

#include <math.h>

#define SECOND G_USEC_PER_SEC
#define ADDRESS CLASP_STR_LITERAL ("/desk/level")

static const char A[] = "a", B[] = "b", C[] = "c";

/* What the address gets; NAN when it stays as it is. */
static double
put (ClaspMergeTable *table, const ClaspMergeInput *input, double number, gint64 now_us)
{
  ClaspValue value = clasp_value_double (number), result = CLASP_VALUE_INIT;

  if (!clasp_merge_table_put (table, ADDRESS, input, &value, now_us, &result))
    return NAN;
  g_assert_true (clasp_value_to_double (&result, &number));
  clasp_value_clear (&result);
  return number;
}

/* Two writers with 0.2 and then 0.6, and the first again with 0.4. */
static const struct
{
  const char *name;
  ClaspMerge  merge;
  double      first, both, again;
} tables[] = {
  { "last", CLASP_MERGE_LAST, 0.2, 0.6, 0.4 },
  { "highest", CLASP_MERGE_HIGHEST, 0.2, 0.6, 0.6 },
  { "lowest", CLASP_MERGE_LOWEST, 0.2, 0.2, 0.4 },
  { "sum-is-limited", CLASP_MERGE_SUM, 0.2, 0.8, 1.0 },
  { "average", CLASP_MERGE_AVERAGE, 0.2, 0.4, 0.5 },
};

static void
test_two_writers (gconstpointer data)
{
  guint                       row = GPOINTER_TO_UINT (data);
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, tables[row].merge }, b = { B, tables[row].merge };

  g_assert_cmpfloat_with_epsilon (put (table, &a, 0.2, 0), tables[row].first, 1e-9);
  g_assert_cmpfloat_with_epsilon (put (table, &b, 0.6, 1), tables[row].both, 1e-9);
  g_assert_cmpfloat_with_epsilon (put (table, &a, 0.4, 2), tables[row].again, 1e-9);
}

static void
test_crossfade (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_CROSSFADE, .weight = 0.75 };
  ClaspMergeInput             b = { B, CLASP_MERGE_CROSSFADE, .weight = 0.25 };
  ClaspMergeInput             silent = { C, CLASP_MERGE_CROSSFADE };

  g_assert_true (isnan (put (table, &silent, 1.0, 0)));
  g_assert_cmpfloat_with_epsilon (put (table, &a, 0.0, 1), 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (put (table, &b, 1.0, 2), 0.25, 1e-9);
}

static void
note_cb (ClaspStr address, const ClaspValue *value, gpointer user_data)
{
  g_assert_true (clasp_str_equal (address, ADDRESS));
  g_assert_true (clasp_value_to_double (value, user_data));
}

static void
test_a_weight_moves_the_result (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_CROSSFADE, .weight = 1.0 };
  ClaspMergeInput             b = { B, CLASP_MERGE_CROSSFADE, .weight = 0.0 };
  double                      got = NAN;

  put (table, &a, 0.0, 0);
  put (table, &b, 1.0, 0);
  clasp_merge_table_weigh (table, B, 1.0, 1, note_cb, &got);
  g_assert_cmpfloat_with_epsilon (got, 0.5, 1e-9);
  got = NAN;
  clasp_merge_table_weigh (table, B, 1.0, 2, note_cb, &got);
  g_assert_true (isnan (got)); /* nothing changed */
  clasp_merge_table_weigh (table, C, 1.0, 2, note_cb, &got);
  g_assert_true (isnan (got));
}

static void
test_priority (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput low = { A, CLASP_MERGE_PRIORITY, .priority = 100, .timeout_us = 2500000 };
  ClaspMergeInput high = { B, CLASP_MERGE_PRIORITY, .priority = 150, .timeout_us = 2500000 };
  ClaspMergeInput equal = { C, CLASP_MERGE_PRIORITY, .priority = 150, .timeout_us = 2500000 };
  double          got = NAN;

  g_assert_cmpfloat (put (table, &low, 0.1, 0), ==, 0.1);
  g_assert_cmpfloat (put (table, &high, 0.9, 1 * SECOND), ==, 0.9);
  g_assert_true (isnan (put (table, &low, 0.2, 2 * SECOND)));
  g_assert_cmpfloat (put (table, &equal, 0.8, 2 * SECOND), ==, 0.8); /* of equals the newest */
  g_assert_cmpfloat (put (table, &high, 0.7, 2 * SECOND), ==, 0.7);

  /* one microsecond before they are too old, and then */
  put (table, &low, 0.3, 4 * SECOND);
  clasp_merge_table_expire (table, 4 * SECOND + 499999, note_cb, &got);
  g_assert_true (isnan (got));
  g_assert_cmpint (clasp_merge_table_get_due (table), ==, 4 * SECOND + 500000);
  clasp_merge_table_expire (table, 4 * SECOND + 500000, note_cb, &got);
  g_assert_cmpfloat (got, ==, 0.3);
  /* the last of all keeps what it has */
  got = NAN;
  clasp_merge_table_expire (table, 60 * SECOND, note_cb, &got);
  g_assert_true (isnan (got));
  g_assert_cmpint (clasp_merge_table_get_due (table), ==, 0);
}

static void
test_a_writer_goes (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_HIGHEST }, b = { B, CLASP_MERGE_HIGHEST };
  double                      got = NAN;

  put (table, &a, 0.3, 0);
  put (table, &b, 0.9, 0);
  clasp_merge_table_forget (table, B, NULL, 1, note_cb, &got);
  g_assert_cmpfloat (got, ==, 0.3);
  got = NAN;
  clasp_merge_table_forget (table, A, NULL, 1, note_cb, &got);
  g_assert_true (isnan (got));
  g_assert_cmpfloat (put (table, &b, 0.1, 2), ==, 0.1);
}

static void
test_whole_numbers_of_a_range (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  const ClaspRange            dmx = { 0, 255, TRUE };
  ClaspMergeInput             a = { A, CLASP_MERGE_SUM, .range = &dmx };
  ClaspMergeInput             b = { B, CLASP_MERGE_SUM, .range = &dmx };
  ClaspMergeInput             c = { C, CLASP_MERGE_AVERAGE, .range = &dmx };
  ClaspValue                  value = clasp_value_int (200), result = CLASP_VALUE_INIT;

  g_assert_true (clasp_merge_table_put (table, ADDRESS, &a, &value, 0, &result));
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &b, &value, 0, &result));
  g_assert_cmpint (result.type, ==, CLASP_VALUE_INT);
  g_assert_cmpint (result.as.integer, ==, 255);
  value = clasp_value_int (1);
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &c, &value, 0, &result));
  g_assert_cmpint (result.type, ==, CLASP_VALUE_INT);
  g_assert_cmpint (result.as.integer, ==, 134); /* 401 / 3 */
}

static ClaspValue
pair (double x, double y)
{
  const ClaspValue elements[] = { clasp_value_double (x), clasp_value_double (y) };

  return clasp_value_array (elements, 2);
}

static void
test_arrays_by_element (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_HIGHEST }, b = { B, CLASP_MERGE_HIGHEST };
  g_auto (ClaspValue)         one = pair (0.1, 0.9), other = pair (0.5, 0.5);
  g_auto (ClaspValue)         expected = pair (0.5, 0.9);
  ClaspValue                  result = CLASP_VALUE_INIT;

  g_assert_true (clasp_merge_table_put (table, ADDRESS, &a, &one, 0, &result));
  clasp_value_clear (&result);
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &b, &other, 0, &result));
  g_assert_true (clasp_value_equal (&result, &expected));
  clasp_value_clear (&result);
}

/* A text, an array of another length and infinity cannot be merged: the last one counts. */
static void
test_what_cannot_be_merged (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_AVERAGE }, b = { B, CLASP_MERGE_AVERAGE };
  g_auto (ClaspValue)         text = clasp_value_string (CLASP_STR_LITERAL ("red"));
  g_auto (ClaspValue)         array = pair (0.1, 0.9);
  ClaspValue                  result = CLASP_VALUE_INIT;

  put (table, &a, 0.5, 0);
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &b, &text, 0, &result));
  g_assert_true (clasp_value_equal (&result, &text));
  clasp_value_clear (&result);
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &b, &array, 0, &result));
  g_assert_true (clasp_value_equal (&result, &array));
  clasp_value_clear (&result);
  g_assert_cmpfloat (put (table, &b, INFINITY, 0), ==, INFINITY);
}

static void
test_limits (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  static char                 writers[CLASP_MERGE_MAX_WRITERS + 1];
  ClaspMergeInput             input = { .merge = CLASP_MERGE_LOWEST };

  /* the oldest gives way to one too many */
  for (guint i = 0; i < CLASP_MERGE_MAX_WRITERS; i++)
    {
      input.writer = &writers[i];
      g_assert_cmpfloat (put (table, &input, i == 0 ? 0.1 : 0.5, 0), ==, 0.1);
    }
  input.writer = &writers[CLASP_MERGE_MAX_WRITERS];
  g_assert_cmpfloat (put (table, &input, 0.5, 0), ==, 0.5);
}

static void
test_a_full_table_lets_values_through (void)
{
  g_autoptr (ClaspMergeTable) table = clasp_merge_table_new ();
  ClaspMergeInput             a = { A, CLASP_MERGE_HIGHEST }, b = { B, CLASP_MERGE_HIGHEST };
  ClaspValue                  high = clasp_value_int (9), low = clasp_value_int (1), result;

  for (guint i = 0; i < CLASP_MERGE_MAX_ADDRESSES; i++)
    {
      g_autofree char *address = g_strdup_printf ("/desk/%u", i);

      g_assert_true (clasp_merge_table_put (table, clasp_str (address), &a, &high, 0, &result));
    }
  g_assert_true (
    clasp_merge_table_put (table, CLASP_STR_LITERAL ("/desk/0"), &b, &low, 0, &result));
  g_assert_cmpint (result.as.integer, ==, 9);
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &a, &high, 0, &result));
  g_assert_true (clasp_merge_table_put (table, ADDRESS, &b, &low, 0, &result));
  g_assert_cmpint (result.as.integer, ==, 1);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mapping/merge/%s", tables[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_two_writers);
    }
  g_test_add_func ("/mapping/merge/crossfade", test_crossfade);
  g_test_add_func ("/mapping/merge/a-weight-moves-the-result", test_a_weight_moves_the_result);
  g_test_add_func ("/mapping/merge/priority-with-a-time-out", test_priority);
  g_test_add_func ("/mapping/merge/a-writer-goes", test_a_writer_goes);
  g_test_add_func ("/mapping/merge/whole-numbers-of-a-range", test_whole_numbers_of_a_range);
  g_test_add_func ("/mapping/merge/arrays-by-element", test_arrays_by_element);
  g_test_add_func ("/mapping/merge/what-cannot-be-merged", test_what_cannot_be_merged);
  g_test_add_func ("/mapping/merge/most-writers", test_limits);
  g_test_add_func ("/mapping/merge/most-addresses", test_a_full_table_lets_values_through);

  return g_test_run ();
}
