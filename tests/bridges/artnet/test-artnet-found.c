/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/artnet-stage.h"
#include "bridges/artnet/clasp-artnet-answers.h"
#include "bridges/artnet/clasp-artnet-node.h"

#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

/* Being found, finding nodes, and orders. */

static GPtrArray *
poll_and_collect (Stage *stage, const ClaspArtnetPoll *poll)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_POLL, .poll = *poll };

  stage_send (stage, &packet);
  stage_run ();
  g_assert_cmpuint (stage->console->packets->len, ==, 0);
  clasp_fixture_advance (&stage->router, 1000 * MS); /* the random delay */
  stage_run ();
  return stage->console->packets;
}

static ClaspArtnetPollReply
reply_at (GPtrArray *replies, guint index)
{
  ClaspArtnetPacket packet;
  gsize             size;
  const guint8     *data = g_bytes_get_data (g_ptr_array_index (replies, index), &size);

  g_assert_cmpuint (size, ==, 239);
  g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_POLL_REPLY);
  return packet.poll_reply;
}

static void
test_poll_is_answered_for_every_port (Stage *stage, gconstpointer data)
{
  GPtrArray           *replies;
  ClaspArtnetPollReply reply;

  stage_open (stage, "universes=1:2:5;0:0:1 short-name=Bridge long-name=Long");
  replies = poll_and_collect (stage, &(ClaspArtnetPoll){ 0 });
  g_assert_cmpuint (replies->len, ==, 2);
  reply = reply_at (replies, 1);
  g_assert_cmpmem (reply.ip, 4, "\177\0\0\1", 4);
  g_assert_cmpuint (reply.port, ==, stage->port);
  g_assert_cmpuint (reply.net_switch, ==, 1);
  g_assert_cmpuint (reply.sub_switch, ==, 2);
  g_assert_cmpuint (reply.sw_out[0], ==, 5);
  g_assert_cmpuint (reply.port_types[0], ==, CLASP_ARTNET_PORT_OUTPUT);
  g_assert_cmpuint (reply.bind_index, ==, 2);
  g_assert_cmpuint (reply.n_ports, ==, 1);
  g_assert_cmpstr (reply.short_name, ==, "Bridge");
  g_assert_cmpstr (reply.long_name, ==, "Long");
  g_assert_cmpstr (reply.node_report, ==, "#0001 [0001] running");
}

static void
test_ports_in_use_are_listed (Stage *stage, gconstpointer data)
{
  GPtrArray           *replies;
  ClaspArtnetPollReply reply;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/0/1/0/1", clasp_value_int (1));
  stage_send_frame (stage, 32, 1, 0, "01");
  stage_run ();
  replies = poll_and_collect (stage, &(ClaspArtnetPoll){ 0 });
  g_assert_cmpuint (replies->len, ==, 6); /* 0-3, 16, 32 */
  reply = reply_at (replies, 4);
  g_assert_cmpuint (reply.sub_switch, ==, 1);
  g_assert_cmpuint (reply.port_types[0], ==, CLASP_ARTNET_PORT_OUTPUT | CLASP_ARTNET_PORT_INPUT);
  reply = reply_at (replies, 5);
  g_assert_cmpuint (reply.good_output_a[0] & 0x80, ==, 0x80);
}

static void
test_targeted_poll_is_answered_in_its_range (Stage *stage, gconstpointer data)
{
  ClaspArtnetPoll poll = {
    .flags = CLASP_ARTNET_POLL_TARGETED, .has_target = TRUE, .target_bottom = 2, .target_top = 3
  };
  GPtrArray *replies;

  stage_open (stage, "universes=1;2;3;4");
  replies = poll_and_collect (stage, &poll);
  g_assert_cmpuint (replies->len, ==, 2);
  g_assert_cmpuint (reply_at (replies, 0).sw_out[0], ==, 2);
  g_assert_cmpuint (reply_at (replies, 0).bind_index, ==, 2);
}

static void
test_answers_can_be_off (Stage *stage, gconstpointer data)
{
  stage_open (stage, "answer-polls=false");
  g_assert_cmpuint (poll_and_collect (stage, &(ClaspArtnetPoll){ 0 })->len, ==, 0);
}

static void
answer_as_node (Stage *stage, guint8 universe)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_POLL_REPLY };

  packet.poll_reply = (ClaspArtnetPollReply){ .ip = { 127, 0, 0, 1 },
                                              .port = stage->node->port,
                                              .n_ports = 1,
                                              .bind_index = 1,
                                              .port_types = { CLASP_ARTNET_PORT_OUTPUT },
                                              .sw_out = { universe } };
  strcpy (packet.poll_reply.short_name, "Dimmer");
  stage_send (stage, &packet);
  stage_run ();
}

