/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An OSC connection that asks an OSCQuery device, which is a program in Python. */

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/osc/query/clasp-osc-query-namespace.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-udp-peer.h"

#define HOST "{\"NAME\":\"d\",\"EXTENSIONS\":{\"LISTEN\":true}}"
#define LEVEL                                                                                      \
  "{\"FULL_PATH\":\"/level\",\"TYPE\":\"f\",\"ACCESS\":3,\"VALUE\":[0.25],"                        \
  "\"RANGE\":[{\"MIN\":-60,\"MAX\":10}],\"UNIT\":[\"dB\"],\"DESCRIPTION\":\"Main\"}"
#define ROOT(contents) "{\"FULL_PATH\":\"/\",\"CONTENTS\":{" contents "}}"

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspTestPeer     *device; /* (nullable) */
  ClaspUdpPeer      *desk;   /* where the device takes packets, or somebody else does */
  guint16            port;
  const char        *address; /* awaited */
  const char        *value;
  ClaspBridgeState   state;
  GString           *announced;
  ClaspFakeLink     *writer; /* somebody else in the router */
} Stage;

/* ---- reading ---- */

static GArray *
parse (const char *text, guint max_leaves)
{
  g_autoptr (GError) error = NULL;
  GArray *leaves = clasp_osc_query_namespace_parse (text, strlen (text), max_leaves, &error);

  g_assert_true ((leaves != NULL) == (error == NULL));
  return leaves;
}

