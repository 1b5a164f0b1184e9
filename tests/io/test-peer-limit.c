/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-peer-limit.h"
#include "support/clasp-test.h"

static void
test_one_address (void)
{
  g_autoptr (ClaspPeerLimit) limit = clasp_peer_limit_new (2);
  g_autoptr (ClaspPeerPlace) first = clasp_peer_limit_take (limit, "192.0.2.7:1000");
  ClaspPeerPlace            *second = clasp_peer_limit_take (limit, "192.0.2.7:1001");
  g_autoptr (ClaspPeerPlace) other = clasp_peer_limit_take (limit, "192.0.2.8:1000");
  g_autoptr (ClaspPeerPlace) again = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_nonnull (other);
  g_assert_null (clasp_peer_limit_take (limit, "192.0.2.7:1002"));
  clasp_peer_place_free (second);
  again = clasp_peer_limit_take (limit, "192.0.2.7:1003");
  g_assert_nonnull (again);
}

static void
test_ipv6 (void)
{
  g_autoptr (ClaspPeerLimit) limit = clasp_peer_limit_new (1);
  g_autoptr (ClaspPeerPlace) first = clasp_peer_limit_take (limit, "[2001:db8::7]:1000");
  g_autoptr (ClaspPeerPlace) other = clasp_peer_limit_take (limit, "[2001:db8::8]:1000");

  g_assert_nonnull (first);
  g_assert_nonnull (other);
  g_assert_null (clasp_peer_limit_take (limit, "[2001:db8::7]:1001"));
}

static void
test_not_limited (gconstpointer peer)
{
  const gboolean has_limit = g_str_has_prefix (peer, "127.") || g_str_has_prefix (peer, "[");
  g_autoptr (ClaspPeerLimit) limit = clasp_peer_limit_new (has_limit ? 1 : 0);
  ClaspPeerPlace            *places[10];

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      places[i] = clasp_peer_limit_take (limit, peer);
      g_assert_nonnull (places[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    clasp_peer_place_free (places[i]);
}

static void
test_place_outlives_limit (void)
{
  ClaspPeerLimit            *limit = clasp_peer_limit_new (1);
  g_autoptr (ClaspPeerPlace) place = clasp_peer_limit_take (limit, "192.0.2.7:1000");

  clasp_peer_limit_unref (limit);
  g_assert_nonnull (place);
}

static void
test_limit_changes (void)
{
  g_autoptr (ClaspPeerLimit) limit = clasp_peer_limit_new (1);
  g_autoptr (ClaspPeerPlace) first = clasp_peer_limit_take (limit, "192.0.2.7:1000");
  g_autoptr (ClaspPeerPlace) second = NULL;

  g_assert_null (clasp_peer_limit_take (limit, "192.0.2.7:1001"));
  clasp_peer_limit_set (limit, 2);
  second = clasp_peer_limit_take (limit, "192.0.2.7:1001");
  g_assert_nonnull (second);
  clasp_peer_limit_set (limit, 1); /* who is there stays */
  g_assert_null (clasp_peer_limit_take (limit, "192.0.2.7:1002"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);

  g_test_add_func ("/io/peer-limit/one-address", test_one_address);
  g_test_add_func ("/io/peer-limit/ipv6", test_ipv6);
  g_test_add_data_func ("/io/peer-limit/this-machine", "127.0.0.1:1000", test_not_limited);
  g_test_add_data_func ("/io/peer-limit/this-machine-ipv6", "[::1]:1000", test_not_limited);
  g_test_add_data_func ("/io/peer-limit/this-machine-mapped", "[::ffff:127.0.0.1]:1000",
                        test_not_limited);
  g_test_add_data_func ("/io/peer-limit/none", "192.0.2.7:1000", test_not_limited);
  g_test_add_func ("/io/peer-limit/place-outlives-limit", test_place_outlives_limit);

  g_test_add_func ("/io/peer-limit/changes", test_limit_changes);
  return g_test_run ();
}
