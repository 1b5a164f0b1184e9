/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What signals were before anybody chose them. */

#include "support/clasp-test.h"

#include "universes/br-slot-past.h"

#include <math.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)
#define FRAME_US (SECOND_US / 60)

static void
look (BrRecent *recent,
      guint     signal,
      guint32   n_updates,
      gint64    updated_us,
      double    number,
      gint64    now_us)
{
  ClaspSignalState state = { .type = CLASP_VALUE_DOUBLE, .number = number, .n_updates = n_updates, .updated_us = updated_us };

  br_recent_look (recent, signal, &state, now_us);
}

/* "1:0.5 4:- 9:0.75": seconds and values; nothing is known behind "-". */
static char *
dup_told (BrHistory *history,
          gboolean   is_fine)
{
  g_autoptr (GString)    text = g_string_new (NULL);
  BrHistoryWalk          walk;
  const BrHistorySample *sample;

  br_history_walk_init (&walk, history, is_fine);
  while ((sample = br_history_walk_next (&walk)) != NULL)
    {
      g_string_append_printf (text, "%s%g:", text->len > 0 ? " " : "", (double) sample->time_us / SECOND_US);
      if (sample->minimum != sample->maximum && !isnan (sample->minimum))
        g_string_append_printf (text, "%g…%g", sample->minimum, sample->maximum);
      else if (!isnan (sample->minimum))
        g_string_append_printf (text, "%g", sample->minimum);
      if (isnan (sample->last))
        g_string_append (text, "-");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_told (BrHistory  *history,
             const char *expected)
{
  g_autofree char *fine = dup_told (history, TRUE);

  g_assert_cmpstr (fine, ==, expected);
}

static void
test_a_chart_begins_with_what_rows_saw (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) history = NULL;

  /* The value of the first look holds since it came. */
  look (recent, 7, 3, 1 * SECOND_US, 0.5, 4 * SECOND_US);
  look (recent, 7, 3, 1 * SECOND_US, 0.5, 5 * SECOND_US);
  look (recent, 7, 4, 6 * SECOND_US, 0.75, 6 * SECOND_US);
  look (recent, 8, 1, 6 * SECOND_US, 0.1, 6 * SECOND_US);
  history = br_recent_open (recent, 7, 7 * SECOND_US);
  assert_told (history, "1:0.5 6:0.75");
  /* It goes on by itself. */
  look (recent, 7, 5, 8 * SECOND_US, 0.25, 8 * SECOND_US);
  assert_told (history, "1:0.5 6:0.75 8:0.25");
}

static void
test_what_nobody_looked_at_is_not_known (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) history = NULL;

  look (recent, 7, 1, 1 * SECOND_US, 0.5, 1 * SECOND_US);
  look (recent, 7, 1, 1 * SECOND_US, 0.5, 4 * SECOND_US);
  /* One change, much later: until then the value held. */
  look (recent, 7, 2, 20 * SECOND_US, 0.75, 20 * SECOND_US);
  look (recent, 7, 2, 20 * SECOND_US, 0.75, 21 * SECOND_US);
  /* Several: only the last is known. */
  look (recent, 7, 9, 40 * SECOND_US, 0.25, 41 * SECOND_US);
  /* Between two frames something passes unseen, too, but no hole that could be seen. */
  look (recent, 7, 19, 42 * SECOND_US, 0.5, 42 * SECOND_US);
  /* Forgotten, and something that is no number. */
  look (recent, 7, 0, 0, NAN, 43 * SECOND_US);
  look (recent, 7, 1, 50 * SECOND_US, 1, 50 * SECOND_US);
  look (recent, 7, 2, 51 * SECOND_US, NAN, 51 * SECOND_US);
  history = br_recent_open (recent, 7, 60 * SECOND_US);
  assert_told (history, "1:0.5 20:0.75 21:- 40:0.25 42:0.5- 50:1 51:-");
}

