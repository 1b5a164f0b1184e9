/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-address.h"
#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US (G_USEC_PER_SEC / 44)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local;   /* somebody else in the router, who hears everything */
  ClaspUdpPeer      *console; /* sends frames to us */
  ClaspUdpPeer      *node;    /* gets frames from us */
  guint16            port;
} Stage;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->console = clasp_udp_peer_new (stage->router.reactor);
  stage->node = clasp_udp_peer_new (stage->router.reactor);
  stage->port = clasp_test_free_port ();
}

static void
close_bridge (Stage *stage)
{
  clasp_bridge_close (stage->bridge);
  g_assert_finalize_object (g_steal_pointer (&stage->bridge));
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    close_bridge (stage);
  clasp_udp_peer_free (stage->console);
  clasp_udp_peer_free (stage->node);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

/* @text is "key=value key=value"; it listens and sends nothing unless told otherwise. */
static void
open_bridge (Stage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, " ", -1);

  clasp_settings_set_text (settings, "listen", listen, NULL);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  stage->bridge = g_object_new (CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "artnet-1", "Art-Net", "/artnet", settings, &host);
}

static void
open_with_node (Stage *stage, const char *more)
{
  g_autofree char *text = g_strdup_printf ("send=127.0.0.1:%u %s", stage->node->port, more);

  open_bridge (stage, text);
}

static void
send_packet (Stage *stage, const ClaspArtnetPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_encode (packet, &writer);
  clasp_udp_peer_send (stage->console, stage->port, writer.data, writer.length);
}

/* Slots as hex: "ff80". */
static void
send_frame (Stage *stage, guint16 port_address, guint8 sequence, guint8 physical, const char *hex)
{
  g_autoptr (GBytes) slots = clasp_test_hex (hex);
  gsize              n;
  const guint8      *data = g_bytes_get_data (slots, &n);
  ClaspArtnetPacket  packet = { .op = CLASP_ARTNET_OP_DMX };

  packet.dmx = (ClaspArtnetDmx){ sequence, physical, port_address, data, (guint16) n };
  send_packet (stage, &packet);
}

static gboolean
log_is_long_enough (gpointer user_data)
{
  gpointer *data = user_data;

  return ((GString *) data[0])->len >= strlen (data[1]);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
expect_heard (Stage *stage, const char *expected)
{
  gpointer data[2] = { stage->router.log, (gpointer) expected };

  clasp_test_spin_until (log_is_long_enough, data, expected);
  run_loop ();
  clasp_fixture_expect_log (&stage->router, expected);
}

static void
set_value (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
}

static void
settle (Stage *stage)
{
  run_loop ();
  clasp_fixture_advance (&stage->router, 200 * MS);
}

/* The next frame at the node; its bytes live until the next call. */
static ClaspArtnetDmx
take_frame (Stage *stage, const char *what)
{
  static GBytes    *bytes = NULL;
  ClaspArtnetPacket packet;
  gsize             size;
  const guint8     *data;

  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = clasp_udp_peer_take (stage->node, what);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_DMX);
  g_assert_cmpuint (packet.dmx.n_slots, ==, 512);
  return packet.dmx;
}

/* ---- out ---- */

static void
test_slot_goes_out_at_once (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  set_value (stage, "/artnet/1/2/5/47", clasp_value_int (200));
  frame = take_frame (stage, "the first frame");
  g_assert_cmpuint (frame.port_address, ==, 293);
  g_assert_cmpuint (frame.sequence, ==, 1);
  g_assert_cmpuint (frame.slots[46], ==, 200);
  g_assert_cmpuint (frame.slots[45], ==, 0);
}

