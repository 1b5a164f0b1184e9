/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The OSC and Art-Net bridges against programs that other people wrote: liblo's oscsend and
 * oscdump, and olad of the Open Lighting Architecture. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"


typedef struct
{
  ClaspRouterFixture router; /* on the system's clock: these peers have their own time */
  ClaspSession      *local;  /* somebody else in the router, who hears everything */
  ClaspBridge       *osc;
  ClaspBridge       *artnet;
  guint16            port; /* of the OSC bridge */
} Stage;

static void
set_up (Stage *stage, gconstpointer data)
{
  ClaspRouterFixture *router = &stage->router;

  router->reactor = clasp_reactor_new (NULL);
  router->clock = clasp_clock_ref (clasp_clock_system ());
  router->timers = clasp_timers_new (NULL, router->clock);
  router->router = clasp_router_new (router->reactor, router->timers, "Test router", NULL);
  router->universes = clasp_universes_new (router->timers);
  router->links = g_ptr_array_new_with_free_func (g_object_unref);
  router->log = g_string_new (NULL);
  stage->local = clasp_fixture_join_local (router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->port = clasp_test_free_port ();
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->osc != NULL)
    clasp_bridge_close (stage->osc);
  if (stage->artnet != NULL)
    clasp_bridge_close (stage->artnet);
  g_clear_object (&stage->osc);
  g_clear_object (&stage->artnet);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static ClaspBridge *
open_bridge (Stage      *stage,
             GType       type,
             GType       settings_type,
             const char *namespace_,
             const char *listen,
             const char *send)
{
  ClaspSettings  *settings = g_object_new (settings_type, NULL);
  ClaspBridge    *bridge = g_object_new (type, NULL);
  ClaspBridgeHost    host = clasp_fixture_get_host (&stage->router, NULL, NULL);
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, "listen", listen, &error);
  g_assert_no_error (error);
  clasp_settings_set_text (settings, "send", send, &error);
  g_assert_no_error (error);
  clasp_bridge_open (bridge, "test", "Test", namespace_, settings, &host);
  return bridge;
}

static void
open_osc (Stage *stage, const char *namespace_, const char *send)
{
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);

  stage->osc =
    open_bridge (stage, CLASP_TYPE_OSC_BRIDGE, CLASP_TYPE_OSC_SETTINGS, namespace_, listen, send);
}

static void
open_artnet (Stage *stage, const char *listen, const char *send)
{
  stage->artnet = open_bridge (stage, CLASP_TYPE_ARTNET_BRIDGE, CLASP_TYPE_ARTNET_SETTINGS,
                               "/artnet", listen, send);
}

typedef struct
{
  Stage      *stage;
  const char *text;
} Expectation;

static gboolean
is_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return strstr (expectation->stage->router.log->str, expectation->text) != NULL;
}

static void
expect_heard (Stage *stage, const char *text)
{
  Expectation expectation = { stage, text };

  clasp_test_spin_until (is_heard, &expectation, text);
}

static void
set_value (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
}

/* ---- in process: a tablet dims a lamp ---- */

static void
test_osc_through_the_router_to_artnet (Stage *stage, gconstpointer data)
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
run_oscsend (Stage *stage, const char *address, const char *types, const char *value)
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
test_oscsend (Stage *stage, gconstpointer data)
{
  open_osc (stage, "/osc", "");
  if (!run_oscsend (stage, "/fader/1", "f", "0.5"))
    return;
  expect_heard (stage, "SET /osc/fader/1 0.5 rev 1");
  run_oscsend (stage, "/count", "i", "-7");
  expect_heard (stage, "SET /osc/count -7 rev 1");
  run_oscsend (stage, "/big", "h", "12345678901");
  expect_heard (stage, "SET /osc/big 12345678901 rev 1");
  run_oscsend (stage, "/fine", "d", "0.1");
  expect_heard (stage, "SET /osc/fine 0.1 rev 1");
  run_oscsend (stage, "/label", "s", "Käse");
  expect_heard (stage, "SET /osc/label Käse rev 1");
  run_oscsend (stage, "/letter", "c", "x");
  expect_heard (stage, "SET /osc/letter x rev 1");
  run_oscsend (stage, "/note", "m", "01903c64");
  expect_heard (stage, "SET /osc/note [1,144,60,100] rev 1");
  run_oscsend (stage, "/flags", "TFN", NULL);
  expect_heard (stage, "SET /osc/flags [true,false,null] rev 1");
  run_oscsend (stage, "/go", "I", NULL);
  expect_heard (stage, "PUBLISH event /osc/go");
  run_oscsend (stage, "/*/1", "f", "0.75");
  expect_heard (stage, "SET /osc/fader/1 0.75 rev 2");
}

