/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Universes that go out otherwise than the connection says. */

#include "bridges/sacn/clasp-sacn-settings.h"
#include "sender-stage.h"

static gboolean
parse_universe (const char *text, guint16 *universe)
{
  *universe = (guint16) atoi (text);
  return TRUE;
}

static gboolean
take_any_host (const char *text, GError **error)
{
  return TRUE;
}

static ClaspUniverseLines *
read_lines (const char *first, const char *second)
{
  static const ClaspUniverseGrammar grammar = {
    .parse = parse_universe, .universe = "a number", .check_host = take_any_host, .keys = 0xfff & ~CLASP_UNIVERSE_TOGETHER, .sync_max = 63999
  };
  const char *const   texts[] = { first, second, NULL }, *const hosts[] = { "usual", NULL };
  g_autoptr (GError)  error = NULL;
  ClaspUniverseLines *lines = clasp_universe_lines_new (texts, hosts, &grammar, &error);

  g_assert_no_error (error);
  return lines;
}

static const SenderSent *
find_data (SenderStage *stage, guint16 universe)
{
  for (guint i = 0; i < stage->sent->len; i++)
    if (sender_stage_get (stage, i)->packet.kind == CLASP_SACN_DATA && sender_stage_get (stage, i)->group == universe)
      return sender_stage_get (stage, i);

  g_assert_not_reached ();
}

static void
test_universe_has_its_own_options (SenderStage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines =
    read_lines ("10-12 priority=150 preview=true unicast=a,b", "20 multicast=false");

  OPEN (stage, .lines = lines, .usual.route.hosts = 1);
  sender_stage_set_slot (stage, 9, 1, 1);
  sender_stage_set_slot (stage, 12, 1, 1);
  sender_stage_set_slot (stage, 20, 1, 1);
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 3);
  g_assert_cmpuint (find_data (stage, 9)->packet.data.priority, ==, 100);
  g_assert_false (find_data (stage, 9)->packet.data.is_preview);
  g_assert_cmpuint (find_data (stage, 9)->route.hosts, ==, 1);
  g_assert_cmpuint (find_data (stage, 12)->packet.data.priority, ==, 150);
  g_assert_true (find_data (stage, 12)->packet.data.is_preview);
  g_assert_cmpuint (find_data (stage, 12)->route.hosts, ==, 6);
  g_assert_true (find_data (stage, 12)->route.is_multicast);
  g_assert_cmpuint (find_data (stage, 20)->route.hosts, ==, 1);
  g_assert_false (find_data (stage, 20)->route.is_multicast);

  /* What is written at run time goes over it, and -1 brings it back. */
  sender_stage_forget (stage);
  clasp_sacn_sender_set_priority (stage->sender, 12, 30);
  sender_stage_advance (stage, 30 * MS);
  g_assert_cmpuint (find_data (stage, 12)->packet.data.priority, ==, 30);
  sender_stage_forget (stage);
  clasp_sacn_sender_set_priority (stage->sender, 12, -1);
  sender_stage_advance (stage, 30 * MS);
  g_assert_cmpuint (find_data (stage, 12)->packet.data.priority, ==, 150);
  g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
}

/* Two sync addresses: a packet of each behind the data, to those who get that data and nobody else; the
 * universe without one does not wait. */
static void
test_universes_have_their_own_sync (SenderStage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines =
    read_lines ("10-12 sync=41 multicast=false unicast=a", "20 sync=0");

  OPEN (stage, .lines = lines, .usual.sync_address = 40, .usual.is_forced = TRUE);
  sender_stage_set_slot (stage, 9, 1, 1);
  sender_stage_set_slot (stage, 10, 1, 1);
  sender_stage_set_slot (stage, 11, 1, 1);
  sender_stage_set_slot (stage, 20, 1, 1);
  sender_stage_run_loop ();
  g_assert_cmpuint (stage->sent->len, ==, 6);
  g_assert_cmpuint (find_data (stage, 9)->packet.data.sync_address, ==, 40);
  g_assert_cmpuint (find_data (stage, 10)->packet.data.sync_address, ==, 41);
  g_assert_true (find_data (stage, 10)->packet.data.is_forced);
  g_assert_cmpuint (find_data (stage, 20)->packet.data.sync_address, ==, 0);
  g_assert_false (find_data (stage, 20)->packet.data.is_forced);
  for (guint i = 4; i < 6; i++)
    {
      const SenderSent *sent = sender_stage_get (stage, i);

      g_assert_cmpint (sent->packet.kind, ==, CLASP_SACN_SYNC);
      g_assert_cmpuint (sent->group, ==, sent->packet.sync.address);
      g_assert_cmpint (sent->route.is_multicast, ==, sent->group == 40);
      g_assert_cmpuint (sent->route.hosts, ==, sent->group == 40 ? 0 : 2);
    }
  g_assert_cmpuint (sender_stage_get (stage, 4)->group + sender_stage_get (stage, 5)->group, ==, 81);
  g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
}

