/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-fixture.h"
#include "router/clasp-store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

/* The last values: that they come back, and what happens to files that cannot be used. */

typedef JournalFixture Fixture;

#define set_up journal_fixture_set_up
#define tear_down journal_fixture_tear_down
#define start journal_fixture_start
#define stop journal_fixture_stop

static void
assert_value (Fixture *fixture, const char *address, double expected)
{
  const ClaspValue *value = clasp_router_peek (fixture->router, clasp_str (address));

  g_assert_nonnull (value);
  g_assert_cmpfloat (value->as.number, ==, expected);
}

static gboolean
has_value (Fixture *fixture, const char *address)
{
  return clasp_router_peek (fixture->router, clasp_str (address)) != NULL;
}

static void
set_full (Fixture *fixture, const char *address, gboolean lock, ClaspTtlMode mode, guint seconds)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = clasp_value_double (1);
  message.set.lock = lock;
  message.set.has_ttl = seconds > 0;
  message.set.ttl = (ClaspTtl){ mode, seconds };
  clasp_session_submit (fixture->session, &message, NULL, FALSE);
}

static void
find_a1_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  if (clasp_str_equal (param->address, CLASP_STR_LITERAL ("/a/1")))
    *(ClaspSnapshotParam *) user_data = *param;
}

static ClaspSnapshotParam
find_a1 (Fixture *fixture)
{
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/**"));
  ClaspSnapshotParam       param = { 0 };

  clasp_router_foreach (fixture->router, all, find_a1_cb, &param);
  return param;
}

static void
test_come_back (Fixture *fixture, gconstpointer data)
{
  g_auto (ClaspValue) text = clasp_value_string (CLASP_STR_LITERAL ("Verse"));
  ClaspSnapshotParam  before, after;
  guint64             timestamp_us;

  journal_fixture_set (fixture, "/a/1", 0.25);
  journal_fixture_set (fixture, "/a/2", 1);
  journal_fixture_set (fixture, "/a/1", 0.5);
  clasp_session_set (fixture->session, CLASP_STR_LITERAL ("/label"), &text);
  before = find_a1 (fixture);
  timestamp_us = before.timestamp_us;
  stop (fixture);

  start (fixture);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, 3);
  assert_value (fixture, "/a/1", 0.5);
  assert_value (fixture, "/a/2", 1);
  g_assert_true (
    clasp_value_equal (clasp_router_peek (fixture->router, CLASP_STR_LITERAL ("/label")), &text));
  after = find_a1 (fixture);
  g_assert_cmpuint (after.revision, ==, 2);
  g_assert_cmpuint (after.timestamp_us, ==, timestamp_us);
  g_assert_true (clasp_str_equal (after.writer, CLASP_STR_LITERAL ("writer")));
  journal_fixture_set (fixture, "/a/1", 1);
  g_assert_cmpuint (find_a1 (fixture).revision, ==, 3);
}

static void
set_null_after (Fixture *fixture, const char *address, guint seconds)
{
  set_full (fixture, address, FALSE, CLASP_TTL_ABSOLUTE, seconds);
}

static gboolean
is_a1_gone (gpointer user_data)
{
  return !has_value (user_data, "/a/1");
}

/* A parameter that was removed counts on when it comes back, also after a restart, and after two. */
static void
test_revisions_of_removed_ones_come_back (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    journal_fixture_set (fixture, "/a/1", i);
  set_null_after (fixture, "/a/1", 1);
  clasp_test_spin_until (is_a1_gone, fixture, "the end of its time"); /* at revision 6, as null */
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT revision FROM remains"), ==, 6);
  stop (fixture);
  start (fixture);
  stop (fixture);
  start (fixture);
  g_assert_false (has_value (fixture, "/a/1"));
  journal_fixture_set (fixture, "/a/1", 1);
  g_assert_cmpuint (find_a1 (fixture).revision, ==, 7);
}

static void
test_old_file_gets_its_new_tables (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db = NULL;

  journal_fixture_set (fixture, "/a/1", 0.5);
  stop (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DROP TABLE remains; DROP TABLE timelines", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  start (fixture);
  assert_value (fixture, "/a/1", 0.5);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM timelines"), ==, 0);
}

/* As many as the router remembers: the one removed first is forgotten when there is one more. */
static void
test_remains_are_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3            *db = NULL;

  stop (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_string_printf (sql,
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                   " INSERT INTO remains SELECT '/old/' || i, 1 FROM n",
                   CLASP_STORE_N_REMAINS);
  g_assert_cmpint (sqlite3_exec (db, sql->str, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  start (fixture);
  set_null_after (fixture, "/a/1", 1);
  clasp_test_spin_until (is_a1_gone, fixture, "the end of its time");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM remains"), ==,
                   CLASP_STORE_N_REMAINS);
  g_assert_cmpint (
    journal_fixture_ask (fixture, "SELECT count(*) FROM remains WHERE address = '/old/1'"), ==, 0);
  g_assert_cmpint (
    journal_fixture_ask (fixture, "SELECT count(*) FROM remains WHERE address = '/old/2'"), ==, 1);
}

static void
test_written_without_being_told (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i <= 100; i++)
    journal_fixture_set (fixture, "/a", i);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT revision FROM params"), ==, 101);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_values, <=, 2); /* they coalesce */
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==, 0);
}

static void
test_locks_and_times_come_back (Fixture *fixture, gconstpointer data)
{
  set_full (fixture, "/locked", TRUE, CLASP_TTL_NEVER, 0);
  set_full (fixture, "/sliding", FALSE, CLASP_TTL_SLIDING, 60);
  set_full (fixture, "/absolute", FALSE, CLASP_TTL_ABSOLUTE, 60);
  set_full (fixture, "/never", FALSE, CLASP_TTL_NEVER, 0);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params WHERE lock = 'writer'"),
                   ==, 1);
  g_assert_cmpint (journal_fixture_ask (fixture,
                                        "SELECT count(*) FROM params WHERE expires - timestamp"
                                        " BETWEEN 59000000 AND 61000000"),
                   ==, 2);
  stop (fixture);
  start (fixture); /* the session is called writer again: it has its lock back */
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, 4);
  g_string_truncate (fixture->replies, 0);
  journal_fixture_set (fixture, "/locked", 2);
  g_assert_cmpstr (fixture->replies->str, ==, "ACK /locked rev 2\n");
}

