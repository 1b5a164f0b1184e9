/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "core/clasp-value-text.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US (G_USEC_PER_SEC / 44 + 1)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local;   /* somebody else in the router, who hears everything */
  ClaspUdpPeer      *console; /* sends frames to us */
  ClaspUdpPeer      *node;    /* gets frames from us */
  guint16            port;
  gboolean           wants_notes; /* "sources" and "lost" are not what most tests look at */
} Stage;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
heard_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Stage              *stage = user_data;
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;

  if (stage->wants_notes ||
      (g_strstr_len (address.data, (gssize) address.length, "/sources") == NULL &&
       g_strstr_len (address.data, (gssize) address.length, "/lost") == NULL))
    clasp_fixture_deliver_cb (session, delivery, &stage->router);
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_router_join (stage->router.router, "local", heard_cb, NULL, stage);
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
  clasp_settings_set_text (settings, "interface", "lo", NULL);
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
  g_assert_cmpuint (n_frames, >=, 45);
  g_assert_cmpuint (n_frames, <=, 46); /* both ends of 45 frame times */
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

/* ---- more than slots ---- */

static ClaspArtnetPacket
take_packet (ClaspUdpPeer *peer, const char *what)
{
  static GBytes    *bytes = NULL;
  ClaspArtnetPacket packet;
  gsize             size;
  const guint8     *data;

  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = clasp_udp_peer_take (peer, what);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
  return packet;
}

static ClaspValue
parse (const char *json)
{
  ClaspValue value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  return value;
}

static void
test_16_bit_and_colours (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  open_with_node (stage, "");
  set_value (stage, "/artnet/0/0/1/1/16", clasp_value_double (0.5));
  set_value (stage, "/artnet/1/3/16", clasp_value_int (0x1234));
  set_value (stage, "/artnet/0/0/1/10/rgb", parse ("\"#ff8000\""));
  set_value (stage, "/artnet/0/0/1/20/rgb", parse ("[1,2,3]"));
  frame = take_frame (stage, "a frame");
  g_assert_cmpmem (frame.slots, 4, "\200\0\22\64", 4);
  g_assert_cmpmem (frame.slots + 9, 3, "\377\200\0", 3);
  g_assert_cmpmem (frame.slots + 19, 3, "\1\2\3", 3);
}

static void
test_scale_by_setting (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "scale=fixed scale-min=0 scale-max=100");
  set_value (stage, "/artnet/0/0/0/1", clasp_value_int (50));
  g_assert_cmpuint (take_frame (stage, "a frame").slots[0], ==, 128);
  send_frame (stage, 1, 1, 0, "ff");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 100 rev 1");
}

static void
test_start_codes_go_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_NZS };
  ClaspValue        value = clasp_value_bytes ((const guint8 *) "\1\2", 2);

  open_with_node (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/0/0/1/nzs/85"), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
  packet = take_packet (stage->node, "an ArtNzs");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_NZS);
  g_assert_cmpuint (packet.nzs.start_code, ==, 85);
  g_assert_cmpuint (packet.nzs.port_address, ==, 1);
  g_assert_cmpmem (packet.nzs.slots, packet.nzs.n_slots, "\1\2", 2);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_NZS };
  packet.nzs = (ClaspArtnetNzs){ 1, 23, 293, (const guint8 *) "hi", 2 };
  send_packet (stage, &packet);
  expect_heard (stage, "local ← PUBLISH event /artnet/1/2/5/nzs/23 6869");
}

