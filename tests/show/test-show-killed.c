/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <signal.h>

static gboolean
never (gpointer user_data)
{
  return FALSE;
}

/* What is left of saves that were cut off. */
static guint
count_halves (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;
  guint            n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, ".show.json.");
  return n;
}

/* The number that the text in the file has. */
static int
read_whole (const char *path)
{
  g_autofree char      *text = show_fixture_read (path);
  g_autofree char      *name = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;

  clasp_show_from_text (show, text, problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_assert_nonnull (strstr (problems->pdata[i], "namespace")); /* a random hand sets nonsense */
  g_object_get (show, "name", &name, NULL);
  return atoi (name);
}

/* Lines it wrote before it was gone: the last is the number of the last save that had returned. */
static int
read_last (ClaspTestPeer *peer)
{
  int last = 0;

  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

      if (line == NULL)
        return last;
      last = atoi (line);
    }
}

/* At any moment. FALSE: nothing had been saved yet. */
static gboolean
kill_one (const char *program, const char *path)
{
  const char               *argv[] = { program, path, NULL };
  g_autoptr (ClaspTestPeer) peer = NULL;
  g_autofree char          *ready = NULL;
  int                       last;

  g_remove (path); /* numbers begin anew */
  peer = clasp_test_peer_new (argv);
  ready = clasp_test_peer_read_line (peer, 10000);
  g_assert_cmpstr (ready, ==, "ready");
  clasp_test_spin_for (never, NULL, (guint) g_test_rand_int_range (1, 60));
  clasp_test_peer_signal (peer, SIGKILL);
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 128 + SIGKILL);
  last = read_last (peer);
  if (last > 0)
    g_assert_cmpint (read_whole (path), >=, last);
  else if (g_file_test (path, G_FILE_TEST_EXISTS))
    read_whole (path);
  return last > 0;
}

/* Whenever the power goes, the file is one of the texts that were saved, whole, and not older than the last save. */
static void
test_a_killed_program_leaves_a_whole_file (void)
{
  g_autofree char *folder = show_fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "show.json", NULL);
  g_autofree char *program =
    g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "tests", "show", "show-saver", NULL);
  guint n = g_test_slow () ? 1000 : 60;
  guint n_saved = 0;

  for (guint i = 0; i < n; i++)
    n_saved += kill_one (program, path);
  g_test_message ("%u of %u were killed after a save of theirs", n_saved, n);
  g_assert_cmpuint (n_saved, >, n / 4);
  g_assert_cmpuint (count_halves (folder), <=, 1);
  show_fixture_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 1000);
  g_test_add_func ("/show/killed/a-killed-program-leaves-a-whole-file",
                   test_a_killed_program_leaves_a_whole_file);
  return g_test_run ();
}
