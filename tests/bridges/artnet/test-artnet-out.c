/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/artnet-stage.h"
#include "bridges/artnet/clasp-artnet-settings.h"

/* What is written leaves as frames. */

static void
test_slot_goes_out_at_once (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/1/2/5/47", clasp_value_int (200));
  frame = stage_take_frame (stage, "the first frame");
  g_assert_cmpuint (frame.port_address, ==, 293);
  g_assert_cmpuint (frame.sequence, ==, 1);
  g_assert_cmpuint (frame.slots[46], ==, 200);
  g_assert_cmpuint (frame.slots[45], ==, 0);
}

static void
test_flat_address_is_the_same_universe (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/1/2/5/1", clasp_value_int (1));
  stage_set (stage, "/artnet/293/2", clasp_value_int (2));
  frame = stage_take_frame (stage, "a frame");
  g_assert_cmpuint (frame.port_address, ==, 293);
  g_assert_cmpuint (frame.slots[0], ==, 1);
  g_assert_cmpuint (frame.slots[1], ==, 2);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_values_become_levels (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_double (0.5));
  stage_set (stage, "/artnet/0/0/0/2", clasp_value_bool (TRUE));
  stage_set (stage, "/artnet/0/0/0/3", clasp_value_int (999));
  frame = stage_take_frame (stage, "a frame");
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

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/0/0/1", clasp_value_bytes ((const guint8 *) "\1\2\3", 3));
  frame = stage_take_frame (stage, "a frame of bytes");
  g_assert_cmpmem (frame.slots, 4, "\1\2\3\0", 4);

  clasp_fixture_advance (&stage->router, 100 * MS);
  stage_set (stage, "/artnet/1", clasp_value_array (levels, 3));
  frame = stage_take_frame (stage, "a frame of an array");
  g_assert_cmpuint (frame.port_address, ==, 1);
  g_assert_cmpmem (frame.slots, 4, "\1\2\377\0", 4); /* what is no level leaves its slot alone */
}

static void
test_512_sets_leave_in_one_frame (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  for (guint i = 1; i <= 512; i++)
    {
      g_autofree char *address = g_strdup_printf ("/artnet/0/0/0/%u", i);

      stage_set (stage, address, clasp_value_int (i % 251));
    }
  frame = stage_take_frame (stage, "the frame");
  for (guint i = 0; i < 512; i++)
    g_assert_cmpuint (frame.slots[i], ==, (i + 1) % 251);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_rate_is_limited_and_the_last_value_arrives (Stage *stage, gconstpointer data)
{
  guint          n_frames = 0;
  ClaspArtnetDmx frame = { 0 };

  stage_open_with_node (stage, "max-hz=44");
  for (guint ms = 0; ms < 1000; ms++)
    {
      stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (ms % 256));
      stage_run ();
      clasp_fixture_advance (&stage->router, MS);
    }
  clasp_fixture_advance (&stage->router, FRAME_US);
  stage_run ();
  while (stage->node->packets->len > 0)
    {
      frame = stage_take_frame (stage, "a frame");
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
  stage_open_with_node (stage, "keep-alive-ms=500");
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (1));
  stage_take_frame (stage, "the first frame");
  clasp_fixture_advance (&stage->router, 499 * MS);
  clasp_udp_peer_expect_nothing (stage->node);
  clasp_fixture_advance (&stage->router, MS);
  g_assert_cmpuint (stage_take_frame (stage, "the repetition").sequence, ==, 2);
}

static void
test_universes_filter_what_goes_out (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "universes=0:0:1;5");
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->node);
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (1));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").port_address, ==, 5);
}

static void
test_other_universes_go_out_than_come_in (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "universes=1 out-universes=0:0:2");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (1));
  stage_set (stage, "/artnet/0/0/2/1", clasp_value_int (2));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").port_address, ==, 2);
  clasp_udp_peer_expect_nothing (stage->node);
  stage_send_frame (stage, 2, 1, 0, "05");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 7 rev 2");
}

/* What is set for single universes goes to their hosts and not to those of all others; what goes to
 * everybody reaches them too. */
