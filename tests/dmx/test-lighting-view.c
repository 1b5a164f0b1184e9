/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who else is on the lighting network, put together from those who know. */

#include "dmx/clasp-universes.h"
#include "support/clasp-test.h"

static void
test_in_order (void)
{
  g_autoptr (ClaspLightingView) view = clasp_lighting_view_new ();
  ClaspLightingPeer            *peer;

  peer = clasp_lighting_view_add (view, CLASP_LIGHTING_SOURCE, "s", "c1");
  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, "A");
  peer = clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, "a", "10.0.0.2");
  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, "Wash");
  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 9 });
  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 3 });
  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 9, .is_output = TRUE });
  peer = clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, "a", "10.0.0.1");
  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, "Spot");
  clasp_lighting_view_finish (view);

  g_assert_cmpuint (view->n_peers, ==, 3);
  g_assert_cmpstr (view->peers[0].name, ==, "Spot");
  g_assert_cmpstr (view->peers[1].name, ==, "Wash");
  g_assert_cmpstr (view->peers[2].protocol, ==, "sacn");
  g_assert_cmpuint (view->peers[1].n_ports, ==, 3);
  g_assert_true (view->peers[1].ports[0].is_output);
  g_assert_cmpuint (view->peers[1].ports[1].universe, ==, 3);
  g_assert_cmpuint (view->peers[1].ports[2].universe, ==, 9);
}

static void
test_limit_of_ports (void)
{
  for (guint n = CLASP_LIGHTING_MAX_PORTS; n <= CLASP_LIGHTING_MAX_PORTS + 1; n++)
    {
      g_autoptr (ClaspLightingView) view = clasp_lighting_view_new ();
      ClaspLightingPeer            *peer = clasp_lighting_view_add (view, CLASP_LIGHTING_SOURCE, "s", "c");

      for (guint i = 0; i < n; i++)
        clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = (guint16) (n - i) });
      clasp_lighting_view_finish (view);
      g_assert_cmpuint (view->peers[0].n_universes, ==, n);
      g_assert_cmpuint (view->peers[0].n_ports, ==, CLASP_LIGHTING_MAX_PORTS);
      g_assert_cmpuint (view->peers[0].ports[0].universe, ==, n - CLASP_LIGHTING_MAX_PORTS + 1);
    }
}

static void
test_limit_of_peers (void)
{
  g_autoptr (ClaspLightingView) view = clasp_lighting_view_new ();

  for (guint i = 0; i < CLASP_LIGHTING_MAX_PEERS; i++)
    g_assert_nonnull (clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, "a", "x"));
  g_assert_null (clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, "a", "x"));
  clasp_lighting_view_finish (view);
  g_assert_cmpuint (view->n_peers, ==, CLASP_LIGHTING_MAX_PEERS);
}

static void
test_text_is_cut_between_characters (void)
{
  char field[4];

  clasp_lighting_peer_set_text (field, sizeof field, "ab\303\244");
  g_assert_cmpstr (field, ==, "ab");
  clasp_lighting_peer_set_text (field, sizeof field, "a\303\244");
  g_assert_cmpstr (field, ==, "a\303\244");
}

static void
tell_cb (ClaspLightingView *view, gint64 now_us, gpointer user_data)
{
  ClaspLightingPeer *peer = clasp_lighting_view_add (view, CLASP_LIGHTING_NODE, user_data, "x");

  peer->seen_ago_us = now_us - 1;
}

static void
expect_peers (ClaspUniverses *universes, const char *expected)
{
  g_autoptr (ClaspLightingView) view = clasp_universes_view_lighting (universes, 5);
  g_autoptr (GString)           text = g_string_new (NULL);

  for (guint i = 0; i < view->n_peers; i++)
    g_string_append_printf (text, "%s:%" G_GINT64_FORMAT " ", view->peers[i].connection, view->peers[i].seen_ago_us);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_those_who_know_come_and_go (void)
{
  ClaspClock     *clock = clasp_manual_clock_new (0, 0);
  ClaspTimers    *timers = clasp_timers_new (NULL, clock);
  ClaspUniverses *universes = clasp_universes_new (timers);
  char            first[] = "first", second[] = "second";

  expect_peers (universes, "");
  clasp_universes_add_teller (universes, tell_cb, second);
  clasp_universes_add_teller (universes, tell_cb, first);
  expect_peers (universes, "first:4 second:4 ");
  clasp_universes_remove_teller (universes, second);
  clasp_universes_remove_teller (universes, second);
  expect_peers (universes, "first:4 ");

  clasp_universes_free (universes);
  clasp_timers_free (timers);
  clasp_clock_unref (clock);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
  g_test_add_func ("/dmx/lighting-view/in-order", test_in_order);
  g_test_add_func ("/dmx/lighting-view/limit/ports", test_limit_of_ports);
  g_test_add_func ("/dmx/lighting-view/limit/peers", test_limit_of_peers);
  g_test_add_func ("/dmx/lighting-view/text-is-cut-between-characters", test_text_is_cut_between_characters);
  g_test_add_func ("/dmx/lighting-view/tellers-come-and-go", test_those_who_know_come_and_go);
  return g_test_run ();
}
