/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A log-linear histogram: 64 buckets for each doubling, so a value is known to 1.6 %, whatever its
 * size. Recording is a few instructions and never allocates. */

#define LOAD_HISTOGRAM_SUB_BITS 6
#define LOAD_HISTOGRAM_SIZE ((64 - LOAD_HISTOGRAM_SUB_BITS + 1) << LOAD_HISTOGRAM_SUB_BITS)

typedef struct
{
  guint64 n;
  guint64 max;
  guint64 counts[LOAD_HISTOGRAM_SIZE];
} LoadHistogram;

static inline guint
load_histogram_index (guint64 value)
{
  guint shift;

  if (value < (1u << LOAD_HISTOGRAM_SUB_BITS))
    return (guint) value;
  shift = 63 - (guint) __builtin_clzll (value) - LOAD_HISTOGRAM_SUB_BITS;
  return ((shift + 1) << LOAD_HISTOGRAM_SUB_BITS) + (guint) (value >> shift) -
         (1u << LOAD_HISTOGRAM_SUB_BITS);
}

static inline void
load_histogram_record (LoadHistogram *self, guint64 value)
{
  self->n++;
  self->counts[load_histogram_index (value)]++;
  if (value > self->max)
    self->max = value;
}

void load_histogram_clear (LoadHistogram *self);
/* The middle of the bucket where @share (0–1) of the values are reached; 0 when there are none. */
guint64 load_histogram_quantile (const LoadHistogram *self, double share);