static void
test_lock_ends_in_the_file_too (Fixture *fixture, gconstpointer data)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  set_full (fixture, "/locked", TRUE, CLASP_TTL_NEVER, 0);
  journal_fixture_settle (fixture);
  message.set.address = CLASP_STR_LITERAL ("/locked");
  message.set.unlock = TRUE;
  clasp_session_submit (fixture->session, &message, NULL, FALSE);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params WHERE lock IS NULL"),
                   ==, 1);
}

static gboolean
is_gone (gpointer user_data)
{
  return !has_value (user_data, "/short");
}

static void
test_expired_ones_leave_the_file (Fixture *fixture, gconstpointer data)
{
  set_full (fixture, "/short", FALSE, CLASP_TTL_ABSOLUTE, 1);
  journal_fixture_set (fixture, "/stays", 1);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 2);
  clasp_test_spin_until (is_gone, fixture, "the end of its time");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 1);
}

static void
test_expired_meanwhile_is_not_restored (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db;

  set_full (fixture, "/short", FALSE, CLASP_TTL_ABSOLUTE, 60);
  journal_fixture_set (fixture, "/stays", 1);
  stop (fixture);
  db = clasp_journal_file_open (fixture->path, FALSE, NULL);
  clasp_journal_file_run (db, "UPDATE params SET expires = 1000 WHERE expires IS NOT NULL", NULL);
  clasp_journal_file_close (db);
  start (fixture);
  g_assert_false (has_value (fixture, "/short"));
  g_assert_true (has_value (fixture, "/stays"));
  journal_fixture_set (fixture, "/stays", 2);
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 1);
}

static void
test_hundred_thousand (Fixture *fixture, gconstpointer data)
{
  enum { N = 100000 };
  char address[32];

  for (guint i = 0; i < N; i++)
    {
      g_snprintf (address, sizeof address, "/p/%u/value", i);
      journal_fixture_set (fixture, address, i);
    }
  stop (fixture);
  g_test_timer_start ();
  start (fixture);
  g_test_message ("restored %u in %.3f s", N, g_test_timer_elapsed ());
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, N);
  assert_value (fixture, "/p/0/value", 0);
  assert_value (fixture, "/p/99999/value", 99999);
}

