/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Snapshots on their way to remote sessions: cursors over the places of the store, served a slice
 * per turn of the loop, at the pace of each link.
 *
 * Thread: worker. */

G_BEGIN_DECLS

struct _ClaspCursor
{
  ClaspSession      *session;      /* (unowned) */
  ClaspSubscription *subscription; /* (unowned) (nullable) NULL: everything, after HELLO */
  guint              place;        /* the first that has not been sent */
  gboolean           has_sent;
};

ClaspSnapshots *clasp_snapshots_new    (ClaspRouter        *router);
void            clasp_snapshots_free   (ClaspSnapshots     *self);

/* Everything there is; an empty SNAPSHOT when there is nothing. Sends the first slice at once. */
void            clasp_snapshots_add_all (ClaspSnapshots    *self,
                                         ClaspSession      *session);
/* What a subscription matches; nothing when there is nothing. */
void            clasp_snapshots_add    (ClaspSnapshots     *self,
                                        ClaspSubscription  *subscription);
void            clasp_snapshots_remove (ClaspSnapshots     *self,
                                        ClaspCursor        *cursor);
void            clasp_snapshots_remove_session (ClaspSnapshots *self,
                                                ClaspSession   *session);
/* A link has room again. */
void            clasp_snapshots_wake   (ClaspSnapshots     *self);

/* To an in-process session: all of it before this returns. */
void            clasp_snapshots_deliver (ClaspRouter       *self,
                                         ClaspSubscription *subscription);

/* One parameter to the one who asked. */
void            clasp_snapshots_reply  (ClaspRouter        *self,
                                        const ClaspInbound *inbound,
                                        ClaspParam         *param); /* NULL: empty */

/* Whether the snapshot has told this parameter's value already, or never will. */
static inline gboolean
clasp_cursor_has_passed (const ClaspCursor *self,
                         const ClaspParam  *param)
{
  return param->place < self->place;
}

G_END_DECLS
