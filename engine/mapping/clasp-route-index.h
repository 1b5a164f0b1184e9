/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* ClaspRouteIndex: which mappings an address concerns, in their order.
 *
 * Exact addresses are found in a hash table, patterns in a tree by segments up to their first `**`; what
 * those find is tested once, and the answer is kept by address. So a message costs one look-up, whatever
 * the number of mappings.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Addresses whose answer is kept; when there are more it starts afresh. */
#define CLASP_ROUTE_INDEX_MAX_KEPT 65536

typedef struct _ClaspRouteIndex ClaspRouteIndex;

/* What an address concerns; borrowed until the index changes or looks for another address. */
typedef struct
{
  guint    n;
  gpointer refs[];
} ClaspRouteFound;

/* @order: negative when @a comes before @b. @test: whether an address concerns a ref for which the
 * index has found that it may. */
ClaspRouteIndex *clasp_route_index_new    (int     (*order) (gconstpointer a, gconstpointer b),
                                           gboolean (*test) (gconstpointer ref, ClaspStr address));
void             clasp_route_index_free   (ClaspRouteIndex *self);
/* @pattern is one of the protocol's (wire.md 7.3), or an address. */
void             clasp_route_index_add    (ClaspRouteIndex *self,
                                           ClaspStr         pattern,
                                           gpointer         ref);
void             clasp_route_index_remove (ClaspRouteIndex *self,
                                           ClaspStr         pattern,
                                           gpointer         ref);
/* The order of refs has changed. */
void             clasp_route_index_forget (ClaspRouteIndex *self);
const ClaspRouteFound *clasp_route_index_find (ClaspRouteIndex *self,
                                               ClaspStr         address);

G_END_DECLS
