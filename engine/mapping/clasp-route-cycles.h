/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-route-spec.h"

/* Circles of mappings, found while a person edits (mapping.md 11.4): one writes what another takes, and
 * so on back to the first. At run time the router's hop limit and the end of unchanged values stop
 * them; here they are named.
 *
 * Only targets whose address is known without a value count (no captures in it), against any source.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* @specs: of ClaspRouteSpec. Returns (transfer full) (element-type GArray of guint): each circle once, as
 * indices of @specs in the order in which a value goes round, beginning with the least. Of routes that
 * form several circles the shortest through each is found. */
GPtrArray *clasp_route_find_cycles (const GPtrArray *specs);

G_END_DECLS
