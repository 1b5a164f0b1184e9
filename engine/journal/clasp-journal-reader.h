/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "core/clasp-codec.h"
#include "journal/clasp-journal-file.h"

/* Reading a journal's file: entries by pattern, time and type, and the last values. What stands in
 * a file is not believed: every row is decoded like a message from a stranger; one that makes no
 * sense is left out and counted.
 *
 * Thread: any, one at a time for each connection. */

G_BEGIN_DECLS

/* Something that happened. Texts and message are valid during the call that hands it over. */
typedef struct
{
  guint64      seq;
  guint64      timestamp_us; /* Unix */
  ClaspStr     author;       /* session id */
  ClaspMessage message;      /* a SET with its revision, or a PUBLISH */
} ClaspJournalEntry;

/* The last value of a parameter. */
typedef struct
{
  ClaspMessage message; /* a SET with its revision, and its TTL if it has one */
  ClaspStr     writer;
  guint64      timestamp_us;
  gint64       expires_us; /* Unix; 0 = never */
  ClaspStr     lock;       /* name of the holder; empty = none */
} ClaspJournalParam;

/* What to read; also where reading stands. Begin with CLASP_JOURNAL_QUERY_INIT. */
typedef struct
{
  ClaspPattern *pattern;        /* (unowned) (nullable) NULL = everything */
  guint8        types;          /* ClaspTypes */
  guint64       from_us, to_us; /* both inclusive */
  guint64       n_left;         /* entries, counted from the oldest */
  /*< private >*/
  guint64  after_seq, until_seq;
  gboolean has_begun, is_done;
  guint64  n_damaged;
} ClaspJournalQuery;

#define CLASP_JOURNAL_QUERY_INIT                                                                   \
  { NULL, CLASP_TYPES_ALL, 0, G_MAXINT64, G_MAXUINT64, 0, 0, FALSE, FALSE, 0 }

/* FALSE to pause after this one. */
typedef gboolean (*ClaspJournalEntryFunc) (const ClaspJournalEntry *entry, gpointer user_data);
typedef void (*ClaspJournalParamFunc) (const ClaspJournalParam *param, gpointer user_data);

/* Goes on with @query, past at most @max_rows rows; query->is_done when there is no more. What is
 * written while reading is not seen: the end is where it was at the first call. */
gboolean clasp_journal_read_entries (sqlite3              *db,
                                     ClaspJournalQuery    *query,
                                     guint                 max_rows,
                                     ClaspJournalEntryFunc func,
                                     gpointer              user_data,
                                     GError              **error);
/* Every parameter; what came before a fault has been handed over. */
gboolean clasp_journal_read_params  (sqlite3              *db,
                                     ClaspJournalParamFunc func,
                                     gpointer              user_data,
                                     GError              **error);

/* Addresses of parameters that were removed, and their last revisions, the newest last. */
typedef void (*ClaspJournalRemainsFunc) (ClaspStr address, guint64 revision, gpointer user_data);
gboolean clasp_journal_read_remains (sqlite3                *db,
                                     ClaspJournalRemainsFunc func,
                                     gpointer                user_data,
                                     GError                **error);

/* A timeline that had not ended. */
typedef struct
{
  const guint8 *message; /* for clasp_journal_decode_row () */
  gsize         size;
  gint64        start_us; /* Unix */
  gboolean      is_paused;
  gint64        paused_us; /* Unix */
} ClaspJournalTimeline;

typedef void (*ClaspJournalTimelineFunc) (const ClaspJournalTimeline *timeline, gpointer user_data);
gboolean clasp_journal_read_timelines (sqlite3                 *db,
                                       ClaspJournalTimelineFunc func,
                                       gpointer                 user_data,
                                       GError                 **error);

/* One row's message: a SET, or if @allow_publish a PUBLISH, with a valid address. Borrows @bytes. */
gboolean    clasp_journal_decode_row (const guint8      *bytes,
                                      gsize              size,
                                      gboolean           allow_publish,
                                      ClaspMessage      *message);
ClaspSignal clasp_journal_signal_of  (const ClaspMessage *message);
ClaspStr    clasp_journal_address_of (const ClaspMessage *message);

G_END_DECLS
