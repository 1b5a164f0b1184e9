/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claspctl journal, the program, against the journal of a claspd; and what a kill of that loses. */

#include "app-test.h"
#include "client/clasp-client-raw.h"
#include "journal/clasp-journal-reader.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define LOSS_US 100000 /* what was accepted earlier than that before a kill is in the file */

typedef struct
{
  char          *folder, *path, *show; /* (owned) */
  ClaspTestPeer *daemon;               /* (owned) */
  char          *uri;                  /* (owned) of the daemon */
  char          *output;               /* (owned) of the last run of claspctl */
  char          *errors;
} Fixture;

static void
start_daemon (Fixture *fixture)
{
  fixture->daemon = app_start_args ("claspd", "--show", fixture->show, "--listen",
                                    "ws://127.0.0.1:0/clasp", NULL);
  g_free (fixture->uri);
  fixture->uri = app_wait_ready (fixture->daemon);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char show[] = "{\"format\": \"clasp-bridge-show\", \"version\": 1, \"routers\": "
                             "[{\"id\": \"router\", \"settings\": {\"journal\": [\"/a/**\"]}}]}";

  fixture->folder = g_dir_make_tmp ("clasp-journal-XXXXXX", NULL);
  fixture->show = g_build_filename (fixture->folder, "show.json", NULL);
  fixture->path = g_strconcat (fixture->show, ".journal", NULL);
  g_assert_true (g_file_set_contents (fixture->show, data != NULL ? data : show, -1, NULL));
  start_daemon (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char      *name;

  if (fixture->daemon != NULL)
    {
      clasp_test_peer_signal (fixture->daemon, SIGTERM);
      clasp_test_peer_wait (fixture->daemon);
      clasp_test_peer_free (fixture->daemon);
    }
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->show);
  g_free (fixture->uri);
  g_free (fixture->output);
  g_free (fixture->errors);
}

/* Runs claspctl with --url; its exit status. */
static int
run (Fixture *fixture, const char *arguments)
{
  g_autofree char           *program = clasp_test_program ("claspctl");
  g_autoptr (GStrvBuilder)   builder = g_strv_builder_new ();
  g_auto (GStrv)             words = NULL;
  g_auto (GStrv)             argv = NULL;
  g_autoptr (ClaspTestPeer)  peer = NULL;
  GString                   *output = g_string_new (NULL);
  char                      *line;
  int                        status;

  g_assert_true (g_shell_parse_argv (arguments, NULL, &words, NULL));
  g_strv_builder_add (builder, program);
  g_strv_builder_addv (builder, (const char **) words);
  g_strv_builder_add (builder, "--url");
  g_strv_builder_add (builder, fixture->uri);
  argv = g_strv_builder_end (builder);
  peer = clasp_test_peer_new ((const char *const *) argv);
  while ((line = clasp_test_peer_read_line (peer, 10000)) != NULL)
    {
      g_string_append_printf (output, "%s\n", line);
      g_free (line);
    }
  status = clasp_test_peer_wait (peer);
  g_free (fixture->output);
  g_free (fixture->errors);
  fixture->output = g_string_free (output, FALSE);
  fixture->errors = g_strdup (clasp_test_peer_get_stderr (peer));
  return status;
}

static void
fill (Fixture *fixture)
{
  g_assert_cmpint (run (fixture, "set /a/x 0.5"), ==, 0);
  g_assert_cmpint (run (fixture, "pub /a/e '\"go\"'"), ==, 0);
  g_assert_cmpint (run (fixture, "set /b/x 1"), ==, 0);
  g_assert_cmpint (run (fixture, "set /a/x 0.75"), ==, 0);
}

static void
run_on_file (Fixture *fixture, const char *arguments)
{
  g_autofree char *all = g_strdup_printf ("journal %s %s", arguments, fixture->path);

  if (run (fixture, all) != 0)
    g_error ("claspctl %s: %s", all, fixture->errors);
}

/* Without the times in front. */
static char *
without_times (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("^\\S+ ", G_REGEX_MULTILINE, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, "", 0, NULL);
}

static gboolean
is_written (gpointer user_data)
{
  Fixture *fixture = user_data;
  sqlite3 *db = clasp_journal_file_open_read (fixture->path, NULL);
  gint64   n = db != NULL ? clasp_journal_file_ask (db, "SELECT max(seq) FROM journal_entries") : 0;

  g_clear_pointer (&db, clasp_journal_file_close);
  return n >= 3;
}

