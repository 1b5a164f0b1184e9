/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-memory.h"
#include "bridges/osc/clasp-osc-peers.h"

#define MAX_ADDRESSES 1000
#define MS G_GINT64_CONSTANT (1000)

/* Who sent something, who asked to be told, and what each address last came in with: at their
 * limits. */

static GSocketAddress *
address_of (guint number)
{
  return g_inet_socket_address_new_from_string ("192.0.2.1", 1000 + number);
}

static ClaspOscPeer *
get (ClaspOscPeers *peers, guint number, gboolean is_good, gint64 now_us)
{
  g_autoptr (GSocketAddress) address = address_of (number);
  const ClaspOscFrom         from = { 1, address };

  return clasp_osc_peers_get (peers, &from, is_good, now_us);
}

static guint
count_present (ClaspOscPeers *peers, gint64 now_us)
{
  guint n = 0;

  for (guint i = 0; i < clasp_osc_peers_get_count (peers); i++)
    n += clasp_osc_peer_is_present (clasp_osc_peers_get_at (peers, i), now_us);
  return n;
}

static void
test_peers_are_bounded (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();

  for (guint i = 0; i < CLASP_OSC_MAX_PEERS + 1; i++)
    g_assert_nonnull (get (peers, i, TRUE, 1000 + i));
  g_assert_cmpuint (count_present (peers, 2000), ==, CLASP_OSC_MAX_PEERS);
}

/* A scan of the network with rubbish must not push the tablets out. */
static void
test_bad_packets_push_nobody_out (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();

  for (guint i = 0; i < CLASP_OSC_MAX_PEERS; i++)
    get (peers, i, TRUE, 1000);
  g_assert_null (get (peers, 1000, FALSE, 2000));
  g_assert_cmpuint (count_present (peers, 2000), ==, CLASP_OSC_MAX_PEERS);
  g_assert_nonnull (get (peers, 1000, FALSE, 1000 + CLASP_OSC_PEER_EXPIRY_US));
}

static void
test_same_address_on_another_port_of_ours_is_another_peer (void)
{
  g_autoptr (ClaspOscPeers)  peers = clasp_osc_peers_new ();
  g_autoptr (GSocketAddress) address = address_of (0);
  const ClaspOscFrom         first = { 1, address }, second = { 2, address };

  g_assert_true (clasp_osc_peers_get (peers, &first, TRUE, 1000) !=
                 clasp_osc_peers_get (peers, &second, TRUE, 1000));
  g_assert_cmpuint (clasp_osc_peers_get_count (peers), ==, 2);
}

static gboolean
wants (const ClaspOscPeer *peer, ClaspStr address, gint64 now_us)
{
  return clasp_osc_peer_wants (peer, address, address, now_us);
}

static gboolean
subscribe (ClaspOscPeer *peer,
           const char   *pattern,
           gint64        now_us,
           gint64        until_us,
           gboolean     *is_news)
{
  ClaspStr text = clasp_str (pattern);

  return clasp_osc_peer_subscribe (peer, &text, now_us, until_us, is_news);
}

static void
test_subscription_to_just_what_osc_says (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();
  ClaspOscPeer             *peer = get (peers, 0, TRUE, 1000);
  gboolean                  is_news;

  g_assert_true (subscribe (peer, "/mixer/[12]/level", 1000, 2000, &is_news));
  g_assert_true (subscribe (peer, "/ch*/{pan,mute}", 1000, 2000, &is_news));
  g_assert_true (subscribe (peer, "//solo", 1000, 2000, &is_news));
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/mixer/1/level"), 1000));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/mixer/3/level"), 1000));
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/ch1/mute"), 1000));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/bus1/mute"), 1000));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/ch1/fader"), 1000));
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/a/b/solo"), 1000));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/a/b/solos"), 1000));
}

static void
test_telling_the_state_is_bounded (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();
  ClaspOscPeer             *peer = get (peers, 0, TRUE, 1000);

  for (guint i = 0; i < CLASP_OSC_PEER_MAX_TOLD; i++)
    g_assert_true (clasp_osc_peer_may_be_told (peer, 1000 + i));
  g_assert_false (clasp_osc_peer_may_be_told (peer, 2000));
  g_assert_false (clasp_osc_peer_may_be_told (peer, 999 + CLASP_OSC_PEER_EXPIRY_US));
  g_assert_true (clasp_osc_peer_may_be_told (peer, 1000 + CLASP_OSC_PEER_EXPIRY_US));
}

static void
test_subscription_ends (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();
  ClaspOscPeer             *peer = get (peers, 0, TRUE, 1000);
  gboolean                  is_news;

  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/a"), 1000));
  g_assert_true (clasp_osc_peer_subscribe (peer, NULL, 1000, 2000, &is_news));
  g_assert_true (is_news);
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/a"), 1999));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/a"), 2000));
  g_assert_true (clasp_osc_peer_subscribe (peer, NULL, 1500, 2500, &is_news));
  g_assert_false (is_news);
  clasp_osc_peer_unsubscribe (peer);
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/a"), 1600));
}

