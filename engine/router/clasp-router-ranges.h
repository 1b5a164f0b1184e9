/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"

/* What was announced of the ranges of signals, for those in the process who have to make numbers of
 * one range numbers of another.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* @info, borrowed for the call, has a range and is an address or a pattern; another one of the same address
 * takes its place. */
typedef void (*ClaspRouterRangeFunc) (const ClaspSignalInfo *info, gboolean is_announced, gpointer user_data);

/* The definition with a range, advisory or not, of the address itself or of the newest pattern; borrowed
 * until the next message; NULL if nobody announced one. */
const ClaspSignalInfo *clasp_router_find_range       (ClaspRouter *self,
                                                      ClaspStr     address);
/* Its datatype has whole numbers only. */
gboolean               clasp_signal_info_is_count    (const ClaspSignalInfo *info);
/* One watcher: the last. NULL ends it. */
void                   clasp_router_watch_ranges     (ClaspRouter         *self,
                                                      ClaspRouterRangeFunc func,
                                                      gpointer             user_data);
/* Another number whenever that may have changed; valid as long as @self. */
const guint           *clasp_router_get_range_serial (ClaspRouter *self);

G_END_DECLS
