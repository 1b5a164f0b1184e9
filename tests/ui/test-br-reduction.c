/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "widgets/br-reduction.h"

/* A second with so many frames of so many microseconds, and so many late. */
static BrReduction
after (BrReduction now,
       guint       n_frames,
       guint       work_us,
       guint       n_missed,
       guint      *n_calm)
{
  BrFrameFigures second = { .n_frames = n_frames, .n_missed = n_missed };

  for (guint i = 0; i < n_frames; i++)
    clasp_histogram_record (&second.work, work_us);

  return br_reduction_next (now, &second, n_calm);
}

static void
test_a_busy_second_leaves_out_one_thing_more (void)
{
  BrReduction reduction = BR_REDUCTION_NONE;
  guint       n_calm = 0;

  for (guint i = BR_REDUCTION_SPREADS; i <= BR_REDUCTION_MONITOR; i++)
    {
      reduction = after (reduction, 60, 14000, 0, &n_calm);
      g_assert_cmpint (reduction, ==, i);
    }
  g_assert_cmpint (after (reduction, 60, 14000, 0, &n_calm), ==, BR_REDUCTION_MONITOR);
}

static void
test_five_calm_seconds_bring_one_thing_back (void)
{
  guint n_calm = 0;

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (after (BR_REDUCTION_TEXT, 60, 2000, 0, &n_calm), ==, BR_REDUCTION_TEXT);
  g_assert_cmpint (after (BR_REDUCTION_TEXT, 60, 2000, 0, &n_calm), ==, BR_REDUCTION_WIRES);
  g_assert_cmpint (after (BR_REDUCTION_WIRES, 60, 2000, 0, &n_calm), ==, BR_REDUCTION_WIRES);
}

static void
test_between_busy_and_calm_nothing_changes (void)
{
  guint n_calm = 0;

  for (guint i = 0; i < 20; i++)
    g_assert_cmpint (after (BR_REDUCTION_TEXT, 60, 9000, 0, &n_calm), ==, BR_REDUCTION_TEXT);
}

/* The display or another program is late then; to draw less would not help. */
static void
test_late_pictures_without_work_leave_out_nothing (void)
{
  guint n_calm = 0;

  g_assert_cmpint (after (BR_REDUCTION_NONE, 30, 1000, 30, &n_calm), ==, BR_REDUCTION_NONE);
  g_assert_cmpint (after (BR_REDUCTION_NONE, 30, 9000, 30, &n_calm), ==, BR_REDUCTION_SPREADS);
}

/* Nothing comes but the clock of a label, and laying out the window for it takes long. */
static void
test_few_pictures_are_calm (void)
{
  guint n_calm = 0;

  g_assert_cmpint (after (BR_REDUCTION_NONE, 2, 40000, 1, &n_calm), ==, BR_REDUCTION_NONE);
  n_calm = 0;
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (after (BR_REDUCTION_WIRES, 2, 40000, 0, &n_calm), ==, BR_REDUCTION_WIRES);
  g_assert_cmpint (after (BR_REDUCTION_WIRES, 2, 40000, 0, &n_calm), ==, BR_REDUCTION_SPREADS);
  /* Five a second because each takes that long is another thing. */
  g_assert_cmpint (after (BR_REDUCTION_NONE, 5, 190000, 55, &n_calm), ==, BR_REDUCTION_SPREADS);
}

static void
test_no_frames_are_calm (void)
{
  guint n_calm = 0;

  for (guint i = 0; i < 5; i++)
    after (BR_REDUCTION_WIRES, 0, 0, 0, &n_calm);
  g_assert_cmpint (n_calm, ==, 0); /* it was used up */
}

static void
test_each_is_described (void)
{
  for (guint i = BR_REDUCTION_NONE; i <= BR_REDUCTION_MONITOR; i++)
    {
      g_autofree char *text = br_reduction_describe (i);

      g_assert_cmpuint (strlen (text), >, 20);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/reduction/busy-second-leaves-out-more", test_a_busy_second_leaves_out_one_thing_more);
  g_test_add_func ("/ui/reduction/five-calm-seconds-bring-back", test_five_calm_seconds_bring_one_thing_back);
  g_test_add_func ("/ui/reduction/between-nothing-changes", test_between_busy_and_calm_nothing_changes);
  g_test_add_func ("/ui/reduction/late-without-work", test_late_pictures_without_work_leave_out_nothing);
  g_test_add_func ("/ui/reduction/few-pictures-are-calm", test_few_pictures_are_calm);
  g_test_add_func ("/ui/reduction/no-frames-are-calm", test_no_frames_are_calm);
  g_test_add_func ("/ui/reduction/described", test_each_is_described);
  return g_test_run ();
}
