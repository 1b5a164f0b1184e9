/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recordings as a person makes them: claspctl record and play, claspd --record and --play. */

#include "app/app-test.h"
#include "client/clasp-client-raw.h"
#include "client/clasp.h"
#include "recorder/clasp-recording.h"

#include <signal.h>
#include <string.h>

#define N_VALUES 1000

typedef AppFolder Fixture;

#define set_up app_folder_set_up
#define tear_down app_folder_tear_down

static void
expect_line (ClaspTestPeer *peer, const char *expected)
{
  g_autofree char *line = clasp_test_peer_read_line (peer, 10000);

  if (g_strcmp0 (line, expected) != 0)
    g_error ("expected “%s”, got “%s”; the log says: %s", expected, line,
             clasp_test_peer_get_stderr (peer));
}

static ClaspTestPeer *
start_ctl (const char *uri, const char *arguments)
{
  g_autofree char *all = g_strdup_printf ("--url %s %s", uri, arguments);

  return app_start ("claspctl", all);
}

/* Ends a claspctl that runs until it is interrupted. */
static void
interrupt (ClaspTestPeer *peer, const char *last_line)
{
  clasp_test_peer_signal (peer, SIGINT);
  expect_line (peer, last_line);
  g_assert_cmpint (clasp_test_peer_wait (peer), ==, 0);
}

/* ---- a client that writes fast ---- */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

/* /a/0 to /a/9 by turns, and an event after every hundredth. */
static void
write_values (const char *uri)
{
  g_autoptr (ClaspClient)  client = clasp_client_new (uri, "writer");
  g_autoptr (GAsyncResult) connected = NULL, answered = NULL, closed = NULL;
  g_autoptr (GError)       error = NULL;

  clasp_client_connect_async (client, NULL, result_cb, &connected);
  clasp_test_spin_until (has_result, &connected, "the connection");
  clasp_client_connect_finish (client, connected, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_VALUES; i++)
    {
      g_autofree char *address = g_strdup_printf ("/a/%u", i % 10);
      ClaspMessage     set = { .type = CLASP_MESSAGE_SET };
      ClaspMessage     event = { .type = CLASP_MESSAGE_PUBLISH };

      set.set.address = clasp_str (address);
      set.set.value = clasp_value_int (i);
      event.publish.address = CLASP_STR_LITERAL ("/a/event");
      event.publish.signal = CLASP_SIGNAL_EVENT;
      g_assert_true (clasp_client_send (client, &set, NULL));
      if (i % 100 == 99)
        g_assert_true (clasp_client_send (client, &event, NULL));
    }
  clasp_client_ping_async (client, NULL, result_cb, &answered);
  clasp_test_spin_until (has_result, &answered, "the answer");
  g_assert_cmpint (clasp_client_ping_finish (client, answered, NULL), >=, 0);
  clasp_client_close_async (client, NULL, result_cb, &closed);
  clasp_test_spin_until (has_result, &closed, "the end");
}

/* What a subscriber to the copy gets, in order. */
static void
expect_values (ClaspTestPeer *subscriber)
{
  expect_line (subscriber, "param /copy/a/before 7");
  for (guint i = 0; i < N_VALUES; i++)
    {
      g_autofree char *line = g_strdup_printf ("param /copy/a/%u %u", i % 10, i);

      expect_line (subscriber, line);
      if (i % 100 == 99)
        expect_line (subscriber, "event /copy/a/event");
    }
}

/* A thousand values from one router into another: the state first, all of them, in order. */
static void
test_from_one_router_to_another (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *path = app_folder_path (fixture, "recording");
  g_autofree char          *record = g_strdup_printf ("record '/a/**' %s", path);
  g_autofree char          *play = g_strdup_printf ("play %s --speed 4 --to /copy", path);
  g_autofree char          *begun = g_strdup_printf ("recording /a/** to %s", path);
  g_autofree char          *first_uri = NULL, *second_uri = NULL;
  g_autoptr (ClaspTestPeer) first = app_start_daemon ("", &first_uri);
  g_autoptr (ClaspTestPeer) second = app_start_daemon ("", &second_uri);
  g_autoptr (ClaspTestPeer) recorder = NULL, subscriber = NULL;

  app_expect_ctl (first_uri, 0, "set /a/before 7", "");
  app_expect_ctl (first_uri, 0, "set /b 8", "");
  recorder = start_ctl (first_uri, record);
  expect_line (recorder, begun);
  write_values (first_uri);
  interrupt (recorder, "1011 messages");

  app_expect_ctl (second_uri, 0, "set /ready 1", "");
  subscriber = start_ctl (second_uri, "sub '/**'");
  expect_line (subscriber, "param /ready 1");
  app_expect_ctl (second_uri, 0, play, "1011 messages\n");
  expect_values (subscriber);
  app_stop_daemon (first);
  app_stop_daemon (second);
}

static void
test_types_and_duration (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = app_folder_path (fixture, "recording");
  g_autofree char *record =
    g_strdup_printf ("record '/**' %s --types event,gesture --duration 0.3", path);
  g_autofree char           *begun = g_strdup_printf ("recording /** to %s", path);
  g_autofree char           *list = g_strdup_printf ("frame list %s", path);
  g_autofree char           *uri = NULL;
  g_autofree char           *line = NULL;
  g_autoptr (ClaspTestPeer)  daemon = app_start_daemon ("", &uri);
  g_autoptr (ClaspTestPeer)  recorder = NULL, lister = NULL;
  g_autoptr (ClaspRecording) recording = NULL;

  app_expect_ctl (uri, 0, "set /a 7", "");
  recorder = start_ctl (uri, record);
  expect_line (recorder, begun);
  expect_line (recorder, "0 messages");
  g_assert_cmpint (clasp_test_peer_wait (recorder), ==, 0);
  recording = clasp_recording_open (path, NULL);
  g_assert_cmpint (clasp_recording_get_duration_us (recording), >=, 300000);

  lister = app_start ("claspctl", list);
  line = clasp_test_peer_read_line (lister, 10000);
  g_assert_nonnull (strstr (line, "/clasp/recording"));
  g_free (line);
  line = clasp_test_peer_read_line (lister, 10000);
  g_assert_nonnull (strstr (line, "/clasp/recording/end"));
  g_assert_cmpint (clasp_test_peer_wait (lister), ==, 0);
  app_stop_daemon (daemon);
}

