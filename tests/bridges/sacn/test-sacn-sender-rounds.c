/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sync packets behind the frames, the list of what is sent, and many universes. */

#include "sender-stage.h"

/* ---- synchronisation ---- */

static void
test_sync_follows_the_data (SenderStage *stage, gconstpointer data)
{
  OPEN (stage, .usual.sync_address = 40, .usual.is_forced = TRUE);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_set_slot (stage, 8, 1, 1);
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 3);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (sender_stage_get_data (stage, i)->sync_address, ==, 40);
      g_assert_true (sender_stage_get_data (stage, i)->is_forced);
    }
  g_assert_cmpint (sender_stage_get (stage, 2)->packet.kind, ==, CLASP_SACN_SYNC);
  g_assert_cmpuint (sender_stage_get (stage, 2)->group, ==, 40);
  g_assert_cmpuint (sender_stage_get (stage, 2)->packet.sync.address, ==, 40);
  g_assert_cmpuint (sender_stage_get (stage, 2)->packet.sync.sequence, ==, 0);
}

/* Universes that change at different times fall into step: never more sync packets than frames, every
 * data packet is followed by one, and their counter is their own. */
static void
test_sync_keeps_to_the_rate (SenderStage *stage, gconstpointer data)
{
  gint64   last_us = 0;
  guint8   n = 0;
  gboolean is_waiting = FALSE;

  OPEN (stage, .usual.sync_address = 40);
  for (guint i = 0; i < 200; i++)
    {
      sender_stage_set_slot (stage, (guint16) (7 + i % 3), 1, (guint8) i);
      sender_stage_advance (stage, 7 * MS);
    }
  sender_stage_advance (stage, 3 * G_USEC_PER_SEC);
  for (guint i = 0; i < stage->sent->len; i++)
    {
      const SenderSent *sent = sender_stage_get (stage, i);

      if (sent->packet.kind == CLASP_SACN_DATA)
        {
          is_waiting = TRUE;
          continue;
        }
      g_assert_true (is_waiting);
      is_waiting = FALSE;
      g_assert_cmpuint (sent->packet.sync.sequence, ==, n++);
      g_assert_cmpint (sent->us - last_us, >=, FRAME_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
      last_us = sent->us;
    }
  g_assert_false (is_waiting);
  g_assert_cmpuint (n, >=, 60);
}

static guint
count_syncs (SenderStage *stage)
{
  guint n = 0;

  for (guint i = 0; i < stage->sent->len; i++)
    n += sender_stage_get (stage, i)->packet.kind == CLASP_SACN_SYNC;
  return n;
}

/* A machine that is late for every round, by another time each: on average there are 44 in a second,
 * neither one more nor one less, and every universe is in each. */
static void
test_sync_is_44_a_second_on_a_busy_machine (SenderStage *stage, gconstpointer data)
{
  guint  n_universes = GPOINTER_TO_UINT (data), n_seconds = n_universes > 100 ? 5 : 25;
  gint64 began_us = clasp_clock_now_us (stage->clock);
  guint8 level = 0;

  OPEN (stage, .usual.sync_address = 2000);
  stage->only_counts = TRUE;
  for (guint i = 0; clasp_clock_now_us (stage->clock) - began_us < n_seconds * G_USEC_PER_SEC; i++)
    {
      level++;
      for (guint16 universe = 1; universe <= n_universes; universe++)
        sender_stage_set_slot (stage, universe, 1, level);
      sender_stage_run_loop ();
      clasp_manual_clock_advance (stage->clock, 100 + i * 977 % (4 * MS));
      clasp_timers_run (stage->timers);
      sender_stage_run_loop ();
    }
  g_assert_cmpuint (count_syncs (stage), >=, n_seconds * 44);
  g_assert_cmpuint (count_syncs (stage), <=, n_seconds * 44 + 1); /* the first is at 0 s */
  for (guint16 universe = 1; universe <= n_universes; universe++)
    g_assert_cmpuint (stage->n_of[universe] + 1, >=, count_syncs (stage)); /* the last one has just begun */
}

/* Repetitions of a quiet universe do not bring a sync packet between two others. */
static void
test_sync_waits_for_its_turn (SenderStage *stage, gconstpointer data)
{
  gint64 last_us = -FRAME_US;

  OPEN (stage, .usual.sync_address = 40);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 100 * MS);
  for (guint i = 0; i < 50; i++)
    {
      sender_stage_set_slot (stage, 8, 1, (guint8) i);
      sender_stage_advance (stage, FRAME_US + 21 * MS);
    }
  for (guint i = 0; i < stage->sent->len; i++)
    if (sender_stage_get (stage, i)->packet.kind == CLASP_SACN_SYNC)
      {
        g_assert_cmpint (sender_stage_get (stage, i)->us - last_us, >=, FRAME_US - 1 - CLASP_UNIVERSE_MAKE_UP_US);
        last_us = sender_stage_get (stage, i)->us;
      }
}

/* ---- universe discovery (6.3) ---- */

static guint
count_pages (SenderStage *stage, const SenderSent **last)
{
  guint n = 0;

  for (guint i = 0; i < stage->sent->len; i++)
    if (sender_stage_get (stage, i)->packet.kind == CLASP_SACN_DISCOVERY)
      {
        *last = sender_stage_get (stage, i);
        n++;
      }
  return n;
}

