/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole bridge, with multicast on the loopback interface alone. */

#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-receiver.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "clasp-kinds.h"
#include "show/clasp-show.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

#include <net/if.h>
#include <sched.h>

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US (G_USEC_PER_SEC / 44 + 1)

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspSession      *local;   /* somebody else in the router, who hears everything */
  ClaspDatagram     *console; /* sends to groups */
  ClaspDatagram     *node;    /* gets what the bridge sends to groups */
  GPtrArray         *packets; /* GBytes: what it got */
  guint16            port;
  guint8             sequence;
} Stage;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
node_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_ptr_array_add (((Stage *) user_data)->packets, g_bytes_new (bytes, size));
}

static ClaspDatagram *
open_socket (Stage *stage, guint16 port, ClaspDatagramFunc func)
{
  ClaspEndpoint        any = { (char *) "0.0.0.0", port };
  ClaspDatagramOptions options = { .reuse_address = port != 0, .only_joined = TRUE };
  g_autoptr (GError)   error = NULL;
  ClaspDatagram *socket = clasp_datagram_new (stage->router.reactor, &any, &options, func, stage, &error);

  g_assert_no_error (error);
  clasp_datagram_set_multicast (socket, if_nametoindex ("lo"), 1, TRUE, &error);
  g_assert_no_error (error);
  return socket;
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/sacn/*/*"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->port = clasp_test_free_port ();
  stage->packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  stage->console = open_socket (stage, 0, NULL);
  stage->node = open_socket (stage, stage->port, node_cb);
}

static void
close_bridge (Stage *stage)
{
  clasp_bridge_close (stage->bridge);
  g_assert_finalize_object (g_steal_pointer (&stage->bridge));
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    close_bridge (stage);
  clasp_datagram_free (stage->console);
  clasp_datagram_free (stage->node);
  g_ptr_array_unref (stage->packets);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static void
set (ClaspSettings *settings, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, name, text, &error);
  g_assert_no_error (error);
}

/* @text is "key=value|key=value"; it listens to universe 7 on loopback, without sampling, unless told
 * otherwise. */
static void
open_bridge (Stage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, "|", -1);

  set (settings, "interfaces", "lo");
  set (settings, "receive", "7");
  set (settings, "sampling-ms", "0");
  set (settings, "port", port);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char *value = strchr (pairs[i], '=');

      *value++ = '\0';
      set (settings, pairs[i], value);
    }
  stage->bridge = g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "sacn-1", "sACN", "/sacn", settings, &host);
}

/* ---- the console ---- */

static void
send_to (Stage *stage, guint16 group, const ClaspSacnPacket *packet)
{
  g_autoptr (GInetAddress)   host = clasp_sacn_group (group, FALSE);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (host, stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_autoptr (GError)         error = NULL;

  clasp_sacn_encode (packet, &writer);
  clasp_datagram_send (stage->console, to, writer.data, writer.length, &error);
  g_assert_no_error (error);
}

static void
fill (Stage *stage, ClaspSacnPacket *packet, guint16 universe, guint8 source, const guint8 *slots, guint n)
{
  *packet = (ClaspSacnPacket){ .kind = CLASP_SACN_DATA, .cid = { source } };
  packet->data = (ClaspSacnData){ .name = "Desk",
                                  .priority = 100,
                                  .sequence = stage->sequence++,
                                  .universe = universe,
                                  .slots = slots,
                                  .n_slots = (guint16) n };
}

/* Slots as hex: "ff80". */
static void
send_frame (Stage *stage, guint16 universe, guint8 source, const char *hex)
{
  g_autoptr (GBytes) slots = clasp_test_hex (hex);
  ClaspSacnPacket    packet;

  fill (stage, &packet, universe, source, g_bytes_get_data (slots, NULL), (guint) g_bytes_get_size (slots));
  send_to (stage, universe, &packet);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
advance (Stage *stage, gint64 us)
{
  for (; us > 0; us -= MS)
    {
      clasp_manual_clock_advance (stage->router.clock, MIN (us, MS));
      clasp_timers_run (stage->router.timers);
      run_loop ();
    }
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
wait_for (Stage *stage, const char *text)
{
  Expectation expectation = { stage, text };

  clasp_test_spin_until (is_heard, &expectation, text);
  run_loop ();
}

static void
expect_not_heard (Stage *stage, const char *text)
{
  run_loop ();
  g_assert_null (strstr (stage->router.log->str, text));
}

static void
forget (Stage *stage)
{
  g_string_truncate (stage->router.log, 0);
  g_ptr_array_set_size (stage->packets, 0);
}

static const ClaspValue *
peek (Stage *stage, const char *address)
{
  return clasp_router_peek (stage->router.router, clasp_str (address));
}

static gint64
peek_level (Stage *stage, const char *address)
{
  const ClaspValue *value = peek (stage, address);
  gint64            level = -1;

  if (value != NULL)
    clasp_value_to_int (value, &level);
  return level;
}

/* ---- in ---- */

static void
test_levels_come_in (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "receive=7, 1000-1001");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  send_frame (stage, 7, 1, "ff0080");
  wait_for (stage, "SET /sacn/7/3 128");
  g_assert_cmpint (peek_level (stage, "/sacn/7/1"), ==, 255);
  g_assert_cmpint (peek_level (stage, "/sacn/7/2"), ==, 0);
  g_assert_null (peek (stage, "/sacn/7/4"));
  forget (stage);
  send_frame (stage, 7, 1, "ff0081"); /* only what changed */
  wait_for (stage, "SET /sacn/7/3 129");
  expect_not_heard (stage, "/sacn/7/1");
  send_frame (stage, 1001, 1, "0a");
  wait_for (stage, "SET /sacn/1001/1 10");
}

static void
test_scale (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "scale=unit");
  send_frame (stage, 7, 1, "ff33");
  wait_for (stage, "SET /sacn/7/2 0.2");
}

static void
test_other_groups_are_not_heard (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 8, 1, "ff");
  send_frame (stage, 7, 1, "01");
  wait_for (stage, "SET /sacn/7/1 1");
  expect_not_heard (stage, "/sacn/8/");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_malformed, ==, 0);
}

