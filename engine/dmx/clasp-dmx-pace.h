/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspDmxPace: when the next frame, or the next round of frames, may leave.
 *
 * One that left late does not move those behind it, or every delay of a busy machine would lower the
 * rate for good. The next is counted from when the late one was due, but never from more than
 * make_up_us before it really left. So k more never follow within less than k intervals less
 * make_up_us, and after a pause or a stall longer than an interval nothing is made up.
 *
 * Counts in nanoseconds: 44 a second are no whole number of microseconds.
 *
 * Thread: worker (a value; no clock, no I/O). */

G_BEGIN_DECLS

/* So many a second, never one more. */
#define CLASP_DMX_INTERVAL_NS(hz) ((G_GINT64_CONSTANT (1000000000) + (hz) - 1) / (hz))

typedef struct
{
  /*< private >*/
  gint64   interval_ns;
  gint64   make_up_ns;
  gint64   counted_ns; /* from when the next interval counts */
  gboolean has_begun;
} ClaspDmxPace;

void   clasp_dmx_pace_init  (ClaspDmxPace *self, gint64 interval_ns, gint64 make_up_us);
/* One leaves now; monotonic µs. */
void   clasp_dmx_pace_count (ClaspDmxPace *self, gint64 now_us);
/* When the next may leave; G_MININT64 before the first one. */
gint64 clasp_dmx_pace_get_next_us (const ClaspDmxPace *self);
/* The same after an interval longer than the pace's; not before the first one. */
gint64 clasp_dmx_pace_get_after_us (const ClaspDmxPace *self, gint64 interval_us);
/* For rounds: @due_us, but not before the next round, and with it if it is due soon after. */
gint64 clasp_dmx_pace_align (const ClaspDmxPace *self, gint64 due_us);

G_END_DECLS
