/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "widgets/br-format.h"
#include "widgets/br-level.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define START_US (100 * G_USEC_PER_SEC)

typedef struct
{
  BrLevelMemory    memory;
  ClaspSignalState state;
  ClaspRange       range;
  gboolean         seen;
} Meter;

static Meter
meter_new (ClaspValueType type,
           double         minimum,
           double         maximum,
           gboolean       integer)
{
  Meter self = { .memory = BR_LEVEL_MEMORY_INIT, .range = { minimum, maximum, integer } };

  self.state.type = (guint8) type;

  return self;
}

static BrLevel
meter_show (Meter *self,
            double number,
            gint64 now_us)
{
  BrLevel level;

  self->state.number = number;
  self->state.n_updates++;
  br_level_update (&level, &self->memory, &self->state, &self->range, self->seen, TRUE, now_us);

  return level;
}

/* Looks again without a new value. */
static BrLevel
meter_look (Meter *self,
            gint64 now_us)
{
  BrLevel level;

  br_level_update (&level, &self->memory, &self->state, &self->range, self->seen, TRUE, now_us);

  return level;
}

static void
test_a_number_fills_its_range (void)
{
  Meter   meter = meter_new (CLASP_VALUE_INT, 0, 127, TRUE);
  BrLevel level = meter_show (&meter, 127, START_US);

  g_assert_cmpuint (level.kind, ==, BR_LEVEL_BAR);
  g_assert_cmpfloat (level.position, ==, 1);
  g_assert_cmpuint (level.flags, ==, 0);
  level = meter_show (&meter, 0, START_US);
  g_assert_cmpfloat (level.position, ==, 0);
}

static void
test_out_of_range_is_flagged_at_its_end (void)
{
  Meter   meter = meter_new (CLASP_VALUE_INT, 0, 127, TRUE);
  BrLevel level = meter_show (&meter, 128, START_US);

  g_assert_cmpfloat (level.position, ==, 1);
  g_assert_cmpuint (level.flags, ==, BR_LEVEL_OVER);
  level = meter_show (&meter, -1, START_US);
  g_assert_cmpfloat (level.position, ==, 0);
  g_assert_cmpuint (level.flags, ==, BR_LEVEL_UNDER);
}

static void
test_a_symmetric_range_starts_in_the_middle (void)
{
  Meter   meter = meter_new (CLASP_VALUE_INT, -8192, 8191, TRUE);
  BrLevel level = meter_show (&meter, 0, START_US);

  g_assert_cmpuint (level.kind, ==, BR_LEVEL_CENTRE);
  g_assert_cmpfloat_with_epsilon (level.position, 0.5, 0.001);
}

static void
test_few_whole_numbers_are_steps (void)
{
  Meter   meter = meter_new (CLASP_VALUE_INT, 1, 8, TRUE);
  BrLevel level = meter_show (&meter, 8, START_US);

  g_assert_cmpuint (level.kind, ==, BR_LEVEL_STEPS);
  g_assert_cmpuint (level.n_steps, ==, 8);
  meter.range.maximum = 13;
  level = meter_show (&meter, 8, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_BAR);
}

static void
test_switches_are_lamps_and_text_is_text (void)
{
  Meter   meter = meter_new (CLASP_VALUE_BOOL, 0, 1, FALSE);
  BrLevel level = meter_show (&meter, 1, START_US);

  g_assert_cmpuint (level.kind, ==, BR_LEVEL_LAMP);
  g_assert_cmpfloat (level.position, ==, 1);
  meter = meter_new (CLASP_VALUE_STRING, 0, 1, FALSE);
  level = meter_show (&meter, 5, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_TEXT);
  meter = meter_new (CLASP_VALUE_DOUBLE, 0, 1, FALSE);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_NONE);
}

