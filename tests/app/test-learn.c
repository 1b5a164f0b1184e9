/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claspctl learn and claspctl preset: with a show that runs, and with files. */

#include "app/app-test.h"

#include <string.h>

#define NOWHERE "ws://127.0.0.1:1/"

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("no ‘%s’ in: %s", part, text);
}

static gboolean
is_collecting (gpointer user_data)
{
  return strstr (clasp_test_peer_get_stderr (user_data), "move something") != NULL;
}

static ClaspTestPeer *
learn (const char *uri, const char *more)
{
  g_autofree char *arguments = g_strdup_printf ("--url %s learn --duration 60 %s", uri, more);
  ClaspTestPeer   *peer = app_start ("claspctl", arguments);

  clasp_test_spin_until (is_collecting, peer, "the end of the listening second");
  return peer;
}

static void
expect_line (ClaspTestPeer *peer, const char *part)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, 20000);

  if (line == NULL)
    g_error ("nothing was learned: %s", clasp_test_peer_get_stderr (peer));
  assert_has (line, part);
}

static void
test_learn_says_what_is_moved (void)
{
  g_autofree char          *uri = NULL, *list = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);
  g_autoptr (ClaspTestPeer) peer = learn (uri, "");

  app_expect_ctl (uri, 0, "set /sensor 3000", "");
  expect_line (peer, "/sensor\t");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  assert_has (clasp_test_peer_get_stderr (peer), "moves: /sensor\t");
  list = app_ctl (uri, 0, "map list");
  g_assert_null (strstr (list, "/sensor"));
  app_stop_daemon (daemon);
}

static void
test_learn_many_makes_mappings (void)
{
  g_autofree char          *uri = NULL, *list = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);
  g_autoptr (ClaspTestPeer) peer = learn (uri, "--many '/light/{n}'");

  app_expect_ctl (uri, 0, "set /osc/f/1 1.0", "");
  expect_line (peer, "/osc/f/1\t");
  app_expect_ctl (uri, 0, "set /osc/f/2 1.0", "");
  expect_line (peer, "/osc/f/2\t");
  clasp_test_peer_signal (peer, SIGINT);
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  assert_has (clasp_test_peer_get_stderr (peer), "for all of them: /osc/f/{n:1..2}\n");
  list = app_ctl (uri, 0, "map list");
  assert_has (list, "/osc/f/1 => ");
  assert_has (list, "/light/1\n");
  assert_has (list, "/light/2\n");
  app_stop_daemon (daemon);
}

static void
test_learn_swallows_until_it_ends (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);
  g_autoptr (ClaspTestPeer) peer = learn (uri, "--swallow");

  app_expect_ctl (uri, 0, "set /osc/a 1.0", "");
  expect_line (peer, "/osc/a\t");
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  app_expect_ctl (uri, 1, "get /osc/a", "");
  app_expect_ctl (uri, 0, "set /osc/a 1.0", "");
  app_expect_ctl (uri, 0, "get /osc/a", "1\n");
  app_stop_daemon (daemon);
}

static gboolean
is_stored (gpointer uri)
{
  g_autofree char          *arguments = g_strdup_printf ("--url %s get /osc/a", (char *) uri);
  g_autoptr (ClaspTestPeer) peer = NULL;

  app_expect_ctl (uri, 0, "set /osc/a 1.0", "");
  peer = app_start ("claspctl", arguments);
  return clasp_test_peer_wait (peer) == 0;
}

static void
test_learning_ends_with_who_asked (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);
  g_autoptr (ClaspTestPeer) peer = learn (uri, "--many --swallow");

  app_expect_ctl (uri, 0, "set /osc/a 1.0", "");
  expect_line (peer, "/osc/a\t");
  app_expect_ctl (uri, 1, "get /osc/a", "");
  clasp_test_peer_signal (peer, SIGKILL);
  clasp_test_spin_until (is_stored, uri, "the end of the swallowing");
  app_stop_daemon (daemon);
}

