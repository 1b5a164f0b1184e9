/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/announced.h"
#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/sacn-stage.h"
#include "support/clasp-udp-peer.h"

/* What is written goes out; starting and stopping. */

static void
test_levels_go_out (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;
  guint8          cid[CLASP_SACN_CID_SIZE];

  stage_open (stage, "receive=|send=1-3|source-name=Loft|priority=120");
  stage_join_node (stage, 2);
  stage_write_int (stage, "/sacn/2/1", 255);
  stage_write_int (stage, "/sacn/2/512", 7);
  stage_write_int (stage, "/sacn/4/1", 255); /* not sent by this connection */
  packet = stage_take (stage, 0);
  g_assert_cmpstr (packet.data.name, ==, "Loft");
  g_assert_cmpuint (packet.data.priority, ==, 120);
  g_assert_cmpuint (packet.data.universe, ==, 2);
  g_assert_cmpuint (packet.data.slots[0], ==, 255);
  g_assert_cmpuint (packet.data.slots[511], ==, 7);
  clasp_sacn_cid_derive ("sacn-1", cid); /* the connection's id */
  g_assert_cmpmem (packet.cid, sizeof packet.cid, cid, sizeof cid);
  stage_advance (stage, 3 * FRAME_US);
  stage_take (stage, 2);
  stage_close (stage);
  for (guint i = 3; i < 6; i++)
    g_assert_true (stage_take (stage, i).data.is_terminated);
}

static void
test_cid_of_the_setting (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;

  stage_open (stage, "send=2|cid=a835f42f-df24-4690-95f9-8a315dcef887");
  stage_join_node (stage, 2);
  stage_write_int (stage, "/sacn/2/1", 1);
  packet = stage_take (stage, 0);
  g_assert_cmpuint (packet.cid[0], ==, 0xa8);
  g_assert_cmpuint (packet.cid[15], ==, 0x87);
}

/* Out and in on one connection: what we send comes back from the group, and is not taken for news.
 */
static void
test_own_packets_are_not_input (Stage *stage, gconstpointer data)
{
  stage_open (stage, "send=7");
  stage_join_node (stage, 7);
  stage_write_int (stage, "/sacn/7/1", 99);
  stage_take (stage, 0);
  stage_send_frame (stage, 7, 1, "0005");
  stage_wait_for (stage, "SET /sacn/7/2 5");
  g_assert_null (strstr (stage->router.log->str, "Clasp Bridge"));
}

/* What a console says makes one message in the router and no packet back (bridges.md 13). */
static void
test_input_is_not_sent_back (Stage *stage, gconstpointer data)
{
  stage_open (stage, "send=7");
  stage_join_node (stage, 7);
  stage_send_frame (stage, 7, 1, "05");
  stage_wait_for (stage, "SET /sacn/7/1 5");
  stage_advance (stage, 2 * G_USEC_PER_SEC);
  for (guint i = 0; i < stage->packets->len; i++)
    g_assert_cmpuint (stage_take (stage, i).cid[0], ==, 1);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_out, ==, 0);
}

/* 512 SETs within a millisecond: two frames at most, the last one complete (bridges.md 13). */
static void
test_burst (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;
  char            address[32];

  stage_open (stage, "receive=|send=2|discovery=false");
  stage_join_node (stage, 2);
  for (guint slot = 1; slot <= 512; slot++)
    {
      g_snprintf (address, sizeof address, "/sacn/2/%u", slot);
      stage_write_int (stage, address, slot % 256);
      if (slot == 256)
        stage_run ();
    }
  stage_advance (stage, FRAME_US);
  stage_run ();
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_out, <=, 2);
  packet = stage_take (stage, 1);
  for (guint slot = 1; slot <= 512; slot++)
    g_assert_cmpuint (packet.data.slots[slot - 1], ==, slot % 256);
}

static void
test_unicast_goes_out (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer    *peer = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char *text =
    g_strdup_printf ("receive=|send=2|multicast=false|unicast=127.0.0.1:%u", peer->port);
  g_autoptr (GBytes) bytes = NULL;
  ClaspSacnPacket    packet;

  stage_open (stage, text);
  stage_join_node (stage, 2);
  stage_write_int (stage, "/sacn/2/1", 77);
  bytes = clasp_udp_peer_take (peer, "a frame by unicast");
  g_assert_cmpint (
    clasp_sacn_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &packet), ==,
    CLASP_SACN_OK);
  g_assert_cmpuint (packet.data.slots[0], ==, 77);
  g_assert_cmpuint (stage->packets->len, ==, 0);
  clasp_udp_peer_free (peer);
}

/* A universe with hosts of its own goes there and not to those of all others. */
static void
test_single_universe_goes_to_its_host (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer    *usual = clasp_udp_peer_new (stage->router.reactor);
  ClaspUdpPeer    *own = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char *text = g_strdup_printf ("receive=|send=2-3|multicast=false|unicast=127.0.0.1:%u|"
                                           "universe-options=3 unicast=127.0.0.1:%u priority=7",
                                           usual->port, own->port);
  g_autoptr (GBytes) first = NULL, second = NULL;
  ClaspSacnPacket    packet;

  stage_open (stage, text);
  stage_write_int (stage, "/sacn/3/1", 33);
  stage_write_int (stage, "/sacn/2/1", 22);
  first = clasp_udp_peer_take (usual, "a frame of universe 2");
  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (first, NULL), g_bytes_get_size (first), &packet), ==,
                   CLASP_SACN_OK);
  g_assert_cmpuint (packet.data.universe, ==, 2);
  g_assert_cmpuint (packet.data.priority, ==, 100);
  second = clasp_udp_peer_take (own, "a frame of universe 3");
  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (second, NULL), g_bytes_get_size (second), &packet), ==,
                   CLASP_SACN_OK);
  g_assert_cmpuint (packet.data.universe, ==, 3);
  g_assert_cmpuint (packet.data.priority, ==, 7);
  clasp_udp_peer_free (usual);
  clasp_udp_peer_free (own);
}

