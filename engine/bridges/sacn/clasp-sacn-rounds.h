/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-output.h"

/* ClaspSacnRounds: when universes that wait for sync packets leave, and the packets behind them
 * (show-protocols.md 6.2).
 *
 * No I/O and no clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSacnRounds ClaspSacnRounds;

/* An address whose packets make universes act. */
typedef struct
{
  guint16        address;
  guint8         sequence;    /* of the next packet */
  guint          n_announced; /* universes that wait for it, and were sent */
  guint          n_in_round;
  ClaspSacnRoute route; /* of those in the round */
} ClaspSacnSyncAddress;

/* @sync is owed a packet, with its sequence, to its route. */
typedef void (*ClaspSacnRoundsFunc) (const ClaspSacnSyncAddress *sync, gpointer user_data);

ClaspSacnRounds *clasp_sacn_rounds_new (gint64 interval_ns, gint64 make_up_us);
void             clasp_sacn_rounds_free (ClaspSacnRounds *self);
/* (unowned) (nullable): NULL for address 0. */
ClaspSacnSyncAddress *clasp_sacn_rounds_ensure (ClaspSacnRounds *self, guint16 address);
/* The first round in which what is due then may leave. */
gint64 clasp_sacn_rounds_align (const ClaspSacnRounds *self, gint64 due_us);
/* FALSE when it was due since before the last round: the next one is soon enough. */
gboolean clasp_sacn_rounds_join (ClaspSacnRounds      *self,
                                 ClaspSacnSyncAddress *sync,
                                 const ClaspSacnRoute *route,
                                 gint64                round_us);
/* All that is due has left. */
void clasp_sacn_rounds_end (ClaspSacnRounds *self, ClaspSacnRoundsFunc func, gpointer user_data);
/* Those that universes wait for. */
void
clasp_sacn_rounds_foreach (ClaspSacnRounds *self, ClaspSacnRoundsFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnRounds, clasp_sacn_rounds_free)

G_END_DECLS