static void
test_wrong_use_is_named (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *program, *arguments;
    int         status;
    const char *part;
  } cases[] = {
    { "claspctl", "play /nowhere/at/all", 1, "/nowhere/at/all" },
    { "claspctl", "play %s", 1, "it is not a recording" },
    { "claspctl", "play %s --speed 4.1", 2, "--speed must be 0.1 to 4" },
    { "claspctl", "play %s --speed 0.09", 2, "--speed must be 0.1 to 4" },
    { "claspctl", "record nothing %s", 2, "is not a pattern" },
    { "claspctl", "record /a %s --types param,fish", 2, "‘fish’ is not a type" },
    { "claspd", "--play /nowhere/at/all", 2, "--play: /nowhere/at/all" },
    { "claspd", "--play %s", 2, "it is not a recording" },
    { "claspd", "--record %s", 2, "it must be PATTERN=FILE" },
    { "claspd", "--record /a=%s", 2, "it is not a recording" },
    { "claspd", "--record a=%s", 2, "--record a=" },
  };
  g_autofree char *path = app_folder_write (fixture, "letter", "Dear reader");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv)            parts = g_strsplit (cases[i].arguments, "%s", -1);
      g_autofree char          *arguments = g_strjoinv (path, parts);
      g_autoptr (ClaspTestPeer) peer = app_start (cases[i].program, arguments);

      g_assert_cmpint (clasp_test_peer_wait (peer), ==, cases[i].status);
      if (strstr (clasp_test_peer_get_stderr (peer), cases[i].part) == NULL)
        g_error ("%s %s: %s", cases[i].program, arguments, clasp_test_peer_get_stderr (peer));
    }
}

static void
test_recording_is_not_written_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char           *path = app_folder_path (fixture, "recording");
  g_autofree char           *record = g_strdup_printf ("record /a %s --duration 0.05", path);
  g_autofree char           *append = g_strdup_printf ("%s --append", record);
  g_autofree char           *uri = NULL;
  g_autoptr (ClaspTestPeer)  daemon = app_start_daemon ("", &uri);
  g_autoptr (ClaspRecording) recording = NULL;

  app_expect_ctl (uri, 0, "set /a 1", "");
  g_free (app_ctl (uri, 0, record));
  app_expect_ctl (uri, 1, record, "");
  app_expect_ctl (uri, 0, "set /a 2", "");
  g_free (app_ctl (uri, 0, append));
  recording = clasp_recording_open (path, NULL);
  g_assert_cmpuint (clasp_recording_get_n_messages (recording), ==, 2);
  app_stop_daemon (daemon);
}

static gboolean
has_three_messages (gpointer path)
{
  g_autoptr (ClaspRecording) recording = clasp_recording_open (path, NULL);

  return recording != NULL && clasp_recording_get_n_messages (recording) >= 3;
}

/* An unattended laptop: killed, started again with the same flags, and what happened is there. */
static void
test_daemon_records_across_a_kill (Fixture *fixture, gconstpointer data)
{
  g_autofree char          *path = app_folder_path (fixture, "recording");
  g_autofree char          *record = g_strdup_printf ("--record '/a/**=%s'", path);
  g_autofree char          *play = g_strdup_printf ("--play %s", path);
  g_autofree char          *uri = NULL;
  g_autoptr (ClaspTestPeer) daemon = app_start_daemon (record, &uri);
  g_autoptr (ClaspTestPeer) subscriber = NULL;

  app_expect_ctl (uri, 0, "set /a/x 1", "");
  app_expect_ctl (uri, 0, "set /b/x 1", "");
  app_expect_ctl (uri, 0, "set /a/x 2", "");
  app_expect_ctl (uri, 0, "pub /a/e", "");
  clasp_test_spin_until (has_three_messages, path, "the flush");
  clasp_test_peer_signal (daemon, SIGKILL);
  clasp_test_peer_wait (daemon);
  clasp_test_peer_free (g_steal_pointer (&daemon));
  g_clear_pointer (&uri, g_free);

  daemon = app_start_daemon (record, &uri);
  app_expect_ctl (uri, 0, "set /a/x 3", "");
  app_stop_daemon (daemon);
  clasp_test_peer_free (g_steal_pointer (&daemon));
  g_clear_pointer (&uri, g_free);

  daemon = app_start_daemon (play, &uri);
  app_expect_ctl (uri, 0, "set /ready 1", "");
  subscriber = start_ctl (uri, "sub /a/x");
  for (;;)
    {
      g_autofree char *line = clasp_test_peer_read_line (subscriber, 20000);

      g_assert_nonnull (line);
      if (g_str_equal (line, "param /a/x 3"))
        break;
    }
  app_stop_daemon (daemon);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
#define ADD(name, func) g_test_add ("/app/recordings/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("from-one-router-to-another", test_from_one_router_to_another);
  ADD ("types-and-duration", test_types_and_duration);
  ADD ("wrong-use-is-named", test_wrong_use_is_named);
  ADD ("recording-is-not-written-over", test_recording_is_not_written_over);
  ADD ("daemon-records-across-a-kill", test_daemon_records_across_a_kill);
#undef ADD
  return g_test_run ();
}