static void
test_meaningless_writes_are_counted (Stage *stage, gconstpointer data)
{
  stage_open (stage, "send=2");
  stage_write_int (stage, "/sacn/2/513", 1);
  stage_write_int (stage, "/sacn/two/1", 1);
  stage_write_int (stage, "/sacn/2", 1);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 3);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Started and stopped twenty times, with levels passing each time: nothing is left open. */
static void
test_twenty_restarts (Stage *stage, gconstpointer data)
{
  guint n = 0;

  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%02x", i);
      g_autofree char *text = g_strdup_printf ("SET /sacn/50/1 %u", i);

      stage_open (stage, "receive=1-50|send=60");
      stage_write_int (stage, "/sacn/60/1", i);
      stage_send_frame (stage, 50, 1, hex);
      stage_wait_for (stage, text);
      stage_close (stage);
      if (i == 1)
        n = count_descriptors ();
    }
  g_assert_cmpuint (count_descriptors (), ==, n);
}

static void
group_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  g_string_append_printf (user_data, "%s%s %s; ", info->is_output ? "out " : "", info->label, info->group);
}

/* Whoever looks at a universe sees its group, and none where it has none. */
static void
test_groups_are_shown (Stage *stage, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  stage_open (stage, "receive=7|send=258;259|unicast=127.0.0.1|universe-options=259 multicast=false");
  stage_write_int (stage, "/sacn/258/1", 1);
  stage_write_int (stage, "/sacn/259/1", 1);
  clasp_universes_foreach (stage->router.universes, 0, group_cb, text);
  g_assert_cmpstr (text->str, ==, "7 239.255.0.7; out 258 239.255.1.2; out 259 ; ");
}

/* Before anything is mapped to it: that is how fixtures are found. */
static void
test_what_may_be_sent_can_be_tested (Stage *stage, gconstpointer data)
{
  ClaspUniverses *universes = stage->router.universes;

  stage_open (stage, "receive=9|send=7;8");
  stage_join_node (stage, 7);
  g_assert_cmpuint (clasp_universes_count (universes), ==, 3);
  g_assert_cmpuint (clasp_universes_count_with_data (universes), ==, 0);
  clasp_universes_set_master (universes, 0.5);
  clasp_universes_set_master (universes, 1.0);
  stage_advance (stage, 2 * G_USEC_PER_SEC);
  g_assert_cmpuint (stage->packets->len, ==, 0);
  g_assert_true (clasp_universes_set_test (universes, "/sacn/7", 3, 128));
  g_assert_cmpuint (stage_take (stage, 0).data.slots[3], ==, 128);
  stage_write_int (stage, "/sacn/7/end", 1);
  g_assert_cmpuint (clasp_universes_count (universes), ==, 3);
}

static void
test_a_group_of_both_families (void)
{
  char buffer[CLASP_SACN_GROUP_SIZE];

  g_assert_cmpstr (clasp_sacn_group_format (63999, TRUE, TRUE, buffer), ==, "239.255.249.255, ff18::8300:f9ff");
  g_assert_cmpstr (clasp_sacn_group_format (7, FALSE, TRUE, buffer), ==, "ff18::8300:7");
}

static void
test_announced (Stage *stage, gconstpointer data)
{
  g_autofree char *text = NULL;

  stage_open (stage, "receive=7|send=8|scale=unit");
  text = announced_print (stage->router.router, "/sacn/*/**");
  g_assert_cmpstr (text, ==,
                   "/sacn/* param bytes rw\n"
                   "/sacn/*/* param float rw 0-1 dmx\n"
                   "/sacn/*/*/16 param float rw 0-1\n"
                   "/sacn/*/*/priority param int rw 0-200\n" /* never scaled */
                   "/sacn/*/*/rgb param array rw\n"
                   "/sacn/*/lost event string r\n"
                   "/sacn/*/priority param int rw 0-200\n"
                   "/sacn/*/sources param array r\n"
                   "/sacn/*/sources/* param bytes r\n"
                   "/sacn/discovery/* param map r");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("out/levels", test_levels_go_out);
  ADD ("out/cid-of-the-setting", test_cid_of_the_setting);
  ADD ("out/own-packets-are-not-input", test_own_packets_are_not_input);
  ADD ("out/input-is-not-sent-back", test_input_is_not_sent_back);
  ADD ("out/burst", test_burst);
  ADD ("out/unicast", test_unicast_goes_out);
  ADD ("out/single-universe-to-its-host", test_single_universe_goes_to_its_host);
  ADD ("out/meaningless-writes-are-counted", test_meaningless_writes_are_counted);
  ADD ("what-may-be-sent-can-be-tested", test_what_may_be_sent_can_be_tested);
  ADD ("groups-are-shown", test_groups_are_shown);
  g_test_add_func ("/bridges/sacn/bridge/group-of-both-families", test_a_group_of_both_families);
  ADD ("announced", test_announced);
  ADD ("twenty-restarts", test_twenty_restarts);
  return g_test_run ();
}
