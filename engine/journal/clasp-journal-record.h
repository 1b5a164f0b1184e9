/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"

/* What the worker hands to the journal's thread: records one behind the other in one buffer, which
 * is swapped as a whole. A record is this head, two texts, and a message without its frame.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_JOURNAL_RECORD_VALUE,   /* a parameter as it is; the second text is the lock's holder */
  CLASP_JOURNAL_RECORD_REMOVED, /* the first text is the address; no message */
  CLASP_JOURNAL_RECORD_TIMELINE, /* the first text is the address; the time is its start, the revision
                                  * 1 while it is paused, and @expires_us since when */
  CLASP_JOURNAL_RECORD_TIMELINE_ENDED, /* the first text is the address; no message */
  CLASP_JOURNAL_RECORD_ENTRY,   /* something that happened; the first text is its author */
} ClaspJournalRecordKind;

typedef struct
{
  guint32 kind;  /* ClaspJournalRecordKind */
  guint32 first_length, second_length, message_length;
  guint64 timestamp_us; /* Unix */
  guint64 revision;     /* 0 = none */
  gint64  expires_us;   /* Unix; 0 = never */
} ClaspJournalRecordHead;

typedef struct
{
  ClaspJournalRecordHead head;
  ClaspStr               first, second;
  const guint8          *message;
} ClaspJournalRecord;

/* The next record from *@offset; FALSE at the end. Only ever reads what the worker wrote. */
static inline gboolean
clasp_journal_record_next (const ClaspWriter  *bytes,
                           gsize              *offset,
                           ClaspJournalRecord *record)
{
  const guint8 *place = bytes->data + *offset;

  if (*offset >= bytes->length)
    return FALSE;
  memcpy (&record->head, place, sizeof record->head);
  place += sizeof record->head;
  record->first = (ClaspStr){ (const char *) place, record->head.first_length };
  place += record->head.first_length;
  record->second = (ClaspStr){ (const char *) place, record->head.second_length };
  place += record->head.second_length;
  record->message = place;
  *offset = (gsize) (place - bytes->data) + record->head.message_length;
  return TRUE;
}

/* Address of a SET or PUBLISH without its frame: type, flags, length, text (wire.md 5). */
static inline ClaspStr
clasp_journal_record_get_address (const ClaspJournalRecord *record)
{
  const guint8 *bytes = record->message;

  return (ClaspStr){ (const char *) bytes + 4, (gsize) (bytes[2] << 8 | bytes[3]) };
}

G_END_DECLS
