/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/announced.h"
#include "bridges/artnet/artnet-stage.h"

/* Both ways at once, and its life. */

static void
test_input_is_not_sent_out (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "");
  stage_send_frame (stage, 0, 1, 0, "ff");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/0/1 255 rev 1");
  clasp_fixture_advance (&stage->router, 2000 * MS);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_input_and_output_of_one_universe_do_not_mask (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  stage_send_frame (stage, 0, 1, 0, "0a0b");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/0/1 10 rev 1\nlocal ← SET /artnet/0/0/0/2 11 rev 1");
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (99));
  frame = stage_take_frame (stage, "a frame");
  g_assert_cmpmem (frame.slots, 2, "\143\0", 2);
  stage_send_frame (stage, 0, 2, 0, "0a0c"); /* slot 1 did not change at the console */
  stage_expect_heard (stage, "local ← SET /artnet/0/0/0/2 12 rev 2");
}

/* A broadcast reaches the sender's own socket. */
static void
test_own_frames_are_not_input (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("send=127.0.0.1:%u;127.0.0.1:%u", stage->port, stage->node->port);

  stage_open (stage, text);
  for (guint i = 0; i < 300; i++)
    {
      stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (i % 256));
      clasp_fixture_advance (&stage->router, 30 * MS);
      stage_run ();
      stage_take_frame (stage, "a frame");
    }
  clasp_fixture_expect_log (&stage->router, "");
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 0);
}

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
  stage_open (stage, "");
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
      stage_open (stage, texts[i]);
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
      g_assert_cmpstr (stage->status.detail, !=, "");
      stage_close (stage);
    }
}

static void
test_starts_and_stops_again_and_again (Stage *stage, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      stage_open_with_node (stage, "");
      stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (i));
      stage_run ();
      g_assert_cmpuint (stage_take_frame (stage, "a frame").slots[0], ==, i);
      stage_close (stage);
      g_ptr_array_set_size (stage->node->packets, 0);
    }
}

static void
test_scale_by_setting (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "scale=fixed scale-min=0 scale-max=100");
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (50));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").slots[0], ==, 128);
  stage_send_frame (stage, 1, 1, 0, "ff");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 100 rev 1");
}

static void
test_start_codes_go_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_NZS };
  ClaspValue        value = clasp_value_bytes ((const guint8 *) "\1\2", 2);

  stage_open_with_node (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/0/0/1/nzs/85"), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
  packet = stage_take_packet (stage->node, "an ArtNzs");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_NZS);
  g_assert_cmpuint (packet.nzs.start_code, ==, 85);
  g_assert_cmpuint (packet.nzs.port_address, ==, 1);
  g_assert_cmpmem (packet.nzs.slots, packet.nzs.n_slots, "\1\2", 2);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_NZS };
  packet.nzs = (ClaspArtnetNzs){ 1, 23, 293, (const guint8 *) "hi", 2 };
  stage_send (stage, &packet);
  stage_expect_heard (stage, "local ← PUBLISH event /artnet/1/2/5/nzs/23 6869");
}

static void
test_time_code_goes_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/timecode", clasp_value_string (CLASP_STR_LITERAL ("10:20:30:12")));
  packet = stage_take_packet (stage->node, "an ArtTimeCode");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_TIME_CODE);
  g_assert_true (packet.time_code.hours == 10 && packet.time_code.frames == 12);
  stage_set (stage, "/artnet/timecode", stage_parse ("{\"rate\":\"ebu\",\"hours\":11}"));
  packet = stage_take_packet (stage->node, "the next");
  g_assert_true (packet.time_code.type == 1 && packet.time_code.hours == 11 &&
                 packet.time_code.minutes == 20);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TIME_CODE };
  packet.time_code = (ClaspArtnetTimeCode){ 0, 4, 3, 2, 1, 3 };
  stage_send (stage, &packet);
  stage_expect_heard (stage,
                      "local ← PUBLISH stream /artnet/timecode 01:02:03:04\n"
                      "local ← PUBLISH stream /artnet/timecode/map {\"hours\":1,\"minutes\":2,"
                      "\"seconds\":3,\"frames\":4,\"rate\":\"smpte\",\"stream\":0}");
}

static void
test_triggers_go_both_ways (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet;
  ClaspValue        value = stage_parse ("{\"key\":3,\"subkey\":9}");

  stage_open_with_node (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/trigger"), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
  packet = stage_take_packet (stage->node, "an ArtTrigger");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_TRIGGER);
  g_assert_true (packet.trigger.oem == 0xffff && packet.trigger.key == 3 &&
                 packet.trigger.subkey == 9);

  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TRIGGER };
  packet.trigger = (ClaspArtnetTrigger){ .oem = 0xffff, .key = 1, .subkey = 2 };
  stage_send (stage, &packet);
  stage_expect_heard (
    stage, "local ← PUBLISH event /artnet/trigger {\"oem\":65535,\"key\":1,\"subkey\":2}");
}

static void
test_universes_can_be_seen (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_set (stage, "/artnet/0/0/2/1", clasp_value_int (1));
  stage_run ();
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 2);
  stage_close (stage);
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 0);
}

