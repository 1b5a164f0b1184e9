/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx/clasp-universe-output.h"
#include "support/clasp-test.h"

/* When frames leave, on a hand-made clock. */

#define MS G_GINT64_CONSTANT (1000)
#define INTERVAL_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)
#define INTERVAL_NS (INTERVAL_US * 1000)

static const ClaspUniverseTiming artnet = { INTERVAL_NS, 800 * MS, 1, 0 };
static const ClaspUniverseTiming sacn = { INTERVAL_NS, 1000 * MS, 3, 0 };
static const ClaspUniverseTiming quiet = { INTERVAL_NS, 0, 1, 0 };
static const ClaspUniverseTiming network = { INTERVAL_NS, 800 * MS, 1, CLASP_UNIVERSE_MAKE_UP_US };

typedef struct
{
  ClaspUniverseOutput output;
  gint64              now_us;
  guint               n_frames;
  gint64              shortest_us;
} Wire;

static void
wire_init (Wire *wire, const ClaspUniverseTiming *timing)
{
  memset (wire, 0, sizeof *wire);
  clasp_universe_output_init (&wire->output, timing);
  wire->now_us = 1000 * MS;
  wire->shortest_us = G_MAXINT64;
}

static void
wire_run (Wire *wire, gint64 for_us)
{
  gint64 end_us = wire->now_us + for_us;

  for (; wire->now_us < end_us; wire->now_us += MS)
    {
      if (clasp_universe_output_get_due_us (&wire->output) > wire->now_us)
        continue;
      if (wire->n_frames++ > 0)
        wire->shortest_us = MIN (wire->shortest_us, wire->now_us - wire->output.sent_us);
      clasp_universe_output_note_sent (
        &wire->output, clasp_universe_output_peek (&wire->output, NULL), wire->now_us);
    }
}

static void
test_nothing_leaves_before_a_slot_is_set (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  clasp_universe_output_touch (&wire.output); /* a blackout of what is not there */
  g_assert_cmpint (clasp_universe_output_get_due_us (&wire.output), ==, G_MAXINT64);
  wire_run (&wire, 5000 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 0);
}

static void
test_the_first_frame_leaves_at_once (void)
{
  Wire  wire;
  guint n_slots;

  wire_init (&wire, &artnet);
  clasp_universe_output_set_slot (&wire.output, 46, 0); /* a zero, too, is a word */
  g_assert_cmpint (clasp_universe_output_get_due_us (&wire.output), ==, G_MININT64);
  wire_run (&wire, MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
  clasp_universe_output_peek (&wire.output, &n_slots);
  g_assert_cmpuint (n_slots, ==, 47);
}

static void
test_changes_coalesce_to_44_hz (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  for (guint ms = 0; ms < 1000; ms++)
    {
      clasp_universe_output_set_slot (&wire.output, 0, (guint8) ms);
      wire_run (&wire, MS);
    }
  g_assert_cmpuint (wire.n_frames, >=, 42);
  g_assert_cmpuint (wire.n_frames, <=, 44);
  g_assert_cmpint (wire.shortest_us, >=, INTERVAL_US);
  wire_run (&wire, 30 * MS);
  g_assert_cmpuint (wire.output.sent[0], ==, (guint8) 999); /* the last one always leaves */
}

static void
test_an_unchanged_level_owes_nothing (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 100 * MS);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 100 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
}

static void
test_a_change_is_repeated_three_times_for_sacn (void)
{
  Wire wire;

  wire_init (&wire, &sacn);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 500 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 3);
  clasp_universe_output_set_slot (&wire.output, 0, 6);
  wire_run (&wire, 30 * MS);
  clasp_universe_output_set_slot (&wire.output, 0, 7); /* counts anew */
  wire_run (&wire, 500 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 3 + 2 + 3);
  g_assert_cmpint (wire.shortest_us, >=, INTERVAL_US);
}

static void
test_an_unchanged_universe_is_kept_alive (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 800 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
  wire_run (&wire, MS);
  g_assert_cmpuint (wire.n_frames, ==, 2);
  wire_run (&wire, 8000 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 12);
}

static void
test_without_keep_alive_nothing_is_repeated (void)
{
  Wire wire;

  wire_init (&wire, &quiet);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 60000 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
  g_assert_cmpint (clasp_universe_output_get_due_us (&wire.output), ==, G_MAXINT64);
}

static void
test_a_hold_owes_a_frame (void)
{
  Wire wire;

  wire_init (&wire, &quiet);
  clasp_universe_output_set_slot (&wire.output, 0, 5);
  wire_run (&wire, 100 * MS);
  clasp_universe_output_touch (&wire.output);
  wire_run (&wire, 100 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 2);
}

