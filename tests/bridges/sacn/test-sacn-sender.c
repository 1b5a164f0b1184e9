/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames, farewells and priorities of slots, as they go out. */

#include "bridges/sacn/clasp-sacn-settings.h"
#include "sender-stage.h"

/* ---- frames (6.4) ---- */

static void
test_first_frame (SenderStage *stage, gconstpointer data)
{
  const ClaspSacnData *frame;

  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 255);
  sender_stage_set_slot (stage, 7, 512, 9);
  g_assert_cmpuint (stage->sent->len, ==, 0); /* the dispatch is not over */
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 1);
  g_assert_cmpuint (sender_stage_get (stage, 0)->group, ==, 7);
  g_assert_cmpuint (sender_stage_get (stage, 0)->packet.cid[0], ==, 0xc1);
  frame = sender_stage_get_data (stage, 0);
  g_assert_cmpstr (frame->name, ==, "Clasp Bridge");
  g_assert_cmpuint (frame->universe, ==, 7);
  g_assert_cmpuint (frame->priority, ==, 100);
  g_assert_cmpuint (frame->sequence, ==, 0);
  g_assert_cmpuint (frame->start_code, ==, 0);
  g_assert_cmpuint (frame->n_slots, ==, 512);
  g_assert_cmpuint (frame->slots[0], ==, 255);
  g_assert_cmpuint (frame->slots[511], ==, 9);
  g_assert_false (frame->is_preview || frame->is_terminated || frame->is_forced);
}

/* Three with the same data at full rate, then one every 900 ms; each with the next number. */
static void
test_three_then_keep_alive (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 3 * G_USEC_PER_SEC);
  g_assert_cmpuint (stage->sent->len, ==, 3 + 3);
  for (guint i = 0; i < 6; i++)
    {
      gint64 gap_us = i > 0 ? sender_stage_get (stage, i)->us - sender_stage_get (stage, i - 1)->us : 0;

      g_assert_cmpuint (sender_stage_get_data (stage, i)->sequence, ==, i);
      g_assert_cmpuint (sender_stage_get_data (stage, i)->slots[0], ==, 1);
      if (i == 1 || i == 2)
        g_assert_cmpint (gap_us, <=, FRAME_US + MS / 4);
      if (i > 2)
        {
          g_assert_cmpint (gap_us, >=, 800 * MS);
          g_assert_cmpint (gap_us, <=, 1000 * MS);
        }
    }
}

/* However often it changes, 44 frames a second, and the last one is what was written last. */
static void
test_rate_is_limited (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  for (guint i = 0; i < 1000; i++)
    {
      sender_stage_set_slot (stage, 7, 1, (guint8) i);
      sender_stage_advance (stage, MS);
    }
  g_assert_cmpuint (stage->sent->len, >=, 43);
  g_assert_cmpuint (stage->sent->len, <=, 44);
  for (guint i = 1; i < stage->sent->len; i++)
    g_assert_cmpint (sender_stage_get (stage, i)->us - sender_stage_get (stage, i - 1)->us, >=,
                     G_USEC_PER_SEC / 44 - CLASP_UNIVERSE_MAKE_UP_US);
  sender_stage_advance (stage, FRAME_US);
  g_assert_cmpuint (sender_stage_get_data (stage, stage->sent->len - 1)->slots[0], ==, 999 % 256);
}

static void
test_sequence_wraps (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  for (guint i = 0; i < 300; i++)
    {
      sender_stage_set_slot (stage, 7, 1, (guint8) i);
      sender_stage_advance (stage, 23 * MS);
      g_assert_cmpuint (sender_stage_get_data (stage, i)->sequence, ==, i % 256);
    }
}

static void
test_flags (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, .usual.is_preview = TRUE, .usual.is_forced = TRUE, .usual.priority = 150);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_run_loop ();
  g_assert_true (sender_stage_get_data (stage, 0)->is_preview);
  g_assert_false (sender_stage_get_data (stage, 0)->is_forced); /* means nothing without an address */
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->priority, ==, 150);
}