static void
test_flat_address_is_the_same_universe (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  set_value (stage, "/artnet/1/2/5/1", clasp_value_int (1));
  set_value (stage, "/artnet/293/2", clasp_value_int (2));
  frame = take_frame (stage, "a frame");
  g_assert_cmpuint (frame.port_address, ==, 293);
  g_assert_cmpuint (frame.slots[0], ==, 1);
  g_assert_cmpuint (frame.slots[1], ==, 2);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_values_become_levels (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  set_value (stage, "/artnet/0/0/0/1", clasp_value_double (0.5));
  set_value (stage, "/artnet/0/0/0/2", clasp_value_bool (TRUE));
  set_value (stage, "/artnet/0/0/0/3", clasp_value_int (999));
  frame = take_frame (stage, "a frame");
  g_assert_cmpuint (frame.slots[0], ==, 128);
  g_assert_cmpuint (frame.slots[1], ==, 255);
  g_assert_cmpuint (frame.slots[2], ==, 255);
}

static void
test_whole_frames (Stage *stage, gconstpointer data)
{
  ClaspValue     levels[3] = { clasp_value_int (1), clasp_value_string (CLASP_STR_LITERAL ("?")),
                               clasp_value_double (1) };
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  set_value (stage, "/artnet/0/0/1", clasp_value_bytes ((const guint8 *) "\1\2\3", 3));
  frame = take_frame (stage, "a frame of bytes");
  g_assert_cmpmem (frame.slots, 4, "\1\2\3\0", 4);

  clasp_fixture_advance (&stage->router, 100 * MS);
  set_value (stage, "/artnet/1", clasp_value_array (levels, 3));
  frame = take_frame (stage, "a frame of an array");
  g_assert_cmpuint (frame.port_address, ==, 1);
  g_assert_cmpmem (frame.slots, 4, "\1\2\377\0", 4); /* what is no level leaves its slot alone */
}

static void
test_512_sets_leave_in_one_frame (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  for (guint i = 1; i <= 512; i++)
    {
      g_autofree char *address = g_strdup_printf ("/artnet/0/0/0/%u", i);

      set_value (stage, address, clasp_value_int (i % 251));
    }
  frame = take_frame (stage, "the frame");
  for (guint i = 0; i < 512; i++)
    g_assert_cmpuint (frame.slots[i], ==, (i + 1) % 251);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_rate_is_limited_and_the_last_value_arrives (Stage *stage, gconstpointer data)
{
  guint          n_frames = 0;
  ClaspArtnetDmx frame = { 0 };

  open_with_node (stage, "max-hz=44");
  for (guint ms = 0; ms < 1000; ms++)
    {
      set_value (stage, "/artnet/0/0/0/1", clasp_value_int (ms % 256));
      run_loop ();
      clasp_fixture_advance (&stage->router, MS);
    }
  clasp_fixture_advance (&stage->router, FRAME_US);
  run_loop ();
  while (stage->node->packets->len > 0)
    {
      frame = take_frame (stage, "a frame");
      n_frames++;
      g_assert_cmpuint (frame.sequence, ==, n_frames);
    }
  g_assert_cmpuint (n_frames, >=, 43);
  g_assert_cmpuint (n_frames, <=, 45);
  g_assert_cmpuint (frame.slots[0], ==, 999 % 256);
}

static void
test_unchanged_is_kept_alive (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "keep-alive-ms=500");
  set_value (stage, "/artnet/0/0/0/1", clasp_value_int (1));
  take_frame (stage, "the first frame");
  clasp_fixture_advance (&stage->router, 499 * MS);
  clasp_udp_peer_expect_nothing (stage->node);
  clasp_fixture_advance (&stage->router, MS);
  g_assert_cmpuint (take_frame (stage, "the repetition").sequence, ==, 2);
}

static void
test_universes_filter_what_goes_out (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "universes=0:0:1;5");
  set_value (stage, "/artnet/0/0/0/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->node);
  set_value (stage, "/artnet/0/0/5/1", clasp_value_int (1));
  g_assert_cmpuint (take_frame (stage, "a frame").port_address, ==, 5);
}

static void
test_what_is_no_slot_is_counted (Stage *stage, gconstpointer data)
{
  static const char *const addresses[] = { "/artnet/0/0/0/0", "/artnet/0/0/0/513",
                                           "/artnet/0/16/0/1", "/artnet/32768/1", "/artnet/x" };

  open_with_node (stage, "");
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    set_value (stage, addresses[i], clasp_value_int (1));
  set_value (stage, "/artnet/0/0/0/1", clasp_value_string (CLASP_STR_LITERAL ("full")));
  settle (stage);
  clasp_udp_peer_expect_nothing (stage->node);
  g_assert_cmpuint (stage->status.n_dropped, ==, G_N_ELEMENTS (addresses) + 1);
}

static void
test_state_is_sent_when_it_starts (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  set_value (stage, "/artnet/0/0/0/1", clasp_value_int (10));
  set_value (stage, "/artnet/0/0/0/512", clasp_value_int (20));
  open_with_node (stage, "");
  frame = take_frame (stage, "the first frame");
  g_assert_cmpuint (frame.slots[0], ==, 10);
  g_assert_cmpuint (frame.slots[511], ==, 20);
}

/* ---- in ---- */

static void
test_first_frame_comes_in_whole (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 293, 1, 0, "00ff80");
  expect_heard (stage,
                "local ← SET /artnet/1/2/5/1 0 rev 1\nlocal ← SET /artnet/1/2/5/2 255 rev 1\n"
                "local ← SET /artnet/1/2/5/3 128 rev 1");
}

