/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-fixture.h"
#include "support/clasp-fake-link.h"

/* What happened: which entries are kept, in which order, and for how long. */

typedef JournalFixture Fixture;

#define set_up journal_fixture_set_up
#define tear_down journal_fixture_tear_down
#define start journal_fixture_start
#define stop journal_fixture_stop

static gboolean
describe_cb (const ClaspJournalEntry *entry, gpointer user_data)
{
  g_autofree char *line = clasp_test_describe_message (&entry->message);

  g_assert_true (clasp_str_equal (entry->author, CLASP_STR_LITERAL ("writer")));
  g_assert_cmpint (ABS ((gint64) entry->timestamp_us - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT " %s\n", entry->seq, line);
  return TRUE;
}

/* The entries as lines, read through pauses. */
static char *
read_all (Fixture *fixture, ClaspJournalQuery query)
{
  GString           *text = g_string_new (NULL);
  sqlite3           *db = clasp_journal_file_open_read (fixture->path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (db);
  while (!query.is_done)
    {
      g_assert_true (clasp_journal_read_entries (db, &query, 3, describe_cb, text, &error));
      g_assert_no_error (error);
    }
  clasp_journal_file_close (db);
  return g_string_free (text, FALSE);
}

static void
expect (Fixture *fixture, const char *expected)
{
  ClaspJournalQuery query = CLASP_JOURNAL_QUERY_INIT;
  g_autofree char  *text = NULL;

  journal_fixture_settle (fixture);
  text = read_all (fixture, query);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_in_the_routers_order (Fixture *fixture, gconstpointer data)
{
  journal_fixture_set (fixture, "/a/x", 1);
  journal_fixture_emit (fixture, "/a/e", 2);
  journal_fixture_set (fixture, "/b/x", 3);
  journal_fixture_emit (fixture, "/b/e", 4);
  journal_fixture_set (fixture, "/a/x", 5);
  expect (fixture, "1 SET /a/x 1 rev 1\n2 PUBLISH event /a/e 2\n3 SET /a/x 5 rev 2\n");
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 2);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_recorded, ==, 3);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_entries, ==, 3);
}

static void
test_numbers_go_on_after_a_restart (Fixture *fixture, gconstpointer data)
{
  journal_fixture_set (fixture, "/a/x", 1);
  stop (fixture);
  start (fixture);
  journal_fixture_set (fixture, "/a/x", 2);
  expect (fixture, "1 SET /a/x 1 rev 1\n2 SET /a/x 2 rev 2\n");
}

static void
publish (Fixture *fixture, ClaspSignal signal)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = CLASP_STR_LITERAL ("/a/s");
  message.publish.signal = signal;
  message.publish.has_value = TRUE;
  message.publish.value = clasp_value_int (1);
  clasp_session_submit (fixture->session, &message, NULL, FALSE);
}

static void
test_types_that_were_chosen (Fixture *fixture, gconstpointer data)
{
  fixture->config.types = CLASP_TYPES_STREAM | CLASP_TYPES_GESTURE;
  clasp_journal_set_config (fixture->journal, &fixture->config);
  publish (fixture, CLASP_SIGNAL_EVENT);
  publish (fixture, CLASP_SIGNAL_STREAM);
  journal_fixture_set (fixture, "/a/x", 1);
  publish (fixture, CLASP_SIGNAL_GESTURE);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==, 2);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"
                                                 " WHERE signal_type IN ('stream', 'gesture')"),
                   ==, 2);
}

static void
test_patterns_can_change (Fixture *fixture, gconstpointer data)
{
  journal_fixture_set (fixture, "/b/x", 1);
  fixture->patterns[0] = "/c/**";
  fixture->patterns[1] = "/b/*";
  clasp_journal_set_config (fixture->journal, &fixture->config);
  journal_fixture_set (fixture, "/a/x", 1);
  journal_fixture_set (fixture, "/b/x", 2);
  journal_fixture_set (fixture, "/c", 3);
  expect (fixture, "1 SET /b/x 2 rev 2\n2 SET /c 3 rev 1\n");
}