static void
test_unicast_comes_in (Stage *stage, gconstpointer data)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  static const guint8        slots[] = { 42 };
  ClaspSacnPacket            packet;

  g_clear_pointer (&stage->node, clasp_datagram_free); /* unicast reaches one program only */
  open_bridge (stage, "");
  fill (stage, &packet, 7, 1, slots, 1);
  clasp_sacn_encode (&packet, &writer);
  clasp_datagram_send (stage->console, to, writer.data, writer.length, NULL);
  wait_for (stage, "SET /sacn/7/1 42");
  stage->node = open_socket (stage, stage->port, node_cb);
}

static void
test_malformed_is_counted (Stage *stage, gconstpointer data)
{
  g_autoptr (GInetAddress)   host = clasp_sacn_group (7, FALSE);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (host, stage->port);

  open_bridge (stage, "");
  clasp_datagram_send (stage->console, to, (const guint8 *) "nonsense", 8, NULL);
  send_frame (stage, 7, 1, "01");
  wait_for (stage, "SET /sacn/7/1 1");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_malformed, ==, 1);
}

static void
test_sources_are_told (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "");
  send_frame (stage, 7, 0xab, "01");
  wait_for (stage, "SET /sacn/7/sources");
  g_assert_nonnull (strstr (stage->router.log->str,
                            "{\"cid\":\"ab000000-0000-0000-0000-000000000000\",\"name\":\"Desk\","
                            "\"priority\":100,\"ip\":\""));
  g_assert_nonnull (strstr (stage->router.log->str, "\"lost\":false,\"slot_priorities\":false}]"));
  forget (stage);
  send_frame (stage, 7, 0xab, "01");
  advance (stage, 2400 * MS);
  expect_not_heard (stage, "/sources");
  advance (stage, 200 * MS);
  wait_for (stage, "\"lost\":true");
  wait_for (stage, "PUBLISH event /sacn/7/lost silent");
  g_assert_cmpint (peek_level (stage, "/sacn/7/1"), ==, 1);
}

static void
test_each_source_by_itself (Stage *stage, gconstpointer data)
{
  static const char address[] = "/sacn/7/sources/ab000000-0000-0000-0000-000000000000";
  gsize             n;

  open_bridge (stage, "per-source=true");
  send_frame (stage, 7, 0xab, "0102");
  wait_for (stage, "SET /sacn/7/2 2");
  g_assert_cmpmem (clasp_value_get_bytes (peek (stage, address), &n), 2, "\1\2", 2);
  g_assert_cmpuint (n, ==, 2);
  advance (stage, 2600 * MS);
  g_assert_cmpint (clasp_value_get_type_of (peek (stage, address)), ==, CLASP_VALUE_NULL);
}

