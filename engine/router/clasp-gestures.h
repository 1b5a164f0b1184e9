/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Gestures under way: start, move, end or cancel, known by session, address and id (router.md 8).
 *
 * Of the moves at most one an interval goes out, the newest; the last one always goes before the
 * end. A session that leaves without ending its gestures, or is silent on one for long, has them
 * cancelled for it.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

ClaspGestures *clasp_gestures_new        (ClaspRouter        *router);
void           clasp_gestures_free       (ClaspGestures      *self);
/* Hands a gesture's message out, now or when the interval is over; @message is a PUBLISH of a
 * gesture with a valid address. */
void           clasp_gestures_publish    (ClaspGestures      *self,
                                          const ClaspInbound *inbound,
                                          const ClaspMessage *message);
/* @session ends: its last moves, then cancels, are submitted for the end of this turn. */
void           clasp_gestures_cancel_all (ClaspGestures      *self,
                                          ClaspSession       *session);

G_END_DECLS
