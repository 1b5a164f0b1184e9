/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/sacn-stage.h"

#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-receiver.h"
#include "support/clasp-udp-peer.h"

/* Packets that come in. */

static void
test_levels_come_in (Stage *stage, gconstpointer data)
{
  stage_open (stage, "receive=7, 1000-1001");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  stage_send_frame (stage, 7, 1, "ff0080");
  stage_wait_for (stage, "SET /sacn/7/3 128");
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), ==, 255);
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/2"), ==, 0);
  g_assert_null (stage_peek (stage, "/sacn/7/4"));
  stage_forget (stage);
  stage_send_frame (stage, 7, 1, "ff0081"); /* only what changed */
  stage_wait_for (stage, "SET /sacn/7/3 129");
  stage_expect_not_heard (stage, "/sacn/7/1");
  stage_send_frame (stage, 1001, 1, "0a");
  stage_wait_for (stage, "SET /sacn/1001/1 10");
}

static void
test_scale (Stage *stage, gconstpointer data)
{
  stage_open (stage, "scale=unit");
  stage_send_frame (stage, 7, 1, "ff33");
  stage_wait_for (stage, "SET /sacn/7/2 0.2");
}

static void
test_other_groups_are_not_heard (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 8, 1, "ff");
  stage_send_frame (stage, 7, 1, "01");
  stage_wait_for (stage, "SET /sacn/7/1 1");
  stage_expect_not_heard (stage, "/sacn/8/");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_malformed, ==, 0);
}

static void
test_unicast_comes_in (Stage *stage, gconstpointer data)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  static const guint8        slots[] = { 42 };
  ClaspSacnPacket            packet;

  g_clear_pointer (&stage->node, clasp_datagram_free); /* unicast reaches one program only */
  stage_open (stage, "");
  stage_fill (stage, &packet, 7, 1, slots, 1);
  clasp_sacn_encode (&packet, &writer);
  clasp_datagram_send (stage->console, to, writer.data, writer.length, NULL);
  stage_wait_for (stage, "SET /sacn/7/1 42");
  stage_open_node (stage);
}

static void
test_malformed_is_counted (Stage *stage, gconstpointer data)
{
  g_autoptr (GInetAddress)   host = clasp_sacn_group (7, FALSE);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (host, stage->port);

  stage_open (stage, "");
  clasp_datagram_send (stage->console, to, (const guint8 *) "nonsense", 8, NULL);
  stage_send_frame (stage, 7, 1, "01");
  stage_wait_for (stage, "SET /sacn/7/1 1");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_malformed, ==, 1);
}

static void
test_sources_are_told (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 7, 0xab, "01");
  stage_wait_for (stage, "SET /sacn/7/sources");
  g_assert_nonnull (strstr (stage->router.log->str,
                            "{\"cid\":\"ab000000-0000-0000-0000-000000000000\",\"name\":\"Desk\","
                            "\"priority\":100,\"ip\":\""));
  g_assert_nonnull (strstr (stage->router.log->str, "\"lost\":false,\"slot_priorities\":false}]"));
  stage_forget (stage);
  stage_send_frame (stage, 7, 0xab, "01");
  stage_advance (stage, 2400 * MS);
  stage_expect_not_heard (stage, "/sources");
  stage_advance (stage, 200 * MS);
  stage_wait_for (stage, "\"lost\":true");
  stage_wait_for (stage, "PUBLISH event /sacn/7/lost silent");
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), ==, 1);
}

static void
test_each_source_by_itself (Stage *stage, gconstpointer data)
{
  static const char address[] = "/sacn/7/sources/ab000000-0000-0000-0000-000000000000";
  gsize             n;

  stage_open (stage, "per-source=true");
  stage_send_frame (stage, 7, 0xab, "0102");
  stage_wait_for (stage, "SET /sacn/7/2 2");
  g_assert_cmpmem (clasp_value_get_bytes (stage_peek (stage, address), &n), 2, "\1\2", 2);
  g_assert_cmpuint (n, ==, 2);
  stage_advance (stage, 2600 * MS);
  g_assert_cmpint (clasp_value_get_type_of (stage_peek (stage, address)), ==, CLASP_VALUE_NULL);
}

static gboolean
says_of_a_tie (gpointer user_data)
{
  return strstr (((Stage *) user_data)->status.detail,
                 "Universe 7: “Desk” and “Desk” send with the same priority 100") != NULL;
}