static void
test_holds_are_laid_over (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 200);
  sender_stage_advance (stage, 100 * MS);
  sender_stage_forget (stage);
  clasp_universes_set_blackout (stage->universes, TRUE, 0);
  sender_stage_advance (stage, 100 * MS);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[0], ==, 0);
  clasp_universes_set_blackout (stage->universes, FALSE, 0);
  sender_stage_advance (stage, 100 * MS);
  g_assert_cmpuint (sender_stage_get_data (stage, stage->sent->len - 1)->slots[0], ==, 200);
}

/* ---- farewell ---- */

static void
expect_goodbyes (SenderStage *stage, guint first, guint16 universe, guint8 sequence)
{
  for (guint8 i = 0; i < 3; i++)
    {
      const ClaspSacnData *frame = sender_stage_get_data (stage, first + i);

      g_assert_cmpuint (frame->universe, ==, universe);
      g_assert_true (frame->is_terminated);
      g_assert_cmpuint (frame->sequence, ==, sequence + i);
      g_assert_cmpuint (frame->n_slots, ==, 512);
    }
}

static void
test_stop_says_goodbye (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 200 * MS);
  sender_stage_set_slot (stage, 8, 1, 1); /* never left: nobody has to be told */
  sender_stage_forget (stage);
  g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
  g_assert_cmpuint (stage->sent->len, ==, 3);
  expect_goodbyes (stage, 0, 7, 3);
}

static void
test_ended_universe_says_goodbye (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_set_slot (stage, 8, 1, 1);
  sender_stage_advance (stage, 200 * MS);
  sender_stage_forget (stage);
  clasp_sacn_sender_end (stage->sender, 7);
  clasp_sacn_sender_end (stage->sender, 7);
  g_assert_cmpuint (stage->sent->len, ==, 3);
  expect_goodbyes (stage, 0, 7, 3);
  sender_stage_forget (stage);
  sender_stage_advance (stage, G_USEC_PER_SEC);
  for (guint i = 0; i < stage->sent->len; i++)
    g_assert_cmpuint (sender_stage_get_data (stage, i)->universe, ==, 8);
}

/* ---- priorities of slots ---- */

static void
test_slot_priorities (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, .usual.priority = 120);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 200 * MS);
  sender_stage_forget (stage);
  g_assert_true (clasp_sacn_sender_set_slot_priority (stage->sender, 7, 1, 150));
  g_assert_true (clasp_sacn_sender_set_slot_priority (stage->sender, 7, 2, 0));
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 2); /* before the levels they judge, one counter */
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->sequence, ==, 3);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->n_slots, ==, 512);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[0], ==, 120);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[1], ==, 150);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[2], ==, 0);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->priority, ==, 120);
  g_assert_cmpuint (sender_stage_get_data (stage, 1)->start_code, ==, 0);
  g_assert_cmpuint (sender_stage_get_data (stage, 1)->sequence, ==, 4);
}

/* A line of the settings says them: they are there from the first frame on, a value takes their place
 * and null gives them back. */
static void
test_slot_priorities_of_a_line (SenderStage *stage, gconstpointer data)
{
  gint16                   priorities[CLASP_DMX_SLOTS];
  const ClaspUniverseLine *line;
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (ClaspUniverseLines) lines = NULL;

  clasp_settings_set_text (settings, "universe-options", "7 slot-priorities=2-3:150,512:0", NULL);
  lines = clasp_sacn_output_parse_lines (settings, NULL);
  line = clasp_universe_lines_find (lines, 7);
  memcpy (priorities, line->slot_priorities, sizeof priorities);
  g_assert_cmpint (priorities[0], ==, -1);

  OPEN (stage, .lines = lines);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_set_slot (stage, 8, 1, 1); /* no line speaks of it */
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (sender_stage_get_data (stage, i)->universe == 7 || sender_stage_get_data (stage, i)->start_code == 0);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[0], ==, 100);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[1], ==, 150);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[2], ==, 150);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[511], ==, 0);

  clasp_sacn_sender_set_slot_priority (stage->sender, 7, 1, 20);
  sender_stage_advance (stage, 200 * MS);
  sender_stage_forget (stage);
  clasp_sacn_sender_set_slot_priority (stage->sender, 7, 1, -1);
  clasp_sacn_sender_set_slot_priority (stage->sender, 7, 0, -1);
  sender_stage_advance (stage, FRAME_US);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->start_code, ==, 0xdd);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[0], ==, 100);
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->slots[1], ==, 150);
}

