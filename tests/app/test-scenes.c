/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Variables, timers, scenes and layers of a show as a person meets them: claspd, and claspctl as
 * the client. */

#include "app/app-test.h"

#include <string.h>

typedef AppFolder Fixture;

#define set_up app_folder_set_up
#define tear_down app_folder_tear_down

#define SHOW                                                                                       \
  "{\"format\":\"clasp-bridge-show\",\"version\":1,"                                               \
  "\"variables\":[{\"id\":\"v\",\"name\":\"level\",\"settings\":{\"initial\":\"0.5\"}},"           \
  "{\"id\":\"k\",\"name\":\"kept\",\"settings\":{\"type\":\"int\",\"persist\":true}}],"            \
  "\"timers\":[{\"id\":\"t\",\"name\":\"tick\",\"settings\":{\"interval-s\":0.05}}],"              \
  "\"layers\":[{\"id\":\"l\",\"name\":\"act-1\"}],"                                                \
  "\"scenes\":[{\"id\":\"s\",\"name\":\"warm\",\"settings\":{\"values\":[\"/light=1.0\",\"/"       \
  "name=\\\"warm\\\"\"]}}]}"

static ClaspTestPeer *
subscribe (const char *uri, const char *pattern)
{
  g_autofree char *arguments = g_strdup_printf ("--url %s sub %s", uri, pattern);

  return app_start ("claspctl", arguments);
}

/* Reads lines until one holds @part. */
static char *
wait_for (ClaspTestPeer *peer, const char *part)
{
  for (;;)
    {
      char *line = clasp_test_peer_read_line (peer, 20000);

      if (line == NULL)
        g_error ("never heard %s", part);
      if (strstr (line, part) != NULL)
        return line;
      g_free (line);
    }
}

static ClaspTestPeer *
start (Fixture *fixture, const char *more, char **uri)
{
  g_autofree char *path = app_folder_path (fixture, "show.json");
  g_autofree char *flags = g_strdup_printf ("--show %s %s", path, more);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_free (app_folder_write (fixture, "show.json", SHOW));
  return app_start_daemon (flags, uri);
}

/* The ramp, as a client sees it: every value above the one before, from 0 to 1, and then the word
 * that it is there. */
static void
test_recall_with_a_fade (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = start (fixture, "", &uri);
  g_autoptr (ClaspTestPeer) listener = NULL;
  g_autofree char          *first = NULL;
  g_autofree char          *end = NULL;
  double                    last = 0;
  guint                     n_steps = 0;

  app_expect_ctl (uri, 0, "set /light 0.0", "");
  listener = subscribe (uri, "/**");
  first = wait_for (listener, "/light");
  app_expect_ctl (uri, 0, "pub /local/scene/warm/recall '{\"fade\":1}'", "");
  while (last < 1)
    {
      g_autofree char *line = wait_for (listener, "/light");
      double           value = g_ascii_strtod (strrchr (line, ' ') + 1, NULL);

      g_assert_cmpfloat (value, >, last);
      last = value;
      n_steps++;
    }
  g_assert_cmpfloat (last, ==, 1.0);
  g_assert_cmpuint (n_steps, >, 2);
  end = wait_for (listener, "/local/scene/warm/recalled");
  app_expect_ctl (uri, 0, "get /name", "warm\n");
  app_expect_ctl (uri, 0, "get /local/scene/active", "warm\n");
  app_stop_daemon (daemon);
}

static void
test_they_are_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = start (fixture, "", &uri);
  g_autoptr (ClaspTestPeer) listener = subscribe (uri, "/local/**");
  g_autofree char          *layer = wait_for (listener, "/local/layer/act-1");
  g_autofree char          *fired = NULL;

  g_assert_nonnull (strstr (layer, "true"));
  app_expect_ctl (uri, 0, "get /local/var/level", "0.5\n");
  app_expect_ctl (uri, 0, "set /local/var/level true", "");
  app_expect_ctl (uri, 0, "get /local/var/level", "1\n");
  app_expect_ctl (uri, 0, "set /local/timer/tick true", "");
  fired = wait_for (listener, "/local/timer/tick/fired");
  app_stop_daemon (daemon);
}

/* What a client stores is in the file of the show. */
static void
test_store_edits_the_show (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *uri = NULL;
  g_autofree char          *path = app_folder_path (fixture, "show.json");
  g_autofree char          *text = NULL;
  g_autoptr (ClaspTestPeer) daemon = start (fixture, "", &uri);

  app_expect_ctl (uri, 0, "set /light 0.25", "");
  app_expect_ctl (uri, 0, "pub /local/scene/warm/store", "");
  app_stop_daemon (daemon);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"/light=0.25\""));
  g_assert_nonnull (strstr (text, "\"/name=\\\"warm\\\"\""));
}