/* At the limit of sources and one beyond it. */
static void
test_sources_exceeded (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "max-sources=2");
  send_frame (stage, 7, 1, "01");
  send_frame (stage, 7, 2, "02");
  wait_for (stage, "SET /sacn/7/1 2");
  g_assert_cmpstr (stage->status.detail, ==, "");
  send_frame (stage, 7, 3, "03");
  send_frame (stage, 7, 2, "04");
  wait_for (stage, "SET /sacn/7/1 4");
  g_assert_nonnull (strstr (stage->status.detail, "Sources exceeded: universe 7 has 2; one more, “Desk”"));
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 1);
  advance (stage, 2600 * MS);
  g_assert_cmpstr (stage->status.detail, ==, "");
}

static void
test_sync_holds_all_universes (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket     sync = { .kind = CLASP_SACN_SYNC, .cid = { 1 }, .sync = { 0, 40 } };
  static const guint8 one[] = { 1 }, two[] = { 2 };
  ClaspSacnPacket     packet;

  open_bridge (stage, "receive=7-8");
  fill (stage, &packet, 7, 1, one, 1);
  packet.data.sync_address = 40;
  send_to (stage, 7, &packet); /* the bridge joins the group of the sync address */
  wait_for (stage, "SET /sacn/7/1 1");
  send_to (stage, 40, &sync);
  for (guint16 universe = 7; universe <= 8; universe++)
    {
      fill (stage, &packet, universe, 1, two, 1);
      packet.data.sync_address = 40;
      send_to (stage, universe, &packet);
    }
  send_frame (stage, 7, 2, "0003"); /* not held, and behind those: they have come by now */
  wait_for (stage, "SET /sacn/7/2 3");
  expect_not_heard (stage, "SET /sacn/8/1");
  forget (stage);
  sync.sync.sequence = 1;
  send_to (stage, 40, &sync);
  wait_for (stage, "SET /sacn/8/1 2");
  wait_for (stage, "SET /sacn/7/1 2");
}

static void
test_discovered_sources_are_told (Stage *stage, gconstpointer data)
{
  static const guint8 list[] = { 0, 1, 1, 0 };
  ClaspSacnPacket     packet = { .kind = CLASP_SACN_DISCOVERY, .cid = { 0xab } };
  static const char   address[] = "/sacn/discovery/ab000000-0000-0000-0000-000000000000";

  open_bridge (stage, "");
  packet.discovery = (ClaspSacnDiscovery){ .name = "Desk", .universes = list, .n_universes = 2 };
  send_to (stage, CLASP_SACN_DISCOVERY_UNIVERSE, &packet);
  wait_for (stage, "{\"name\":\"Desk\",\"ip\":");
  g_assert_nonnull (strstr (stage->router.log->str, "\"universes\":[1,256],\"n_universes\":2}"));
  advance (stage, 19 * G_USEC_PER_SEC);
  g_assert_cmpint (clasp_value_get_type_of (peek (stage, address)), ==, CLASP_VALUE_MAP);
  advance (stage, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (clasp_value_get_type_of (peek (stage, address)), ==, CLASP_VALUE_NULL);
}

/* ---- out ---- */

static void
join_node (Stage *stage, guint16 universe)
{
  g_autoptr (GInetAddress) group = clasp_sacn_group (universe, FALSE);
  g_autoptr (GError)       error = NULL;

  clasp_datagram_join (stage->node, group, if_nametoindex ("lo"), &error);
  g_assert_no_error (error);
}

static void
write_int (Stage *stage, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (stage->local, clasp_str (address), &value);
}

static gboolean
has_packets (gpointer user_data)
{
  gpointer *data = user_data;

  return ((Stage *) data[0])->packets->len >= GPOINTER_TO_UINT (data[1]);
}

static ClaspSacnPacket
take (Stage *stage, guint index)
{
  gpointer        data[2] = { stage, GUINT_TO_POINTER (index + 1) };
  ClaspSacnPacket packet;
  GBytes         *bytes;

  clasp_test_spin_until (has_packets, data, "a packet");
  bytes = g_ptr_array_index (stage->packets, index);
  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &packet), ==,
                   CLASP_SACN_OK);
  return packet;
}