static void
test_discovery (SenderStage *stage, gconstpointer data)
{
  const SenderSent *last = NULL;

  OPEN (stage, .is_listed = TRUE, .usual.sync_address = 40);
  sender_stage_advance (stage, G_USEC_PER_SEC);
  g_assert_cmpuint (stage->sent->len, ==, 0); /* nothing is sent yet */
  sender_stage_set_slot (stage, 300, 1, 1);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 100 * MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 1);
  g_assert_cmpuint (last->group, ==, CLASP_SACN_DISCOVERY_UNIVERSE);
  g_assert_cmpstr (last->packet.discovery.name, ==, "Clasp Bridge");
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 3);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 0), ==, 7);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 1), ==, 40);
  g_assert_cmpuint (clasp_sacn_discovery_get (&last->packet.discovery, 2), ==, 300);
}

/* A change is told, but never sooner than ten seconds after the last list; then every ten seconds. */
static void
test_discovery_interval (SenderStage *stage, gconstpointer data)
{
  const SenderSent *last = NULL;
  gint64      first_us;

  OPEN (stage, .is_listed = TRUE);
  sender_stage_set_slot (stage, 7, 1, 1);
  sender_stage_advance (stage, 100 * MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 1);
  first_us = last->us;
  sender_stage_set_slot (stage, 8, 1, 1);
  sender_stage_advance (stage, 9800 * MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 1);
  sender_stage_advance (stage, 200 * MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 2);
  g_assert_cmpint (last->us - first_us, >=, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 2);
  sender_stage_advance (stage, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (stage, &last), ==, 3);
  /* all universes end: no list, until there is one again */
  clasp_sacn_sender_end (stage->sender, 7);
  clasp_sacn_sender_end (stage->sender, 8);
  sender_stage_forget (stage);
  sender_stage_advance (stage, 30 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (stage, &last), ==, 0);
  sender_stage_set_slot (stage, 8, 1, 1);
  sender_stage_advance (stage, MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 1);
}

/* At the limit of universes and one beyond it, and at that of a page and one beyond it. */
static void
test_limit_of_universes_and_pages (SenderStage *stage, gconstpointer data)
{
  const SenderSent *last = NULL;
  guint8      level = 1;

  OPEN (stage, .is_listed = TRUE);
  for (guint16 i = 1; i <= CLASP_SACN_MAX_LISTED; i++)
    sender_stage_set_slot (stage, i, 1, 1);
  sender_stage_advance (stage, 50 * MS);
  g_assert_cmpuint (count_pages (stage, &last), ==, 1);
  sender_stage_forget (stage);
  sender_stage_set_slot (stage, CLASP_SACN_MAX_LISTED + 1, 1, 1);
  sender_stage_advance (stage, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_pages (stage, &last), ==, 2);
  g_assert_cmpuint (last->packet.discovery.page, ==, 1);
  g_assert_cmpuint (last->packet.discovery.last_page, ==, 1);
  g_assert_cmpuint (last->packet.discovery.n_universes, ==, 1);

  for (guint16 i = CLASP_SACN_MAX_LISTED + 2; i <= MOST; i++)
    sender_stage_set_slot (stage, i, 1, 1);
  g_assert_false (clasp_sacn_sender_set_slots (stage->sender, MOST + 1, 0, &level, 1));
  g_assert_false (clasp_sacn_sender_set_priority (stage->sender, MOST + 1, 1));
  g_assert_cmpuint (clasp_sacn_sender_count (stage->sender), ==, MOST);
}

/* A thousand universes that change together leave over a few milliseconds, each in time. */
static void
test_many_universes_are_spread (SenderStage *stage, gconstpointer data)
{
  guint n_at_once = 0;

  OPEN (stage, 0);
  for (guint round = 1; round <= 5; round++)
    {
      sender_stage_forget (stage);
      for (guint16 i = 1; i <= MOST; i++)
        sender_stage_set_slot (stage, i, 1, (guint8) round);
      sender_stage_run_loop ();
      n_at_once = MAX (n_at_once, stage->sent->len);
      sender_stage_advance (stage, FRAME_US);
      g_assert_cmpuint (stage->sent->len, >=, MOST);
    }
  g_assert_cmpuint (n_at_once, <=, 64);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/sender/" path, SenderStage, NULL, sender_stage_set_up, func,          \
              sender_stage_tear_down)
  ADD ("sync/follows-the-data", test_sync_follows_the_data);
  ADD ("sync/keeps-to-the-rate", test_sync_keeps_to_the_rate);
  g_test_add ("/bridges/sacn/sender/sync/44-hz/few", SenderStage, GUINT_TO_POINTER (3), sender_stage_set_up,
              test_sync_is_44_a_second_on_a_busy_machine, sender_stage_tear_down);
  g_test_add ("/bridges/sacn/sender/sync/44-hz/many", SenderStage, GUINT_TO_POINTER (1024), sender_stage_set_up,
              test_sync_is_44_a_second_on_a_busy_machine, sender_stage_tear_down);
  ADD ("sync/waits-for-its-turn", test_sync_waits_for_its_turn);
  ADD ("discovery/list", test_discovery);
  ADD ("discovery/interval", test_discovery_interval);
  ADD ("limits/universes-and-pages", test_limit_of_universes_and_pages);
  ADD ("limits/many-universes-are-spread", test_many_universes_are_spread);

  return g_test_run ();
}