/* Repeated about once a second, whether the levels rest or move; no longer once all are usual. */
static void
test_slot_priorities_are_repeated (SenderStage *stage, gconstpointer data)
{
  for (guint moving = 0; moving < 2; moving++)
    {
      guint  n = 0;
      gint64 last_us = 0;

      g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
      OPEN (stage, 0);
      sender_stage_set_slot (stage, 7, 1, 1);
      clasp_sacn_sender_set_slot_priority (stage->sender, 7, 1, 150);
      sender_stage_advance (stage, 500 * MS);
      sender_stage_forget (stage);
      last_us = clasp_clock_now_us (stage->clock);
      for (guint i = 0; i < 100; i++)
        {
          if (moving)
            sender_stage_set_slot (stage, 7, 1, (guint8) i);
          sender_stage_advance (stage, 50 * MS);
        }
      for (guint i = 0; i < stage->sent->len; i++)
        if (sender_stage_get_data (stage, i)->start_code == 0xdd)
          {
            g_assert_cmpint (sender_stage_get (stage, i)->us - last_us, <=, 1100 * MS);
            last_us = sender_stage_get (stage, i)->us;
            n++;
          }
      g_assert_cmpuint (n, >=, 4);
      g_assert_cmpuint (n, <=, 6);
    }

  clasp_sacn_sender_set_slot_priority (stage->sender, 7, 1, -1);
  sender_stage_forget (stage);
  sender_stage_advance (stage, 3 * G_USEC_PER_SEC);
  for (guint i = 0; i < stage->sent->len; i++)
    g_assert_cmpuint (sender_stage_get_data (stage, i)->start_code, ==, 0);
}

static void
test_universe_priority (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, 0);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 200 * MS);
  sender_stage_forget (stage);
  clasp_sacn_sender_set_priority (stage->sender, 7, 200);
  sender_stage_run_loop ();
  g_assert_cmpuint (sender_stage_get_data (stage, 0)->priority, ==, 200);
  clasp_sacn_sender_set_priority (stage->sender, 7, -1);
  sender_stage_advance (stage, FRAME_US + MS);
  g_assert_cmpuint (sender_stage_get_data (stage, 1)->priority, ==, 100);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/sender/" path, SenderStage, NULL, sender_stage_set_up, func,          \
              sender_stage_tear_down)
  ADD ("frames/first", test_first_frame);
  ADD ("frames/three-then-keep-alive", test_three_then_keep_alive);
  ADD ("frames/rate-is-limited", test_rate_is_limited);
  ADD ("frames/sequence-wraps", test_sequence_wraps);
  ADD ("frames/flags", test_flags);
  ADD ("frames/holds-are-laid-over", test_holds_are_laid_over);
  ADD ("goodbye/stop", test_stop_says_goodbye);
  ADD ("goodbye/ended-universe", test_ended_universe_says_goodbye);
  ADD ("priorities/of-slots", test_slot_priorities);
  ADD ("priorities/of-slots-by-a-line", test_slot_priorities_of_a_line);
  ADD ("priorities/are-repeated", test_slot_priorities_are_repeated);
  ADD ("priorities/of-a-universe", test_universe_priority);

  return g_test_run ();
}
