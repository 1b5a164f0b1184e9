/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

/* What became of a message, line by line, as people read it. Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  BR_TRACE_HEADING, /* a mapping */
  BR_TRACE_STEP,
  BR_TRACE_SENT,
  BR_TRACE_NOT,     /* something did not happen, and why */
  BR_TRACE_NOTE,
} BrTraceLineKind;

typedef struct
{
  BrTraceLineKind kind;
  char           *text; /* (owned) */
  char           *mapping; /* (owned) the id of the one it tells of; "" for the message itself */
} BrTraceLine;

/* @records of one message (br_trace_store_find ()); @universes (nullable) says what is held now.
 * (transfer full) (element-type BrTraceLine) */
GArray     *br_trace_lines_new         (ClaspShow                *show,
                                        const ClaspMonitorRecord *message,
                                        GArray                   *records,
                                        ClaspUniverseSnapshot    *universes);
/* Translated. */
const char *br_trace_reason_get_words  (ClaspTraceReason reason);

G_END_DECLS
