/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-clock-sync.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Design notes: the smoothed figures are those of wire.md 11, so that two programs beside each
 * other show the same. They follow a drifting clock late and believe a round that took long as much
 * as one that was quick. The conversions therefore use an estimate of our own: a straight line
 * through the rounds of the last half hour, in which a round counts the less the more its round
 * trip exceeds the shortest one (what it waited in a queue may all have been on one way), and the
 * older it is. That a clock is hardly off by more than 50 ppm is put in as knowledge, so the slope
 * stays near zero until the rounds span enough time to tell.
 *
 * The true offset is never further from a round's than half its round trip. Two rounds in a row for
 * which that cannot be mean that a clock was set: the history starts anew. */

/* Times a peer may name: 36,000 years around 1970, so that no sum of four overflows. */
#define MAX_TIME_US (G_GINT64_CONSTANT (1) << 60)
/* Round trips count as no more than this in the jitter: their squares summed still fit. */
#define MAX_JITTER_SAMPLE_US (G_GINT64_CONSTANT (5) * 60 * G_USEC_PER_SEC)

#define FAST_ROUNDS 5
#define FAST_INTERVAL_MS 200
#define UNEASY_INTERVAL_MS 1000
#define MAX_INTERVAL_MS 30000
/* A jitter that exceeds twice the usual one by this is news. */
#define JITTER_SLACK_US 1000

#define NOISE_US 30.0 /* what even the quickest round is uncertain by */
#define WANDER 0.2e-6 /* how much a clock's rate itself changes */
#define USUAL_DRIFT 50e-6
#define MAX_DRIFT 500e-6
#define STEP_SLACK_US 2000.0
#define MAX_CONTRADICTIONS 2

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

/* ---- our own estimate ---- */

static double
predict (const ClaspClockSync *self, double at_us)
{
  return self->center_offset_us + self->slope * (at_us - self->center_us);
}

static double
shortest_rtt (const ClaspClockSync *self)
{
  double shortest_us = self->history[0].rtt_us;

  for (guint i = 1; i < self->n_history; i++)
    shortest_us = MIN (shortest_us, self->history[i].rtt_us);
  return shortest_us;
}

static gboolean
contradicts (const ClaspClockSync *self, const ClaspClockRound *round)
{
  const ClaspClockRound *last = &self->history[self->n_history - 1];
  double                 age_us = fabs (round->at_us - last->at_us);
  double                 error_us = fabs (round->offset_us - predict (self, round->at_us));

  return error_us >
         (round->rtt_us + shortest_rtt (self)) / 2.0 + STEP_SLACK_US + MAX_DRIFT * age_us;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

static double
middle_rtt (const ClaspClockSync *self)
{
  double rtts_us[CLASP_CLOCK_SYNC_HISTORY];

  for (guint i = 0; i < self->n_history; i++)
    rtts_us[i] = self->history[i].rtt_us;
  qsort (rtts_us, self->n_history, sizeof *rtts_us, compare_doubles);
  return rtts_us[self->n_history / 2];
}

/* What even the quickest round is uncertain by: the shortest of n has waited too, by about the
 * usual wait divided by √n. */
static double
least_error (const ClaspClockSync *self, double shortest_us)
{
  return NOISE_US + (middle_rtt (self) - shortest_us) / sqrt (self->n_history);
}

static double
weigh (const ClaspClockRound *round, double shortest_us, double least_us, double now_us)
{
  double waited_us = least_us + (round->rtt_us - shortest_us) / 2.0;
  double wandered_us = WANDER * (now_us - round->at_us);

  return 1.0 / (waited_us * waited_us + wandered_us * wandered_us);
}

/* Weighted least squares; the slope's prior is one more observation of zero. */
static void
fit_line (ClaspClockSync *self)
{
  double shortest_us = shortest_rtt (self);
  double least_us = least_error (self, shortest_us);
  double now_us = self->history[self->n_history - 1].at_us;
  double weight = 0.0, center_us = 0.0, offset_us = 0.0, square = 0.0, product = 0.0;

  for (guint i = 0; i < self->n_history; i++)
    {
      const ClaspClockRound *round = &self->history[i];
      double                 w = weigh (round, shortest_us, least_us, now_us);

      weight += w;
      center_us += (round->at_us - center_us) * w / weight;
      offset_us += (round->offset_us - offset_us) * w / weight;
    }
  for (guint i = 0; i < self->n_history; i++)
    {
      const ClaspClockRound *round = &self->history[i];
      double                 w = weigh (round, shortest_us, least_us, now_us);

      square += w * (round->at_us - center_us) * (round->at_us - center_us);
      product += w * (round->at_us - center_us) * (round->offset_us - offset_us);
    }

  self->center_us = center_us;
  self->center_offset_us = offset_us;
  self->slope =
    CLAMP (product / (square + 1.0 / (USUAL_DRIFT * USUAL_DRIFT)), -MAX_DRIFT, MAX_DRIFT);
  self->drift_ppm = self->slope * 1e6;
}

static void
restart (ClaspClockSync *self, gint64 at_us, gint64 offset_us)
{
  self->origin_us = at_us;
  self->origin_offset_us = offset_us;
  self->n_history = 0;
  self->n_contradictions = 0;
  self->slope = 0.0;
  self->interval_ms = 0;
}

/* FALSE when the round is not believed. */
static gboolean
remember (ClaspClockSync *self, gint64 at_us, gint64 offset_us, gint64 rtt_us)
{
  ClaspClockRound round;

  if (self->n_history == 0)
    restart (self, at_us, offset_us);
  round.at_us = (double) (at_us - self->origin_us);
  round.offset_us = (double) (offset_us - self->origin_offset_us);
  round.rtt_us = (double) MAX (rtt_us, 0);
  if (self->n_history > 0 && contradicts (self, &round))
    {
      if (++self->n_contradictions < MAX_CONTRADICTIONS)
        return FALSE;
      restart (self, at_us, offset_us);
      round.at_us = round.offset_us = 0.0;
    }
  self->n_contradictions = 0;

  if (self->n_history == CLASP_CLOCK_SYNC_HISTORY)
    memmove (self->history, self->history + 1, --self->n_history * sizeof *self->history);
  self->history[self->n_history++] = round;
  fit_line (self);
  return TRUE;
}

/* Often at first, then less and less; often again when the network changes its manners. */
static void
choose_interval (ClaspClockSync *self, gboolean is_believed)
{
  gboolean is_uneasy =
    !is_believed || (self->n_history > FAST_ROUNDS &&
                     self->jitter_us > 2 * self->usual_jitter_us + JITTER_SLACK_US);

  self->usual_jitter_us += (self->jitter_us - self->usual_jitter_us) / 4;
  if (self->n_history < FAST_ROUNDS)
    self->interval_ms = FAST_INTERVAL_MS;
  else if (is_uneasy)
    self->interval_ms = MIN (self->interval_ms, UNEASY_INTERVAL_MS);
  else
    self->interval_ms = MIN (self->interval_ms * 2, MAX_INTERVAL_MS);
}

/* ---- public ---- */

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
  choose_interval (self, remember (self, t1_us + (t4_us - t1_us) / 2, offset_us, rtt_us));
  return TRUE;
}

