/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

static gboolean
is_malformed (gpointer user_data)
{
  return ((OscStage *) user_data)->status.n_malformed > 0;
}

/* ---- in ---- */

static void
test_one_argument_is_its_value (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->tablet, "/fader/1 f 0.5");
  osc_stage_expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
}

static void
test_several_arguments_are_an_array (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->tablet, "/xy fis 0.5 2 a");
  osc_stage_expect_heard (stage, "local ← SET /osc/xy [0.5,2,\"a\"] rev 1");
}

static void
test_no_argument_and_impulse_are_events (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->tablet, "/go");
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/go");
  osc_stage_say (stage, stage->tablet, "/go I");
  osc_stage_expect_heard (stage, "local ← PUBLISH event /osc/go");
  osc_stage_say (stage, stage->tablet, "/colour N");
  osc_stage_expect_heard (stage, "local ← SET /osc/colour null rev 1");
}

static void
test_forbidden_characters_are_escaped (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  clasp_udp_peer_send_hex (stage->tablet, stage->port,
                           "2f612062 2f000000 2c690000 00000001"); /* "/a b/" */
  osc_stage_expect_heard (stage, "local ← SET /osc/a%20b/_ 1 rev 1");
}

static void
test_bundle_applies_in_order (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, CLASP_OSC_TIME_IMMEDIATELY, "/a i 1", "/a i 2");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/a 2 rev 2");
}

static void
test_future_bundle_waits_for_its_time (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 2000 * MS),
                        "/a i 1", "/b i 2");
  osc_stage_say (stage, stage->tablet, "/c i 3");
  osc_stage_expect_heard (stage, "local ← SET /osc/c 3 rev 1");
  clasp_fixture_advance (&stage->router, 1990 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 10 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1");
}

static void
test_bundles_happen_in_the_order_of_their_times (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 2000 * MS),
                        "/a i 3", "/a i 4");
  osc_stage_say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 1000 * MS),
                        "/a i 1", "/a i 2");
  osc_stage_settle (stage);
  clasp_fixture_advance (&stage->router, 3000 * MS);
  clasp_fixture_expect_log (&stage->router,
                            "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/a 2 rev 2\n"
                            "local ← SET /osc/a 3 rev 3\nlocal ← SET /osc/a 4 rev 4");
}

static void
test_late_bundle_happens_at_once (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US - 5000 * MS),
                        "/a i 1", "/b i 2");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1\nlocal ← SET /osc/b 2 rev 1");
}

static void
test_bundle_too_far_ahead_is_dropped (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say_bundle (stage, clasp_osc_time_from_unix_us (CLASP_FIXTURE_UNIX_US + 10001 * MS),
                        "/a i 1", "/b i 2");
  osc_stage_settle (stage);
  clasp_fixture_advance (&stage->router, 20000 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
}

static void
test_pattern_reaches_known_addresses (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_set (stage, "/osc/mixer/1/level", clasp_value_int (0));
  osc_stage_set (stage, "/osc/mixer/12/level", clasp_value_int (0));
  osc_stage_set (stage, "/osc/mixer/1/pan", clasp_value_int (0));
  osc_stage_set (stage, "/elsewhere/mixer/1/level", clasp_value_int (0));
  osc_stage_say (stage, stage->tablet, "/mixer/?/level i 7");
  osc_stage_expect_heard (stage, "local ← SET /osc/mixer/1/level 7 rev 2");
  osc_stage_say (stage, stage->tablet, "//pan i 8");
  osc_stage_expect_heard (stage, "local ← SET /osc/mixer/1/pan 8 rev 2");
}

static void
test_pattern_for_nothing_is_counted (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->tablet, "/mixer/*/level i 7");
  osc_stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  g_assert_null (
    clasp_router_peek (stage->router.router, CLASP_STR_LITERAL ("/osc/mixer/*/level")));
}

static void
test_malformed_is_counted_and_changes_nothing (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  /* a bundle whose second element is cut off */
  clasp_udp_peer_send_hex (stage->tablet, stage->port,
                           "2362756e646c6500 0000000000000001 0000000c 2f610000 2c690000 00000001 "
                           "00000008 2f620000 2c690000");
  osc_stage_settle (stage);
  clasp_test_spin_until (is_malformed, stage, "the bad packet to be counted");
  clasp_fixture_expect_log (&stage->router, "");
  osc_stage_say (stage, stage->tablet, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
}

static void
test_too_long_address_is_malformed (OscStage *stage, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (252, 'a'), *longest = NULL, *longer = NULL;

  osc_stage_open (stage, "");
  longest = g_strdup_printf ("/%.251s i 1", filler); /* with "/osc" 256 bytes */
  longer = g_strdup_printf ("/%s i 1", filler);
  osc_stage_say (stage, stage->tablet, longer);
  osc_stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
  g_assert_cmpuint (stage->status.n_malformed, ==, 1);
  osc_stage_say (stage, stage->tablet, longest);
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->router.log->len, >, 256);
}

