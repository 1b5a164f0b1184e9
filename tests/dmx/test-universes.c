/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universes.h"
#include "support/clasp-test.h"

#include <math.h>

/* Holds and notes over outputs on a driven clock. */

#define MS G_GINT64_CONSTANT (1000)
#define PREFIX "/artnet/0/0/1"

typedef struct
{
  ClaspClock         *clock;
  ClaspTimers        *timers;
  ClaspUniverses     *universes;
  ClaspUniverseOutput output;
  ClaspUniverse      *universe;
  guint               n_touched;
  guint8              frame[CLASP_DMX_SLOTS];
} Rig;

static void
touched_cb (gpointer user_data)
{
  ((Rig *) user_data)->n_touched++;
}

static ClaspUniverse *
add_output (Rig *rig, const char *prefix, ClaspUniverseOutput *output)
{
  static const ClaspUniverseTiming timing = { CLASP_DMX_INTERVAL_NS (44), 800 * MS, 1, 0 };

  clasp_universe_output_init (output, &timing);
  return clasp_universes_add (rig->universes, &(ClaspUniverseDescription){ .connection = "c1",
                                                                           .protocol = "artnet",
                                                                           .label = "0:0:1",
                                                                           .prefix = prefix,
                                                                           .output = output,
                                                                           .touched = touched_cb,
                                                                           .user_data = rig });
}

static void
set_up (Rig *rig, gconstpointer data)
{
  guint8 levels[4] = { 100, 200, 50, 255 };

  rig->clock = clasp_manual_clock_new (1000 * MS, 0);
  rig->timers = clasp_timers_new (NULL, rig->clock);
  rig->universes = clasp_universes_new (rig->timers);
  rig->universe = add_output (rig, PREFIX, &rig->output);
  clasp_universe_output_set_slots (&rig->output, 0, levels, 4);
}

static void
tear_down (Rig *rig, gconstpointer data)
{
  if (rig->universe != NULL)
    clasp_universes_remove (rig->universes, rig->universe);
  clasp_universes_free (rig->universes);
  clasp_timers_free (rig->timers);
  clasp_clock_unref (rig->clock);
}

static const guint8 *
render (Rig *rig)
{
  clasp_universes_render (rig->universes, rig->universe, clasp_clock_now_us (rig->clock),
                          rig->frame);
  return rig->frame;
}

static void
advance (Rig *rig, gint64 by_us)
{
  clasp_manual_clock_advance (rig->clock, by_us);
  clasp_timers_run (rig->timers);
}

#define ASSERT_FRAME(rig, a, b, c, d)                                                              \
  g_assert_cmpmem (render (rig), 4, ((const guint8[]){ a, b, c, d }), 4)

/* ---- blackout ---- */

static void
test_without_holds_the_levels_leave (Rig *rig, gconstpointer data)
{
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  g_assert_cmpuint (rig->frame[4], ==, 0);
}

static void
test_a_blackout_takes_all_where_nothing_is_marked (Rig *rig, gconstpointer data)
{
  clasp_universes_set_blackout (rig->universes, TRUE, 2000 * MS);
  g_assert_true (clasp_universes_get_blackout (rig->universes));
  g_assert_cmpuint (rig->n_touched, ==, 1);
  ASSERT_FRAME (rig, 0, 0, 0, 0); /* at once, whatever the fade */
  clasp_universe_output_set_slot (&rig->output, 0, 120);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 0);
  ASSERT_FRAME (rig, 120, 200, 50, 255); /* what went on below */
  g_assert_cmpuint (rig->n_touched, ==, 2);
}

static void
test_a_blackout_takes_marked_slots_only (Rig *rig, gconstpointer data)
{
  const char *const notes[] = { PREFIX "/1-2 Wash [intensity]", NULL };

  clasp_universes_set_notes (rig->universes, notes, NULL);
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  ASSERT_FRAME (rig, 0, 0, 50, 255);
  clasp_universes_set_notes (rig->universes, NULL, NULL);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
}