static void
test_levels_go_out (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;
  guint8          cid[CLASP_SACN_CID_SIZE];

  open_bridge (stage, "receive=|send=1-3|source-name=Loft|priority=120");
  join_node (stage, 2);
  write_int (stage, "/sacn/2/1", 255);
  write_int (stage, "/sacn/2/512", 7);
  write_int (stage, "/sacn/4/1", 255); /* not sent by this connection */
  packet = take (stage, 0);
  g_assert_cmpstr (packet.data.name, ==, "Loft");
  g_assert_cmpuint (packet.data.priority, ==, 120);
  g_assert_cmpuint (packet.data.universe, ==, 2);
  g_assert_cmpuint (packet.data.slots[0], ==, 255);
  g_assert_cmpuint (packet.data.slots[511], ==, 7);
  clasp_sacn_cid_derive ("sacn-1", cid); /* the connection's id */
  g_assert_cmpmem (packet.cid, sizeof packet.cid, cid, sizeof cid);
  advance (stage, 3 * FRAME_US);
  take (stage, 2);
  close_bridge (stage);
  for (guint i = 3; i < 6; i++)
    g_assert_true (take (stage, i).data.is_terminated);
}

static void
test_cid_of_the_setting (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;

  open_bridge (stage, "send=2|cid=a835f42f-df24-4690-95f9-8a315dcef887");
  join_node (stage, 2);
  write_int (stage, "/sacn/2/1", 1);
  packet = take (stage, 0);
  g_assert_cmpuint (packet.cid[0], ==, 0xa8);
  g_assert_cmpuint (packet.cid[15], ==, 0x87);
}

/* Out and in on one connection: what we send comes back from the group, and is not taken for news. */
static void
test_own_packets_are_not_input (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "send=7");
  join_node (stage, 7);
  write_int (stage, "/sacn/7/1", 99);
  take (stage, 0);
  send_frame (stage, 7, 1, "0005");
  wait_for (stage, "SET /sacn/7/2 5");
  g_assert_null (strstr (stage->router.log->str, "Clasp Bridge"));
}

/* What a console says makes one message in the router and no packet back (bridges.md 13). */
static void
test_input_is_not_sent_back (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "send=7");
  join_node (stage, 7);
  send_frame (stage, 7, 1, "05");
  wait_for (stage, "SET /sacn/7/1 5");
  advance (stage, 2 * G_USEC_PER_SEC);
  for (guint i = 0; i < stage->packets->len; i++)
    g_assert_cmpuint (take (stage, i).cid[0], ==, 1);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_out, ==, 0);
}

/* 512 SETs within a millisecond: two frames at most, the last one complete (bridges.md 13). */
static void
test_burst (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;
  char            address[32];

  open_bridge (stage, "receive=|send=2|discovery=false");
  join_node (stage, 2);
  for (guint slot = 1; slot <= 512; slot++)
    {
      g_snprintf (address, sizeof address, "/sacn/2/%u", slot);
      write_int (stage, address, slot % 256);
      if (slot == 256)
        run_loop ();
    }
  advance (stage, FRAME_US);
  run_loop ();
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_out, <=, 2);
  packet = take (stage, 1);
  for (guint slot = 1; slot <= 512; slot++)
    g_assert_cmpuint (packet.data.slots[slot - 1], ==, slot % 256);
}

static void
test_unicast_goes_out (Stage *stage, gconstpointer data)
{
  ClaspUdpPeer      *peer = clasp_udp_peer_new (stage->router.reactor);
  g_autofree char   *text = g_strdup_printf ("receive=|send=2|multicast=false|unicast=127.0.0.1:%u", peer->port);
  g_autoptr (GBytes) bytes = NULL;
  ClaspSacnPacket    packet;

  open_bridge (stage, text);
  join_node (stage, 2);
  write_int (stage, "/sacn/2/1", 77);
  bytes = clasp_udp_peer_take (peer, "a frame by unicast");
  g_assert_cmpint (clasp_sacn_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &packet), ==,
                   CLASP_SACN_OK);
  g_assert_cmpuint (packet.data.slots[0], ==, 77);
  g_assert_cmpuint (stage->packets->len, ==, 0);
  clasp_udp_peer_free (peer);
}

static void
test_meaningless_writes_are_counted (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "send=2");
  write_int (stage, "/sacn/2/513", 1);
  write_int (stage, "/sacn/two/1", 1);
  write_int (stage, "/sacn/2", 1);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 3);
}

