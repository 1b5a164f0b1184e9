/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/artnet-stage.h"

/* Frames that come in, and ArtSync. */

static void
test_first_frame_comes_in_whole (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 293, 1, 0, "00ff80");
  stage_expect_heard (stage,
                      "local ← SET /artnet/1/2/5/1 0 rev 1\nlocal ← SET /artnet/1/2/5/2 255 rev 1\n"
                      "local ← SET /artnet/1/2/5/3 128 rev 1");
}

static void
test_later_frames_bring_changes (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 0, 1, 0, "0102");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/0/1 1 rev 1\nlocal ← SET /artnet/0/0/0/2 2 rev 1");
  stage_send_frame (stage, 0, 2, 0, "0102");
  stage_send_frame (stage, 0, 3, 0, "0103");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/0/2 3 rev 2");
}

static void
test_two_sources_merge_by_setting (Stage *stage, gconstpointer data)
{
  stage_open (stage, "merge=ltp");
  stage_send_frame (stage, 0, 1, 0, "64");
  stage_send_frame (stage, 0, 1, 1, "32");
  stage_expect_heard (
    stage, "local ← SET /artnet/0/0/0/1 100 rev 1\nlocal ← SET /artnet/0/0/0/1 50 rev 2");
  stage_close (stage);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  stage_open (stage, "merge=htp");
  stage_send_frame (stage, 1, 1, 0, "64");
  stage_send_frame (stage, 1, 1, 1, "32");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 100 rev 1");
}

static void
merge_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %u ", info->label, info->merge);
}

/* A line has its own, others that of the connection; whoever looks sees which. */
static void
test_merge_of_a_single_universe (Stage *stage, gconstpointer data)
{
  g_autoptr (GString) merges = g_string_new (NULL);

  stage_open (stage, "merge=htp universe-options=0:0:1\tmerge=ltp");
  stage_send_frame (stage, 0, 1, 0, "64");
  stage_send_frame (stage, 0, 1, 1, "32");
  stage_send_frame (stage, 1, 1, 0, "64");
  stage_send_frame (stage, 1, 1, 1, "32");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/0/1 100 rev 1\nlocal ← SET /artnet/0/0/1/1 100 rev 1\n"
                             "local ← SET /artnet/0/0/1/1 50 rev 2");
  clasp_universes_foreach (stage->router.universes, 0, merge_cb, merges);
  g_assert_cmpstr (merges->str, ==, "0:0:0 0 0:0:1 1 ");
}

static void
test_lost_source_is_dropped_from_the_merge (Stage *stage, gconstpointer data)
{
  stage_open (stage, "input-timeout-ms=2000");
  stage_send_frame (stage, 0, 1, 0, "64");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/0/1 100 rev 1");
  clasp_fixture_advance (&stage->router, 1500 * MS);
  stage_send_frame (stage, 0, 1, 1, "32");
  stage_run ();
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1500 * MS);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/0/1 50 rev 2");
  clasp_fixture_advance (&stage->router, 5000 * MS);
  clasp_fixture_expect_log (&stage->router, ""); /* the last one's levels are held */
}

static void
test_third_source_is_refused_and_said (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 0, 1, 0, "01");
  stage_send_frame (stage, 0, 1, 1, "02");
  stage_send_frame (stage, 0, 1, 2, "ff");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/0/1 1 rev 1\nlocal ← SET /artnet/0/0/0/1 2 rev 2");
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  g_assert_nonnull (strstr (stage->status.detail, "third"));
  clasp_fixture_advance (&stage->router, 11000 * MS);
  g_assert_cmpstr (stage->status.detail, ==, "");
}

static void
test_universes_filter_what_comes_in (Stage *stage, gconstpointer data)
{
  stage_open (stage, "universes=0:0:1");
  stage_send_frame (stage, 0, 1, 0, "ff");
  stage_send_frame (stage, 1, 1, 0, "ff");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 255 rev 1");
}