static void
expect_poll (Stage *stage, ClaspUdpPeer *peer)
{
  ClaspArtnetPacket packet = stage_take_packet (peer, "an ArtPoll");

  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_POLL);
  g_assert_cmpuint (packet.poll.flags, ==, CLASP_ARTNET_POLL_REPLY_ON_CHANGE);
}

static void
open_finding (Stage *stage)
{
  g_autofree char *text =
    g_strdup_printf ("find-nodes=true send=127.0.0.1:%u", stage->console->port);

  stage_open (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  expect_poll (stage, stage->console);
}

static void
test_frames_go_to_the_nodes_that_take_them (Stage *stage, gconstpointer data)
{
  open_finding (stage);
  answer_as_node (stage, 1);
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (stage_take_frame (stage, "a frame for the node").slots[0], ==, 7);
  clasp_udp_peer_expect_nothing (stage->console);
  stage_set (stage, "/artnet/0/0/2/1", clasp_value_int (8)); /* nobody's: to the host named */
  g_assert_cmpuint (stage_take_packet (stage->console, "a frame").dmx.slots[0], ==, 8);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_nodes_are_listed_until_three_polls_are_missed (Stage *stage, gconstpointer data)
{
  open_finding (stage);
  answer_as_node (stage, 1);
  stage_expect_heard (
    stage, "local ← SET /artnet/nodes/127.0.0.1 {\"name\":\"Dimmer\",\"description\":\"\","
           "\"takes\":[\"0:0:1\"],\"sends\":[],\"online\":true,\"seen\":1700000000} rev 1");
  for (guint i = 0; i < 4; i++)
    {
      clasp_fixture_expect_log (&stage->router, "");
      clasp_fixture_advance (&stage->router, 2500 * MS);
      expect_poll (stage, stage->console);
    }
  stage_expect_heard (
    stage, "local ← SET /artnet/nodes/127.0.0.1 {\"name\":\"Dimmer\",\"description\":\"\","
           "\"takes\":[\"0:0:1\"],\"sends\":[],\"online\":false,\"seen\":1700000000} rev 2");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (stage_take_packet (stage->console, "a frame").dmx.slots[0], ==, 7);
}

/* A window sees each port with what the node says of it, and when it was heard; also when it went. */
static void
test_nodes_are_in_view (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket             packet = { .op = CLASP_ARTNET_OP_POLL_REPLY };
  g_autoptr (ClaspLightingView) view = NULL;
  g_autoptr (ClaspLightingView) later = NULL;
  const ClaspLightingPeer      *node;

  open_finding (stage);
  packet.poll_reply = (ClaspArtnetPollReply){ .ip = { 10, 0, 0, 7 },
                                              .net_switch = 1,
                                              .n_ports = 2,
                                              .bind_index = 1,
                                              .port_types = { CLASP_ARTNET_PORT_OUTPUT, CLASP_ARTNET_PORT_INPUT },
                                              .good_output_a = { 0x80 | 0x08 | 0x04 | 0x02 },
                                              .good_input = { 0, 0x08 | 0x04 | 0x01 },
                                              .sw_out = { 3 },
                                              .sw_in = { 0, 4 },
                                              .mac = { 2, 0, 0, 0, 0, 0xab },
                                              .refresh_rate = 30,
                                              .node_report = "#0001 [0007] fine" };
  stage_send (stage, &packet);
  stage_run ();
  clasp_fixture_advance (&stage->router, 2000 * MS);
  view = clasp_universes_view_lighting (stage->router.universes, clasp_clock_now_us (stage->router.clock));
  g_assert_cmpuint (view->n_peers, ==, 1);
  node = view->peers;
  g_assert_cmpstr (node->address, ==, "10.0.0.7");
  g_assert_cmpstr (node->mac, ==, "02:00:00:00:00:ab");
  g_assert_cmpstr (node->report, ==, "#0001 [0007] fine");
  g_assert_cmpuint (node->refresh_hz, ==, 30);
  g_assert_true (node->is_online);
  g_assert_cmpint (node->seen_ago_us, ==, 2000 * MS);
  g_assert_cmpuint (node->n_ports, ==, 2);
  g_assert_cmpuint (node->ports[0].universe, ==, 0x103);
  g_assert_true (node->ports[0].is_output && node->ports[0].has_data && node->ports[0].is_merging &&
                 node->ports[0].is_ltp && node->ports[0].is_faulty && !node->ports[0].is_sacn);
  g_assert_cmpuint (node->ports[1].universe, ==, 0x104);
  g_assert_true (!node->ports[1].is_output && !node->ports[1].has_data && node->ports[1].is_disabled &&
                 node->ports[1].is_faulty && node->ports[1].is_sacn);

  for (guint i = 0; i < 4; i++)
    clasp_fixture_advance (&stage->router, 2500 * MS);
  later = clasp_universes_view_lighting (stage->router.universes, clasp_clock_now_us (stage->router.clock));
  g_assert_false (later->peers[0].is_online);
  g_assert_cmpuint (later->peers[0].n_ports, ==, 2);
  stage_close (stage);
  g_clear_pointer (&later, clasp_lighting_view_unref);
  later = clasp_universes_view_lighting (stage->router.universes, 0);
  g_assert_cmpuint (later->n_peers, ==, 0);
}

/* One more than may be is left out, and counted. */
static void
test_limit_of_nodes (Stage *stage, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("find-nodes=true max-nodes=1 send=127.0.0.1:%u", stage->console->port);

  stage_open (stage, text);
  for (guint8 i = 1; i <= 2; i++)
    {
      ClaspArtnetPacket             packet = { .op = CLASP_ARTNET_OP_POLL_REPLY };
      g_autoptr (ClaspLightingView) view = NULL;

      packet.poll_reply = (ClaspArtnetPollReply){ .ip = { 10, 0, 0, i }, .n_ports = 1, .bind_index = 1,
                                                  .port_types = { CLASP_ARTNET_PORT_OUTPUT } };
      stage_send (stage, &packet);
      stage_run ();
      view = clasp_universes_view_lighting (stage->router.universes, 0);
      g_assert_cmpuint (view->n_peers, ==, 1);
      g_assert_cmpstr (view->peers[0].id, ==, "10.0.0.1");
      g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, i - 1u);
    }
}

static void
test_a_universe_nobody_takes_is_said (Stage *stage, gconstpointer data)
{
  stage_open (stage, "find-nodes=true");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  stage_settle (stage);
  g_assert_cmpstr (stage->status.detail, ==, "No node takes universe 0:0:1");
  answer_as_node (stage, 1);
  g_assert_cmpstr (stage->status.detail, ==, "");
  clasp_fixture_advance (&stage->router, 800 * MS);
  g_assert_cmpuint (stage_take_frame (stage, "a frame").slots[0], ==, 7);
}

/* Controllers tell nodes apart by it (5.5). */
static void
test_mac_of_the_interface (void)
{
  struct if_nameindex *all = if_nameindex ();
  g_autoptr (GSocket)  socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  guint8               mac[6];
  guint                n = 0;

  clasp_artnet_find_mac ((const guint8[]){ 127, 0, 0, 1 }, mac);
  g_assert_cmpmem (mac, 6, "\0\0\0\0\0\0", 6);
  clasp_artnet_find_mac ((const guint8[]){ 203, 0, 113, 9 }, mac); /* nobody's */
  g_assert_cmpmem (mac, 6, "\0\0\0\0\0\0", 6);
  for (struct if_nameindex *one = all; one->if_index != 0; one++)
    {
      struct ifreq address = { 0 }, hardware = { 0 };

      g_strlcpy (address.ifr_name, one->if_name, sizeof address.ifr_name);
      g_strlcpy (hardware.ifr_name, one->if_name, sizeof hardware.ifr_name);
      if (ioctl (g_socket_get_fd (socket), SIOCGIFADDR, &address) != 0 ||
          ioctl (g_socket_get_fd (socket), SIOCGIFHWADDR, &hardware) != 0 ||
          hardware.ifr_hwaddr.sa_family != ARPHRD_ETHER)
        continue;
      clasp_artnet_find_mac (
        (const guint8 *) &((struct sockaddr_in *) (gpointer) &address.ifr_addr)->sin_addr, mac);
      g_assert_cmpmem (mac, 6, hardware.ifr_hwaddr.sa_data, 6);
      n++;
    }
  if_freenameindex (all);
  if (n == 0)
    g_test_skip ("no interface here has a hardware address");
}

static void
test_own_answers_are_no_node (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("find-nodes=true universes=1 send=127.0.0.1:%u", stage->port);

  stage_open (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  stage_run ();
  clasp_fixture_advance (&stage->router, 1000 * MS);
  stage_run ();
  clasp_fixture_expect_log (&stage->router, "");
}

static void
send_address (Stage *stage, guint8 bind_index, guint8 command, const char *short_name)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_ADDRESS };

  packet.address.bind_index = bind_index;
  packet.address.command = command;
  g_strlcpy (packet.address.short_name, short_name, sizeof packet.address.short_name);
  stage_send (stage, &packet);
  stage_run ();
  clasp_fixture_advance (&stage->router, 0);
  stage_run ();
}