static void
test_later_frames_bring_changes (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 0, 1, 0, "0102");
  expect_heard (stage, "local ← SET /artnet/0/0/0/1 1 rev 1\nlocal ← SET /artnet/0/0/0/2 2 rev 1");
  send_frame (stage, 0, 2, 0, "0102");
  send_frame (stage, 0, 3, 0, "0103");
  expect_heard (stage, "local ← SET /artnet/0/0/0/2 3 rev 2");
}

static void
test_two_sources_merge_by_setting (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "merge=ltp");
  send_frame (stage, 0, 1, 0, "64");
  send_frame (stage, 0, 1, 1, "32");
  expect_heard (stage,
                "local ← SET /artnet/0/0/0/1 100 rev 1\nlocal ← SET /artnet/0/0/0/1 50 rev 2");
  close_bridge (stage);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  open_bridge (stage, "merge=htp");
  send_frame (stage, 1, 1, 0, "64");
  send_frame (stage, 1, 1, 1, "32");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 100 rev 1");
}

static void
test_lost_source_is_dropped_from_the_merge (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "input-timeout-ms=2000");
  send_frame (stage, 0, 1, 0, "64");
  expect_heard (stage, "local ← SET /artnet/0/0/0/1 100 rev 1");
  clasp_fixture_advance (&stage->router, 1500 * MS);
  send_frame (stage, 0, 1, 1, "32");
  run_loop ();
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1500 * MS);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/0/1 50 rev 2");
  clasp_fixture_advance (&stage->router, 5000 * MS);
  clasp_fixture_expect_log (&stage->router, ""); /* the last one's levels are held */
}

static void
test_third_source_is_refused_and_said (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 0, 1, 0, "01");
  send_frame (stage, 0, 1, 1, "02");
  send_frame (stage, 0, 1, 2, "ff");
  expect_heard (stage, "local ← SET /artnet/0/0/0/1 1 rev 1\nlocal ← SET /artnet/0/0/0/1 2 rev 2");
  settle (stage);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  g_assert_nonnull (strstr (stage->status.detail, "third"));
  clasp_fixture_advance (&stage->router, 11000 * MS);
  g_assert_cmpstr (stage->status.detail, ==, "");
}

static void
test_universes_filter_what_comes_in (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "universes=0:0:1");
  send_frame (stage, 0, 1, 0, "ff");
  send_frame (stage, 1, 1, 0, "ff");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 255 rev 1");
}

