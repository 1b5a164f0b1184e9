/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-clock.h"

struct _ClaspClock
{
  gboolean is_manual;
  gint64   now_us;    /* manual only; atomic */
  gint64   offset_us; /* Unix time minus monotonic time; atomic */
};

static ClaspClock system_clock = { .is_manual = FALSE, .offset_us = G_MININT64 };

/**
 * clasp_clock_system:
 *
 * Thread: any.
 *
 * Returns: (transfer none): the machine's clock, one for the process
 */
ClaspClock *
clasp_clock_system (void)
{
  return &system_clock;
}

/**
 * clasp_manual_clock_new:
 * @now_us: monotonic time at the start, in microseconds
 * @unix_us: the same instant in microseconds since 1970
 *
 * Makes a clock that stands still until clasp_manual_clock_advance () moves it, for tests and for
 * previews that run ahead of time.
 *
 * Thread: any.
 *
 * Returns: (transfer full): a clock
 */
ClaspClock *
clasp_manual_clock_new (gint64 now_us, gint64 unix_us)
{
  ClaspClock *self = g_atomic_rc_box_new0 (ClaspClock);

  self->is_manual = TRUE;
  self->now_us = now_us;
  self->offset_us = unix_us - now_us;
  return self;
}

/**
 * clasp_manual_clock_advance:
 * @self: a manual clock
 * @by_us: how far, not negative
 *
 * Thread: the one that drives the clock.
 */
void
clasp_manual_clock_advance (ClaspClock *self, gint64 by_us)
{
  g_return_if_fail (self->is_manual);
  g_return_if_fail (by_us >= 0);

  __atomic_add_fetch (&self->now_us, by_us, __ATOMIC_SEQ_CST);
}

/**
 * clasp_manual_clock_set_forward:
 * @self: a manual clock
 * @by_us: how far, not negative
 *
 * Moves Unix time and leaves monotonic time, as when somebody sets the machine's clock forward. (That
 * it is set back is nothing a clock here follows.)
 *
 * Thread: the one that drives the clock.
 */
void
clasp_manual_clock_set_forward (ClaspClock *self, gint64 by_us)
{
  g_return_if_fail (self->is_manual);
  g_return_if_fail (by_us >= 0);

  __atomic_add_fetch (&self->offset_us, by_us, __ATOMIC_SEQ_CST);
}

/**
 * clasp_clock_ref:
 * @self: a clock
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspClock *
clasp_clock_ref (ClaspClock *self)
{
  return self->is_manual ? g_atomic_rc_box_acquire (self) : self;
}

/**
 * clasp_clock_unref:
 * @self: (transfer full): a clock; nothing happens to the system's
 *
 * Thread: any.
 */
void
clasp_clock_unref (ClaspClock *self)
{
  if (self->is_manual)
    g_atomic_rc_box_release (self);
}

/**
 * clasp_clock_now_us:
 * @self: a clock
 *
 * Thread: any.
 *
 * Returns: monotonic time in microseconds, from an arbitrary start
 */
gint64
clasp_clock_now_us (ClaspClock *self)
{
  return self->is_manual ? __atomic_load_n (&self->now_us, __ATOMIC_SEQ_CST)
                         : g_get_monotonic_time ();
}

/* Real time is read first: an interruption between the two readings then makes the offset too
 * small, never too large, and only a larger one is taken over. */
static gint64
system_unix_us (void)
{
  gint64 real_us = g_get_real_time ();
  gint64 now_us = g_get_monotonic_time ();
  gint64 offset_us = __atomic_load_n (&system_clock.offset_us, __ATOMIC_SEQ_CST);

  while (real_us - now_us > offset_us)
    if (__atomic_compare_exchange_n (&system_clock.offset_us, &offset_us, real_us - now_us, FALSE,
                                     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      return real_us;

  return now_us + offset_us;
}

/**
 * clasp_clock_unix_us:
 * @self: a clock
 *
 * The wall clock, made monotonic: it follows the machine's when that is set forward, and goes on
 * ticking from where it was when that is set back, until the program restarts.
 *
 * Thread: any.
 *
 * Returns: microseconds since 1970
 */
gint64
clasp_clock_unix_us (ClaspClock *self)
{
  if (!self->is_manual)
    return system_unix_us ();
  return clasp_clock_now_us (self) + __atomic_load_n (&self->offset_us, __ATOMIC_SEQ_CST);
}
