/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-exposition.h"
#include "core/clasp-histogram.h"
#include "core/clasp-message.h"

/* What the router counts of itself. Counting is always on: a message costs one increment and one
 * comparison. About one in 64 is timed besides, unless that is switched off.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_METRICS_N_TYPES (CLASP_MESSAGE_RESULT + 1) /* indexed by the code on the wire */
#define CLASP_METRICS_SAMPLE_GAP 64                      /* messages of a type per timed one */
#define CLASP_METRICS_MAX_CODES 32

typedef struct
{
  guint64         n;
  guint64         next_sample; /* the message with this number is timed */
  ClaspHistogram *latency;     /* (owned) (nullable) ns in the router; made at the first sample */
} ClaspTypeMetrics;

typedef struct
{
  ClaspTypeMetrics types[CLASP_METRICS_N_TYPES];
  ClaspHistogram   fanout; /* receivers of timed SETs and PUBLISHes */
  ClaspHistogram  *lateness; /* (owned) (nullable) ns, of scheduled bundles; made at the first */
  guint32          random;
  gboolean         is_timing;
  guint64          n_rate_limited;
  guint            n_codes;
  struct
  {
    guint   code;
    guint64 n;
  } errors[CLASP_METRICS_MAX_CODES]; /* ERRORs sent */
} ClaspMetrics;

/* One message being timed. */
typedef struct
{
  gint64  start_ns;
  guint64 n_delivered;
} ClaspSample;

void    clasp_metrics_init         (ClaspMetrics     *self);
void    clasp_metrics_clear        (ClaspMetrics     *self);
/* TRUE in the beginning. FALSE: nothing is timed from now on, what was is forgotten but for what
 * sessions keep of their own. */
void    clasp_metrics_set_timing   (ClaspMetrics     *self,
                                    gboolean          is_timing);
void    clasp_metrics_count_error  (ClaspMetrics     *self,
                                    guint             code);
guint64 clasp_metrics_get_received (const ClaspMetrics *self);

/* TRUE when this one is to be timed. */
static inline gboolean
clasp_metrics_count (ClaspMetrics *self, ClaspMessageType type)
{
  ClaspTypeMetrics *of_type = &self->types[type];

  return G_UNLIKELY (of_type->n++ == of_type->next_sample);
}

ClaspSample clasp_metrics_begin    (guint64            n_delivered);
/* @of_session: (nullable) where the session keeps its own, made when it is NULL. */
void        clasp_metrics_end      (ClaspMetrics      *self,
                                    const ClaspSample *sample,
                                    ClaspMessageType   type,
                                    guint64            n_delivered,
                                    ClaspHistogram   **of_session);

/* A scheduled bundle ran so long after its time. */
void        clasp_metrics_note_bundle (ClaspMetrics *self, guint64 late_us);

/* Message types, errors, latencies, fan-out, bundles. */
void        clasp_metrics_write    (const ClaspMetrics *self,
                                    ClaspExposition    *text);
/* A family of gauges with the label quantile; begin () comes first. @label NULL = none. */
void        clasp_metrics_write_quantiles (ClaspExposition      *text,
                                           const char           *label,
                                           const char           *value,
                                           const ClaspHistogram *latency);

G_END_DECLS
