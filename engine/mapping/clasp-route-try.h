/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"
#include "mapping/clasp-route-set.h"
#include "mapping/clasp-route-spec.h"
#include "mapping/clasp-trace.h"

/* Tries a mapping without a show: the live code, on a router and a clock of its own.
 *
 * Thread: any; it takes no time but what it computes. */

G_BEGIN_DECLS

/* One value that comes in. */
typedef struct
{
  gint64      time_us; /* from the beginning; not before the one before */
  const char *address; /* (nullable) NULL: the first source's, 1 for what it captures */
  gboolean    is_event;
  ClaspValue  value;   /* borrowed */
} ClaspRouteTryInput;

/* What there is besides the mapping; all is borrowed. */
typedef struct
{
  const ClaspRouteConnection *connections; /* whose namespaces give addresses their ranges; no sessions */
  guint                       n_connections;
  ClaspSignalInfo            *signals;     /* that somebody announced */
  guint                       n_signals;
} ClaspRouteTryWorld;

/* What became of a value; @record's time counts from the beginning. */
typedef void (*ClaspRouteTryFunc) (const ClaspTraceRecord *record, gpointer user_data);

/* Tells what becomes of each input, and what time makes of it until @until_us: each step's output, each
 * target, and why something did not happen. Takes over @spec; @world is nullable. Errors: what is wrong with the mapping, or
 * CLASP_MAPPING_ERROR_PATTERN when no address can be made up. */
gboolean clasp_route_try (ClaspRouteSpec           *spec,
                          const ClaspRouteTryWorld *world,
                          const ClaspRouteTryInput *inputs,
                          guint                     n_inputs,
                          gint64                    until_us,
                          ClaspRouteTryFunc         func,
                          gpointer                  user_data,
                          GError                  **error);
/* One line for a person, ending in a newline. */
void     clasp_route_try_append (const ClaspTraceRecord *record,
                                 GString                *output);

G_END_DECLS