/* ---- out ---- */

static void
test_set_goes_to_every_target (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("send=127.0.0.1:%u;localhost:%u", stage->desk->port, stage->tablet->port);

  osc_stage_open (stage, text);
  osc_stage_settle (stage);
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.5));
  osc_expect_packet (stage->desk, "/fader/1 f 0.5");
}

static void
test_namespace_is_stripped_and_escapes_undone (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  osc_stage_set (stage, "/osc/a%20b/c", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/a b/c i 1");
  osc_stage_set (stage, "/oscillator/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->desk);
}

static void
test_event_goes_out (OscStage *stage, gconstpointer data)
{
  ClaspValue value = clasp_value_int (5);

  osc_stage_open_with_desk (stage, "");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), NULL);
  osc_expect_packet (stage->desk, "/go ");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), &value);
  osc_expect_packet (stage->desk, "/go i 5");
}

static void
test_newest_sample_of_a_stream_goes_out (OscStage *stage, gconstpointer data)
{
  double       samples[] = { 0.25, 0.5 };
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  osc_stage_open_with_desk (stage, "");
  message.publish.address = CLASP_STR_LITERAL ("/osc/meter");
  message.publish.signal = CLASP_SIGNAL_STREAM;
  message.publish.has_samples = TRUE;
  message.publish.samples = samples;
  message.publish.n_samples = 2;
  clasp_session_submit (stage->local, &message, NULL, FALSE);
  osc_expect_packet (stage->desk, "/meter f 0.5");
}

static void
test_styles_reach_the_wire (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "float-tag=d int-tag=h bool-tag=i null-tag=none");
  osc_stage_set (stage, "/osc/a", clasp_value_double (0.1));
  osc_expect_packet (stage->desk, "/a d 0.1");
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/a h 1");
  osc_stage_set (stage, "/osc/a", clasp_value_bool (TRUE));
  osc_expect_packet (stage->desk, "/a i 1");
  osc_stage_set (stage, "/osc/a", clasp_value_null ());
  osc_expect_packet (stage->desk, "/a ");
}

static void
test_tags_are_remembered (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  osc_stage_say (stage, stage->tablet, "/fader/1 f 0.5");
  osc_stage_expect_heard (stage, "local ← SET /osc/fader/1 0.5 rev 1");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/fader/1 f 1");
  osc_stage_set (stage, "/osc/fader/2", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/fader/2 i 1");
}

static void
test_too_large_is_dropped_and_counted (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strnfill (200, 'x');

  osc_stage_open_with_desk (stage, "max-packet=64");
  osc_stage_set (stage, "/osc/a", clasp_value_string (clasp_str (text)));
  osc_stage_settle (stage);
  clasp_udp_peer_expect_nothing (stage->desk);
  g_assert_cmpuint (stage->status.n_dropped, ==, 1);
  osc_stage_set (stage, "/osc/a", clasp_value_string (CLASP_STR_LITERAL ("short")));
  osc_expect_packet (stage->desk, "/a s short");
}

static void
test_state_is_sent_when_it_starts (OscStage *stage, gconstpointer data)
{
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.5));
  osc_stage_open_with_desk (stage, "");
  osc_expect_packet (stage->desk, "/fader/1 f 0.5");
}

/* A name is not known yet when the state is told to the others. */
static void
test_state_is_sent_when_a_name_is_found (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("send=localhost:%u", stage->desk->port);

  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.5));
  osc_stage_open (stage, text);
  osc_expect_packet (stage->desk, "/fader/1 f 0.5");
  clasp_udp_peer_expect_nothing (stage->desk);
}

/* ---- answers to senders ---- */

static void
test_sender_is_answered_for_30_s (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->tablet, "/hello i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  clasp_fixture_advance (&stage->router, 29999 * MS);
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->tablet, "/fader/1 i 1");
  clasp_fixture_advance (&stage->router, MS);
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (2));
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_answers_can_be_off (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "reply-to-sender=false");
  osc_stage_say (stage, stage->tablet, "/hello i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_target_that_also_sends_gets_one_copy (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  osc_stage_say (stage, stage->desk, "/hello i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/fader/1 i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
}

