/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-acceptor.h"
#include "io/clasp-stream.h"
#include "osc-stage.h"
#include "transports/ws/clasp-ws-ask.h"

/* OSC to a WebSocket that somebody else offers: a server in Python, and servers that are none. */

/* ---- the real one ---- */

static ClaspTestPeer *
start_server (guint16 port)
{
  g_autofree char *script =
    g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bridges", "osc", "websocket-server", NULL);
  g_autofree char *number = g_strdup_printf ("%u", port);
  const char      *argv[] = { "/usr/bin/python3", script, number, NULL };
  ClaspTestPeer   *server;
  g_autofree char *line = NULL;

  if (!g_file_test ("/usr/lib/python3/dist-packages/websockets", G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("python3-websockets is not installed");
      return NULL;
    }
  server = clasp_test_peer_new (argv);
  line = clasp_test_peer_read_line (server, 20000);
  g_assert_cmpstr (line, ==, "listening");
  return server;
}

static void
open_client (OscStage *stage, guint16 port, const char *path, const char *more)
{
  g_autofree char *text =
    g_strdup_printf ("listen= & send=ws://127.0.0.1:%u%s name=page%s", port, path, more);

  osc_stage_open (stage, text);
}

typedef struct
{
  ClaspTestPeer *server;
  OscStage      *stage; /* (nullable) */
  const char    *expected;
  char          *line; /* (owned) (nullable) */
} Reading;

static gboolean
has_line (gpointer user_data)
{
  Reading *reading = user_data;

  reading->line = clasp_test_peer_read_line (reading->server, 1);
  return reading->line != NULL;
}

/* The next line, in the time of one attempt. */
static void
expect_line (ClaspTestPeer *server, const char *expected)
{
  Reading reading = { .server = server };

  clasp_test_spin_until (has_line, &reading, expected);
  g_assert_cmpstr (reading.line, ==, expected);
  g_free (reading.line);
}

static gboolean
has_that_line (gpointer user_data)
{
  Reading *reading = user_data;
  gboolean is_that;

  clasp_fixture_advance (&reading->stage->router, 100 * MS);
  is_that = has_line (reading) && g_str_equal (reading->line, reading->expected);
  g_clear_pointer (&reading->line, g_free);
  return is_that;
}

/* After as many attempts as it takes; how many there were is no matter. */
static void
await_line (OscStage *stage, ClaspTestPeer *server, const char *expected)
{
  Reading reading = { server, stage, expected, NULL };

  clasp_test_spin_until (has_that_line, &reading, expected);
}

#define A_IS_1 "binary 2f6100002c69000000000001"
#define A_IS_2 "binary 2f6100002c69000000000002"

static void
test_both_ways (OscStage *stage, gconstpointer data)
{
  guint16                   port = clasp_test_free_port ();
  g_autoptr (ClaspTestPeer) server = start_server (port);

  if (server == NULL)
    return;
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  open_client (stage, port, "/stage%20left?x=y", "");
  expect_line (server, "open /stage%20left?x=y");
  expect_line (server, A_IS_1); /* the state */
  g_assert_cmpint (stage->status.state, !=, CLASP_BRIDGE_STATE_DEGRADED);
  osc_stage_set (stage, "/osc/a", clasp_value_int (2));
  expect_line (server, A_IS_2);
  clasp_test_peer_write (server, "text /a ,i 3\n"); /* nothing we know */
  clasp_test_peer_write (server, "binary 2f6200002c69000000000005\n");
  osc_stage_expect_heard (stage, "local ← SET /osc/b 5 rev 1");
  clasp_test_peer_write (server, "ping\n");
  expect_line (server, "pong");
  osc_stage_close (stage);
  expect_line (server, "closed 1001");
}

/* What it says is not said to it again, and what it sends back is no news. */
static void
test_no_echo (OscStage *stage, gconstpointer data)
{
  guint16                   port = clasp_test_free_port ();
  g_autoptr (ClaspTestPeer) server = start_server (port);

  if (server == NULL)
    return;
  open_client (stage, port, "", " & echo-ms=60000");
  expect_line (server, "open /");
  clasp_test_peer_write (server, A_IS_1 "\n");
  osc_stage_expect_heard (stage, "local ← SET /osc/a 1 rev 1");
  osc_stage_set (stage, "/osc/a", clasp_value_int (2));
  expect_line (server, A_IS_2); /* the first line: nothing came back before */
  clasp_test_peer_write (server, A_IS_2 "\n");
  clasp_test_peer_write (server, "binary 2f6200002c69000000000005\n");
  osc_stage_expect_heard (stage, "local ← SET /osc/b 5 rev 1");
}

static gboolean
is_degraded (gpointer user_data)
{
  return ((OscStage *) user_data)->status.state == CLASP_BRIDGE_STATE_DEGRADED;
}

/* bridges.md 13.4: closed by it, killed and started again, and each time told everything. */
static void
test_connects_again_for_ever (OscStage *stage, gconstpointer data)
{
  guint16        port = clasp_test_free_port ();
  ClaspTestPeer *server = start_server (port);

  if (server == NULL)
    return;
  osc_stage_set (stage, "/osc/a", clasp_value_int (1));
  open_client (stage, port, "", "");
  await_line (stage, server, "open /");
  await_line (stage, server, A_IS_1);
  for (guint i = 0; i < 10; i++)
    {
      clasp_test_peer_write (server, "close\n");
      await_line (stage, server, "closed 1000");
      await_line (stage, server, A_IS_1);
    }
  for (guint i = 0; i < 2; i++)
    {
      clasp_test_peer_free (server);
      clasp_test_spin_until (is_degraded, stage, "the loss to be told");
      g_assert_nonnull (strstr (stage->status.detail, "page cannot be reached"));
      clasp_fixture_advance (&stage->router, 100000 * MS);
      server = start_server (port);
      await_line (stage, server, A_IS_1);
    }
  g_assert_cmpstr (stage->status.detail, ==, "");
  clasp_test_peer_free (server);
}

/* ---- servers that are no WebSocket ---- */

typedef struct
{
  OscStage   *stage;
  const char *answer;
  gsize       n_fill; /* bytes of a header without an end */
  gboolean    is_silent;
  guint       n_clients;
  GPtrArray  *streams;
} Impostor;

static gsize
unit_cb (guint8 *bytes, gsize size, gsize *needed, gpointer user_data)
{
  return size;
}

static void
drained_cb (gpointer user_data)
{
}

static void
closed_cb (const char *reason, gpointer user_data)
{
}

static const ClaspStreamHandler handler = { unit_cb, drained_cb, closed_cb };

static void
put (ClaspStream *stream, const char *text, gsize size)
{
  guint8 *place = clasp_stream_reserve (stream, size);

  g_assert_nonnull (place);
  memcpy (place, text, size);
}

static void
accepted_cb (int fd, const char *name, ClaspPeerPlace *place, gpointer user_data)
{
  Impostor        *impostor = user_data;
  ClaspStream     *stream = clasp_stream_new (impostor->stage->router.reactor, fd, &handler, NULL);
  g_autofree char *fill = g_strnfill (impostor->n_fill, 'x');

  clasp_peer_place_free (place);
  g_ptr_array_add (impostor->streams, stream);
  clasp_stream_set_reading (stream, TRUE);
  impostor->n_clients++;
  if (impostor->is_silent)
    return;
  put (stream, impostor->answer, strlen (impostor->answer));
  if (impostor->n_fill > 0)
    put (stream, fill, impostor->n_fill);
}

static gboolean
has_two_clients (gpointer user_data)
{
  Impostor *impostor = user_data;

  clasp_fixture_advance (&impostor->stage->router, 500 * MS);
  return impostor->n_clients >= 2;
}

/* It is asked again and again, and the reason is told. */
static void
expect_refused (OscStage *stage, Impostor *impostor, const char *reason)
{
  ClaspEndpoint      endpoint = { (char *) "127.0.0.1", clasp_test_free_port () };
  g_autoptr (GError) error = NULL;
  ClaspAcceptor     *acceptor;

  impostor->stage = stage;
  impostor->streams = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_stream_free);
  acceptor = clasp_acceptor_new (stage->router.reactor, &endpoint, accepted_cb, impostor, &error);
  g_assert_no_error (error);
  open_client (stage, endpoint.port, "", "");
  clasp_test_spin_until (has_two_clients, impostor, reason);
  clasp_test_spin_until (is_degraded, stage, reason);
  if (strstr (stage->status.detail, reason) == NULL)
    g_error ("‘%s’ does not say ‘%s’", stage->status.detail, reason);
  osc_stage_close (stage);
  clasp_acceptor_free (acceptor);
  g_ptr_array_unref (impostor->streams);
}

