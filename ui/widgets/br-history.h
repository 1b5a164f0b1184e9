/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* BrHistory: what one number was: the last minute finely, the last hour coarsely, in two bounded rings that
 * grow as they are needed. Samples that are merged keep their extremes. Where nothing is known it says so.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_HISTORY_MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define BR_HISTORY_HOUR_US (60 * BR_HISTORY_MINUTE_US)
/* The most samples of a ring: a minute, and an hour, without a loss that a screen could show. */
#define BR_HISTORY_MAX 4096

typedef struct _BrHistory BrHistory;

typedef struct
{
  gint64 time_us; /* monotonic */
  double minimum, maximum; /* NaN: nothing is known from here on */
  double last;             /* NaN: nothing is known behind it */
} BrHistorySample;

/* At most @limit samples are kept in each ring, up to BR_HISTORY_MAX. */
BrHistory *br_history_new           (guint limit);
BrHistory *br_history_ref           (BrHistory *self);
void       br_history_unref         (BrHistory *self);
/* Somebody else has a reference, too. */
gboolean   br_history_is_shared     (BrHistory *self);

/* Samples come in the order of time. One that is not finite is left out. */
void       br_history_add           (BrHistory *self, gint64 time_us, double value);
/* From @time_us to the next sample nothing is known; before, the last one held. */
void       br_history_break         (BrHistory *self, gint64 time_us);
void       br_history_clear         (BrHistory *self);

void       br_history_set_limit     (BrHistory *self, guint limit);
/* FALSE: where a ring would have to grow its oldest sample goes instead. */
void       br_history_set_may_grow  (BrHistory *self, gboolean may_grow);
/* The next sample needs memory. */
gboolean   br_history_wants_to_grow (BrHistory *self);
gsize      br_history_get_memory    (BrHistory *self);

/* How many fine samples there are. */
guint      br_history_get_n         (BrHistory *self);
/* Of the last sample; 0 without one. */
gint64     br_history_get_newest_us (BrHistory *self);
/* Of all there ever was; FALSE when there was nothing. */
gboolean   br_history_get_extremes  (BrHistory *self, double *minimum, double *maximum);

/* A walk from the oldest sample to the newest. */
typedef struct
{
  const BrHistory *history;
  gboolean         is_fine;
  guint            ring, index;
} BrHistoryWalk;

/* @is_fine: what is known finely is told finely, and what was before it coarsely. */
void                   br_history_walk_init (BrHistoryWalk *self, const BrHistory *history, gboolean is_fine);
/* NULL at the end. */
const BrHistorySample *br_history_walk_next (BrHistoryWalk *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrHistory, br_history_unref)

G_END_DECLS