static void
test_single_universes_have_their_hosts (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer    *own = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char *more =
    g_strdup_printf ("universe-options=0:0:4-0:0:5\tunicast=127.0.0.1:%u", own->port);

  stage_open_with_node (stage, more);
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (5));
  g_assert_cmpuint (stage_take_packet (own, "a frame of 5").dmx.port_address, ==, 5);
  clasp_udp_peer_expect_nothing (stage->node);
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (6));
  g_assert_cmpuint (stage_take_frame (stage, "a frame of 6").port_address, ==, 6);
  clasp_udp_peer_expect_nothing (own);
  stage_set (stage, "/artnet/timecode", clasp_value_string (CLASP_STR_LITERAL ("01:02:03:04")));
  g_assert_cmpint (stage_take_packet (own, "time code").op, ==, CLASP_ARTNET_OP_TIME_CODE);
  g_assert_cmpint (stage_take_packet (stage->node, "time code").op, ==, CLASP_ARTNET_OP_TIME_CODE);
  clasp_udp_peer_free (own);
}

/* Without any other host, a line is reason enough to send; the rest has nowhere to go. */
static void
test_hosts_of_single_universes_are_enough (Stage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("universe-options=5\tunicast=127.0.0.1:%u", stage->node->port);

  stage_open (stage, text);
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (6));
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (5));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").port_address, ==, 5);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
expect_line_problem (const char *text, const char *problem)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  clasp_settings_set_text (settings, "universe-options", text, &error);
  g_assert_no_error (error);
  clasp_settings_validate (settings, &error);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, problem);
}

static void
test_lines_are_checked (Stage *stage, gconstpointer data)
{
  expect_line_problem ("127:15:15 unicast=node.local;0-5 unicast=10.0.0.5:6455", NULL);
  expect_line_problem ("1 unicast=a;2 priority=5",
                       "universe-options: line 2, column 3: ‘priority’ is no option; write sync=, mode=, unicast=, "
                       "min-hz=, max-hz=, continuous=, blackout-on-stop=, merge=");
  expect_line_problem ("1 unicast=10.0.0.5,[::1]", "universe-options: line 1, column 20: ‘::1’ is an IPv6 address; "
                                                 "Art-Net is IPv4 only");
  expect_line_problem ("1 mode=list unicast=a sync=true min-hz=1 max-hz=44 continuous=true blackout-on-stop=true", NULL);
  expect_line_problem ("1 mode=list;2 mode=discovered",
                       "universe-options: line 2: mode=discovered is of no use while find-nodes is off");
  expect_line_problem ("128:0:0 unicast=a",
                       "universe-options: line 1, column 1: ‘128:0:0’ is no universe; write net:sub-net:universe or "
                       "a number from 0 to 32767, or two with ‘-’ between them");
}

/* Nodes that heard an ArtSync show nothing more at once: who gets none of what is synchronised never hears one. */
static void
test_sync_follows_single_universes (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer    *own = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char *more =
    g_strdup_printf ("universe-options=5\tsync=true\tunicast=127.0.0.1:%u", own->port);

  stage_open_with_node (stage, more);
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (5));
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (6));
  g_assert_cmpuint (stage_take_packet (own, "a frame of 5").dmx.port_address, ==, 5);
  g_assert_cmpint (stage_take_packet (own, "its sync").op, ==, CLASP_ARTNET_OP_SYNC);
  g_assert_cmpuint (stage_take_frame (stage, "a frame of 6").port_address, ==, 6);
  clasp_fixture_advance (&stage->router, 100 * MS);
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (7));
  g_assert_cmpuint (stage_take_frame (stage, "the next frame of 6").port_address, ==, 6);
  clasp_udp_peer_expect_nothing (stage->node);
  clasp_udp_peer_expect_nothing (own);
  clasp_udp_peer_free (own);
}

/* One line goes to the usual hosts, one to nobody, which is no fault. */
static void
test_modes_of_single_universes (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "broadcast=true universe-options=5\tmode=list;6\tunicast=");
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (6));
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (5));
  g_assert_cmpuint (stage_take_frame (stage, "a frame of 5").port_address, ==, 5);
  clasp_udp_peer_expect_nothing (stage->node);
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_dropped, ==, 0);
  g_assert_cmpint (stage->status.state, !=, CLASP_BRIDGE_STATE_DEGRADED);
}

static void
test_what_is_no_slot_is_counted (Stage *stage, gconstpointer data)
{
  static const char *const addresses[] = { "/artnet/0/0/0/0", "/artnet/0/0/0/513",
                                           "/artnet/0/16/0/1", "/artnet/32768/1", "/artnet/x" };

  stage_open_with_node (stage, "");
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    stage_set (stage, addresses[i], clasp_value_int (1));
  stage_set (stage, "/artnet/0/0/0/1", clasp_value_string (CLASP_STR_LITERAL ("full")));
  stage_settle (stage);
  clasp_udp_peer_expect_nothing (stage->node);
  g_assert_cmpuint (stage->status.n_dropped, ==, G_N_ELEMENTS (addresses) + 1);
}

