/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

#include "bridges/osc/clasp-osc-peers.h"

/* Who is told what: subscriptions, keep-alive, and what targets want under which names. */

/* ---- subscriptions ---- */

static void
test_only_subscribers_are_answered (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "subscribe=/xremote");
  osc_stage_say (stage, stage->desk, "/hello i 1");
  osc_stage_say (stage, stage->tablet, "/xremote");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  osc_expect_packet (stage->tablet, "/hello i 1"); /* the state */
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->tablet, "/fader/1 i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
}

static void
test_subscription_ends_after_its_time (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "subscribe=/subscribe;/xremote subscribe-s=10");
  osc_stage_say (stage, stage->tablet, "/subscribe");
  osc_stage_settle (stage); /* 0.2 s */
  clasp_fixture_advance (&stage->router, 9000 * MS);
  osc_stage_say (stage, stage->tablet, "/xremote");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_fixture_advance (&stage->router, 9999 * MS);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->tablet, "/a i 1");
  clasp_fixture_advance (&stage->router, 1 * MS);
  osc_stage_set (stage, "/osc/a", clasp_value_int (2));
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_unsubscribed (OscStage *stage, gconstpointer data)
{
  osc_stage_open (stage, "subscribe=/subscribe unsubscribe=/bye");
  osc_stage_say (stage, stage->tablet, "/subscribe");
  osc_stage_settle (stage);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->tablet, "/a i 1");
  osc_stage_say (stage, stage->tablet, "/bye");
  osc_stage_settle (stage);
  osc_stage_set (stage, "/osc/a", clasp_value_int (2));
  clasp_udp_peer_expect_nothing (stage->tablet);
  clasp_fixture_expect_log (&stage->router, "");
}

static void
test_subscription_with_patterns (OscStage *stage, gconstpointer data)
{
  osc_stage_set (stage, "/osc/mixer/1/level", clasp_value_int (5));
  osc_stage_set (stage, "/osc/mixer/1/pan", clasp_value_int (6));
  osc_stage_open (stage, "subscribe=/subscribe");
  osc_stage_say (stage, stage->tablet, "/subscribe s /mixer/*/level");
  osc_expect_packet (stage->tablet, "/mixer/1/level i 5");
  osc_stage_set (stage, "/osc/mixer/2/level", clasp_value_int (7));
  osc_expect_packet (stage->tablet, "/mixer/2/level i 7");
  osc_stage_set (stage, "/osc/mixer/2/pan", clasp_value_int (7));
  osc_stage_say (stage, stage->tablet, "/subscribe s mixer");
  osc_stage_settle (stage);
  clasp_udp_peer_expect_nothing (stage->tablet);
  g_assert_cmpuint (stage->status.n_malformed, ==, 1);
}

/* Programs that listen at another port than they send from; theirs change, and each is one peer. */
static void
test_answers_at_a_port_of_their_own (OscStage *stage, gconstpointer data)
{
  g_autofree char *settings = g_strdup_printf ("reply-port=%u", stage->desk->port);
  ClaspUdpPeer    *again = clasp_udp_peer_new (stage->router.reactor);

  osc_stage_open (stage, settings);
  osc_stage_say (stage, stage->tablet, "/hello i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  osc_stage_say (stage, again, "/hello i 2");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 2 rev 2");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/fader/1 i 1");
  osc_stage_set (stage, "/osc/hello", clasp_value_int (2)); /* it said so itself */
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_udp_peer_expect_nothing (stage->tablet);
  clasp_udp_peer_expect_nothing (again);
  clasp_udp_peer_free (again);
}

static void
heard_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_autofree char *text = osc_text_of (bytes, size);

  g_string_append (user_data, text);
}

static gboolean
has_text (gpointer user_data)
{
  return ((GString *) user_data)->len > 0;
}

