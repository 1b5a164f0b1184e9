/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal/clasp-journal-reader.h"

#include <string.h>

/* Bytes as the message of a row, and as a whole journal, read from memory. */

#define DATABASE_HEAD 100

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_row (const guint8 *data, gsize size, gboolean allow_publish)
{
  ClaspMessage message;
  const char  *why;

  if (!clasp_journal_decode_row (data, size, allow_publish, &message))
    return;
  g_assert_true (clasp_address_is_valid (clasp_journal_address_of (&message), &why));
  g_assert_true (allow_publish || message.type == CLASP_MESSAGE_SET);
  clasp_message_clear (&message);
}

static gboolean
entry_cb (const ClaspJournalEntry *entry, gpointer user_data)
{
  const char *why;

  g_assert_true (clasp_address_is_valid (clasp_journal_address_of (&entry->message), &why));
  return entry->seq % 2 == 0;
}

static void
param_cb (const ClaspJournalParam *param, gpointer user_data)
{
  g_assert_cmpint (param->message.type, ==, CLASP_MESSAGE_SET);
  g_assert_cmpuint (param->message.set.revision, >, 0);
}

/* A damaged index may lead in circles: as the reader does, only so many rows are looked at. */
static void
read_database (sqlite3 *db)
{
  ClaspJournalQuery query = CLASP_JOURNAL_QUERY_INIT;

  query.from_us = 1;
  for (guint i = 0; i < 100 && !query.is_done; i++)
    if (!clasp_journal_read_entries (db, &query, 10, entry_cb, NULL, NULL))
      break;
  clasp_journal_read_params (db, param_cb, NULL, NULL);
}

static void
check_database (const guint8 *data, gsize size)
{
  guint8  *copy = sqlite3_malloc64 (size);
  sqlite3 *db = NULL;

  memcpy (copy, data, size);
  copy[18] = copy[19] = 1; /* from memory there is no WAL */
  g_assert_cmpint (sqlite3_open_v2 (":memory:", &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  if (sqlite3_deserialize (db, "main", copy, (sqlite3_int64) size, (sqlite3_int64) size,
                           SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY) ==
      SQLITE_OK)
    read_database (db);
  sqlite3_close (db);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  if (size >= DATABASE_HEAD && memcmp (data, "SQLite format 3", 16) == 0)
    check_database (data, size);
  else
    {
      check_row (data, size, FALSE);
      check_row (data, size, TRUE);
    }
  return 0;
}
