/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "journal/clasp-journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* Design notes: what a killed process has committed is in the kernel's hands, so commits need no
 * fsync; checkpoints synchronise, now and then, for the sake of power cuts (synchronous = NORMAL).
 *
 * Other programs are kept away with flock (), which SQLite's own locks do not meet. Those are
 * POSIX locks, which a process loses when it closes any descriptor of the file: hence the order in
 * which things are closed. */

#define BUSY_MS 1000 /* somebody looks into the file with sqlite3 */

G_DEFINE_QUARK (clasp_journal_error_quark, clasp_journal_error)

static const char schema[] =
  "PRAGMA application_id = 1129073201;"
  "PRAGMA user_version = 1;"
  "CREATE TABLE journal_entries ("
  "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  timestamp INTEGER NOT NULL,"
  "  author TEXT NOT NULL,"
  "  address TEXT NOT NULL,"
  "  signal_type TEXT NOT NULL,"
  "  revision INTEGER,"
  "  msg_type INTEGER NOT NULL,"
  "  message BLOB NOT NULL);"
  "CREATE INDEX journal_entries_timestamp ON journal_entries (timestamp);"
  "CREATE TABLE params ("
  "  address TEXT PRIMARY KEY,"
  "  revision INTEGER NOT NULL,"
  "  writer TEXT NOT NULL,"
  "  timestamp INTEGER NOT NULL,"
  "  expires INTEGER,"
  "  lock TEXT,"
  "  message BLOB NOT NULL) WITHOUT ROWID;";

/* Not in the first files of this version. */
static const char later_schema[] =
  "CREATE TABLE IF NOT EXISTS remains (address TEXT PRIMARY KEY, revision INTEGER NOT NULL);"
  "CREATE TABLE IF NOT EXISTS timelines ("
  "  address TEXT PRIMARY KEY,"
  "  start INTEGER NOT NULL,"
  "  paused INTEGER,"
  "  message BLOB NOT NULL) WITHOUT ROWID;";

gboolean
clasp_journal_file_fail (sqlite3 *db, GError **error)
{
  int               code = sqlite3_errcode (db) & 0xff;
  ClaspJournalError kind = CLASP_JOURNAL_ERROR_FAILED;
  const char       *path = sqlite3_db_filename (db, "main");

  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    kind = CLASP_JOURNAL_ERROR_CORRUPT;
  g_set_error (error, CLASP_JOURNAL_ERROR, kind, "%s: %s", path != NULL ? path : "journal",
               code == SQLITE_FULL ? "the disk is full" : sqlite3_errmsg (db));
  return FALSE;
}

gboolean
clasp_journal_file_run (sqlite3 *db, const char *sql, GError **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK ||
         clasp_journal_file_fail (db, error);
}

sqlite3_stmt *
clasp_journal_file_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    clasp_journal_file_fail (db, error);
  return statement;
}

gint64
clasp_journal_file_ask (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64        number = 0;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return number;
}

/* FALSE when it is somebody else's, or from the future. An empty one is ours to be. */
static gboolean
check_owner (sqlite3 *db, const char *path, gboolean *is_empty, GError **error)
{
  gint64 id, version;

  /* the first read: what is no database shows here */
  if (!clasp_journal_file_run (db, "SELECT count(*) FROM sqlite_schema", error))
    return FALSE;
  id = clasp_journal_file_ask (db, "PRAGMA application_id");
  version = clasp_journal_file_ask (db, "PRAGMA user_version");
  *is_empty = clasp_journal_file_ask (db, "SELECT count(*) FROM sqlite_schema") == 0;
  if (*is_empty || (id == CLASP_JOURNAL_APPLICATION_ID && version == CLASP_JOURNAL_VERSION))
    return TRUE;

  g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FOREIGN,
               id == CLASP_JOURNAL_APPLICATION_ID
                 ? "%s: this journal is of a newer version of the program"
                 : "%s: this is a database of another program, not a journal",
               path);
  return FALSE;
}

static gboolean
check_writable (sqlite3 *db, const char *path, gboolean has_begun, GError **error)
{
  gboolean is_read_only = sqlite3_db_readonly (db, "main") == 1;

  if (!is_read_only && has_begun)
    return TRUE;
  g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED,
               is_read_only ? "%s: the file, or the disk it is on, is read-only"
                            : "%s: nothing has been written yet",
               path);
  return FALSE;
}