static void
test_art_address_is_obeyed (Stage *stage, gconstpointer data)
{
  stage_open (stage, "universes=1;2");
  stage_send_frame (stage, 2, 1, 0, "64");
  stage_send_frame (stage, 2, 1, 1, "32");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/2/1 100 rev 1");

  send_address (stage, 2, 0x10, "");
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/2/1 50 rev 2");
  g_assert_cmpuint (stage->console->packets->len, ==, 2);
  g_assert_cmphex (reply_at (stage->console->packets, 0).good_output_a[0], ==, 0);
  g_assert_cmphex (reply_at (stage->console->packets, 1).good_output_a[0], ==, 0x80 | 0x08 | 0x02);
  g_ptr_array_set_size (stage->console->packets, 0);

  send_address (stage, 2, 0x50, "New name");
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/2/1 100 rev 3");
  g_assert_cmpstr (reply_at (stage->console->packets, 1).short_name, ==, "New name");
  g_assert_cmpstr (reply_at (stage->console->packets, 1).node_report, ==,
                   "#0006 [0002] short name set");
  g_assert_cmphex (reply_at (stage->console->packets, 1).good_output_a[0], ==, 0x80 | 0x08);

  send_address (stage, 0, 0x01, ""); /* cancel merge */
  stage_send_frame (stage, 2, 2, 1, "32");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/2/1 50 rev 4");
  stage_send_frame (stage, 2, 2, 0, "ff");
  stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, "");

  g_ptr_array_set_size (stage->console->packets, 0);
  send_address (stage, 0, 0x04, ""); /* locate */
  g_assert_cmphex (reply_at (stage->console->packets, 0).status1, ==, 0x60);
}