static void
test_learn_says_when_nothing_moves (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);

  app_expect_ctl (uri, 1, "learn --duration 0.1", "");
  app_expect_ctl (uri, 1, "learn --duration 4000", "");
  app_stop_daemon (daemon);
}

static void
test_presets_are_listed_without_a_router (void)
{
  g_autofree char *all = app_ctl (NOWHERE, 0, "preset list");
  g_autofree char *some = app_ctl (NOWHERE, 0, "preset list e1.31 TRANSLATOR");
  g_autofree char *text = app_ctl (NOWHERE, 0, "preset show minimal");

  assert_has (all, "latch-flow\tshow\tvisual\t");
  assert_has (all, "toggle-button\tsteps\t");
  g_assert_true (g_str_has_prefix (some, "artnet-sacn\t"));
  g_assert_true (strchr (some, '\n') == some + strlen (some) - 1);
  assert_has (text, "\"format\": \"clasp-bridge-preset\"");
  app_expect_ctl (NOWHERE, 1, "preset show nothing", "");
  app_expect_ctl (NOWHERE, 2, "preset paint", "");
}

static void
test_a_preset_is_applied_to_a_show_that_runs (void)
{
  g_autofree char          *uri = NULL, *preview = NULL, *applied = NULL, *list = NULL, *again = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/x => /y'", &uri);

  preview = app_ctl (uri, 0, "preset apply minimal --preview");
  assert_has (preview, "Adds the mapping");
  app_expect_ctl (uri, 1, "get /light/3", "");
  applied = app_ctl (uri, 0, "preset apply minimal");
  g_assert_cmpstr (applied, ==, preview);
  app_expect_ctl (uri, 0, "set /fader/3 0.25", "");
  app_expect_ctl (uri, 0, "get /light/3", "0.25\n");
  again = app_ctl (uri, 0, "preset apply minimal");
  assert_has (again, "is there already");
  list = app_ctl (uri, 0, "map list");
  assert_has (list, "/x => /y\n");
  app_expect_ctl (uri, 1, "preset apply nothing", "");
  app_expect_ctl (uri, 1, "preset apply minimal --answer reach=everywhere", "");
  app_stop_daemon (daemon);
}

static void
test_a_preset_is_applied_to_a_file (AppFolder *folder, gconstpointer data)
{
  g_autofree char *path = app_folder_path (folder, "show.json"), *arguments = NULL, *text = NULL;
  g_autofree char *wrong = NULL, *said = NULL;

  wrong = g_strdup_printf ("preset apply vj-setup %s --answer color=red", path);
  app_expect_ctl (NOWHERE, 2, wrong, "");
  arguments = g_strdup_printf ("preset apply vj-setup %s --answer in=9123", path);
  said = app_ctl (NOWHERE, 0, arguments);
  assert_has (said, "Adds the connection");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  assert_has (text, "0.0.0.0:9123");
  assert_has (text, "/vj/layer/{n}/opacity");
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add_func ("/app/learn/" name, func)
  ADD ("says-what-is-moved", test_learn_says_what_is_moved);
  ADD ("many-makes-mappings", test_learn_many_makes_mappings);
  ADD ("swallows-until-it-ends", test_learn_swallows_until_it_ends);
  ADD ("ends-with-who-asked", test_learning_ends_with_who_asked);
  ADD ("says-when-nothing-moves", test_learn_says_when_nothing_moves);
#undef ADD
#define ADD(name, func) g_test_add_func ("/app/preset/" name, func)
  ADD ("listed-without-a-router", test_presets_are_listed_without_a_router);
  ADD ("applied-to-a-show-that-runs", test_a_preset_is_applied_to_a_show_that_runs);
#undef ADD
  g_test_add ("/app/preset/applied-to-a-file", AppFolder, NULL, app_folder_set_up,
              test_a_preset_is_applied_to_a_file, app_folder_tear_down);
  return g_test_run ();
}
