/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sACN bridge against programs that other people wrote: olad of the Open Lighting Architecture, the
 * npm package sacn, and tshark. In a network of the test's own, at the two ends of one cable: no packet
 * leaves it. */

#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-olad.h"
#include "support/clasp-own-network.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-tshark.h"

#include <stdio.h>

#define ADDRESS "10.71.0.1" /* of the peers, at show0; the bridge is at show1 */

typedef struct
{
  ClaspRouterFixture router; /* on the system's clock: these peers have their own time */
  ClaspSession      *local;  /* somebody else in the router, who hears everything */
  ClaspBridge       *bridge;
} Stage;

static const char *no_network; /* (nullable) why there is none */

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

static gboolean
has_network (void)
{
  if (no_network != NULL)
    g_test_skip (no_network);
  return no_network == NULL;
}

static void
open_bridge (Stage *stage, const char *receive, const char *send)
{
  ClaspSettings  *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&stage->router, NULL, NULL);

  clasp_settings_set_text (settings, "interfaces", "show1", NULL);
  clasp_settings_set_text (settings, "receive", receive, NULL);
  clasp_settings_set_text (settings, "send", send, NULL);
  clasp_settings_set_text (settings, "source-name", "Loft", NULL);
  clasp_settings_set_text (settings, "priority", "120", NULL);
  stage->bridge = g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "test", "Test", "/sacn", settings, &host);
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
write_int (Stage *stage, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (stage->local, clasp_str (address), &value);
}

/* ---- olad ---- */

static void
test_olad_gets_frames (Stage *stage, gconstpointer data)
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
test_olad_sends_frames (Stage *stage, gconstpointer data)
{
  ClaspOlad olad = { .e131_address = ADDRESS };

  if (!has_network () || !clasp_olad_start (&olad))
    return;

  open_bridge (stage, "1-2", "");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=200,0,0,9"));
  expect_heard (stage, "SET /sacn/2/1 200");
  expect_heard (stage, "SET /sacn/2/4 9");
  expect_heard (stage, "\"ip\":\"" ADDRESS "\",\"lost\":false");
  g_free (clasp_olad_ask (&olad, "set_dmx", "u=2&d=7"));
  expect_heard (stage, "SET /sacn/2/1 7");
  clasp_olad_stop (&olad);
  expect_heard (stage, "PUBLISH event /sacn/2/lost"); /* it says goodbye, or falls silent */
}

/* ---- the npm package ---- */

static ClaspTestPeer *
start_script (const char *const *words)
{
  const char            *folder = g_getenv ("CLASP_NPM_DIR");
  g_autofree char       *module = folder != NULL ? g_build_filename (folder, "node_modules", "sacn", NULL) : NULL;
  g_autofree char       *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "npm", "sacn.mjs", NULL);
  g_autoptr (GPtrArray)  argv = g_ptr_array_new ();

  if (module == NULL || !g_file_test (module, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("CLASP_NPM_DIR does not name a folder with node_modules/sacn");
      return NULL;
    }
  g_ptr_array_add (argv, (gpointer) "node");
  g_ptr_array_add (argv, path);
  for (; *words != NULL; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  return clasp_test_peer_new ((const char *const *) argv->pdata);
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
expect_said (ClaspTestPeer *peer, GString *said, const char *text)
{
  Line line = { peer, text, said };

  clasp_test_spin_until (has_said, &line, text);
}

static void
test_npm_gets_frames (Stage *stage, gconstpointer data)
{
  const char *const         words[] = { "receive", ADDRESS, "3", NULL };
  g_autoptr (GString)       said = g_string_new (NULL);
  g_autoptr (ClaspTestPeer) peer = NULL;

  if (!has_network () || (peer = start_script (words)) == NULL)
    return;

  expect_said (peer, said, "listening\n");
  open_bridge (stage, "", "3");
  write_int (stage, "/sacn/3/1", 255);
  write_int (stage, "/sacn/3/4", 9);
  expect_said (peer, said, "3 120 Loft 255,0,0,9\n");
  write_int (stage, "/sacn/3/2", 1);
  expect_said (peer, said, "3 120 Loft 255,1,0,9\n");
  g_assert_null (strstr (said->str, "corrupt"));
}

static void
test_npm_sends_frames (Stage *stage, gconstpointer data)
{
  const char *const         words[] = { "send", ADDRESS, "3", "1=10", "512=255", NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;

  if (!has_network ())
    return;
  open_bridge (stage, "3", "");
  if ((peer = start_script (words)) == NULL)
    return;
  expect_heard (stage, "SET /sacn/3/1 10");
  expect_heard (stage, "SET /sacn/3/512 255");
  expect_heard (stage, "\"name\":\"Node\",\"priority\":90,\"ip\":\"" ADDRESS "\"");
  g_clear_pointer (&peer, clasp_test_peer_free); /* killed: it falls silent */
  expect_heard (stage, "PUBLISH event /sacn/3/lost silent");
}

/* ---- tshark ---- */

static void
add_packet (GPtrArray *datagrams, const ClaspSacnPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_sacn_encode (packet, &writer);
  g_ptr_array_add (datagrams, g_bytes_new (writer.data, writer.length));
}

/* The frames that a sender makes: levels, priorities of slots, a farewell. Sync packets and lists of
 * universes are no ACN for tshark 4.0. */
static void
test_tshark (void)
{
  static const char *const fields[] = { "acn.dmx.source_name", "acn.dmx.priority", "acn.dmx.seq_number",
                                        "acn.dmx.universe",    "acn.dmx.count",    NULL };
  g_autoptr (GPtrArray) datagrams = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char      *output = NULL;
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

  output = clasp_tshark_decode (datagrams, CLASP_SACN_PORT, fields);
  if (output != NULL)
    g_assert_cmpstr (output, ==,
                     "Loft\t120\t42\t63999\t513\n"
                     "Loft\t120\t42\t63999\t513\n"
                     "Loft\t120\t42\t63999\t513\n");
}

/* Both ends are this machine's: packets from an address of its own are to be taken. */
static void
accept_local (const char *interface)
{
  g_autofree char *path = g_strdup_printf ("/proc/sys/net/ipv4/conf/%s/accept_local", interface);
  FILE            *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("1", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
lay_cable (void)
{
  clasp_own_network_ip ("link add show0 type veth peer name show1");
  clasp_own_network_ip ("addr add " ADDRESS "/24 dev show0");
  clasp_own_network_ip ("addr add 10.71.0.2/24 dev show1");
  clasp_own_network_ip ("link set show0 up");
  clasp_own_network_ip ("link set show1 up");
  accept_local ("show0");
  accept_local ("show1");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  no_network = clasp_own_network_enter ();
  if (no_network == NULL)
    lay_cable ();
#define ADD(path, func) g_test_add ("/bridges/sacn/peers/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("olad/gets-frames", test_olad_gets_frames);
  ADD ("olad/sends-frames", test_olad_sends_frames);
  ADD ("npm/gets-frames", test_npm_gets_frames);
  ADD ("npm/sends-frames", test_npm_sends_frames);
  g_test_add_func ("/bridges/sacn/peers/tshark", test_tshark);
  return g_test_run ();
}
