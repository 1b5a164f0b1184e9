/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-clock.h"

#include <math.h>

/* Times a peer may name: 36,000 years around 1970, so that no sum of four overflows. */
#define MAX_TIME_US (G_GINT64_CONSTANT (1) << 60)
/* Round trips count as no more than this in the jitter: their squares summed still fit. */
#define MAX_JITTER_SAMPLE_US (G_GINT64_CONSTANT (5) * 60 * G_USEC_PER_SEC)

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
  return self->is_manual ? clasp_clock_now_us (self) + self->offset_us : system_unix_us ();
}

static gint64
smooth (gint64 old, gint64 sample)
{
  return (gint64) (0.7 * (double) old + 0.3 * (double) sample);
}

/* Over the newest rounds; needs two for a deviation. */
static gint64
compute_jitter (const ClaspClockSync *self)
{
  gint64 n = MIN (self->n_rounds, CLASP_CLOCK_SYNC_WINDOW);
  gint64 mean = 0, variance = 0;

  if (n < 2)
    return 0;

  for (gint64 i = 0; i < n; i++)
    mean += self->rtts[i];
  mean /= n;
  for (gint64 i = 0; i < n; i++)
    variance += (self->rtts[i] - mean) * (self->rtts[i] - mean);
  return (gint64) sqrt ((double) (variance / n));
}

static double
compute_quality (const ClaspClockSync *self)
{
  gint64 rtt_us = CLAMP (self->rtt_us, 0, 10000);
  gint64 jitter_us = MIN (self->jitter_us, 1000);
  guint  n_rounds = MIN (self->n_rounds, 10);

  return 0.4 * (double) (10000 - rtt_us) / 10000.0 + 0.4 * (double) (1000 - jitter_us) / 1000.0 +
         0.2 * n_rounds / 10.0;
}

static gboolean
is_possible (gint64 t1_us, gint64 t2_us, gint64 t3_us, gint64 t4_us)
{
  const gint64 times_us[] = { t1_us, t2_us, t3_us, t4_us };

  for (guint i = 0; i < G_N_ELEMENTS (times_us); i++)
    if (times_us[i] < -MAX_TIME_US || times_us[i] > MAX_TIME_US)
      return FALSE;

  return t4_us >= t1_us && t3_us >= t2_us;
}

/**
 * clasp_clock_sync_add:
 * @self: the state so far, zero-initialised before the first round
 * @t1_us: when we sent the request
 * @t2_us: when the peer received it, by its clock
 * @t3_us: when the peer answered, by its clock
 * @t4_us: when we received the answer
 *
 * Takes one round of SYNC into account (wire.md 11).
 *
 * Thread: any.
 *
 * Returns: %FALSE, and nothing changes, if the round is impossible (@t4_us before @t1_us, @t3_us
 *   before @t2_us) or names times thousands of years away
 */
gboolean
clasp_clock_sync_add (ClaspClockSync *self, gint64 t1_us, gint64 t2_us, gint64 t3_us, gint64 t4_us)
{
  gint64 offset_us, rtt_us;

  if (!is_possible (t1_us, t2_us, t3_us, t4_us))
    return FALSE;

  offset_us = ((t2_us - t1_us) + (t3_us - t4_us)) / 2;
  rtt_us = (t4_us - t1_us) - (t3_us - t2_us);

  self->offset_us = self->n_rounds == 0 ? offset_us : smooth (self->offset_us, offset_us);
  self->rtt_us = self->n_rounds == 0 ? rtt_us : smooth (self->rtt_us, rtt_us);
  self->rtts[self->n_rounds % CLASP_CLOCK_SYNC_WINDOW] =
    CLAMP (rtt_us, -MAX_JITTER_SAMPLE_US, MAX_JITTER_SAMPLE_US);
  self->n_rounds++;
  self->jitter_us = compute_jitter (self);
  self->quality = compute_quality (self);
  return TRUE;
}
