/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* ClaspHistory: versions of a show's file, kept in a folder beside it ("show.json.history").
 *
 * Each is the whole text of the show, in a file whose name says when and why it was made. Fifty are
 * kept, and the last of each of thirty days before. What differs between two texts is told in words.
 *
 * Thread: any, one at a time; a version is a file of some hundred kilobytes at most. */

G_BEGIN_DECLS

#define CLASP_HISTORY_KEEP 50
#define CLASP_HISTORY_DAYS 30

typedef enum
{
  CLASP_VERSION_SAVED,      /* by hand */
  CLASP_VERSION_HOURLY,     /* after an hour of work */
  CLASP_VERSION_IMPORT,     /* before something was imported */
  CLASP_VERSION_SHOW,       /* before show mode */
  CLASP_VERSION_RESTORE,    /* before an older version was restored */
} ClaspVersionReason;

typedef struct
{
  char              *path;
  gint64             unix_s;
  ClaspVersionReason reason;
} ClaspVersion;

void             clasp_version_free     (ClaspVersion *self);
/* Of the show in @path (transfer full) (element-type ClaspVersion): newest first. */
GPtrArray       *clasp_history_list     (const char *path);
/* Keeps @text, unless it is what the newest version holds, and forgets what is too old. FALSE with
 * @error: it could not be kept. */
gboolean         clasp_history_add      (const char *path, const char *text, ClaspVersionReason reason, gint64 unix_s, GError **error);
/* (transfer full) */
char            *clasp_history_read     (const ClaspVersion *version, GError **error);
/* Which of @versions (newest first) are kept at @now_s: TRUE for each that is. */
void             clasp_history_choose   (const gint64 *unix_s, guint n_versions, gint64 now_s, gboolean *is_kept);

/* One difference, in words: “Connection Tablet added”. */
typedef struct
{
  char *id;     /* of an item, or NULL for the show's own */
  char *member; /* of the file: "mappings" */
  char *text;   /* a translated sentence */
} ClaspDifference;

/* From the show in @before to that in @after, both texts of files (transfer full) (element-type
 * ClaspDifference). Empty when one cannot be read. */
GPtrArray       *clasp_history_compare  (const char *before, const char *after);
/* "2 mappings changed, 1 connection added" (transfer full); NULL when nothing differs. */
char            *clasp_history_describe (GPtrArray *differences);
/* @text with only these of the differences towards @wanted (element-type ClaspDifference) (transfer
 * full). */
char            *clasp_history_take     (const char *text, const char *wanted, GPtrArray *differences);

/* Makes @show what @text says, as one edit called @label that can be undone; items that do not differ
 * stay the objects they are. FALSE, and nothing happens, in show mode, and with @error when @text
 * cannot be read. Thread: UI. */
gboolean         clasp_show_replace     (ClaspShow *show, const char *text, const char *label, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspVersion, clasp_version_free)

G_END_DECLS