static void
test_a_blackout_fades_back (Rig *rig, gconstpointer data)
{
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 2000 * MS);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  advance (rig, 500 * MS);
  ASSERT_FRAME (rig, 25, 50, 13, 64); /* rounded */
  advance (rig, 500 * MS);
  ASSERT_FRAME (rig, 50, 100, 25, 128);
  advance (rig, 1000 * MS);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
}

static void
test_a_fade_asks_for_frames_until_it_is_over (Rig *rig, gconstpointer data)
{
  guint n_at_end;

  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 500 * MS);
  rig->n_touched = 0;
  for (guint ms = 0; ms < 600; ms++)
    advance (rig, MS);
  g_assert_cmpuint (rig->n_touched, >=, 21);
  g_assert_cmpuint (rig->n_touched, <=, 23);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  n_at_end = rig->n_touched;
  advance (rig, 10000 * MS);
  g_assert_cmpuint (rig->n_touched, ==, n_at_end);
}

static void
test_a_blackout_during_the_fade_is_dark_at_once (Rig *rig, gconstpointer data)
{
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 1000 * MS);
  advance (rig, 700 * MS);
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  advance (rig, 5000 * MS);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
}

static void
test_a_blackout_takes_the_universes_chosen (Rig *rig, gconstpointer data)
{
  const char *const others[] = { "/sacn", "/artnet/0/0/11", "/artnet/0/0/1/1", NULL };
  const char *const whole[] = { "/artnet", NULL };
  const char *const this[] = { PREFIX, NULL };

  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_scope (rig->universes, others);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  clasp_universes_set_scope (rig->universes, whole);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  clasp_universes_set_scope (rig->universes, this);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  clasp_universes_set_scope (rig->universes, NULL);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
}

static void
test_a_universe_that_begins_in_the_dark_is_dark (Rig *rig, gconstpointer data)
{
  ClaspUniverseOutput output;
  ClaspUniverse      *universe;

  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  universe = add_output (rig, "/sacn/7", &output);
  clasp_universe_output_set_slot (&output, 0, 255);
  clasp_universes_render (rig->universes, universe, 0, rig->frame);
  g_assert_cmpuint (rig->frame[0], ==, 0);
  clasp_universes_remove (rig->universes, universe);
}

/* ---- grand master ---- */

static void
test_a_master_scales_what_a_blackout_takes (Rig *rig, gconstpointer data)
{
  const char *const notes[] = { PREFIX "/1-2 Wash [intensity]", NULL };

  g_assert_cmpfloat (clasp_universes_get_master (rig->universes), ==, 1.0);
  clasp_universes_set_master (rig->universes, 1.0);
  g_assert_cmpuint (rig->n_touched, ==, 0);
  clasp_universes_set_master (rig->universes, 0.5);
  g_assert_cmpuint (rig->n_touched, ==, 1);
  ASSERT_FRAME (rig, 50, 100, 25, 128); /* halves away from 0 */
  clasp_universe_output_set_slot (&rig->output, 0, 120);
  ASSERT_FRAME (rig, 60, 100, 25, 128);
  clasp_universes_set_notes (rig->universes, notes, NULL);
  ASSERT_FRAME (rig, 60, 100, 50, 255);
  clasp_universes_set_master (rig->universes, 0.0);
  ASSERT_FRAME (rig, 0, 0, 50, 255);
  clasp_universes_set_master (rig->universes, 1.0);
  ASSERT_FRAME (rig, 120, 200, 50, 255);
}

/* Each level at full is itself, and none is more than it was set to. */
static void
test_a_master_keeps_full_and_order (Rig *rig, gconstpointer data)
{
  static const double masters[] = { 0.001, 0.25, 1.0 / 3.0, 0.999, 1.0 };

  for (guint m = 0; m < G_N_ELEMENTS (masters); m++)
    {
      guint before = 0;

      clasp_universes_set_master (rig->universes, masters[m]);
      for (guint level = 0; level <= 255; level++)
        {
          clasp_universe_output_set_slot (&rig->output, 0, (guint8) level);
          render (rig);
          g_assert_cmpuint (rig->frame[0], ==, (guint) (level * masters[m] + 0.5));
          g_assert_cmpuint (rig->frame[0], >=, before);
          before = rig->frame[0];
        }
    }
}