static void
assert_leaf (const char *attributes, const char *expected)
{
  g_autofree char *text = g_strdup_printf (ROOT ("\"v\":{%s}"), attributes);
  g_autoptr (GArray) leaves = parse (text, 10);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_nonnull (leaves);
  if (leaves->len > 0)
    {
      const ClaspOscQueryLeaf *leaf = &g_array_index (leaves, ClaspOscQueryLeaf, 0);
      g_autofree char *value = leaf->has_value ? clasp_value_to_text (&leaf->value) : g_strdup ("-");

      g_string_printf (found, "%s %s %s%s %s", leaf->address, leaf->tags,
                       leaf->is_readable ? "r" : "", leaf->is_writable ? "w" : "", value);
      if (leaf->has_range)
        g_string_append_printf (found, " %g..%g", leaf->minimum, leaf->maximum);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_leaves (void)
{
  static const char *const rows[][2] = {
    { "\"TYPE\":\"f\"", "/v f rw -" },
    { "\"TYPE\":\"f\",\"VALUE\":[0.5],\"ACCESS\":1", "/v f r 0.5" },
    { "\"TYPE\":\"f\",\"VALUE\":[1]", "/v f rw 1" },
    { "\"TYPE\":\"i\",\"VALUE\":[7],\"ACCESS\":2", "/v i w 7" },
    { "\"TYPE\":\"s\",\"VALUE\":[\"x\"]", "/v s rw x" },
    { "\"TYPE\":\"T\",\"VALUE\":[false]", "/v T rw false" },
    { "\"TYPE\":\"r\",\"VALUE\":[\"#FF000180\"]", "/v r rw [255,0,1,128]" },
    { "\"TYPE\":\"ff\",\"VALUE\":[1,2.5]", "/v ff rw [1,2.5]" },
    { "\"TYPE\":\"f\",\"RANGE\":[{\"MIN\":0,\"MAX\":1}]", "/v f rw - 0..1" },
    { "\"TYPE\":\"\"", "/v  rw -" },
    /* what makes no sense is left out */
    { "\"TYPE\":7", "" },
    { "\"VALUE\":[1]", "" },
    { "\"TYPE\":\"f\",\"VALUE\":[]", "/v f rw -" },
    { "\"TYPE\":\"f\",\"VALUE\":[1,2]", "/v f rw -" },
    { "\"TYPE\":\"f\",\"VALUE\":[\"x\"]", "/v f rw -" },
    { "\"TYPE\":\"f\",\"VALUE\":1", "/v f rw -" },
    { "\"TYPE\":\"ss\",\"VALUE\":[\"x\",1]", "/v ss rw -" },
    { "\"TYPE\":\"r\",\"VALUE\":[\"red\"]", "/v r rw -" },
    { "\"TYPE\":\"f\",\"ACCESS\":\"all\"", "/v f rw -" },
    { "\"TYPE\":\"f\",\"RANGE\":[{\"MIN\":2,\"MAX\":1}]", "/v f rw -" },
    { "\"TYPE\":\"f\",\"RANGE\":[null]", "/v f rw -" },
    { "\"TYPE\":\"[f]\",\"VALUE\":[[1]]", "/v [f] rw -" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_leaf (rows[i][0], rows[i][1]);
}

static void
test_leaves_are_bounded (void)
{
  const char *two = ROOT ("\"a\":{\"TYPE\":\"f\"},\"b\":{\"TYPE\":\"f\"}");
  g_autoptr (GArray) fits = parse (two, 2);

  g_assert_nonnull (fits);
  g_assert_cmpuint (fits->len, ==, 2);
  g_assert_null (parse (two, 1));
}

static void
test_no_namespace (void)
{
  static const char *const texts[] = { "", "{", "[]", "7", "null", "{\"CONTENTS\":{}}x", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (parse (texts[i], 10));
}

/* ---- a device ---- */

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->port = clasp_test_free_port ();
  stage->desk = clasp_udp_peer_new (stage->router.reactor);
  stage->announced = g_string_new (NULL);
  stage->writer = clasp_fixture_join (&stage->router);
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    {
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (stage->bridge);
    }
  g_clear_pointer (&stage->device, clasp_test_peer_free);
  clasp_udp_peer_free (stage->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_string_free (stage->announced, TRUE);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static gboolean
start_device (Stage *stage, const char *host, const char *namespace_)
{
  g_autofree char *script =
    g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bridges", "osc", "oscquery-device", NULL);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);
  g_autofree char *line = NULL;

  if (!g_file_test ("/usr/lib/python3/dist-packages/websockets", G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("python3-websockets is not installed");
      return FALSE;
    }
  stage->device = clasp_test_peer_new (
    (const char *const[]){ "/usr/bin/python3", script, port, host, namespace_, NULL });
  line = clasp_test_peer_read_line (stage->device, 10000);
  g_assert_cmpstr (line, ==, "ready");
  return TRUE;
}

static void
open_bridge_to (Stage *stage, const char *send)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/", stage->port);

  g_assert_true (clasp_settings_set_text (settings, "listen", "", NULL));
  g_assert_true (clasp_settings_set_text (settings, "send", send, NULL));
  g_assert_true (clasp_settings_set_text (settings, "query-url", url, NULL));
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "osc-1", "Mixer", "/osc", settings, &host);
}

static void
open_bridge (Stage *stage)
{
  open_bridge_to (stage, "");
}

static gboolean
has_value (gpointer user_data)
{
  Stage            *stage = user_data;
  const ClaspValue *value;
  g_autofree char  *text = NULL;

  clasp_fixture_advance (&stage->router, 10000);
  value = clasp_router_peek (stage->router.router, clasp_str (stage->address));
  text = value != NULL ? clasp_value_to_text (value) : NULL;
  return g_strcmp0 (text, stage->value) == 0;
}

static void
await_value (Stage *stage, const char *address, const char *value)
{
  stage->address = address;
  stage->value = value;
  clasp_test_spin_until (has_value, stage, value);
}

static gboolean
has_state (gpointer user_data)
{
  Stage *stage = user_data;

  clasp_fixture_advance (&stage->router, 10000);
  return stage->status.state == stage->state;
}

static void
await_state (Stage *stage, ClaspBridgeState state)
{
  stage->state = state;
  clasp_test_spin_until (has_state, stage, clasp_bridge_state_to_string (state));
}

static void
expect_line (Stage *stage, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (stage->device, 10000);

  g_assert_cmpstr (line, ==, expected);
}

static void
signal_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  Stage *stage = user_data;

  if (info->has_range)
    g_string_append_printf (stage->announced, "%.*s %.*s %.*s %g..%g %.*s %.*s;",
                            (int) info->address.length, info->address.data,
                            (int) info->datatype.length, info->datatype.data,
                            (int) info->access.length, info->access.data, info->minimum,
                            info->maximum, (int) info->unit.length, info->unit.data,
                            (int) info->description.length, info->description.data);
}

static void
test_it_is_read_announced_and_heard (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/osc/**"));

  if (!start_device (stage, HOST, ROOT ("\"level\":" LEVEL ",\"a b\":{\"TYPE\":\"i\","
                                        "\"VALUE\":[3],\"ACCESS\":1},\"w\":{\"TYPE\":\"i\","
                                        "\"VALUE\":[4],\"ACCESS\":2}")))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  await_value (stage, "/osc/a%20b", "3");
  g_assert_null (clasp_router_peek (stage->router.router, CLASP_STR_LITERAL ("/osc/w")));
  clasp_router_foreach_signal (stage->router.router, all, signal_cb, stage);
  g_assert_cmpstr (stage->announced->str, ==, "/osc/level float rw -60..10 dB Main;");

  expect_line (stage, "open");
  expect_line (stage, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/level\"}");
  expect_line (stage, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/a b\"}");
  clasp_test_peer_write (stage->device, "binary 2f6c6576656c00002c6600003f000000\n");
  await_value (stage, "/osc/level", "0.5");
  g_assert_true (stage->status.state == CLASP_BRIDGE_STATE_IDLE ||
                 stage->status.state == CLASP_BRIDGE_STATE_LIVE);
}

static void
test_new_paths_are_read (Stage *stage, gconstpointer data)
{
  if (!start_device (stage, HOST, ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  expect_line (stage, "open");
  expect_line (stage, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/level\"}");
  clasp_test_peer_write (
    stage->device, "namespace " ROOT ("\"level\":" LEVEL ",\"new\":{\"TYPE\":\"i\",\"VALUE\":[1]}")
                   "\ntext {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/new\"}\n");
  await_value (stage, "/osc/new", "1");
  expect_line (stage, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/new\"}"); /* and no other again */
}

static void
test_one_that_cannot_be_heard (Stage *stage, gconstpointer data)
{
  if (!start_device (stage, "{\"NAME\":\"d\"}", ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  g_assert_cmpint (stage->status.state, !=, CLASP_BRIDGE_STATE_DEGRADED);
}

static void
test_it_goes_and_comes_back (Stage *stage, gconstpointer data)
{
  open_bridge (stage);
  await_state (stage, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "OSCQuery at http://127.0.0.1:"));

  for (guint i = 0; i < 3; i++)
    {
      if (!start_device (stage, HOST, ROOT ("\"level\":" LEVEL)))
        return;
      await_state (stage, CLASP_BRIDGE_STATE_LIVE);
      g_clear_pointer (&stage->device, clasp_test_peer_free);
      await_state (stage, CLASP_BRIDGE_STATE_DEGRADED);
    }
}

static gboolean
has_value_by_now (gpointer user_data)
{
  Stage *stage = user_data;

  return clasp_router_peek (stage->router.router, clasp_str (stage->address)) != NULL;
}

/* The clock stands: the wait would never end. */
static void
test_a_person_ends_the_wait (Stage *stage, gconstpointer data)
{
  open_bridge (stage);
  await_state (stage, CLASP_BRIDGE_STATE_DEGRADED);
  if (!start_device (stage, HOST, ROOT ("\"level\":" LEVEL)))
    return;
  stage->address = "/osc/level";
  g_assert_false (has_value_by_now (stage));
  clasp_bridge_retry_now (stage->bridge);
  clasp_test_spin_until (has_value_by_now, stage, "the device's value");
}

static void
test_nonsense_is_told (Stage *stage, gconstpointer data)
{
  if (!start_device (stage, "<html>", "<html>"))
    return;
  open_bridge (stage);
  await_state (stage, CLASP_BRIDGE_STATE_DEGRADED);
  g_assert_nonnull (strstr (stage->status.detail, "OSCQuery at "));
}

/* ---- what goes to it ---- */

static void
expect_level (Stage *stage, const char *hex)
{
  g_autoptr (GBytes) packet = clasp_udp_peer_take (stage->desk, hex);
  g_autoptr (GBytes) wanted = clasp_test_hex (hex);

  g_assert_true (g_bytes_equal (packet, wanted));
}

#define LEVEL_IS_1 "2f6c6576656c00002c6600003f800000"
#define HOST_AT(port)                                                                              \
  "{\"NAME\":\"d\",\"EXTENSIONS\":{\"LISTEN\":true},\"OSC_IP\":\"0.0.0.0\",\"OSC_PORT\":" port "}"

/* It says where it takes packets; what it told itself does not go back. */
static void
test_it_is_sent_to_where_it_says (Stage *stage, gconstpointer data)
{
  g_autofree char *host = g_strdup_printf (HOST_AT ("%u"), stage->desk->port);

  if (!start_device (stage, host, ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  await_state (stage, CLASP_BRIDGE_STATE_LIVE);
  clasp_udp_peer_expect_nothing (stage->desk);
  clasp_fixture_say (stage->writer, "SET /osc/level 1");
  expect_level (stage, LEVEL_IS_1);
  clasp_udp_peer_expect_nothing (stage->desk);
}

static gboolean
has_packet (gpointer user_data)
{
  Stage *stage = user_data;

  clasp_fixture_say (stage->writer, "SET /osc/level 1");
  clasp_fixture_advance (&stage->router, 10000);
  return stage->desk->packets->len > 0;
}

/* Whose name is found later is not told the state either: it may be of another evening. */
static void
test_it_is_not_told_the_state (Stage *stage, gconstpointer data)
{
  g_autofree char *host = g_strdup_printf (
    "{\"EXTENSIONS\":{\"LISTEN\":true},\"OSC_IP\":\"localhost\",\"OSC_PORT\":%u}", stage->desk->port);

  if (!start_device (stage, host, ROOT ("\"level\":" LEVEL)))
    return;
  clasp_fixture_say (stage->writer, "SET /osc/before 1");
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  clasp_test_spin_until (has_packet, stage, "its name to be found");
  expect_level (stage, LEVEL_IS_1);
}

static void
test_a_target_that_was_named_stays (Stage *stage, gconstpointer data)
{
  g_autofree char *host = g_strdup_printf (HOST_AT ("%u"), stage->port); /* not the desk's */
  g_autofree char *send = g_strdup_printf ("127.0.0.1:%u", stage->desk->port);

  if (!start_device (stage, host, ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge_to (stage, send);
  await_value (stage, "/osc/level", "0.25");
  clasp_fixture_say (stage->writer, "SET /osc/level 1");
  expect_level (stage, LEVEL_IS_1);
}

/* A device that comes back may listen elsewhere. */
static void
test_it_may_move (Stage *stage, gconstpointer data)
{
  g_autofree char *host = g_strdup_printf (HOST_AT ("%u"), stage->desk->port);

  if (!start_device (stage, HOST_AT ("1"), ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  g_clear_pointer (&stage->device, clasp_test_peer_free);
  await_state (stage, CLASP_BRIDGE_STATE_DEGRADED);
  if (!start_device (stage, host, ROOT ("\"level\":" LEVEL)))
    return;
  await_state (stage, CLASP_BRIDGE_STATE_LIVE);
  clasp_fixture_say (stage->writer, "SET /osc/level 1");
  expect_level (stage, LEVEL_IS_1);
}

/* What the device sends but cannot be read is counted; it has no address to count it by. */
static void
test_unreadable_packets_are_counted (Stage *stage, gconstpointer data)
{
  if (!start_device (stage, HOST, ROOT ("\"level\":" LEVEL)))
    return;
  open_bridge (stage);
  await_value (stage, "/osc/level", "0.25");
  expect_line (stage, "open");
  expect_line (stage, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/level\"}");
  clasp_test_peer_write (stage->device, "binary 2f\nbinary 2f6c6576656c00002c660000\n"
                                        "binary 2f6c6576656c00002c6600003f000000\n");
  await_value (stage, "/osc/level", "0.5");
  clasp_fixture_advance (&stage->router, G_USEC_PER_SEC);
  g_assert_cmpuint (stage->status.n_malformed, ==, 2);
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *text, *osc_host;
    guint16     osc_port;
    gboolean    is_tcp;
  } rows[] = {
    { "{}", NULL, 0, FALSE },
    { "{\"OSC_IP\":\"10.0.0.7\",\"OSC_PORT\":9000,\"OSC_TRANSPORT\":\"UDP\"}", "10.0.0.7", 9000, FALSE },
    { "{\"OSC_IP\":\"0.0.0.0\",\"OSC_PORT\":65535,\"OSC_TRANSPORT\":\"TCP\"}", NULL, 65535, TRUE },
    { "{\"OSC_IP\":\"::\",\"OSC_PORT\":65536}", NULL, 0, FALSE },
    { "{\"OSC_IP\":\"a b\",\"OSC_PORT\":-1}", NULL, 0, FALSE },
    { "{\"OSC_IP\":7,\"OSC_PORT\":\"9\",\"OSC_TRANSPORT\":1}", NULL, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClaspOscQueryHost host;

      g_assert_true (clasp_osc_query_host_parse (rows[i].text, strlen (rows[i].text), &host, NULL));
      g_assert_cmpstr (host.osc_host, ==, rows[i].osc_host);
      g_assert_cmpuint (host.osc_port, ==, rows[i].osc_port);
      g_assert_cmpint (host.is_osc_tcp, ==, rows[i].is_tcp);
      clasp_osc_query_host_clear (&host);
    }
}

static void
test_hosts_that_mean_themselves (void)
{
  static const char *const rows[][3] = {
    { NULL, "10.0.0.7", "10.0.0.7" },        { "10.0.0.8", "10.0.0.7", "10.0.0.8" },
    { "127.0.0.1", "10.0.0.7", "10.0.0.7" }, { "localhost", "tablet.local", "tablet.local" },
    { "::1", "fd00::7", "fd00::7" },         { "127.0.0.1", "localhost", "127.0.0.1" },
    { "127.0.0.1", "127.0.0.1", "127.0.0.1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (clasp_osc_query_host_choose (rows[i][0], rows[i][1]), ==, rows[i][2]);
}

static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    gboolean    is_valid;
  } rows[] = {
    { "http://10.0.0.7:8080", TRUE }, { "http://tablet.local/", TRUE }, { "http://[::1]:1", TRUE },
    { "10.0.0.7:8080", FALSE },       { "ftp://10.0.0.7", FALSE },      { "http://", FALSE },
    { "http://a:99999", FALSE },      { "ftp://me:sesame@10.0.0.7", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
      g_autoptr (GError)        error = NULL;

      g_assert_true (clasp_settings_set_text (settings, "query-url", rows[i].url, NULL));
      g_assert_cmpint (clasp_settings_validate (settings, &error), ==, rows[i].is_valid);
      if (!rows[i].is_valid)
        {
          g_assert_true (g_str_has_prefix (error->message, "query-url: "));
          g_assert_null (strstr (error->message, "sesame"));
        }
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

  g_test_add_func ("/bridges/osc/query-client/hosts", test_hosts);
  g_test_add_func ("/bridges/osc/query-client/hosts-that-mean-themselves", test_hosts_that_mean_themselves);
  g_test_add_func ("/bridges/osc/query-client/leaves", test_leaves);
  g_test_add_func ("/bridges/osc/query-client/leaves-are-bounded", test_leaves_are_bounded);
  g_test_add_func ("/bridges/osc/query-client/no-namespace", test_no_namespace);
  g_test_add_func ("/bridges/osc/query-client/urls", test_urls);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/query-client/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("read-announced-and-heard", test_it_is_read_announced_and_heard);
  ADD ("new-paths-are-read", test_new_paths_are_read);
  ADD ("one-that-cannot-be-heard", test_one_that_cannot_be_heard);
  ADD ("goes-and-comes-back", test_it_goes_and_comes_back);
  ADD ("person-ends-the-wait", test_a_person_ends_the_wait);
  ADD ("nonsense-is-told", test_nonsense_is_told);
  ADD ("sent-to-where-it-says", test_it_is_sent_to_where_it_says);
  ADD ("not-told-the-state", test_it_is_not_told_the_state);
  ADD ("target-that-was-named-stays", test_a_target_that_was_named_stays);
  ADD ("it-may-move", test_it_may_move);
  ADD ("unreadable-packets-are-counted", test_unreadable_packets_are_counted);

  return g_test_run ();
}
