/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-route-options.h"
#include "mapping/clasp-route-pattern.h"
#include "core/clasp-value.h"

/* ClaspRouteJoin: the newest value of each source, kept together (mapping.md 11.4).
 *
 * Sources that have captures of the same names are joined for each text of those: "/pos/{id}/x" and
 * "/pos/{id}/y" give a value for each id.
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

/* When there are more it starts afresh. */
#define CLASP_ROUTE_JOIN_MAX_GROUPS 4096

typedef struct _ClaspRouteJoin ClaspRouteJoin;

/* @patterns: of the sources, borrowed, must live longer. @keys: copied; an empty one is the last segment
 * of the source's address. */
ClaspRouteJoin *clasp_route_join_new  (ClaspJoin                       join,
                                       ClaspFire                       fire,
                                       guint                           n_sources,
                                       const ClaspRoutePattern *const *patterns,
                                       const char *const              *keys);
void            clasp_route_join_free (ClaspRouteJoin                 *self);
void            clasp_route_join_reset (ClaspRouteJoin                *self);
/* TRUE when all of them pass: in @joined, with the address of the first source, valid until the next
 * call. */
gboolean        clasp_route_join_put  (ClaspRouteJoin                 *self,
                                       guint                           source,
                                       ClaspStr                        address,
                                       const ClaspValue               *value,
                                       ClaspValue                     *joined,
                                       ClaspStr                       *first);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRouteJoin, clasp_route_join_free)

G_END_DECLS
