/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-histogram.h"

#include <math.h>
#include <string.h>

void
load_histogram_clear (LoadHistogram *self)
{
  memset (self, 0, sizeof *self);
}

static guint64
bucket_middle (guint index)
{
  guint   shift = index >> LOAD_HISTOGRAM_SUB_BITS;
  guint64 base;

  if (shift == 0)
    return index;
  base =
    (guint64) ((index & ((1u << LOAD_HISTOGRAM_SUB_BITS) - 1)) + (1u << LOAD_HISTOGRAM_SUB_BITS));
  return (base << (shift - 1)) + ((G_GUINT64_CONSTANT (1) << (shift - 1)) >> 1);
}

guint64
load_histogram_quantile (const LoadHistogram *self, double share)
{
  guint64 wanted = (guint64) ceil (share * (double) self->n);
  guint64 seen = 0;

  for (guint i = 0; i < LOAD_HISTOGRAM_SIZE; i++)
    {
      seen += self->counts[i];
      if (seen >= MAX (wanted, 1))
        return MIN (bucket_middle (i), self->max);
    }
  return 0;
}