static void
test_time_code_goes_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet;

  open_with_node (stage, "");
  set_value (stage, "/artnet/timecode", clasp_value_string (CLASP_STR_LITERAL ("10:20:30:12")));
  packet = take_packet (stage->node, "an ArtTimeCode");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_TIME_CODE);
  g_assert_true (packet.time_code.hours == 10 && packet.time_code.frames == 12);
  set_value (stage, "/artnet/timecode", parse ("{\"rate\":\"ebu\",\"hours\":11}"));
  packet = take_packet (stage->node, "the next");
  g_assert_true (packet.time_code.type == 1 && packet.time_code.hours == 11 &&
                 packet.time_code.minutes == 20);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TIME_CODE };
  packet.time_code = (ClaspArtnetTimeCode){ 0, 4, 3, 2, 1, 3 };
  send_packet (stage, &packet);
  expect_heard (stage, "local ← PUBLISH stream /artnet/timecode 01:02:03:04\n"
                       "local ← PUBLISH stream /artnet/timecode/map {\"hours\":1,\"minutes\":2,"
                       "\"seconds\":3,\"frames\":4,\"rate\":\"smpte\",\"stream\":0}");
}

static void
test_triggers_go_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet;
  ClaspValue        value = parse ("{\"key\":3,\"subkey\":9}");

  open_with_node (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/trigger"), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
  packet = take_packet (stage->node, "an ArtTrigger");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_TRIGGER);
  g_assert_true (packet.trigger.oem == 0xffff && packet.trigger.key == 3 &&
                 packet.trigger.subkey == 9);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TRIGGER };
  packet.trigger = (ClaspArtnetTrigger){ .oem = 0xffff, .key = 1, .subkey = 2 };
  send_packet (stage, &packet);
  expect_heard (stage,
                "local ← PUBLISH event /artnet/trigger {\"oem\":65535,\"key\":1,\"subkey\":2}");
}

/* ---- how it comes in ---- */

static void
test_whole_frames_come_in_as_streams (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "in-mode=universe addressing=flat");
  send_frame (stage, 293, 1, 0, "00ff80");
  expect_heard (stage, "local ← PUBLISH stream /artnet/293 00ff80");
  send_frame (stage, 293, 2, 0, "00ff80");
  send_frame (stage, 293, 3, 0, "01");
  expect_heard (stage, "local ← PUBLISH stream /artnet/293 01ff80");
}

static void
test_both_come_in (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "in-mode=both addressing=flat");
  send_frame (stage, 1, 1, 0, "07");
  expect_heard (stage, "local ← SET /artnet/1/1 7 rev 1\nlocal ← PUBLISH stream /artnet/1 07");
}

static void
count_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_sources_and_loss_are_told (Stage *stage, gconstpointer data)
{
  stage->wants_notes = TRUE;
  open_bridge (stage, "input-timeout-ms=2000 loss=zero");
  send_frame (stage, 1, 1, 0, "07");
  expect_heard (stage,
                "local ← SET /artnet/0/0/1/sources [{\"address\":\"127.0.0.1\",\"port\":0}] rev 1\n"
                "local ← SET /artnet/0/0/1/1 7 rev 1");
  clasp_fixture_advance (&stage->router, 1999 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, MS);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/1/1 0 rev 2\n"
                                            "local ← SET /artnet/0/0/1/sources [] rev 2\n"
                                            "local ← PUBLISH event /artnet/0/0/1/lost 127.0.0.1");
}

static void
test_universes_can_be_seen (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "");
  send_frame (stage, 1, 1, 0, "07");
  set_value (stage, "/artnet/0/0/2/1", clasp_value_int (1));
  run_loop ();
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 2);
  close_bridge (stage);
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 0);
}

/* ---- sync ---- */

static void
send_sync (Stage *stage)
{
  send_packet (stage, &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC });
}

static void
test_sync_holds_back_until_the_next (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 1, 1, 0, "07");
  send_frame (stage, 2, 1, 0, "08");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 7 rev 1\nlocal ← SET /artnet/0/0/2/1 8 rev 1");
  send_sync (stage);
  send_frame (stage, 1, 2, 0, "09");
  send_frame (stage, 2, 2, 0, "0a");
  send_frame (stage, 1, 3, 0, "0b");
  run_loop ();
  clasp_fixture_expect_log (&stage->router, "");
  send_sync (stage);
  expect_heard (stage,
                "local ← SET /artnet/0/0/1/1 11 rev 2\nlocal ← SET /artnet/0/0/2/1 10 rev 2");
}

