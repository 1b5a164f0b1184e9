/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-ranges.h"

#include "router/clasp-signals.h"

/**
 * clasp_router_find_range:
 * @self: a router
 * @address: of a parameter
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the definition with a range that somebody announced for it, by
 *   its address or a pattern, valid until the next message; %NULL if nobody did
 */
const ClaspSignalInfo *
clasp_router_find_range (ClaspRouter *self, ClaspStr address)
{
  return clasp_signals_find_range (self->signals, address);
}

/**
 * clasp_router_get_range_serial:
 * @self: a router
 *
 * Thread: worker.
 *
 * Returns: (transfer none): a number that is another one as soon as clasp_router_find_range () may say
 *   something else; valid as long as @self
 */
const guint *
clasp_router_get_range_serial (ClaspRouter *self)
{
  return clasp_signals_get_serial (self->signals);
}