static guint
count_data (SenderStage *stage, guint16 universe)
{
  guint n = 0;

  for (guint i = 0; i < stage->sent->len; i++)
    n += sender_stage_get (stage, i)->packet.kind == CLASP_SACN_DATA && sender_stage_get (stage, i)->group == universe;
  return n;
}

static void
test_universes_have_their_own_rates (SenderStage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("10 max-hz=10 min-hz=2", "11 sync=41 force-sync=true max-hz=20");

  OPEN (stage, .lines = lines);
  for (guint ms = 0; ms < 1000; ms++)
    {
      for (guint16 universe = 9; universe <= 11; universe++)
        sender_stage_set_slot (stage, universe, 1, (guint8) (ms / 2));
      sender_stage_run_loop ();
      sender_stage_advance (stage, MS);
    }
  g_assert_cmpuint (count_data (stage, 9), >=, 43);
  g_assert_cmpuint (count_data (stage, 9), <=, 45);
  g_assert_cmpuint (count_data (stage, 10), >=, 10);
  g_assert_cmpuint (count_data (stage, 10), <=, 11);
  g_assert_cmpuint (count_data (stage, 11), >=, 20);
  g_assert_cmpuint (count_data (stage, 11), <=, 21);
  g_assert_cmpuint (count_data (stage, 41), ==, 0);
  g_assert_true (find_data (stage, 11)->packet.data.is_forced);
  g_assert_false (find_data (stage, 9)->packet.data.is_forced);
  sender_stage_advance (stage, 500 * MS);
  sender_stage_forget (stage);
  sender_stage_advance (stage, 9000 * MS);
  g_assert_cmpuint (count_data (stage, 9), ==, 10);  /* every 900 ms, as all others */
  g_assert_cmpuint (count_data (stage, 10), ==, 18); /* twice a second */
  g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
}

/* Sync addresses are in the list as long as a universe waits for them. */
static void
test_list_has_the_sync_addresses_in_use (SenderStage *stage, gconstpointer data)
{
  g_autoptr (ClaspUniverseLines) lines = read_lines ("10 sync=41", "11 sync=42 unicast=a");

  OPEN (stage, .lines = lines, .is_listed = TRUE);
  sender_stage_set_slot (stage, 10, 1, 1);
  sender_stage_set_slot (stage, 11, 1, 1);
  sender_stage_advance (stage, 11 * G_USEC_PER_SEC);
  clasp_sacn_sender_end (stage->sender, 10);
  sender_stage_forget (stage);
  sender_stage_advance (stage, 11 * G_USEC_PER_SEC);
  for (guint i = 0; i < stage->sent->len; i++)
    {
      const SenderSent *sent = sender_stage_get (stage, i);

      if (sent->packet.kind != CLASP_SACN_DISCOVERY)
        continue;
      g_assert_cmpuint (sent->packet.discovery.n_universes, ==, 2);
      g_assert_cmpuint (sent->packet.discovery.universes[1], ==, 11);
      g_assert_cmpuint (sent->packet.discovery.universes[3], ==, 42);
      g_assert_cmpuint (sent->route.hosts, ==, 2);
      g_clear_pointer (&stage->sender, clasp_sacn_sender_free);
      return;
    }
  g_assert_not_reached ();
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/sender/" path, SenderStage, NULL, sender_stage_set_up, func,          \
              sender_stage_tear_down)
  ADD ("single-universes/options", test_universe_has_its_own_options);
  ADD ("single-universes/sync", test_universes_have_their_own_sync);
  ADD ("single-universes/rates", test_universes_have_their_own_rates);
  ADD ("single-universes/list-has-sync-addresses-in-use", test_list_has_the_sync_addresses_in_use);

  return g_test_run ();
}
