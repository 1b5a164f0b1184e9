/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-universe.h"
#include "support/clasp-test.h"

#include <math.h>

#define MS G_GINT64_CONSTANT (1000)
#define INTERVAL_US (G_USEC_PER_SEC / 44)
#define KEEP_ALIVE_US (800 * MS)
#define TIMEOUT_US (10000 * MS)

/* ---- output: runs the scheduler on a hand-made clock ---- */

typedef struct
{
  ClaspArtnetOutput output;
  gint64            now_us;
  guint             n_frames;
  gint64            last_us;
  gint64            shortest_us;
  ClaspArtnetDmx    frame;
} Wire;

static void
wire_init (Wire *wire)
{
  memset (wire, 0, sizeof *wire);
  clasp_artnet_output_init (&wire->output, 293);
  wire->now_us = 1000 * MS;
  wire->shortest_us = G_MAXINT64;
}

static void
wire_run (Wire *wire, gint64 for_us)
{
  gint64 end_us = wire->now_us + for_us;

  for (; wire->now_us < end_us; wire->now_us += MS)
    {
      if (clasp_artnet_output_due_us (&wire->output, INTERVAL_US, KEEP_ALIVE_US) > wire->now_us)
        continue;
      clasp_artnet_output_take (&wire->output, wire->now_us, &wire->frame);
      if (wire->n_frames++ > 0)
        wire->shortest_us = MIN (wire->shortest_us, wire->now_us - wire->last_us);
      wire->last_us = wire->now_us;
    }
}

static void
test_nothing_leaves_before_a_slot_is_set (void)
{
  Wire wire;

  wire_init (&wire);
  wire_run (&wire, 5000 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 0);
}

