/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-changes.h"
#include "support/clasp-test.h"

#include <math.h>

static void
look (BrChanges *changes,
      guint32    n_updates,
      gint64     time_us,
      double     number)
{
  ClaspSignalState state = { .type = CLASP_VALUE_DOUBLE, .number = number, .n_updates = n_updates, .updated_us = time_us };

  br_changes_look (changes, &state);
}

static void
test_only_changes_are_kept (void)
{
  BrChanges changes = { 0 };

  look (&changes, 0, 0, 0);
  g_assert_cmpuint (br_changes_get_n (&changes), ==, 0);
  look (&changes, 7, 1000, 0.5);
  look (&changes, 7, 1000, 0.5);
  look (&changes, 8, 2000, 0.75);
  look (&changes, 11, 5000, 0.25);
  g_assert_cmpuint (br_changes_get_n (&changes), ==, 3);
  g_assert_cmpstr (br_changes_get (&changes, 0)->text, ==, "0.25");
  g_assert_cmpuint (br_changes_get (&changes, 0)->n_between, ==, 2);
  g_assert_cmpuint (br_changes_get (&changes, 1)->n_between, ==, 0);
  g_assert_cmpuint (br_changes_get (&changes, 2)->n_between, ==, 0);
  br_changes_clear (&changes);
  g_assert_cmpuint (br_changes_get_n (&changes), ==, 0);
}

static void
test_the_last_fifty_stay (void)
{
  BrChanges changes = { 0 };

  for (guint32 i = 1; i <= BR_CHANGES_MAX; i++)
    look (&changes, i, i, i);
  g_assert_cmpuint (br_changes_get_n (&changes), ==, BR_CHANGES_MAX);
  g_assert_cmpint (br_changes_get (&changes, BR_CHANGES_MAX - 1)->time_us, ==, 1);
  look (&changes, BR_CHANGES_MAX + 1, BR_CHANGES_MAX + 1, 0);
  g_assert_cmpuint (br_changes_get_n (&changes), ==, BR_CHANGES_MAX);
  g_assert_cmpint (br_changes_get (&changes, BR_CHANGES_MAX - 1)->time_us, ==, 2);
}

/* What came between two looks is no interval. */
static void
test_jitter_is_of_whole_intervals (void)
{
  BrChanges changes = { 0 };
  double    jitter_us = -1;

  look (&changes, 1, 0, 1);
  look (&changes, 2, 10000, 2);
  g_assert_false (br_changes_get_jitter (&changes, &jitter_us));
  look (&changes, 3, 20000, 3);
  g_assert_true (br_changes_get_jitter (&changes, &jitter_us));
  g_assert_cmpfloat (jitter_us, ==, 0);
  look (&changes, 9, 90000, 3);
  g_assert_true (br_changes_get_jitter (&changes, &jitter_us));
  g_assert_cmpfloat (jitter_us, ==, 0);
  look (&changes, 10, 104000, 3);
  g_assert_true (br_changes_get_jitter (&changes, &jitter_us));
  g_assert_cmpfloat_with_epsilon (jitter_us, 1885.6, 0.1);
}

static void
test_lines_tell_what_was_not_seen (void)
{
  BrChanges       changes = { 0 };
  g_autofree char *text = NULL;
  g_auto (GStrv)   lines = NULL;

  look (&changes, 1, 1000000, 0.5);
  look (&changes, 4, 1500000, 0.75);
  text = br_changes_to_text (&changes, 2000000, G_GINT64_CONSTANT (1760127243127000));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2);
  g_assert_true (g_str_has_suffix (lines[0], ".627  0.75  (2 more before)"));
  g_assert_true (g_str_has_suffix (lines[1], ".127  0.5"));
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/changes/only-changes-are-kept", test_only_changes_are_kept);
  g_test_add_func ("/ui/changes/the-last-fifty-stay", test_the_last_fifty_stay);
  g_test_add_func ("/ui/changes/jitter-is-of-whole-intervals", test_jitter_is_of_whole_intervals);
  g_test_add_func ("/ui/changes/lines-tell-what-was-not-seen", test_lines_tell_what_was_not_seen);

  return g_test_run ();
}
