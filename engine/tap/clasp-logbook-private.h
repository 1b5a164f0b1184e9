/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "tap/clasp-logbook.h"

G_BEGIN_DECLS

typedef struct
{
  guint64       number, serial;
  gint64        first_us, last_us;
  guint         n;
  ClaspLogLevel level;
  char         *source, *text; /* (owned) */
} Entry;

/* The files, and the thread that writes them. */
typedef struct _ClaspLogbookFiles ClaspLogbookFiles;

ClaspLogbookFiles *clasp_logbook_files_new  (const char  *folder,
                                             gsize        max_bytes,
                                             guint        n_files,
                                             GError     **error);
/* Writes what waits. */
void               clasp_logbook_files_free (ClaspLogbookFiles *self);
/* NULL: nothing is done. Of what comes faster than the disk takes it, lines are left out, and how many
 * is written. */
void               clasp_logbook_files_append (ClaspLogbookFiles *self, const Entry *entry);

struct _ClaspLogbook
{
  GMutex             lock; /* of all below */
  guint              max_entries;
  Entry             *entries; /* (owned) ring */
  guint              first, n_entries;
  guint64            n_ever, serial;
  ClaspLogbookFunc   func;
  gpointer           func_data;
  GMainContext      *context; /* (owned) of @func */
  gboolean           is_telling;
  ClaspLogbookFiles *files; /* (owned) (nullable) */
};

G_END_DECLS
