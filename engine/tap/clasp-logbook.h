/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

/* ClaspLogbook: what happened that a person may want to know, newest last, in memory and, when asked
 * for, in files.
 *
 * Bounded: the oldest entries go first. What is said again within a minute is one entry that counts.
 * Nobody who notes something waits for a disk.
 *
 * Thread: any; what is noted in several is in the order in which it came. */

G_BEGIN_DECLS

#define CLASP_LOGBOOK_MAX_ENTRIES 10000
#define CLASP_LOGBOOK_MAX_TEXT 4096 /* bytes of one; the rest is cut off and says so */
#define CLASP_LOGBOOK_FOLD_US (60 * G_USEC_PER_SEC)
#define CLASP_LOGBOOK_FILE_BYTES (5 * 1024 * 1024)
#define CLASP_LOGBOOK_FILES 10

typedef enum
{
  CLASP_LOG_INFO,
  CLASP_LOG_WARNING,
  CLASP_LOG_ERROR,
} ClaspLogLevel;

/* Borrowed for the call. */
typedef struct
{
  guint64       number;            /* stays; rising */
  gint64        first_us, last_us; /* real time */
  guint         n;                 /* how often it was said */
  ClaspLogLevel level;
  const char   *source; /* "clasp-midi" */
  const char   *text;   /* UTF-8 */
} ClaspLogEntry;

typedef struct _ClaspLogbook ClaspLogbook;
typedef void (*ClaspLogbookEntryFunc) (const ClaspLogEntry *entry, gpointer user_data);
typedef void (*ClaspLogbookFunc) (gpointer user_data);

/* The one of this process, whose log GLib has one of too. Never freed. */
ClaspLogbook *clasp_logbook_get_default (void);
ClaspLogbook *clasp_logbook_new         (guint max_entries);
/* What was noted before is in its files. */
void          clasp_logbook_free        (ClaspLogbook *self);

void          clasp_logbook_note        (ClaspLogbook  *self,
                                         ClaspLogLevel  level,
                                         const char    *source,
                                         const char    *text);
/* What GLib's log was told: a writer calls it besides printing. Debug and info are left out. */
void          clasp_logbook_note_fields (ClaspLogbook    *self,
                                         GLogLevelFlags   level,
                                         const GLogField *fields,
                                         gsize            n_fields);

/* All entries that are new or were said again since the call that returned @serial (0 = all), oldest
 * first; @func must not note anything. Returns the serial for the next call. */
guint64       clasp_logbook_foreach_since (ClaspLogbook          *self,
                                           guint64                serial,
                                           ClaspLogbookEntryFunc  func,
                                           gpointer               user_data);
/* @func is called in the thread-default context of the caller, once for all that was noted meanwhile;
 * one at most, NULL ends it. */
void          clasp_logbook_watch         (ClaspLogbook     *self,
                                           ClaspLogbookFunc  func,
                                           gpointer          user_data);

/* From now on what is noted is also written to log.txt in @folder, by a thread; full ones become
 * log.1.txt and so on, the oldest is removed. */
gboolean      clasp_logbook_keep          (ClaspLogbook  *self,
                                           const char    *folder,
                                           gsize          max_bytes,
                                           guint          n_files,
                                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLogbook, clasp_logbook_free)

G_END_DECLS
