/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An OSC connection that serves OSCQuery, asked by curl and by a WebSocket client in Python. */

#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-codec.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/osc/query/clasp-osc-query-server.h"
#include "discovery/clasp-mdns-browser.h"
#include "support/clasp-avahi-daemon.h"
#include "support/clasp-own-network.h"
#include "support/clasp-router-fixture.h"

typedef struct
{
  ClaspRouterFixture router;
  ClaspBridge       *bridge;
  ClaspBridgeStatus  status;
  ClaspFakeLink     *other; /* somebody else in the router */
  guint16            port, osc_port;
  char              *answer; /* (owned) (nullable) body of the last one */
} Stage;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
open_bridge (Stage *stage, const char *name, const char *value)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_OSC_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->osc_port);
  g_autofree char *query = g_strdup_printf ("127.0.0.1:%u", stage->port);

  g_assert_true (clasp_settings_set_text (settings, "listen", listen, NULL));
  g_assert_true (clasp_settings_set_text (settings, "query-listen", query, NULL));
  if (name != NULL)
    g_assert_true (clasp_settings_set_text (settings, name, value, NULL));
  stage->bridge = g_object_new (CLASP_TYPE_OSC_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "osc-1", "Stage left", "/osc", settings, &host);
}

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->other = clasp_fixture_join (&stage->router);
  stage->osc_port = clasp_test_free_port ();
  stage->port = clasp_test_free_port ();
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    {
      clasp_bridge_close (stage->bridge);
      g_assert_finalize_object (stage->bridge);
    }
  g_free (stage->answer);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

/* ---- questions ---- */

/* The status; 0 when the test is skipped. The body is in stage->answer. */
static guint
ask_with (Stage *stage, const char *path, const char *option)
{
  g_autofree char          *url = g_strdup_printf ("http://127.0.0.1:%u%s", stage->port, path);
  const char               *argv[] = { "curl", "-sg",           "-m",       "10",  "-o", "-",
                                       "-w",   "\n%{http_code}\n", url, option, NULL };
  g_autoptr (ClaspTestPeer) curl = clasp_test_peer_new (argv);
  g_autoptr (GString)       body = g_string_new (NULL);
  char                     *line;
  guint                     status = 0;

  if (curl == NULL)
    return 0;

  while ((line = clasp_test_peer_read_line (curl, 10000)) != NULL)
    {
      g_string_append (body, line);
      status = (guint) g_ascii_strtoull (line, NULL, 10);
      g_free (line);
    }
  g_string_truncate (body, body->len - 3);
  g_free (stage->answer);
  stage->answer = g_strdup (body->str);
  return status;
}

static guint
ask (Stage *stage, const char *path)
{
  return ask_with (stage, path, NULL);
}

#define expect(stage, path, wanted_status, wanted)                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint status_ = ask (stage, path);                                                             \
                                                                                                   \
    if (status_ == 0)                                                                              \
      return; /* skipped */                                                                        \
    g_assert_cmpuint (status_, ==, wanted_status);                                                 \
    g_assert_cmpstr ((stage)->answer, ==, wanted);                                                 \
  }                                                                                                \
  G_STMT_END

static void
say (Stage *stage, const char *line)
{
  clasp_fixture_say (stage->other, line);
}

static void
test_nothing_yet (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  expect (stage, "/", 200,
          "{\"FULL_PATH\":\"/\",\"ACCESS\":0,\"DESCRIPTION\":\"Stage left\",\"CONTENTS\":{}}");
}

