/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "support/clasp-router-fixture.h"

/* When the frames of many universes leave, on a driven clock. */

#define MS G_GINT64_CONSTANT (1000)
#define INTERVAL_US (G_USEC_PER_SEC / 44 + 1)

typedef struct
{
  ClaspRouterFixture       base;
  ClaspArtnetSenderOptions options;
  ClaspArtnetSender       *sender;
  guint                    n_frames, n_syncs;
  guint                    n_in_step; /* frames since the clock moved last */
  guint                    most_in_step;
  guint                    n_of[2000];
  gint64                   last_us[2000];
  gint64                   shortest_us;
  guint                    n_since_sync;
  guint                    n_at_sync[2000]; /* n_of when the last round was over */
  guint8                   level_of[2000];  /* of slot 1, in the last frame */
  guint8                   level;           /* that all should have */
  guint                    n_left_out;      /* were not in a round although they had something new */
  ClaspArtnetDmx           frame;       /* the last one, … */
  guint8                   bytes[1024]; /* … in here */
} Stage;

static gint64
now (Stage *stage)
{
  return clasp_clock_now_us (stage->base.clock);
}

static void
send_cb (guint16 port_address, gboolean is_synced, const guint8 *bytes, gsize size, gpointer user_data)
{
  Stage            *stage = user_data;
  ClaspArtnetPacket packet;

  memcpy (stage->bytes, bytes, size);
  g_assert_cmpint (clasp_artnet_decode (stage->bytes, size, &packet), ==, CLASP_ARTNET_OK);
  stage->frame = packet.dmx;
  stage->n_frames++;
  stage->n_since_sync += is_synced;
  stage->n_in_step++;
  stage->most_in_step = MAX (stage->most_in_step, stage->n_in_step);
  if (stage->n_of[port_address]++ > 0)
    stage->shortest_us = MIN (stage->shortest_us, now (stage) - stage->last_us[port_address]);
  stage->last_us[port_address] = now (stage);
  stage->level_of[port_address] = packet.dmx.slots[0];
}

static void
sync_cb (gpointer user_data)
{
  Stage *stage = user_data;

  stage->n_syncs++;
  stage->n_since_sync = 0;
  for (guint i = 0; i < G_N_ELEMENTS (stage->n_of); i++)
    {
      if (stage->n_of[i] > 0 && stage->n_of[i] == stage->n_at_sync[i] && stage->level_of[i] != stage->level)
        stage->n_left_out++;
      stage->n_at_sync[i] = stage->n_of[i];
    }
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->base, NULL);
  stage->shortest_us = G_MAXINT64;
  stage->options = (ClaspArtnetSenderOptions){
    .reactor = stage->base.reactor,
    .timers = stage->base.timers,
    .universes = stage->base.universes,
    .connection = "c",
    .namespace_ = "/artnet",
    .usual = { .max_hz = 44, .keep_alive_us = 800 * MS, .mode = CLASP_UNIVERSE_LIST },
    .max_universes = 1024,
    .send = send_cb,
    .sync = sync_cb,
    .user_data = stage,
  };
}

static void
open_sender (Stage *stage)
{
  stage->sender = clasp_artnet_sender_new (&stage->options);
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  g_clear_pointer (&stage->sender, clasp_artnet_sender_free);
  g_assert_cmpuint (clasp_universes_count (stage->base.universes), ==, 0);
  clasp_router_fixture_tear_down (&stage->base, NULL);
}

static gboolean
set_slot (Stage *stage, guint universe, guint slot, guint8 level)
{
  return clasp_artnet_sender_set_slots (stage->sender, (guint16) universe, slot, &level, 1);
}

/* The end of the dispatch. */
static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Stage *stage, gint64 by_us)
{
  gint64 end_us = now (stage) + by_us;

  while (now (stage) < end_us)
    {
      stage->n_in_step = 0;
      clasp_fixture_advance (&stage->base, MIN (500, end_us - now (stage)));
    }
}

