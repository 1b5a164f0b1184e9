/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "io/clasp-timer.h"
#include "router/clasp-router.h"

/* ClaspJournal: what the router knows, and what happened, in an SQLite file beside the show.
 *
 * Two things in one file. The last value of every parameter, so that outputs come back as they were
 * after a crash, a kill or a power cut; these coalesce and are never lost to a slow disk. And
 * entries: every change and message whose address matches chosen patterns, in the router's order,
 * for REPLAY and `claspctl journal`; when the disk cannot follow, entries are dropped and counted.
 *
 * The worker only appends to a buffer. A thread of its own writes, another one reads for REPLAY and
 * sees to it that what was written reaches the disk. What was accepted is in the file, safe from a
 * kill, within 100 ms.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  const char *const *patterns;        /* (nullable) whose entries are kept; none = only last values */
  guint8             types;           /* ClaspTypes of entries */
  guint64            max_bytes;       /* of the file; the oldest entries go first */
  guint              max_days;        /* of entries; 0 = for ever */
  gsize              max_queue_bytes; /* that wait for the disk; a third of what may be held */
  gint64             lock_grace_us;   /* how long restored locks wait for their holders */
} ClaspJournalConfig;

#define CLASP_JOURNAL_CONFIG_DEFAULT                                                               \
  {                                                                                                \
    .types = CLASP_TYPES_PARAM | CLASP_TYPES_EVENT, .max_bytes = 256 * 1024 * 1024,                \
    .max_days = 30, .max_queue_bytes = 4 * 1024 * 1024, .lock_grace_us = 30 * G_USEC_PER_SEC       \
  }

/* @settings is a ClaspRouterSettings; what the config borrows lives as long. */
ClaspJournalConfig clasp_journal_config_from_settings (ClaspSettings *settings);

typedef struct
{
  guint64 n_entries;     /* in the file */
  guint64 n_recorded;    /* entries handed to the thread since the start */
  guint64 n_dropped;     /* entries the queue had no room for */
  guint64 n_values;      /* last values written since the start */
  gsize   n_queued_bytes; /* not written yet */
  guint64 file_bytes;    /* the database, without its WAL */
  gint64  last_write_us; /* how long the last batch took */
  guint   n_replays;     /* that are being read */
  guint   n_restored;    /* parameters that came back at the start */
  gboolean is_on;        /* FALSE: another program has the file, or it is no journal */
  char    error[256];    /* why nothing is written now; empty = all is well */
} ClaspJournalStats;

typedef struct _ClaspJournal ClaspJournal;

/* Takes over what the file at @path holds into @router and keeps it up to date from then on. Never
 * fails: without a file that can be used the router runs all the same, and the stats say why. */
ClaspJournal *clasp_journal_new        (const char               *path,
                                        ClaspRouter              *router,
                                        ClaspTimers              *timers,
                                        GMainContext             *context,
                                        const ClaspJournalConfig *config);
/* From now on; copied. */
void          clasp_journal_set_config (ClaspJournal             *self,
                                        const ClaspJournalConfig *config);
void          clasp_journal_get_stats  (ClaspJournal             *self,
                                        ClaspJournalStats        *stats);
/* Writes what is left and waits for it. */
void          clasp_journal_free       (ClaspJournal             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspJournal, clasp_journal_free)

G_END_DECLS