static void
test_subscription_with_patterns (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();
  ClaspOscPeer             *peer = get (peers, 0, TRUE, 1000);
  gboolean                  is_news;

  g_assert_true (subscribe (peer, "/mixer/*", 1000, 2000, &is_news));
  g_assert_true (subscribe (peer, "/meters", 1000, 2000, &is_news));
  g_assert_true (is_news);
  g_assert_true (subscribe (peer, "/meters", 1000, 2000, &is_news));
  g_assert_false (is_news);
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/mixer/1"), 1000));
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/meters"), 1000));
  g_assert_false (wants (peer, CLASP_STR_LITERAL ("/lights/1"), 1000));
  g_assert_true (clasp_osc_peer_subscribe (peer, NULL, 1000, 2000, &is_news));
  g_assert_true (is_news);
  g_assert_true (wants (peer, CLASP_STR_LITERAL ("/lights/1"), 1000));
}

static void
test_patterns_of_a_peer_are_bounded (void)
{
  g_autoptr (ClaspOscPeers) peers = clasp_osc_peers_new ();
  ClaspOscPeer             *peer = get (peers, 0, TRUE, 1000);
  gboolean                  is_news;

  for (guint i = 0; i < CLASP_OSC_PEER_MAX_PATTERNS; i++)
    {
      g_autofree char *pattern = g_strdup_printf ("/mixer/%u", i);

      g_assert_true (subscribe (peer, pattern, 1000, 2000, &is_news));
    }
  g_assert_false (subscribe (peer, "/one/more", 1000, 2000, &is_news));
  g_assert_true (subscribe (peer, "/mixer/0", 1000, 2000, &is_news));
}

/* ---- memory ---- */

static const ClaspOscHeard *
note (ClaspOscMemory *memory, const char *address, gint64 value, guint max_rate, gint64 now_us)
{
  g_autoptr (GSocketAddress) sender = address_of (0);
  const ClaspOscFrom         from = { 1, sender };
  ClaspValue                 number = clasp_value_int (value);

  return clasp_osc_memory_note (memory, clasp_str (address), CLASP_STR_LITERAL ("i"), &number,
                                &from, max_rate, now_us);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (ClaspOscMemory) memory = clasp_osc_memory_new (MAX_ADDRESSES);

  for (guint i = 0; i < MAX_ADDRESSES; i++)
    {
      char address[16];

      g_snprintf (address, sizeof address, "/%u", i);
      note (memory, address, 1, 0, 1000);
    }
  g_assert_nonnull (clasp_osc_memory_look_up (memory, CLASP_STR_LITERAL ("/0")));
  note (memory, "/one/more", 1, 0, 1000);
  g_assert_null (clasp_osc_memory_look_up (memory, CLASP_STR_LITERAL ("/0")));
  g_assert_nonnull (clasp_osc_memory_look_up (memory, CLASP_STR_LITERAL ("/one/more")));
}

/* 41 in a second, one after the other, is above 40; 40 is not. */
static gboolean
is_stream_at (guint rate, guint max_rate)
{
  g_autoptr (ClaspOscMemory) memory = clasp_osc_memory_new (MAX_ADDRESSES);
  const ClaspOscHeard       *heard = NULL;

  for (guint i = 0; i <= rate; i++)
    heard = note (memory, "/a", i, max_rate, 1 + i * G_USEC_PER_SEC / rate);
  return heard->is_stream;
}

static void
test_what_never_rests_is_a_stream (void)
{
  g_assert_false (is_stream_at (40, 40));
  g_assert_true (is_stream_at (41, 40));
  g_assert_false (is_stream_at (1000, 0));
}

static void
test_stream_settles_at_its_last_value (void)
{
  g_autoptr (ClaspOscMemory) memory = clasp_osc_memory_new (MAX_ADDRESSES);
  g_auto (ClaspValue)        value = CLASP_VALUE_INIT;
  ClaspStr                   address;
  gint64                     last_us = 0, number;

  for (guint i = 0; i <= 100; i++)
    {
      last_us = 1 + i * 10 * MS;
      note (memory, "/a", i, 40, last_us);
    }
  g_assert_cmpuint (clasp_osc_memory_get_n_streams (memory), ==, 1);
  g_assert_false (
    clasp_osc_memory_settle (memory, last_us + CLASP_OSC_SETTLE_US - 1, &address, &value));
  g_assert_true (clasp_osc_memory_settle (memory, last_us + CLASP_OSC_SETTLE_US, &address, &value));
  g_assert_true (clasp_str_equal (address, CLASP_STR_LITERAL ("/a")));
  clasp_value_to_int (&value, &number);
  g_assert_cmpint (number, ==, 100);
  g_assert_cmpuint (clasp_osc_memory_get_n_streams (memory), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add_func ("/bridges/osc/" path, func)
  ADD ("peers/are-bounded", test_peers_are_bounded);
  ADD ("peers/bad-packets-push-nobody-out", test_bad_packets_push_nobody_out);
  ADD ("peers/same-address-on-another-port-of-ours-is-another-peer",
       test_same_address_on_another_port_of_ours_is_another_peer);
  ADD ("peers/subscription-ends", test_subscription_ends);
  ADD ("peers/subscription-with-patterns", test_subscription_with_patterns);
  ADD ("peers/patterns-of-a-peer-are-bounded", test_patterns_of_a_peer_are_bounded);
  ADD ("peers/subscription-to-just-what-osc-says", test_subscription_to_just_what_osc_says);
  ADD ("peers/telling-the-state-is-bounded", test_telling_the_state_is_bounded);
  ADD ("memory/is-bounded", test_memory_is_bounded);
  ADD ("memory/what-never-rests-is-a-stream", test_what_never_rests_is_a_stream);
  ADD ("memory/stream-settles-at-its-last-value", test_stream_settles_at_its_last_value);
  return g_test_run ();
}