static void
test_1024_universes_and_no_more (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  for (guint i = 0; i < 1024; i++)
    g_assert_true (set_slot (stage, i, 0, 1));
  g_assert_false (set_slot (stage, 1024, 0, 1));
  g_assert_true (set_slot (stage, 5, 1, 1));
  g_assert_true (clasp_artnet_sender_has (stage->sender, 1023));
  g_assert_false (clasp_artnet_sender_has (stage->sender, 1024));
  turn ();
  advance (stage, 20 * MS);
  g_assert_cmpuint (stage->n_frames, ==, 1024);
}

static void
set_all (Stage *stage, guint8 level)
{
  for (guint i = 0; i < 1024; i++)
    set_slot (stage, i, 0, level);
  turn ();
}

/* All change before each of their frames. */
static void
change_all_for (Stage *stage, gint64 for_us)
{
  gint64 end_us = now (stage) + for_us;

  while (now (stage) < end_us)
    {
      set_all (stage, (guint8) (stage->frame.slots == NULL ? 0 : stage->frame.slots[0] + 1));
      advance (stage, 10 * MS);
    }
}

static void
test_1024_universes_keep_44_hz (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  change_all_for (stage, 200 * MS);
  memset (stage->n_of, 0, sizeof stage->n_of);
  stage->shortest_us = G_MAXINT64;
  change_all_for (stage, 10000 * MS);
  g_assert_cmpuint (stage->most_in_step, <=, 64);
  g_assert_cmpint (stage->shortest_us, >=, INTERVAL_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
  for (guint i = 0; i < 1024; i++)
    {
      g_assert_cmpuint (stage->n_of[i], >=, 439);
      g_assert_cmpuint (stage->n_of[i], <=, 441);
    }
}

/* Nothing runs for a fifth of a second: no universe sends what it did not send meanwhile. */
static void
test_no_universe_bursts_after_a_stall (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  change_all_for (stage, 200 * MS);
  set_all (stage, 255);
  stage->shortest_us = G_MAXINT64;
  clasp_fixture_advance (&stage->base, 200 * MS);
  memset (stage->n_of, 0, sizeof stage->n_of);
  change_all_for (stage, 100 * MS);
  g_assert_cmpint (stage->shortest_us, >=, INTERVAL_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
  for (guint i = 0; i < 1024; i++)
    {
      g_assert_cmpuint (stage->n_of[i], >=, 3); /* they spread out again */
      g_assert_cmpuint (stage->n_of[i], <=, 5);
    }
}

/* All begin together, then all change all the time: nobody is too fast, nobody starves, and no
 * burst is larger than a small part. */
static void
test_1024_universes_spread_over_the_frame_time (Stage *stage, gconstpointer data)
{
  guint8 level = 0;

  open_sender (stage);
  for (guint i = 0; i < 1024; i++)
    set_slot (stage, i, 0, level);
  turn ();
  for (guint step = 0; step < 200; step++)
    {
      level++;
      for (guint i = 0; i < 1024; i++)
        set_slot (stage, i, 0, level);
      turn ();
      advance (stage, 5 * MS);
    }
  g_assert_cmpuint (stage->most_in_step, <=, 64);
  g_assert_cmpint (stage->shortest_us, >=, INTERVAL_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
  for (guint i = 0; i < 1024; i++)
    {
      g_assert_cmpuint (stage->n_of[i], >=, 41);
      g_assert_cmpuint (stage->n_of[i], <=, 45);
    }
}

/* A busy machine wakes us every five milliseconds instead of every one. */
static void
test_late_turns_are_made_up_for (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  for (guint ms = 0; ms < 1000; ms += 5)
    {
      for (guint i = 0; i < 1024; i++)
        set_slot (stage, i, 0, (guint8) ms);
      turn ();
      clasp_fixture_advance (&stage->base, 5 * MS);
    }
  for (guint i = 0; i < 1024; i++)
    {
      g_assert_cmpuint (stage->n_of[i], >=, 40);
      g_assert_cmpuint (stage->n_of[i], <=, 45);
    }
}

static void
test_the_last_level_leaves (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  for (guint i = 0; i < 100; i++)
    {
      set_slot (stage, 0, 0, (guint8) i);
      turn ();
      advance (stage, MS);
    }
  advance (stage, INTERVAL_US);
  g_assert_cmpuint (stage->frame.slots[0], ==, 99);
}

static void
test_the_sequence_leaves_out_zero (Stage *stage, gconstpointer data)
{
  guint8 before = 0;

  open_sender (stage);
  for (guint i = 0; i < 600; i++)
    {
      set_slot (stage, 0, 0, (guint8) (i + 1));
      turn ();
      advance (stage, INTERVAL_US);
      g_assert_cmpuint (stage->frame.sequence, ==, before == 255 ? 1 : before + 1);
      before = stage->frame.sequence;
    }
}

static void
test_short_frames_end_with_the_highest_slot (Stage *stage, gconstpointer data)
{
  stage->options.is_short = TRUE;
  open_sender (stage);
  set_slot (stage, 0, 0, 1);
  turn ();
  g_assert_cmpuint (stage->frame.n_slots, ==, 2);
  set_slot (stage, 0, 2, 1);
  advance (stage, INTERVAL_US);
  g_assert_cmpuint (stage->frame.n_slots, ==, 4); /* even */
  set_slot (stage, 0, 511, 1);
  advance (stage, INTERVAL_US);
  g_assert_cmpuint (stage->frame.n_slots, ==, 512);
}

static void
test_own_frames_are_known (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx other;
  guint8         slots[512];

  open_sender (stage);
  for (guint i = 0; i < 300; i++)
    {
      set_slot (stage, 0, 0, (guint8) (i + 1));
      turn ();
      advance (stage, INTERVAL_US);
      g_assert_true (clasp_artnet_sender_is_own (stage->sender, &stage->frame));
    }
  other = stage->frame;
  other.sequence--;
  g_assert_false (clasp_artnet_sender_is_own (stage->sender, &other));
  other = stage->frame;
  memcpy (slots, other.slots, sizeof slots);
  slots[511]++;
  other.slots = slots;
  g_assert_false (clasp_artnet_sender_is_own (stage->sender, &other));
  other = stage->frame;
  other.port_address = 7;
  g_assert_false (clasp_artnet_sender_is_own (stage->sender, &other));
}

/* What is owed when it is freed never calls back. */
static void
test_freed_before_its_turn (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  set_slot (stage, 0, 0, 1);
  g_clear_pointer (&stage->sender, clasp_artnet_sender_free);
  turn ();
  advance (stage, 10000 * MS);
  g_assert_cmpuint (stage->n_frames, ==, 0);
}

/* ---- holds ---- */

static void
test_a_blackout_is_on_the_wire_within_50_ms (Stage *stage, gconstpointer data)
{
  gint64 began_us;

  open_sender (stage);
  for (guint i = 0; i < 1024; i++)
    set_slot (stage, i, 0, 255);
  turn ();
  advance (stage, 100 * MS);
  memset (stage->n_of, 0, sizeof stage->n_of);
  began_us = now (stage);
  clasp_universes_set_blackout (stage->base.universes, TRUE, 0);
  turn ();
  while (stage->n_of[1023] == 0 || stage->n_of[0] == 0)
    advance (stage, MS);
  advance (stage, 20 * MS);
  for (guint i = 0; i < 1024; i++)
    g_assert_cmpuint (stage->n_of[i], ==, 1);
  g_assert_cmpuint (stage->frame.slots[0], ==, 0);
  g_assert_cmpint (now (stage) - began_us, <=, 50 * MS);
}

static void
test_a_test_leaves_at_once (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  set_slot (stage, 1, 0, 255);
  turn ();
  advance (stage, 100 * MS);
  g_assert_true (clasp_universes_set_test (stage->base.universes, "/artnet/0/0/1", 7, 99));
  turn ();
  g_assert_cmpuint (stage->frame.slots[7], ==, 99);
  g_assert_cmpuint (stage->n_frames, ==, 2);
}

static void
test_the_last_black_out_ignores_holds (Stage *stage, gconstpointer data)
{
  stage->options.usual.is_dark_on_stop = TRUE;
  open_sender (stage);
  set_slot (stage, 1, 0, 255);
  set_slot (stage, 2, 0, 255);
  turn ();
  clasp_universes_set_freeze (stage->base.universes, TRUE);
  clasp_artnet_sender_black_out (stage->sender);
  g_assert_cmpuint (stage->n_frames, ==, 4);
  g_assert_cmpuint (stage->frame.slots[0], ==, 0);
  g_assert_cmpuint (stage->frame.sequence, ==, 2);
}

/* ---- sync ---- */

static void
test_all_universes_leave_before_the_sync (Stage *stage, gconstpointer data)
{
  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  for (guint round = 1; round <= 20; round++)
    {
      for (guint i = 0; i < 500; i++)
        set_slot (stage, i, 0, (guint8) round);
      turn ();
      advance (stage, INTERVAL_US + 2 * MS);
      g_assert_cmpuint (stage->n_frames, ==, 500 * round);
      g_assert_cmpuint (stage->n_syncs, ==, round);
      g_assert_cmpuint (stage->n_since_sync, ==, 0);
    }
}

static void
test_syncs_are_not_faster_than_frames (Stage *stage, gconstpointer data)
{
  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  for (guint ms = 0; ms < 1000; ms++)
    {
      set_slot (stage, ms % 100, 0, (guint8) ms); /* a new one every millisecond at first */
      turn ();
      advance (stage, MS);
    }
  g_assert_cmpuint (stage->n_syncs, >=, 42);
  g_assert_cmpuint (stage->n_syncs, <=, 45);
}

/* A machine that is late for every round, by another time each: on average there are 44 in a second,
 * neither one more nor one less. */
static void
test_syncs_are_44_a_second_on_a_busy_machine (Stage *stage, gconstpointer data)
{
  guint  n_universes = GPOINTER_TO_UINT (data), n_seconds = n_universes > 100 ? 10 : 25;
  gint64 began_us;

  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  began_us = now (stage);
  for (guint i = 0; now (stage) - began_us < n_seconds * G_USEC_PER_SEC; i++)
    {
      stage->level++;
      for (guint universe = 0; universe < n_universes; universe++)
        set_slot (stage, universe, 0, stage->level);
      turn ();
      clasp_fixture_advance (&stage->base, 100 + i * 977 % (4 * MS));
    }
  g_assert_cmpuint (stage->n_syncs, >=, n_seconds * 44);
  g_assert_cmpuint (stage->n_syncs, <=, n_seconds * 44 + 1); /* the first is at 0 s */
  g_assert_cmpuint (stage->n_left_out, ==, 0);
  /* Each is in every round, but the one that just began. */
  for (guint universe = 0; universe < n_universes; universe++)
    {
      g_assert_cmpuint (stage->n_of[universe], >=, stage->n_syncs - 1);
      g_assert_cmpuint (stage->n_of[universe], <=, stage->n_syncs + 1);
    }
}

/* Stalls, the longest of them longer than a frame: rounds are lost then, for all alike, and nobody of a
 * thousand who has something new is left out of one. What was missed does not come as a burst: a
 * millisecond lets 64 go, one that comes after a stall 64 more for each that was missed. */
static void
test_nobody_is_left_out_of_a_round_after_stalls (Stage *stage, gconstpointer data)
{
  guint  longest_ms = GPOINTER_TO_UINT (data);
  gint64 began_us;

  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  began_us = now (stage);
  for (guint i = 0; now (stage) - began_us < 5 * G_USEC_PER_SEC; i++)
    {
      gint64 by_us = 100 + i * 977 % (3 * MS) + (i % 10 == 9 ? i * 1009 % (longest_ms * MS) : 0);

      stage->most_in_step = 0;
      set_all (stage, ++stage->level);
      stage->n_in_step = 0;
      clasp_fixture_advance (&stage->base, by_us);
      g_assert_cmpuint (stage->most_in_step, <=, 64 * MIN (by_us / MS + 2, 16));
    }
  g_assert_cmpuint (stage->n_left_out, ==, 0);
  g_assert_cmpuint (stage->n_syncs, >=, 5 * 36);
  for (guint universe = 0; universe < 1024 && longest_ms < 20; universe++)
    {
      g_assert_cmpuint (stage->n_of[universe], >=, stage->n_syncs - 1);
      g_assert_cmpuint (stage->n_of[universe], <=, stage->n_syncs + 1);
    }
}

/* What changes while a round goes on, and did not leave in it yet, still does. */
static void
test_a_change_joins_the_round_that_goes_on (Stage *stage, gconstpointer data)
{
  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  set_all (stage, 1);
  advance (stage, 100 * MS);
  g_assert_cmpuint (stage->n_syncs, ==, 1);
  for (guint i = 0; i < 1000; i++)
    set_slot (stage, i, 0, 2);
  turn ();
  g_assert_cmpuint (stage->n_frames, <, 1024 + 100);
  set_slot (stage, 1023, 0, 2);
  while (stage->n_syncs < 2)
    advance (stage, MS);
  g_assert_cmpuint (stage->n_of[1023], ==, 2);
  g_assert_cmpuint (stage->n_since_sync, ==, 0);
}

/* ---- single universes ---- */

static ClaspUniverseLines *
read_lines (const char *first, const char *second)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;
  g_autofree char          *text = g_strdup_printf ("%s;%s", first, second);
  ClaspUniverseLines       *lines;

  clasp_settings_set_text (settings, "universe-options", text, &error);
  g_assert_no_error (error);
  lines = clasp_artnet_lines_parse (settings, &error);
  g_assert_no_error (error);
  return lines;
}

static void
test_universes_have_their_own_rates (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("1 max-hz=10 min-hz=2", "2 continuous=true");

  stage->options.lines = lines;
  open_sender (stage);
  for (guint ms = 0; ms < 1000; ms++)
    {
      set_slot (stage, 0, 0, (guint8) (ms / 2));
      set_slot (stage, 1, 0, (guint8) (ms / 2));
      set_slot (stage, 2, 0, 1);
      turn ();
      advance (stage, MS);
    }
  g_assert_cmpuint (stage->n_of[0], >=, 43);
  g_assert_cmpuint (stage->n_of[0], <=, 45);
  g_assert_cmpuint (stage->n_of[1], >=, 10);
  g_assert_cmpuint (stage->n_of[1], <=, 11);
  g_assert_cmpuint (stage->n_of[2], >=, 43);
  advance (stage, 200 * MS);
  memset (stage->n_of, 0, sizeof stage->n_of);
  advance (stage, 8000 * MS);
  g_assert_cmpuint (stage->n_of[0], ==, 10); /* every 800 ms, as all others */
  g_assert_cmpuint (stage->n_of[1], ==, 16); /* twice a second */
  g_assert_cmpuint (stage->n_of[2], >=, 8 * 44 - 2);
  g_clear_pointer (&stage->sender, clasp_artnet_sender_free);
}

/* Those of a line leave together, at its rate; the others do not wait for them. */
static void
test_universes_have_their_own_sync (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("1-2 sync=true max-hz=20", "");

  stage->options.lines = lines;
  open_sender (stage);
  for (guint ms = 0; ms < 1000; ms++)
    {
      for (guint universe = 0; universe < 3; universe++)
        set_slot (stage, universe, 0, (guint8) (ms / 2));
      turn ();
      advance (stage, MS);
      g_assert_cmpuint (stage->n_since_sync, ==, 0);
    }
  g_assert_cmpuint (stage->n_of[0], >=, 43);
  g_assert_cmpuint (stage->n_syncs, >=, 20);
  g_assert_cmpuint (stage->n_syncs, <=, 21);
  g_assert_cmpuint (stage->n_of[1], ==, stage->n_syncs);
  g_assert_cmpuint (stage->n_of[2], ==, stage->n_syncs);
  g_clear_pointer (&stage->sender, clasp_artnet_sender_free);
}

static void
test_only_some_universes_end_dark (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("1 blackout-on-stop=true", "");

  stage->options.lines = lines;
  open_sender (stage);
  set_slot (stage, 0, 0, 255);
  set_slot (stage, 1, 0, 255);
  turn ();
  clasp_artnet_sender_black_out (stage->sender);
  g_assert_cmpuint (stage->n_of[0], ==, 1);
  g_assert_cmpuint (stage->n_of[1], ==, 2);
  g_assert_cmpuint (stage->frame.slots[0], ==, 0);
  g_assert_cmpuint (stage->n_syncs, ==, 0);
  g_clear_pointer (&stage->sender, clasp_artnet_sender_free);
}

/* One that was paused and one that was not leave together again at once. */
static void
test_a_paused_universe_joins_the_next_round (Stage *stage, gconstpointer data)
{
  stage->options.usual.is_synced = TRUE;
  open_sender (stage);
  for (guint i = 0; i < 100; i++)
    {
      set_slot (stage, 0, 0, (guint8) (i + 1));
      if (i % 10 >= 7)
        set_slot (stage, 1, 0, (guint8) (i + 1));
      turn ();
      advance (stage, INTERVAL_US + 3 * MS);
    }
  g_assert_cmpuint (stage->n_of[0], ==, 100);
  g_assert_cmpuint (stage->n_of[1], ==, 30);
  g_assert_cmpuint (stage->n_syncs, ==, 100);
}

static void
test_without_sync_there_is_none (Stage *stage, gconstpointer data)
{
  open_sender (stage);
  set_slot (stage, 0, 0, 1);
  turn ();
  advance (stage, 3000 * MS);
  g_assert_cmpuint (stage->n_syncs, ==, 0);
  g_assert_cmpuint (stage->n_frames, ==, 4);
}

/* An unchanged frame is repeated after so many milliseconds, or at a rate that goes before them; never
 * more often than any frame leaves. */
static void
test_the_lowest_rate_is_a_setting (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  g_assert_cmpint (clasp_artnet_output_read (settings).keep_alive_us, ==, 800000);
  clasp_settings_set_text (settings, "min-hz", "5", NULL);
  g_assert_cmpint (clasp_artnet_output_read (settings).keep_alive_us, ==, 200000);
  clasp_settings_set_text (settings, "max-hz", "5", NULL);
  g_assert_true (clasp_settings_validate (settings, NULL));
  clasp_settings_set_text (settings, "max-hz", "4", NULL);
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_cmpstr (error->message, ==,
                   "min-hz: 5 repeats a second are more than the 4 frames that may leave (“max-hz”)");
  g_assert_false (clasp_settings_set_text (settings, "min-hz", "45", NULL));
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 100);
#define T(path, name)                                                                              \
  g_test_add ("/bridges/artnet/sender/" path, Stage, NULL, set_up, test_##name, tear_down)
  T ("1024-and-1025", 1024_universes_and_no_more);
  T ("spread", 1024_universes_spread_over_the_frame_time);
  T ("44-hz", 1024_universes_keep_44_hz);
  T ("stall", no_universe_bursts_after_a_stall);
  T ("late", late_turns_are_made_up_for);
  T ("last-level", the_last_level_leaves);
  T ("sequence", the_sequence_leaves_out_zero);
  T ("short-frames", short_frames_end_with_the_highest_slot);
  T ("own-frames", own_frames_are_known);
  T ("freed-before-its-turn", freed_before_its_turn);
  T ("holds/blackout-in-time", a_blackout_is_on_the_wire_within_50_ms);
  T ("holds/test", a_test_leaves_at_once);
  T ("holds/last-black-out", the_last_black_out_ignores_holds);
  T ("sync/after-all", all_universes_leave_before_the_sync);
  T ("sync/rate", syncs_are_not_faster_than_frames);
  g_test_add ("/bridges/artnet/sender/sync/44-hz/few", Stage, GUINT_TO_POINTER (3), set_up,
              test_syncs_are_44_a_second_on_a_busy_machine, tear_down);
  g_test_add ("/bridges/artnet/sender/sync/44-hz/many", Stage, GUINT_TO_POINTER (1024), set_up,
              test_syncs_are_44_a_second_on_a_busy_machine, tear_down);
  g_test_add ("/bridges/artnet/sender/sync/stalls/short", Stage, GUINT_TO_POINTER (12), set_up,
              test_nobody_is_left_out_of_a_round_after_stalls, tear_down);
  g_test_add ("/bridges/artnet/sender/sync/stalls/long", Stage, GUINT_TO_POINTER (23), set_up,
              test_nobody_is_left_out_of_a_round_after_stalls, tear_down);
  T ("sync/joined", a_change_joins_the_round_that_goes_on);
  T ("single-universes/rates", universes_have_their_own_rates);
  T ("single-universes/sync", universes_have_their_own_sync);
  T ("single-universes/dark-at-the-end", only_some_universes_end_dark);
  T ("sync/paused", a_paused_universe_joins_the_next_round);
  T ("lowest-rate", the_lowest_rate_is_a_setting);
  T ("sync/off", without_sync_there_is_none);
#undef T
  return g_test_run ();
}
