/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The examples of examples/, each run against a claspd as a reader would, with the library and the
 * typelib of this build. */

#include "support/clasp-test.h"

#include <signal.h>

typedef struct
{
  ClaspTestPeer *daemon;
  char          *uri;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program = clasp_test_program ("claspd");
  const char      *argv[] = { program, "--listen", "ws://127.0.0.1:0/clasp", NULL };
  g_autofree char *line = NULL;

  fixture->daemon = clasp_test_peer_new (argv);
  line = clasp_test_peer_read_line (fixture->daemon, 10000);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "ready "));
  fixture->uri = g_strdup (line + strlen ("ready "));
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_test_peer_signal (fixture->daemon, SIGTERM);
  g_assert_cmpint (clasp_test_peer_wait (fixture->daemon), ==, 0);
  clasp_test_peer_free (fixture->daemon);
  g_free (fixture->uri);
}

static char *
source_path (const char *name)
{
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "examples", name, NULL);
}

/* Runs it, and compares what it prints, line by line; @lines end with NULL. */
static void
expect (const char *const *argv, const char *const *lines)
{
  g_autoptr (ClaspTestPeer) example = clasp_test_peer_new (argv);

  g_assert_nonnull (example); /* all of them are in packages-test */
  for (; *lines != NULL; lines++)
    {
      g_autofree char *line = clasp_test_peer_read_line (example, 20000);

      if (line == NULL)
        g_error ("%s: %s", argv[0], clasp_test_peer_get_stderr (example));
      g_assert_cmpstr (line, ==, *lines);
    }
  g_assert_cmpint (clasp_test_peer_wait (example), ==, 0);
}

static void
test_c (Fixture *fixture, gconstpointer data)
{
  g_autofree char  *path = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "examples", data, NULL);
  const char *const argv[] = { path, fixture->uri, NULL };
  const char *const lines[] = { "/example/level 0.5", NULL };

  expect (argv, lines);
}

static void
test_python (Fixture *fixture, gconstpointer data)
{
  g_autofree char  *path = source_path ("python/set_and_watch.py");
  const char *const argv[] = { "/usr/bin/python3", path, fixture->uri, NULL };
  const char *const lines[] = { "/example/level 0.75", NULL };

  expect (argv, lines);
}

static void
test_scheduled_bundle (Fixture *fixture, gconstpointer data)
{
  g_autofree char  *path = source_path ("python/scheduled_bundle.py");
  const char *const argv[] = { "/usr/bin/python3", path, fixture->uri, NULL };
  const char *const lines[] = { "taken True", "/cue/0 1.0 in time", "/cue/1 0.5 in time", NULL };

  expect (argv, lines);
}

static void
test_gjs (Fixture *fixture, gconstpointer data)
{
  g_autofree char  *path = source_path ("gjs/set_and_watch.js");
  const char *const argv[] = { "gjs", "-m", path, fixture->uri, NULL };
  const char *const lines[] = { "/example/level 0.25", NULL };

  expect (argv, lines);
}

static void
test_c_is_short (void)
{
  g_autofree char *path = source_path ("c/set-and-watch.c");
  g_autofree char *text = NULL;
  g_auto (GStrv)   lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) - 1, <, 40);
}

int
main (int argc, char **argv)
{
  g_autofree char *library =
    g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "engine/client/library", NULL);

  clasp_test_init (&argc, &argv, 100);
  g_setenv ("GI_TYPELIB_PATH", library, TRUE);
  g_setenv ("LD_LIBRARY_PATH", library, TRUE);

  g_test_add ("/client/examples/c", Fixture, "set-and-watch", setup, test_c, teardown);
  g_test_add_func ("/client/examples/c-is-short", test_c_is_short);
  g_test_add ("/client/examples/python", Fixture, NULL, setup, test_python, teardown);
  g_test_add ("/client/examples/python-scheduled-bundle", Fixture, NULL, setup,
              test_scheduled_bundle, teardown);
  g_test_add ("/client/examples/gjs", Fixture, NULL, setup, test_gjs, teardown);
  return g_test_run ();
}