static void
test_the_tree (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/mixer/1/level 0.5");
  say (stage, "SET /osc/mixer-b 3i");
  say (stage, "SET /osc/mixer 1i"); /* a value, and more below it */
  say (stage, "SET /elsewhere/x 1");
  expect (stage, "/", 200,
          "{\"FULL_PATH\":\"/\",\"ACCESS\":0,\"DESCRIPTION\":\"Stage left\",\"CONTENTS\":{"
          "\"mixer\":{\"FULL_PATH\":\"/mixer\",\"TYPE\":\"i\",\"ACCESS\":3,\"VALUE\":[1],"
          "\"CONTENTS\":{\"1\":{\"FULL_PATH\":\"/mixer/1\",\"ACCESS\":0,\"CONTENTS\":{"
          "\"level\":{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[0.5]}}}}},"
          "\"mixer-b\":{\"FULL_PATH\":\"/mixer-b\",\"TYPE\":\"i\",\"ACCESS\":3,\"VALUE\":[3]}}}");
  expect (stage, "/mixer/1/level", 200,
          "{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,\"VALUE\":[0.5]}");
  expect (stage, "/mixer/1/", 200,
          "{\"FULL_PATH\":\"/mixer/1\",\"ACCESS\":0,\"CONTENTS\":{"
          "\"level\":{\"FULL_PATH\":\"/mixer/1/level\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[0.5]}}}");
}

static void
test_values_of_every_type (Stage *stage, gconstpointer data)
{
  static const struct
  {
    const char *value, *type, *answer;
  } rows[] = {
    { "0.1", "f", "[0.1]" },
    { "16777216.0", "f", "[16777216]" },
    { "-7i", "i", "[-7]" },
    { "5000000000i", "h", "[5000000000]" },
    { "null", "N", "[null]" },
    { "a\"b\\c", "s", "[\"a\\\"b\\\\c\"]" },
    { "[1,true,\"x\",null]", "iTsN", "[1,true,\"x\",null]" },
    { "[false]", "F", "[false]" },
  };

  open_bridge (stage, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("SET /osc/v %s", rows[i].value);
      g_autofree char *type = g_strdup_printf ("{\"TYPE\":\"%s\"}", rows[i].type);
      g_autofree char *value = g_strdup_printf ("{\"VALUE\":%s}", rows[i].answer);

      say (stage, line);
      expect (stage, "/v?TYPE", 200, type);
      expect (stage, "/v?VALUE", 200, value);
    }
}

static void
test_nested_arrays (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "array-mode", "brackets");
  say (stage, "SET /osc/v [1,[2,3],[]]");
  expect (stage, "/v?TYPE", 200, "{\"TYPE\":\"i[ii][]\"}");
  expect (stage, "/v?VALUE", 200, "{\"VALUE\":[1,[2,3],[]]}");
}

static void
test_attributes (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/v 1");
  expect (stage, "/v?ACCESS", 200, "{\"ACCESS\":3}");
  expect (stage, "/v?FULL_PATH", 200, "{\"FULL_PATH\":\"/v\"}");
  expect (stage, "/v?VALUE=", 200, "{\"VALUE\":[1]}");
  expect (stage, "/?ACCESS", 200, "{\"ACCESS\":0}");
  expect (stage, "/?CONTENTS", 200,
          "{\"CONTENTS\":{\"v\":{\"FULL_PATH\":\"/v\",\"TYPE\":\"f\",\"ACCESS\":3,"
          "\"VALUE\":[1]}}}");
  /* not applicable, unknown, not there */
  expect (stage, "/v?CONTENTS", 204, "");
  expect (stage, "/v?RANGE", 204, "");
  expect (stage, "/?VALUE", 204, "");
  g_assert_cmpuint (ask (stage, "/v?TAGS"), ==, 400);
  g_assert_cmpuint (ask (stage, "/v?value"), ==, 400);
  g_assert_cmpuint (ask (stage, "/w"), ==, 404);
  g_assert_cmpuint (ask (stage, "/v/w"), ==, 404);
  g_assert_cmpuint (ask (stage, "/%00"), ==, 404);
  g_assert_cmpuint (ask (stage, "/%ff"), ==, 404);
}

static void
test_what_was_announced (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  say (stage, "ANNOUNCE /osc /osc/gain[-60..10],/osc/all/*[0..1]");
  say (stage, "SET /osc/gain -20");
  say (stage, "SET /osc/all/x 0.5");
  say (stage, "SET /osc/all/y text");
  expect (stage, "/gain?RANGE", 200, "{\"RANGE\":[{\"MIN\":-60,\"MAX\":10}]}");
  expect (stage, "/all/x?RANGE", 200, "{\"RANGE\":[{\"MIN\":0,\"MAX\":1}]}");
  expect (stage, "/all/y?RANGE", 200, "{\"RANGE\":[null]}");
}

