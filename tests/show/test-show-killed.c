/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"

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

static void
check_whole (const char *path)
{
  g_autofree char      *text = show_fixture_read (path);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;

  clasp_show_from_text (show, text, problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_assert_nonnull (strstr (problems->pdata[i], "namespace")); /* a random hand sets nonsense */
}

/* Whenever the power goes, the file is one of the texts that were saved, and whole. */
static void
test_a_killed_program_leaves_a_whole_file (void)
{
  g_autofree char *folder = show_fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "show.json", NULL);
  g_autofree char *program =
    g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "tests", "show", "show-saver", NULL);
  const char *argv[] = { program, path, NULL };
  guint       n_written = 0;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (ClaspTestPeer) peer = clasp_test_peer_new (argv);
      g_autofree char          *ready = clasp_test_peer_read_line (peer, 10000);

      g_assert_cmpstr (ready, ==, "ready");
      clasp_test_spin_for (never, NULL, (guint) g_test_rand_int_range (1, 60));
      clasp_test_peer_signal (peer, SIGKILL);
      g_assert_cmpint (clasp_test_peer_wait (peer), ==, 128 + SIGKILL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      n_written++;
      check_whole (path);
    }
  g_assert_cmpuint (n_written, >, 20);
  g_assert_cmpuint (count_halves (folder), <=, 1);
  show_fixture_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/show/killed/a-killed-program-leaves-a-whole-file",
                   test_a_killed_program_leaves_a_whole_file);
  return g_test_run ();
}