/* ---- many groups ---- */

/* More universes than the kernel lets one socket join. */
static void
test_more_groups_than_a_socket_has (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "receive=1-100");
  g_assert_cmpstr (stage->status.detail, ==, "");
  for (guint16 universe = 1; universe <= 100; universe++)
    {
      g_autofree char *text = g_strdup_printf ("SET /sacn/%u/1 9", universe);

      send_frame (stage, universe, (guint8) universe, "09");
      wait_for (stage, text);
    }
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Started and stopped twenty times, with levels passing each time: nothing is left open. */
static void
test_twenty_restarts (Stage *stage, gconstpointer data)
{
  guint n = 0;

  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%02x", i);
      g_autofree char *text = g_strdup_printf ("SET /sacn/50/1 %u", i);

      open_bridge (stage, "receive=1-50|send=60");
      write_int (stage, "/sacn/60/1", i);
      send_frame (stage, 50, 1, hex);
      wait_for (stage, text);
      close_bridge (stage);
      if (i == 1)
        n = count_descriptors ();
    }
  g_assert_cmpuint (count_descriptors (), ==, n);
}

/* ---- interfaces ---- */

static void
test_interface_that_is_not_there (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "interfaces=none0");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_nonnull (strstr (stage->status.detail, "‘none0’"));
}

static gboolean
run_ip (const char *words)
{
  g_autofree char *command = g_strconcat ("ip ", words, NULL);
  int              status = 0;

  return g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0;
}

static gboolean
make_network (void)
{
  return geteuid () == 0 && unshare (CLONE_NEWNET) == 0 && run_ip ("link set lo up");
}

static gboolean
make_cable (void)
{
  return run_ip ("link add va type veth peer name vb") && run_ip ("addr add 10.71.0.1/24 dev va") &&
         run_ip ("link set va up") && run_ip ("link set vb up");
}

static gboolean
is_idle (gpointer user_data)
{
  ClaspBridgeState state = ((Stage *) user_data)->status.state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Stage *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static void
send_through_va (Stage *stage, const char *hex)
{
  clasp_datagram_set_multicast (stage->console, if_nametoindex ("va"), 1, TRUE, NULL);
  send_frame (stage, 7, 1, hex);
}

/* Pulled out and plugged in again, as another device of the same name: joined again. */
static void
test_interface_comes_back (Stage *stage, gconstpointer data)
{
  if (!make_cable () || !run_ip ("link del va"))
    {
      g_test_skip ("no interfaces can be made here");
      return;
    }
  open_bridge (stage, "interfaces=va");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%02x", i);
      g_autofree char *text = g_strdup_printf ("SET /sacn/7/1 %u", i);

      g_assert_true (make_cable ());
      clasp_test_spin_until (is_idle, stage, "the interface to be used");
      send_through_va (stage, hex);
      wait_for (stage, text);
      g_assert_true (run_ip ("link del va"));
      clasp_test_spin_until (is_missing, stage, "the interface to be missed");
    }
}

/* Without names: loopback as long as there is nothing else, then what comes up. */
static void
test_all_interfaces (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "interfaces=");
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "No network interface is up"));
  send_frame (stage, 7, 1, "05");
  wait_for (stage, "SET /sacn/7/1 5");
  if (!make_cable ())
    {
      g_test_skip ("no interfaces can be made here");
      return;
    }
  clasp_test_spin_until (is_idle, stage, "the interface to be used");
  send_through_va (stage, "06");
  wait_for (stage, "SET /sacn/7/1 6");
  g_assert_true (run_ip ("link del va"));
}

