/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What OSCQuery tells those who listen through a WebSocket, a client in Python. */

#include "bridges/osc/clasp-osc-codec.h"
#include "bridges/osc/query/clasp-osc-query-server.h"
#include "query-stage.h"

static ClaspTestPeer *
connect_peer (QueryStage *stage)
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

/* The stage after what was said there, texts up to a NULL, and one who is connected. */
static G_GNUC_NULL_TERMINATED ClaspTestPeer *
open_to_peer (QueryStage *stage, ...)
{
  va_list     said;
  const char *text;

  query_stage_open (stage, NULL, NULL);
  va_start (said, stage);
  while ((text = va_arg (said, const char *)) != NULL)
    query_stage_say (stage, text);
  va_end (said);
  return connect_peer (stage);
}

static void
command (ClaspTestPeer *peer, const char *name, const char *path)
{
  g_autofree char *text = g_strdup_printf ("text {\"COMMAND\":\"%s\",\"DATA\":\"%s\"}\n", name, path);

  clasp_test_peer_write (peer, text);
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
test_who_listens_is_a_peer (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autoptr (GString)       told = g_string_new (NULL);

  query_stage_open (stage, NULL, NULL);
  query_stage_say (stage, "SET /osc/fader 0.5");
  query_stage_say (stage, "SET /osc/last 0.5");
  clasp_bridge_foreach_peer (stage->bridge, tell_cb, told);
  g_assert_cmpstr (told->str, ==, "");
  peer = connect_peer (stage);
  if (peer == NULL)
    return;

  command (peer, "LISTEN", "/fader");
  expect_line (peer, FADER_HALF);
  clasp_test_peer_write (peer, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/other\"}\n" FADER_ONE "\n"
                               "text {\"COMMAND\":\"IGNORE\",\"DATA\":\"/other\"}\n"
                               "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/last\"}\n");
  expect_line (peer, "binary 2f6c6173740000002c6600003f000000");
  clasp_bridge_foreach_peer (stage->bridge, tell_cb, told);
  g_assert_cmpstr (told->str, ==, "oscquery: 2 wanted, 1 (16) in, 2 (32) out;");
}

static void
test_listen_and_ignore (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  peer = open_to_peer (stage, "SET /osc/fader 0.5", "SET /osc/other 0.5", NULL);
  if (peer == NULL)
    return;

  command (peer, "LISTEN", "/fader");
  expect_line (peer, FADER_HALF); /* as it is */
  query_stage_say (stage, "SET /osc/other 1.0");
  query_stage_say (stage, "SET /osc/fader 1.0");
  expect_line (peer, FADER_ONE);

  command (peer, "IGNORE", "/fader");
  command (peer, "LISTEN", "/other");
  expect_line (peer, "binary 2f6f7468657200002c6600003f800000");
  query_stage_say (stage, "SET /osc/fader 0.25");
  query_stage_say (stage, "SET /osc/new 1i");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/new\"}");
}

static void
test_events_are_heard (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  peer = open_to_peer (stage, "SET /osc/a 1i", NULL);
  if (peer == NULL)
    return;
  command (peer, "LISTEN", "/go");
  command (peer, "LISTEN", "/a");
  expect_line (peer, "binary 2f6100002c69000000000001");
  query_stage_say (stage, "PUBLISH event /osc/go");
  expect_line (peer, "binary 2f676f002c000000");
}

static void
test_paths_come_change_and_go (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  peer = open_to_peer (stage, "SET /osc/old 1i", NULL);
  if (peer == NULL)
    return;
  query_stage_say (stage, "SET /osc/old 2i");
  query_stage_say (stage, "SET /osc/new%20one 1i ttl 60");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/new one\"}");
  query_stage_say (stage, "SET /osc/old text");
  expect_line (peer, "text {\"COMMAND\":\"PATH_CHANGED\",\"DATA\":\"/old\"}");
  clasp_fixture_advance (&stage->router, 61 * G_USEC_PER_SEC);
  expect_line (peer, "text {\"COMMAND\":\"PATH_REMOVED\",\"DATA\":\"/new one\"}");
}

static gboolean
has_half (gpointer user_data)
{
  const ClaspValue *value =
    clasp_router_peek (((QueryStage *) user_data)->router.router, CLASP_STR_LITERAL ("/osc/fader"));
  double number = 0;

  return value != NULL && clasp_value_to_double (value, &number) && number > 0.4 && number < 0.6;
}

/* What a listener says reaches everybody, the other listeners too, but not himself. */
static void
test_packets_come_in (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL, witness = NULL;

  peer = open_to_peer (stage, "SET /osc/fader 1.0", NULL);
  witness = peer != NULL ? connect_peer (stage) : NULL;
  if (witness == NULL)
    return;
  command (peer, "LISTEN", "/fader");
  command (witness, "LISTEN", "/fader");
  expect_line (peer, FADER_ONE);
  expect_line (witness, FADER_ONE);

  clasp_test_peer_write (peer, FADER_HALF "\n");
  clasp_test_spin_until (has_half, stage, "the value from the WebSocket");
  expect_line (witness, FADER_HALF);
  query_stage_say (stage, "SET /osc/fader 1.0");
  expect_line (peer, FADER_ONE); /* the next, not its own */
}

