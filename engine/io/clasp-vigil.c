/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-vigil.h"

/* How much is forgotten with each wait. */
#define FORGET_PART 16

static gboolean
is_busy (const ClaspVigil *self)
{
  return self->worked_us * CLASP_VIGIL_BUSY_PART >= self->worked_us + self->waited_us;
}

/**
 * clasp_vigil_begin:
 * @self: a vigil; all zero but for its limit at first
 * @now_us: the monotonic time, in µs
 *
 * Every begin is followed by an end.
 *
 * Thread: the one that works.
 *
 * Returns: the time until which to watch, in µs; @now_us or before when it is not worth it
 */
gint64
clasp_vigil_begin (ClaspVigil *self, gint64 now_us)
{
  gboolean is_first = self->woke_us == 0;

  self->worked_us += is_first ? 0 : now_us - self->woke_us;
  self->woke_us = now_us;
  return !is_first && is_busy (self) ? now_us + self->limit_us : now_us;
}

/**
 * clasp_vigil_end:
 * @self: a vigil that has begun
 * @now_us: the monotonic time, in µs
 *
 * Thread: the one that works.
 */
void
clasp_vigil_end (ClaspVigil *self, gint64 now_us)
{
  self->waited_us += now_us - self->woke_us;
  self->worked_us -= self->worked_us / FORGET_PART;
  self->waited_us -= self->waited_us / FORGET_PART;
  self->woke_us = now_us;
}