static void
test_a_master_beyond_its_ends (Rig *rig, gconstpointer data)
{
  clasp_universes_set_master (rig->universes, -0.1);
  g_assert_cmpfloat (clasp_universes_get_master (rig->universes), ==, 0.0);
  clasp_universes_set_master (rig->universes, NAN);
  g_assert_cmpfloat (clasp_universes_get_master (rig->universes), ==, 0.0);
  clasp_universes_set_master (rig->universes, INFINITY);
  g_assert_cmpfloat (clasp_universes_get_master (rig->universes), ==, 1.0);
}

static void
test_a_master_below_blackouts_over_freezes_under_tests (Rig *rig, gconstpointer data)
{
  clasp_universes_set_master (rig->universes, 0.5);
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 1000 * MS);
  advance (rig, 500 * MS);
  ASSERT_FRAME (rig, 25, 50, 13, 64);
  advance (rig, 600 * MS);
  ASSERT_FRAME (rig, 50, 100, 25, 128);
  clasp_universes_set_freeze (rig->universes, TRUE);
  clasp_universe_output_set_slot (&rig->output, 0, 1);
  ASSERT_FRAME (rig, 50, 100, 25, 128);
  clasp_universes_set_master (rig->universes, 1.0);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  clasp_universes_set_master (rig->universes, 0.5);
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, 240));
  ASSERT_FRAME (rig, 50, 240, 25, 128);
}

static void
test_a_master_takes_the_universes_chosen (Rig *rig, gconstpointer data)
{
  const char *const scope[] = { "/sacn", NULL };

  clasp_universes_set_scope (rig->universes, scope);
  rig->n_touched = 0;
  clasp_universes_set_master (rig->universes, 0.5);
  g_assert_cmpuint (rig->n_touched, ==, 0);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
}

/* ---- freeze ---- */

static void
test_a_freeze_keeps_the_levels (Rig *rig, gconstpointer data)
{
  clasp_universes_set_freeze (rig->universes, TRUE);
  g_assert_true (clasp_universes_get_freeze (rig->universes));
  clasp_universe_output_set_slot (&rig->output, 0, 1);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  clasp_universes_set_blackout (rig->universes, TRUE, 0); /* dark is dark */
  ASSERT_FRAME (rig, 0, 0, 0, 0);
  clasp_universes_set_blackout (rig->universes, FALSE, 0);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  rig->n_touched = 0;
  clasp_universes_set_freeze (rig->universes, FALSE);
  ASSERT_FRAME (rig, 1, 200, 50, 255);
  g_assert_cmpuint (rig->n_touched, ==, 1);
}

static void
test_a_universe_that_begins_frozen_stays_as_it_begins (Rig *rig, gconstpointer data)
{
  ClaspUniverseOutput output;
  ClaspUniverse      *universe;

  clasp_universes_set_freeze (rig->universes, TRUE);
  universe = add_output (rig, "/sacn/7", &output);
  clasp_universe_output_set_slot (&output, 0, 9);
  clasp_universes_render (rig->universes, universe, 0, rig->frame);
  g_assert_cmpuint (rig->frame[0], ==, 9);
  clasp_universe_output_set_slot (&output, 0, 10);
  clasp_universes_render (rig->universes, universe, 0, rig->frame);
  g_assert_cmpuint (rig->frame[0], ==, 9);
  clasp_universes_remove (rig->universes, universe);
}

/* ---- tests ---- */

static void
test_a_test_is_above_blackout_and_freeze (Rig *rig, gconstpointer data)
{
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_freeze (rig->universes, TRUE);
  rig->n_touched = 0;
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, 77));
  g_assert_cmpuint (rig->n_touched, ==, 1);
  ASSERT_FRAME (rig, 0, 77, 0, 0);
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, 0)); /* zero is a level */
  g_assert_cmpuint (clasp_universes_count_tests (rig->universes), ==, 1);
  clasp_universes_set_blackout (rig->universes, FALSE, 0);
  ASSERT_FRAME (rig, 100, 0, 50, 255);
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, -1));
  ASSERT_FRAME (rig, 100, 200, 50, 255);
  g_assert_cmpuint (clasp_universes_count_tests (rig->universes), ==, 0);
}