static void
test_answers_at_a_port_over_ipv6 (OscStage *stage, gconstpointer data)
{
  ClaspEndpoint             here = { (char *) "::1", 0 };
  ClaspDatagramOptions      options = { 0 };
  g_autoptr (GString)       heard = g_string_new (NULL);
  g_autoptr (ClaspDatagram) sender =
    clasp_datagram_new (stage->router.reactor, &here, &options, NULL, NULL, NULL);
  g_autoptr (ClaspDatagram) receiver =
    clasp_datagram_new (stage->router.reactor, &here, &options, heard_cb, heard, NULL);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("::1", stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_autofree char           *settings = NULL;

  if (sender == NULL || receiver == NULL)
    {
      g_test_skip ("loopback has no IPv6 here");
      return;
    }
  settings = g_strdup_printf ("listen=[::1]:%u reply-port=%u", stage->port,
                              clasp_datagram_get_port (receiver));
  osc_stage_open (stage, settings);
  osc_write_message (&writer, "/hello i 1");
  g_assert_true (clasp_datagram_send (sender, to, writer.data, writer.length, NULL));
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  clasp_test_spin_until (has_text, heard, "the answer");
  g_assert_cmpstr (heard->str, ==, "/fader/1 i 1");
}

/* A target that answers from where it is sent to is no such program. */
static void
test_targets_are_where_they_send_from (OscStage *stage, gconstpointer data)
{
  g_autofree char *settings = g_strdup_printf ("reply-port=%u", stage->tablet->port);

  osc_stage_open_with_desk (stage, settings);
  osc_stage_say (stage, stage->desk, "/hello i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/hello 1 rev 1");
  osc_stage_set (stage, "/osc/fader/1", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/fader/1 i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_every_subscriber_is_told (OscStage *stage, gconstpointer data)
{
  GPtrArray *peers = g_ptr_array_new ();

  osc_stage_open (stage, "subscribe=/xremote");
  for (guint i = 0; i < 20; i++)
    {
      ClaspUdpPeer *peer = clasp_udp_peer_new (stage->router.reactor);

      g_ptr_array_add (peers, peer);
      osc_stage_say (stage, peer, "/xremote");
    }
  osc_stage_settle (stage);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  for (guint i = 0; i < peers->len; i++)
    {
      osc_expect_packet (peers->pdata[i], "/a i 1");
      clasp_udp_peer_expect_nothing (peers->pdata[i]);
      clasp_udp_peer_free (peers->pdata[i]);
    }
  g_ptr_array_unref (peers);
}

/* ---- the other side of it ---- */

static void
test_keep_alive (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "& keep-alive=/subscribe 10 & keep-alive-s=8");
  osc_expect_packet (stage->desk, "/subscribe i 10");
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_advance (&stage->router, 7999 * MS);
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_advance (&stage->router, 1 * MS);
  osc_expect_packet (stage->desk, "/subscribe i 10");
  clasp_fixture_advance (&stage->router, 8000 * MS);
  osc_expect_packet (stage->desk, "/subscribe i 10");
}

/* A desk that answers to where it was asked from is heard also when the connection does not listen;
 * nobody else is. */
static void
test_targets_are_heard_without_listening (OscStage *stage, gconstpointer data)
{
  GBytes *asked;
  guint16 port = stage->port;

  osc_stage_open_with_desk (stage, "& listen= & keep-alive=/xremote");
  asked = clasp_udp_peer_take (stage->desk, "the keep-alive");
  g_bytes_unref (asked);
  stage->port = stage->desk->last_port;
  g_assert_cmpuint (stage->port, !=, port);
  osc_stage_say (stage, stage->tablet, "/fader i 1");
  osc_stage_say (stage, stage->desk, "/fader i 2");
  osc_stage_expect_heard (stage, "local ← SET /osc/fader 2 rev 1");
}

/* ---- targets ---- */

static void
test_only_and_except (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "only=/mixer/** except=/mixer/meters/** & max-packet=1472");
  osc_stage_set (stage, "/osc/lamp", clasp_value_int (1));
  osc_stage_set (stage, "/osc/mixer/meters/1", clasp_value_int (1));
  osc_stage_set (stage, "/osc/mixer/1", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/mixer/1 i 1");
  clasp_udp_peer_expect_nothing (stage->desk);
}

static void
test_map_works_both_ways (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "map=/fader/*>/ch/*/mix/fader & max-packet=1472");
  osc_stage_set (stage, "/osc/fader/01", clasp_value_double (0.5));
  osc_expect_packet (stage->desk, "/ch/01/mix/fader f 0.5");
  osc_stage_set (stage, "/osc/other", clasp_value_double (0.5));
  osc_expect_packet (stage->desk, "/other f 0.5");
  osc_stage_say (stage, stage->desk, "/ch/02/mix/fader f 0.25");
  osc_stage_expect_heard (stage, "local ← SET /osc/fader/02 0.25 rev 1");
  osc_stage_say (stage, stage->tablet, "/ch/03/mix/fader f 0.25");
  osc_stage_expect_heard (stage, "local ← SET /osc/ch/03/mix/fader 0.25 rev 1");
}

static void
test_map_differs_by_target (OscStage *stage, gconstpointer data)
{
  g_autofree char *text =
    g_strdup_printf ("send=127.0.0.1:%u map=/a>/b;127.0.0.1:%u & max-packet=1472",
                     stage->desk->port, stage->tablet->port);

  osc_stage_open (stage, text);
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  osc_expect_packet (stage->desk, "/b i 1");
  osc_expect_packet (stage->tablet, "/a i 1");
}

/* bridges.md 13.2, with a map between: one message in, none back; one write, one message out. */
static void
test_echo_with_a_map (OscStage *stage, gconstpointer data)
{
  osc_stage_open_with_desk (stage, "map=/a>/b & max-packet=1472");
  osc_stage_say (stage, stage->desk, "/b i 1");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_advance (&stage->router, 1000 * MS);
  osc_stage_set (stage, "/osc/a", clasp_value_int (2));
  osc_expect_packet (stage->desk, "/b i 2");
  clasp_udp_peer_expect_nothing (stage->desk);
  osc_stage_say (stage, stage->desk, "/b i 2");
  osc_stage_settle (stage);
  clasp_fixture_expect_log (&stage->router, "");
}

static void
test_maps_can_be_left_out (OscStage *stage, gconstpointer data)
{
  ClaspMapEntry entry = { CLASP_STR_LITERAL ("x"), clasp_value_int (1) };

  osc_stage_open_with_desk (stage, "map-mode=pairs");
  osc_stage_set (stage, "/osc/a", clasp_value_map (&entry, 1));
  osc_expect_packet (stage->desk, "/a si x 1");
  osc_stage_close (stage);
  osc_stage_open_with_desk (stage, "map-mode=ignore");
  osc_stage_set (stage, "/osc/b", clasp_value_map (&entry, 1));
  osc_stage_settle (stage);
  clasp_udp_peer_expect_nothing (stage->desk);
  g_assert_cmpuint (stage->status.n_dropped, ==, 2); /* the state of /a, and /b */
}

static void
tell_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  g_string_append_printf (user_data,
                          "%s: %" G_GUINT64_FORMAT " (%" G_GUINT64_FORMAT ") in, %" G_GUINT64_FORMAT
                          " (%" G_GUINT64_FORMAT ") out, %" G_GUINT64_FORMAT " bad\n",
                          peer->name, peer->n_in, peer->bytes_in, peer->n_out, peer->bytes_out,
                          peer->n_malformed);
}