static void
test_malformed_is_counted (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  clasp_udp_peer_send_hex (stage->console, stage->port,
                           "4172742d4e657400 0050 000e 0100 0000 0200 0102");
  clasp_udp_peer_send_hex (stage->console, stage->port, "00");
  clasp_udp_peer_send_hex (stage->console, stage->port,
                           "4172742d4e657400 00f8 000e 0000"); /* not for us */
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_malformed, ==, 2);
  clasp_fixture_expect_log (&stage->router, "");
}

static void
test_inputs_are_bounded (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  for (guint i = 0; i < 1026; i++)
    {
      stage_send_frame (stage, (guint16) i, 1, 0, "01");
      stage_run ();
    }
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 1024);
  g_assert_cmpuint (stage->status.n_dropped, ==, 2);
}

/* As many as the setting says, either way. */
static void
test_universes_are_as_many_as_set (Stage *stage, gconstpointer data)
{
  stage_open_with_node (stage, "max-universes=2");
  for (guint16 i = 0; i < 3; i++)
    stage_send_frame (stage, i, 1, 0, "01");
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 2);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  stage_set (stage, "/artnet/0/0/4/1", clasp_value_int (1));
  stage_set (stage, "/artnet/0/0/5/1", clasp_value_int (1));
  stage_set (stage, "/artnet/0/0/6/1", clasp_value_int (1));
  g_assert_cmpuint (stage_take_frame (stage, "the first").port_address, ==, 4);
  g_assert_cmpuint (stage_take_frame (stage, "the second").port_address, ==, 5);
  clasp_udp_peer_expect_nothing (stage->node);
  stage_settle (stage);
  g_assert_cmpuint (stage->status.n_dropped, ==, 2);
}

static void
test_whole_frames_come_in_as_streams (Stage *stage, gconstpointer data)
{
  stage_open (stage, "in-mode=universe addressing=flat");
  stage_send_frame (stage, 293, 1, 0, "00ff80");
  stage_expect_heard (stage, "local ← PUBLISH stream /artnet/293 00ff80");
  stage_send_frame (stage, 293, 2, 0, "00ff80");
  stage_send_frame (stage, 293, 3, 0, "01");
  stage_expect_heard (stage, "local ← PUBLISH stream /artnet/293 01ff80");
}

static void
test_both_come_in (Stage *stage, gconstpointer data)
{
  stage_open (stage, "in-mode=both addressing=flat");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_expect_heard (stage,
                      "local ← SET /artnet/1/1 7 rev 1\nlocal ← PUBLISH stream /artnet/1 07");
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
  stage_open (stage, "input-timeout-ms=2000 loss=zero");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_expect_heard (
    stage, "local ← SET /artnet/0/0/1/sources [{\"address\":\"127.0.0.1\",\"port\":0}] rev 1\n"
           "local ← SET /artnet/0/0/1/1 7 rev 1");
  clasp_fixture_advance (&stage->router, 1999 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, MS);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/1/1 0 rev 2\n"
                                            "local ← SET /artnet/0/0/1/sources [] rev 2\n"
                                            "local ← PUBLISH event /artnet/0/0/1/lost 127.0.0.1");
}

static void
send_sync (Stage *stage)
{
  stage_send (stage, &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC });
}

static void
test_sync_holds_back_until_the_next (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_send_frame (stage, 2, 1, 0, "08");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/1/1 7 rev 1\nlocal ← SET /artnet/0/0/2/1 8 rev 1");
  send_sync (stage);
  stage_send_frame (stage, 1, 2, 0, "09");
  stage_send_frame (stage, 2, 2, 0, "0a");
  stage_send_frame (stage, 1, 3, 0, "0b");
  stage_run ();
  clasp_fixture_expect_log (&stage->router, "");
  send_sync (stage);
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/1/1 11 rev 2\nlocal ← SET /artnet/0/0/2/1 10 rev 2");
}

static void
test_without_sync_for_four_seconds_nothing_waits (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  send_sync (stage);
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_run ();
  clasp_fixture_advance (&stage->router, 4000 * MS - 1);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1);
  clasp_fixture_expect_log (&stage->router, "local ← SET /artnet/0/0/1/1 7 rev 1");
  stage_send_frame (stage, 1, 2, 0, "08");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 8 rev 2");
}

