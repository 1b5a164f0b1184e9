/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Bundles that wait for their time (router.md 9). Those of the same time run in the order in which
 * they were accepted.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SCHEDULE_MAX_AHEAD_US (60 * G_USEC_PER_SEC)
#define CLASP_SCHEDULE_MAX_BUNDLES 1000                /* per session */
#define CLASP_SCHEDULE_MAX_BYTES (8 * 1024 * 1024)     /* per session, encoded */

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