/* --- files that cannot be used -------------------------------------------------------------- */

static void
test_garbage_is_set_aside (Fixture *fixture, gconstpointer data)
{
  static const char garbage[] = "This is not a database, it is a shopping list: gels, gaffer tape.";
  g_autofree char  *aside = NULL;
  g_autofree char  *text = NULL;

  stop (fixture);
  g_assert_true (g_file_set_contents (fixture->path, garbage, -1, NULL));
  start (fixture);
  aside = journal_fixture_find_aside (fixture);
  g_assert_nonnull (aside);
  g_assert_true (g_file_get_contents (aside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, garbage);

  journal_fixture_set (fixture, "/a", 0.5);
  stop (fixture);
  start (fixture);
  assert_value (fixture, "/a", 0.5);
  g_assert_cmpstr (journal_fixture_stats (fixture).error, ==, "");
}

static void
damage (Fixture *fixture, double from, double to)
{
  g_autofree char *bytes = NULL;
  gsize            size;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  memset (bytes + (gsize) (size * from), 0xa5, (gsize) (size * (to - from)));
  g_assert_true (g_file_set_contents (fixture->path, bytes, (gssize) size, NULL));
}

static void
set_many (Fixture *fixture, double number)
{
  char address[48];

  for (guint i = 0; i < 5000; i++)
    {
      g_snprintf (address, sizeof address, "/a/rather/long/address/of/number/%u", i);
      journal_fixture_set (fixture, address, number);
    }
}

/* What could be read comes back, and is in the new file. */
static void
test_damaged_file_is_set_aside (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = NULL;
  guint            n;

  set_many (fixture, 1);
  stop (fixture);
  damage (fixture, 0.5, 0.9);
  start (fixture);
  aside = journal_fixture_find_aside (fixture);
  g_assert_nonnull (aside);
  n = journal_fixture_stats (fixture).n_restored;
  g_assert_cmpuint (n, <, 5000);
  stop (fixture);
  start (fixture);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, n);
}

static gboolean
was_set_aside (gpointer user_data)
{
  g_autofree char *aside = journal_fixture_find_aside (user_data);

  return aside != NULL;
}

/* The damage is where only the writer meets it: in the table of entries. All last values are in the
 * new file, and what was to be written as well. */
static void
test_damage_met_while_writing (Fixture *fixture, gconstpointer data)
{
  char             garbage[4096];
  FILE            *file;
  g_autofree char *aside = NULL;
  gint64           page;

  set_many (fixture, 1);
  stop (fixture);
  page = journal_fixture_ask (
    fixture, "SELECT rootpage FROM sqlite_schema WHERE name = 'journal_entries'");
  file = g_fopen (fixture->path, "r+");
  memset (garbage, 0x5a, sizeof garbage);
  g_assert_cmpint (fseek (file, (long) (page - 1) * 4096, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (garbage, 1, sizeof garbage, file), ==, sizeof garbage);
  fclose (file);

  fixture->patterns[0] = "/**";
  start (fixture);
  aside = journal_fixture_find_aside (fixture);
  g_assert_null (aside);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, 5000);
  journal_fixture_set (fixture, "/new", 1);
  clasp_test_spin_until (was_set_aside, fixture, "the damaged file to be set aside");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 5001);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==, 1);
  g_assert_cmpstr (journal_fixture_stats (fixture).error, ==, "");
}

static void
test_foreign_database_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = NULL;
  sqlite3         *db;

  stop (fixture);
  g_remove (fixture->path);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  clasp_journal_file_run (db, "CREATE TABLE songs (title); INSERT INTO songs VALUES ('x')", NULL);
  sqlite3_close (db);
  start (fixture);
  g_assert_nonnull (strstr (journal_fixture_stats (fixture).error, "another program"));
  g_assert_false (journal_fixture_stats (fixture).is_on);
  aside = journal_fixture_find_aside (fixture);
  g_assert_null (aside);
  journal_fixture_set (fixture, "/a", 1); /* the show goes on */
  stop (fixture);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (clasp_journal_file_ask (db, "SELECT count(*) FROM songs"), ==, 1);
  sqlite3_close (db);
  start (fixture);
}

