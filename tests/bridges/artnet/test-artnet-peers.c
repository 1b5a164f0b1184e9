/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Art-Net bridge against programs that other people wrote: the npm package dmxnet, and tshark.
 * olad is among the real peers of all bridges. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-tshark.h"

typedef struct
{
  ClaspRouterFixture router; /* on the system's clock: these peers have their own time */
  ClaspSession      *local;
  ClaspBridge       *bridge;
  guint16            port;
} Stage;

static void
set_up (Stage *stage, gconstpointer data)
{
  ClaspRouterFixture *router = &stage->router;

  router->reactor = clasp_reactor_new (NULL);
  router->clock = clasp_clock_ref (clasp_clock_system ());
  router->timers = clasp_timers_new (NULL, router->clock);
  router->router = clasp_router_new (router->reactor, router->timers, "Test router", NULL);
  router->interfaces = clasp_interfaces_new (router->reactor, NULL);
  router->universes = clasp_universes_new (router->timers);
  router->links = g_ptr_array_new_with_free_func (g_object_unref);
  router->log = g_string_new (NULL);
  stage->port = clasp_test_free_port ();
  stage->local = clasp_fixture_join_local (router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    clasp_bridge_close (stage->bridge);
  g_clear_object (&stage->bridge);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static void
open_bridge (Stage *stage, gboolean is_output)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, NULL, NULL);
  g_autofree char *endpoint = g_strdup_printf ("127.0.0.1:%u", stage->port);

  clasp_settings_set_text (settings, "interface", "lo", NULL);
  clasp_settings_set_text (settings, "listen", is_output ? "" : endpoint, NULL);
  clasp_settings_set_text (settings, "send", is_output ? endpoint : "", NULL);
  stage->bridge = g_object_new (CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "test", "Test", "/artnet", settings, &host);
}

static void
write_int (Stage *stage, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (stage->local, clasp_str (address), &value);
}

/* ---- the npm package ---- */

static ClaspTestPeer *
start_script (Stage *stage, const char *mode, const char *first, const char *second)
{
  const char      *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char *module =
    folder != NULL ? g_build_filename (folder, "node_modules", "dmxnet", NULL) : NULL;
  g_autofree char *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", "dmxnet.mjs", NULL);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);
  const char      *argv[] = { "node", path, mode, port, "3", first, second, NULL };

  if (module == NULL || !g_file_test (module, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("CLASP_NPM_DIR does not name a folder with node_modules/dmxnet");
      return NULL;
    }
  return clasp_test_peer_new (argv);
}

typedef struct
{
  ClaspTestPeer *peer;
  const char    *text;
  GString       *said;
} Line;

static gboolean
has_said (gpointer user_data)
{
  Line            *line = user_data;
  g_autofree char *text = clasp_test_peer_read_line (line->peer, 50);

  if (text != NULL)
    g_string_append_printf (line->said, "%s\n", text);
  return strstr (line->said->str, line->text) != NULL;
}

static void
test_dmxnet_gets_frames (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = start_script (stage, "receive", NULL, NULL);
  g_autoptr (GString)       said = g_string_new (NULL);

  if (peer == NULL)
    return;
  /* It does not say when it begins to listen: the repetition gets there. */
  open_bridge (stage, TRUE);
  write_int (stage, "/artnet/0/0/3/1", 255);
  write_int (stage, "/artnet/0/0/3/4", 9);
  clasp_test_spin_until (has_said, &(Line){ peer, "255,0,0,9\n", said }, "dmxnet to have a frame");
  write_int (stage, "/artnet/3/2", 1);
  clasp_test_spin_until (has_said, &(Line){ peer, "255,1,0,9\n", said }, "dmxnet to have the next");
}

static gboolean
is_heard (gpointer user_data)
{
  const gpointer *data = user_data;

  return strstr (((Stage *) data[0])->router.log->str, data[1]) != NULL;
}

static void
expect_heard (Stage *stage, const char *text)
{
  gpointer data[2] = { stage, (gpointer) text };

  clasp_test_spin_until (is_heard, data, text);
}

static void
test_dmxnet_sends_frames (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, FALSE);
  peer = start_script (stage, "send", "1=10", "512=255");
  if (peer == NULL)
    return;
  expect_heard (stage, "SET /artnet/0/0/3/1 10");
  expect_heard (stage, "SET /artnet/0/0/3/512 255");
  expect_heard (stage, "SET /artnet/0/0/3/sources [{\"address\":\"127.0.0.1\"");
}

/* ---- tshark ---- */

static void
add_packet (GPtrArray *datagrams, const ClaspArtnetPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_encode (packet, &writer);
  g_ptr_array_add (datagrams, g_bytes_new (writer.data, writer.length));
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
  g_autoptr (GPtrArray) datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char      *output = NULL;
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

  output = clasp_tshark_decode (datagrams, CLASP_ARTNET_PORT, fields);
  if (output != NULL)
    g_assert_cmpstr (output, ==, "0x5000\n0x5200\n0x5100\n0x2000\n0x2100\n0x9700\n0x9900\n");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/artnet/peers/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("dmxnet/gets-frames", test_dmxnet_gets_frames);
  ADD ("dmxnet/sends-frames", test_dmxnet_sends_frames);
  g_test_add_func ("/bridges/artnet/peers/tshark", test_tshark);
  return g_test_run ();
}