/* A name with a blank and a slash of its own is another one in CLASP, and the same one here. */
static void
test_names_are_translated (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/a%20b/c%23 1i");
  expect (stage, "/a%20b?CONTENTS", 200,
          "{\"CONTENTS\":{\"c#\":{\"FULL_PATH\":\"/a b/c#\",\"TYPE\":\"i\",\"ACCESS\":3,"
          "\"VALUE\":[1]}}}");
}

static void
test_host_info (Stage *stage, gconstpointer data)
{
  g_autofree char *port = NULL;

  open_bridge (stage, NULL, NULL);
  if (ask (stage, "/no/such/path?HOST_INFO") == 0)
    return;
  port = g_strdup_printf ("\"OSC_PORT\":%u,\"OSC_TRANSPORT\":\"UDP\"", stage->osc_port);
  g_assert_nonnull (strstr (stage->answer, "\"NAME\":\"Stage left\""));
  g_assert_nonnull (strstr (stage->answer, port));
  g_assert_nonnull (strstr (stage->answer, "\"LISTEN\":true"));
}

static void
test_other_methods (Stage *stage, gconstpointer data)
{
  open_bridge (stage, NULL, NULL);
  if (ask_with (stage, "/", "-XPOST") == 0)
    return;
  g_assert_cmpuint (ask_with (stage, "/", "-XPOST"), ==, 400);
  g_assert_cmpuint (ask_with (stage, "/", "-I"), ==, 200);
}

static void
test_an_answer_is_bounded (Stage *stage, gconstpointer data)
{
  open_bridge (stage, "query-max-nodes", "3");
  say (stage, "SET /osc/a/1 1");
  say (stage, "SET /osc/a/2 1");
  say (stage, "SET /osc/b/1 1");
  if (ask (stage, "/") == 0)
    return;
  g_assert_cmpuint (ask (stage, "/"), ==, 200);
  say (stage, "SET /osc/b/2 1");
  g_assert_cmpuint (ask (stage, "/"), ==, 503);
  g_assert_cmpuint (ask (stage, "/b"), ==, 200);
}

static void
test_a_port_in_use (Stage *stage, gconstpointer data)
{
  g_autoptr (GSocketListener) squatter = g_socket_listener_new ();

  g_assert_true (g_socket_listener_add_inet_port (squatter, stage->port, NULL, NULL));
  open_bridge (stage, NULL, NULL);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (stage->status.detail, "used by another program"));
}

/* ---- listening ---- */

static ClaspTestPeer *
connect_peer (Stage *stage)
{
  g_autofree char *script =
    g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bridges", "osc", "websocket-peer", NULL);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u/", stage->port);
  const char      *argv[] = { "/usr/bin/python3", script, url, NULL };
  ClaspTestPeer   *peer;
  g_autofree char *line = NULL;

  if (!g_file_test ("/usr/lib/python3/dist-packages/websockets", G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("python3-websockets is not installed");
      return NULL;
    }
  peer = clasp_test_peer_new (argv);
  line = clasp_test_peer_read_line (peer, 10000);
  g_assert_cmpstr (line, ==, "open");
  return peer;
}

static void
expect_line (ClaspTestPeer *peer, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

  g_assert_cmpstr (line, ==, expected);
}

/* "/fader ,f 0.5" as the peer prints it */
#define FADER_HALF "binary 2f666164657200002c6600003f000000"
#define FADER_ONE "binary 2f666164657200002c6600003f800000"

static void
tell_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  g_string_append_printf (user_data,
                          "%s: %u wanted, %" G_GUINT64_FORMAT " (%" G_GUINT64_FORMAT
                          ") in, %" G_GUINT64_FORMAT " (%" G_GUINT64_FORMAT ") out;",
                          peer->transport, peer->n_wanted, peer->n_in, peer->bytes_in, peer->n_out,
                          peer->bytes_out);
}