static void
test_second_program_runs_without (Fixture *fixture, gconstpointer data)
{
  Fixture second = *fixture;

  journal_fixture_set (fixture, "/a", 1);
  journal_fixture_settle (fixture);
  second.patterns[0] = NULL;
  start (&second);
  g_assert_false (journal_fixture_stats (&second).is_on);
  g_assert_nonnull (strstr (journal_fixture_stats (&second).error, "in use by another program"));
  g_assert_false (has_value (&second, "/a"));
  journal_fixture_set (&second, "/b", 1);
  stop (&second);
  journal_fixture_set (fixture, "/a", 2);
  stop (fixture);
  start (fixture);
  assert_value (fixture, "/a", 2);
  g_assert_false (has_value (fixture, "/b"));
}

static gboolean
has_error (gpointer user_data)
{
  return journal_fixture_stats (user_data).error[0] != '\0';
}

static gboolean
has_no_error (gpointer user_data)
{
  return !has_error (user_data);
}

/* A folder that is not there: nothing is kept, until it is there. */
static void
test_no_folder_at_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "later", NULL);
  g_autofree char *path = g_steal_pointer (&fixture->path);

  stop (fixture);
  fixture->path = g_build_filename (folder, "journal", NULL);
  start (fixture);
  g_assert_true (has_error (fixture));
  journal_fixture_set (fixture, "/a", 7);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  clasp_test_spin_until (has_no_error, fixture, "the journal to be written");
  stop (fixture);
  start (fixture);
  assert_value (fixture, "/a", 7);

  stop (fixture);
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&path);
  start (fixture);
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* Stands for a full disk: no file may grow. Values wait in the store, and are all written when there
 * is room again. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  signal (SIGXFSZ, SIG_IGN);
  journal_fixture_set (fixture, "/a", 1);
  journal_fixture_settle (fixture);
  limit_file_size (16384);
  set_many (fixture, 1);
  clasp_test_spin_until (has_error, fixture, "the failed write");
  set_many (fixture, 2);
  journal_fixture_set (fixture, "/a", 2);
  limit_file_size (RLIM_INFINITY);
  clasp_test_spin_until (has_no_error, fixture, "the write that succeeds");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params WHERE revision = 2"),
                   ==, 5001);
}

static void
test_read_only_file_is_still_restored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everything");
      return;
    }
  journal_fixture_set (fixture, "/a", 1);
  stop (fixture);
  g_chmod (fixture->path, 0400);
  g_chmod (fixture->folder, 0500);
  start (fixture);
  assert_value (fixture, "/a", 1);
  g_assert_true (has_error (fixture));
  g_chmod (fixture->folder, 0700);
  g_chmod (fixture->path, 0600);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_log_set_always_fatal (G_LOG_FATAL_MASK); /* what the journal says of its file is a warning */

#define ADD(path, func) g_test_add ("/journal/values/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("come-back", test_come_back);
  ADD ("revisions-of-removed-ones-come-back", test_revisions_of_removed_ones_come_back);
  ADD ("old-file-gets-its-new-tables", test_old_file_gets_its_new_tables);
  ADD ("remains-are-bounded", test_remains_are_bounded);
  ADD ("written-without-being-told", test_written_without_being_told);
  ADD ("locks-and-times-come-back", test_locks_and_times_come_back);
  ADD ("lock-ends-in-the-file-too", test_lock_ends_in_the_file_too);
  ADD ("expired-ones-leave-the-file", test_expired_ones_leave_the_file);
  ADD ("expired-meanwhile-is-not-restored", test_expired_meanwhile_is_not_restored);
  ADD ("hundred-thousand", test_hundred_thousand);
#undef ADD
#define ADD(path, func) g_test_add ("/journal/file/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("garbage-is-set-aside", test_garbage_is_set_aside);
  ADD ("damaged-is-set-aside", test_damaged_file_is_set_aside);
  ADD ("damage-met-while-writing", test_damage_met_while_writing);
  ADD ("foreign-database-is-left-alone", test_foreign_database_is_left_alone);
  ADD ("second-program-runs-without", test_second_program_runs_without);
  ADD ("no-folder-at-first", test_no_folder_at_first);
  ADD ("full-disk", test_full_disk);
  ADD ("read-only-is-still-restored", test_read_only_file_is_still_restored);

  return g_test_run ();
}
