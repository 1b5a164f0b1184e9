/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-route-spec.h"
#include "show/clasp-show.h"

/* From the show's side of a mapping to the worker's.
 *
 * Thread: UI. */

G_BEGIN_DECLS

ClaspRouteSpec *clasp_mapping_to_route_spec (ClaspMapping *mapping, guint order);

G_END_DECLS