static void
test_a_text_that_changed_is_fresh_for_a_second (void)
{
  Meter   meter = meter_new (CLASP_VALUE_STRING, 0, 1, FALSE);
  BrLevel level;

  g_strlcpy (meter.state.text, "Verse", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.flags & BR_LEVEL_FRESH, ==, 0);
  /* Said again it is no other. */
  level = meter_show (&meter, NAN, START_US + 1);
  g_assert_cmpuint (level.flags & BR_LEVEL_FRESH, ==, 0);
  g_strlcpy (meter.state.text, "Chorus", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US + 2);
  g_assert_cmpuint (level.flags & BR_LEVEL_FRESH, !=, 0);
  level = meter_look (&meter, START_US + 2 + BR_TEXT_FRESH_US - 1);
  g_assert_cmpuint (level.flags & BR_LEVEL_FRESH, !=, 0);
  level = meter_look (&meter, START_US + 2 + BR_TEXT_FRESH_US);
  g_assert_cmpuint (level.flags & BR_LEVEL_FRESH, ==, 0);
}

static void
assert_text (Meter         *meter,
             const BrLevel *level,
             const char    *expected)
{
  g_autofree char *text = br_level_dup_text (level, &meter->memory, &meter->state);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_notes_have_a_name_and_a_velocity (void)
{
  Meter   meter = meter_new (CLASP_VALUE_MAP, 0, 127, TRUE);
  BrLevel level;

  br_level_memory_start (&meter.memory, "/midi/keys/ch/1/note/60");
  meter.state.signal = CLASP_SIGNAL_EVENT;
  g_strlcpy (meter.state.text, "{\"on\":true,\"velocity\":127}", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_NOTE);
  g_assert_cmpfloat (level.position, ==, 1);
  assert_text (&meter, &level, "C4 127");
  g_strlcpy (meter.state.text, "{\"on\":false,\"velocity\":64}", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpfloat (level.position, ==, 0);

  /* Kept as a parameter. */
  meter.state.signal = CLASP_SIGNAL_PARAM;
  meter.state.type = CLASP_VALUE_INT;
  level = meter_show (&meter, 0, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_NOTE);

  /* 128 is no note. */
  br_level_memory_start (&meter.memory, "/midi/keys/ch/1/note/128");
  level = meter_show (&meter, 0, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_BAR);
}

static BrLevel
meter_show_array (Meter        *meter,
                  const double *numbers,
                  guint         n)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  ClaspValue                   elements[CLASP_SIGNAL_POINTS + 1];
  g_auto (ClaspValue)          value = clasp_value_null ();
  BrLevel                      level;

  for (guint i = 0; i < n; i++)
    elements[i] = clasp_value_double (numbers[i]);
  value = clasp_value_array (elements, n);
  clasp_signal_table_update (table, CLASP_STR_LITERAL ("/a"), CLASP_SIGNAL_PARAM, &value, 1, START_US);
  br_level_read (&level, &meter->memory, table, 0, &meter->state, &meter->range, meter->seen, TRUE, START_US);

  return level;
}

static void
test_two_numbers_are_a_point (void)
{
  Meter   meter = meter_new (CLASP_VALUE_ARRAY, 0, 1, FALSE);
  BrLevel level = meter_show_array (&meter, (double[]) { 0.25, 0.75 }, 2);

  g_assert_cmpuint (level.kind, ==, BR_LEVEL_POINT);
  g_assert_cmpfloat (level.position, ==, 0.25f);
  g_assert_cmpfloat (level.y, ==, 0.75f);
}

static void
test_arrays_are_bars_and_longer_ones_a_summary (void)
{
  Meter   meter = meter_new (CLASP_VALUE_ARRAY, 0, 1, FALSE);
  double  numbers[CLASP_SIGNAL_POINTS + 1] = { 0 };
  BrLevel level;

  numbers[CLASP_SIGNAL_POINTS - 1] = 1;
  level = meter_show_array (&meter, numbers, CLASP_SIGNAL_POINTS);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_ARRAY);
  g_assert_cmpuint (level.n_steps, ==, CLASP_SIGNAL_POINTS);
  g_assert_cmpuint (level.bars[0], ==, 0);
  g_assert_cmpuint (level.bars[CLASP_SIGNAL_POINTS - 1], ==, 255);
  g_assert_cmpuint (level.flags & BR_LEVEL_LONG, ==, 0);

  level = meter_show_array (&meter, numbers, CLASP_SIGNAL_POINTS + 1);
  g_assert_cmpuint (level.n_steps, ==, CLASP_SIGNAL_SUMMARY);
  g_assert_cmpuint (level.bars[CLASP_SIGNAL_SUMMARY - 1], ==, 255);
  g_assert_cmpuint (level.flags & BR_LEVEL_LONG, !=, 0);
  assert_text (&meter, &level, "[65]");

  /* What is no number has no picture. */
  level = meter_show_array (&meter, (double[]) { NAN, 1, 2 }, 3);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_BYTES);
}