static void
test_without_sync_for_four_seconds_nothing_waits (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_sync (stage);
  send_frame (stage, 1, 1, 0, "07");
  run_loop ();
  clasp_fixture_advance (&stage->router, 4000 * MS - 1);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/1/1 7 rev 1");
  send_frame (stage, 1, 2, 0, "08");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 8 rev 2");
}

static void
test_merged_universes_do_not_wait (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 1, 1, 0, "07");
  send_frame (stage, 1, 1, 1, "08");
  send_sync (stage);
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 7 rev 1\nlocal ← SET /artnet/0/0/1/1 8 rev 2");
  send_frame (stage, 1, 2, 1, "09");
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 9 rev 3");
}

/* A second console on another address of this machine. */
static ClaspDatagram *
open_other_console (Stage *stage)
{
  ClaspEndpoint        endpoint = { (char *) "127.0.0.3", 0 };
  ClaspDatagramOptions options = { 0 };
  ClaspDatagram       *socket =
    clasp_datagram_new (stage->router.reactor, &endpoint, &options, NULL, NULL, NULL);

  g_assert_nonnull (socket);
  return socket;
}

static void
test_the_sync_of_somebody_else_is_ignored (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspDatagram)  other = open_other_console (stage);
  g_autofree char           *text = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (ClaspEndpoint)     endpoint = { 0 };
  g_autoptr (GSocketAddress) to = NULL;
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;

  clasp_endpoint_parse (text, 0, &endpoint, NULL);
  to = clasp_endpoint_to_address (&endpoint);
  clasp_artnet_encode (&(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC }, &writer);
  open_bridge (stage, "");
  g_assert_true (clasp_datagram_send (other, to, writer.data, writer.length, NULL));
  run_loop ();
  send_frame (stage, 1, 1, 0, "07"); /* not of who synchronises */
  expect_heard (stage, "local ← SET /artnet/0/0/1/1 7 rev 1");
}

static void
test_sync_is_sent_behind_the_frames (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "sync=true");
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (1));
  set_value (stage, "/artnet/0/0/2/1", clasp_value_int (1));
  take_frame (stage, "the first");
  take_frame (stage, "the second");
  g_assert_cmpint (take_packet (stage->node, "an ArtSync").op, ==, CLASP_ARTNET_OP_SYNC);
  clasp_udp_peer_expect_nothing (stage->node);
}

/* ---- nodes ---- */

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
  send_packet (stage, &packet);
  run_loop ();
}

static void
expect_poll (Stage *stage, ClaspUdpPeer *peer)
{
  ClaspArtnetPacket packet = take_packet (peer, "an ArtPoll");

  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_POLL);
  g_assert_cmpuint (packet.poll.flags, ==, CLASP_ARTNET_POLL_REPLY_ON_CHANGE);
}