static void
test_queries (Fixture *fixture, gconstpointer data)
{
  ClaspJournalQuery        query = CLASP_JOURNAL_QUERY_INIT;
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (CLASP_STR_LITERAL ("/a/_"));
  g_autofree char         *limited = NULL;
  g_autofree char         *exact = NULL;
  g_autofree char         *events = NULL;

  for (guint i = 0; i < 10; i++)
    {
      journal_fixture_set (fixture, i % 2 != 0 ? "/a/_" : "/a/x", i);
      journal_fixture_emit (fixture, "/a/e", i);
    }
  journal_fixture_settle (fixture);

  /* an underscore is no wildcard, and the limit counts what matches */
  query.pattern = pattern;
  query.n_left = 2;
  limited = read_all (fixture, query);
  g_assert_cmpstr (limited, ==, "3 SET /a/_ 1 rev 1\n7 SET /a/_ 3 rev 2\n");
  query.n_left = 0;
  exact = read_all (fixture, query);
  g_assert_cmpstr (exact, ==, "");
  query.n_left = 1;
  query.pattern = NULL;
  query.types = CLASP_TYPES_EVENT;
  events = read_all (fixture, query);
  g_assert_cmpstr (events, ==, "2 PUBLISH event /a/e 0\n");
}

static guint64
timestamp_of (Fixture *fixture, guint seq)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT timestamp FROM journal_entries WHERE seq = %u", seq);

  return (guint64) journal_fixture_ask (fixture, sql);
}

static gboolean
time_has_passed (gpointer user_data)
{
  return g_get_real_time () > *(gint64 *) user_data;
}

static void
test_from_and_to_are_inclusive (Fixture *fixture, gconstpointer data)
{
  ClaspJournalQuery query = CLASP_JOURNAL_QUERY_INIT;
  g_autofree char  *both = NULL;
  g_autofree char  *later = NULL;
  g_autofree char  *none = NULL;

  for (guint i = 0; i < 4; i++)
    {
      gint64 now_us = g_get_real_time () + 1000;

      journal_fixture_set (fixture, "/a/x", i);
      clasp_test_spin_until (time_has_passed, &now_us, "the next millisecond");
    }
  journal_fixture_settle (fixture);
  query.from_us = timestamp_of (fixture, 2);
  query.to_us = timestamp_of (fixture, 3);
  both = read_all (fixture, query);
  g_assert_cmpstr (both, ==, "2 SET /a/x 1 rev 2\n3 SET /a/x 2 rev 3\n");
  query.from_us++;
  query.to_us--;
  later = read_all (fixture, query);
  g_assert_cmpstr (later, ==, "");
  query.from_us = timestamp_of (fixture, 4) + 1;
  query.to_us = G_MAXINT64;
  none = read_all (fixture, query);
  g_assert_cmpstr (none, ==, "");
}

/* --- limits --------------------------------------------------------------------------------- */

/* The loop does not run meanwhile, so nothing is handed over. */
static void
test_full_queue_drops_entries_not_values (Fixture *fixture, gconstpointer data)
{
  ClaspJournalStats stats;
  gsize             size;

  journal_fixture_emit (fixture, "/a/e", 0);
  size = journal_fixture_stats (fixture).n_queued_bytes;
  g_assert_cmpuint (size, >, 0);
  fixture->config.max_queue_bytes = size * 10;
  clasp_journal_set_config (fixture->journal, &fixture->config);
  for (guint i = 1; i < 10; i++)
    journal_fixture_emit (fixture, "/a/e", 0);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_dropped, ==, 0); /* at the limit */
  journal_fixture_emit (fixture, "/a/e", 0);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_dropped, ==, 1);
  journal_fixture_set (fixture, "/a/x", 0.5);
  stats = journal_fixture_stats (fixture);
  g_assert_cmpuint (stats.n_dropped, ==, 2);
  g_assert_cmpuint (stats.n_recorded, ==, 10);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==, 10);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 1);
}