static void
test_numbers_beyond_their_range_widen_it (void)
{
  Meter   meter = meter_new (CLASP_VALUE_ARRAY, 0, 1, FALSE);
  BrLevel level = meter_show_array (&meter, (double[]) { 100, 50 }, 2);

  g_assert_cmpfloat (level.position, ==, 1);
  g_assert_cmpfloat (level.y, ==, 0.5f);
}

static void
test_colours_by_text_and_by_address (void)
{
  Meter   meter = meter_new (CLASP_VALUE_STRING, 0, 1, FALSE);
  BrLevel level;

  g_strlcpy (meter.state.text, "#ff8000", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_COLOUR);
  g_assert_cmpmem (level.rgb, 3, ((guint8[]) { 255, 128, 0 }), 3);
  g_strlcpy (meter.state.text, "#ff80zz", sizeof meter.state.text);
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_TEXT);

  br_level_memory_start (&meter.memory, "/artnet/0/0/0/12/rgb");
  level = meter_show_array (&meter, (double[]) { 1, 0.5, 0 }, 3);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_COLOUR);
  g_assert_cmpmem (level.rgb, 3, ((guint8[]) { 255, 128, 0 }), 3);
  level = meter_show_array (&meter, (double[]) { 255, 128, 0 }, 3);
  g_assert_cmpmem (level.rgb, 3, ((guint8[]) { 255, 128, 0 }), 3);
}

static void
test_bytes_say_how_they_begin_and_how_many_they_are (void)
{
  Meter   meter = meter_new (CLASP_VALUE_BYTES, 0, 1, FALSE);
  BrLevel level;

  g_strlcpy (meter.state.text, "f07e7f0601f7", sizeof meter.state.text);
  meter.state.length = 6;
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_BYTES);
  assert_text (&meter, &level, "f0 7e 7f … 6" BR_THIN_SPACE "B");
  meter.state.length = 3;
  meter.state.text[6] = '\0';
  assert_text (&meter, &level, "f0 7e 7f · 3" BR_THIN_SPACE "B");
}

static void
test_events_are_counted (void)
{
  Meter   meter = meter_new (CLASP_VALUE_NULL, 0, 1, FALSE);
  BrLevel level;

  meter.state.signal = CLASP_SIGNAL_EVENT;
  meter_show (&meter, NAN, START_US);
  level = meter_show (&meter, NAN, START_US);
  assert_text (&meter, &level, "×2");
}

static void
test_an_empty_range_divides_by_nothing (void)
{
  Meter   meter = meter_new (CLASP_VALUE_DOUBLE, 3, 3, FALSE);
  BrLevel level = meter_show (&meter, 3, START_US);

  g_assert_cmpfloat (level.position, ==, 0);
}