static void
open_finding (Stage *stage)
{
  g_autofree char *text =
    g_strdup_printf ("find-nodes=true send=127.0.0.1:%u", stage->console->port);

  open_bridge (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  expect_poll (stage, stage->console);
}

static void
test_frames_go_to_the_nodes_that_take_them (Stage *stage, gconstpointer data)
{
  open_finding (stage);
  answer_as_node (stage, 1);
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (take_frame (stage, "a frame for the node").slots[0], ==, 7);
  clasp_udp_peer_expect_nothing (stage->console);
  set_value (stage, "/artnet/0/0/2/1", clasp_value_int (8)); /* nobody's: to the host named */
  g_assert_cmpuint (take_packet (stage->console, "a frame").dmx.slots[0], ==, 8);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_nodes_are_listed_until_three_polls_are_missed (Stage *stage, gconstpointer data)
{
  open_finding (stage);
  answer_as_node (stage, 1);
  expect_heard (stage,
                "local ← SET /artnet/nodes/127.0.0.1 {\"name\":\"Dimmer\",\"description\":\"\","
                "\"takes\":[\"0:0:1\"],\"sends\":[],\"online\":true,\"seen\":1700000000} rev 1");
  for (guint i = 0; i < 4; i++)
    {
      clasp_fixture_expect_log (&stage->router, "");
      clasp_fixture_advance (&stage->router, 2500 * MS);
      expect_poll (stage, stage->console);
    }
  expect_heard (stage,
                "local ← SET /artnet/nodes/127.0.0.1 {\"name\":\"Dimmer\",\"description\":\"\","
                "\"takes\":[\"0:0:1\"],\"sends\":[],\"online\":false,\"seen\":1700000000} rev 2");
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (take_packet (stage->console, "a frame").dmx.slots[0], ==, 7);
}

static void
test_a_universe_nobody_takes_is_said (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "find-nodes=true");
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  settle (stage);
  g_assert_cmpstr (stage->status.detail, ==, "No node takes universe 0:0:1");
  answer_as_node (stage, 1);
  g_assert_cmpstr (stage->status.detail, ==, "");
  clasp_fixture_advance (&stage->router, 800 * MS);
  g_assert_cmpuint (take_frame (stage, "a frame").slots[0], ==, 7);
}

static void
test_own_answers_are_no_node (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("find-nodes=true universes=1 send=127.0.0.1:%u", stage->port);

  open_bridge (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  run_loop ();
  clasp_fixture_advance (&stage->router, 1000 * MS);
  run_loop ();
  clasp_fixture_expect_log (&stage->router, "");
}

/* ---- orders ---- */

static void
send_address (Stage *stage, guint8 bind_index, guint8 command, const char *short_name)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_ADDRESS };

  packet.address.bind_index = bind_index;
  packet.address.command = command;
  g_strlcpy (packet.address.short_name, short_name, sizeof packet.address.short_name);
  send_packet (stage, &packet);
  run_loop ();
  clasp_fixture_advance (&stage->router, 0);
  run_loop ();
}

static void
test_art_address_is_obeyed (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "universes=1;2");
  send_frame (stage, 2, 1, 0, "64");
  send_frame (stage, 2, 1, 1, "32");
  expect_heard (stage, "local ← SET /artnet/0/0/2/1 100 rev 1");

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
  send_frame (stage, 2, 2, 1, "32");
  expect_heard (stage, "local ← SET /artnet/0/0/2/1 50 rev 4");
  send_frame (stage, 2, 2, 0, "ff");
  settle (stage);
  clasp_fixture_expect_log (&stage->router, "");

  g_ptr_array_set_size (stage->console->packets, 0);
  send_address (stage, 0, 0x04, ""); /* locate */
  g_assert_cmphex (reply_at (stage->console->packets, 0).status1, ==, 0x60);
}

static void
test_changes_are_told_to_those_who_asked (Stage *stage, gconstpointer data)
{
  GPtrArray *replies;

  open_bridge (stage, "universes=1");
  replies =
    poll_and_collect (stage, &(ClaspArtnetPoll){ .flags = CLASP_ARTNET_POLL_REPLY_ON_CHANGE });
  g_assert_cmpuint (replies->len, ==, 1);
  send_frame (stage, 1, 1, 0, "64");
  run_loop ();
  clasp_fixture_advance (&stage->router, 200 * MS);
  run_loop ();
  g_assert_cmpuint (replies->len, ==, 2);
  g_assert_cmphex (reply_at (replies, 1).good_output_a[0], ==, 0x80);

  clasp_fixture_advance (&stage->router,
                         10000 * MS); /* did not poll again; the source is lost, too */
  run_loop ();
  g_assert_cmpuint (replies->len, ==, 2);
}

