/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"
#include "tap/clasp-signal-table.h"

/* ClaspForgotten: what clasp_engine_forget () takes out of the router and of the table of signals, kept to
 * be put back.
 *
 * Who made it holds a reference; what is in it is the worker's.
 *
 * Thread: any for ref and unref, worker for the rest. */

G_BEGIN_DECLS

typedef struct _ClaspForgotten ClaspForgotten;

/* Each pattern is an address, or has wildcards. */
ClaspForgotten *clasp_forgotten_new   (const char *const *patterns);
ClaspForgotten *clasp_forgotten_ref   (ClaspForgotten    *self);
void            clasp_forgotten_unref (ClaspForgotten    *self);

/* Forgets some, at first from the beginning. TRUE: call again. @table may be NULL. */
gboolean        clasp_forgotten_take  (ClaspForgotten    *self,
                                       ClaspRouter       *router,
                                       ClaspSignalTable  *table);
/* Puts some back that were not seen meanwhile. TRUE: call again. */
gboolean        clasp_forgotten_give  (ClaspForgotten    *self,
                                       ClaspRouter       *router,
                                       ClaspSignalTable  *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspForgotten, clasp_forgotten_unref)

G_END_DECLS