static void
test_who_listens_is_a_peer (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autoptr (GString)       told = g_string_new (NULL);

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/fader 0.5");
  say (stage, "SET /osc/last 0.5");
  clasp_bridge_foreach_peer (stage->bridge, tell_cb, told);
  g_assert_cmpstr (told->str, ==, "");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;

  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/fader\"}\n");
  expect_line (peer, FADER_HALF);
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/other\"}\n" FADER_ONE "\n"
                               "text {\"COMMAND\":\"IGNORE\",\"DATA\":\"/other\"}\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/last\"}\n");
  expect_line (peer, "binary 2f6c6173740000002c6600003f000000");
  clasp_bridge_foreach_peer (stage->bridge, tell_cb, told);
  g_assert_cmpstr (told->str, ==, "oscquery: 2 wanted, 1 (16) in, 2 (32) out;");
}

static void
test_listen_and_ignore (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/fader 0.5");
  say (stage, "SET /osc/other 0.5");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;

  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/fader\"}\n");
  expect_line (peer, FADER_HALF); /* as it is */
  say (stage, "SET /osc/other 1.0");
  say (stage, "SET /osc/fader 1.0");
  expect_line (peer, FADER_ONE);

  clasp_test_peer_write (peer, "text {\"COMMAND\":\"IGNORE\",\"DATA\":\"/fader\"}\n");
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/other\"}\n");
  expect_line (peer, "binary 2f6f7468657200002c6600003f800000");
  say (stage, "SET /osc/fader 0.25");
  say (stage, "SET /osc/new 1i");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/new\"}");
}

static void
test_events_are_heard (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/a 1i");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/go\"}\n");
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/a\"}\n");
  expect_line (peer, "binary 2f6100002c69000000000001");
  say (stage, "PUBLISH event /osc/go");
  expect_line (peer, "binary 2f676f002c000000");
}

static void
test_paths_come_change_and_go (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/old 1i");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  say (stage, "SET /osc/old 2i");
  say (stage, "SET /osc/new%20one 1i ttl 60");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/new one\"}");
  say (stage, "SET /osc/old text");
  expect_line (peer, "text {\"COMMAND\":\"PATH_CHANGED\",\"DATA\":\"/old\"}");
  clasp_fixture_advance (&stage->router, 61 * G_USEC_PER_SEC);
  expect_line (peer, "text {\"COMMAND\":\"PATH_REMOVED\",\"DATA\":\"/new one\"}");
}

static gboolean
has_half (gpointer user_data)
{
  const ClaspValue *value =
    clasp_router_peek (((Stage *) user_data)->router.router, CLASP_STR_LITERAL ("/osc/fader"));
  double number = 0;

  return value != NULL && clasp_value_to_double (value, &number) && number > 0.4 && number < 0.6;
}

/* What a listener says reaches everybody, the other listeners too, but not himself. */
static void
test_packets_come_in (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL, witness = NULL;

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/fader 1.0");
  peer = connect_peer (stage);
  witness = peer != NULL ? connect_peer (stage) : NULL;
  if (witness == NULL)
    return;
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/fader\"}\n");
  clasp_test_peer_write (witness, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/fader\"}\n");
  expect_line (peer, FADER_ONE);
  expect_line (witness, FADER_ONE);

  clasp_test_peer_write (peer, FADER_HALF "\n");
  clasp_test_spin_until (has_half, stage, "the value from the WebSocket");
  expect_line (witness, FADER_HALF);
  say (stage, "SET /osc/fader 1.0");
  expect_line (peer, FADER_ONE); /* the next, not its own */
}

static gboolean
has_malformed (gpointer user_data)
{
  return clasp_bridge_peek_status (((Stage *) user_data)->bridge)->n_malformed == 1;
}

