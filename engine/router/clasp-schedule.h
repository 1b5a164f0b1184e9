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
/* Forgets what @session scheduled. */
void           clasp_schedule_cancel (ClaspSchedule      *self,
                                      ClaspSession       *session);

G_END_DECLS
