/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-test.h"

#include <signal.h>

/* How claspd ends: peers are told and may read to the end; the second signal waits for nobody. The
 * peer here is a plain socket, so that it can be rude. */

static GSocketConnection *
connect_peer (const char *uri)
{
  static const guint8       hello[] = { 0, 0, 0, 12, 0x53, 1, 0, 8, 1, 1, 0xe0, 0, 1, 'A', 0, 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char          *host = g_strdup (strrchr (uri, '/') + 1);
  GSocketConnection *connection = g_socket_client_connect_to_host (client, host, 0, NULL, NULL);
  guint8             welcome[16];

  g_assert_nonnull (connection);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 10);
  g_assert_true (
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), hello,
                               sizeof hello, NULL, NULL, NULL));
  g_assert_true (g_input_stream_read_all (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                          welcome, sizeof welcome, NULL, NULL, NULL));
  return connection;
}

static ClaspTestPeer *
start_on_tcp (const char *arguments, char **uri)
{
  g_autofree char *all = g_strdup_printf ("--listen tcp://127.0.0.1:0 %s", arguments);
  ClaspTestPeer   *daemon = app_start ("claspd", all);
  g_autofree char *line = clasp_test_peer_read_line (daemon, 10000);

  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready tcp://"));
  *uri = g_strdup (line + strlen ("ready "));
  return daemon;
}

/* Everything up to the end, as text without the bytes that are none. */
static char *
read_to_end (GSocketConnection *connection)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GString      *text = g_string_new (NULL);
  guint8        bytes[4096];
  gssize        n;

  while ((n = g_input_stream_read (stream, bytes, sizeof bytes, NULL, NULL)) > 0)
    for (gssize i = 0; i < n; i++)
      if (g_ascii_isprint (bytes[i]))
        g_string_append_c (text, (char) bytes[i]);
  g_assert_cmpint (n, ==, 0); /* an end, not an error */
  return g_string_free (text, FALSE);
}

static void
test_peers_are_told (AppFolder *folder, gconstpointer data)
{
  g_autofree char              *uri = NULL;
  g_autoptr (ClaspTestPeer)     daemon = start_on_tcp ("", &uri);
  g_autoptr (GSocketConnection) peer = connect_peer (uri);
  g_autofree char              *text = NULL;

  clasp_test_peer_signal (daemon, SIGTERM);
  text = read_to_end (peer);
  g_assert_nonnull (strstr (text, "The router is shutting down"));
  g_io_stream_close (G_IO_STREAM (peer), NULL, NULL);
  g_assert_cmpint (clasp_test_peer_wait (daemon), ==, 0);
}

/* A peer that never closes its end would hold it for the ten minutes of this show. */
static void
test_second_signal_waits_for_nobody (AppFolder *folder, gconstpointer data)
{
  g_autofree char              *show = app_folder_write (folder, "show.json", data);
  g_autofree char              *arguments = g_strdup_printf ("--show %s", show);
  g_autofree char              *uri = NULL;
  g_autoptr (ClaspTestPeer)     daemon = start_on_tcp (arguments, &uri);
  g_autoptr (GSocketConnection) peer = connect_peer (uri);
  g_autofree char              *text = NULL;

  clasp_test_peer_signal (daemon, SIGINT);
  text = read_to_end (peer); /* it is draining now */
  g_assert_cmpint (kill (clasp_test_peer_get_pid (daemon), 0), ==, 0);
  clasp_test_peer_signal (daemon, SIGINT);
  g_assert_cmpint (clasp_test_peer_wait (daemon), ==, 0);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);
  g_test_add ("/app/drain/peers-are-told", AppFolder, NULL, app_folder_set_up, test_peers_are_told,
              app_folder_tear_down);
  g_test_add ("/app/drain/second-signal-waits-for-nobody", AppFolder,
              "{ \"format\": \"clasp-bridge-show\", \"version\": 1, \"routers\": [ { \"id\": "
              "\"router\", \"settings\": { \"drain-ms\": 600000 } } ] }",
              app_folder_set_up, test_second_signal_waits_for_nobody, app_folder_tear_down);
  return g_test_run ();
}
