/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Bundles that wait for their time (router.md 9). Those of the same time run in the order in which
 * they were accepted.
 *
 * Thread: worker. */

G_BEGIN_DECLS

ClaspSchedule *clasp_schedule_new    (ClaspRouter        *router);
void           clasp_schedule_free   (ClaspSchedule      *self);
/* Keeps a copy of the bundle. */
gboolean       clasp_schedule_add    (ClaspSchedule      *self,
                                      const ClaspInbound *inbound,
                                      const ClaspMessage *bundle,
                                      ClaspRefusal       *refusal);
/* @session ends: what it scheduled is cancelled, or runs without it when the router's limits say so.
 */
void           clasp_schedule_leave  (ClaspSchedule      *self,
                                      ClaspSession       *session);

G_END_DECLS