static gboolean
make_tables (sqlite3 *db, GError **error)
{
  return clasp_journal_file_run (db, "BEGIN", error) &&
         clasp_journal_file_run (db, schema, error) && clasp_journal_file_run (db, "COMMIT", error);
}

static gboolean
set_up (sqlite3 *db, const char *path, gboolean may_create, GError **error)
{
  gboolean is_empty = FALSE;

  sqlite3_busy_timeout (db, BUSY_MS);
  return check_owner (db, path, &is_empty, error) &&
         check_writable (db, path, !is_empty || may_create, error) &&
         (!is_empty || clasp_journal_file_run (db, "PRAGMA auto_vacuum = INCREMENTAL", error)) &&
         clasp_journal_file_run (db,
                                 "PRAGMA journal_mode = WAL;"
                                 "PRAGMA synchronous = NORMAL;"
                                 "PRAGMA wal_autocheckpoint = 0;"
                                 "PRAGMA journal_size_limit = 4194304;"
                                 "PRAGMA temp_store = MEMORY",
                                 error) &&
         (!is_empty || make_tables (db, error)) &&
         clasp_journal_file_run (db, later_schema, error);
}

static sqlite3 *
open_with (const char *name, int flags, GError **error)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (name, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
    return db;
  g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED, "%s: %s", name,
               db != NULL ? sqlite3_errmsg (db) : "out of memory");
  sqlite3_close_v2 (db);
  return NULL;
}

sqlite3 *
clasp_journal_file_open (const char *path, gboolean may_create, GError **error)
{
  sqlite3 *db =
    open_with (path, SQLITE_OPEN_READWRITE | (may_create ? SQLITE_OPEN_CREATE : 0), error);

  if (db != NULL && !set_up (db, path, may_create, error))
    g_clear_pointer (&db, clasp_journal_file_close);
  return db;
}

static sqlite3 *
open_checked (const char *path, const char *name, int flags, GError **error)
{
  sqlite3 *db = open_with (name, flags, error);
  gboolean is_empty;

  if (db == NULL)
    return NULL;
  sqlite3_busy_timeout (db, BUSY_MS);
  if (!check_owner (db, path, &is_empty, error))
    g_clear_pointer (&db, clasp_journal_file_close);
  return db;
}

sqlite3 *
clasp_journal_file_open_read (const char *path, GError **error)
{
  g_autoptr (GError) first = NULL;
  g_autofree char   *escaped = NULL;
  g_autofree char   *uri = NULL;
  sqlite3           *db;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED, "%s: no such file",
                   path);
      return NULL;
    }
  db = open_checked (path, path, SQLITE_OPEN_READONLY, &first);
  if (db == NULL && g_error_matches (first, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED))
    {
      /* where no -shm file can be made beside it, nobody else writes it either */
      escaped = g_uri_escape_string (path, "/", FALSE);
      uri = g_strdup_printf ("file:%s?immutable=1", escaped);
      db = open_checked (path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    }
  if (db == NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  return db;
}

void
clasp_journal_file_close (sqlite3 *db)
{
  sqlite3_close_v2 (db);
}

int
clasp_journal_file_lock (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int reason = errno;

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  if (fd >= 0)
    {
      reason = errno;
      close (fd);
    }
  if (reason == EWOULDBLOCK)
    g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_IN_USE,
                 "%s is in use by another program", path);
  else
    g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED, "%s: %s", path,
                 g_strerror (reason));
  return -1;
}

/* As it was, with its WAL under the name that goes with it, so that a person can look. */
char *
clasp_journal_file_set_aside (const char *path, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char      *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char      *aside = g_strdup_printf ("%s.corrupt-%s", path, time);
  g_autofree char      *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char      *wal_aside = NULL;
  g_autofree char      *shm = g_strconcat (path, "-shm", NULL);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.corrupt-%s-%u", path, time, i);
    }
  wal_aside = g_strconcat (aside, "-wal", NULL);
  if (g_rename (path, aside) != 0)
    {
      g_set_error (error, CLASP_JOURNAL_ERROR, CLASP_JOURNAL_ERROR_FAILED,
                   "%s: cannot be set aside: %s", path, g_strerror (errno));
      return NULL;
    }
  g_rename (wal, wal_aside);
  g_unlink (shm);
  return g_steal_pointer (&aside);
}