/* Two bridges at the two ends of a cable, by IPv6 alone, multicast. */
static void
test_ipv6 (Stage *stage, gconstpointer data)
{
  ClaspBridge    *receiver = g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
  ClaspSettings  *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&stage->router, NULL, NULL);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);

  if (!make_cable () || !run_ip ("addr add fe80::a/64 dev va nodad") ||
      !run_ip ("addr add fe80::b/64 dev vb nodad"))
    {
      g_test_skip ("no interfaces with IPv6 can be made here");
      g_object_unref (receiver);
      g_object_unref (settings);
      return;
    }
  while (clasp_interfaces_find (stage->router.interfaces, "vb") == NULL ||
         !clasp_interfaces_find (stage->router.interfaces, "vb")->is_up)
    g_main_context_iteration (NULL, TRUE);

  set (settings, "ip", "ipv6");
  set (settings, "interfaces", "vb");
  set (settings, "receive", "7");
  set (settings, "sampling-ms", "0");
  set (settings, "port", port);
  clasp_bridge_open (receiver, "sacn-2", "Other end", "/other", settings, &host);
  g_assert_true (clasp_session_subscribe (stage->local, 2, CLASP_STR_LITERAL ("/other/*/*"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  open_bridge (stage, "ip=ipv6|interfaces=va|receive=|send=7");
  g_assert_cmpstr (stage->status.detail, ==, "");
  write_int (stage, "/sacn/7/1", 66);
  wait_for (stage, "SET /other/7/1 66");
  wait_for (stage, "\"ip\":\"fe80::");
  clasp_bridge_close (receiver);
  g_object_unref (receiver);
  g_assert_true (run_ip ("link del va"));
}

/* ---- settings ---- */

static void
expect_universes (const char *text, const char *expected)
{
  const char *const  texts[] = { text, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) numbers = clasp_sacn_universes_parse (texts, &error);
  g_autoptr (GString) got = g_string_new (NULL);

  if (expected == NULL)
    {
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      return;
    }
  g_assert_no_error (error);
  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (got, "%u ", g_array_index (numbers, guint16, i));
  g_assert_cmpstr (got->str, ==, expected);
}

static void
test_universe_ranges (void)
{
  expect_universes ("", "");
  expect_universes (" ", "");
  expect_universes ("7", "7 ");
  expect_universes ("3-5, 532", "3 4 5 532 ");
  expect_universes (" 5 - 7 ,6,5", "5 6 7 ");
  expect_universes ("63999", "63999 ");
  expect_universes ("0", NULL);
  expect_universes ("64000", NULL);
  expect_universes ("99999999999999999999999", NULL);
  expect_universes ("5-3", NULL);
  expect_universes ("1-", NULL);
  expect_universes ("one", NULL);
  expect_universes ("1 2", NULL);
  expect_universes ("-1", NULL);
}

static void
test_limit_of_universes (void)
{
  const char *const  most[] = { "1-1024", NULL };
  const char *const  too_many[] = { "1-1000", "2001-2025", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) numbers = clasp_sacn_universes_parse (most, NULL);

  g_assert_cmpuint (numbers->len, ==, CLASP_SACN_MAX_UNIVERSES);
  g_assert_null (clasp_sacn_universes_parse (too_many, &error));
  g_assert_cmpstr (error->message, ==, "1025 universes; one connection has at most 1024");
}

static void
expect_problem (const char *name, const char *text, const char *problem)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  set (settings, "send", "1");
  set (settings, name, text);
  clasp_settings_validate (settings, &error);
  if (problem == NULL)
    g_assert_no_error (error);
  else
    g_assert_true (error != NULL && g_str_has_prefix (error->message, problem));
}

static void
test_settings (void)
{
  g_autofree char *name_63 = g_strnfill (63, 'x'), *name_64 = g_strnfill (64, 'x');

  expect_problem ("receive", "1-x", "receive: ‘1-x’ is no list of universes");
  expect_problem ("send", "64000", "send: ‘64000’");
  expect_problem ("source-name", name_63, NULL);
  expect_problem ("source-name", name_64, "source-name: longer than 63 bytes");
  expect_problem ("cid", "a835f42f-df24-4690-95f9-8a315dcef887", NULL);
  expect_problem ("cid", "desk", "cid: ‘desk’ is no UUID");
  expect_problem ("interfaces", "eth0;sixteencharslong", "interfaces: ‘sixteencharslong’");
  expect_problem ("interfaces", "eth0;fifteencharlong", NULL);
  expect_problem ("unicast", "10.0.0.7;node.local:5569", NULL);
  expect_problem ("unicast", "10.0.0.7:x", "unicast: ");
  expect_problem ("multicast", "false", "multicast, unicast: ");
}

static void
test_nothing_to_do (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autoptr (GError)        error = NULL;

  g_assert_true (clasp_settings_validate (settings, NULL)); /* as it is made: universe 1 comes in */
  set (settings, "receive", "");
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_true (g_str_has_prefix (error->message, "receive, send: both are empty"));
}

static ClaspConnection *
first_connection (ClaspShow *show)
{
  return g_list_model_get_item (clasp_show_get_connections (show), 0);
}

/* The CID comes from the connection's id: the same after saving and loading, another for another
 * connection, also one with the same settings. */
static void
test_cid_survives_saving_and_is_not_copied (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow)       loaded = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspConnection) made = clasp_show_create_connection (show, "sacn", NULL);
  g_autoptr (ClaspConnection) copy = clasp_show_create_connection (show, "sacn", NULL);
  g_autoptr (ClaspConnection) found = NULL;
  g_autofree char            *text = NULL;
  guint8                      cids[3][CLASP_SACN_CID_SIZE];

  g_assert_true (clasp_settings_equal (clasp_connection_get_settings (made), clasp_connection_get_settings (copy)));
  clasp_show_add (show, CLASP_SHOW_ITEM (made));
  text = clasp_show_to_text (show);
  g_assert_true (clasp_show_from_text (loaded, text, NULL, NULL));
  found = first_connection (loaded);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (made)), cids[0]);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (found)), cids[1]);
  clasp_sacn_cid_derive (clasp_show_item_get_id (CLASP_SHOW_ITEM (copy)), cids[2]);
  g_assert_cmpmem (cids[0], CLASP_SACN_CID_SIZE, cids[1], CLASP_SACN_CID_SIZE);
  g_assert_true (memcmp (cids[0], cids[2], CLASP_SACN_CID_SIZE) != 0);
}

