/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules as a person meets them: claspd --rules, a file that changes, claspctl rules check. */

#include "app/app-test.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

typedef AppFolder Fixture;

#define set_up app_folder_set_up
#define tear_down app_folder_tear_down

#define COPY(id, from, to)                                                                         \
  "{\"id\":\"" id "\",\"trigger\":{\"type\":\"on_change\",\"pattern\":\"" from                     \
  "\"},\"actions\":[{\"type\":\"set_from_trigger\",\"address\":\"" to "\"}]}"

/* Fails unless the next line about the rules holds @part. */
static void
expect_told (ClaspTestPeer *watcher, const char *part)
{
  g_autofree char *line = clasp_test_peer_read_line (watcher, 10000);

  if (line == NULL || strstr (line, part) == NULL)
    g_error ("expected %s, got %s", part, line);
}

static void
expect_metric (const char *uri, const char *line)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_auto (GStrv)          parts = g_strsplit (uri + strlen ("ws://"), "/", 2);
  g_autofree char        *url = g_strdup_printf ("http://%s/metrics", parts[0]);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  g_autoptr (GBytes)      body = soup_session_send_and_read (session, message, NULL, NULL);
  g_autofree char        *text = NULL;

  g_assert_nonnull (body);
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  if (strstr (text, line) == NULL)
    g_error ("no line %s in: %s", line, text);
}

static ClaspTestPeer *
watch (const char *uri)
{
  g_autofree char *arguments = g_strdup_printf ("--url %s sub /clasp/rules", uri);

  return app_start ("claspctl", arguments);
}

static void
test_rules_run_and_follow_their_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_folder_write (fixture, "rules.json", COPY ("a", "/in", "/a"));
  g_autofree char *flags = g_strdup_printf ("--rules %s", path);
  g_autofree char *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon (flags, &uri);
  g_autoptr (ClaspTestPeer) watcher = watch (uri);

  expect_told (watcher, "\"rules\":1,\"error\":null");
  app_expect_ctl (uri, 0, "set /in 1", "");
  app_expect_ctl (uri, 0, "get /a", "1\n");
  expect_metric (uri, "\nclasp_rules_fired_total 1\n");
  expect_metric (uri, "\nclasp_rules_active 1\n");

  /* written over, a faulty one, and put in place whole */
  g_free (app_folder_write (fixture, "rules.json",
                            "[" COPY ("a", "/in", "/a") "," COPY ("b", "/in", "/b") "]"));
  expect_told (watcher, "\"rules\":2,\"error\":null");
  app_expect_ctl (uri, 0, "set /in 2", "");
  app_expect_ctl (uri, 0, "get /b", "2\n");

  g_free (app_folder_write (fixture, "rules.json", "[{\"id\":\"a\"}]"));
  expect_told (watcher, "\"rules\":2,\"error\":\"rules.json: rule “a”: trigger: is missing\"");
  app_expect_ctl (uri, 0, "set /in 3", "");
  app_expect_ctl (uri, 0, "get /b", "3\n");

  g_assert_true (g_file_set_contents (path, "[" COPY ("c", "/in", "/c") "]", -1, NULL));
  expect_told (watcher, "\"rules\":1,\"error\":null");
  app_expect_ctl (uri, 0, "set /in 4", "");
  app_expect_ctl (uri, 0, "get /c", "4\n");
  app_expect_ctl (uri, 0, "get /b", "3\n");

  clasp_test_peer_signal (daemon, SIGHUP);
  expect_told (watcher, "\"rules\":1,\"error\":null");
  app_stop_daemon (daemon);
}

static void
test_faulty_file_stops_the_start (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_folder_write (fixture, "rules.json", "[{\"id\":\"a\"}]");
  g_autofree char *flags = g_strdup_printf ("--listen ws://127.0.0.1:0/clasp --rules %s", path);
  g_autoptr (ClaspTestPeer) daemon = app_start ("claspd", flags);

  g_assert_cmpint (clasp_test_peer_wait (daemon), ==, 2);
  g_assert_cmpstr (clasp_test_peer_get_stderr (daemon), ==,
                   "claspd: --rules: rules.json: rule “a”: trigger: is missing\n"
                   "claspd: --rules: rules.json: rule “a”: actions: is missing\n");
}

/* A show that names its rules runs them, from its own folder; a fault there stops nothing else. */
static void
test_show_names_its_rules (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *rules = app_folder_write (fixture, "my.json", COPY ("a", "/in", "/a"));
  g_autofree char          *show = app_folder_path (fixture, "show.json");
  g_autofree char          *flags = g_strdup_printf ("--show %s", show);
  g_autofree char          *first_flags = g_strdup_printf ("%s --rules %s", flags, rules);
  g_autofree char          *uri = NULL;
  g_autofree char          *text = NULL;
  g_autofree char          *relative = NULL;
  g_autofree char          *status = NULL;
  g_auto (GStrv)            parts = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon (first_flags, &uri);

  app_stop_daemon (daemon);
  clasp_test_peer_free (g_steal_pointer (&daemon));
  g_clear_pointer (&uri, g_free);
  g_assert_true (g_file_get_contents (show, &text, NULL, NULL));
  parts = g_strsplit (text, rules, -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  relative = g_strjoinv ("my.json", parts);
  g_assert_true (g_file_set_contents (show, relative, -1, NULL));

  daemon = app_start_daemon (flags, &uri);
  app_expect_ctl (uri, 0, "set /in 1", "");
  app_expect_ctl (uri, 0, "get /a", "1\n");
  app_stop_daemon (daemon);
  clasp_test_peer_free (g_steal_pointer (&daemon));
  g_clear_pointer (&uri, g_free);

  g_free (app_folder_write (fixture, "my.json", "?"));
  daemon = app_start_daemon (flags, &uri);
  status = app_ctl (uri, 0, "get /clasp/rules");
  g_assert_nonnull (strstr (status, "\"rules\":0,\"error\":\"my.json: line 1"));
  app_stop_daemon (daemon);
}

static void
test_check_tells_what_it_understood (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = app_folder_write (fixture, "good.json", COPY ("a", "/in", "/a"));
  g_autofree char *bad = app_folder_write (fixture, "bad.json", "[{\"id\":\"a\"}]");
  g_autofree char *good_check = g_strdup_printf ("rules check %s", good);
  g_autofree char *bad_check = g_strdup_printf ("rules check %s", bad);

  app_expect_ctl ("ws://127.0.0.1:1/", 0, good_check, "a: when /in is set: set /a to the value\n");
  app_expect_ctl ("ws://127.0.0.1:1/", 1, bad_check, "");
  app_expect_ctl ("ws://127.0.0.1:1/", 1, "rules check /nowhere/at/all", "");
  app_expect_ctl ("ws://127.0.0.1:1/", 2, "rules list x", "");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add ("/app/rules/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("run-and-follow-their-file", test_rules_run_and_follow_their_file);
  ADD ("faulty-file-stops-the-start", test_faulty_file_stops_the_start);
  ADD ("show-names-its-rules", test_show_names_its_rules);
  ADD ("check-tells-what-it-understood", test_check_tells_what_it_understood);
#undef ADD
  return g_test_run ();
}
