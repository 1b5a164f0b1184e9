/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-signal-table.h"

/* BrChanges: the last changes of one signal as they were looked at, and how regular they were.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_CHANGES_MAX 50
#define BR_CHANGES_TEXT 47

typedef struct
{
  gint64 time_us;   /* monotonic */
  guint  n_between; /* updates before it that nobody saw: they came between two looks */
  char   text[BR_CHANGES_TEXT + 1];
} BrChange;

typedef struct
{
  BrChange changes[BR_CHANGES_MAX]; /* a ring */
  guint64  n;                       /* all that were added */
  guint32  n_updates;
} BrChanges;

void            br_changes_clear    (BrChanges *self);
/* A look at the signal; nothing happens when it did not change since the last. */
void            br_changes_look     (BrChanges *self, const ClaspSignalState *state);
guint           br_changes_get_n    (const BrChanges *self);
/* 0 = the newest. */
const BrChange *br_changes_get      (const BrChanges *self, guint index);
/* The standard deviation of the intervals between neighbours that nothing came between; FALSE with fewer than
 * two of them. */
gboolean        br_changes_get_jitter (const BrChanges *self, double *jitter_us);
/* A line each with the time of day, the newest first. (transfer full) */
char           *br_changes_to_text  (const BrChanges *self, gint64 now_us, gint64 now_unix_us);

G_END_DECLS