static void
test_malformed_is_counted (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  clasp_udp_peer_send_hex (stage->console, stage->port,
                           "4172742d4e657400 0050 000e 0100 0000 0200 0102");
  clasp_udp_peer_send_hex (stage->console, stage->port, "00");
  clasp_udp_peer_send_hex (stage->console, stage->port,
                           "4172742d4e657400 00f8 000e 0000"); /* not for us */
  settle (stage);
  g_assert_cmpuint (stage->status.n_malformed, ==, 2);
  clasp_fixture_expect_log (&stage->router, "");
}

static void
test_inputs_are_bounded (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  for (guint i = 0; i < 1026; i++)
    {
      send_frame (stage, (guint16) i, 1, 0, "01");
      run_loop ();
    }
  settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 1024);
  g_assert_cmpuint (stage->status.n_dropped, ==, 2);
}

/* ---- both ways at once ---- */

static void
test_input_is_not_sent_out (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "");
  send_frame (stage, 0, 1, 0, "ff");
  expect_heard (stage, "local ← SET /artnet/0/0/0/1 255 rev 1");
  clasp_fixture_advance (&stage->router, 2000 * MS);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_input_and_output_of_one_universe_do_not_mask (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  send_frame (stage, 0, 1, 0, "0a0b");
  expect_heard (stage,
                "local ← SET /artnet/0/0/0/1 10 rev 1\nlocal ← SET /artnet/0/0/0/2 11 rev 1");
  set_value (stage, "/artnet/0/0/0/1", clasp_value_int (99));
  frame = take_frame (stage, "a frame");
  g_assert_cmpmem (frame.slots, 2, "\143\0", 2);
  send_frame (stage, 0, 2, 0, "0a0c"); /* slot 1 did not change at the console */
  expect_heard (stage, "local ← SET /artnet/0/0/0/2 12 rev 2");
}

/* A broadcast reaches the sender's own socket. */
static void
test_own_frames_are_not_input (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("send=127.0.0.1:%u;127.0.0.1:%u", stage->port, stage->node->port);

  open_bridge (stage, text);
  for (guint i = 0; i < 300; i++)
    {
      set_value (stage, "/artnet/0/0/0/1", clasp_value_int (i % 256));
      clasp_fixture_advance (&stage->router, 30 * MS);
      run_loop ();
      take_frame (stage, "a frame");
    }
  clasp_fixture_expect_log (&stage->router, "");
  settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 0);
}

/* ---- being found ---- */

static GPtrArray *
poll_and_collect (Stage *stage, const ClaspArtnetPoll *poll)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_POLL, .poll = *poll };

  send_packet (stage, &packet);
  run_loop ();
  g_assert_cmpuint (stage->console->packets->len, ==, 0);
  clasp_fixture_advance (&stage->router, 1000 * MS); /* the random delay */
  run_loop ();
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

  open_bridge (stage, "universes=1:2:5;0:0:1 short-name=Bridge long-name=Long");
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

  open_with_node (stage, "");
  set_value (stage, "/artnet/0/1/0/1", clasp_value_int (1));
  send_frame (stage, 32, 1, 0, "01");
  run_loop ();
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

  open_bridge (stage, "universes=1;2;3;4");
  replies = poll_and_collect (stage, &poll);
  g_assert_cmpuint (replies->len, ==, 2);
  g_assert_cmpuint (reply_at (replies, 0).sw_out[0], ==, 2);
  g_assert_cmpuint (reply_at (replies, 0).bind_index, ==, 2);
}

static void
test_answers_can_be_off (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "answer-polls=false");
  g_assert_cmpuint (poll_and_collect (stage, &(ClaspArtnetPoll){ 0 })->len, ==, 0);
}

/* ---- life ---- */