static void
test_nonsense_is_left_out (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  say (stage, "SET /osc/fader 0.5");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  clasp_test_peer_write (peer, "text {\n"
                               "text []\n"
                               "text {\"COMMAND\":\"LISTEN\"}\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":7}\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"fader\"}\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/\"}\n"
                               "text {\"COMMAND\":\"DANCE\",\"DATA\":\"/fader\"}\n"
                               "binary 2f61\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/fader\"}\n");
  expect_line (peer, FADER_HALF);
  clasp_test_spin_until (has_malformed, stage, "the bad packet to be counted");
}

static gboolean
is_alone (gpointer user_data)
{
  ClaspRouterStats stats = clasp_fixture_stats (&((Stage *) user_data)->router);

  return stats.n_subscriptions == 1; /* the bridge's own */
}

static void
test_listening_ends_with_the_connection (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  g_assert_false (is_alone (stage));
  clasp_test_peer_write (peer, "close\n");
  clasp_test_spin_until (is_alone, stage, "the subscription to end");
}

/* A bridge that stops ends its connections; one that starts again serves again. */
static void
test_a_restart (Stage *stage, gconstpointer data)
{
  g_autoptr (GError)        error = g_error_new_literal (CLASP_TRANSPORT_ERROR,
                                                         CLASP_TRANSPORT_ERROR_CLOSED, "pulled");
  g_autoptr (ClaspTestPeer) peer = NULL;

  open_bridge (stage, NULL, NULL);
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  clasp_bridge_fail (stage->bridge, error);
  g_assert_cmpuint (clasp_fixture_stats (&stage->router).n_subscriptions, ==, 0);
  clasp_fixture_advance (&stage->router, G_USEC_PER_SEC);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpuint (ask (stage, "/?ACCESS"), ==, 200);
}

static gboolean
connect_raw (Stage *stage, GPtrArray *connections)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  GSocketConnection        *connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", stage->port, NULL, NULL);

  g_assert_nonnull (connection);
  g_ptr_array_add (connections, connection);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return TRUE;
}

/* So many may be in the middle of a question; the next one is told, and they are not kept for ever. */
static void
test_connections_are_bounded (Stage *stage, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  open_bridge (stage, NULL, NULL);
  for (guint i = 0; i < CLASP_OSC_QUERY_MAX_PEERS - 1; i++)
    connect_raw (stage, connections);
  if (ask (stage, "/") == 0)
    return;
  g_assert_cmpuint (ask (stage, "/"), ==, 200);
  connect_raw (stage, connections);
  g_assert_cmpuint (ask (stage, "/"), ==, 503);
  clasp_fixture_advance (&stage->router,
                         CLASP_OSC_QUERY_TIMEOUT_MS * G_GINT64_CONSTANT (1000));
  g_assert_cmpuint (ask (stage, "/"), ==, 200);
}

static void
test_listens_are_bounded (Stage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autoptr (GString)       commands = g_string_new (NULL);

  open_bridge (stage, NULL, NULL);
  peer = connect_peer (stage);
  if (peer == NULL)
    return;
  for (guint i = 0; i <= CLASP_OSC_QUERY_MAX_LISTENS; i++)
    g_string_append_printf (commands, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/n/%u\"}\n", i);
  clasp_test_peer_write (peer, commands->str);
  /* what it says itself shows that all of them were read */
  clasp_test_peer_write (peer, FADER_HALF "\n");
  clasp_test_spin_until (has_half, stage, "the value from the WebSocket");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/fader\"}");

  say (stage, "SET /osc/n/4096 1i"); /* the 4097th */
  say (stage, "SET /osc/n/4095 1i");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/n/4096\"}");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/n/4095\"}");
  expect_line (peer, "binary 2f6e2f34303935002c69000000000001");
}

/* ---- a listener that does not read ---- */

#define LARGE 60000
#define N_LARGE 400 /* 24 MB: more than the kernel keeps for us */

/* A client's frame with an empty mask. */
static void
append_frame (GByteArray *bytes, const char *text)
{
  gsize  size = strlen (text);
  guint8 header[] = { 0x81, (guint8) (0x80 | size), 0, 0, 0, 0 };

  g_assert_cmpuint (size, <, 126);
  g_byte_array_append (bytes, header, sizeof header);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) size);
}

