/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "show/clasp-show.h"
#include "tap/clasp-monitor.h"

/* BrMonitorContext: what the show knows of a message: which connection its address belongs to, which
 * way it goes, and which mappings take it. Made anew when the show changes.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const char *who;    /* (nullable) who wrote it */
  const char *kind;   /* (nullable) "osc", of the connection its address belongs to */
  gboolean    is_out; /* it goes to a device: somebody else than that connection wrote it */
  gboolean    is_clock;
} BrMonitorFacts;

typedef struct _BrMonitorContext BrMonitorContext;

/* @show may be NULL: nothing is known. */
BrMonitorContext *br_monitor_context_new  (ClaspShow *show);
void              br_monitor_context_free (BrMonitorContext *self);
void              br_monitor_context_tell (BrMonitorContext *self, const ClaspMonitorRecord *record, const char *who, BrMonitorFacts *facts);
/* How many mappings have this address as a source. */
guint             br_monitor_context_count_mappings (BrMonitorContext *self, const char *address);
/* Of its values; FALSE, and @range as it was, when nothing is known. */
gboolean          br_monitor_context_find_range (BrMonitorContext *self, const char *address, ClaspRange *range);
/* Kinds of the connections there are, each once. (transfer none) (element-type utf8) */
GPtrArray        *br_monitor_context_list_kinds (BrMonitorContext *self);
/* "OSC", "Art-Net" */
const char       *br_kind_name            (const char *kind);
/* TRUE when one of the sources of @mapping takes this address. */
gboolean          br_mapping_takes        (ClaspMapping *mapping, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrMonitorContext, br_monitor_context_free)

G_END_DECLS