static void
test_merged_universes_do_not_wait (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  stage_send_frame (stage, 1, 1, 0, "07");
  stage_send_frame (stage, 1, 1, 1, "08");
  send_sync (stage);
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/1/1 7 rev 1\nlocal ← SET /artnet/0/0/1/1 8 rev 2");
  stage_send_frame (stage, 1, 2, 1, "09");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 9 rev 3");
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
  stage_open (stage, "");
  g_assert_true (clasp_datagram_send (other, to, writer.data, writer.length, NULL));
  stage_run ();
  stage_send_frame (stage, 1, 1, 0, "07"); /* not of who synchronises */
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 7 rev 1");
}

static void
test_a_frame_is_one_bundle (Stage *stage, gconstpointer data)
{
  guint         n = 0;
  ClaspSession *session = clasp_router_join (stage->router.router, "counter", count_cb, NULL, &n);

  g_assert_true (clasp_session_subscribe (session, 1, CLASP_STR_LITERAL ("/artnet/0/0/1/*"),
                                          CLASP_TYPES_PARAM, FALSE, NULL));
  stage_open (stage, "");
  stage_send_frame (stage, 1, 1, 0, "0102030405");
  stage_settle (stage);
  g_assert_cmpuint (n, ==, 6); /* and its source */
  clasp_session_leave (session);
}

static void
test_each_source_by_itself (Stage *stage, gconstpointer data)
{
  stage->wants_notes = TRUE;
  stage_open (stage, "per-source=true input-timeout-ms=2000");
  stage_send_frame (stage, 1, 1, 0, "0a");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/1/sources [{\"address\":\"127.0.0.1\",\"port\":0}] rev 1\n"
                      "local ← SET /artnet/0/0/1/sources/127.0.0.1-0 0a rev 1\n"
                      "local ← SET /artnet/0/0/1/1 10 rev 1");
  stage_send_frame (stage, 1, 2, 0, "0a");
  stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, ""); /* the same again */
  stage_send_frame (stage, 1, 1, 9, "05");       /* loses the merge, and is told all the same */
  stage_settle (stage);
  g_assert_nonnull (strstr (stage->router.log->str, "SET /artnet/0/0/1/sources/127.0.0.1-9 05 rev 1"));
  g_assert_null (strstr (stage->router.log->str, "/artnet/0/0/1/1 "));
  g_string_truncate (stage->router.log, 0);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  stage_send_frame (stage, 1, 3, 0, "0a");
  stage_run ();
  clasp_fixture_advance (&stage->router, 1500 * MS);
  stage_run ();
  g_assert_nonnull (strstr (stage->router.log->str, "SET /artnet/0/0/1/sources/127.0.0.1-9 null rev 2"));
  g_assert_null (strstr (stage->router.log->str, "/artnet/0/0/1/sources/127.0.0.1-0"));
  g_string_truncate (stage->router.log, 0);
}

/* What the notes call one value comes in as one as well, once a frame. */
static void
test_16_bit_and_colours_come_in (Stage *stage, gconstpointer data)
{
  const char *const notes[] = { "/artnet/0/0/1/1 Pan [16-bit]", "/artnet/0/0/1/3-8 Wash [rgb]", NULL };

  clasp_universes_set_notes (stage->router.universes, notes, NULL);
  stage_open (stage, "");
  stage_send_frame (stage, 1, 1, 0, "1234ff8000");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 18 rev 1\n"
                             "local ← SET /artnet/0/0/1/2 52 rev 1\n"
                             "local ← SET /artnet/0/0/1/3 255 rev 1\n"
                             "local ← SET /artnet/0/0/1/4 128 rev 1\n"
                             "local ← SET /artnet/0/0/1/5 0 rev 1\n"
                             "local ← SET /artnet/0/0/1/1/16 4660 rev 1\n"
                             "local ← SET /artnet/0/0/1/3/rgb [255,128,0] rev 1");
  stage_send_frame (stage, 1, 2, 0, "1235ff8000");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/2 53 rev 2\n"
                             "local ← SET /artnet/0/0/1/1/16 4661 rev 2");
}

