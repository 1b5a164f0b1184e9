/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Art-Net bridge against programs that other people wrote: the npm package dmxnet, and tshark.
 * olad is among the real peers of all bridges. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "support/clasp-peers-stage.h"
#include "support/clasp-tshark.h"

static void
open_bridge (ClaspPeersStage *stage, gboolean is_output)
{
  g_autofree char *endpoint = g_strdup_printf ("127.0.0.1:%u", stage->port);

  clasp_peers_stage_open (stage, CLASP_TYPE_ARTNET_BRIDGE, CLASP_TYPE_ARTNET_SETTINGS, "/artnet",
                          "interface", "lo", "listen", is_output ? "" : endpoint, "send",
                          is_output ? endpoint : "", NULL);
}

/* ---- the npm package ---- */

static ClaspTestPeer *
start_script (ClaspPeersStage *stage, const char *mode, const char *first, const char *second)
{
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", "dmxnet.mjs", NULL);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);
  const char      *argv[] = { "node", path, mode, port, "3", first, second, NULL };

  return clasp_peers_has_npm_package ("dmxnet") ? clasp_test_peer_new (argv) : NULL;
}

static void
test_dmxnet_gets_frames (ClaspPeersStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = start_script (stage, "receive", NULL, NULL);
  g_autoptr (GString)       said = g_string_new (NULL);

  if (peer == NULL)
    return;
  /* It does not say when it begins to listen: the repetition gets there. */
  open_bridge (stage, TRUE);
  clasp_peers_stage_set (stage, "/artnet/0/0/3/1", clasp_value_int (255));
  clasp_peers_stage_set (stage, "/artnet/0/0/3/4", clasp_value_int (9));
  clasp_peers_expect_said (peer, said, "255,0,0,9\n");
  clasp_peers_stage_set (stage, "/artnet/3/2", clasp_value_int (1));
  clasp_peers_expect_said (peer, said, "255,1,0,9\n");
}

static void
test_dmxnet_sends_frames (ClaspPeersStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, FALSE);
  peer = start_script (stage, "send", "1=10", "512=255");
  if (peer == NULL)
    return;
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/3/1 10");
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/3/512 255");
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/3/sources [{\"address\":\"127.0.0.1\"");
}

/* ---- tshark ---- */

static void
add_packet (GPtrArray *datagrams, const ClaspArtnetPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_encode (packet, &writer);
  clasp_tshark_add (datagrams, writer.data, writer.length);
}

static void
add_reply (GPtrArray *datagrams)
{
  ClaspArtnetNode   node = { .ip = { 127, 0, 0, 1 },
                             .port = CLASP_ARTNET_PORT,
                             .short_name = "Bridge",
                             .long_name = "Long",
                             .code = 1,
                             .n_answers = 7,
                             .indicators = CLASP_ARTNET_INDICATORS_NORMAL };
  ClaspArtnetPort   port = { .port_address = 293, .is_received = TRUE, .n_sources = 1 };
  ClaspArtnetPacket packet;

  clasp_artnet_node_describe (&node, &port, 0, &packet);
  add_packet (datagrams, &packet);
}

/* One of each that leaves here. */
static void
test_tshark (void)
{
  static const char *const fields[] = { "artnet.header.opcode", NULL };
  g_autoptr (GPtrArray) datagrams = clasp_tshark_datagrams_new ();
  guint8                slots[CLASP_ARTNET_MAX_SLOTS] = { 1, 2, 3 };
  ClaspArtnetPacket     packet = { .op = CLASP_ARTNET_OP_DMX };

  packet.dmx = (ClaspArtnetDmx){ 42, 0, 293, slots, sizeof slots };
  add_packet (datagrams, &packet);
  add_packet (datagrams, &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_SYNC });
  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_NZS };
  packet.nzs = (ClaspArtnetNzs){ 1, 85, 293, slots, 2 };
  add_packet (datagrams, &packet);
  add_packet (datagrams,
              &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_POLL,
                                    .poll = { .flags = CLASP_ARTNET_POLL_REPLY_ON_CHANGE } });
  add_reply (datagrams);
  add_packet (datagrams, &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TIME_CODE,
                                               .time_code = { 0, 12, 30, 20, 10, 3 } });
  add_packet (datagrams, &(ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_TRIGGER,
                                               .trigger = { .oem = 0xffff, .key = 3 } });

  clasp_tshark_expect (datagrams, CLASP_ARTNET_PORT, fields,
                       "0x5000\n0x5200\n0x5100\n0x2000\n0x2100\n0x9700\n0x9900\n");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/peers/" path, ClaspPeersStage, NULL, clasp_peers_stage_set_up,      \
              func, clasp_peers_stage_tear_down)
  ADD ("dmxnet/gets-frames", test_dmxnet_gets_frames);
  ADD ("dmxnet/sends-frames", test_dmxnet_sends_frames);
  g_test_add_func ("/bridges/artnet/peers/tshark", test_tshark);
  return g_test_run ();
}