static gboolean
says_nothing (gpointer user_data)
{
  return ((Stage *) user_data)->status.detail[0] == '\0';
}

/* Two desks that nothing decides between are said, until one of them has another priority. */
static void
test_tie_is_said (Stage *stage, gconstpointer data)
{
  const guint8    level = 9;
  ClaspSacnPacket packet;

  stage_open (stage, "");
  stage_send_frame (stage, 7, 1, "01");
  stage_wait_for (stage, "SET /sacn/7/1 1");
  g_assert_true (says_nothing (stage));
  stage_send_frame (stage, 7, 2, "02");
  clasp_test_spin_until (says_of_a_tie, stage, "a tie");
  stage_fill (stage, &packet, 7, 2, &level, 1);
  packet.data.priority = 150;
  stage_send_to (stage, 7, &packet);
  clasp_test_spin_until (says_nothing, stage, "the end of the tie");
  stage_send_frame (stage, 7, 2, "02");
  clasp_test_spin_until (says_of_a_tie, stage, "a tie");
  stage_advance (stage, 2600 * MS); /* both are lost */
  g_assert_true (says_nothing (stage));
}

/* At the limit of sources and one beyond it. */
static void
test_sources_exceeded (Stage *stage, gconstpointer data)
{
  stage_open (stage, "max-sources=2");
  stage_send_frame (stage, 7, 1, "01");
  stage_send_frame (stage, 7, 2, "02");
  stage_wait_for (stage, "SET /sacn/7/1 2");
  g_assert_null (strstr (stage->status.detail, "exceeded"));
  stage_send_frame (stage, 7, 3, "03");
  stage_send_frame (stage, 7, 2, "04");
  stage_wait_for (stage, "SET /sacn/7/1 4");
  g_assert_nonnull (
    strstr (stage->status.detail, "Sources exceeded: universe 7 has 2; one more, “Desk”"));
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 1);
  stage_advance (stage, 2600 * MS);
  g_assert_cmpstr (stage->status.detail, ==, "");
}

static void
test_sync_holds_all_universes (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket     sync = { .kind = CLASP_SACN_SYNC, .cid = { 1 }, .sync = { 0, 40 } };
  static const guint8 one[] = { 1 }, two[] = { 2 };
  ClaspSacnPacket     packet;

  stage_open (stage, "receive=7-8");
  stage_fill (stage, &packet, 7, 1, one, 1);
  packet.data.sync_address = 40;
  stage_send_to (stage, 7, &packet); /* the bridge joins the group of the sync address */
  stage_wait_for (stage, "SET /sacn/7/1 1");
  stage_send_to (stage, 40, &sync);
  for (guint16 universe = 7; universe <= 8; universe++)
    {
      stage_fill (stage, &packet, universe, 1, two, 1);
      packet.data.sync_address = 40;
      stage_send_to (stage, universe, &packet);
    }
  stage_send_frame (stage, 7, 2, "0003"); /* not held, and behind those: they have come by now */
  stage_wait_for (stage, "SET /sacn/7/2 3");
  stage_expect_not_heard (stage, "SET /sacn/8/1");
  stage_forget (stage);
  sync.sync.sequence = 1;
  stage_send_to (stage, 40, &sync);
  stage_wait_for (stage, "SET /sacn/8/1 2");
  stage_wait_for (stage, "SET /sacn/7/1 2");
}

