/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universes.h"
#include "support/clasp-test.h"

/* How outputs catch up after a freeze, on a driven clock. */

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

static void
set_levels (Rig *rig, guint8 a, guint8 b, guint8 c)
{
  clasp_universe_output_set_slots (&rig->output, 0, (const guint8[]){ a, b, c }, 3);
}

static void
set_up (Rig *rig, gconstpointer data)
{
  static const ClaspUniverseTiming timing = { CLASP_DMX_INTERVAL_NS (44), 800 * MS, 1, 0 };

  rig->clock = clasp_manual_clock_new (1000 * MS, 0);
  rig->timers = clasp_timers_new (NULL, rig->clock);
  rig->universes = clasp_universes_new (rig->timers);
  clasp_universe_output_init (&rig->output, &timing);
  rig->universe =
    clasp_universes_add (rig->universes, &(ClaspUniverseDescription){ .connection = "c1",
                                                                      .protocol = "artnet",
                                                                      .label = "0:0:1",
                                                                      .prefix = PREFIX,
                                                                      .output = &rig->output,
                                                                      .touched = touched_cb,
                                                                      .user_data = rig });
  set_levels (rig, 100, 200, 50);
}

static void
tear_down (Rig *rig, gconstpointer data)
{
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

#define ASSERT_FRAME(rig, a, b, c)                                                                 \
  g_assert_cmpmem (render (rig), 3, ((const guint8[]){ a, b, c }), 3)

static void
advance (Rig *rig, gint64 by_us)
{
  for (; by_us > 0; by_us -= MS)
    {
      clasp_manual_clock_advance (rig->clock, MIN (by_us, MS));
      clasp_timers_run (rig->timers);
    }
}

static void
freeze (Rig *rig, gboolean on)
{
  clasp_universes_set_freeze (rig->universes, on);
}

static void
keep_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  *(ClaspUniverseInfo *) user_data = *info;
}

static guint
count_held (Rig *rig)
{
  ClaspUniverseInfo info;
  guint             n = 0;

  clasp_universes_foreach (rig->universes, clasp_clock_now_us (rig->clock), keep_cb, &info);
  for (guint i = 0; i < G_N_ELEMENTS (info.held); i++)
    n += (guint) __builtin_popcount (info.held[i]);
  return n;
}

static void
test_a_slot_waits_until_it_is_crossed (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_PICKUP, 0);
  freeze (rig, TRUE);
  set_levels (rig, 20, 255, 50);
  freeze (rig, FALSE);
  g_assert_true (clasp_universes_is_catching_up (rig->universes));
  ASSERT_FRAME (rig, 100, 200, 50);
  g_assert_cmpuint (count_held (rig), ==, 2);
  set_levels (rig, 90, 210, 70); /* nearer; the third was not elsewhere and follows */
  ASSERT_FRAME (rig, 100, 200, 70);
  set_levels (rig, 130, 210, 70); /* across */
  ASSERT_FRAME (rig, 130, 200, 70);
  set_levels (rig, 20, 210, 70);
  ASSERT_FRAME (rig, 20, 200, 70);
  g_assert_cmpuint (count_held (rig), ==, 1);
  set_levels (rig, 20, 205, 70); /* within two in a hundred */
  ASSERT_FRAME (rig, 20, 205, 70);
  g_assert_false (clasp_universes_is_catching_up (rig->universes));
  g_assert_cmpuint (count_held (rig), ==, 0);
}

static void
test_the_window_of_a_pickup (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_PICKUP, 0);
  freeze (rig, TRUE);
  set_levels (rig, 105, 206, 44); /* 5, 6 and 6 away */
  freeze (rig, FALSE);
  ASSERT_FRAME (rig, 105, 200, 50);
}

static void
test_released_twice_is_at_once (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_PICKUP, 0);
  freeze (rig, TRUE);
  set_levels (rig, 1, 2, 3);
  freeze (rig, FALSE);
  ASSERT_FRAME (rig, 100, 200, 50);
  rig->n_touched = 0;
  freeze (rig, FALSE);
  ASSERT_FRAME (rig, 1, 2, 3);
  g_assert_cmpuint (rig->n_touched, ==, 1);
  g_assert_false (clasp_universes_is_catching_up (rig->universes));
  freeze (rig, FALSE);
  g_assert_cmpuint (rig->n_touched, ==, 1);
}

