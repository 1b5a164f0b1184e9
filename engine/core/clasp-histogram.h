/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspHistogram: how often which size came, in buckets whose width grows with the value.
 *
 * Values are whole numbers (nanoseconds, receivers). Those below 32 are kept exactly; every power
 * of two above is cut into 16 equal buckets, so what is read back is at most 1/16 (6.25 %) too
 * large and never too small. 2^36 - 1 (68 s in nanoseconds) and above share the last bucket; the
 * largest value is kept besides. 4.2 kB, no allocation, a handful of instructions to record.
 *
 * Thread: any, one at a time (plain data). */

G_BEGIN_DECLS

#define CLASP_HISTOGRAM_SUB_BITS 4
#define CLASP_HISTOGRAM_SUB_BUCKETS (1 << CLASP_HISTOGRAM_SUB_BITS)
#define CLASP_HISTOGRAM_MAX_BITS 36
#define CLASP_HISTOGRAM_N_BUCKETS                                                                  \
  ((CLASP_HISTOGRAM_MAX_BITS - CLASP_HISTOGRAM_SUB_BITS + 1) * CLASP_HISTOGRAM_SUB_BUCKETS)

/* Zero-initialised it is empty. */
typedef struct
{
  guint64 n;
  guint64 sum; /* of the values themselves, exact */
  guint64 max;
  guint64 counts[CLASP_HISTOGRAM_N_BUCKETS];
} ClaspHistogram;

static inline guint
clasp_histogram_get_bucket (guint64 value)
{
  guint shift;

  if (value < CLASP_HISTOGRAM_SUB_BUCKETS)
    return (guint) value;
  if (G_UNLIKELY (value >= G_GUINT64_CONSTANT (1) << CLASP_HISTOGRAM_MAX_BITS))
    return CLASP_HISTOGRAM_N_BUCKETS - 1;
  shift = 63 - (guint) __builtin_clzll (value) - CLASP_HISTOGRAM_SUB_BITS;
  return shift * CLASP_HISTOGRAM_SUB_BUCKETS + (guint) (value >> shift);
}

static inline void
clasp_histogram_record (ClaspHistogram *self, guint64 value)
{
  self->n++;
  self->sum += value;
  self->max = MAX (self->max, value);
  self->counts[clasp_histogram_get_bucket (value)]++;
}

/* The largest value that falls into a bucket. */
guint64 clasp_histogram_get_bucket_top (guint bucket);
/* Adds what @other has seen. */
void clasp_histogram_merge (ClaspHistogram *self, const ClaspHistogram *other);
/* The smallest value that @quantile (0 to 1) of all values do not exceed; 0 when empty. */
guint64 clasp_histogram_get_quantile (const ClaspHistogram *self, double quantile);
/* How many values are at most @value; those in the bucket that @value cuts do not count. */
guint64 clasp_histogram_count_up_to (const ClaspHistogram *self, guint64 value);

G_END_DECLS