/* "eeac0202.d5b4cc24 /a/b i 1": without the time. */
static void
expect_dumped (ClaspTestPeer *oscdump, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (oscdump, 10000);

  g_assert_nonnull (line);
  g_assert_cmpstr (strchr (line, ' ') + 1, ==, expected);
}

static gboolean
is_dumping (gpointer user_data)
{
  Stage           *stage = ((gpointer *) user_data)[0];
  ClaspTestPeer   *oscdump = ((gpointer *) user_data)[1];
  g_autofree char *line = NULL;

  set_value (stage, "/osc/ready", clasp_value_int (1));
  line = clasp_test_peer_read_line (oscdump, 50);
  return line != NULL;
}

/* oscdump says nothing when it has begun to listen: ask until it answers, then until it is quiet.
 */
static void
wait_for_oscdump (Stage *stage, ClaspTestPeer *oscdump)
{
  gpointer data[2] = { stage, oscdump };

  clasp_test_spin_until (is_dumping, data, "oscdump to listen");
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (oscdump, 200);

      if (line == NULL)
        break;
    }
}

static void
test_oscdump (Stage *stage, gconstpointer data)
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
  wait_for_oscdump (stage, oscdump);

  set_value (stage, "/osc/i", clasp_value_int (-7));
  expect_dumped (oscdump, "/i i -7");
  set_value (stage, "/osc/h", clasp_value_int (G_GINT64_CONSTANT (12345678901)));
  expect_dumped (oscdump, "/h h 12345678901");
  set_value (stage, "/osc/f", clasp_value_double (0.25));
  expect_dumped (oscdump, "/f f 0.250000");
  set_value (stage, "/osc/s", clasp_value_string (CLASP_STR_LITERAL ("cue 12")));
  expect_dumped (oscdump, "/s s \"cue 12\"");
  set_value (stage, "/osc/n", clasp_value_null ());
  expect_dumped (oscdump, "/n N Nil");
  set_value (stage, "/osc/list", clasp_value_array (elements, 3));
  expect_dumped (oscdump, "/list ifT 1 0.500000 #T");
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/osc/go"), NULL);
  expect_dumped (oscdump, "/go ");
}

/* ---- olad ---- */

#define BRIDGE_ADDRESS "127.0.0.2"

/* A tablet made by liblo dims a lamp that hangs on OLA. */
static void
test_frames_reach_olad (Stage *stage, gconstpointer data)
{
  ClaspOlad olad = { 0 };

  if (!clasp_olad_start (&olad))
    return;

  open_osc (stage, "/artnet", "");
  open_artnet (stage, "", CLASP_OLAD_ADDRESS);
  set_value (stage, "/artnet/0/0/1/1", clasp_value_int (10));
  set_value (stage, "/artnet/0/0/1/3", clasp_value_double (0.5));
  clasp_olad_expect_levels (&olad, "[10,0,128,0");
  if (run_oscsend (stage, "/0/0/1/2", "f", "1"))
    clasp_olad_expect_levels (&olad, "[10,255,128,0");
  for (guint i = 0; i <= 200; i++)
    set_value (stage, "/artnet/0/0/1/4", clasp_value_int (i));
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
  Stage *stage;
  ClaspOlad *olad;
  guint  level;
} Fade;

/* olad sends to nodes it has found: fade until something arrives. */
static gboolean
is_found (gpointer user_data)
{
  Fade            *fade = user_data;
  g_autofree char *form = g_strdup_printf ("u=2&d=%u,7", ++fade->level % 256);

  g_free (clasp_olad_ask (fade->olad, "set_dmx", form));
  return strstr (fade->stage->router.log->str, "SET /artnet/0/0/2/2 7") != NULL;
}

static void
test_frames_come_from_olad (Stage *stage, gconstpointer data)
{
  ClaspOlad olad = { 0 };
  Fade fade = { stage, &olad, 0 };

  if (!clasp_olad_start (&olad))
    return;

  open_artnet (stage, BRIDGE_ADDRESS, "");
  carry_poll ();
  clasp_test_spin_until (is_found, &fade, "olad to send to the bridge it found");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=200,0,0,9"));
  expect_heard (stage, "SET /artnet/0/0/2/1 200");
  expect_heard (stage, "SET /artnet/0/0/2/2 0");
  expect_heard (stage, "SET /artnet/0/0/2/4 9");
  clasp_olad_stop (&olad);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/real-peers/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("osc-through-the-router-to-artnet", test_osc_through_the_router_to_artnet);
  ADD ("liblo/oscsend-comes-in", test_oscsend);
  ADD ("liblo/oscdump-gets-it", test_oscdump);
  ADD ("ola/frames-reach-olad", test_frames_reach_olad);
  ADD ("ola/frames-come-from-olad", test_frames_come_from_olad);
  return g_test_run ();
}