static void
test_values_after_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *journal = app_folder_path (fixture, "journal");
  g_autofree char *flags = g_strdup_printf ("--journal %s", journal);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char          *uri = NULL;
      g_autoptr (ClaspTestPeer) daemon = start (fixture, flags, &uri);

      app_expect_ctl (uri, 0, "get /local/var/kept", i == 0 ? "0\n" : "7\n");
      app_expect_ctl (uri, 0, "get /local/var/level", "0.5\n");
      app_expect_ctl (uri, 0, "get /local/layer/act-1", i == 0 ? "true\n" : "false\n");
      app_expect_ctl (uri, 0, "set /local/var/kept 7", "");
      app_expect_ctl (uri, 0, "set /local/var/level 0.75", "");
      app_expect_ctl (uri, 0, "set /local/layer/act-1 false", "");
      app_stop_daemon (daemon);
    }
}

static void
test_connection_is_held_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *flags =
    g_strdup_printf ("--connect osc,id=desk,listen=127.0.0.1:%u", clasp_test_free_port ());
  g_autofree char          *uri = NULL;
  char                     *lines[4] = { NULL };
  g_autoptr (ClaspTestPeer) daemon = start (fixture, flags, &uri);
  g_autoptr (ClaspTestPeer) listener = subscribe (uri, "/local/connection/desk/state");

  lines[0] = wait_for (listener, "connected");
  app_expect_ctl (uri, 0, "get /local/connection/desk/on", "true\n");
  app_expect_ctl (uri, 0, "set /local/connection/desk/on false", "");
  lines[1] = wait_for (listener, "off");
  app_expect_ctl (uri, 0, "get /local/connection/desk/on", "false\n");
  app_expect_ctl (uri, 0, "pub /local/connection/desk/on", "");
  lines[2] = wait_for (listener, "starting");
  lines[3] = wait_for (listener, "connected");
  app_stop_daemon (daemon);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_clear_pointer (&lines[i], g_free);
}

/* Where things are named, another name that is followed, and removing what is still named. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon =
    start (fixture, "--map '/a => expression \"value * var.level\" => /b' --map '/pad => /local/scene/warm/recall'",
           &uri);
  g_autofree char *list = NULL;

  app_expect_ctl (uri, 0, "local list",
                  "variable\t/local/var/level\nvariable\t/local/var/kept\n"
                  "timer\t/local/timer/tick\nscene\t/local/scene/warm\nlayer\t/local/layer/act-1\n");
  app_expect_ctl (uri, 0, "local uses /local/var/level", "follows\t1\t/a: step 1 (expression)\n");
  app_expect_ctl (uri, 0, "local uses /local/var/kept", "");
  app_expect_ctl (uri, 0, "local rename /local/var/level master", "follows\t1\t/a: step 1 (expression)\n");
  list = app_ctl (uri, 0, "map list");
  g_assert_nonnull (strstr (list, "value * var.master"));
  app_expect_ctl (uri, 0, "set /local/var/master 2", "");
  app_expect_ctl (uri, 0, "set /a 0.5", "");
  app_expect_ctl (uri, 0, "get /b", "1\n");

  app_expect_ctl (uri, 1, "local remove /local/scene/warm", "follows\t1\t/pad: target\n");
  app_expect_ctl (uri, 0, "local uses /local/scene/warm", "follows\t1\t/pad: target\n");
  app_expect_ctl (uri, 0, "local remove /local/scene/warm --force", "follows\t1\t/pad: target\n");
  app_expect_ctl (uri, 1, "local uses /local/scene/warm", "");
  app_expect_ctl (uri, 0, "local remove /local/timer/tick", "");
  app_expect_ctl (uri, 1, "local rename /local/var/master kept", "");
  app_expect_ctl (uri, 2, "local", "");
  app_expect_ctl (uri, 2, "local paint", "");
  app_stop_daemon (daemon);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add ("/app/scenes/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("recall-with-a-fade", test_recall_with_a_fade);
  ADD ("they-are-there", test_they_are_there);
  ADD ("store-edits-the-show", test_store_edits_the_show);
  ADD ("values-after-a-restart", test_values_after_a_restart);
  ADD ("connection-is-held-back", test_connection_is_held_back);
  ADD ("names", test_names);
#undef ADD
  return g_test_run ();
}
