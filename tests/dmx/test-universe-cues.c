/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universes.h"
#include "support/clasp-test.h"

/* Slots that lost their source go to their cue levels, on a driven clock. */

#define MS G_GINT64_CONSTANT (1000)
#define LOSS_US (2500 * MS)
#define FRAME_US (G_USEC_PER_SEC / 44)
#define PREFIX "/sacn/1"
#define UNKNOWN 0xee

typedef struct
{
  ClaspClock         *clock;
  ClaspTimers        *timers;
  ClaspUniverses     *universes;
  ClaspUniverseInput *input;
  ClaspUniverse      *universe;
  gint64              now_us;
  guint               n_changes;
  guint8              levels[CLASP_DMX_SLOTS]; /* as they were reported */
} Rig;

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  Rig *rig = user_data;

  rig->n_changes++;
  rig->levels[slot] = level;
}

static void
open_input (Rig *rig, gint64 fade_us)
{
  ClaspUniverseRules rules = {
    .max_sources = 16, .timeout_us = LOSS_US, .loss = CLASP_DMX_LOSS_CUE, .fade_us = fade_us
  };

  rig->input = clasp_universe_input_new (&rules, change_cb, rig);
  rig->universe =
    clasp_universes_add (rig->universes, &(ClaspUniverseDescription){ .connection = "c1",
                                                                      .protocol = "sacn",
                                                                      .label = "1",
                                                                      .prefix = PREFIX,
                                                                      .input = rig->input });
}