static void
write_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      journal_fixture_emit (fixture, "/a/rather/long/address/to/fill/the/file/with", i);
      if (i % 4000 == 3999)
        journal_fixture_settle (fixture);
    }
  journal_fixture_settle (fixture);
}

/* The thread looks at the size after a batch, once a second at most. */
static gboolean
is_small_enough (gpointer user_data)
{
  ClaspJournalStats stats = journal_fixture_stats (user_data);

  if (stats.n_entries < 20000 && stats.file_bytes < 2 * 1024 * 1024)
    return TRUE;
  journal_fixture_emit (user_data, "/a/e", 1);
  return FALSE;
}

static void
test_size_is_bounded (Fixture *fixture, gconstpointer data)
{
  fixture->config.max_bytes = 1024 * 1024;
  clasp_journal_set_config (fixture->journal, &fixture->config);
  journal_fixture_set (fixture, "/kept", 1);
  write_many (fixture, 24000);
  clasp_test_spin_until (is_small_enough, fixture, "the file to shrink");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT max(seq) FROM journal_entries"), ==,
                   (gint64) journal_fixture_stats (fixture).n_recorded);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT min(seq) FROM journal_entries"), >, 4000);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 1);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_entries, <, 20000);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_dropped, ==, 0);
}

static gboolean
has_five (gpointer user_data)
{
  return journal_fixture_stats (user_data).n_entries == 5;
}

static void
test_age_is_bounded (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db;

  for (guint i = 0; i < 10; i++)
    journal_fixture_emit (fixture, "/a/e", i);
  stop (fixture);
  db = clasp_journal_file_open (fixture->path, FALSE, NULL);
  clasp_journal_file_run (db,
                          "UPDATE journal_entries SET timestamp = timestamp - 86400000000"
                          " WHERE seq <= 5",
                          NULL);
  clasp_journal_file_close (db);

  start (fixture); /* thirty days are allowed */
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==, 10);
  stop (fixture);
  fixture->config.max_days = 1;
  start (fixture);
  clasp_test_spin_until (has_five, fixture, "the old entries to go");
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT min(seq) FROM journal_entries"), ==, 6);
}

/* --- rows that make no sense ---------------------------------------------------------------- */

static void
test_damaged_rows_are_left_out (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db;

  for (guint i = 0; i < 4; i++)
    journal_fixture_set (fixture, "/a/x", i);
  stop (fixture);
  db = clasp_journal_file_open (fixture->path, FALSE, NULL);
  clasp_journal_file_run (db,
                          "UPDATE journal_entries SET message = x'21' WHERE seq = 1;"
                          "UPDATE journal_entries SET message = x'10' WHERE seq = 2;"
                          "UPDATE journal_entries SET message = 'text' WHERE seq = 3;"
                          "UPDATE params SET message = substr (message, 1, 6)",
                          NULL);
  clasp_journal_file_close (db);
  start (fixture);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, 0);
  expect (fixture, "4 SET /a/x 3 rev 4\n");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);

#define ADD(path, func) g_test_add ("/journal/entries/" path, Fixture, "/a/**", set_up, func, tear_down)
  ADD ("in-the-routers-order", test_in_the_routers_order);
  ADD ("numbers-go-on-after-a-restart", test_numbers_go_on_after_a_restart);
  ADD ("types-that-were-chosen", test_types_that_were_chosen);
  ADD ("patterns-can-change", test_patterns_can_change);
  ADD ("queries", test_queries);
  ADD ("from-and-to-are-inclusive", test_from_and_to_are_inclusive);
  ADD ("full-queue-drops-entries-not-values", test_full_queue_drops_entries_not_values);
  ADD ("size-is-bounded", test_size_is_bounded);
  ADD ("age-is-bounded", test_age_is_bounded);
  ADD ("damaged-rows-are-left-out", test_damaged_rows_are_left_out);

  return g_test_run ();
}