static void
test_all_tests_are_released_at_once (Rig *rig, gconstpointer data)
{
  clasp_universes_set_test (rig->universes, PREFIX, 0, 1);
  clasp_universes_set_test (rig->universes, PREFIX, 3, 1);
  rig->n_touched = 0;
  clasp_universes_release_tests (rig->universes);
  g_assert_cmpuint (rig->n_touched, ==, 1);
  ASSERT_FRAME (rig, 100, 200, 50, 255);
}

static void
test_careful_slots_refuse_tests (Rig *rig, gconstpointer data)
{
  const char *const notes[] = { PREFIX "/2 Fog [careful]", NULL };

  clasp_universes_set_test (rig->universes, PREFIX, 1, 255);
  clasp_universes_set_notes (rig->universes, notes, NULL);
  ASSERT_FRAME (rig, 100, 200, 50, 255); /* it became careful: released */
  g_assert_false (clasp_universes_set_test (rig->universes, PREFIX, 1, 255));
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, -1));
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 0, 255));
}

static void
test_impossible_tests_are_refused (Rig *rig, gconstpointer data)
{
  g_assert_false (clasp_universes_set_test (rig->universes, "/artnet/0/0/2", 0, 1));
  g_assert_false (clasp_universes_set_test (rig->universes, PREFIX, 512, 1));
  g_assert_false (clasp_universes_set_test (rig->universes, PREFIX, 0, 256));
  g_assert_false (clasp_universes_set_test (rig->universes, PREFIX, 0, -2));
  g_assert_cmpuint (clasp_universes_count_tests (rig->universes), ==, 0);
}

static void
test_512_tests_and_no_more (Rig *rig, gconstpointer data)
{
  ClaspUniverseOutput output;
  ClaspUniverse      *universe = add_output (rig, "/sacn/7", &output);

  for (guint i = 0; i < CLASP_UNIVERSES_MAX_TESTS; i++)
    g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, i, 1));
  g_assert_false (clasp_universes_set_test (rig->universes, "/sacn/7", 0, 1));
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 0, 2)); /* not one more */
  clasp_universes_set_test (rig->universes, PREFIX, 0, -1);
  g_assert_true (clasp_universes_set_test (rig->universes, "/sacn/7", 0, 1));
  clasp_universes_remove (rig->universes, universe);
}

static void
test_a_test_begins_a_universe (Rig *rig, gconstpointer data)
{
  ClaspUniverseOutput output;
  ClaspUniverse      *universe = add_output (rig, "/sacn/7", &output);

  g_assert_cmpint (clasp_universe_output_get_due_us (&output), ==, G_MAXINT64);
  g_assert_true (clasp_universes_set_test (rig->universes, "/sacn/7", 4, 255));
  g_assert_cmpint (clasp_universe_output_get_due_us (&output), ==, G_MININT64);
  clasp_universes_render (rig->universes, universe, 0, rig->frame);
  g_assert_cmpuint (rig->frame[4], ==, 255);
  clasp_universes_remove (rig->universes, universe);
}

static void
test_tests_outlive_their_connection (Rig *rig, gconstpointer data)
{
  clasp_universes_set_test (rig->universes, PREFIX, 1, 77);
  clasp_universes_remove (rig->universes, rig->universe);
  g_assert_cmpuint (clasp_universes_count_tests (rig->universes), ==, 1);
  rig->universe = add_output (rig, PREFIX, &rig->output);
  ASSERT_FRAME (rig, 0, 77, 0, 0);
}

/* ---- notes ---- */

static void
test_notes_are_found (Rig *rig, gconstpointer data)
{
  const char *const notes[] = { PREFIX "/13 Front wash [intensity]", PREFIX "/13 [careful]",
                                "  " PREFIX "/14-15   Strobe ", NULL };
  ClaspSlotNote     note;

  clasp_universes_set_notes (rig->universes, notes, NULL);
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 12, &note));
  g_assert_cmpstr (note.name, ==, "Front wash");
  g_assert_true (note.is_intensity && note.is_careful);
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 14, &note));
  g_assert_cmpstr (note.name, ==, "Strobe");
  g_assert_false (note.is_intensity || note.is_careful);
  g_assert_false (clasp_universes_find_note (rig->universes, PREFIX, 15, &note));
  g_assert_false (clasp_universes_find_note (rig->universes, PREFIX, 512, &note));
  g_assert_false (clasp_universes_find_note (rig->universes, "/artnet/0/0/2", 12, &note));
}