static gboolean
has_malformed (gpointer user_data)
{
  return clasp_bridge_peek_status (((QueryStage *) user_data)->bridge)->n_malformed == 1;
}

static void
tell_malformed_cb (const ClaspBridgePeer *peer, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %" G_GUINT64_FORMAT ";", peer->transport, peer->n_malformed);
}

static void
test_nonsense_is_left_out (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autoptr (GString)       told = g_string_new (NULL);

  peer = open_to_peer (stage, "SET /osc/fader 0.5", NULL);
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
  clasp_bridge_foreach_peer (stage->bridge, tell_malformed_cb, told);
  g_assert_cmpstr (told->str, ==, "oscquery 1;"); /* and nobody else */
}

static gboolean
is_alone (gpointer user_data)
{
  ClaspRouterStats stats = clasp_fixture_stats (&((QueryStage *) user_data)->router);

  return stats.n_subscriptions == 1; /* the bridge's own */
}

static void
test_listening_ends_with_the_connection (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;

  peer = open_to_peer (stage, NULL);
  if (peer == NULL)
    return;
  g_assert_false (is_alone (stage));
  clasp_test_peer_write (peer, "close\n");
  clasp_test_spin_until (is_alone, stage, "the subscription to end");
}

/* A bridge that stops ends its connections; one that starts again serves again. */
static void
test_a_restart (QueryStage *stage, gconstpointer data)
{
  g_autoptr (GError)        error = g_error_new_literal (CLASP_TRANSPORT_ERROR,
                                                         CLASP_TRANSPORT_ERROR_CLOSED, "pulled");
  g_autoptr (ClaspTestPeer) peer = NULL;

  peer = open_to_peer (stage, NULL);
  if (peer == NULL)
    return;
  clasp_bridge_fail (stage->bridge, error);
  g_assert_cmpuint (clasp_fixture_stats (&stage->router).n_subscriptions, ==, 0);
  clasp_fixture_advance (&stage->router, G_USEC_PER_SEC);
  g_assert_cmpint (stage->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpuint (query_stage_ask (stage, "/?ACCESS"), ==, 200);
}

static gboolean
connect_raw (QueryStage *stage, GPtrArray *connections)
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
test_connections_are_bounded (QueryStage *stage, gconstpointer data)
{
  g_autoptr (GPtrArray) connections = g_ptr_array_new_with_free_func (g_object_unref);

  query_stage_open (stage, NULL, NULL);
  for (guint i = 0; i < CLASP_OSC_QUERY_MAX_PEERS - 1; i++)
    connect_raw (stage, connections);
  if (query_stage_ask (stage, "/") == 0)
    return;
  g_assert_cmpuint (query_stage_ask (stage, "/"), ==, 200);
  connect_raw (stage, connections);
  g_assert_cmpuint (query_stage_ask (stage, "/"), ==, 503);
  clasp_fixture_advance (&stage->router,
                         CLASP_OSC_QUERY_TIMEOUT_MS * G_GINT64_CONSTANT (1000));
  g_assert_cmpuint (query_stage_ask (stage, "/"), ==, 200);
}

static void
test_listens_are_bounded (QueryStage *stage, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autoptr (GString)       commands = g_string_new (NULL);

  peer = open_to_peer (stage, NULL);
  if (peer == NULL)
    return;
  for (guint i = 0; i <= CLASP_OSC_QUERY_MAX_LISTENS; i++)
    g_string_append_printf (commands, "text {\"COMMAND\":\"LISTEN\",\"DATA\":\"/n/%u\"}\n", i);
  clasp_test_peer_write (peer, commands->str);
  /* what it says itself shows that all of them were read */
  clasp_test_peer_write (peer, FADER_HALF "\n");
  clasp_test_spin_until (has_half, stage, "the value from the WebSocket");
  expect_line (peer, "text {\"COMMAND\":\"PATH_ADDED\",\"DATA\":\"/fader\"}");

  query_stage_say (stage, "SET /osc/n/4096 1i"); /* the 4097th */
  query_stage_say (stage, "SET /osc/n/4095 1i");
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
connect_and_listen (QueryStage *stage)
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
  return clasp_fixture_stats (&((QueryStage *) user_data)->router).n_subscriptions == 2;
}

static void
write_large (QueryStage *stage, guint number)
{
  g_autofree char *filler = g_strnfill (LARGE, 'x');
  g_autofree char *line = g_strdup_printf ("SET /osc/text %s%06u", filler, number);

  query_stage_say (stage, line);
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
test_a_slow_listener_gets_the_last_value (QueryStage *stage, gconstpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GByteArray)        bytes = g_byte_array_new ();
  Reading                       reading = { NULL, bytes, "000399" };

  query_stage_open (stage, NULL, NULL);
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

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/query/" path, QueryStage, NULL, query_stage_set_up, func,              \
              query_stage_tear_down)
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

  return g_test_run ();
}