static GSocketConnection *
connect_and_listen (Stage *stage)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GByteArray)    bytes = g_byte_array_new ();
  GSocketConnection        *connection =
    g_socket_client_connect_to_host (client, "127.0.0.1", stage->port, NULL, NULL);
  static const char         request[] =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

  g_assert_nonnull (connection);
  g_byte_array_append (bytes, (const guint8 *) request, sizeof request - 1);
  append_frame (bytes, "{\"COMMAND\":\"LISTEN\",\"DATA\":\"/text\"}");
  g_assert_true (g_output_stream_write_all (
    g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes->data, bytes->len, NULL, NULL,
    NULL));
  return connection;
}

static gboolean
is_listening (gpointer user_data)
{
  return clasp_fixture_stats (&((Stage *) user_data)->router).n_subscriptions == 2;
}

static void
write_large (Stage *stage, guint number)
{
  g_autofree char *filler = g_strnfill (LARGE, 'x');
  g_autofree char *line = g_strdup_printf ("SET /osc/text %s%06u", filler, number);

  say (stage, line);
}

typedef struct
{
  GSocket    *socket;
  GByteArray *bytes;
  const char *wanted;
} Reading;

static gboolean
has_read (gpointer user_data)
{
  Reading *reading = user_data;
  guint8   buffer[65536];
  gssize   n;

  while ((n = g_socket_receive_with_blocking (reading->socket, (char *) buffer, sizeof buffer, FALSE,
                                              NULL, NULL)) > 0)
    g_byte_array_append (reading->bytes, buffer, (guint) n);
  return reading->bytes->len > LARGE &&
         memmem (reading->bytes->data + reading->bytes->len - 16, 16, reading->wanted, 6) != NULL;
}

/* What it could not take is left out but for the last value, and nobody else waits for it. */
static void
test_a_slow_listener_gets_the_last_value (Stage *stage, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GByteArray)        bytes = g_byte_array_new ();
  Reading                       reading = { NULL, bytes, "000399" };

  open_bridge (stage, NULL, NULL);
  write_large (stage, 999);
  connection = connect_and_listen (stage);
  clasp_test_spin_until (is_listening, stage, "the listener to be there");
  for (guint i = 0; i < N_LARGE; i++)
    {
      write_large (stage, i);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  reading.socket = g_socket_connection_get_socket (connection);
  clasp_test_spin_until (has_read, &reading, "the last value");
  g_assert_cmpuint (bytes->len, <, (gsize) LARGE * N_LARGE);
}

/* ---- being found ---- */

typedef struct
{
  Stage      *stage;
  const char *text; /* awaited in the status */
  GString    *found;
} Awaiting;

static gboolean
says (gpointer user_data)
{
  Awaiting *awaiting = user_data;

  clasp_fixture_advance (&awaiting->stage->router, 100000);
  return strstr (awaiting->stage->status.detail, awaiting->text) != NULL;
}

static void
found_cb (const ClaspMdnsFound *service, gpointer user_data)
{
  g_string_append_printf (((Awaiting *) user_data)->found, "%s %u", service->name, service->port);
}

static void
lost_cb (const char *name, gpointer user_data)
{
}

static gboolean
is_found (gpointer user_data)
{
  Awaiting *awaiting = user_data;

  clasp_fixture_advance (&awaiting->stage->router, 100000);
  return awaiting->found->len > 0;
}

static void
open_for_everybody (Stage *stage)
{
  g_autofree char *listen = g_strdup_printf ("0.0.0.0:%u", stage->port);

  open_bridge (stage, "query-listen", listen);
}

