/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "mapping/clasp-chain.h"
#include "router/clasp-router.h"

/* ClaspMapper: the live part of one mapping: a router session around a ClaspChain.
 *
 * Values in: the state of the source at start and every change after it. Values out: SET where a SET
 * came in, else the same kind of PUBLISH. A message that passed through CLASP_ROUTER_MAX_HOPS
 * mappings is stopped by the router.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* An immutable picture for the other side of the thread border; plain data. */
typedef struct
{
  char     id[64];              /* of the mapping */
  char     error[256];          /* why it does not run; empty = runs */
  guint64  n_in, n_out, n_dropped, n_failed;
  char     problem[256];        /* why a step failed last; empty = none did, or it did not say */
  gint64   last_in_us, last_out_us, last_failed_us; /* monotonic; 0 = never */
  char     source[256], target[256];               /* addresses of the last value that passed */
  gboolean has_input, has_output;
  double   input, output;       /* as numbers, NaN where they are none */
  guint    n_steps;
  double   steps[33];           /* each step's last output, NaN where it is no number */
} ClaspMapperStatus;

typedef struct _ClaspMapper ClaspMapper;

typedef void (*ClaspMapperFunc) (const ClaspMapperStatus *status,
                                 gpointer                 user_data);

/* What the steps of a mapping of this router may look at: its parameters. */
ClaspTransformEnv clasp_mapper_env   (ClaspRouter     *router);
/* Takes over @chain. */
ClaspMapper *clasp_mapper_new        (const char      *id,
                                      ClaspChain      *chain,
                                      ClaspRouter     *router,
                                      ClaspTimers     *timers);
void         clasp_mapper_free       (ClaspMapper     *self);
void         clasp_mapper_get_status (ClaspMapper     *self,
                                      ClaspMapperStatus *status);
/* TRUE when something changed since the last call: the engine polls the mappers at frame rate while
 * somebody looks, so that passing a value costs no message. */
gboolean     clasp_mapper_take_changed (ClaspMapper   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMapper, clasp_mapper_free)

G_END_DECLS