static void
set_notes (Rig *rig, const char *note)
{
  const char *const     notes[] = { note, NULL };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  clasp_universes_set_notes (rig->universes, notes, problems);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
set_up (Rig *rig, gconstpointer data)
{
  rig->clock = clasp_manual_clock_new (1000 * MS, 0);
  rig->timers = clasp_timers_new (NULL, rig->clock);
  rig->universes = clasp_universes_new (rig->timers);
  rig->now_us = 1000 * MS;
  memset (rig->levels, UNKNOWN, sizeof rig->levels);
}

static void
tear_down (Rig *rig, gconstpointer data)
{
  clasp_universes_remove (rig->universes, rig->universe);
  clasp_universe_input_free (rig->input);
  clasp_universes_free (rig->universes);
  clasp_timers_free (rig->timers);
  clasp_clock_unref (rig->clock);
}

static void
send_slots (Rig *rig, guint64 source, gboolean is_priorities, const guint8 *slots, guint n)
{
  clasp_universe_input_receive (rig->input,
                                &(ClaspUniverseFrame){ .source = source,
                                                       .slots = slots,
                                                       .n_slots = n,
                                                       .priority = 100,
                                                       .is_priorities = is_priorities },
                                rig->now_us);
}

#define SEND(rig, source, ...)                                                                     \
  send_slots (rig, source, FALSE, (const guint8[]){ __VA_ARGS__ },                                 \
              sizeof ((const guint8[]){ __VA_ARGS__ }))
#define SEND_PRIORITIES(rig, source, ...)                                                          \
  send_slots (rig, source, TRUE, (const guint8[]){ __VA_ARGS__ },                                  \
              sizeof ((const guint8[]){ __VA_ARGS__ }))
#define ASSERT_LEVELS(rig, ...)                                                                    \
  g_assert_cmpmem ((rig)->levels, sizeof ((const guint8[]){ __VA_ARGS__ }),                        \
                   ((const guint8[]){ __VA_ARGS__ }), sizeof ((const guint8[]){ __VA_ARGS__ }))

/* As a bridge does: looks when the input says so. */
static void
advance (Rig *rig, gint64 by_us)
{
  gint64 end_us = rig->now_us + by_us;

  for (gint64 due_us; (due_us = clasp_universe_input_get_due_us (rig->input)) <= end_us;)
    {
      g_assert_cmpint (due_us, >, rig->now_us - 1);
      rig->now_us = due_us;
      clasp_universe_input_expire (rig->input, due_us);
    }
  rig->now_us = end_us;
}

static void
say_goodbye (Rig *rig, guint64 source)
{
  clasp_universe_input_receive (
    rig->input, &(ClaspUniverseFrame){ .source = source, .is_terminated = TRUE }, rig->now_us);
}

static void
test_levels_fade_to_the_cue (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1-3 Front [intensity, cue 100]");
  open_input (rig, 2000 * MS);
  SEND (rig, 7, 0, 200, 100, 50);
  advance (rig, LOSS_US - 1);
  ASSERT_LEVELS (rig, 0, 200, 100, 50);
  g_assert_cmpuint (rig->n_changes, ==, 4);
  advance (rig, 1 + 1000 * MS);
  g_assert_cmpint (rig->levels[0], >=, 48);
  g_assert_cmpint (rig->levels[0], <=, 50);
  g_assert_cmpint (rig->levels[1], >=, 150);
  g_assert_cmpint (rig->levels[1], <=, 152);
  advance (rig, 1000 * MS + FRAME_US);
  ASSERT_LEVELS (rig, 100, 100, 100, 50, UNKNOWN); /* what has none stays */
  g_assert_cmpint (clasp_universe_input_get_due_us (rig->input), ==, G_MAXINT64);
}

/* Not faster than frames. */
static void
test_a_fade_takes_a_step_each_frame (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1 [cue 100%]");
  open_input (rig, 60000 * MS);
  SEND (rig, 7, 0);
  say_goodbye (rig, 7);
  for (guint i = 1; i <= 44; i++)
    {
      g_assert_cmpint (clasp_universe_input_get_due_us (rig->input), ==, rig->now_us + FRAME_US);
      advance (rig, FRAME_US);
    }
  g_assert_cmpuint (rig->levels[0], ==, 4); /* a second of a minute */
}

static void
test_without_a_fade_it_is_at_once (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/2 [cue 50%]");
  open_input (rig, 0);
  SEND (rig, 7, 1, 2);
  say_goodbye (rig, 7);
  ASSERT_LEVELS (rig, 1, 128, UNKNOWN);
  g_assert_cmpint (clasp_universe_input_get_due_us (rig->input), ==, G_MAXINT64);
}

/* Slots nobody ever sent, of a universe that somebody did. */
static void
test_the_cue_is_the_whole_look (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/512 [cue 255]");
  open_input (rig, 0);
  g_assert_false (clasp_universe_input_expire (rig->input, rig->now_us));
  g_assert_cmpuint (rig->levels[511], ==, UNKNOWN); /* nothing came: nothing is lost */
  SEND (rig, 7, 1);
  g_assert_cmpuint (rig->levels[511], ==, UNKNOWN);
  say_goodbye (rig, 7);
  g_assert_cmpuint (rig->levels[511], ==, 255);
}

static void
test_a_source_that_returns_takes_over (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1-2 [cue 200]");
  open_input (rig, 1000 * MS);
  SEND (rig, 7, 0, 0);
  say_goodbye (rig, 7);
  advance (rig, 500 * MS);
  g_assert_cmpuint (rig->levels[0], >, 90);
  SEND (rig, 8, 10); /* one of the two: the other goes on */
  ASSERT_LEVELS (rig, 10);
  advance (rig, 2000 * MS);
  ASSERT_LEVELS (rig, 10, 200, UNKNOWN);
}

static void
test_a_slot_given_up_goes_alone (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1-3 [cue 9]");
  open_input (rig, 0);
  SEND_PRIORITIES (rig, 7, 100, 0, 100);
  g_assert_cmpuint (rig->n_changes, ==, 0); /* levels have not come yet */
  SEND (rig, 7, 50, 60, 70);
  ASSERT_LEVELS (rig, 50, UNKNOWN, 70);
  SEND_PRIORITIES (rig, 7, 100, 100, 100);
  ASSERT_LEVELS (rig, 50, 60, 70);
  SEND_PRIORITIES (rig, 7, 100, 0, 100);
  ASSERT_LEVELS (rig, 50, 9, 70);
}

static void
test_one_more_sets_out_with_the_others (Rig *rig, gconstpointer data)
{
  set_notes (rig, PREFIX "/1-2 [cue 100]");
  open_input (rig, 1000 * MS);
  SEND (rig, 7, 0, 0);
  SEND_PRIORITIES (rig, 7, 0, 100);
  advance (rig, 500 * MS);
  g_assert_cmpuint (rig->levels[0], >=, 45);
  g_assert_cmpuint (rig->levels[1], ==, 0);
  say_goodbye (rig, 7);
  advance (rig, 500 * MS);
  g_assert_cmpuint (rig->levels[0], >=, 70);
  g_assert_cmpuint (rig->levels[1], >=, 45);
  advance (rig, 600 * MS);
  ASSERT_LEVELS (rig, 100, 100);
}

static void
test_without_cue_levels_all_is_held (Rig *rig, gconstpointer data)
{
  open_input (rig, 1000 * MS);
  SEND (rig, 7, 11, 22);
  advance (rig, 10 * LOSS_US);
  ASSERT_LEVELS (rig, 11, 22, UNKNOWN);
  g_assert_cmpuint (rig->n_changes, ==, 2);
}

static void
test_cue_levels_are_read_and_bounded (Rig *rig, gconstpointer data)
{
  static const char *const bad[] = { "cue 256", "cue 101%", "cue",   "cue x",
                                     "cue -1",  "cue 5 %",  "cue  5" };
  ClaspSlotNote            note;

  open_input (rig, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char      *text = g_strdup_printf (PREFIX "/1 [%s]", bad[i]);
      const char *const     notes[] = { text, NULL };
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

      clasp_universes_set_notes (rig->universes, notes, problems);
      g_assert_cmpuint (problems->len, ==, 1);
    }
  set_notes (rig, PREFIX "/1 [careful, cue 255]");
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 0, &note));
  g_assert_true (note.is_careful);
  g_assert_cmpint (note.cue, ==, 255);
  set_notes (rig, PREFIX "/1 [cue 100%]");
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 0, &note));
  g_assert_cmpint (note.cue, ==, 255);
  set_notes (rig, PREFIX "/1 [cue 0]");
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 0, &note));
  g_assert_cmpint (note.cue, ==, 0);
  set_notes (rig, PREFIX "/1 A name");
  g_assert_true (clasp_universes_find_note (rig->universes, PREFIX, 0, &note));
  g_assert_cmpint (note.cue, ==, CLASP_DMX_NO_CUE);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name)                                                                              \
  g_test_add ("/dmx/universe-cues/" path, Rig, NULL, set_up, test_##name, tear_down)
  T ("fade", levels_fade_to_the_cue);
  T ("steps", a_fade_takes_a_step_each_frame);
  T ("at-once", without_a_fade_it_is_at_once);
  T ("whole-look", the_cue_is_the_whole_look);
  T ("source-returns", a_source_that_returns_takes_over);
  T ("slot-given-up", a_slot_given_up_goes_alone);
  T ("one-more", one_more_sets_out_with_the_others);
  T ("none", without_cue_levels_all_is_held);
  T ("notes", cue_levels_are_read_and_bounded);
#undef T
  return g_test_run ();
}
