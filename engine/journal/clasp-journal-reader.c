/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "journal/clasp-journal-reader.h"

#define MAX_TEXT 4096 /* of an author or a lock's holder */

ClaspSignal
clasp_journal_signal_of (const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_PUBLISH ? message->publish.signal : CLASP_SIGNAL_PARAM;
}

ClaspStr
clasp_journal_address_of (const ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_PUBLISH ? message->publish.address : message->set.address;
}

/**
 * clasp_journal_decode_row:
 * @bytes: (nullable): the message column of a row
 * @size: of @bytes
 * @allow_publish: whether a PUBLISH will do
 * @message: (out caller-allocates): to be cleared; borrows from @bytes
 *
 * Thread: any.
 *
 * Returns: %FALSE, and nothing to clear, when the row makes no sense
 */
gboolean
clasp_journal_decode_row (const guint8 *bytes,
                          gsize         size,
                          gboolean      allow_publish,
                          ClaspMessage *message)
{
  ClaspCodecStatus status;
  const char      *why;

  if (bytes == NULL || !clasp_message_decode (bytes, size, message, &status))
    return FALSE;
  if ((message->type == CLASP_MESSAGE_SET && message->set.has_revision &&
       message->set.revision > 0) ||
      (message->type == CLASP_MESSAGE_PUBLISH && allow_publish))
    if (clasp_address_is_valid (clasp_journal_address_of (message), &why))
      return TRUE;
  clasp_message_clear (message);
  return FALSE;
}

static ClaspStr
column_text (sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);
  int         length = sqlite3_column_bytes (row, column);

  if (text == NULL || length > MAX_TEXT || !g_utf8_validate (text, length, NULL))
    return CLASP_STR_EMPTY;
  return (ClaspStr){ text, (gsize) length };
}

static gboolean
decode_column (sqlite3_stmt *row, int column, gboolean allow_publish, ClaspMessage *message)
{
  const guint8 *bytes = sqlite3_column_blob (row, column);

  return clasp_journal_decode_row (bytes, (gsize) sqlite3_column_bytes (row, column),
                                   allow_publish, message);
}

/* --- entries -------------------------------------------------------------------------------- */

static gint64
ask_time (sqlite3 *db, const char *sql, guint64 us)
{
  sqlite3_stmt *statement = NULL;
  gint64        number = 0;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_bind_int64 (statement, 1, (gint64) MIN (us, G_MAXINT64)) == SQLITE_OK &&
      sqlite3_step (statement) == SQLITE_ROW)
    number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return number;
}

/* Between which numbers to look. Clocks may have been set back between two runs, so these are
 * bounds only; every row's time is looked at. */
static void
begin (sqlite3 *db, ClaspJournalQuery *query)
{
  gint64 first = 1, last;

  if (query->from_us > 0)
    first = ask_time (db, "SELECT min(seq) FROM journal_entries WHERE timestamp >= ?1",
                      query->from_us);
  if (query->to_us < G_MAXINT64)
    last =
      ask_time (db, "SELECT max(seq) FROM journal_entries WHERE timestamp <= ?1", query->to_us);
  else
    last = clasp_journal_file_ask (db, "SELECT max(seq) FROM journal_entries");
  query->after_seq = first > 0 ? (guint64) first - 1 : 0;
  query->until_seq = first > 0 && last > 0 ? (guint64) last : 0;
  query->has_begun = TRUE;
}

static gboolean
is_wanted (const ClaspJournalQuery *query, const ClaspJournalEntry *entry)
{
  if (entry->timestamp_us < query->from_us || entry->timestamp_us > query->to_us)
    return FALSE;
  if ((clasp_signal_to_types (clasp_journal_signal_of (&entry->message)) & query->types) == 0)
    return FALSE;
  return query->pattern == NULL ||
         clasp_pattern_matches (query->pattern, clasp_journal_address_of (&entry->message));
}

