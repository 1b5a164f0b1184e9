/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-nodes.h"
#include "support/clasp-test.h"

#define MS G_GINT64_CONSTANT (1000)
#define LOST_US (8500 * MS)

typedef struct
{
  ClaspArtnetNodes *nodes;
  guint             n_told;
  gboolean          is_online;
  char              name[18];
  guint             n_outputs;
} Desk;

static void
told_cb (const ClaspArtnetNodeInfo *node, gpointer user_data)
{
  Desk *desk = user_data;

  desk->n_told++;
  desk->is_online = node->is_online;
  desk->n_outputs = node->outputs->len;
  g_strlcpy (desk->name, node->short_name, sizeof desk->name);
}

static void
set_up (Desk *desk, gconstpointer data)
{
  desk->nodes = clasp_artnet_nodes_new (CLASP_ARTNET_DEFAULT_NODES, LOST_US, told_cb, desk);
}

static void
tear_down (Desk *desk, gconstpointer data)
{
  clasp_artnet_nodes_free (desk->nodes);
}

static ClaspArtnetPollReply
reply_of (guint node, guint8 bind_index, guint8 universe)
{
  ClaspArtnetPollReply reply = { .ip = { 10, 0, (guint8) (node >> 8), (guint8) node },
                                 .port = 6454,
                                 .bind_index = bind_index,
                                 .n_ports = 1,
                                 .port_types = { CLASP_ARTNET_PORT_OUTPUT },
                                 .sw_out = { universe } };

  g_snprintf (reply.short_name, sizeof reply.short_name, "Node %u", node);
  return reply;
}

static guint
count_takers (Desk *desk, guint16 port_address)
{
  GPtrArray *takers = clasp_artnet_nodes_find_takers (desk->nodes, port_address);

  return takers != NULL ? takers->len : 0;
}

static void
test_takers_are_found_by_their_outputs (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply four = {
    .ip = { 10, 0, 0, 9 }, .net_switch = 1, .sub_switch = 2, .n_ports = 4
  };

  four.port_types[0] = CLASP_ARTNET_PORT_OUTPUT;
  four.port_types[1] = CLASP_ARTNET_PORT_INPUT;
  four.port_types[2] = CLASP_ARTNET_PORT_OUTPUT | 5;
  four.port_types[3] = CLASP_ARTNET_PORT_OUTPUT | 1; /* MIDI */
  for (guint8 i = 0; i < 4; i++)
    four.sw_out[i] = four.sw_in[i] = (guint8) (0xf0 | i); /* only the low nibble counts */
  g_assert_true (clasp_artnet_nodes_note (desk->nodes, &four, MS));
  g_assert_cmpuint (count_takers (desk, 0x120), ==, 1);
  g_assert_cmpuint (count_takers (desk, 0x121), ==, 0);
  g_assert_cmpuint (count_takers (desk, 0x122), ==, 1);
  g_assert_cmpuint (count_takers (desk, 0x123), ==, 0);

  four.n_ports = 65535; /* there is room for four */
  g_assert_true (clasp_artnet_nodes_note (desk->nodes, &four, MS));
}

static void
test_pages_of_one_node_add_up (Desk *desk, gconstpointer data)
{
  for (guint8 i = 1; i <= 3; i++)
    {
      ClaspArtnetPollReply reply = reply_of (1, i, i);

      clasp_artnet_nodes_note (desk->nodes, &reply, MS);
    }
  g_assert_cmpuint (clasp_artnet_nodes_count_online (desk->nodes), ==, 1);
  g_assert_cmpuint (desk->n_outputs, ==, 3);
  g_assert_cmpuint (count_takers (desk, 2), ==, 1);
}

static void
test_two_nodes_take_one_universe (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply a = reply_of (1, 1, 5), b = reply_of (2, 1, 5);

  clasp_artnet_nodes_note (desk->nodes, &a, MS);
  clasp_artnet_nodes_note (desk->nodes, &b, MS);
  g_assert_cmpuint (count_takers (desk, 5), ==, 2);
}

