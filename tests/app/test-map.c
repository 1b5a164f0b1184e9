/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claspctl map: the mappings of a show that runs, listed, edited and tried. */

#include "app/app-test.h"

#include <string.h>

/* What is tried by its text needs no router. */
#define NOWHERE "ws://127.0.0.1:1/"

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("no ‘%s’ in: %s", part, text);
}

static void
assert_has_not (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("‘%s’ in: %s", part, text);
}

static void
test_edit_a_show_that_runs (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/a => /b'", &uri);
  g_autofree char          *id = NULL, *before = NULL, *after = NULL, *off = NULL, *json = NULL;
  g_autofree char          *arguments = NULL;

  id = g_strstrip (app_ctl (uri, 0, "map add '/fader/{n:1..8} => range 0 1 0 255 => /slot/{n}'"));
  before = app_ctl (uri, 0, "map list");
  assert_has (before, "/a => /b\n");
  assert_has (before, id);
  assert_has (before, "\ton\t");
  assert_has (before, "/slot/{n}\n");

  /* it works */
  app_expect_ctl (uri, 0, "set /fader/3 0.2", "");
  app_expect_ctl (uri, 0, "get /slot/3", "51\n");

  arguments = g_strdup_printf ("map off %s", id);
  app_expect_ctl (uri, 0, arguments, "");
  off = app_ctl (uri, 0, "map list");
  assert_has (off, "\toff\t");
  app_expect_ctl (uri, 0, "set /fader/3 1", "");
  app_expect_ctl (uri, 0, "get /slot/3", "51\n");

  json = app_ctl (uri, 0, "map list --json");
  assert_has (json, "\"enabled\":false");

  g_free (arguments);
  arguments = g_strdup_printf ("map remove %s", id);
  app_expect_ctl (uri, 0, arguments, "");
  after = app_ctl (uri, 0, "map list");
  assert_has_not (after, id);
  assert_has (after, "/a => /b\n");
  app_stop_daemon (daemon);
}

static char *
read_all_errors (const char *uri, const char *arguments)
{
  g_autofree char          *all = g_strdup_printf ("--url %s %s", uri, arguments);
  g_autoptr (ClaspTestPeer) peer = app_start ("claspctl", all);

  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
  return g_strdup (clasp_test_peer_get_stderr (peer));
}

static void
test_circles_are_told (void)
{
  g_autofree char          *uri = NULL, *closing = NULL, *other = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/a => /b' --map '/c => /c'", &uri);

  closing = read_all_errors (uri, "map add '/b => /a'");
  assert_has (closing, "note: it closes a circle: /a → /b → /a");
  other = read_all_errors (uri, "map add '/b => /d'");
  assert_has_not (other, "circle");
  app_stop_daemon (daemon);
  assert_has (clasp_test_peer_get_stderr (daemon), "mappings lead in a circle: /c → /c");
}

static void
test_faults (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("--map '/a => /b'", &uri);
  g_autofree char          *list = NULL;

  app_expect_ctl (uri, 1, "map add '/a => wobble => /b'", "");
  app_expect_ctl (uri, 1, "map remove nobody", "");
  app_expect_ctl (uri, 2, "map", "");
  app_expect_ctl (uri, 2, "map add", "");
  app_expect_ctl (uri, 2, "map paint /a", "");
  list = app_ctl (uri, 0, "map list");
  assert_has (list, "/a => /b\n");
  app_stop_daemon (daemon);
}

/* The router's setting “control” says who may. */
static void
test_control_forbids (void)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon =
    app_start_daemon ("--map '/a => /b' --set control=nobody", &uri);

  app_expect_ctl (uri, 1, "map list", "");
  app_expect_ctl (uri, 1, "map add '/x => /y'", "");
  app_stop_daemon (daemon);
}

/* A list of several messages, in the show's order. */
static void
test_a_long_list (void)
{
  g_autoptr (GString)       flags = g_string_new (NULL);
  g_autofree char          *uri = NULL, *list = NULL;
  g_autoptr (ClaspTestPeer) daemon = NULL;
  g_auto (GStrv)            lines = NULL;

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (flags, "--map '/in/%u => /out/%u' ", i, i);
  daemon = app_start_daemon (flags->str, &uri);
  list = app_ctl (uri, 0, "map list");
  lines = g_strsplit (g_strchomp (list), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 200);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *expected = g_strdup_printf ("/in/%u => /out/%u", i, i);

      assert_has (lines[i], expected);
    }
  app_stop_daemon (daemon);
}

