/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sACN bridge against programs that other people wrote: olad of the Open Lighting Architecture, the
 * npm package sacn, and tshark. In a network of the test's own, at the two ends of one cable: no packet
 * leaves it. */

#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-own-network.h"
#include "support/clasp-peers-stage.h"
#include "support/clasp-tshark.h"

#define ADDRESS "10.71.0.1" /* of the peers, at show0; the bridge is at show1 */

static const char *no_network; /* (nullable) why there is none */

static gboolean
has_network (void)
{
  if (no_network != NULL)
    g_test_skip (no_network);
  return no_network == NULL;
}

static void
open_bridge (ClaspPeersStage *stage, const char *receive, const char *send)
{
  clasp_peers_stage_open (stage, CLASP_TYPE_SACN_BRIDGE, CLASP_TYPE_SACN_SETTINGS, "/sacn",
                          "interfaces", "show1", "receive", receive, "send", send, "source-name",
                          "Loft", "priority", "120", NULL);
}

static void
write_int (ClaspPeersStage *stage, const char *address, gint64 number)
{
  clasp_peers_stage_set (stage, address, clasp_value_int (number));
}

/* ---- olad ---- */

static void
test_olad_gets_frames (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspOlad olad = { .e131_address = ADDRESS };

  if (!has_network () || !clasp_olad_start (&olad))
    return;

  open_bridge (stage, "", "1");
  write_int (stage, "/sacn/1/1", 10);
  write_int (stage, "/sacn/1/3", 128);
  clasp_olad_expect_levels (&olad, "[10,0,128,0");
  for (guint i = 0; i <= 200; i++)
    write_int (stage, "/sacn/1/4", i);
  clasp_olad_expect_levels (&olad, "[10,0,128,200,0");
  clasp_olad_stop (&olad);
}

static void
test_olad_sends_frames (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspOlad olad = { .e131_address = ADDRESS };

  if (!has_network () || !clasp_olad_start (&olad))
    return;

  open_bridge (stage, "1-2", "");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=200,0,0,9"));
  clasp_peers_stage_expect_heard (stage, "SET /sacn/2/1 200");
  clasp_peers_stage_expect_heard (stage, "SET /sacn/2/4 9");
  clasp_peers_stage_expect_heard (stage, "\"ip\":\"" ADDRESS "\",\"lost\":false");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=7"));
  clasp_peers_stage_expect_heard (stage, "SET /sacn/2/1 7");
  clasp_olad_stop (&olad);
  clasp_peers_stage_expect_heard (stage, "PUBLISH event /sacn/2/lost"); /* it says goodbye, or falls silent */
}

/* ---- the npm package ---- */

static ClaspTestPeer *
start_script (const char *const *words)
{
  g_autofree char      *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", "sacn.mjs", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();

  if (!clasp_peers_has_npm_package ("sacn"))
    return NULL;
  g_ptr_array_add (argv, (gpointer) "node");
  g_ptr_array_add (argv, path);
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  return clasp_test_peer_new ((const char *const *) argv->pdata);
}

static void
test_npm_gets_frames (ClaspPeersStage *stage, gconstpointer data)
{
  const char *const         words[] = { "receive", ADDRESS, "3", NULL };
  g_autoptr (GString)       said = g_string_new (NULL);
  g_autoptr (ClaspTestPeer) peer = NULL;

  if (!has_network () || (peer = start_script (words)) == NULL)
    return;

  clasp_peers_expect_said (peer, said, "listening\n");
  open_bridge (stage, "", "3");
  write_int (stage, "/sacn/3/1", 255);
  write_int (stage, "/sacn/3/4", 9);
  clasp_peers_expect_said (peer, said, "3 120 Loft 255,0,0,9\n");
  write_int (stage, "/sacn/3/2", 1);
  clasp_peers_expect_said (peer, said, "3 120 Loft 255,1,0,9\n");
  g_assert_null (strstr (said->str, "corrupt"));
}

static void
test_npm_sends_frames (ClaspPeersStage *stage, gconstpointer data)
{
  const char *const         words[] = { "send", ADDRESS, "3", "1=10", "512=255", NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;

  if (!has_network ())
    return;
  open_bridge (stage, "3", "");
  if ((peer = start_script (words)) == NULL)
    return;
  clasp_peers_stage_expect_heard (stage, "SET /sacn/3/1 10");
  clasp_peers_stage_expect_heard (stage, "SET /sacn/3/512 255");
  clasp_peers_stage_expect_heard (stage, "\"name\":\"Node\",\"priority\":90,\"ip\":\"" ADDRESS "\"");
  g_clear_pointer (&peer, clasp_test_peer_free); /* killed: it falls silent */
  clasp_peers_stage_expect_heard (stage, "PUBLISH event /sacn/3/lost silent");
}

/* ---- tshark ---- */

static void
add_packet (GPtrArray *datagrams, const ClaspSacnPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_sacn_encode (packet, &writer);
  clasp_tshark_add (datagrams, writer.data, writer.length);
}

/* The frames that a sender makes: levels, priorities of slots, a farewell. Sync packets and lists of
 * universes are no ACN for tshark 4.0. */
static void
test_tshark (void)
{
  static const char *const fields[] = { "acn.dmx.source_name", "acn.dmx.priority", "acn.dmx.seq_number",
                                        "acn.dmx.universe",    "acn.dmx.count",    NULL };
  g_autoptr (GPtrArray) datagrams = clasp_tshark_datagrams_new ();
  guint8                slots[CLASP_SACN_MAX_SLOTS];
  ClaspSacnPacket       packet = { .kind = CLASP_SACN_DATA, .cid = { 0xa8, 0x35 } };

  for (guint i = 0; i < sizeof slots; i++)
    slots[i] = (guint8) i;
  packet.data = (ClaspSacnData){ .name = "Loft",
                                 .priority = 120,
                                 .sequence = 42,
                                 .universe = 63999,
                                 .sync_address = 40,
                                 .is_forced = TRUE,
                                 .slots = slots,
                                 .n_slots = CLASP_SACN_MAX_SLOTS };
  add_packet (datagrams, &packet);
  packet.data.start_code = CLASP_SACN_START_PRIORITIES;
  add_packet (datagrams, &packet);
  packet.data.start_code = CLASP_SACN_START_LEVELS;
  packet.data.is_terminated = TRUE;
  add_packet (datagrams, &packet);

  clasp_tshark_expect (datagrams, CLASP_SACN_PORT, fields,
                       "Loft\t120\t42\t63999\t513\n"
                       "Loft\t120\t42\t63999\t513\n"
                       "Loft\t120\t42\t63999\t513\n");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  no_network = clasp_own_network_enter ();
  if (no_network == NULL)
    clasp_own_network_lay_cable ("show", ADDRESS, "10.71.0.2");
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/sacn/peers/" path, ClaspPeersStage, NULL, clasp_peers_stage_set_up, func,  \
              clasp_peers_stage_tear_down)
  ADD ("olad/gets-frames", test_olad_gets_frames);
  ADD ("olad/sends-frames", test_olad_sends_frames);
  ADD ("npm/gets-frames", test_npm_gets_frames);
  ADD ("npm/sends-frames", test_npm_sends_frames);
  g_test_add_func ("/bridges/sacn/peers/tshark", test_tshark);
  return g_test_run ();
}
