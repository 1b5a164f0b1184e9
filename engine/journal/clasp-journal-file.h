/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* The journal's file: an SQLite database in WAL mode with two tables (engine/journal/README.md).
 * Opening, locking, setting aside; what went wrong in words a person can act on.
 *
 * Thread: any, one at a time for each connection. */

G_BEGIN_DECLS

#define CLASP_JOURNAL_ERROR (clasp_journal_error_quark ())

typedef enum
{
  CLASP_JOURNAL_ERROR_IN_USE,  /* another program writes it: use another file, or run without */
  CLASP_JOURNAL_ERROR_CORRUPT, /* not a database, or a damaged one: set it aside */
  CLASP_JOURNAL_ERROR_FOREIGN, /* a database of another program, or of a newer version: leave it */
  CLASP_JOURNAL_ERROR_FAILED,  /* full, read-only, no such folder …: try again later */
} ClaspJournalError;

GQuark   clasp_journal_error_quark (void);

/* The mark in the file's header, and its layout's number. */
#define CLASP_JOURNAL_APPLICATION_ID 0x434c4a31 /* "CLJ1" */
#define CLASP_JOURNAL_VERSION 1

/* For writing. @may_create: file and tables, when there are none. */
sqlite3 *clasp_journal_file_open      (const char *path,
                                       gboolean    may_create,
                                       GError    **error);
/* For reading only, also from a place where nothing can be written. */
sqlite3 *clasp_journal_file_open_read (const char *path,
                                       GError    **error);
void     clasp_journal_file_close     (sqlite3    *db);
/* A descriptor that keeps other programs from writing the same file, for as long as it is open. It
 * must be closed after every connection of this process. -1 with an error. */
int      clasp_journal_file_lock      (const char *path,
                                       GError    **error);
/* Renames the file, and what belongs to it, to PATH.corrupt-TIME. (transfer full): the new name */
char    *clasp_journal_file_set_aside (const char *path,
                                       GError    **error);

gboolean clasp_journal_file_run       (sqlite3    *db,
                                       const char *sql,
                                       GError    **error);
/* NULL with an error. */
sqlite3_stmt *clasp_journal_file_prepare (sqlite3    *db,
                                          const char *sql,
                                          GError    **error);
/* A number from the first row of @sql; 0 when there is none. */
gint64   clasp_journal_file_ask       (sqlite3    *db,
                                       const char *sql);
/* What the last call on @db that failed has to say; always FALSE. */
gboolean clasp_journal_file_fail      (sqlite3    *db,
                                       GError    **error);

G_END_DECLS