static void
test_discovered_sources_are_told (Stage *stage, gconstpointer data)
{
  static const guint8 list[] = { 0, 1, 1, 0 };
  ClaspSacnPacket     packet = { .kind = CLASP_SACN_DISCOVERY, .cid = { 0xab } };
  static const char   address[] = "/sacn/discovery/ab000000-0000-0000-0000-000000000000";

  stage_open (stage, "");
  packet.discovery = (ClaspSacnDiscovery){ .name = "Desk", .universes = list, .n_universes = 2 };
  stage_send_to (stage, CLASP_SACN_DISCOVERY_UNIVERSE, &packet);
  stage_wait_for (stage, "{\"name\":\"Desk\",\"ip\":");
  g_assert_nonnull (strstr (stage->router.log->str, "\"universes\":[1,256],\"n_universes\":2}"));
  stage_advance (stage, 19 * G_USEC_PER_SEC);
  g_assert_cmpint (clasp_value_get_type_of (stage_peek (stage, address)), ==, CLASP_VALUE_MAP);
  stage_advance (stage, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (clasp_value_get_type_of (stage_peek (stage, address)), ==, CLASP_VALUE_NULL);
}

/* More universes than the kernel lets one socket join. */
static void
test_more_groups_than_a_socket_has (Stage *stage, gconstpointer data)
{
  stage_open (stage, "receive=1-100");
  g_assert_cmpstr (stage->status.detail, ==, "");
  for (guint16 universe = 1; universe <= 100; universe++)
    {
      g_autofree char *text = g_strdup_printf ("SET /sacn/%u/1 9", universe);

      stage_send_frame (stage, universe, (guint8) universe, "09");
      stage_wait_for (stage, text);
    }
}

/* What the notes call one value comes in as one as well, once a frame. */
static void
test_16_bit_and_colours_come_in (Stage *stage, gconstpointer data)
{
  const char *const notes[] = { "/sacn/7/1 Pan [16-bit]", "/sacn/7/3-8 Wash [rgb]", NULL };

  clasp_session_subscribe (stage->local, 2, CLASP_STR_LITERAL ("/sacn/7/*/*"), CLASP_TYPES_ALL,
                           FALSE, NULL);
  clasp_universes_set_notes (stage->router.universes, notes, NULL);
  stage_open (stage, "");
  stage_send_frame (stage, 7, 1, "1234ff8000");
  stage_wait_for (stage, "SET /sacn/7/3/rgb [255,128,0]");
  stage_wait_for (stage, "SET /sacn/7/1/16 4660");
  stage_expect_not_heard (stage, "/sacn/7/6/rgb");
  stage_forget (stage);
  stage_send_frame (stage, 7, 1, "1234ff8000000007");
  stage_wait_for (stage, "SET /sacn/7/6/rgb [0,0,7]");
  stage_expect_not_heard (stage, "/sacn/7/1/16");
}

/* On the connection's own timer. */
static void
test_loss_goes_to_the_cue (Stage *stage, gconstpointer data)
{
  const char *const notes[] = { "/sacn/7/1 Front [cue 200]", NULL };

  clasp_universes_set_notes (stage->router.universes, notes, NULL);
  stage_open (stage, "loss=cue|loss-fade-ms=1000");
  stage_send_frame (stage, 7, 1, "0007");
  stage_wait_for (stage, "SET /sacn/7/2 7");
  stage_advance (stage, 2500 * MS + 500 * MS);
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), >=, 90);
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), <=, 105);
  stage_advance (stage, 600 * MS);
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), ==, 200);
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/2"), ==, 7);
}

static void
test_merge_of_a_single_universe (Stage *stage, gconstpointer data)
{
  stage_open (stage, "receive=7-8|merge=htp|universe-options=8 merge=ltp");
  stage_send_frame (stage, 7, 1, "64");
  stage_send_frame (stage, 8, 1, "64");
  stage_wait_for (stage, "SET /sacn/8/1 100");
  stage_forget (stage);
  stage_send_frame (stage, 7, 2, "32");
  stage_send_frame (stage, 8, 2, "32");
  stage_wait_for (stage, "SET /sacn/8/1 50");
  g_assert_cmpint (stage_peek_level (stage, "/sacn/7/1"), ==, 100);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("in/levels", test_levels_come_in);
  ADD ("in/16-bit-and-colours", test_16_bit_and_colours_come_in);
  ADD ("in/loss-cue", test_loss_goes_to_the_cue);
  ADD ("in/merge-of-a-single-universe", test_merge_of_a_single_universe);
  ADD ("in/scale", test_scale);
  ADD ("in/other-groups-are-not-heard", test_other_groups_are_not_heard);
  ADD ("in/unicast", test_unicast_comes_in);
  ADD ("in/malformed-is-counted", test_malformed_is_counted);
  ADD ("in/sources-are-told", test_sources_are_told);
  ADD ("in/each-source-by-itself", test_each_source_by_itself);
  ADD ("in/sources-exceeded", test_sources_exceeded);
  ADD ("in/tie-is-said", test_tie_is_said);
  ADD ("in/sync-holds-all-universes", test_sync_holds_all_universes);
  ADD ("in/discovered-sources", test_discovered_sources_are_told);
  ADD ("in/more-groups-than-a-socket-has", test_more_groups_than_a_socket_has);
  return g_test_run ();
}
