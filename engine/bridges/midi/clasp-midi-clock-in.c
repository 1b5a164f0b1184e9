/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-clock-in.h"

#include <math.h>
#include <string.h>

#define WINDOW CLASP_MIDI_PULSES_PER_QUARTER
#define PULSES_BETWEEN_NEWS 6
/* A tempo that changed by more than this part is another: what was before does not count. */
#define JUMP 0.2

/**
 * clasp_midi_clock_in_reset:
 * @self: a clock
 *
 * The next tempo is told, whatever it is.
 *
 * Thread: any.
 */
void
clasp_midi_clock_in_reset (ClaspMidiClockIn *self)
{
  memset (self, 0, sizeof *self);
}

static int
compare_intervals (const void *a, const void *b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return difference < 0 ? -1 : difference > 0;
}

static gint64
median_of (const gint64 *intervals, guint n)
{
  gint64 sorted[WINDOW];

  memcpy (sorted, intervals, n * sizeof *sorted);
  qsort (sorted, n, sizeof *sorted, compare_intervals);
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

/* Pulses that came in one bunch have intervals of nothing and one long one: those are told apart by
 * their distance from the median, unless that itself is one of them. */
static double
usual_interval (ClaspMidiClockIn *self)
{
  gint64 median = median_of (self->intervals, self->n_intervals), sum = 0, all = 0;
  guint  n = 0;

  for (guint i = 0; i < self->n_intervals; i++)
    {
      gint64 interval = self->intervals[i];

      all += interval;
      if (interval < median / 2 || interval > median + median / 2)
        continue;
      sum += interval;
      n++;
    }

  if (n * 4 < self->n_intervals * 3)
    return (double) all / self->n_intervals;
  return (double) sum / n;
}

/* The newer half of the window speaks of another tempo than the older one. */
static void
forget_old_tempo (ClaspMidiClockIn *self, gint64 interval)
{
  gint64 median;

  if (self->n_intervals < WINDOW)
    return;

  median = median_of (self->intervals, WINDOW);
  if (fabs ((double) (interval - median)) <= JUMP * (double) median)
    {
      self->n_since = 0;
      return;
    }
  if (++self->n_since < PULSES_BETWEEN_NEWS)
    return;

  self->n_since = 0;
  for (guint i = 0; i < PULSES_BETWEEN_NEWS; i++)
    self->intervals[i] = self->intervals[(self->next + WINDOW - 1 - i) % WINDOW];
  self->n_intervals = self->next = PULSES_BETWEEN_NEWS;
}

static void
add_interval (ClaspMidiClockIn *self, gint64 interval)
{
  self->intervals[self->next] = interval;
  self->next = (self->next + 1) % WINDOW;
  self->n_intervals = MIN (self->n_intervals + 1, WINDOW);
  forget_old_tempo (self, interval);
}

/**
 * clasp_midi_clock_in_pulse:
 * @self: a clock
 * @now_us: when the pulse came, monotonic
 * @tempo: (out): beats per minute
 *
 * Thread: any.
 *
 * Returns: whether @tempo is news
 */
gboolean
clasp_midi_clock_in_pulse (ClaspMidiClockIn *self, gint64 now_us, double *tempo)
{
  gint64 interval = now_us - self->last_us;
  double usual;

  if (self->last_us == 0 || interval > CLASP_MIDI_CLOCK_PAUSE_US)
    {
      self->n_intervals = self->next = self->n_since = 0;
      self->last_us = now_us;
      return FALSE;
    }

  self->last_us = now_us;
  add_interval (self, interval);
  if (self->n_intervals < PULSES_BETWEEN_NEWS || self->next % PULSES_BETWEEN_NEWS != 0)
    return FALSE;

  usual = usual_interval (self);
  if (usual <= 0)
    return FALSE;
  *tempo = round (60.0 * G_USEC_PER_SEC / (CLASP_MIDI_PULSES_PER_QUARTER * usual) * 100) / 100;
  if (self->told != 0 && fabs (*tempo - self->told) < CLASP_MIDI_TEMPO_STEP)
    return FALSE;

  self->told = *tempo;
  return TRUE;
}