static void
test_first_frame_leaves_at_once (void)
{
  Wire wire;

  wire_init (&wire);
  clasp_artnet_output_set_slot (&wire.output, 46, 0); /* a zero, too, is a word */
  wire_run (&wire, MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
  g_assert_cmpuint (wire.frame.sequence, ==, 1);
  g_assert_cmpuint (wire.frame.port_address, ==, 293);
  g_assert_cmpuint (wire.frame.n_slots, ==, 512);
}

static void
test_changes_coalesce_to_44_hz (void)
{
  Wire wire;

  wire_init (&wire);
  for (guint ms = 0; ms < 1000; ms++)
    {
      clasp_artnet_output_set_slot (&wire.output, 0, (guint8) ms);
      clasp_artnet_output_set_slot (&wire.output, 511, (guint8) (ms + 1));
      wire_run (&wire, MS);
    }

  /* frames leave on whole milliseconds here: every 23 ms */
  g_assert_cmpuint (wire.n_frames, ==, 44);
  g_assert_cmpint (wire.shortest_us, >=, INTERVAL_US);
  wire_run (&wire, 30 * MS);
  g_assert_cmpuint (wire.frame.slots[0], ==, (guint8) 999);
  g_assert_cmpuint (wire.frame.slots[511], ==, (guint8) 1000);
}

static void
test_512_sets_are_one_frame (void)
{
  Wire wire;

  wire_init (&wire);
  for (guint i = 0; i < 512; i++)
    clasp_artnet_output_set_slot (&wire.output, i, (guint8) i);
  wire_run (&wire, 100 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
  for (guint i = 0; i < 512; i++)
    g_assert_cmpuint (wire.frame.slots[i], ==, (guint8) i);
}

static void
test_unchanged_is_repeated_every_keep_alive (void)
{
  Wire wire;

  wire_init (&wire);
  clasp_artnet_output_set_slot (&wire.output, 0, 255);
  wire_run (&wire, 8001 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 11);
  g_assert_cmpint (wire.shortest_us, ==, KEEP_ALIVE_US);
}

static void
test_same_level_is_no_change (void)
{
  Wire wire;

  wire_init (&wire);
  clasp_artnet_output_set_slot (&wire.output, 0, 255);
  wire_run (&wire, 100 * MS);
  clasp_artnet_output_set_slot (&wire.output, 0, 255);
  wire_run (&wire, 100 * MS);
  g_assert_cmpuint (wire.n_frames, ==, 1);
}

static void
test_change_after_a_pause_leaves_at_once (void)
{
  Wire   wire;
  gint64 changed_us;

  wire_init (&wire);
  clasp_artnet_output_set_slot (&wire.output, 0, 1);
  wire_run (&wire, 300 * MS);
  changed_us = wire.now_us;
  clasp_artnet_output_set_slot (&wire.output, 0, 2);
  wire_run (&wire, 100 * MS);
  g_assert_cmpint (wire.last_us, ==, changed_us);
}

static void
test_sequence_wraps_past_zero (void)
{
  ClaspArtnetOutput output;
  ClaspArtnetDmx    frame;

  clasp_artnet_output_init (&output, 0);
  for (guint i = 0; i < 600; i++)
    {
      clasp_artnet_output_set_slot (&output, 0, (guint8) i);
      clasp_artnet_output_take (&output, i * MS, &frame);
      g_assert_cmpuint (frame.sequence, ==, i % 255 + 1);
    }
}

static void
test_own_frames_are_recognised (void)
{
  ClaspArtnetOutput output;
  ClaspArtnetDmx    frame;
  guint8            sent[300][512];
  guint8            sequences[300];

  clasp_artnet_output_init (&output, 0);
  for (guint i = 0; i < 300; i++)
    {
      clasp_artnet_output_set_slot (&output, i, 200);
      clasp_artnet_output_take (&output, i, &frame);
      memcpy (sent[i], frame.slots, 512);
      sequences[i] = frame.sequence;
      for (guint age = 0; age < 6 && age <= i; age++)
        {
          ClaspArtnetDmx own = { .sequence = sequences[i - age],
                                 .slots = sent[i - age],
                                 .n_slots = 512 };

          g_assert_true (clasp_artnet_output_is_own (&output, &own));
        }
    }

  frame = (ClaspArtnetDmx){ .sequence = sequences[299], .slots = sent[298], .n_slots = 512 };
  g_assert_false (clasp_artnet_output_is_own (&output, &frame));
  frame = (ClaspArtnetDmx){ .sequence = sequences[100], .slots = sent[100], .n_slots = 512 };
  g_assert_false (clasp_artnet_output_is_own (&output, &frame));
}

/* ---- levels (bridges.md 1.4) ---- */

static int
level_of (ClaspValue value)
{
  guint8   level = 0;
  gboolean is_level = clasp_artnet_level_from_value (&value, &level);

  clasp_value_clear (&value);
  return is_level ? level : -1;
}

static void
test_levels (void)
{
  g_assert_cmpint (level_of (clasp_value_int (-1)), ==, 0);
  g_assert_cmpint (level_of (clasp_value_int (1)), ==, 1);
  g_assert_cmpint (level_of (clasp_value_int (256)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_int (G_MAXINT64)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_double (0.5)), ==, 128); /* 127.5, away from zero */
  g_assert_cmpint (level_of (clasp_value_double (1)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_double (-0.1)), ==, 0);
  g_assert_cmpint (level_of (clasp_value_double (1e300)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_double (INFINITY)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_double (-INFINITY)), ==, 0);
  g_assert_cmpint (level_of (clasp_value_double (NAN)), ==, -1);
  g_assert_cmpint (level_of (clasp_value_bool (TRUE)), ==, 255);
  g_assert_cmpint (level_of (clasp_value_bool (FALSE)), ==, 0);
  g_assert_cmpint (level_of (clasp_value_null ()), ==, -1);
  g_assert_cmpint (level_of (clasp_value_string (CLASP_STR_LITERAL ("1"))), ==, -1);
}

/* ---- input ---- */

typedef struct
{
  ClaspArtnetInput input;
  ClaspArtnetMerge merge;
  gint64           now_us;
  int              levels[512]; /* as handed out; -1 = never */
  guint            n_changes;
} Stage;

static void
stage_init (Stage *stage, ClaspArtnetMerge merge)
{
  memset (stage, 0, sizeof *stage);
  clasp_artnet_input_init (&stage->input, 293);
  stage->merge = merge;
  stage->now_us = 1000 * MS;
  memset (stage->levels, 0xff, sizeof stage->levels);
}

static void
change_cb (guint16 port_address, guint index, guint8 level, gpointer user_data)
{
  Stage *stage = user_data;

  g_assert_cmpuint (port_address, ==, 293);
  g_assert_cmpint (stage->levels[index], !=, level);
  stage->levels[index] = level;
  stage->n_changes++;
}

/* Slots @first and @second of a packet of two. */
static ClaspArtnetInputResult
receive (Stage *stage, guint64 source, guint8 sequence, guint8 first, guint8 second)
{
  guint8         slots[2] = { first, second };
  ClaspArtnetDmx frame = {
    .sequence = sequence, .port_address = 293, .slots = slots, .n_slots = 2
  };

  return clasp_artnet_input_receive (&stage->input, stage->merge, TIMEOUT_US, source, &frame,
                                     stage->now_us, change_cb, stage);
}

static void
test_first_frame_hands_out_what_it_has (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 0, 7);
  g_assert_cmpuint (stage.n_changes, ==, 2);
  g_assert_cmpint (stage.levels[0], ==, 0);
  g_assert_cmpint (stage.levels[1], ==, 7);
  g_assert_cmpint (stage.levels[2], ==, -1);
}

static void
test_only_changes_are_handed_out (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 0, 7);
  receive (&stage, 1, 2, 0, 8);
  receive (&stage, 1, 3, 0, 8);
  g_assert_cmpuint (stage.n_changes, ==, 3);
}