static void
it_is_found_by_name (Stage *stage, gboolean has_ipv6)
{
  static const ClaspMdnsBrowserEvents events = { found_cb, lost_cb, NULL };
  ClaspAvahiDaemon                    daemon = { .has_ipv6 = has_ipv6 };
  Awaiting                            awaiting = { stage, NULL, NULL };
  g_autofree char                    *expected = NULL;
  ClaspMdnsBrowser                   *browser;

  if (!clasp_avahi_daemon_start_bus (&daemon) || !clasp_avahi_daemon_start (&daemon))
    {
      clasp_avahi_daemon_clear (&daemon);
      return;
    }
  open_for_everybody (stage);
  awaiting.found = g_string_new (NULL);
  browser = clasp_mdns_browser_new (stage->router.timers, "_oscjson._tcp", &events, &awaiting);
  clasp_test_spin_until (is_found, &awaiting, "the server to be found");
  expected = g_strdup_printf ("Stage left %u", stage->port);
  g_assert_cmpstr (awaiting.found->str, ==, expected);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  clasp_mdns_browser_free (browser);
  clasp_avahi_daemon_clear (&daemon);
  g_string_free (awaiting.found, TRUE);
}

static void
test_it_is_found_by_name (Stage *stage, gconstpointer data)
{
  clasp_own_network_set_ipv6 (FALSE); /* where that may be changed */
  it_is_found_by_name (stage, FALSE);
}

static void
test_it_is_found_with_ipv6 (Stage *stage, gconstpointer data)
{
  if (clasp_own_network_set_ipv6 (TRUE))
    it_is_found_by_name (stage, TRUE);
  else
    g_test_skip ("loopback may have no IPv6 here");
}

static void
test_without_avahi_it_says_so (Stage *stage, gconstpointer data)
{
  ClaspAvahiDaemon daemon = { 0 };
  Awaiting         awaiting = { stage, "install and start avahi-daemon", NULL };

  if (clasp_avahi_daemon_start_bus (&daemon))
    {
      open_for_everybody (stage);
      clasp_test_spin_until (says, &awaiting, "Avahi to be missed");
      g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_DEGRADED);
    }
  clasp_avahi_daemon_clear (&daemon);
}

static void
skip (gconstpointer why)
{
  g_test_skip (why);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 120);
  why_not = clasp_own_network_enter ();

#define ADD(path, func) g_test_add ("/bridges/osc/query/" path, Stage, NULL, set_up, func, tear_down)
  ADD ("nothing-yet", test_nothing_yet);
  ADD ("the-tree", test_the_tree);
  ADD ("values-of-every-type", test_values_of_every_type);
  ADD ("nested-arrays", test_nested_arrays);
  ADD ("attributes", test_attributes);
  ADD ("what-was-announced", test_what_was_announced);
  ADD ("names-are-translated", test_names_are_translated);
  ADD ("host-info", test_host_info);
  ADD ("other-methods", test_other_methods);
  ADD ("answer-is-bounded", test_an_answer_is_bounded);
  ADD ("port-in-use", test_a_port_in_use);
  ADD ("who-listens-is-a-peer", test_who_listens_is_a_peer);
  ADD ("listen-and-ignore", test_listen_and_ignore);
  ADD ("events-are-heard", test_events_are_heard);
  ADD ("paths-come-change-and-go", test_paths_come_change_and_go);
  ADD ("packets-come-in", test_packets_come_in);
  ADD ("nonsense-is-left-out", test_nonsense_is_left_out);
  ADD ("listening-ends-with-the-connection", test_listening_ends_with_the_connection);
  ADD ("listens-are-bounded", test_listens_are_bounded);
  ADD ("slow-listener-gets-the-last-value", test_a_slow_listener_gets_the_last_value);
  ADD ("restart", test_a_restart);
  ADD ("connections-are-bounded", test_connections_are_bounded);
  if (why_not != NULL)
    {
      g_test_add_data_func ("/bridges/osc/query/found-by-name", why_not, skip);
      g_test_add_data_func ("/bridges/osc/query/found-by-name/with-ipv6", why_not, skip);
      g_test_add_data_func ("/bridges/osc/query/without-avahi-it-says-so", why_not, skip);
    }
  else
    {
      ADD ("found-by-name", test_it_is_found_by_name);
      ADD ("found-by-name/with-ipv6", test_it_is_found_with_ipv6);
      ADD ("without-avahi-it-says-so", test_without_avahi_it_says_so);
    }

  return g_test_run ();
}
