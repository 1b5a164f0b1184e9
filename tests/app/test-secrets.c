/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A password from the command line to the device and back after a restart, and never in the show's
 * file. */

#include "app/app-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "open-sesame"
#define ROOT                                                                                       \
  "{\"FULL_PATH\":\"/\",\"CONTENTS\":{\"level\":{\"FULL_PATH\":\"/"                                \
  "level\",\"TYPE\":\"f\",\"ACCESS\":3,\"VALUE\":[0.25]}}}"

typedef AppFolder Fixture;

static ClaspTestPeer *
start_device (guint16 port)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("G_TEST_SRCDIR"), "bridges", "osc", "oscquery-device", NULL);
  g_autofree char *number = g_strdup_printf ("%u", port);
  const char      *argv[] = { "/usr/bin/python3", path, number, "{\"NAME\":\"d\"}", ROOT,
                              "me:" PASSWORD,     NULL };
  ClaspTestPeer   *device = clasp_test_peer_new (argv);
  g_autofree char *ready = device != NULL ? clasp_test_peer_read_line (device, 20000) : NULL;

  if (device != NULL)
    g_assert_cmpstr (ready, ==, "ready");
  return device;
}

static void
wait_let_in (ClaspTestPeer *device)
{
  char *line = NULL;

  do
    {
      g_free (line);
      line = clasp_test_peer_read_line (device, 20000);
      g_assert_nonnull (line);
    }
  while (!g_str_equal (line, "let in"));
  g_free (line);
}

/* What the device tells has come: the connection works. */
static void
wait_live (const char *uri)
{
  ClaspTestPeer   *sub = app_start_args ("claspctl", "--url", uri, "sub", "/osc/level", NULL);
  g_autofree char *line = clasp_test_peer_read_line (sub, 20000);

  g_assert_nonnull (line);
  g_assert_nonnull (strstr (line, "0.25"));
  clasp_test_peer_free (sub);
}

static void
assert_no_file_has_it (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char      *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL), *text = NULL;
      gsize            length;

      if (!g_file_get_contents (path, &text, &length, NULL))
        continue; /* a folder */
      if (memmem (text, length, PASSWORD, strlen (PASSWORD)) != NULL)
        g_error ("%s has the password: %s", name, text);
    }
}

static void
test_reopened (Fixture *fixture, gconstpointer data)
{
  guint16                   port = clasp_test_free_port (), osc = clasp_test_free_port ();
  g_autoptr (ClaspTestPeer) device = start_device (port);
  g_autofree char          *show = app_folder_path (fixture, "show.json"),
                  *home = app_folder_path (fixture, "home");
  g_autofree char *connect = g_strdup_printf (
    "osc,listen=127.0.0.1:%u,query-url=http://me:" PASSWORD "@127.0.0.1:%u", osc, port);
  g_autofree char *data_folder = g_build_filename (home, "clasp-bridge", NULL);
  g_autofree char *store = g_build_filename (data_folder, "secrets.json", NULL);
  g_autofree char *lock = g_strconcat (store, ".lock", NULL), *text = NULL;

  if (device == NULL)
    return; /* skipped */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  for (guint i = 0; i < 2; i++) /* told by a person; then by the file */
    {
      g_autoptr (ClaspTestPeer) daemon =
        app_start_args ("claspd", "--listen", "ws://127.0.0.1:0/clasp", "--show", show,
                        i == 0 ? "--connect" : NULL, connect, NULL);
      g_autofree char *uri = app_wait_ready (daemon);

      wait_let_in (device);
      wait_live (uri);
      app_stop_daemon (daemon);
      g_assert_null (strstr (clasp_test_peer_get_stderr (daemon), PASSWORD));
      assert_no_file_has_it (fixture);
    }
  g_unlink (store);
  g_unlink (lock);
  g_rmdir (data_folder);
  g_rmdir (home);
  g_assert_true (g_file_get_contents (show, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "http://clasp-secret:"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add ("/app/secrets/password-is-not-in-the-file-and-the-device-gets-it", Fixture, NULL,
              app_folder_set_up, test_reopened, app_folder_tear_down);
  return g_test_run ();
}
