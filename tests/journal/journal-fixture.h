/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "journal/clasp-journal-reader.h"
#include "journal/clasp-journal.h"
#include "support/clasp-test.h"

/* A router on the system clock with a journal in a folder of its own. Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  char              *folder, *path; /* (owned) */
  ClaspReactor      *reactor;
  ClaspTimers       *timers;
  ClaspRouter       *router;
  ClaspSession      *session; /* writes */
  ClaspJournal      *journal;
  ClaspJournalConfig config;
  const char        *patterns[4];
  GString           *replies; /* what came back to the session, a line each */
} JournalFixture;

void  journal_fixture_set_up    (JournalFixture *fixture, gconstpointer data);
void  journal_fixture_tear_down (JournalFixture *fixture, gconstpointer data);
/* A router, and the journal on the fixture's path. */
void  journal_fixture_start     (JournalFixture *fixture);
void  journal_fixture_stop      (JournalFixture *fixture);
void  journal_fixture_set       (JournalFixture *fixture, const char *address, double number);
void  journal_fixture_emit      (JournalFixture *fixture, const char *address, gint64 number);
ClaspJournalStats journal_fixture_stats (JournalFixture *fixture);
/* Runs the loop until nothing waits to be written. */
void  journal_fixture_settle    (JournalFixture *fixture);
/* A number out of the file, as a stranger reads it; -1 when it cannot be read. */
gint64 journal_fixture_ask      (JournalFixture *fixture, const char *sql);
/* The name of the file that was set aside, NULL if none was. (transfer full) */
char *journal_fixture_find_aside (JournalFixture *fixture);

G_END_DECLS
