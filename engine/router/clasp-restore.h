/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"
#include "router/clasp-store.h"

/* Taking over parameters of an earlier run: value, revision, writer, timestamp, time to live and
 * lock, as they were.
 *
 * A lock comes back for a while only: its session is gone, and a lock must not outlive its holder
 * for ever. The first session that opens with the holder's name within the grace period gets the
 * lock; when the period is over, the lock is released. A name is not a proof: whoever may write
 * the parameter could have taken the lock as well.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_RESTORE_LOCK_GRACE_US (30 * G_USEC_PER_SEC)

/* Everything is borrowed. */
typedef struct
{
  ClaspStr   address;
  ClaspValue value;
  guint64    revision;
  guint64    timestamp_us; /* Unix, of the last write */
  ClaspStr   writer;
  gboolean   has_ttl;
  ClaspTtl   ttl;
  gint64     expires_in_us; /* with a TTL that ends */
  ClaspStr   lock_holder;   /* name of the session; empty = not locked */
} ClaspRestoredParam;

/* FALSE when there is no room, the address is none, its time is over, or it has a value already. */
gboolean clasp_router_restore     (ClaspRouter              *self,
                                   const ClaspRestoredParam *restored);
/* The revision at which an address was removed: it goes on counting from there. */
void     clasp_router_restore_revision (ClaspRouter         *self,
                                        ClaspStr             address,
                                        guint64              revision);
/* A timeline goes on as if nothing had happened meanwhile: it plays where it would be now, or waits,
 * or is paused where it was; one that would have ended writes its last value and has ended. Nobody
 * is its publisher any more. FALSE when there is one already, no room, or @message is none. */
gboolean clasp_router_restore_timeline (ClaspRouter         *self,
                                        const ClaspMessage  *message,
                                        gint64               start_us,
                                        gboolean             is_paused,
                                        gint64               paused_us);
/* After the last: the grace period of locks begins. */
void     clasp_router_restore_end (ClaspRouter              *self,
                                   gint64                    lock_grace_us);

/*< private >: the rest is for the router */
typedef struct _ClaspRestore ClaspRestore;
void        clasp_restore_free        (ClaspRestore  *self);
/* A session opened: it takes over the locks of its name. */
void        clasp_restore_claim       (ClaspRouter   *router,
                                       ClaspSession  *session);
/* A parameter with a lock goes, or somebody else's lock takes the place of a restored one. */
void        clasp_restore_forget_lock (ClaspRouter   *router,
                                       ClaspParam    *param);
const char *clasp_restore_get_holder  (ClaspRouter   *router,
                                       guint64        number);

G_END_DECLS