/* Before anything is mapped to it: that is how fixtures are found. */
static void
test_what_may_be_sent_can_be_tested (Stage *stage, gconstpointer data)
{
  ClaspUniverses *universes = stage->router.universes;

  stage_open_with_node (stage, "out-universes=0:0:2;0:0:3");
  g_assert_cmpuint (clasp_universes_count (universes), ==, 2);
  g_assert_cmpuint (clasp_universes_count_with_data (universes), ==, 0);
  clasp_universes_set_master (universes, 0.5);
  clasp_universes_set_master (universes, 1.0);
  clasp_fixture_advance (&stage->router, 2000 * MS);
  clasp_udp_peer_expect_nothing (stage->node);
  g_assert_true (clasp_universes_set_test (universes, "/artnet/0/0/2", 3, 128));
  stage_run ();
  g_assert_cmpuint (stage_take_frame (stage, "the test").slots[3], ==, 128);
  g_assert_cmpuint (clasp_universes_count_with_data (universes), ==, 1);
}

/* Those that are shown must leave room for those that are sent. */
static void
test_more_than_may_be_sent_are_not_shown (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "out-universes=0:0:2;0:0:3 max-universes=1");
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 0);
  stage_set (stage, "/artnet/0/0/3/1", clasp_value_int (1));
  stage_run ();
  g_assert_cmpuint (stage_take_frame (stage, "a frame").port_address, ==, 3);
}

static void
test_an_interface_that_is_not_there_is_waited_for (Stage *stage, gconstpointer data)
{
  stage_open (stage, "interface=nonesuch0");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (stage->status.detail, ==,
                   "Network interface “nonesuch0” is not there; waiting for it");
}

/* Each as what it is told as and taken as; which addresses there are depends on the settings. */
static void
test_announced (Stage *stage, gconstpointer data)
{
  g_autofree char *some = NULL;

  stage_open_with_node (stage, "find-nodes=true scale=unit");
  some = announced_print (stage->router.router, "/artnet/*/**");
  g_assert_cmpstr (some, ==,
                   "/artnet/*/*/* stream bytes rw\n"
                   "/artnet/*/*/*/* param float rw 0-1 dmx\n"
                   "/artnet/*/*/*/*/16 param float rw 0-1\n"
                   "/artnet/*/*/*/*/rgb param array rw\n"
                   "/artnet/*/*/*/lost event string r\n"
                   "/artnet/*/*/*/nzs/* event bytes rw\n"
                   "/artnet/*/*/*/sources param array r\n"
                   "/artnet/*/*/*/sources/* param bytes r\n"
                   "/artnet/diagnostics event map r\n"
                   "/artnet/nodes/* param map r\n"
                   "/artnet/timecode stream string rw\n"
                   "/artnet/timecode/map stream map rw\n"
                   "/artnet/trigger event map rw");
}

static void
test_announced_flat (Stage *stage, gconstpointer data)
{
  g_autofree char *others = NULL;

  stage_open (stage, "addressing=flat");
  others = announced_print (stage->router.router, "/artnet/*/**");
  g_assert_cmpstr (others, ==,
                   "/artnet/* stream bytes r\n"
                   "/artnet/*/* param int r 0-255 dmx\n"
                   "/artnet/*/*/16 param int r 0-65535\n"
                   "/artnet/*/*/rgb param array r\n"
                   "/artnet/*/lost event string r\n"
                   "/artnet/*/nzs/* event bytes r\n"
                   "/artnet/*/sources param array r\n"
                   "/artnet/*/sources/* param bytes r\n"
                   "/artnet/timecode stream string r\n"
                   "/artnet/timecode/map stream map r\n"
                   "/artnet/trigger event map r");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("both/input-is-not-sent-out", test_input_is_not_sent_out);
  ADD ("both/input-and-output-of-one-universe-do-not-mask",
       test_input_and_output_of_one_universe_do_not_mask);
  ADD ("both/own-frames-are-not-input", test_own_frames_are_not_input);
  ADD ("life/port-is-shared-with-other-programs", test_port_is_shared_with_other_programs);
  ADD ("life/bad-settings-need-a-person", test_bad_settings_need_a_person);
  ADD ("life/starts-and-stops-again-and-again", test_starts_and_stops_again_and_again);
  ADD ("announced/net", test_announced);
  ADD ("announced/flat", test_announced_flat);
  ADD ("both/scale", test_scale_by_setting);
  ADD ("both/start-codes", test_start_codes_go_both_ways);
  ADD ("both/time-code", test_time_code_goes_both_ways);
  ADD ("both/triggers", test_triggers_go_both_ways);
  ADD ("both/universes-can-be-seen", test_universes_can_be_seen);
  ADD ("both/what-may-be-sent-can-be-tested", test_what_may_be_sent_can_be_tested);
  ADD ("both/more-than-may-be-sent-are-not-shown", test_more_than_may_be_sent_are_not_shown);
  ADD ("life/missing-interface", test_an_interface_that_is_not_there_is_waited_for);
  return g_test_run ();
}
