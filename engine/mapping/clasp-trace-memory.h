/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"
#include "mapping/clasp-trace.h"

/* ClaspTraceMemory: what became of the last inputs, kept though nobody looks, for whoever asks
 * afterwards.
 *
 * Two rings that write over what is oldest: the inputs that mappings were offered, and the records of
 * what they did with them, each as long as its texts are. Both are of fixed size, nothing is allocated
 * while messages pass.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Some twenty records for each input; after a message with thousands of mappings the oldest inputs
 * have none. Small enough to stay near the processor. */
#define CLASP_TRACE_MEMORY_INPUTS 200
#define CLASP_TRACE_MEMORY_BYTES (384 * 1024)
/* The longest record; a memory has room for one at least. */
#define CLASP_TRACE_MEMORY_MIN_BYTES 512

/* A message as it came, in words as the monitor keeps them. */
typedef struct
{
  gint64  time_us; /* Unix */
  guint64 number;  /* the same as that of its records */
  guint64 origin;  /* session number */
  guint8  type;    /* ClaspMessageType: SET or PUBLISH */
  guint8  signal;  /* ClaspSignal */
  guint8  value_type; /* ClaspValueType */
  guint8  hops;
  guint32 length;  /* of a string, bytes, array or map */
  gint64  integer;
  double  number_value; /* NaN when none */
  char    address[CLASP_TRACE_ADDRESS + 1];
  char    text[CLASP_TRACE_TEXT + 1]; /* empty for numbers */
} ClaspTraceInput;

typedef struct _ClaspTraceMemory ClaspTraceMemory;

typedef void (*ClaspTraceInputFunc) (const ClaspTraceInput *input, gpointer user_data);

ClaspTraceMemory *clasp_trace_memory_new     (guint                  n_inputs,
                                              gsize                  n_bytes);
void              clasp_trace_memory_free    (ClaspTraceMemory      *self);
/* Begins with a message, unless it did already: all records until the next are of it. */
void              clasp_trace_memory_begin   (ClaspTraceMemory      *self,
                                              const ClaspMessage    *message,
                                              guint64                origin,
                                              guint                  hops,
                                              guint64                number,
                                              gint64                 unix_us);
void              clasp_trace_memory_write   (ClaspTraceMemory      *self,
                                              const ClaspTraceEntry *entry,
                                              guint64                number,
                                              gint64                 unix_us);
/* Oldest first. */
void              clasp_trace_memory_foreach (ClaspTraceMemory      *self,
                                              ClaspTraceInputFunc    func,
                                              gpointer               user_data);
/* All records of what is kept, as if they were written just now. */
void              clasp_trace_memory_tell    (ClaspTraceMemory      *self,
                                              ClaspTrace            *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTraceMemory, clasp_trace_memory_free)

G_END_DECLS
