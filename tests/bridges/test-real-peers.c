/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The OSC and Art-Net bridges against programs that other people wrote: liblo's oscsend and
 * oscdump, and olad of the Open Lighting Architecture. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-peers-stage.h"
#include "support/clasp-udp-peer.h"

static void
open_osc (ClaspPeersStage *stage, const char *namespace_, const char *send)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);

  clasp_peers_stage_open (stage, CLASP_TYPE_OSC_BRIDGE, CLASP_TYPE_OSC_SETTINGS, namespace_,
                          "listen", listen, "send", send, NULL);
}

static void
open_artnet (ClaspPeersStage *stage, const char *listen, const char *send)
{
  clasp_peers_stage_open (stage, CLASP_TYPE_ARTNET_BRIDGE, CLASP_TYPE_ARTNET_SETTINGS, "/artnet",
                          "listen", listen, "send", send, NULL);
}

/* ---- in process: a tablet dims a lamp ---- */

static void
test_osc_through_the_router_to_artnet (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspUdpPeer      *tablet = clasp_udp_peer_new (stage->router.reactor);
  ClaspUdpPeer      *node = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char   *send = g_strdup_printf ("127.0.0.1:%u", node->port);
  g_autoptr (GBytes) bytes = NULL;
  ClaspArtnetPacket  packet;
  gsize              size;
  const guint8      *frame;

  open_osc (stage, "/artnet", "");
  open_artnet (stage, "", send);
  clasp_udp_peer_send_hex (tablet, stage->port,
                           "2f302f302f312f34 37000000 2c660000 3f000000"); /* /0/0/1/47 ,f 0.5 */
  bytes = clasp_udp_peer_take (node, "a frame");
  frame = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (clasp_artnet_decode (frame, size, &packet), ==, CLASP_ARTNET_OK);
  g_assert_cmpuint (packet.dmx.port_address, ==, 1);
  g_assert_cmpuint (packet.dmx.slots[46], ==, 128);
  g_assert_cmpuint (packet.dmx.sequence, ==, 1);
  clasp_udp_peer_expect_nothing (tablet);
  clasp_udp_peer_free (tablet);
  clasp_udp_peer_free (node);
}

/* ---- liblo ---- */

static gboolean
run_oscsend (ClaspPeersStage *stage, const char *address, const char *types, const char *value)
{
  g_autofree char          *port = g_strdup_printf ("%u", stage->port);
  const char               *argv[] = { "oscsend", "127.0.0.1", port, address, types, value, NULL };
  g_autoptr (ClaspTestPeer) peer = clasp_test_peer_new (argv);

  if (peer == NULL)
    return FALSE;
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  return TRUE;
}

static void
test_oscsend (ClaspPeersStage *stage, gconstpointer data)
{
  open_osc (stage, "/osc", "");
  if (!run_oscsend (stage, "/fader/1", "f", "0.5"))
    return;
  clasp_peers_stage_expect_heard (stage, "SET /osc/fader/1 0.5 rev 1");
  run_oscsend (stage, "/count", "i", "-7");
  clasp_peers_stage_expect_heard (stage, "SET /osc/count -7 rev 1");
  run_oscsend (stage, "/big", "h", "12345678901");
  clasp_peers_stage_expect_heard (stage, "SET /osc/big 12345678901 rev 1");
  run_oscsend (stage, "/fine", "d", "0.1");
  clasp_peers_stage_expect_heard (stage, "SET /osc/fine 0.1 rev 1");
  run_oscsend (stage, "/label", "s", "Käse");
  clasp_peers_stage_expect_heard (stage, "SET /osc/label Käse rev 1");
  run_oscsend (stage, "/letter", "c", "x");
  clasp_peers_stage_expect_heard (stage, "SET /osc/letter x rev 1");
  run_oscsend (stage, "/note", "m", "01903c64");
  clasp_peers_stage_expect_heard (stage, "SET /osc/note [1,144,60,100] rev 1");
  run_oscsend (stage, "/flags", "TFN", NULL);
  clasp_peers_stage_expect_heard (stage, "SET /osc/flags [true,false,null] rev 1");
  run_oscsend (stage, "/go", "I", NULL);
  clasp_peers_stage_expect_heard (stage, "PUBLISH event /osc/go");
  run_oscsend (stage, "/*/1", "f", "0.75");
  clasp_peers_stage_expect_heard (stage, "SET /osc/fader/1 0.75 rev 2");
}

