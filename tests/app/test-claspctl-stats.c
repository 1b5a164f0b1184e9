/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-test.h"

#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>

/* claspctl stats against claspd, both as programs. */

typedef struct
{
  ClaspTestPeer *daemon;
  char          *url;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *arguments = g_strdup_printf (
    "--listen ws://127.0.0.1:0/clasp --listen tcp://127.0.0.1:0 --connect osc,listen=127.0.0.1:%u",
    clasp_test_free_port ());
  g_autofree char *ready = NULL;
  g_auto (GStrv)   words = NULL;

  fixture->daemon = app_start ("claspd", arguments);
  ready = clasp_test_peer_read_line (fixture->daemon, 10000);
  g_assert_nonnull (ready);
  words = g_strsplit (ready, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  fixture->url = g_strdup (words[data != NULL ? 2 : 1]);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_test_peer_signal (fixture->daemon, SIGTERM);
  g_assert_cmpint (clasp_test_peer_wait (fixture->daemon), ==, 0);
  clasp_test_peer_free (fixture->daemon);
  g_free (fixture->url);
}

static ClaspTestPeer *
stats (Fixture *fixture, const char *options)
{
  g_autofree char *arguments = g_strdup_printf ("--url %s stats %s", fixture->url, options);

  return app_start ("claspctl", arguments);
}

static char *
read_all (ClaspTestPeer *peer)
{
  GString *text = g_string_new (NULL);
  char    *line;

  while ((line = clasp_test_peer_read_line (peer, 10000)) != NULL)
    {
      g_string_append_printf (text, "%s\n", line);
      g_free (line);
    }
  return g_string_free (text, FALSE);
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *hello = g_strdup_printf ("--url %s sub '/**'", fixture->url);
  g_autoptr (ClaspTestPeer) other = app_start ("claspctl", hello);
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autofree char          *text = NULL;
  gboolean                  is_seen = FALSE;

  for (guint i = 0; i < 10 && !is_seen; i++)
    {
      g_clear_pointer (&peer, clasp_test_peer_free);
      g_free (text);
      peer = stats (fixture, "");
      text = read_all (peer);
      g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
      is_seen = strstr (text, "claspctl") != NULL; /* @other has said hello */
    }
  g_test_message ("%s", text);
  g_assert_true (is_seen);
  g_assert_true (g_str_has_prefix (text, "ready, up 0:00:"));
  g_assert_nonnull (strstr (text, "\n1 sessions, "));
  g_assert_nonnull (strstr (text, "\nSESSION  NAME"));
  g_assert_nonnull (strstr (text, "  127.0.0.1:"));
  g_assert_nonnull (strstr (text, "\nMESSAGE    COUNT"));
  g_assert_nonnull (strstr (text, "\nsubscribe"));
  g_assert_nonnull (strstr (text, "\nBRIDGE"));
  g_assert_nonnull (strstr (text, "\nOSC     osc   yes"));
  clasp_test_peer_signal (other, SIGTERM);
}

static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = stats (fixture, "--json");
  g_autofree char          *text = read_all (peer);
  g_autoptr (JsonParser)    parser = json_parser_new ();
  g_autoptr (GError)        error = NULL;
  JsonObject               *object;

  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (
    json_object_get_int_member (json_object_get_object_member (object, "router"), "ready"), ==, 1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "bridges")), ==,
                    1);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "sessions")), >=,
                    1);
}

static void
test_watch_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = stats (fixture, "--json --watch");

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

      g_assert_true (line != NULL && g_str_has_prefix (line, "{\"router\":"));
    }
  clasp_test_peer_signal (peer, SIGTERM);
}

static void
test_other_carrier (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspTestPeer) peer = stats (fixture, "");

  g_free (read_all (peer));
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 2);
  g_assert_nonnull (strstr (clasp_test_peer_get_stderr (peer), "ws://"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 90);

  g_test_add ("/app/claspctl-stats/table", Fixture, NULL, setup, test_table, teardown);
  g_test_add ("/app/claspctl-stats/json", Fixture, NULL, setup, test_json, teardown);
  g_test_add ("/app/claspctl-stats/watch-goes-on", Fixture, NULL, setup, test_watch_goes_on,
              teardown);
  g_test_add ("/app/claspctl-stats/other-carrier", Fixture, "tcp", setup, test_other_carrier,
              teardown);

  return g_test_run ();
}