static void
test_list_file_and_router (Fixture *fixture, gconstpointer data)
{
  static const char expected[] = "param /a/x 0.5\nevent /a/e \"go\"\nparam /a/x 0.75\n";
  g_autofree char  *by_file = NULL;
  g_autofree char  *by_router = NULL;

  fill (fixture);
  clasp_test_spin_until (is_written, fixture, "the entries in the file");
  run_on_file (fixture, "list");
  by_file = without_times (fixture->output);
  g_assert_cmpstr (by_file, ==, expected);
  g_assert_cmpint (run (fixture, "journal list"), ==, 0);
  by_router = without_times (fixture->output);
  g_assert_cmpstr (by_router, ==, expected);
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  g_autofree char *events = NULL;
  g_autofree char *limited = NULL;

  fill (fixture);
  clasp_test_spin_until (is_written, fixture, "the entries in the file");
  run_on_file (fixture, "list --types event");
  events = without_times (fixture->output);
  g_assert_cmpstr (events, ==, "event /a/e \"go\"\n");
  run_on_file (fixture, "list --pattern /a/x --limit 1");
  limited = without_times (fixture->output);
  g_assert_cmpstr (limited, ==, "param /a/x 0.5\n");
  run_on_file (fixture, "list --to 2001-01-01T00:00");
  g_assert_cmpstr (fixture->output, ==, "");
  run_on_file (fixture, "list --from 2001-01-01T00:00Z --limit 0");
  g_assert_cmpstr (fixture->output, ==, "");
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  clasp_test_spin_until (is_written, fixture, "the entries in the file");
  run_on_file (fixture, "export --types param --limit 1");
  g_assert_true (g_regex_match_simple (
    "^\\{\"seq\":1,\"timestamp\":\\d{16},\"author\":\"[0-9a-f-]{36}\",\"address\":\"/a/x\","
    "\"signal_type\":\"param\",\"value\":0.5,\"revision\":1,\"msg_type\":33\\}\n$",
    fixture->output, 0, 0));
  run_on_file (fixture, "export --frames --limit 1");
  g_assert_nonnull (strstr (fixture->output, "\"message\":"));
}

/* The daemon's own journal, sent to it again: everything happens twice. */
static void
test_replay (Fixture *fixture, gconstpointer data)
{
  g_autofree char *all = NULL;

  fill (fixture);
  clasp_test_spin_until (is_written, fixture, "the entries in the file");
  run_on_file (fixture, "replay --speed 4 --limit 3");
  g_assert_cmpint (run (fixture, "journal list"), ==, 0);
  all = without_times (fixture->output);
  g_assert_cmpstr (all, ==,
                   "param /a/x 0.5\nevent /a/e \"go\"\nparam /a/x 0.75\n"
                   "param /a/x 0.5\nevent /a/e \"go\"\nparam /a/x 0.75\n");
}

static void
test_wrong_usage (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "journal", "usage: claspctl journal" },
    { "journal play", "there are journal list, export and replay" },
    { "journal replay", "usage: claspctl journal replay FILE" },
    { "journal replay --speed 0.09 x", "--speed is from 0.1 to 4" },
    { "journal replay --speed 4.1 x", "--speed is from 0.1 to 4" },
    { "journal list --from yesterday", "is not a time" },
    { "journal list --types params", "there are param event stream gesture timeline" },
    { "journal list --pattern a", "is not a pattern" },
    { "journal list /nowhere/at/all", "no such file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (run (fixture, cases[i][0]), ==, 2);
      if (strstr (fixture->errors, cases[i][1]) == NULL)
        g_error ("claspctl %s: %s", cases[i][0], fixture->errors);
    }
}

/* --- a kill --------------------------------------------------------------------------------- */

typedef struct
{
  ClaspClient *client;
  guint        n_sent;
  GArray      *accepted_us; /* of gint64: when the n-th was acknowledged */
  gint64       until_us;
} Sequence;

