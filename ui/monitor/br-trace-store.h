/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* BrTraceStore: what mappings did with the last messages, kept to be asked. One for an engine, shared by
 * all windows; the engine tells as long as anybody listens. What was told is kept as long as anybody holds
 * the store: a list of messages that stands still outlives a look at another page, and so do its traces.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Some five thousand messages with their steps and targets. */
#define BR_TRACE_RECORDS 32768

typedef struct _BrTraceStore BrTraceStore;

BrTraceStore *br_trace_store_get    (ClaspEngine *engine); /* (transfer full) */
void          br_trace_store_unref  (BrTraceStore *self);
/* From now on the engine tells, once for all that listen; each calls br_trace_store_rest () later. */
void          br_trace_store_listen (BrTraceStore *self);
void          br_trace_store_rest   (BrTraceStore *self);
/* Without an engine, for tests. */
BrTraceStore *br_trace_store_new    (guint n_records);
/* Reads @trace from now on, but for what it tells of before; (transfer full). */
void          br_trace_store_take_trace (BrTraceStore *self, ClaspTrace *trace);
void          br_trace_store_add    (BrTraceStore *self, const ClaspTraceRecord *records, guint n_records);
/* Takes in what is new. */
void          br_trace_store_drain  (BrTraceStore *self);
/* All that came of this message, oldest first: (element-type ClaspTraceRecord) (transfer full), empty
 * when nothing did, or when it was too long ago. */
GArray       *br_trace_store_find   (BrTraceStore *self, const ClaspMonitorRecord *message);
/* Did so much happen around this message that a part of its trace may be missing? */
gboolean      br_trace_store_may_lack (BrTraceStore *self, const ClaspMonitorRecord *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrTraceStore, br_trace_store_unref)

G_END_DECLS
