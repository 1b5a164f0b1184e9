/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

/* ClaspTrace: what became of messages in the mappings, from the worker to one reader, through a bounded
 * ring of fixed records. While nobody looks there is none; ClaspTraceMemory keeps the last ones.
 *
 * When the reader is slow the newest records are refused and counted, as in ClaspMonitor.
 *
 * Thread: one writes (worker), one reads (UI). */

G_BEGIN_DECLS

#define CLASP_TRACE_TEXT 95
#define CLASP_TRACE_ADDRESS 127

typedef enum
{
  CLASP_TRACE_SAW,  /* a mapping took a message: its source's address and value */
  CLASP_TRACE_STEP, /* what a step made of it; @step counts from 1, the conversion is behind the last */
  CLASP_TRACE_SENT, /* what went to a target */
  CLASP_TRACE_LOG,  /* what a step had to say */
  CLASP_TRACE_NOT,  /* something did not happen: @reason */
} ClaspTraceKind;

/* Why something did not happen. */
typedef enum
{
  CLASP_TRACE_NO_REASON,
  CLASP_TRACE_MUTED,
  CLASP_TRACE_SWITCHED_OFF,    /* /local/route/ID/on */
  CLASP_TRACE_MUTED_BY_SOLO,
  CLASP_TRACE_LAYER_OFF,
  CLASP_TRACE_STOPPED,         /* by a mapping before it */
  CLASP_TRACE_OWN,             /* it wrote that itself */
  CLASP_TRACE_OTHER_SIGNAL,
  CLASP_TRACE_OTHER_CONNECTION,
  CLASP_TRACE_NO_PATH,
  CLASP_TRACE_CONDITION,
  CLASP_TRACE_JOIN_WAITS,
  CLASP_TRACE_STEP_DROPPED,
  CLASP_TRACE_STEP_FAILED,
  CLASP_TRACE_NOT_CONVERTED,
  CLASP_TRACE_OUT_OF_RANGE,
  CLASP_TRACE_TEMPLATE_FAILED,
  CLASP_TRACE_NO_VALUE,
  CLASP_TRACE_ECHO,
  CLASP_TRACE_NO_CHANGE,
  CLASP_TRACE_RATE,
  CLASP_TRACE_TAKEOVER_WAITS,
  CLASP_TRACE_MERGE_LOST,
  CLASP_TRACE_HOLD_OFF,
  CLASP_TRACE_LOOP,
  CLASP_TRACE_REFUSED,         /* by the router: locked, for example */
  CLASP_TRACE_SWALLOWED,       /* the original, for all but mappings */
  CLASP_TRACE_N_REASONS        /* how many */
} ClaspTraceReason;

/* A sentence for a person, not translated. */
const char *clasp_trace_reason_to_string (ClaspTraceReason reason);

typedef struct
{
  gint64  time_us;      /* Unix */
  guint64 number;       /* the same for all that came of one message or one tick */
  guint8  kind;         /* ClaspTraceKind */
  guint8  reason;       /* ClaspTraceReason */
  guint8  value_type;   /* ClaspValueType */
  guint8  source, step, target; /* from 1; 0 = does not apply */
  gint64  integer;
  double  number_value; /* NaN when none */
  char    mapping[64];  /* id */
  char    address[CLASP_TRACE_ADDRESS + 1];
  char    text[CLASP_TRACE_TEXT + 1]; /* the value, or the line */
} ClaspTraceRecord;

typedef struct _ClaspTrace ClaspTrace;

/* What is written; all borrowed. */
typedef struct
{
  ClaspTraceKind    kind;
  ClaspTraceReason  reason;
  const char       *mapping;
  guint             source, step, target;
  ClaspStr          address;
  const ClaspValue *value; /* (nullable) */
  const char       *text;  /* (nullable) in place of the value */
} ClaspTraceEntry;

ClaspTrace *clasp_trace_new   (guint                  n_records); /* rounded up to a power of two */
ClaspTrace *clasp_trace_ref   (ClaspTrace            *self);
void        clasp_trace_unref (ClaspTrace            *self);
void        clasp_trace_write (ClaspTrace            *self,
                               const ClaspTraceEntry *entry,
                               guint64                number,
                               gint64                 unix_us);
/* A record of before. */
void        clasp_trace_put   (ClaspTrace             *self,
                               const ClaspTraceRecord *record);
/* Takes up to @n_max records out; returns how many. */
guint       clasp_trace_read  (ClaspTrace            *self,
                               ClaspTraceRecord      *records,
                               guint                  n_max);
guint64     clasp_trace_get_n_lost (ClaspTrace       *self);

void        clasp_trace_record_fill (ClaspTraceRecord      *record,
                                     const ClaspTraceEntry *entry,
                                     guint64                number,
                                     gint64                 unix_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTrace, clasp_trace_unref)

G_END_DECLS