static void
sequence_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (clasp_client_connect_finish (CLASP_CLIENT (source), result, &error));
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
sequence_message_cb (ClaspClient *client, const ClaspMessage *message, gpointer user_data)
{
  Sequence *self = user_data;
  gint64    now_us = g_get_monotonic_time ();

  if (message->type == CLASP_MESSAGE_ACK && message->ack.has_revision)
    g_array_append_val (self->accepted_us, now_us);
}

/* A number a millisecond, each acknowledged. */
static gboolean
sequence_is_over (gpointer user_data)
{
  Sequence    *self = user_data;
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = CLASP_STR_LITERAL ("/a/number");
  message.set.value = clasp_value_int (++self->n_sent);
  clasp_client_send (self->client, &message, NULL);
  return g_get_monotonic_time () > self->until_us;
}

static void
send_sequence (Fixture *fixture, Sequence *self)
{
  gboolean is_connected = FALSE;

  self->client = g_object_new (CLASP_TYPE_CLIENT, "url", fixture->uri, "name", "counter",
                               "reconnect", FALSE, NULL);
  self->accepted_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (self->client, "message", G_CALLBACK (sequence_message_cb), self);
  clasp_client_connect_async (self->client, NULL, sequence_connected_cb, &is_connected);
  clasp_test_spin_until (is_true, &is_connected, "the connection");
  self->until_us = g_get_monotonic_time () + 700 * 1000;
  clasp_test_spin_until (sequence_is_over, self, "the sequence to end");
}

static void
remove_journal (Fixture *fixture)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (fixture->path, suffixes[i], NULL);

      g_remove (path);
    }
}

/* How long before the kill the first number was accepted that is not in the file. */
static gint64
measure_loss (Fixture *fixture, const char *sql)
{
  Sequence sequence = { 0 };
  sqlite3 *db;
  gint64   killed_us, last, loss_us;

  send_sequence (fixture, &sequence);
  killed_us = g_get_monotonic_time ();
  clasp_test_peer_signal (fixture->daemon, SIGKILL);
  clasp_test_peer_wait (fixture->daemon);
  g_clear_pointer (&fixture->daemon, clasp_test_peer_free);
  db = clasp_journal_file_open_read (fixture->path, NULL);
  g_assert_nonnull (db);
  last = clasp_journal_file_ask (db, sql);
  clasp_journal_file_close (db);
  g_assert_cmpuint (sequence.accepted_us->len, >, 20);
  g_assert_cmpint (last, >, 0);
  loss_us = last < sequence.accepted_us->len
              ? killed_us - g_array_index (sequence.accepted_us, gint64, last)
              : 0;
  g_test_message ("%u accepted, %" G_GINT64_FORMAT " kept, lost: the last %.1f ms",
                  sequence.accepted_us->len, last, (double) loss_us / 1000);
  g_signal_handlers_disconnect_by_data (sequence.client, &sequence);
  g_object_unref (sequence.client);
  g_array_unref (sequence.accepted_us);
  remove_journal (fixture);
  start_daemon (fixture);
  return loss_us;
}

/* A machine that is busy elsewhere may not let the thread run for so long: three tries. */
static void
assert_loss (Fixture *fixture, const char *sql)
{
  for (guint i = 0; i < 3; i++)
    if (measure_loss (fixture, sql) <= LOSS_US)
      return;
  g_error ("three times more was lost than the last 100 ms");
}

static void
test_kill_loses_entries_of_100_ms (Fixture *fixture, gconstpointer data)
{
  assert_loss (fixture, "SELECT max(revision) FROM journal_entries WHERE address = '/a/number'");
}

static void
test_kill_loses_values_of_100_ms (Fixture *fixture, gconstpointer data)
{
  assert_loss (fixture, "SELECT revision FROM params WHERE address = '/a/number'");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/claspctl/journal/list-file-and-router", test_list_file_and_router);
  ADD ("/app/claspctl/journal/filters", test_filters);
  ADD ("/app/claspctl/journal/export", test_export);
  ADD ("/app/claspctl/journal/replay", test_replay);
  ADD ("/app/claspctl/journal/wrong-usage", test_wrong_usage);
  ADD ("/app/claspd/journal/kill-loses-entries-of-100-ms", test_kill_loses_entries_of_100_ms);
  ADD ("/app/claspd/journal/kill-loses-values-of-100-ms", test_kill_loses_values_of_100_ms);

  return g_test_run ();
}