static void
test_wide_values_are_scaled (Stage *stage, gconstpointer data)
{
  const char *const notes[] = { "/artnet/0/0/1/1 Pan [16-bit]", NULL };

  clasp_universes_set_notes (stage->router.universes, notes, NULL);
  stage_open (stage, "scale=unit");
  stage_send_frame (stage, 1, 1, 0, "ffff");
  stage_expect_heard (stage, "local ← SET /artnet/0/0/1/1 1 rev 1\n"
                             "local ← SET /artnet/0/0/1/2 1 rev 1\n"
                             "local ← SET /artnet/0/0/1/1/16 1 rev 1");
}

/* The slots the notes give a cue level fade there; the others stay. */
static void
test_loss_goes_to_the_cue (Stage *stage, gconstpointer data)
{
  const char *const notes[] = { "/artnet/0/0/1/1 Front [intensity, cue 100%]", NULL };

  clasp_universes_set_notes (stage->router.universes, notes, NULL);
  stage_open (stage, "input-timeout-ms=2000 loss=cue loss-fade-ms=1000");
  stage_send_frame (stage, 1, 1, 0, "0007");
  stage_expect_heard (stage,
                      "local ← SET /artnet/0/0/1/1 0 rev 1\nlocal ← SET /artnet/0/0/1/2 7 rev 1");
  for (guint ms = 0; ms < 2500; ms++)
    clasp_fixture_advance (&stage->router, MS);
  stage_run ();
  g_assert_nonnull (strstr (stage->router.log->str, "SET /artnet/0/0/1/1 12"));
  for (guint ms = 0; ms < 600; ms++)
    clasp_fixture_advance (&stage->router, MS);
  stage_run ();
  g_assert_nonnull (strstr (stage->router.log->str, "SET /artnet/0/0/1/1 255 "));
  g_assert_null (strstr (stage->router.log->str, "/artnet/0/0/1/2"));
  g_string_truncate (stage->router.log, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/bridge/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("in/first-frame-comes-in-whole", test_first_frame_comes_in_whole);
  ADD ("in/later-frames-bring-changes", test_later_frames_bring_changes);
  ADD ("in/two-sources-merge-by-setting", test_two_sources_merge_by_setting);
  ADD ("in/merge-of-a-single-universe", test_merge_of_a_single_universe);
  ADD ("in/lost-source-is-dropped-from-the-merge", test_lost_source_is_dropped_from_the_merge);
  ADD ("in/third-source-is-refused-and-said", test_third_source_is_refused_and_said);
  ADD ("in/universes-filter", test_universes_filter_what_comes_in);
  ADD ("in/malformed-is-counted", test_malformed_is_counted);
  ADD ("in/universes-are-bounded", test_inputs_are_bounded);
  ADD ("in/universes-are-as-many-as-set", test_universes_are_as_many_as_set);
  ADD ("in/whole-frames", test_whole_frames_come_in_as_streams);
  ADD ("in/slots-and-frames", test_both_come_in);
  ADD ("in/sources-and-loss", test_sources_and_loss_are_told);
  ADD ("in/each-source-by-itself", test_each_source_by_itself);
  ADD ("in/16-bit-and-colours", test_16_bit_and_colours_come_in);
  ADD ("in/wide-and-scaled", test_wide_values_are_scaled);
  ADD ("in/loss-cue", test_loss_goes_to_the_cue);
  ADD ("in/one-bundle", test_a_frame_is_one_bundle);
  ADD ("sync/holds-back", test_sync_holds_back_until_the_next);
  ADD ("sync/four-seconds", test_without_sync_for_four_seconds_nothing_waits);
  ADD ("sync/not-while-merging", test_merged_universes_do_not_wait);
  ADD ("sync/of-somebody-else", test_the_sync_of_somebody_else_is_ignored);
  return g_test_run ();
}