static void
test_a_peak_holds_and_falls (void)
{
  Meter   meter = meter_new (CLASP_VALUE_DOUBLE, 0, 1, FALSE);
  BrLevel level = meter_show (&meter, 0.9, START_US);

  /* The level itself stands at its peak: no mark. */
  g_assert_cmpfloat (level.peak, <, 0);
  level = meter_show (&meter, 0.1, START_US + 1);
  g_assert_cmpfloat_with_epsilon (level.peak, 0.9, 0.001);
  level = meter_look (&meter, START_US + BR_PEAK_HOLD_US);
  g_assert_cmpfloat_with_epsilon (level.peak, 0.9, 0.001);
  level = meter_look (&meter, START_US + BR_PEAK_HOLD_US + BR_PEAK_FALL_US / 2);
  g_assert_cmpfloat_with_epsilon (level.peak, 0.45, 0.01);
  level = meter_look (&meter, START_US + BR_PEAK_HOLD_US + BR_PEAK_FALL_US);
  g_assert_cmpfloat (level.peak, <, 0);
}

static void
test_an_event_flashes_then_shrinks (void)
{
  Meter   meter = meter_new (CLASP_VALUE_NULL, 0, 1, FALSE);
  BrLevel level;

  meter.state.signal = CLASP_SIGNAL_EVENT;
  /* What happened before the row came into sight does not flash. */
  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpuint (level.kind, ==, BR_LEVEL_EVENT);
  g_assert_cmpfloat (level.position, ==, 0);

  level = meter_show (&meter, NAN, START_US);
  g_assert_cmpfloat (level.position, ==, 1);
  level = meter_look (&meter, START_US + BR_EVENT_RING_US / 2);
  g_assert_cmpfloat_with_epsilon (level.position, 0.5, 0.01);
  level = meter_look (&meter, START_US + BR_EVENT_RING_US);
  g_assert_cmpfloat (level.position, ==, 0);
}

/* WCAG 2.1, 2.3.1, at every rate; slow ones flash each. */
static void
test_events_flash_three_times_a_second_at_most (void)
{
  for (guint rate = 1; rate <= 60; rate++)
    {
      Meter    meter = meter_new (CLASP_VALUE_NULL, 0, 1, FALSE);
      gboolean was_full = FALSE;
      guint    n_flashes = 0;

      meter.state.signal = CLASP_SIGNAL_EVENT;
      meter_show (&meter, NAN, START_US);
      for (guint frame = 0; frame < 10 * 60; frame++)
        {
          gint64   now_us = START_US + frame * G_USEC_PER_SEC / 60;
          gboolean is_new = frame * rate / 60 != (frame + 1) * rate / 60;
          BrLevel  level = is_new ? meter_show (&meter, NAN, now_us) : meter_look (&meter, now_us);

          n_flashes += level.position == 1 && !was_full;
          was_full = level.position == 1;
        }
      g_assert_cmpuint (n_flashes, <=, 30);
      if (rate < 3)
        g_assert_cmpuint (n_flashes, ==, 10 * rate);
    }
}

static void
test_less_than_a_pixel_is_no_change (void)
{
  BrLevel a, b;

  br_level_set (&a, 0.5);
  br_level_set (&b, 0.501);
  g_assert_true (br_level_equal (&a, &b, 64));
  br_level_set (&b, 0.52);
  g_assert_false (br_level_equal (&a, &b, 64));
  br_level_set (&b, NAN);
  g_assert_false (br_level_equal (&a, &b, 64));
  g_assert_cmpuint (b.kind, ==, BR_LEVEL_NONE);
}