static void
test_merged_samples_keep_their_peaks (void)
{
  g_autoptr (BrHistory) history = br_history_new (BR_HISTORY_MAX);

  br_history_add (history, 1 * SECOND_US, 0.5);
  br_history_add (history, 1 * SECOND_US + 1, 0.9);
  br_history_add (history, 1 * SECOND_US + 2, 0.1);
  br_history_add (history, 1 * SECOND_US + 3, NAN);
  br_history_break (history, 1 * SECOND_US + 4);
  assert_told (history, "1:0.1…0.9-");
  br_history_add (history, 1 * SECOND_US + 5, 0.5);
  assert_told (history, "1:0.1…0.9");
}

static void
test_what_is_not_kept_finely_is_kept_coarsely (void)
{
  g_autoptr (BrHistory)  history = br_history_new (64);
  BrHistoryWalk          walk;
  const BrHistorySample *sample;
  gint64                 before_us = 0;
  double                 maximum = 0;

  /* Half a minute of frames, with a peak at its beginning. */
  for (guint i = 0; i < 1800; i++)
    br_history_add (history, SECOND_US + i * FRAME_US, i == 10 ? 1 : 0.5);
  g_assert_cmpuint (br_history_get_n (history), ==, 64);
  br_history_walk_init (&walk, history, TRUE);
  while ((sample = br_history_walk_next (&walk)) != NULL)
    {
      g_assert_cmpint (sample->time_us, >, before_us);
      if (before_us == 0)
        g_assert_cmpint (sample->time_us, ==, SECOND_US);
      before_us = sample->time_us;
      maximum = fmax (maximum, sample->maximum);
    }
  g_assert_cmpfloat (maximum, ==, 1);
  g_assert_cmpint (before_us, ==, SECOND_US + 1799 * FRAME_US);
}

static void
test_who_was_not_looked_at_for_longest_goes (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) held = NULL, back = NULL, gone = NULL;

  for (guint i = 0; i < BR_RECENT_MAX_SIGNALS; i++)
    look (recent, i, 1, SECOND_US, i, SECOND_US);
  g_assert_cmpuint (br_recent_get_n (recent), ==, BR_RECENT_MAX_SIGNALS);
  /* All are on screen: there is no place for one more, and none of them has to go. */
  look (recent, 9999, 1, SECOND_US, 1, SECOND_US);
  g_assert_cmpuint (br_recent_get_n (recent), ==, BR_RECENT_MAX_SIGNALS);
  /* A chart shows the first, the second is looked at again. */
  held = br_recent_open (recent, 0, SECOND_US);
  look (recent, 1, 1, SECOND_US, 1, 9 * SECOND_US);
  look (recent, 10000, 1, 10 * SECOND_US, 1, 10 * SECOND_US);
  g_assert_cmpuint (br_recent_get_n (recent), ==, BR_RECENT_MAX_SIGNALS);
  assert_told (held, "1:0");
  back = br_recent_open (recent, 1, 10 * SECOND_US);
  assert_told (back, "1:1");
  gone = br_recent_open (recent, 2, 10 * SECOND_US);
  assert_told (gone, "");
}

/* Many faders that move all the time, for a minute and a half. */
static void
move_all (BrRecent *recent,
          guint     n_signals)
{
  for (guint i = 1; i < 90 * 60; i++)
    for (guint signal = 0; signal < n_signals; signal++)
      look (recent, signal, i, i * FRAME_US, i % 7, i * FRAME_US);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) shown = NULL;
  double                minimum, maximum;

  shown = br_recent_open (recent, 0, 0);
  move_all (recent, 200);
  g_assert_cmpuint (br_recent_get_n (recent), ==, 200);
  g_assert_cmpuint (br_recent_get_memory (recent), <=, BR_RECENT_MAX_BYTES);
  /* Rows get less of the past than a chart that shows it. */
  g_assert_cmpuint (br_history_get_n (shown), >, 3600);
  g_assert_true (br_history_get_extremes (shown, &minimum, &maximum));
  g_assert_cmpfloat (minimum, ==, 0);
  g_assert_cmpfloat (maximum, ==, 6);
  for (guint signal = 1; signal < 200; signal++)
    {
      g_autoptr (BrHistory) row = br_recent_open (recent, signal, 100 * SECOND_US);

      g_assert_cmpuint (br_history_get_n (row), <=, BR_RECENT_ROW_SAMPLES);
      g_assert_cmpuint (br_history_get_n (row), >, 0);
    }
}