/* Two seconds of time pass at once. */
static void
test_try_a_mapping (void)
{
  g_autofree char *text = NULL, *json = NULL;

  app_expect_ctl (NOWHERE, 0,
                  "map test '/in => range 0 1 0 127 => /out' --input '0;0.5' --times 0,1",
                  "0.000 s  /in = 0\n"
                  "    step 1: 0\n"
                  "    0.000 s  → /out = 0\n"
                  "1.000 s  /in = 0.5\n"
                  "    step 1: 63.5\n"
                  "    1.000 s  → /out = 63.5\n");
  text =
    app_ctl (NOWHERE, 0, "map test '/in => smooth 100ms => /out' --input '0;1;1' --times 0,1,2");
  assert_has (
    text,
    "    step 1: 0.99\n    1.090 s  → /out = 0.99\n"); /* after its time it is within a hundredth */
  assert_has (text, "    2.000 s  → /out = 1\n");
  json = app_ctl (NOWHERE, 0,
                  "map test '/in/{n} => /artnet/0/0/0/{n}' --input '/in/7=0.5;/in/900=1' --json");
  assert_has (json, "\"address\":\"/artnet/0/0/0/7\"");
  assert_has (json, "\"what\":\"not\"");
}

static void
test_try_faults (void)
{
  app_expect_ctl (NOWHERE, 2, "map test '/in => wobble => /out'", "");
  app_expect_ctl (NOWHERE, 1, "map test '/in => expression foo => /out'", "");
  app_expect_ctl (NOWHERE, 1, "map test '/in/{n:5..8} => /out'", "");
  app_expect_ctl (NOWHERE, 2, "map test '/in => /out' --times 1,0", "");
  app_expect_ctl (NOWHERE, 2, "map test '/in => /out' --times x", "");
  app_expect_ctl (NOWHERE, 2, "map test '/in => /out' --input '[1'", "");
}

static void
test_try_one_of_the_show (void)
{
  g_autofree char          *uri = NULL, *id = NULL, *arguments = NULL, *text = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon ("", &uri);

  id = g_strstrip (app_ctl (uri, 0, "map add '/in => invert => /out'"));
  arguments = g_strdup_printf ("map test %s --input 0.25", id);
  text = app_ctl (uri, 0, arguments);
  assert_has (text, "→ /out = 0.75\n");
  /* nothing of it happened in the show */
  app_expect_ctl (uri, 1, "get /out", "");
  app_stop_daemon (daemon);
}

/* Connections with names of their own, and what a device announced: the try knows what the live mapping knows. */
static void
test_try_knows_the_shows_ranges (void)
{
  g_autofree char          *uri = NULL, *id = NULL, *arguments = NULL, *tried = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon (
    "--connect 'artnet,namespace=/rig,listen=,send=127.0.0.1:16454' --map '/in => /rig/0/0/0/1'", &uri);
  g_auto (GStrv) parts = NULL;

  id = app_ctl (uri, 0, "map list");
  parts = g_strsplit (id, "\t", 2);
  arguments = g_strdup_printf ("map test %s --input 0.5", parts[0]);
  tried = app_ctl (uri, 0, arguments);
  assert_has (tried, "/rig/0/0/0/1 = 128");
  app_expect_ctl (NOWHERE, 0, "map test '/in => /rig/0/0/0/1' --input 0.5",
                  "0.000 s  /in = 0.5\n    0.000 s  → /rig/0/0/0/1 = 0.5\n");
  app_stop_daemon (daemon);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 240);

  g_test_add_func ("/app/map/edit-a-show-that-runs", test_edit_a_show_that_runs);
  g_test_add_func ("/app/map/circles-are-told", test_circles_are_told);
  g_test_add_func ("/app/map/faults", test_faults);
  g_test_add_func ("/app/map/control-forbids", test_control_forbids);
  g_test_add_func ("/app/map/a-long-list", test_a_long_list);
  g_test_add_func ("/app/map/try-a-mapping", test_try_a_mapping);
  g_test_add_func ("/app/map/try-faults", test_try_faults);
  g_test_add_func ("/app/map/try-one-of-the-show", test_try_one_of_the_show);

  g_test_add_func ("/app/map/try-knows-the-shows-ranges", test_try_knows_the_shows_ranges);
  return g_test_run ();
}
