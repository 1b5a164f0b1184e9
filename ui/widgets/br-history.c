/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-history.h"

#include <math.h>

#define FIRST_CAPACITY 8
#define FINE 0
#define COARSE 1
#define N_RINGS 2

/* What is nearer than @merge_us is merged into one. */
typedef struct
{
  BrHistorySample *samples; /* (owned) */
  guint            capacity, first, n;
  gint64           merge_us;
} Ring;

struct _BrHistory
{
  guint    n_refs;
  guint    limit;
  gboolean may_grow;
  double   minimum, maximum;
  Ring     rings[N_RINGS];
};

static BrHistorySample *
sample_at (const Ring *ring,
           guint       index)
{
  return &ring->samples[(ring->first + index) % ring->capacity];
}

static BrHistorySample *
newest (const Ring *ring)
{
  return ring->n > 0 ? sample_at (ring, ring->n - 1) : NULL;
}

static void
ring_grow (Ring *ring,
           guint limit)
{
  guint            capacity = CLAMP (2 * ring->capacity, FIRST_CAPACITY, limit);
  BrHistorySample *samples = g_new (BrHistorySample, capacity);

  for (guint i = 0; i < ring->n; i++)
    samples[i] = *sample_at (ring, i);
  g_free (ring->samples);
  ring->samples = samples;
  ring->capacity = capacity;
  ring->first = 0;
}

static gboolean
ring_wants_to_grow (const Ring *ring,
                    guint       limit)
{
  return ring->n == ring->capacity && ring->capacity < limit;
}

static void
ring_append (BrHistory             *self,
             Ring                  *ring,
             const BrHistorySample *sample)
{
  if (ring_wants_to_grow (ring, self->limit) && (self->may_grow || ring->capacity == 0))
    ring_grow (ring, self->limit);
  if (ring->n == ring->capacity)
    {
      ring->first = (ring->first + 1) % ring->capacity;
      ring->n--;
    }
  *sample_at (ring, ring->n++) = *sample;
}

static void
ring_add (BrHistory *self,
          Ring      *ring,
          gint64     time_us,
          double     value)
{
  BrHistorySample *last = newest (ring);

  if (last == NULL || time_us - last->time_us >= ring->merge_us)
    {
      ring_append (self, ring, &(BrHistorySample) { time_us, value, value, value });
      return;
    }
  /* A hole shorter than what is merged is none; fmin () and fmax () pass over it. */
  last->minimum = fmin (last->minimum, value);
  last->maximum = fmax (last->maximum, value);
  last->last = value;
}

static void
ring_break (BrHistory *self,
            Ring      *ring,
            gint64     time_us)
{
  BrHistorySample *last = newest (ring);

  if (last == NULL || isnan (last->last))
    return;

  /* Its extremes were there all the same. */
  if (time_us - last->time_us < ring->merge_us)
    last->last = NAN;
  else
    ring_append (self, ring, &(BrHistorySample) { time_us, NAN, NAN, NAN });
}

BrHistory *
br_history_new (guint limit)
{
  BrHistory *self = g_new0 (BrHistory, 1);

  self->n_refs = 1;
  self->may_grow = TRUE;
  self->rings[FINE].merge_us = BR_HISTORY_MINUTE_US / BR_HISTORY_MAX;
  self->rings[COARSE].merge_us = BR_HISTORY_HOUR_US / BR_HISTORY_MAX;
  br_history_set_limit (self, limit);
  br_history_clear (self);

  return self;
}

BrHistory *
br_history_ref (BrHistory *self)
{
  self->n_refs++;

  return self;
}

void
br_history_unref (BrHistory *self)
{
  if (--self->n_refs > 0)
    return;

  for (guint i = 0; i < N_RINGS; i++)
    g_free (self->rings[i].samples);
  g_free (self);
}

gboolean
br_history_is_shared (BrHistory *self)
{
  return self->n_refs > 1;
}

void
br_history_add (BrHistory *self,
                gint64     time_us,
                double     value)
{
  if (!isfinite (value))
    return;

  self->minimum = fmin (self->minimum, value);
  self->maximum = fmax (self->maximum, value);
  for (guint i = 0; i < N_RINGS; i++)
    ring_add (self, &self->rings[i], time_us, value);
}

void
br_history_break (BrHistory *self,
                  gint64     time_us)
{
  for (guint i = 0; i < N_RINGS; i++)
    ring_break (self, &self->rings[i], time_us);
}

void
br_history_clear (BrHistory *self)
{
  for (guint i = 0; i < N_RINGS; i++)
    self->rings[i].first = self->rings[i].n = 0;
  self->minimum = self->maximum = NAN;
}

void
br_history_set_limit (BrHistory *self,
                      guint      limit)
{
  self->limit = CLAMP (limit, FIRST_CAPACITY, BR_HISTORY_MAX);
}

void
br_history_set_may_grow (BrHistory *self,
                         gboolean   may_grow)
{
  self->may_grow = may_grow;
}

gboolean
br_history_wants_to_grow (BrHistory *self)
{
  return ring_wants_to_grow (&self->rings[FINE], self->limit) || ring_wants_to_grow (&self->rings[COARSE], self->limit);
}

gsize
br_history_get_memory (BrHistory *self)
{
  return sizeof *self + (self->rings[FINE].capacity + self->rings[COARSE].capacity) * sizeof (BrHistorySample);
}

guint
br_history_get_n (BrHistory *self)
{
  return self->rings[FINE].n;
}

gint64
br_history_get_newest_us (BrHistory *self)
{
  const BrHistorySample *last = newest (&self->rings[FINE]);

  return last != NULL ? last->time_us : 0;
}

gboolean
br_history_get_extremes (BrHistory *self,
                         double    *minimum,
                         double    *maximum)
{
  *minimum = self->minimum;
  *maximum = self->maximum;

  return !isnan (self->minimum);
}

void
br_history_walk_init (BrHistoryWalk   *self,
                      const BrHistory *history,
                      gboolean         is_fine)
{
  *self = (BrHistoryWalk) { .history = history, .ring = COARSE, .is_fine = is_fine };
}

const BrHistorySample *
br_history_walk_next (BrHistoryWalk *self)
{
  const Ring            *ring = &self->history->rings[self->ring];
  const Ring            *fine = &self->history->rings[FINE];
  const BrHistorySample *sample = self->index < ring->n ? sample_at (ring, self->index) : NULL;

  if (self->is_fine && self->ring == COARSE && fine->n > 0
      && (sample == NULL || sample->time_us >= sample_at (fine, 0)->time_us))
    {
      self->ring = FINE;
      self->index = 0;
      sample = sample_at (fine, 0);
    }
  self->index++;

  return sample;
}