/* The acceptance check of bridges.md 13.2. */
static void
test_nothing_comes_back_to_who_said_it (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "");
  osc_stage_say (stage, stage->desk, "/hello i 1");
  osc_stage_say (stage, stage->tablet, "/fader/1 f 0.5");
  osc_stage_expect_heard (stage,
                          "local ← SET /osc/hello 1 rev 1\nlocal ← SET /osc/fader/1 0.5 rev 1");
  clasp_udp_peer_expect_nothing (stage->tablet);

  /* somebody writes the same again: everybody gets it but the tablet */
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.5));
  osc_expect_packet (stage->desk, "/fader/1 f 0.5");
  clasp_udp_peer_expect_nothing (stage->tablet);
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.75));
  osc_expect_packet (stage->tablet, "/fader/1 f 0.75");
}

static void
test_echo_of_a_device_is_no_news (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_double (0.1));
  osc_expect_packet (stage->desk, "/fader/1 f 0.1");
  osc_stage_say (stage, stage->desk, "/fader/1 f 0.1"); /* as a float a little off */
  osc_stage_say (stage, stage->desk, "/done i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/done 1 rev 1");
}

/* ---- life ---- */

static void
test_port_in_use_is_said_and_waited_for (OscStage *stage, gconstpointer data)
{
  ClaspUdpPeer *squatter = clasp_udp_peer_new (stage->router.reactor);

  stage->port = squatter->port;
  osc_stage_open (stage, "");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (stage->status.detail, "127.0.0.1"));
  clasp_udp_peer_free (squatter);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  osc_stage_say (stage, stage->tablet, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
}

static void
test_send_only (OscStage *stage, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf ("listen= send=127.0.0.1:%u", stage->desk->port);

  osc_stage_open (stage, text);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/a i 1");
}

static void
say_over_ipv6 (OscStage *stage, const char *line)
{
  ClaspEndpoint             loopback = { (char *) "::1", 0 };
  ClaspDatagramOptions      options = { 0 };
  g_autoptr (ClaspDatagram) socket =
    clasp_datagram_new (stage->router.reactor, &loopback, &options, NULL, NULL, NULL);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("::1", stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;

  g_assert_nonnull (socket);
  osc_write_message (&writer, line);
  g_assert_true (clasp_datagram_send (socket, to, writer.data, writer.length, NULL));
}

/* One place for both, or a place for each at the same port. */
static void
test_both_families (OscStage *stage, gconstpointer data)
{
  if (!g_file_test ("/proc/net/if_inet6", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("there is no IPv6 here");
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text =
        i == 0 ? g_strdup_printf ("listen=[::]:%u", stage->port)
               : g_strdup_printf ("listen=[::]:%u;0.0.0.0:%u", stage->port, stage->port);
      g_autofree char *four = g_strdup_printf ("local ← SET /osc/four 1 rev %u", i + 1);
      g_autofree char *six = g_strdup_printf ("local ← SET /osc/six 1 rev %u", i + 1);

      osc_stage_open (stage, text);
      osc_stage_settle (stage); /* what it is told at first is no echo any more */
      osc_stage_say (stage, stage->tablet, "/four i 1");
      osc_stage_expect_heard (stage, four);
      say_over_ipv6 (stage, "/six i 1");
      osc_stage_expect_heard (stage, six);
      osc_stage_close (stage);
      clasp_fixture_advance (&stage->router, 1000 * MS);
    }
}

static void
test_bad_settings_need_a_person (OscStage *stage, gconstpointer data)
{
  static const char *const texts[] = { "listen=", "listen=localhost:9000", "listen=1.2.3.4",
                                       "send=1.2.3.4", "send=1.2.3.4:0" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      osc_stage_open (stage, texts[i]);
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
      g_assert_cmpstr (stage->status.detail, !=, "");
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (g_steal_pointer (&stage->bridge));
    }
}

static void
test_starts_and_stops_again_and_again (OscStage *stage, gconstpointer data)
{
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("/a i %u", i);
      g_autofree char *expected = g_strdup_printf ("local ← SET /osc/a %u rev %u", i, i);

      osc_stage_open (stage, "");
      osc_stage_say (stage, stage->tablet, line);
      osc_stage_expect_heard (stage, expected);
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (g_steal_pointer (&stage->bridge));
      clasp_fixture_advance (&stage->router, 1000 * MS);
    }
}

static void
test_counters (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "");
  osc_stage_say (stage, stage->tablet, "/a i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  osc_stage_set (stage, "/osc/b", clasp_value_int (1));
  osc_stage_settle (stage);
  g_assert_cmpuint (stage->status.n_in, ==, 1);
  g_assert_cmpuint (stage->status.n_out, ==, 1);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_LIVE);
}