static void
test_what_is_no_websocket_is_refused (OscStage *stage, gconstpointer data)
{
  static const struct
  {
    const char *answer, *reason;
  } rows[] = {
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "“404”" },
    { "HTTP/1.1 200 OK\r\n\r\nhello", "“200”" },
    { "SSH-2.0-OpenSSH\r\n\r\n", "no HTTP" },
    { "HTTP/1.1 101 Switching Protocols\r\n\r\n", "not that of a WebSocket" },
    { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
      "not that of a WebSocket" }, /* the answer to another key */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Impostor impostor = { .answer = rows[i].answer };

      expect_refused (stage, &impostor, rows[i].reason);
    }
}

static void
test_an_answer_is_bounded (OscStage *stage, gconstpointer data)
{
  static const char start[] = "HTTP/1.1 101 Switching Protocols\r\nX: ";
  Impostor endless = { .answer = start, .n_fill = CLASP_WS_MAX_ANSWER - (sizeof start - 1) };
  Impostor waiting = { .answer = start, .n_fill = CLASP_WS_MAX_ANSWER - (sizeof start - 1) - 1 };

  expect_refused (stage, &endless, "has no end");
  expect_refused (stage, &waiting, "does not answer"); /* one byte less: more may come */
}

static void
test_silence_is_not_waited_for (OscStage *stage, gconstpointer data)
{
  Impostor impostor = { .is_silent = TRUE };

  expect_refused (stage, &impostor, "does not answer");
}