static void
test_packets_are_counted_by_peer (OscStage *stage, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autofree char *expected = g_strdup_printf ("udp 127.0.0.1:%u #1: 2 (24) in, 1 (12) out, 1 bad\n"
                                               "to desk #1: 0 (0) in, 3 (36) out, 0 bad\n",
                                               stage->tablet->port);

  osc_stage_open_with_desk (stage, "name=desk & max-packet=1472");
  osc_stage_say (stage, stage->tablet, "/a i 1");
  osc_stage_say (stage, stage->tablet, "/a i 2");
  clasp_udp_peer_send_hex (stage->tablet, stage->port, "00");
  osc_stage_settle (stage);
  osc_stage_set (stage, "/osc/b", clasp_value_int (1));
  clasp_fixture_advance (&stage->router, 60000 * MS);
  osc_stage_set (stage, "/osc/b", clasp_value_int (2));
  osc_stage_set (stage, "/osc/c", clasp_value_int (2));
  clasp_bridge_foreach_peer (stage->bridge, tell_cb, told);
  g_assert_cmpstr (told->str, ==, expected);
}

/* The first one told, in words. */
static void
tell_first_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  GString *text = user_data;

  if (text->len == 0)
    g_string_append_printf (text, "%s %s%s%s %u wanted, heard at %" G_GINT64_FORMAT,
                            peer->transport, peer->address, peer->is_target ? " target" : "",
                            peer->is_present ? " present" : "", peer->n_wanted,
                            peer->last_in_us);
}