static void
test_oscdump (ClaspPeersStage *stage, gconstpointer data)
{
  guint16                   port = clasp_test_free_port ();
  g_autofree char          *text = g_strdup_printf ("%u", port);
  g_autofree char          *send = g_strdup_printf ("127.0.0.1:%u", port);
  const char               *argv[] = { "oscdump", "-L", text, NULL };
  g_autoptr (ClaspTestPeer) oscdump = clasp_test_peer_new (argv);
  ClaspValue                elements[3] = { clasp_value_int (1), clasp_value_double (0.5),
                                            clasp_value_bool (TRUE) };

  if (oscdump == NULL)
    return;
  open_osc (stage, "/osc", send);
  clasp_peers_stage_await_oscdump (stage, oscdump);

  clasp_peers_stage_set (stage, "/osc/i", clasp_value_int (-7));
  clasp_peers_expect_dumped (oscdump, "/i i -7");
  clasp_peers_stage_set (stage, "/osc/h", clasp_value_int (G_GINT64_CONSTANT (12345678901)));
  clasp_peers_expect_dumped (oscdump, "/h h 12345678901");
  clasp_peers_stage_set (stage, "/osc/f", clasp_value_double (0.25));
  clasp_peers_expect_dumped (oscdump, "/f f 0.250000");
  clasp_peers_stage_set (stage, "/osc/s", clasp_value_string (CLASP_STR_LITERAL ("cue 12")));
  clasp_peers_expect_dumped (oscdump, "/s s \"cue 12\"");
  clasp_peers_stage_set (stage, "/osc/n", clasp_value_null ());
  clasp_peers_expect_dumped (oscdump, "/n N Nil");
  clasp_peers_stage_set (stage, "/osc/list", clasp_value_array (elements, 3));
  clasp_peers_expect_dumped (oscdump, "/list ifT 1 0.500000 #T");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), NULL);
  clasp_peers_expect_dumped (oscdump, "/go ");
}

/* ---- olad ---- */

#define BRIDGE_ADDRESS "127.0.0.2"

/* A tablet made by liblo dims a lamp that hangs on OLA. */
static void
test_frames_reach_olad (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspOlad olad = { 0 };

  if (!clasp_olad_start (&olad))
    return;

  open_osc (stage, "/artnet", "");
  open_artnet (stage, "", CLASP_OLAD_ADDRESS);
  clasp_peers_stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (10));
  clasp_peers_stage_set (stage, "/artnet/0/0/1/3", clasp_value_double (0.5));
  clasp_olad_expect_levels (&olad, "[10,0,128,0");
  if (run_oscsend (stage, "/0/0/1/2", "f", "1"))
    clasp_olad_expect_levels (&olad, "[10,255,128,0");
  for (guint i = 0; i <= 200; i++)
    clasp_peers_stage_set (stage, "/artnet/0/0/1/4", clasp_value_int (i));
  clasp_olad_expect_levels (&olad, ",128,200,0");
  clasp_olad_stop (&olad);
}

/* A broadcast does not leave olad's address on loopback, so we carry its poll across: the bridge
 * answers, olad finds a node for 0:0:2 and sends to it. */
static void
carry_poll (void)
{
  g_autoptr (ClaspReactor)  reactor = clasp_reactor_new (NULL);
  ClaspEndpoint             olad = { (char *) CLASP_OLAD_ADDRESS, CLASP_ARTNET_PORT };
  ClaspDatagramOptions      options = { .reuse_address = TRUE };
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspDatagram) socket =
    clasp_datagram_new (reactor, &olad, &options, NULL, NULL, &error);
  g_autoptr (GSocketAddress) bridge =
    g_inet_socket_address_new_from_string (BRIDGE_ADDRESS, CLASP_ARTNET_PORT);
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspArtnetPacket    poll = { .op = CLASP_ARTNET_OP_POLL };

  g_assert_no_error (error);
  clasp_artnet_encode (&poll, &writer);
  clasp_datagram_send (socket, bridge, writer.data, writer.length, &error);
  g_assert_no_error (error);
}

typedef struct
{
  ClaspPeersStage *stage;
  ClaspOlad       *olad;
  guint            level;
} Fade;

/* olad sends to nodes it has found: fade until something arrives. */
static gboolean
is_found (gpointer user_data)
{
  Fade            *fade = user_data;
  g_autofree char *form = g_strdup_printf ("u=2&d=%u,7", ++fade->level % 256);

  g_free (clasp_olad_ask (fade->olad, "set_dmx", form));
  return clasp_peers_stage_has_heard (fade->stage, "SET /artnet/0/0/2/2 7");
}

static void
test_frames_come_from_olad (ClaspPeersStage *stage, gconstpointer data)
{
  ClaspOlad olad = { 0 };
  Fade      fade = { stage, &olad, 0 };

  if (!clasp_olad_start (&olad))
    return;

  open_artnet (stage, BRIDGE_ADDRESS, "");
  carry_poll ();
  clasp_test_spin_until (is_found, &fade, "olad to send to the bridge it found");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=200,0,0,9"));
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/2/1 200");
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/2/2 0");
  clasp_peers_stage_expect_heard (stage, "SET /artnet/0/0/2/4 9");
  clasp_olad_stop (&olad);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/real-peers/" path, ClaspPeersStage, NULL, clasp_peers_stage_set_up, func,  \
              clasp_peers_stage_tear_down)
  ADD ("osc-through-the-router-to-artnet", test_osc_through_the_router_to_artnet);
  ADD ("liblo/oscsend-comes-in", test_oscsend);
  ADD ("liblo/oscdump-gets-it", test_oscdump);
  ADD ("ola/frames-reach-olad", test_frames_reach_olad);
  ADD ("ola/frames-come-from-olad", test_frames_come_from_olad);
  return g_test_run ();
}
