/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-histogram.h"

/* ClaspLatencySpan: latencies of the last second and of the last minute, out of a histogram that only grows.
 *
 * Thread: any, one at a time. */

G_BEGIN_DECLS

#define CLASP_LATENCY_SPAN_S 60

/* 0 = no message was timed. A maximum is at most 6.25 % too large. */
typedef struct
{
  double p50_us, p99_us, max_us;
} ClaspLatencyFigures;

typedef struct _ClaspLatencySpan ClaspLatencySpan;

ClaspLatencySpan *clasp_latency_span_new  (void);
void              clasp_latency_span_free (ClaspLatencySpan     *self);
/* Once a second; @total in ns, of all that was timed so far. */
void              clasp_latency_span_take (ClaspLatencySpan     *self,
                                           const ClaspHistogram *total,
                                           ClaspLatencyFigures  *second,
                                           ClaspLatencyFigures  *minute);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLatencySpan, clasp_latency_span_free)

G_END_DECLS