static void
announced_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup_printf ("%.*s %s", (int) info->address.length,
                                               info->address.data,
                                               clasp_signal_to_string (info->signal)));
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
test_triggers_are_announced_as_events (OscStage *stage, gconstpointer data)
{
  g_autoptr (GPtrArray)    announced = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/osc/**"));
  g_autofree char         *text = NULL;

  osc_stage_open (stage, "triggers=go;fire;no*such thing & max-packet=1472");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  clasp_router_foreach_signal (stage->router.router, all, announced_cb, announced);
  g_ptr_array_sort (announced, compare_texts);
  g_ptr_array_add (announced, NULL);
  text = g_strjoinv ("|", (char **) announced->pdata);
  g_assert_cmpstr (text, ==, "/osc param|/osc/** param|/osc/**/fire event|/osc/**/go event");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/bridge/" path, OscStage, NULL, osc_stage_set_up, func,                 \
              osc_stage_tear_down)
  ADD ("in/one-argument-is-its-value", test_one_argument_is_its_value);
  ADD ("triggers-are-announced-as-events", test_triggers_are_announced_as_events);
  ADD ("in/several-arguments-are-an-array", test_several_arguments_are_an_array);
  ADD ("in/no-argument-and-impulse-are-events", test_no_argument_and_impulse_are_events);
  ADD ("in/forbidden-characters-are-escaped", test_forbidden_characters_are_escaped);
  ADD ("in/bundle-applies-in-order", test_bundle_applies_in_order);
  ADD ("in/future-bundle-waits-for-its-time", test_future_bundle_waits_for_its_time);
  ADD ("in/bundles-happen-in-the-order-of-their-times",
       test_bundles_happen_in_the_order_of_their_times);
  ADD ("in/late-bundle-happens-at-once", test_late_bundle_happens_at_once);
  ADD ("in/bundle-too-far-ahead-is-dropped", test_bundle_too_far_ahead_is_dropped);
  ADD ("in/pattern-reaches-known-addresses", test_pattern_reaches_known_addresses);
  ADD ("in/pattern-for-nothing-is-counted", test_pattern_for_nothing_is_counted);
  ADD ("in/malformed-is-counted-and-changes-nothing",
       test_malformed_is_counted_and_changes_nothing);
  ADD ("in/too-long-address-is-malformed", test_too_long_address_is_malformed);
  ADD ("out/set-goes-to-every-target", test_set_goes_to_every_target);
  ADD ("out/namespace-is-stripped-and-escapes-undone",
       test_namespace_is_stripped_and_escapes_undone);
  ADD ("out/event-goes-out", test_event_goes_out);
  ADD ("out/newest-sample-of-a-stream-goes-out", test_newest_sample_of_a_stream_goes_out);
  ADD ("out/styles-reach-the-wire", test_styles_reach_the_wire);
  ADD ("out/tags-are-remembered", test_tags_are_remembered);
  ADD ("out/too-large-is-dropped-and-counted", test_too_large_is_dropped_and_counted);
  ADD ("out/state-is-sent-when-it-starts", test_state_is_sent_when_it_starts);
  ADD ("out/state-is-sent-when-a-name-is-found", test_state_is_sent_when_a_name_is_found);
  ADD ("peers/sender-is-answered-for-30-s", test_sender_is_answered_for_30_s);
  ADD ("peers/answers-can-be-off", test_answers_can_be_off);
  ADD ("peers/target-that-also-sends-gets-one-copy", test_target_that_also_sends_gets_one_copy);
  ADD ("peers/nothing-comes-back-to-who-said-it", test_nothing_comes_back_to_who_said_it);
  ADD ("peers/echo-of-a-device-is-no-news", test_echo_of_a_device_is_no_news);
  ADD ("life/port-in-use-is-said-and-waited-for", test_port_in_use_is_said_and_waited_for);
  ADD ("life/send-only", test_send_only);
  ADD ("life/both-families", test_both_families);
  ADD ("life/bad-settings-need-a-person", test_bad_settings_need_a_person);
  ADD ("life/starts-and-stops-again-and-again", test_starts_and_stops_again_and_again);
  ADD ("life/counters", test_counters);
  return g_test_run ();
}