static void
test_state_is_sent_when_it_starts (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_set (stage, "/artnet/0/0/0/1", clasp_value_int (10));
  stage_set (stage, "/artnet/0/0/0/512", clasp_value_int (20));
  stage_open_with_node (stage, "");
  frame = stage_take_frame (stage, "the first frame");
  g_assert_cmpuint (frame.slots[0], ==, 10);
  g_assert_cmpuint (frame.slots[511], ==, 20);
}

static void
test_16_bit_and_colours (Stage *stage, gconstpointer data)
{
  ClaspArtnetDmx frame;

  stage_open_with_node (stage, "");
  stage_set (stage, "/artnet/0/0/1/1/16", clasp_value_double (0.5));
  stage_set (stage, "/artnet/1/3/16", clasp_value_int (0x1234));
  stage_set (stage, "/artnet/0/0/1/10/rgb", stage_parse ("\"#ff8000\""));
  stage_set (stage, "/artnet/0/0/1/20/rgb", stage_parse ("[1,2,3]"));
  frame = stage_take_frame (stage, "a frame");
  g_assert_cmpmem (frame.slots, 4, "\200\0\22\64", 4);
  g_assert_cmpmem (frame.slots + 9, 3, "\377\200\0", 3);
  g_assert_cmpmem (frame.slots + 19, 3, "\1\2\3", 3);
}

static void
test_sync_is_sent_behind_the_frames (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "sync=true");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (1));
  stage_set (stage, "/artnet/0/0/2/1", clasp_value_int (1));
  stage_take_frame (stage, "the first");
  stage_take_frame (stage, "the second");
  g_assert_cmpint (stage_take_packet (stage->node, "an ArtSync").op, ==, CLASP_ARTNET_OP_SYNC);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_dark_when_it_stops (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "blackout-on-stop=true");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_assert_cmpuint (stage_take_frame (stage, "a frame").slots[0], ==, 7);
  stage_close (stage);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (stage_take_frame (stage, "zeros").slots[0], ==, 0);
  clasp_udp_peer_expect_nothing (stage->node);
}

static void
test_continuous_frames (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "continuous=true max-hz=40");
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  stage_run ();
  for (guint ms = 0; ms < 1000; ms++)
    clasp_fixture_advance (&stage->router, MS);
  stage_run ();
  g_assert_cmpuint (stage->node->packets->len, >=, 40);
  g_assert_cmpuint (stage->node->packets->len, <=, 41);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("out/slot-goes-out-at-once", test_slot_goes_out_at_once);
  ADD ("out/flat-address-is-the-same-universe", test_flat_address_is_the_same_universe);
  ADD ("out/values-become-levels", test_values_become_levels);
  ADD ("out/whole-frames", test_whole_frames);
  ADD ("out/512-sets-leave-in-one-frame", test_512_sets_leave_in_one_frame);
  ADD ("out/rate-is-limited-and-the-last-value-arrives",
       test_rate_is_limited_and_the_last_value_arrives);
  ADD ("out/unchanged-is-kept-alive", test_unchanged_is_kept_alive);
  ADD ("out/universes-filter", test_universes_filter_what_goes_out);
  ADD ("out/other-universes-than-in", test_other_universes_go_out_than_come_in);
  ADD ("out/single-universes/hosts", test_single_universes_have_their_hosts);
  ADD ("out/single-universes/hosts-are-enough", test_hosts_of_single_universes_are_enough);
  ADD ("out/single-universes/lines-are-checked", test_lines_are_checked);
  ADD ("out/single-universes/sync", test_sync_follows_single_universes);
  ADD ("out/single-universes/modes", test_modes_of_single_universes);
  ADD ("out/what-is-no-slot-is-counted", test_what_is_no_slot_is_counted);
  ADD ("out/state-is-sent-when-it-starts", test_state_is_sent_when_it_starts);
  ADD ("out/16-bit-and-colours", test_16_bit_and_colours);
  ADD ("out/continuous", test_continuous_frames);
  ADD ("out/sync-behind-the-frames", test_sync_is_sent_behind_the_frames);
  ADD ("out/dark-when-it-stops", test_dark_when_it_stops);
  return g_test_run ();
}