/**
 * clasp_clock_sync_get_next_interval_ms:
 * @self: the state so far
 *
 * Five rounds come 200 ms apart, then the distance doubles up to 30 s. It falls to a second when
 * the jitter rises or a round cannot be believed, and to the beginning when a clock was set.
 *
 * Thread: its owner's.
 *
 * Returns: milliseconds, 200 to 30,000
 */
guint
clasp_clock_sync_get_next_interval_ms (const ClaspClockSync *self)
{
  return self->interval_ms != 0 ? self->interval_ms : FAST_INTERVAL_MS;
}

static gint64
shift (gint64 time_us, gint64 by_us)
{
  gint64 result_us;

  if (__builtin_add_overflow (time_us, by_us, &result_us))
    return by_us > 0 ? G_MAXINT64 : G_MININT64;
  return result_us;
}

/* Offsets and slopes are bounded, and so is this. */
static gint64
offset_at (const ClaspClockSync *self, double at_us)
{
  return self->origin_offset_us + (gint64) rint (predict (self, at_us));
}

/**
 * clasp_clock_sync_to_server_us:
 * @self: the state so far
 * @local_us: an instant on the local clock, not only now
 *
 * Thread: its owner's.
 *
 * Returns: the same instant on the server's clock, by the best estimate there is
 */
gint64
clasp_clock_sync_to_server_us (const ClaspClockSync *self, gint64 local_us)
{
  return shift (local_us, offset_at (self, (double) local_us - (double) self->origin_us));
}

/**
 * clasp_clock_sync_to_local_us:
 * @self: the state so far
 * @server_us: an instant on the server's clock, for example when a bundle is to run
 *
 * Thread: its owner's.
 *
 * Returns: the same instant on the local clock, by the best estimate there is
 */
gint64
clasp_clock_sync_to_local_us (const ClaspClockSync *self, gint64 server_us)
{
  double since_us = (double) server_us - (double) self->origin_offset_us - (double) self->origin_us;
  double at_us = (since_us - self->center_offset_us + self->slope * self->center_us) /
                 (1.0 + self->slope); /* the line, solved for the local time */

  return shift (server_us, -offset_at (self, at_us));
}
