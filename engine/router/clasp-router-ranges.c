/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-router-ranges.h"

#include "router/clasp-signals.h"

/**
 * clasp_router_find_range:
 * @self: a router
 * @address: of a signal
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
 * clasp_signal_info_is_count:
 * @info: a definition
 *
 * Thread: any.
 *
 * Returns: whether its datatype has whole numbers only ("int", "u8")
 */
gboolean
clasp_signal_info_is_count (const ClaspSignalInfo *info)
{
  return info->has_datatype && info->datatype.length > 0 &&
         (info->datatype.data[0] == 'i' || info->datatype.data[0] == 'u');
}

/**
 * clasp_router_watch_ranges:
 * @self: a router
 * @func: (nullable): called for each definition with a range that is announced, replaced or forgotten from
 *   now on; %NULL ends it
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_router_watch_ranges (ClaspRouter *self, ClaspRouterRangeFunc func, gpointer user_data)
{
  clasp_signals_watch_ranges (self->signals, func, user_data);
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
