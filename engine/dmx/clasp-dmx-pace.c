/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-dmx-pace.h"

/**
 * clasp_dmx_pace_init:
 * @self: (out caller-allocates): a pace
 * @interval_ns: between two, in nanoseconds
 * @make_up_us: so much sooner one may follow a late one; 0 = never sooner
 *
 * Thread: worker.
 */
void
clasp_dmx_pace_init (ClaspDmxPace *self, gint64 interval_ns, gint64 make_up_us)
{
  *self = (ClaspDmxPace){ .interval_ns = interval_ns, .make_up_ns = make_up_us * 1000 };
}

/**
 * clasp_dmx_pace_count:
 * @self: a pace
 * @now_us: monotonic µs
 *
 * Those that had to wait for this one's delay are not delayed by it again.
 *
 * Thread: worker.
 */
void
clasp_dmx_pace_count (ClaspDmxPace *self, gint64 now_us)
{
  gint64 now_ns = now_us * 1000;
  gint64 late_ns = now_ns - (self->counted_ns + self->interval_ns);

  if (!self->has_begun || late_ns > self->interval_ns)
    late_ns = 0;
  self->counted_ns = now_ns - CLAMP (late_ns, 0, self->make_up_ns);
  self->has_begun = TRUE;
}

static gint64
round_up (gint64 ns)
{
  return (ns + 999) / 1000;
}

/**
 * clasp_dmx_pace_get_next_us:
 * @self: a pace
 *
 * Thread: worker.
 *
 * Returns: when the next may leave, monotonic µs; %G_MININT64 before the first one
 */
gint64
clasp_dmx_pace_get_next_us (const ClaspDmxPace *self)
{
  return self->has_begun ? round_up (self->counted_ns + self->interval_ns) : G_MININT64;
}

/**
 * clasp_dmx_pace_get_after_us:
 * @self: a pace that has begun
 * @interval_us: µs
 *
 * Thread: worker.
 *
 * Returns: when one leaves that waits for @interval_us, or for the pace's interval if that is
 * longer
 */
gint64
clasp_dmx_pace_get_after_us (const ClaspDmxPace *self, gint64 interval_us)
{
  return round_up (self->counted_ns + MAX (interval_us * 1000, self->interval_ns));
}

/**
 * clasp_dmx_pace_align:
 * @self: the pace of rounds
 * @due_us: when one of those that leave together is due, monotonic µs
 *
 * One that is due less than what may be made up after a round goes with it: those that were paused
 * count from when they left, the round from when it was due.
 *
 * Thread: worker.
 *
 * Returns: when it leaves
 */
gint64
clasp_dmx_pace_align (const ClaspDmxPace *self, gint64 due_us)
{
  gint64 next_us = clasp_dmx_pace_get_next_us (self);

  return self->has_begun && due_us <= next_us + self->make_up_ns / 1000 ? next_us : due_us;
}