static void
test_a_changed_port_is_followed (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply reply = reply_of (1, 1, 5);

  clasp_artnet_nodes_note (desk->nodes, &reply, MS);
  reply.sw_out[0] = 6;
  clasp_artnet_nodes_note (desk->nodes, &reply, 2 * MS);
  g_assert_cmpuint (count_takers (desk, 5), ==, 0);
  g_assert_cmpuint (count_takers (desk, 6), ==, 1);
  g_assert_cmpuint (desk->n_told, ==, 2);
}

static void
test_a_silent_node_is_offline_and_comes_back (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply reply = reply_of (1, 1, 5);

  clasp_artnet_nodes_note (desk->nodes, &reply, MS);
  clasp_artnet_nodes_expire (desk->nodes, MS + LOST_US - 1);
  g_assert_true (desk->is_online);
  g_assert_cmpuint (count_takers (desk, 5), ==, 1);
  clasp_artnet_nodes_expire (desk->nodes, MS + LOST_US);
  g_assert_false (desk->is_online);
  g_assert_cmpuint (count_takers (desk, 5), ==, 0);
  g_assert_cmpuint (clasp_artnet_nodes_count_online (desk->nodes), ==, 0);
  g_assert_cmpuint (desk->n_outputs, ==, 1); /* what it took is remembered */

  clasp_artnet_nodes_note (desk->nodes, &reply, MS + 2 * LOST_US);
  g_assert_true (desk->is_online);
  g_assert_cmpuint (count_takers (desk, 5), ==, 1);
}

static void
test_an_unchanged_node_is_told_now_and_then (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply reply = reply_of (1, 1, 5);

  for (guint ms = 0; ms < 10000; ms += 100)
    clasp_artnet_nodes_note (desk->nodes, &reply, (1 + ms) * MS);
  g_assert_cmpuint (desk->n_told, ==, 5);
}

static void
test_names_are_made_valid (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply reply = reply_of (1, 1, 5);

  strcpy (reply.short_name, "K\xe4se");
  clasp_artnet_nodes_note (desk->nodes, &reply, MS);
  g_assert_cmpstr (desk->name, ==, "K\xef\xbf\xbdse");
  memset (reply.short_name, 0xff, sizeof reply.short_name);
  clasp_artnet_nodes_note (desk->nodes, &reply, MS);
  g_assert_true (g_utf8_validate (desk->name, -1, NULL));
}

static void
test_1024_nodes_and_no_more (Desk *desk, gconstpointer data)
{
  ClaspArtnetPollReply reply;

  for (guint i = 0; i < CLASP_ARTNET_DEFAULT_NODES; i++)
    {
      reply = reply_of (i, 1, 5);
      g_assert_true (clasp_artnet_nodes_note (desk->nodes, &reply, MS));
    }
  reply = reply_of (CLASP_ARTNET_DEFAULT_NODES, 1, 5);
  g_assert_false (clasp_artnet_nodes_note (desk->nodes, &reply, MS));
  reply = reply_of (3, 2, 6);
  g_assert_false (clasp_artnet_nodes_note (desk->nodes, &reply, MS)); /* pages count */
  reply = reply_of (3, 1, 6);
  g_assert_true (clasp_artnet_nodes_note (desk->nodes, &reply, MS));

  /* Those who are gone make room, one for one. */
  clasp_artnet_nodes_expire (desk->nodes, MS + LOST_US);
  for (guint i = 0; i < CLASP_ARTNET_DEFAULT_NODES; i++)
    {
      reply = reply_of (5000 + i, 1, 5);
      g_assert_true (clasp_artnet_nodes_note (desk->nodes, &reply, MS + LOST_US));
    }
  reply = reply_of (1, 1, 5);
  g_assert_false (clasp_artnet_nodes_note (desk->nodes, &reply, MS + LOST_US));
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
#define T(path, name)                                                                              \
  g_test_add ("/bridges/artnet/nodes/" path, Desk, NULL, set_up, test_##name, tear_down)
  T ("takers", takers_are_found_by_their_outputs);
  T ("pages", pages_of_one_node_add_up);
  T ("two-takers", two_nodes_take_one_universe);
  T ("changed-port", a_changed_port_is_followed);
  T ("offline", a_silent_node_is_offline_and_comes_back);
  T ("unchanged", an_unchanged_node_is_told_now_and_then);
  T ("names", names_are_made_valid);
  T ("limit", 1024_nodes_and_no_more);
#undef T
  return g_test_run ();
}
