/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "journal/clasp-journal-file.h"
#include "journal/clasp-journal-reader.h"
#include "journal/clasp-journal-record.h"
#include "journal/clasp-journal.h"
#include "router/clasp-observer.h"
#include "router/clasp-replays.h"

/* What the parts of the journal share: clasp-journal.c (its life), clasp-journal-notes.c (what the
 * router tells), clasp-journal-writer.c (the thread that writes), clasp-journal-replay.c (the thread that reads, and its questions on the
 * worker). */

G_BEGIN_DECLS

#define CLASP_JOURNAL_INTERVAL_US 20000 /* from a change to its hand-over to the thread */
#define CLASP_JOURNAL_SLICE 2048        /* last values encoded in one turn of the worker */
#define CLASP_JOURNAL_RETRY_US (500 * 1000)
#define CLASP_JOURNAL_CHECKPOINT_US (2 * G_USEC_PER_SEC)
#define CLASP_JOURNAL_MAX_WAL_PAGES 16384 /* 64 MiB: then the writer itself makes a checkpoint */

typedef struct _ClaspJournalReading ClaspJournalReading;

/* The state of both threads; everything below @mutex is guarded by it. The mutex is held for no
 * longer than a swap takes. */
typedef struct
{
  char *path; /* (owned), immutable */

  GMutex mutex;
  GCond  written_or_work; /* wakes all: work for a thread, a batch written, the end */

  ClaspWriter pending;    /* handed over, not taken yet */
  guint64     n_handed;   /* batches */
  guint64     n_written;
  gsize       n_taken_bytes; /* in the writer's hands */
  guint64     max_bytes;
  guint       max_days;
  gboolean    is_ending;

  GQueue   readings; /* of ClaspJournalReading (owned): for the reader */
  GQueue   answers;  /* of ClaspJournalReading (owned): for the worker */
  gboolean must_close_reader, is_reader_open;

  gboolean needs_everything; /* the file is new: every last value again, please */
  guint64  n_values, n_entries, file_bytes;
  gint64   last_write_us;
  char     error[256];

  GSource *news; /* (owned) wakes the worker */
} ClaspJournalShared;

struct _ClaspJournal
{
  ClaspRouter *router; /* (unowned) */
  ClaspTimers *timers; /* (unowned) */
  ClaspTimer   timer;
  gboolean     is_scheduled;
  int          lock_fd; /* -1 = off */

  ClaspJournalConfig config; /* patterns are not looked at: */
  GPtrArray         *patterns; /* (owned) of ClaspPattern (owned) */

  ClaspWriter front; /* what the next hand-over takes */
  /* by place in the router's store */
  GByteArray *flags; /* (owned) */
  GArray     *dirty; /* (owned) of guint32: places whose value is to be written; */
  guint       n_put; /* the first of them have been */
  GHashTable *removed; /* (owned) addresses to be removed from the file → revision (owned) */
  GHashTable *timelines; /* (owned) set of addresses whose timeline changed */
  GPtrArray  *restored_timelines; /* (owned) (nullable) until the router gets them */

  guint64 n_recorded, n_dropped;
  guint   n_restored;

  GThread           *writer, *reader; /* (owned) (nullable) */
  ClaspJournalShared shared;
  sqlite3           *first_db; /* (owned) (nullable) opened by the worker, for the writer to take */

  GHashTable *readings; /* (owned) set of tickets that are being answered */
};

/* clasp-journal-notes.c: begins to be told by the router. */
void     clasp_journal_observe      (ClaspJournal *self);
void     clasp_journal_note_timeline (ClaspJournal *self,
                                      ClaspStr      address);
/* Every parameter and timeline is to be written. */
void     clasp_journal_note_everything (ClaspJournal *self);
/* The patterns are others now. */
void     clasp_journal_forget_matches (ClaspJournal *self);
/* Encodes all that was noted, for the last batch. */
void     clasp_journal_put_all      (ClaspJournal *self);
/* Puts what waits into the shared buffer; TRUE when nothing waits any more. */
gboolean clasp_journal_hand_over    (ClaspJournal *self);
/* Batches that must be written before everything accepted so far is. */
guint64  clasp_journal_get_barrier  (ClaspJournal *self);

/* clasp-journal-writer.c */
gpointer clasp_journal_writer_run   (gpointer      journal);

/* clasp-journal-replay.c */
gpointer clasp_journal_reader_run   (gpointer      journal);
void     clasp_journal_replay_init  (ClaspJournal *self);
/* The reader's answers, on the worker. */
void     clasp_journal_replay_answer (ClaspJournal *self);
/* After the thread has ended. */
void     clasp_journal_replay_clear (ClaspJournal *self);

G_END_DECLS