static void
test_notes_that_cannot_be_read_are_told (Rig *rig, gconstpointer data)
{
  const char *const     notes[] = { "",
                                    "no address",
                                    PREFIX "/0 x",
                                    PREFIX "/513 x",
                                    PREFIX "/2-1 x",
                                    PREFIX "/x",
                                    PREFIX "/1 [dangerous]",
                                    "/1 x",
                                    PREFIX "/1- x",
                                    "artnet/1/1 x",
                                    PREFIX "/1x y",
                                    PREFIX "/512 good",
                                    PREFIX "/1-512 also [intensity]",
                                    NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  ClaspSlotNote         note;

  clasp_universes_set_notes (rig->universes, notes, problems);
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (notes) - 1 - 2);
  g_assert_cmpstr (g_ptr_array_index (problems, 6), ==,
                   "‘" PREFIX "/1 [dangerous]’: a mark is ‘intensity’, ‘careful’, ‘16-bit’, ‘rgb’, or ‘cue’ with a level of 0–255 or 0–100%");
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 511, &note));
  g_assert_cmpstr (note.name, ==, "also");
}

static void
check_notes (Rig *rig, guint n, guint n_problems)
{
  g_autoptr (GPtrArray)    problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           texts = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, PREFIX "/1 x");
  texts = g_strv_builder_end (builder);
  clasp_universes_set_notes (rig->universes, (const char *const *) texts, problems);
  g_assert_cmpuint (problems->len, ==, n_problems);
}

static void
test_as_many_notes_as_there_may_be_and_one_more (Rig *rig, gconstpointer data)
{
  check_notes (rig, CLASP_UNIVERSES_MAX_NOTES, 0);
  check_notes (rig, CLASP_UNIVERSES_MAX_NOTES + 1, 1);
}

/* ---- looking ---- */

static void
keep_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  *(ClaspUniverseInfo *) user_data = *info;
}

static void
test_what_is_held_can_be_seen (Rig *rig, gconstpointer data)
{
  const char *const notes[] = { PREFIX "/1 Wash [intensity]", NULL };
  ClaspUniverseInfo info;

  clasp_universe_output_note_sent (&rig->output, render (rig), 1000 * MS);
  clasp_universes_foreach (rig->universes, 2000 * MS, keep_cb, &info);
  g_assert_cmpstr (info.connection, ==, "c1");
  g_assert_cmpstr (info.prefix, ==, PREFIX);
  g_assert_true (info.is_output);
  g_assert_false (info.is_held);
  g_assert_cmpuint (info.levels[1], ==, 200);
  g_assert_cmpuint (info.n_slots, ==, 4);
  g_assert_cmpuint (info.n_frames, ==, 1);

  clasp_universes_set_notes (rig->universes, notes, NULL);
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  clasp_universes_set_test (rig->universes, PREFIX, 33, 1);
  clasp_universes_foreach (rig->universes, 2000 * MS, keep_cb, &info);
  g_assert_true (info.is_held);
  g_assert_cmphex (info.held[0], ==, 1);
  g_assert_cmphex (info.held[1], ==, 2);
  g_assert_cmpuint (clasp_universes_count (rig->universes), ==, 1);
}

static void
ignore_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
}

