/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-histogram.h"

#include <math.h>

/* Design notes: a bucket is found from the position of the highest bit and the four bits after it.
 * With s the number of bits dropped, the value shifted right by s is between 16 and 31, and
 * s * 16 plus that is its bucket; values below 16 are buckets of their own, and the two rules meet
 * without a gap. */

G_STATIC_ASSERT (sizeof (ClaspHistogram) <= 4400);

/**
 * clasp_histogram_get_bucket_top:
 * @bucket: 0 to CLASP_HISTOGRAM_N_BUCKETS - 1
 *
 * Thread: any.
 *
 * Returns: the largest value that is counted there; of the last bucket, the largest it can tell
 */
guint64
clasp_histogram_get_bucket_top (guint bucket)
{
  guint   shift;
  guint64 mantissa;

  if (bucket < CLASP_HISTOGRAM_SUB_BUCKETS)
    return bucket;
  shift = bucket / CLASP_HISTOGRAM_SUB_BUCKETS - 1;
  mantissa = bucket - (guint64) shift * CLASP_HISTOGRAM_SUB_BUCKETS;
  return ((mantissa + 1) << shift) - 1;
}

/**
 * clasp_histogram_merge:
 * @self: a histogram
 * @other: another
 *
 * Thread: any.
 */
void
clasp_histogram_merge (ClaspHistogram *self, const ClaspHistogram *other)
{
  self->n += other->n;
  self->sum += other->sum;
  self->max = MAX (self->max, other->max);
  for (guint i = 0; i < CLASP_HISTOGRAM_N_BUCKETS; i++)
    self->counts[i] += other->counts[i];
}

/**
 * clasp_histogram_get_quantile:
 * @self: a histogram
 * @quantile: 0 to 1; 0.5 is the median, 1 the largest value
 *
 * Thread: any.
 *
 * Returns: the value that so large a part of all values does not exceed, at most 1/16 too large
 */
guint64
clasp_histogram_get_quantile (const ClaspHistogram *self, double quantile)
{
  guint64 wanted, seen = 0;

  if (self->n == 0)
    return 0;

  wanted = (guint64) ceil (CLAMP (quantile, 0.0, 1.0) * (double) self->n);
  wanted = CLAMP (wanted, 1, self->n);
  if (wanted == self->n)
    return self->max;
  for (guint i = 0; i < CLASP_HISTOGRAM_N_BUCKETS; i++)
    {
      seen += self->counts[i];
      if (seen >= wanted)
        return MIN (clasp_histogram_get_bucket_top (i), self->max);
    }
  return self->max;
}

/**
 * clasp_histogram_count_up_to:
 * @self: a histogram
 * @value: a limit
 *
 * Thread: any.
 *
 * Returns: how many values were certainly not above @value: exact when @value is the top of a
 * bucket
 */
guint64
clasp_histogram_count_up_to (const ClaspHistogram *self, guint64 value)
{
  guint64 seen = 0;

  for (guint i = 0; i < CLASP_HISTOGRAM_N_BUCKETS && clasp_histogram_get_bucket_top (i) <= value;
       i++)
    seen += self->counts[i];
  return seen;
}