static void
test_stops_while_it_asks (OscStage *stage, gconstpointer data)
{
  ClaspEndpoint  endpoint = { (char *) "127.0.0.1", clasp_test_free_port () };
  Impostor       impostor = { .stage = stage, .is_silent = TRUE };
  ClaspAcceptor *acceptor;

  impostor.streams = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_stream_free);
  acceptor = clasp_acceptor_new (stage->router.reactor, &endpoint, accepted_cb, &impostor, NULL);
  for (guint i = 0; i < 20; i++)
    {
      open_client (stage, endpoint.port, "", "");
      for (guint n = 0; n < i; n++)
        g_main_context_iteration (NULL, FALSE);
      osc_stage_close (stage);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_acceptor_free (acceptor);
  g_ptr_array_unref (impostor.streams);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/ws-client/" path, OscStage, NULL, osc_stage_set_up, func,              \
              osc_stage_tear_down)
  ADD ("both-ways", test_both_ways);
  ADD ("no-echo", test_no_echo);
  ADD ("connects-again-for-ever", test_connects_again_for_ever);
  ADD ("what-is-no-websocket-is-refused", test_what_is_no_websocket_is_refused);
  ADD ("answer-is-bounded", test_an_answer_is_bounded);
  ADD ("silence-is-not-waited-for", test_silence_is_not_waited_for);
  ADD ("stops-while-it-asks", test_stops_while_it_asks);
  return g_test_run ();
}