static void
expect_first_peer (OscStage *stage, const char *format, guint16 port, gint64 heard_us)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autofree char    *expected = g_strdup_printf ("udp 127.0.0.1:%u%s, heard at %" G_GINT64_FORMAT,
                                                  port, format, heard_us);

  clasp_bridge_foreach_peer (stage->bridge, tell_first_cb, told);
  g_assert_cmpstr (told->str, ==, expected);
}

static void
advance_to (OscStage *stage, gint64 time_us)
{
  clasp_fixture_advance (&stage->router, time_us - clasp_clock_now_us (stage->router.clock));
}

static void
test_a_peer_tells_when_it_was_heard (OscStage *stage, gconstpointer data)
{
  guint16 port = stage->tablet->port;
  gint64  heard_us;

  osc_stage_open (stage, "subscribe=/subscribe subscribe-s=40");
  heard_us = clasp_clock_now_us (stage->router.clock);
  osc_stage_say (stage, stage->tablet, "/subscribe s /fader/*");
  osc_stage_settle (stage);
  expect_first_peer (stage, " present 1 wanted", port, heard_us);
  advance_to (stage, heard_us + CLASP_OSC_PEER_EXPIRY_US - 1);
  expect_first_peer (stage, " present 1 wanted", port, heard_us);
  advance_to (stage, heard_us + CLASP_OSC_PEER_EXPIRY_US);
  expect_first_peer (stage, " 1 wanted", port, heard_us);
  advance_to (stage, heard_us + 40 * G_USEC_PER_SEC);
  expect_first_peer (stage, " 0 wanted", port, heard_us);
}

static void
test_bad_words_need_a_person (OscStage *stage, gconstpointer data)
{
  static const struct
  {
    const char *text, *part;
  } bad[] = {
    { "send=10.0.0.7:8000 colour=red & max-packet=64", "send: ‘colour’" },
    { "listen=tcp-slop://0.0.0.0:1", "listen: ‘tcp-slop://’" },
    { "subscribe=xremote", "subscribe: ‘xremote’" },
    { "unsubscribe=bye", "unsubscribe: ‘bye’" },
    { "keep-alive=xremote", "keep-alive: ‘xremote’" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      osc_stage_open (stage, bad[i].text);
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
      g_assert_nonnull (strstr (stage->status.detail, bad[i].part));
      osc_stage_close (stage);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/feedback/" path, OscStage, NULL, osc_stage_set_up, func,               \
              osc_stage_tear_down)
  ADD ("only-subscribers-are-answered", test_only_subscribers_are_answered);
  ADD ("subscription-ends-after-its-time", test_subscription_ends_after_its_time);
  ADD ("unsubscribed", test_unsubscribed);
  ADD ("subscription-with-patterns", test_subscription_with_patterns);
  ADD ("answers-at-a-port-of-their-own", test_answers_at_a_port_of_their_own);
  ADD ("answers-at-a-port-over-ipv6", test_answers_at_a_port_over_ipv6);
  ADD ("targets-are-where-they-send-from", test_targets_are_where_they_send_from);
  ADD ("every-subscriber-is-told", test_every_subscriber_is_told);
  ADD ("keep-alive", test_keep_alive);
  ADD ("targets-are-heard-without-listening", test_targets_are_heard_without_listening);
  ADD ("only-and-except", test_only_and_except);
  ADD ("map-works-both-ways", test_map_works_both_ways);
  ADD ("map-differs-by-target", test_map_differs_by_target);
  ADD ("echo-with-a-map", test_echo_with_a_map);
  ADD ("maps-can-be-left-out", test_maps_can_be_left_out);
  ADD ("packets-are-counted-by-peer", test_packets_are_counted_by_peer);
  ADD ("peer-tells-when-it-was-heard", test_a_peer_tells_when_it_was_heard);
  ADD ("bad-words-need-a-person", test_bad_words_need_a_person);
  return g_test_run ();
}