static void
test_groups (void)
{
  g_autoptr (GInetAddress) v4 = clasp_sacn_group (63999, FALSE), v6 = clasp_sacn_group (63999, TRUE);
  g_autoptr (GInetAddress) list = clasp_sacn_group (CLASP_SACN_DISCOVERY_UNIVERSE, FALSE);
  g_autofree char *text4 = g_inet_address_to_string (v4), *text6 = g_inet_address_to_string (v6);
  g_autofree char *text_list = g_inet_address_to_string (list);

  g_assert_cmpstr (text4, ==, "239.255.249.255");
  g_assert_cmpstr (text6, ==, "ff18::8300:f9ff");
  g_assert_cmpstr (text_list, ==, "239.255.250.214");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func) g_test_add ("/bridges/sacn/bridge/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("in/levels", test_levels_come_in);
  ADD ("in/scale", test_scale);
  ADD ("in/other-groups-are-not-heard", test_other_groups_are_not_heard);
  ADD ("in/unicast", test_unicast_comes_in);
  ADD ("in/malformed-is-counted", test_malformed_is_counted);
  ADD ("in/sources-are-told", test_sources_are_told);
  ADD ("in/each-source-by-itself", test_each_source_by_itself);
  ADD ("in/sources-exceeded", test_sources_exceeded);
  ADD ("in/sync-holds-all-universes", test_sync_holds_all_universes);
  ADD ("in/discovered-sources", test_discovered_sources_are_told);
  ADD ("in/more-groups-than-a-socket-has", test_more_groups_than_a_socket_has);
  ADD ("out/levels", test_levels_go_out);
  ADD ("out/cid-of-the-setting", test_cid_of_the_setting);
  ADD ("out/own-packets-are-not-input", test_own_packets_are_not_input);
  ADD ("out/input-is-not-sent-back", test_input_is_not_sent_back);
  ADD ("out/burst", test_burst);
  ADD ("out/unicast", test_unicast_goes_out);
  ADD ("out/meaningless-writes-are-counted", test_meaningless_writes_are_counted);
  ADD ("twenty-restarts", test_twenty_restarts);
  ADD ("interfaces/not-there", test_interface_that_is_not_there);
  g_test_add_func ("/bridges/sacn/settings/ranges", test_universe_ranges);
  g_test_add_func ("/bridges/sacn/settings/limit-of-universes", test_limit_of_universes);
  g_test_add_func ("/bridges/sacn/settings/checks", test_settings);
  g_test_add_func ("/bridges/sacn/settings/nothing-to-do", test_nothing_to_do);
  g_test_add_func ("/bridges/sacn/groups", test_groups);
  g_test_add_func ("/bridges/sacn/cid/survives-saving-and-is-not-copied", test_cid_survives_saving_and_is_not_copied);
  if (make_network ())
    {
      ADD ("interfaces/comes-back", test_interface_comes_back);
      ADD ("interfaces/all", test_all_interfaces);
      ADD ("interfaces/ipv6", test_ipv6);
    }
  return g_test_run ();
}