/* The one that was looked at least recently is looked at again, and wants room. */
static void
test_room_is_made_by_others (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) history = NULL;

  move_all (recent, 200);
  for (guint signal = 0; signal < 200; signal++)
    look (recent, signal, 100 * 60, 200 * SECOND_US, 0.5, 200 * SECOND_US);
  history = br_recent_open (recent, 0, 200 * SECOND_US);
  g_assert_cmpint (br_history_get_newest_us (history), ==, 200 * SECOND_US);
  g_assert_cmpuint (br_history_get_n (history), >, 1);
  g_assert_cmpuint (br_recent_get_memory (recent), <=, BR_RECENT_MAX_BYTES);
}

static void
test_going_back_finds_the_same_history (void)
{
  g_autoptr (BrRecent)  recent = br_recent_new ();
  g_autoptr (BrHistory) again = NULL;
  BrHistory            *first = br_recent_open (recent, 7, SECOND_US);

  look (recent, 7, 1, 1 * SECOND_US, 0.5, 1 * SECOND_US);
  br_history_unref (first);
  /* Another one is chosen; the row of the first is still there. */
  look (recent, 7, 2, 2 * SECOND_US, 0.75, 2 * SECOND_US);
  again = br_recent_open (recent, 7, 3 * SECOND_US);
  assert_told (again, "1:0.5 2:0.75");
}

static void
assert_slot_told (BrSlotPast *past,
                  guint       slot,
                  const char *expected)
{
  g_autoptr (BrHistory) history = br_slot_past_open (past, slot, 20 * SECOND_US);

  assert_told (history, expected);
}

static void
test_slots_begin_with_the_pictures_before (void)
{
  BrSlotPast past = { 0 };
  guint8     levels[CLASP_DMX_SLOTS] = { 0 };

  br_slot_past_look (&past, levels, 1 * SECOND_US);
  levels[5] = 255;
  br_slot_past_look (&past, levels, 2 * SECOND_US);
  levels[5] = 10;
  br_slot_past_look (&past, levels, 3 * SECOND_US);
  br_slot_past_look (&past, levels, 4 * SECOND_US);
  /* Another page was looked at. */
  levels[6] = 20;
  br_slot_past_look (&past, levels, 14 * SECOND_US);
  assert_slot_told (&past, 5, "1:0 2:255 3:10 4:- 14:10");
  assert_slot_told (&past, 6, "1:0 4:- 14:20");
  assert_slot_told (&past, 511, "1:0 4:- 14:0");
  br_slot_past_clear (&past);
  assert_slot_told (&past, 5, "");
  br_slot_past_clear (&past);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/recent/a-chart-begins-with-what-rows-saw", test_a_chart_begins_with_what_rows_saw);
  g_test_add_func ("/ui/recent/what-nobody-looked-at-is-not-known", test_what_nobody_looked_at_is_not_known);
  g_test_add_func ("/ui/recent/merged-samples-keep-their-peaks", test_merged_samples_keep_their_peaks);
  g_test_add_func ("/ui/recent/what-is-not-kept-finely-is-kept-coarsely", test_what_is_not_kept_finely_is_kept_coarsely);
  g_test_add_func ("/ui/recent/who-was-not-looked-at-for-longest-goes", test_who_was_not_looked_at_for_longest_goes);
  g_test_add_func ("/ui/recent/memory-is-bounded", test_memory_is_bounded);
  g_test_add_func ("/ui/recent/room-is-made-by-others", test_room_is_made_by_others);
  g_test_add_func ("/ui/recent/going-back-finds-the-same-history", test_going_back_finds_the_same_history);
  g_test_add_func ("/ui/recent/slots-begin-with-the-pictures-before", test_slots_begin_with_the_pictures_before);

  return g_test_run ();
}