static void
test_changes_are_told_to_those_who_asked (Stage *stage, gconstpointer data)
{
  GPtrArray *replies;

  stage_open (stage, "universes=1");
  replies =
    poll_and_collect (stage, &(ClaspArtnetPoll){ .flags = CLASP_ARTNET_POLL_REPLY_ON_CHANGE });
  g_assert_cmpuint (replies->len, ==, 1);
  stage_send_frame (stage, 1, 1, 0, "64");
  stage_run ();
  clasp_fixture_advance (&stage->router, 200 * MS);
  stage_run ();
  g_assert_cmpuint (replies->len, ==, 2);
  g_assert_cmphex (reply_at (replies, 1).good_output_a[0], ==, 0x80);

  clasp_fixture_advance (&stage->router,
                         10000 * MS); /* did not poll again; the source is lost, too */
  stage_run ();
  g_assert_cmpuint (replies->len, ==, 2);
}

static void
test_the_failsafe_is_told (Stage *stage, gconstpointer data)
{
  stage_open (stage, "universes=1 loss=zero find-nodes=true send=127.0.0.2");
  clasp_fixture_advance (&stage->router, 0);
  g_assert_cmphex (reply_at (poll_and_collect (stage, &(ClaspArtnetPoll){ 0 }), 0).status3, ==,
                   0x40);
  g_assert_cmpuint (reply_at (stage->console->packets, 0).style, ==, 1);
}

static void
test_codes_of_the_settings (Stage *stage, gconstpointer data)
{
  GPtrArray *replies;

  stage_open (stage, "universes=1 oem=4660 esta=22136");
  replies = poll_and_collect (stage, &(ClaspArtnetPoll){ 0 });
  g_assert_cmphex (reply_at (replies, 0).oem, ==, 0x1234);
  g_assert_cmphex (reply_at (replies, 0).esta, ==, 0x5678);
}

