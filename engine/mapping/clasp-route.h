/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "mapping/clasp-route-spec.h"
#include "router/clasp-router.h"

/* ClaspRoute: the live part of one mapping: chains from its sources to its targets, and a router
 * session of its own to write with, so that everybody sees who wrote.
 *
 * What it is to look at is handed to it by its ClaspRouteSet, which hears for all of them. Values out:
 * SET where a SET came in, else the same kind of PUBLISH, if the target says nothing else. A message
 * that passed through CLASP_ROUTER_MAX_HOPS mappings is stopped.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* An immutable picture for the other side of the thread border; plain data. */
typedef struct
{
  char     id[64];              /* of the mapping */
  char     error[256];          /* why it does not run; empty = runs */
  char     problem[256];        /* what was wrong the last time something failed; empty = nothing was */
  guint64  n_in, n_out, n_dropped, n_failed;
  gint64   last_in_us, last_out_us, last_failed_us; /* monotonic; 0 = never */
  char     source[256], target[256];               /* addresses of the last value that passed */
  gboolean has_input, has_output;
  double   input, output;       /* as numbers, NaN where they are none */
  gboolean took_first;          /* the target got the first element of an array */
  guint    n_steps;
  double   steps[33];           /* each step's last output, NaN where it is no number; the common ones,
                                   where there are several targets */
} ClaspRouteStatus;

typedef struct _ClaspRoute ClaspRoute;
typedef struct _ClaspRouteHost ClaspRouteHost; /* clasp-route-private.h */

G_END_DECLS