static void
test_inputs_can_be_seen (Rig *rig, gconstpointer data)
{
  ClaspUniverseRules             rules = { .max_sources = 2, .timeout_us = 10000 * MS };
  g_autoptr (ClaspUniverseInput) input = clasp_universe_input_new (&rules, ignore_cb, NULL);
  guint8                         level = 9;
  ClaspUniverse                 *universe;
  ClaspUniverseInfo              info;

  universe = clasp_universes_add (
    rig->universes,
    &(ClaspUniverseDescription){
      .connection = "c2", .protocol = "sacn", .label = "7", .prefix = "/sacn/7", .input = input });
  for (guint64 source = 1; source <= 2; source++)
    clasp_universe_input_receive (
      input, &(ClaspUniverseFrame){ .source = source, .slots = &level, .n_slots = 1 }, 1000 * MS);
  clasp_universes_foreach (rig->universes, 1000 * MS, keep_cb, &info);
  g_assert_false (info.is_output);
  g_assert_cmpuint (info.n_sources, ==, 2);
  g_assert_true (info.is_tied);
  g_assert_cmpuint (info.levels[0], ==, 9);
  g_assert_cmpuint (info.n_frames, ==, 2);
  g_assert_true (clasp_universe_get_input (universe) == input);
  clasp_universes_remove (rig->universes, universe);
}

/* One that goes out unsent, and one that nobody sends, are there without data; a number that goes both ways is one. */
static void
test_those_with_data_are_counted (Rig *rig, gconstpointer data)
{
  ClaspUniverseRules             rules = { .max_sources = 2, .timeout_us = 10000 * MS };
  g_autoptr (ClaspUniverseInput) input = clasp_universe_input_new (&rules, ignore_cb, NULL);
  ClaspUniverseDescription       description = { .connection = "c2", .protocol = "artnet", .label = "0:0:1", .prefix = PREFIX, .input = input };
  guint8                         level = 9;
  ClaspUniverse                 *universe = clasp_universes_add (rig->universes, &description);

  g_assert_cmpuint (clasp_universes_count_with_data (rig->universes), ==, 0);
  clasp_universe_input_receive (
    input, &(ClaspUniverseFrame){ .source = 1, .slots = &level, .n_slots = 1 }, 1000 * MS);
  g_assert_cmpuint (clasp_universes_count_with_data (rig->universes), ==, 1);
  clasp_universe_output_note_sent (&rig->output, render (rig), 1000 * MS);
  g_assert_cmpuint (clasp_universes_count_with_data (rig->universes), ==, 1);
  clasp_universes_remove (rig->universes, universe);
  g_assert_cmpuint (clasp_universes_count_with_data (rig->universes), ==, 1);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name) g_test_add ("/dmx/universes/" path, Rig, NULL, set_up, test_##name, tear_down)
  T ("no-holds", without_holds_the_levels_leave);
  T ("master/scales", a_master_scales_what_a_blackout_takes);
  T ("master/every-level", a_master_keeps_full_and_order);
  T ("master/beyond-its-ends", a_master_beyond_its_ends);
  T ("master/and-holds", a_master_below_blackouts_over_freezes_under_tests);
  T ("master/scope", a_master_takes_the_universes_chosen);
  T ("blackout/all", a_blackout_takes_all_where_nothing_is_marked);
  T ("blackout/marked", a_blackout_takes_marked_slots_only);
  T ("blackout/fade", a_blackout_fades_back);
  T ("blackout/fade-asks-for-frames", a_fade_asks_for_frames_until_it_is_over);
  T ("blackout/during-fade", a_blackout_during_the_fade_is_dark_at_once);
  T ("blackout/scope", a_blackout_takes_the_universes_chosen);
  T ("blackout/late-universe", a_universe_that_begins_in_the_dark_is_dark);
  T ("freeze/keeps", a_freeze_keeps_the_levels);
  T ("freeze/late-universe", a_universe_that_begins_frozen_stays_as_it_begins);
  T ("test/above-all", a_test_is_above_blackout_and_freeze);
  T ("test/release-all", all_tests_are_released_at_once);
  T ("test/careful", careful_slots_refuse_tests);
  T ("test/impossible", impossible_tests_are_refused);
  T ("test/512-and-513", 512_tests_and_no_more);
  T ("test/begins-a-universe", a_test_begins_a_universe);
  T ("test/outlives-its-connection", tests_outlive_their_connection);
  T ("notes/found", notes_are_found);
  T ("notes/unreadable", notes_that_cannot_be_read_are_told);
  T ("notes/limit", as_many_notes_as_there_may_be_and_one_more);
  T ("looking/held", what_is_held_can_be_seen);
  T ("looking/input", inputs_can_be_seen);
  T ("looking/with-data", those_with_data_are_counted);
#undef T
  return g_test_run ();
}