static void
test_short_packets_keep_the_rest (void)
{
  Stage          stage;
  guint8         slot = 9;
  ClaspArtnetDmx frame = { .sequence = 2, .slots = &slot, .n_slots = 1 };

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 5, 7);
  clasp_artnet_input_receive (&stage.input, stage.merge, TIMEOUT_US, 1, &frame, stage.now_us,
                              change_cb, &stage);
  g_assert_cmpint (stage.levels[0], ==, 9);
  g_assert_cmpint (stage.levels[1], ==, 7);
}

static void
test_late_packets_are_dropped (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  g_assert_cmpint (receive (&stage, 1, 5, 1, 1), ==, CLASP_ARTNET_INPUT_TAKEN);
  g_assert_cmpint (receive (&stage, 1, 4, 2, 2), ==, CLASP_ARTNET_INPUT_OUT_OF_ORDER);
  g_assert_cmpint (receive (&stage, 1, 5 - 19 + 256, 2, 2), ==, CLASP_ARTNET_INPUT_OUT_OF_ORDER);
  g_assert_cmpint (stage.levels[0], ==, 1);
  g_assert_cmpint (receive (&stage, 1, 5, 3, 3), ==, CLASP_ARTNET_INPUT_TAKEN);
  g_assert_cmpint (receive (&stage, 1, 0, 4, 4), ==, CLASP_ARTNET_INPUT_TAKEN);
}

static void
test_restarted_source_is_believed (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 100, 1, 1);
  g_assert_cmpint (receive (&stage, 1, 1, 2, 2), ==, CLASP_ARTNET_INPUT_TAKEN);
  receive (&stage, 1, 10, 1, 1);
  stage.now_us += 1000 * MS;
  g_assert_cmpint (receive (&stage, 1, 1, 3, 3), ==, CLASP_ARTNET_INPUT_TAKEN);
}

static void
test_sequence_wraps (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 255, 1, 1);
  g_assert_cmpint (receive (&stage, 1, 1, 2, 2), ==, CLASP_ARTNET_INPUT_TAKEN);
  g_assert_cmpint (receive (&stage, 1, 255, 3, 3), ==, CLASP_ARTNET_INPUT_OUT_OF_ORDER);
}

static void
test_htp_takes_the_higher (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 100, 10);
  receive (&stage, 2, 1, 50, 20);
  g_assert_cmpint (stage.levels[0], ==, 100);
  g_assert_cmpint (stage.levels[1], ==, 20);
  receive (&stage, 1, 2, 0, 0);
  g_assert_cmpint (stage.levels[0], ==, 50);
}

static void
test_ltp_takes_the_packet_that_changed (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_LTP);
  receive (&stage, 1, 1, 100, 10);
  receive (&stage, 2, 1, 50, 20);
  g_assert_cmpint (stage.levels[0], ==, 50);
  receive (&stage, 1, 2, 100, 10); /* only repeated: no reason to take over */
  g_assert_cmpint (stage.levels[0], ==, 50);
  receive (&stage, 1, 3, 101, 10);
  g_assert_cmpint (stage.levels[0], ==, 101);
  g_assert_cmpint (stage.levels[1], ==, 10);
}