/* FALSE to pause. */
static gboolean
hand_over_row (ClaspJournalQuery    *query,
               sqlite3_stmt         *row,
               ClaspJournalEntryFunc func,
               gpointer              user_data)
{
  ClaspJournalEntry entry = { .seq = (guint64) sqlite3_column_int64 (row, 0) };
  gboolean          go_on = TRUE;

  query->after_seq = entry.seq;
  entry.timestamp_us = (guint64) MAX (sqlite3_column_int64 (row, 1), 0);
  if (!decode_column (row, 3, TRUE, &entry.message))
    {
      query->n_damaged++;
      return TRUE;
    }
  entry.author = column_text (row, 2);
  if (is_wanted (query, &entry))
    {
      query->n_left--;
      go_on = func (&entry, user_data);
    }
  clasp_message_clear (&entry.message);
  return go_on && query->n_left > 0;
}

static gboolean
read_rows (sqlite3              *db,
           sqlite3_stmt         *rows,
           ClaspJournalQuery    *query,
           guint                 max_rows,
           ClaspJournalEntryFunc func,
           gpointer              user_data,
           GError              **error)
{
  int  code = SQLITE_ROW;
  guint n = 0;

  sqlite3_bind_int64 (rows, 1, (gint64) query->after_seq);
  sqlite3_bind_int64 (rows, 2, (gint64) query->until_seq);
  while (n++ < max_rows && (code = sqlite3_step (rows)) == SQLITE_ROW)
    if (!hand_over_row (query, rows, func, user_data))
      break;
  query->is_done = code == SQLITE_DONE || query->n_left == 0;
  return code == SQLITE_ROW || code == SQLITE_DONE || clasp_journal_file_fail (db, error);
}

/**
 * clasp_journal_read_entries:
 * @db: a connection
 * @query: (inout): what to read, and from where on
 * @max_rows: how many rows to look at, wanted or not
 * @func: (scope call): gets each wanted entry, oldest first
 * @user_data: for @func
 * @error: return location for an error
 *
 * Thread: any.
 *
 * Errors: %CLASP_JOURNAL_ERROR_CORRUPT, %CLASP_JOURNAL_ERROR_FAILED.
 *
 * Returns: %TRUE when it went well; @query says whether there is more
 */
gboolean
clasp_journal_read_entries (sqlite3              *db,
                            ClaspJournalQuery    *query,
                            guint                 max_rows,
                            ClaspJournalEntryFunc func,
                            gpointer              user_data,
                            GError              **error)
{
  sqlite3_stmt *rows = clasp_journal_file_prepare (
    db,
    "SELECT seq, timestamp, author, message FROM journal_entries"
    " WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
    error);
  gboolean ok;

  if (rows == NULL)
    return FALSE;
  if (!query->has_begun)
    begin (db, query);
  if (query->n_left == 0)
    query->is_done = TRUE;
  ok = query->is_done || read_rows (db, rows, query, max_rows, func, user_data, error);
  sqlite3_finalize (rows);
  return ok;
}

/* --- last values ---------------------------------------------------------------------------- */

static void
hand_over_param (sqlite3_stmt *row, ClaspJournalParamFunc func, gpointer user_data)
{
  ClaspJournalParam param = { 0 };

  if (!decode_column (row, 4, FALSE, &param.message))
    return;
  param.timestamp_us = (guint64) MAX (sqlite3_column_int64 (row, 0), 0);
  param.writer = column_text (row, 1);
  param.expires_us = sqlite3_column_int64 (row, 2);
  param.lock = column_text (row, 3);
  func (&param, user_data);
  clasp_message_clear (&param.message);
}

/**
 * clasp_journal_read_params:
 * @db: a connection
 * @func: (scope call): gets each parameter
 * @user_data: for @func
 * @error: return location for an error
 *
 * Thread: any.
 *
 * Errors: as clasp_journal_read_entries ().
 *
 * Returns: %TRUE when all could be read
 */