static void
test_runs_of_slots_end_at_512 (void)
{
  ClaspUniverseOutput output;
  guint8              levels[4] = { 1, 2, 3, 4 };
  guint               n_slots;

  clasp_universe_output_init (&output, &artnet);
  clasp_universe_output_set_slots (&output, 512, levels, 4);
  g_assert_false (output.is_active);
  clasp_universe_output_set_slots (&output, 510, levels, 0);
  g_assert_false (output.is_active);
  clasp_universe_output_set_slots (&output, 510, levels, 4);
  g_assert_cmpuint (clasp_universe_output_peek (&output, &n_slots)[511], ==, 2);
  g_assert_cmpuint (n_slots, ==, 512);
}

static void
test_the_rate_is_counted (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  for (guint ms = 0; ms < 3000; ms++)
    {
      clasp_universe_output_set_slot (&wire.output, 0, (guint8) ms);
      wire_run (&wire, MS);
    }
  g_assert_cmpfloat_with_epsilon (clasp_dmx_rate_get (&wire.output.rate, wire.now_us), 43.5, 0.6);
}

/* One that changes before each frame, each of which leaves so late. */
static void
send_late (Wire *wire, gint64 late_us)
{
  clasp_universe_output_set_slot (&wire->output, 0, (guint8) ++wire->n_frames);
  wire->now_us = MAX (clasp_universe_output_get_due_us (&wire->output), wire->now_us) + late_us;
  clasp_universe_output_note_sent (&wire->output, wire->output.levels, wire->now_us);
}

static gint64
next_in_us (Wire *wire)
{
  clasp_universe_output_set_slot (&wire->output, 0, (guint8) ++wire->n_frames);
  return clasp_universe_output_get_due_us (&wire->output) - wire->now_us;
}

static void
test_delays_do_not_lower_the_rate (void)
{
  Wire   wire;
  gint64 began_us;

  wire_init (&wire, &network);
  send_late (&wire, 0);
  began_us = wire.now_us;
  for (guint i = 1; i <= 440; i++)
    {
      send_late (&wire, i % 2 == 0 ? CLASP_UNIVERSE_MAKE_UP_US : 0);
      g_assert_cmpint (wire.now_us - began_us, <=, i * INTERVAL_US + CLASP_UNIVERSE_MAKE_UP_US);
    }
}

static void
test_a_line_is_never_hurried (void)
{
  Wire wire;

  wire_init (&wire, &artnet);
  send_late (&wire, 0);
  for (guint i = 0; i < 10; i++)
    {
      send_late (&wire, i * MS);
      g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US);
    }
}

static void
test_making_up_is_bounded (void)
{
  Wire wire;

  wire_init (&wire, &network);
  send_late (&wire, 0);
  send_late (&wire, CLASP_UNIVERSE_MAKE_UP_US);
  g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US - CLASP_UNIVERSE_MAKE_UP_US);
  send_late (&wire, 0);
  g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US);
  send_late (&wire, CLASP_UNIVERSE_MAKE_UP_US + 1);
  g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US - CLASP_UNIVERSE_MAKE_UP_US);
  send_late (&wire, 0);
  send_late (&wire, INTERVAL_US); /* as late as one that counts as late … */
  g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US - CLASP_UNIVERSE_MAKE_UP_US);
  send_late (&wire, 0);
  send_late (&wire, INTERVAL_US + 1); /* … and a pause */
  g_assert_cmpint (next_in_us (&wire), ==, INTERVAL_US);
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name) g_test_add_func ("/dmx/universe-output/" path, test_##name)
  T ("nothing-before-a-slot", nothing_leaves_before_a_slot_is_set);
  T ("first-at-once", the_first_frame_leaves_at_once);
  T ("44-hz", changes_coalesce_to_44_hz);
  T ("unchanged", an_unchanged_level_owes_nothing);
  T ("repeats", a_change_is_repeated_three_times_for_sacn);
  T ("keep-alive", an_unchanged_universe_is_kept_alive);
  T ("no-keep-alive", without_keep_alive_nothing_is_repeated);
  T ("touch", a_hold_owes_a_frame);
  T ("runs", runs_of_slots_end_at_512);
  T ("late/rate", delays_do_not_lower_the_rate);
  T ("late/line", a_line_is_never_hurried);
  T ("late/bounds", making_up_is_bounded);
  T ("rate", the_rate_is_counted);
#undef T
  return g_test_run ();
}