static void
test_the_interval_of_polls (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("find-nodes=true poll-interval-ms=1000 send=127.0.0.1:%u", stage->console->port);

  stage_open (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  expect_poll (stage, stage->console);
  clasp_fixture_advance (&stage->router, 999 * MS);
  clasp_udp_peer_expect_nothing (stage->console);
  clasp_fixture_advance (&stage->router, MS);
  expect_poll (stage, stage->console);
}

/* ---- whether those that get frames are there ---- */

static void
answer_a_poll (Stage *stage, ClaspUdpPeer *node)
{
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_POLL_REPLY };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  packet.poll_reply = (ClaspArtnetPollReply){ .ip = { 127, 0, 0, 1 }, .port = node->port, .bind_index = 1 };
  clasp_artnet_encode (&packet, &writer);
  clasp_udp_peer_send (node, stage->port, writer.data, writer.length);
  stage_settle (stage);
}

static void
expect_question (Stage *stage)
{
  ClaspArtnetPacket packet = stage_take_packet (stage->node, "an ArtPoll");

  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_POLL);
  g_assert_cmpuint (packet.poll.flags, ==, 0);
}

/* Frames that are repeated leave, too. */
static void
miss_polls (Stage *stage, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      clasp_fixture_advance (&stage->router, 2500 * MS);
      stage_run ();
      g_ptr_array_set_size (stage->node->packets, 0);
    }
}

static void
test_a_node_that_stops_answering_is_missing (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "ask-targets=true");
  clasp_fixture_advance (&stage->router, 0);
  expect_question (stage);
  answer_a_poll (stage, stage->node);
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").slots[0], ==, 7);
  stage_settle (stage);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_LIVE);

  miss_polls (stage, 2);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  miss_polls (stage, 2);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_nonnull (strstr (stage->status.detail, "no longer answers"));
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (8));
  clasp_fixture_advance (&stage->router, FRAME_US);
  g_assert_cmpuint (stage_take_frame (stage, "a frame all the same").slots[0], ==, 8);

  answer_a_poll (stage, stage->node);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
}

static void
test_a_node_that_never_answered_is_not_known (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "ask-targets=true");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  miss_polls (stage, 5);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_true (stage->status.is_unheard);
}

/* The kernel gives what comes to a shared port to one socket. */
static void
test_an_answer_is_heard_by_all_connections (Stage *stage, gconstpointer data)
{
  Stage other = { 0 };

  stage_set_up (&other, NULL);
  stage_open_with_node (&other, "ask-targets=true");
  stage_set (&other, "/artnet/0/0/1/1", clasp_value_int (7));
  stage_open (stage, "");
  answer_a_poll (stage, stage->node); /* comes in at the one that does not ask */
  stage_settle (&other);
  g_assert_cmpint (other.status.state, ==, CLASP_BRIDGE_STATE_LIVE);
  stage_tear_down (&other, NULL);
}

static void
test_a_cue_is_a_failsafe_scene (Stage *stage, gconstpointer data)
{
  stage_open (stage, "universes=1 loss=cue");
  g_assert_cmphex (reply_at (poll_and_collect (stage, &(ClaspArtnetPoll){ 0 }), 0).status3, ==,
                   0xc0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("polls/answered-for-every-port", test_poll_is_answered_for_every_port);
  ADD ("polls/ports-in-use-are-listed", test_ports_in_use_are_listed);
  ADD ("polls/targeted-is-answered-in-its-range", test_targeted_poll_is_answered_in_its_range);
  ADD ("polls/answers-can-be-off", test_answers_can_be_off);
  ADD ("nodes/frames-go-to-takers", test_frames_go_to_the_nodes_that_take_them);
  ADD ("nodes/listed", test_nodes_are_listed_until_three_polls_are_missed);
  ADD ("nodes/in-view", test_nodes_are_in_view);
  ADD ("nodes/limit", test_limit_of_nodes);
  ADD ("nodes/nobody-takes", test_a_universe_nobody_takes_is_said);
  ADD ("nodes/not-ourselves", test_own_answers_are_no_node);
  ADD ("orders/art-address", test_art_address_is_obeyed);
  ADD ("polls/changes-are-told", test_changes_are_told_to_those_who_asked);
  ADD ("polls/failsafe", test_the_failsafe_is_told);
  ADD ("polls/codes", test_codes_of_the_settings);
  g_test_add_func ("/bridges/artnet/bridge/polls/mac", test_mac_of_the_interface);
  ADD ("nodes/poll-interval", test_the_interval_of_polls);
  ADD ("presence/stops-answering", test_a_node_that_stops_answering_is_missing);
  ADD ("presence/never-answered", test_a_node_that_never_answered_is_not_known);
  ADD ("presence/heard-by-all", test_an_answer_is_heard_by_all_connections);
  ADD ("polls/failsafe-cue", test_a_cue_is_a_failsafe_scene);
  return g_test_run ();
}