/* What is seen then, not what waits below it. */
static void
test_frozen_again_while_slots_wait (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_PICKUP, 0);
  freeze (rig, TRUE);
  set_levels (rig, 1, 2, 50);
  freeze (rig, FALSE);
  set_levels (rig, 1, 2, 60);
  freeze (rig, TRUE);
  set_levels (rig, 1, 2, 3);
  ASSERT_FRAME (rig, 100, 200, 60);
}

static void
test_a_glide (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_GLIDE, 1000 * MS);
  freeze (rig, TRUE);
  set_levels (rig, 200, 0, 50);
  rig->n_touched = 0;
  freeze (rig, FALSE);
  ASSERT_FRAME (rig, 100, 200, 50);
  advance (rig, 500 * MS);
  ASSERT_FRAME (rig, 150, 100, 50);
  set_levels (rig, 100, 100, 50); /* they go on below */
  ASSERT_FRAME (rig, 100, 150, 50);
  g_assert_cmpuint (count_held (rig), ==, CLASP_DMX_SLOTS);
  advance (rig, 500 * MS);
  ASSERT_FRAME (rig, 100, 100, 50);
  g_assert_cmpuint (count_held (rig), ==, 0);
  g_assert_cmpuint (rig->n_touched, >=, 43);
  g_assert_cmpuint (rig->n_touched, <=, 46);
  advance (rig, 30 * MS);
  rig->n_touched = 0;
  advance (rig, 1000 * MS);
  g_assert_cmpuint (rig->n_touched, ==, 0);
}

/* A frame that was under way when the glide ended is not the last one; but one that goes nowhere is
 * not waited for without end. */
static void
test_a_glide_ends_for_all (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_GLIDE, 1000 * MS);
  freeze (rig, TRUE);
  set_levels (rig, 200, 0, 50);
  freeze (rig, FALSE);
  advance (rig, 1100 * MS);
  rig->n_touched = 0;
  advance (rig, 100 * MS);
  g_assert_cmpuint (rig->n_touched, >=, 3); /* nothing left yet */
  advance (rig, 2000 * MS);
  rig->n_touched = 0;
  advance (rig, 1000 * MS);
  g_assert_cmpuint (rig->n_touched, ==, 0);
  ASSERT_FRAME (rig, 200, 0, 50);
}

static void
test_frozen_again_in_a_glide (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_GLIDE, 1000 * MS);
  freeze (rig, TRUE);
  set_levels (rig, 200, 0, 50);
  freeze (rig, FALSE);
  advance (rig, 500 * MS);
  freeze (rig, TRUE);
  advance (rig, 2000 * MS);
  ASSERT_FRAME (rig, 150, 100, 50);
}

static void
test_a_glide_of_nothing_is_at_once (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_GLIDE, 0);
  freeze (rig, TRUE);
  set_levels (rig, 200, 0, 50);
  freeze (rig, FALSE);
  ASSERT_FRAME (rig, 200, 0, 50);
  g_assert_false (clasp_universes_is_catching_up (rig->universes));
}

/* Blackout and tests lie over slots that wait, too. */
static void
test_other_holds_lie_over_a_pickup (Rig *rig, gconstpointer data)
{
  clasp_universes_set_release (rig->universes, CLASP_FREEZE_PICKUP, 0);
  freeze (rig, TRUE);
  set_levels (rig, 1, 2, 3);
  freeze (rig, FALSE);
  clasp_universes_set_blackout (rig->universes, TRUE, 0);
  ASSERT_FRAME (rig, 0, 0, 0);
  g_assert_true (clasp_universes_set_test (rig->universes, PREFIX, 1, 9));
  ASSERT_FRAME (rig, 0, 9, 0);
  clasp_universes_release_tests (rig->universes);
  clasp_universes_set_blackout (rig->universes, FALSE, 0);
  ASSERT_FRAME (rig, 100, 200, 50);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name)                                                                              \
  g_test_add ("/dmx/universes-freeze/" path, Rig, NULL, set_up, test_##name, tear_down)
  T ("pickup/crossed", a_slot_waits_until_it_is_crossed);
  T ("pickup/window", the_window_of_a_pickup);
  T ("pickup/twice", released_twice_is_at_once);
  T ("pickup/again", frozen_again_while_slots_wait);
  T ("pickup/other-holds", other_holds_lie_over_a_pickup);
  T ("glide/levels", a_glide);
  T ("glide/ends", a_glide_ends_for_all);
  T ("glide/again", frozen_again_in_a_glide);
  T ("glide/zero", a_glide_of_nothing_is_at_once);
#undef T
  return g_test_run ();
}