static void
assert_number (double      number,
               const char *expected)
{
  char text[32];

  br_format_number (number, text, sizeof text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_numbers_are_short_and_keep_their_width (void)
{
  assert_number (0, "0");
  assert_number (0.5, "0.500");
  assert_number (0.59712, "0.597");
  assert_number (-3.25, "-3.250");
  assert_number (64.125, "64.12");
  assert_number (820.06, "820.1");
  assert_number (127, "127");
  assert_number (1234567, "1234567");
  assert_number (9.9999, "10.00"); /* four digits, also of what is rounded */
  assert_number (1234.56, "1235");
  assert_number (2.9e-06, "0.000"); /* not quite 0 */
  assert_number (-2.9e-06, "0.000");
  assert_number (-0.0, "0");
  assert_number (0.0006, "0.001");
  assert_number (INFINITY, "inf");
}

static void
test_the_end_of_a_range_near_zero_is_not_zero (void)
{
  char text[32];

  br_format_limit (0.0001, text, sizeof text);
  g_assert_cmpstr (text, ==, "0.0001");
  br_format_limit (2.9e-06, text, sizeof text);
  g_assert_cmpstr (text, ==, "2.9e-06");
  br_format_limit (0, text, sizeof text);
  g_assert_cmpstr (text, ==, "0");
}

static void
assert_figures (const char *text,
                gboolean    is_marked)
{
  g_autofree char *figures = br_format_figures (text);

  g_assert_cmpint (g_str_has_prefix (figures, BR_LEFT_TO_RIGHT), ==, is_marked);
  g_assert_cmpstr (figures + (is_marked ? strlen (BR_LEFT_TO_RIGHT) : 0), ==, text);
}

/* What stands in its order anyway, and what says itself how it is read, is left as it is. */
static void
test_figures_go_from_left_to_right (void)
{
  static const char *const marked[] = { "0 – 255", "100 %", "-0.5", "0:0:0;0:0:1", "0–1 → 0–255", "121 (47 %)" };
  static const char *const plain[] = { "", "–", "7", "0.597", "20:14:03", "127.0.0.1:9000", "14 Hz", "ערוץ 1 – 2", "/osc/1" };

  for (guint i = 0; i < G_N_ELEMENTS (marked); i++)
    assert_figures (marked[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    assert_figures (plain[i], FALSE);
}

static void
assert_units (const char *text,
              const char *expected)
{
  g_autofree char *spaced = br_format_units (g_strdup (text));

  g_assert_cmpstr (spaced, ==, expected);
}

static void
test_units_stand_after_a_thin_space (void)
{
  g_autofree char *rate = br_format_rate (412), *many = br_format_rate (1100), *age = br_format_age (41 * G_USEC_PER_SEC);

  g_assert_cmpstr (rate, ==, "412" BR_THIN_SPACE "/s");
  g_assert_cmpstr (many, ==, "1.1" BR_THIN_SPACE "k/s");
  g_assert_cmpstr (age, ==, "41" BR_THIN_SPACE "s");
  assert_units ("smooth 80 ms", "smooth 80" BR_THIN_SPACE "ms");
  assert_units ("121 (47 %)", "121 (47" BR_THIN_SPACE "%)");
  assert_units ("1 s: 3 · 15 µs", "1" BR_THIN_SPACE "s: 3 · 15" BR_THIN_SPACE "µs");
  assert_units ("300\xc2\xa0MB are left", "300" BR_THIN_SPACE "MB are left");
  /* No units. */
  assert_units ("4 points, 2 steps, 3 – 5", "4 points, 2 steps, 3 – 5");
  assert_units ("every % s", "every % s");
  assert_units ("", "");
}

static void
test_a_day_ends_at_midnight (void)
{
  g_autoptr (GDateTime) late = g_date_time_new_local (2026, 3, 1, 23, 59, 59), next = g_date_time_add_seconds (late, 1);
  g_autoptr (GDateTime) early = g_date_time_new_local (2026, 3, 1, 0, 0, 0), year = g_date_time_add_years (early, 1);

  g_assert_true (br_is_same_day (early, late));
  g_assert_false (br_is_same_day (late, next));
  g_assert_false (br_is_same_day (early, year));
}

/* Of a German, where prose has a comma. */
static void
test_protocol_values_have_a_point (void)
{
  char text[32];

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("this machine has no German locale");
      return;
    }
  assert_number (0.597, "0.597");
  assert_number (64.125, "64.12");
  br_format_limit (0.0001, text, sizeof text);
  g_assert_cmpstr (text, ==, "0.0001");
  setlocale (LC_NUMERIC, "C");
}

static void
assert_clock (const char *locale_format,
              const char *expected)
{
  g_autoptr (GDateTime) evening = g_date_time_new_utc (2026, 3, 1, 20, 4, 9);
  g_autofree char      *text = g_date_time_format (evening, br_clock_format_like (locale_format));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_the_time_of_day_is_as_the_locale_has_it (void)
{
  assert_clock ("%H:%M:%S", "20:04");
  assert_clock ("%T", "20:04");
  assert_clock ("%r", "8:04 PM");
  assert_clock ("%I:%M:%S %p", "8:04 PM");
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/meter/a-number-fills-its-range", test_a_number_fills_its_range);
  g_test_add_func ("/ui/meter/out-of-range-is-flagged-at-its-end", test_out_of_range_is_flagged_at_its_end);
  g_test_add_func ("/ui/meter/a-symmetric-range-starts-in-the-middle", test_a_symmetric_range_starts_in_the_middle);
  g_test_add_func ("/ui/meter/few-whole-numbers-are-steps", test_few_whole_numbers_are_steps);
  g_test_add_func ("/ui/meter/switches-are-lamps-and-text-is-text", test_switches_are_lamps_and_text_is_text);
  g_test_add_func ("/ui/meter/a-text-that-changed-is-fresh-for-a-second", test_a_text_that_changed_is_fresh_for_a_second);
  g_test_add_func ("/ui/meter/notes-have-a-name-and-a-velocity", test_notes_have_a_name_and_a_velocity);
  g_test_add_func ("/ui/meter/two-numbers-are-a-point", test_two_numbers_are_a_point);
  g_test_add_func ("/ui/meter/arrays-are-bars-and-longer-ones-a-summary", test_arrays_are_bars_and_longer_ones_a_summary);
  g_test_add_func ("/ui/meter/numbers-beyond-their-range-widen-it", test_numbers_beyond_their_range_widen_it);
  g_test_add_func ("/ui/meter/colours-by-text-and-by-address", test_colours_by_text_and_by_address);
  g_test_add_func ("/ui/meter/bytes-say-how-they-begin", test_bytes_say_how_they_begin_and_how_many_they_are);
  g_test_add_func ("/ui/meter/events-are-counted", test_events_are_counted);
  g_test_add_func ("/ui/meter/an-empty-range-divides-by-nothing", test_an_empty_range_divides_by_nothing);
  g_test_add_func ("/ui/meter/a-peak-holds-and-falls", test_a_peak_holds_and_falls);
  g_test_add_func ("/ui/meter/the-time-of-day-is-as-the-locale-has-it", test_the_time_of_day_is_as_the_locale_has_it);
  g_test_add_func ("/ui/meter/an-event-flashes-then-shrinks", test_an_event_flashes_then_shrinks);
  g_test_add_func ("/ui/meter/events-flash-three-times-a-second-at-most", test_events_flash_three_times_a_second_at_most);
  g_test_add_func ("/ui/meter/less-than-a-pixel-is-no-change", test_less_than_a_pixel_is_no_change);
  g_test_add_func ("/ui/meter/numbers-are-short-and-keep-their-width", test_numbers_are_short_and_keep_their_width);
  g_test_add_func ("/ui/meter/the-end-of-a-range-near-zero-is-not-zero", test_the_end_of_a_range_near_zero_is_not_zero);
  g_test_add_func ("/ui/meter/figures-go-from-left-to-right", test_figures_go_from_left_to_right);

  g_test_add_func ("/ui/meter/units-stand-after-a-thin-space", test_units_stand_after_a_thin_space);
  g_test_add_func ("/ui/meter/protocol-values-have-a-point", test_protocol_values_have_a_point);
  g_test_add_func ("/ui/meter/a-day-ends-at-midnight", test_a_day_ends_at_midnight);

  return g_test_run ();
}
