/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"

/* What was announced of the ranges of parameters, for those in the process who have to make numbers of
 * one range numbers of another.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* The definition with a range, advisory or not, of the address itself or of the newest pattern; borrowed
 * until the next message; NULL if nobody announced one. */
const ClaspSignalInfo *clasp_router_find_range       (ClaspRouter *self,
                                                      ClaspStr     address);
/* Another number whenever that may have changed; valid as long as @self. */
const guint           *clasp_router_get_range_serial (ClaspRouter *self);

G_END_DECLS