static void
test_port_is_shared_with_other_programs (Stage *stage, gconstpointer data)
{
  ClaspDatagramOptions      options = { .reuse_address = TRUE };
  ClaspEndpoint             endpoint = { (char *) "127.0.0.1", stage->port };
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspDatagram) other =
    clasp_datagram_new (stage->router.reactor, &endpoint, &options, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (other);
  open_bridge (stage, "");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_bad_settings_need_a_person (Stage *stage, gconstpointer data)
{
  static const char *const texts[] = { "listen=",
                                       "listen=localhost",
                                       "listen=[::1]:6454",
                                       "send=[::1]:6454",
                                       "send=1.2.3.4:0",
                                       "universes=0:16:0",
                                       "short-name=eighteen-characters" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      open_bridge (stage, texts[i]);
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
      g_assert_cmpstr (stage->status.detail, !=, "");
      close_bridge (stage);
    }
}

static void
test_starts_and_stops_again_and_again (Stage *stage, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      open_with_node (stage, "");
      set_value (stage, "/artnet/0/0/0/1", clasp_value_int (i));
      run_loop ();
      g_assert_cmpuint (take_frame (stage, "a frame").slots[0], ==, i);
      close_bridge (stage);
      g_ptr_array_set_size (stage->node->packets, 0);
    }
}

/* ---- parts without a socket ---- */

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    int         port_address; /* -1: none */
    int         slot;
  } cases[] = { { "/0/0/1/47", 1, 46 },
                { "/1/2/5/512", 293, 511 },
                { "/127/15/15/1", 32767, 0 },
                { "/1/2/5", 293, CLASP_ARTNET_WHOLE_FRAME },
                { "/293/1", 293, 0 },
                { "/32767", 32767, CLASP_ARTNET_WHOLE_FRAME },
                { "/0/0/1/0", -1, 0 },
                { "/0/0/1/513", -1, 0 },
                { "/128/0/0/1", -1, 0 },
                { "/0/0/16/1", -1, 0 },
                { "/32768/1", -1, 0 },
                { "/0/0/1/1/1", -1, 0 },
                { "/", -1, 0 },
                { "", -1, 0 },
                { "/a", -1, 0 },
                { "/1a/1", -1, 0 },
                { "/-1/1", -1, 0 },
                { "/1//1", -1, 0 },
                { "/1/", -1, 0 },
                { "/99999999999/1", -1, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint16  port_address = 0;
      int      slot = 0;
      gboolean is_parsed =
        clasp_artnet_address_parse (clasp_str (cases[i].text), &port_address, &slot);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (is_parsed ? port_address : -1, ==, cases[i].port_address);
      if (is_parsed)
        g_assert_cmpint (slot, ==, cases[i].slot);
    }
}

static void
test_addresses_there_and_back (void)
{
  for (guint port_address = 0; port_address <= CLASP_ARTNET_MAX_PORT_ADDRESS; port_address += 31)
    for (guint slot = 0; slot < 512; slot += 73)
      {
        char    buffer[CLASP_ARTNET_ADDRESS_SIZE];
        guint16 got;
        int     got_slot;

        g_assert_true (clasp_artnet_address_parse (
          clasp_artnet_address_format ((guint16) port_address, slot, buffer), &got, &got_slot));
        g_assert_cmpuint (got, ==, port_address);
        g_assert_cmpint (got_slot, ==, slot);
      }
}

static void
ignore_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_outputs_are_bounded (Stage *stage, gconstpointer data)
{
  guint                         n_frames = 0;
  g_autoptr (ClaspArtnetSender) sender = clasp_artnet_sender_new (
    stage->router.reactor, stage->router.timers, 44, 800, ignore_cb, &n_frames);

  for (guint i = 0; i < CLASP_ARTNET_MAX_OUTPUTS; i++)
    g_assert_true (clasp_artnet_sender_set_slot (sender, (guint16) i, 0, 1));
  g_assert_false (clasp_artnet_sender_set_slot (sender, CLASP_ARTNET_MAX_OUTPUTS, 0, 1));
  g_assert_true (clasp_artnet_sender_set_slot (sender, 5, 1, 1));
  run_loop ();
  g_assert_cmpuint (n_frames, ==, CLASP_ARTNET_MAX_OUTPUTS);
}

