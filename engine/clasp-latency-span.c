/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-latency-span.h"

/* Design notes: what the total was in each of the last 60 seconds (250 kB), so that a span is one subtraction and nothing
 * is added to what a message costs. */

struct _ClaspLatencySpan
{
  ClaspHistogram totals[CLASP_LATENCY_SPAN_S]; /* a ring; the newest stands at @head */
  guint          n, head;
};

/**
 * clasp_latency_span_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): a span that has seen nothing
 */
ClaspLatencySpan *
clasp_latency_span_new (void)
{
  return g_new0 (ClaspLatencySpan, 1);
}

/**
 * clasp_latency_span_free:
 * @self: (transfer full): a span
 *
 * Thread: any.
 */
void
clasp_latency_span_free (ClaspLatencySpan *self)
{
  g_free (self);
}

static void
subtract (const ClaspHistogram *now, const ClaspHistogram *before, ClaspHistogram *recent)
{
  *recent = *now;
  recent->n -= before->n;
  recent->max = 0;
  for (guint i = 0; i < CLASP_HISTOGRAM_N_BUCKETS; i++)
    {
      recent->counts[i] -= before->counts[i];
      if (recent->counts[i] > 0)
        recent->max = MIN (clasp_histogram_get_bucket_top (i), now->max);
    }
}

static void
measure (const ClaspHistogram *now, const ClaspHistogram *before, ClaspLatencyFigures *figures)
{
  g_autofree ClaspHistogram *recent = g_new (ClaspHistogram, 1);

  subtract (now, before, recent);
  figures->p50_us = (double) clasp_histogram_get_quantile (recent, 0.5) / 1000;
  figures->p99_us = (double) clasp_histogram_get_quantile (recent, 0.99) / 1000;
  figures->max_us = (double) recent->max / 1000;
}

/**
 * clasp_latency_span_take:
 * @self: a span
 * @total: all latencies so far in nanoseconds; one with fewer than before began anew
 * @second: (out caller-allocates): of what came since the last time
 * @minute: (out caller-allocates): of what came within the last 60 times
 *
 * The first total counts as a whole.
 *
 * Thread: any.
 */
void
clasp_latency_span_take (ClaspLatencySpan     *self,
                         const ClaspHistogram *total,
                         ClaspLatencyFigures  *second,
                         ClaspLatencyFigures  *minute)
{
  static const ClaspHistogram nothing = { 0 };
  guint                       oldest;

  if (self->n > 0 && total->n < self->totals[self->head].n)
    self->n = 0;
  oldest = (self->head + CLASP_LATENCY_SPAN_S + 1 - self->n) % CLASP_LATENCY_SPAN_S;
  measure (total, self->n > 0 ? &self->totals[self->head] : &nothing, second);
  measure (total, self->n == CLASP_LATENCY_SPAN_S ? &self->totals[oldest] : &nothing, minute);
  self->head = (self->head + 1) % CLASP_LATENCY_SPAN_S;
  self->totals[self->head] = *total;
  self->n = MIN (self->n + 1, CLASP_LATENCY_SPAN_S);
}