static void
test_third_source_is_refused (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 1, 1);
  receive (&stage, 2, 1, 2, 2);
  g_assert_cmpint (receive (&stage, 3, 1, 255, 255), ==, CLASP_ARTNET_INPUT_THIRD_SOURCE);
  g_assert_cmpint (stage.levels[0], ==, 2);
  g_assert_cmpuint (clasp_artnet_input_count_sources (&stage.input), ==, 2);
}

static void
test_silent_source_makes_room (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 200, 1);
  stage.now_us += TIMEOUT_US - MS;
  receive (&stage, 2, 1, 2, 2);
  g_assert_cmpint (stage.levels[0], ==, 200);
  stage.now_us += MS;
  g_assert_cmpint (receive (&stage, 3, 1, 3, 3), ==, CLASP_ARTNET_INPUT_TAKEN);
  g_assert_cmpint (stage.levels[0], ==, 3);
}

static void
test_lost_source_leaves_the_other (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 200, 1);
  stage.now_us += TIMEOUT_US / 2;
  receive (&stage, 2, 1, 2, 2);
  stage.now_us += TIMEOUT_US / 2;
  g_assert_true (clasp_artnet_input_expire (&stage.input, stage.merge, TIMEOUT_US, stage.now_us,
                                            change_cb, &stage));
  g_assert_cmpint (stage.levels[0], ==, 2);
  g_assert_false (clasp_artnet_input_expire (&stage.input, stage.merge, TIMEOUT_US, stage.now_us,
                                             change_cb, &stage));
}

static void
test_last_source_lost_holds_its_levels (void)
{
  Stage stage;

  stage_init (&stage, CLASP_ARTNET_MERGE_HTP);
  receive (&stage, 1, 1, 200, 1);
  stage.now_us += TIMEOUT_US;
  g_assert_true (clasp_artnet_input_expire (&stage.input, stage.merge, TIMEOUT_US, stage.now_us,
                                            change_cb, &stage));
  g_assert_cmpint (stage.levels[0], ==, 200);
  g_assert_cmpuint (stage.n_changes, ==, 2);
  receive (&stage, 1, 2, 0, 1);
  g_assert_cmpint (stage.levels[0], ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func) g_test_add_func ("/bridges/artnet/universe/" path, func)
  ADD ("output/nothing-leaves-before-a-slot-is-set", test_nothing_leaves_before_a_slot_is_set);
  ADD ("output/first-frame-leaves-at-once", test_first_frame_leaves_at_once);
  ADD ("output/changes-coalesce-to-44-hz", test_changes_coalesce_to_44_hz);
  ADD ("output/512-sets-are-one-frame", test_512_sets_are_one_frame);
  ADD ("output/unchanged-is-repeated-every-keep-alive",
       test_unchanged_is_repeated_every_keep_alive);
  ADD ("output/same-level-is-no-change", test_same_level_is_no_change);
  ADD ("output/change-after-a-pause-leaves-at-once", test_change_after_a_pause_leaves_at_once);
  ADD ("output/sequence-wraps-past-zero", test_sequence_wraps_past_zero);
  ADD ("output/own-frames-are-recognised", test_own_frames_are_recognised);
  ADD ("levels", test_levels);
  ADD ("input/first-frame-hands-out-what-it-has", test_first_frame_hands_out_what_it_has);
  ADD ("input/only-changes-are-handed-out", test_only_changes_are_handed_out);
  ADD ("input/short-packets-keep-the-rest", test_short_packets_keep_the_rest);
  ADD ("input/late-packets-are-dropped", test_late_packets_are_dropped);
  ADD ("input/restarted-source-is-believed", test_restarted_source_is_believed);
  ADD ("input/sequence-wraps", test_sequence_wraps);
  ADD ("input/htp-takes-the-higher", test_htp_takes_the_higher);
  ADD ("input/ltp-takes-the-packet-that-changed", test_ltp_takes_the_packet_that_changed);
  ADD ("input/third-source-is-refused", test_third_source_is_refused);
  ADD ("input/silent-source-makes-room", test_silent_source_makes_room);
  ADD ("input/lost-source-leaves-the-other", test_lost_source_leaves_the_other);
  ADD ("input/last-source-lost-holds-its-levels", test_last_source_lost_holds_its_levels);
  return g_test_run ();
}
