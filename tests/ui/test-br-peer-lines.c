/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom a connection speaks with, in words. */

#include "connections/br-found-row.h"
#include "connections/br-peer-lines.h"
#include "clasp-kinds.h"
#include "dmx/clasp-lighting-view.h"
#include "support/clasp-test.h"
#include "widgets/br-format.h"
#include "widgets/br-port-hint.h"

#define S G_USEC_PER_SEC

static void
assert_line (const GPtrArray *lines, guint i, const char *name, const char *text)
{
  const BrPeerLine *line = lines->pdata[i];

  g_assert_cmpuint (i, <, lines->len);
  g_assert_cmpstr (line->name, ==, name);
  g_assert_cmpstr (line->text, ==, text);
}

static void
test_osc_peers_say_when_they_were_heard (void)
{
  ClaspConnectionPeer   heard = { .address = (char *) "10.0.0.7:50123", .transport = (char *) "udp", .is_present = TRUE, .n_in = 412, .last_in_us = 97 * S };
  ClaspConnectionPeer   target = { .address = (char *) "desk", .transport = (char *) "tcp-slip", .is_target = TRUE, .n_out = 3, .n_dropped = 2 };
  ClaspConnectionPeer   silent = { .address = (char *) "10.0.0.8:9", .transport = (char *) "udp", .n_malformed = 1 };
  g_autoptr (GPtrArray) peers = g_ptr_array_new ();
  g_autoptr (GPtrArray) lines = NULL;

  g_ptr_array_add (peers, &heard);
  g_ptr_array_add (peers, &target);
  g_ptr_array_add (peers, &silent);
  lines = br_peer_lines_of_connection (peers, 100 * S);
  g_assert_cmpuint (lines->len, ==, 3);
  assert_line (lines, 0, "10.0.0.7:50123", "udp · heard 3" BR_THIN_SPACE "s ago · in 412");
  assert_line (lines, 1, "desk", "tcp-slip · cannot be reached · out 3 · dropped 2");
  assert_line (lines, 2, "10.0.0.8:9", "udp · not heard yet · not understood 1");
}

/* The time of another day would be taken for today's. */
static void
test_who_is_gone_is_dated (void)
{
  g_autoptr (GDateTime) seen = g_date_time_new_local (2026, 3, 1, 20, 14, 3), later = g_date_time_add_hours (seen, 3);
  g_autoptr (GDateTime) tomorrow = g_date_time_add_hours (seen, 4), year = g_date_time_add_years (seen, 1);
  g_autofree char *today = br_found_describe_gone (seen, later), *before = br_found_describe_gone (seen, tomorrow);
  g_autofree char *old = br_found_describe_gone (seen, year);

  g_assert_true (g_str_has_prefix (today, "Gone, last seen at 20:14:03"));
  g_assert_true (g_str_has_prefix (before, "Gone, last seen on "));
  g_assert_nonnull (strstr (before, "20:14:03"));
  g_assert_cmpstr (old, ==, before);
}

/* A port of this program's is not another program's. */
static void
test_whose_port_it_is (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *tablet = clasp_show_connect_from_text (show, "osc,name=Tablet,listen=127.0.0.1:9000", NULL);
  ClaspConnection      *other = clasp_show_connect_from_text (show, "osc,listen=127.0.0.1:9010", NULL);
  ClaspSettings        *mine = clasp_connection_get_settings (other);

  g_assert_cmpstr (br_port_find_owner (show, mine, &(ClaspPortFinding){ .port = 9000 }), ==, "Tablet");
  g_assert_null (br_port_find_owner (show, clasp_connection_get_settings (tablet), &(ClaspPortFinding){ .port = 9000 }));
  g_assert_cmpstr (br_port_find_owner (show, mine, &(ClaspPortFinding){ .port = 7330, .is_stream = TRUE }), ==, "CLASP router");
  g_assert_null (br_port_find_owner (show, mine, &(ClaspPortFinding){ .port = 7330 }));
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (clasp_show_get_router (show)), FALSE);
  g_assert_null (br_port_find_owner (show, mine, &(ClaspPortFinding){ .port = 7330, .is_stream = TRUE }));
}

static void
test_many_are_counted (void)
{
  ClaspConnectionPeer   peer = { .address = (char *) "10.0.0.7:1", .transport = (char *) "udp" };
  g_autoptr (GPtrArray) peers = g_ptr_array_new ();
  g_autoptr (GPtrArray) at_limit = NULL, above = NULL;

  for (guint i = 0; i < BR_PEER_MAX_LINES; i++)
    g_ptr_array_add (peers, &peer);
  at_limit = br_peer_lines_of_connection (peers, 0);
  g_assert_cmpuint (at_limit->len, ==, BR_PEER_MAX_LINES);
  assert_line (at_limit, BR_PEER_MAX_LINES - 1, "10.0.0.7:1", "udp · not heard yet");
  g_ptr_array_add (peers, &peer);
  above = br_peer_lines_of_connection (peers, 0);
  g_assert_cmpuint (above->len, ==, BR_PEER_MAX_LINES);
  assert_line (above, BR_PEER_MAX_LINES - 1, "…", "2 more are not listed.");
}

static ClaspLightingPeer *
add_peer (ClaspLightingView *view, ClaspLightingKind kind, const char *connection, const char *name, const char *address)
{
  ClaspLightingPeer *peer = clasp_lighting_view_add (view, kind, connection, address);

  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, name);
  clasp_lighting_peer_set_text (peer->address, sizeof peer->address, address);
  peer->is_online = TRUE;
  peer->seen_ago_us = 3 * S;
  return peer;
}

static void
test_nodes_say_their_ports (void)
{
  g_autoptr (GPtrArray) artnet = NULL, sacn = NULL;
  ClaspLightingView    *view = clasp_lighting_view_new ();
  ClaspLightingPeer    *peer = add_peer (view, CLASP_LIGHTING_NODE, "art", "Node 4", "10.0.0.7");

  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 0x112, .is_output = TRUE });
  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 3 });
  peer = add_peer (view, CLASP_LIGHTING_SOURCE, "sac", "", "10.0.0.8");
  clasp_lighting_peer_add_port (peer, &(ClaspLightingPort){ .universe = 7 });
  peer->is_online = FALSE;
  clasp_lighting_view_finish (view);
  artnet = br_peer_lines_of_lighting (view, "art");
  sacn = br_peer_lines_of_lighting (view, "sac");
  g_assert_cmpuint (artnet->len, ==, 1);
  assert_line (artnet, 0, "Node 4", "10.0.0.7 · heard 3" BR_THIN_SPACE "s ago · takes 1:1:2 · sends 0:0:3");
  assert_line (sacn, 0, "10.0.0.8", "10.0.0.8 · gone · heard 3" BR_THIN_SPACE "s ago · sends 7");
  clasp_lighting_view_unref (view);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/peers/osc", test_osc_peers_say_when_they_were_heard);
  g_test_add_func ("/ui/peers/whose-port-it-is", test_whose_port_it_is);
  g_test_add_func ("/ui/peers/who-is-gone-is-dated", test_who_is_gone_is_dated);
  g_test_add_func ("/ui/peers/many-are-counted", test_many_are_counted);
  g_test_add_func ("/ui/peers/lighting", test_nodes_say_their_ports);
  return g_test_run ();
}