/* What is owed when it is freed never calls back. */
static void
test_sender_freed_before_its_turn (Stage *stage, gconstpointer data)
{
  guint              n_frames = 0;
  ClaspArtnetSender *sender = clasp_artnet_sender_new (stage->router.reactor, stage->router.timers,
                                                       44, 800, ignore_cb, &n_frames);

  clasp_artnet_sender_set_slot (sender, 0, 0, 1);
  clasp_artnet_sender_free (sender);
  run_loop ();
  clasp_fixture_advance (&stage->router, 10000 * MS);
  g_assert_cmpuint (n_frames, ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/bridge/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("out/slot-goes-out-at-once", test_slot_goes_out_at_once);
  ADD ("out/flat-address-is-the-same-universe", test_flat_address_is_the_same_universe);
  ADD ("out/values-become-levels", test_values_become_levels);
  ADD ("out/whole-frames", test_whole_frames);
  ADD ("out/512-sets-leave-in-one-frame", test_512_sets_leave_in_one_frame);
  ADD ("out/rate-is-limited-and-the-last-value-arrives",
       test_rate_is_limited_and_the_last_value_arrives);
  ADD ("out/unchanged-is-kept-alive", test_unchanged_is_kept_alive);
  ADD ("out/universes-filter", test_universes_filter_what_goes_out);
  ADD ("out/what-is-no-slot-is-counted", test_what_is_no_slot_is_counted);
  ADD ("out/state-is-sent-when-it-starts", test_state_is_sent_when_it_starts);
  ADD ("out/universes-are-bounded", test_outputs_are_bounded);
  ADD ("out/freed-before-its-turn", test_sender_freed_before_its_turn);
  ADD ("in/first-frame-comes-in-whole", test_first_frame_comes_in_whole);
  ADD ("in/later-frames-bring-changes", test_later_frames_bring_changes);
  ADD ("in/two-sources-merge-by-setting", test_two_sources_merge_by_setting);
  ADD ("in/lost-source-is-dropped-from-the-merge", test_lost_source_is_dropped_from_the_merge);
  ADD ("in/third-source-is-refused-and-said", test_third_source_is_refused_and_said);
  ADD ("in/universes-filter", test_universes_filter_what_comes_in);
  ADD ("in/malformed-is-counted", test_malformed_is_counted);
  ADD ("in/universes-are-bounded", test_inputs_are_bounded);
  ADD ("both/input-is-not-sent-out", test_input_is_not_sent_out);
  ADD ("both/input-and-output-of-one-universe-do-not-mask",
       test_input_and_output_of_one_universe_do_not_mask);
  ADD ("both/own-frames-are-not-input", test_own_frames_are_not_input);
  ADD ("polls/answered-for-every-port", test_poll_is_answered_for_every_port);
  ADD ("polls/ports-in-use-are-listed", test_ports_in_use_are_listed);
  ADD ("polls/targeted-is-answered-in-its-range", test_targeted_poll_is_answered_in_its_range);
  ADD ("polls/answers-can-be-off", test_answers_can_be_off);
  ADD ("life/port-is-shared-with-other-programs", test_port_is_shared_with_other_programs);
  ADD ("life/bad-settings-need-a-person", test_bad_settings_need_a_person);
  ADD ("life/starts-and-stops-again-and-again", test_starts_and_stops_again_and_again);
  g_test_add_func ("/bridges/artnet/address/forms", test_addresses);
  g_test_add_func ("/bridges/artnet/address/there-and-back", test_addresses_there_and_back);
  return g_test_run ();
}
