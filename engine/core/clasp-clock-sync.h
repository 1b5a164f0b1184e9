/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspClockSync: what time it is at a peer, from rounds of SYNC (wire.md 11).
 *
 * A plain struct, zero-initialised before the first round. The local times may be of any clock that
 * does not run backwards, as long as it is always the same one.
 *
 * Thread: its owner's. */

G_BEGIN_DECLS

/* Rounds behind the jitter, and behind the estimate. */
#define CLASP_CLOCK_SYNC_WINDOW 10
#define CLASP_CLOCK_SYNC_HISTORY 64

typedef struct
{
  double at_us;     /* middle of the round on the local clock, from the origin */
  double offset_us; /* from the origin's */
  double rtt_us;
} ClaspClockRound;

typedef struct
{
  /* the smoothed figures that every implementation shows */
  gint64 offset_us; /* server = local + offset */
  gint64 rtt_us;
  gint64 jitter_us;
  double quality; /* 0 to 1 */
  guint  n_rounds;
  /* our own, which the conversions below use */
  double drift_ppm; /* positive: the server's clock runs faster than ours */
  /*< private >*/
  gint64          rtts[CLASP_CLOCK_SYNC_WINDOW];
  gint64          usual_jitter_us;
  guint           interval_ms;
  gint64          origin_us, origin_offset_us; /* what the history counts from */
  double          center_us, center_offset_us; /* the line: offset at a time, */
  double          slope;                       /* and by how much it grows with time */
  guint           n_contradictions; /* rounds in a row that cannot be true if the history is */
  guint           n_history;
  ClaspClockRound history[CLASP_CLOCK_SYNC_HISTORY];
} ClaspClockSync;

/* FALSE, and nothing changes, when t4 < t1 or t3 < t2. */
gboolean clasp_clock_sync_add                  (ClaspClockSync       *self,
                                                gint64                t1_us,
                                                gint64                t2_us,
                                                gint64                t3_us,
                                                gint64                t4_us);
/* How long to wait before the next round, 200 to 30,000. */
guint    clasp_clock_sync_get_next_interval_ms (const ClaspClockSync *self);
/* The same instant on the other clock; before the first round both are taken for equal. */
gint64   clasp_clock_sync_to_server_us         (const ClaspClockSync *self,
                                                gint64                local_us);
gint64   clasp_clock_sync_to_local_us          (const ClaspClockSync *self,
                                                gint64                server_us);

G_END_DECLS