gboolean
clasp_journal_read_params (sqlite3              *db,
                           ClaspJournalParamFunc func,
                           gpointer              user_data,
                           GError              **error)
{
  sqlite3_stmt *rows = clasp_journal_file_prepare (
    db, "SELECT timestamp, writer, expires, lock, message FROM params", error);
  int code;

  if (rows == NULL)
    return FALSE;
  while ((code = sqlite3_step (rows)) == SQLITE_ROW)
    hand_over_param (rows, func, user_data);
  if (code != SQLITE_DONE)
    clasp_journal_file_fail (db, error);
  sqlite3_finalize (rows);
  return code == SQLITE_DONE;
}

/* --- what else comes back -------------------------------------------------------------------- */

/* The first files had only entries and values; nothing can be made in one that is only read. */
static gboolean
has_table (sqlite3 *db, const char *name)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM sqlite_schema WHERE name = '%s'", name);

  return clasp_journal_file_ask (db, sql) > 0;
}

/**
 * clasp_journal_read_remains:
 * @db: a connection
 * @func: (scope call): gets each address of a parameter that was removed
 * @user_data: for @func
 * @error: return location for an error
 *
 * Thread: any.
 *
 * Errors: as clasp_journal_read_entries ().
 *
 * Returns: %TRUE when all could be read
 */
gboolean
clasp_journal_read_remains (sqlite3                *db,
                            ClaspJournalRemainsFunc func,
                            gpointer                user_data,
                            GError                **error)
{
  sqlite3_stmt *rows;
  const char   *why;
  int           code;

  if (!has_table (db, "remains"))
    return TRUE;
  rows = clasp_journal_file_prepare (
    db, "SELECT address, revision FROM remains ORDER BY rowid", error);
  if (rows == NULL)
    return FALSE;
  while ((code = sqlite3_step (rows)) == SQLITE_ROW)
    if (sqlite3_column_int64 (rows, 1) > 0 && clasp_address_is_valid (column_text (rows, 0), &why))
      func (column_text (rows, 0), (guint64) sqlite3_column_int64 (rows, 1), user_data);
  if (code != SQLITE_DONE)
    clasp_journal_file_fail (db, error);
  sqlite3_finalize (rows);
  return code == SQLITE_DONE;
}

static void
hand_over_timeline (sqlite3_stmt *row, ClaspJournalTimelineFunc func, gpointer user_data)
{
  ClaspJournalTimeline timeline = { .message = sqlite3_column_blob (row, 2) };

  timeline.size = (gsize) sqlite3_column_bytes (row, 2);
  timeline.start_us = sqlite3_column_int64 (row, 0);
  timeline.is_paused = sqlite3_column_type (row, 1) != SQLITE_NULL;
  timeline.paused_us = sqlite3_column_int64 (row, 1);
  func (&timeline, user_data);
}

/**
 * clasp_journal_read_timelines:
 * @db: a connection
 * @func: (scope call): gets each timeline
 * @user_data: for @func
 * @error: return location for an error
 *
 * Thread: any.
 *
 * Errors: as clasp_journal_read_entries ().
 *
 * Returns: %TRUE when all could be read
 */
gboolean
clasp_journal_read_timelines (sqlite3                 *db,
                              ClaspJournalTimelineFunc func,
                              gpointer                 user_data,
                              GError                 **error)
{
  sqlite3_stmt *rows;
  int           code;

  if (!has_table (db, "timelines"))
    return TRUE;
  rows = clasp_journal_file_prepare (db, "SELECT start, paused, message FROM timelines", error);
  if (rows == NULL)
    return FALSE;
  while ((code = sqlite3_step (rows)) == SQLITE_ROW)
    hand_over_timeline (rows, func, user_data);
  if (code != SQLITE_DONE)
    clasp_journal_file_fail (db, error);
  sqlite3_finalize (rows);
  return code == SQLITE_DONE;
}