static void
test_the_failsafe_is_told (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "universes=1 loss=zero find-nodes=true send=127.0.0.2");
  clasp_fixture_advance (&stage->router, 0);
  g_assert_cmphex (reply_at (poll_and_collect (stage, &(ClaspArtnetPoll){ 0 }), 0).status3, ==,
                   0x40);
  g_assert_cmpuint (reply_at (stage->console->packets, 0).style, ==, 1);
}

/* ---- stopping, and interfaces ---- */

static void
test_dark_when_it_stops (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "blackout-on-stop=true");
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (take_frame (stage, "a frame").slots[0], ==, 7);
  close_bridge (stage);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (take_frame (stage, "zeros").slots[0], ==, 0);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_continuous_frames (Stage *stage, gconstpointer data)
{
  open_with_node (stage, "continuous=true max-hz=40");
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  run_loop ();
  for (guint ms = 0; ms < 1000; ms++)
    clasp_fixture_advance (&stage->router, MS);
  run_loop ();
  g_assert_cmpuint (stage->node->packets->len, >=, 40);
  g_assert_cmpuint (stage->node->packets->len, <=, 41);
}

static void
test_an_interface_that_is_not_there_is_waited_for (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "interface=nonesuch0");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (stage->status.detail, ==, "Network interface “nonesuch0” is not there; waiting for it");
}

static void
test_a_frame_is_one_bundle (Stage *stage, gconstpointer data)
{
  guint         n = 0;
  ClaspSession *session = clasp_router_join (stage->router.router, "counter", count_cb, NULL, &n);

  g_assert_true (clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/artnet/0/0/1/*"),
                                          CLASP_TYPES_PARAM, FALSE, NULL));
  open_bridge (stage, "");
  send_frame (stage, 1, 1, 0, "0102030405");
  settle (stage);
  g_assert_cmpuint (n, ==, 6); /* and its source */
  clasp_session_leave (session);
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
  ADD ("out/16-bit-and-colours", test_16_bit_and_colours);
  ADD ("out/continuous", test_continuous_frames);
  ADD ("out/sync-behind-the-frames", test_sync_is_sent_behind_the_frames);
  ADD ("out/dark-when-it-stops", test_dark_when_it_stops);
  ADD ("both/scale", test_scale_by_setting);
  ADD ("both/start-codes", test_start_codes_go_both_ways);
  ADD ("both/time-code", test_time_code_goes_both_ways);
  ADD ("both/triggers", test_triggers_go_both_ways);
  ADD ("both/universes-can-be-seen", test_universes_can_be_seen);
  ADD ("in/whole-frames", test_whole_frames_come_in_as_streams);
  ADD ("in/slots-and-frames", test_both_come_in);
  ADD ("in/sources-and-loss", test_sources_and_loss_are_told);
  ADD ("in/one-bundle", test_a_frame_is_one_bundle);
  ADD ("sync/holds-back", test_sync_holds_back_until_the_next);
  ADD ("sync/four-seconds", test_without_sync_for_four_seconds_nothing_waits);
  ADD ("sync/not-while-merging", test_merged_universes_do_not_wait);
  ADD ("sync/of-somebody-else", test_the_sync_of_somebody_else_is_ignored);
  ADD ("nodes/frames-go-to-takers", test_frames_go_to_the_nodes_that_take_them);
  ADD ("nodes/listed", test_nodes_are_listed_until_three_polls_are_missed);
  ADD ("nodes/nobody-takes", test_a_universe_nobody_takes_is_said);
  ADD ("nodes/not-ourselves", test_own_answers_are_no_node);
  ADD ("orders/art-address", test_art_address_is_obeyed);
  ADD ("polls/changes-are-told", test_changes_are_told_to_those_who_asked);
  ADD ("polls/failsafe", test_the_failsafe_is_told);
  ADD ("life/missing-interface", test_an_interface_that_is_not_there_is_waited_for);
  return g_test_run ();
}
