/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-timer.h"

/* ClaspUniverseScheduler: the turns of all universes of a connection behind one timer.
 *
 * What is due at once leaves at the end of the dispatch, so all that was written in one turn of the
 * loop is in one frame. Nobody has a turn before its time; when many are due together they leave
 * over a few milliseconds, which is one round; in each everybody has one turn at most.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_UNIVERSE_SCHEDULER_SPACING_US 1000

typedef struct _ClaspUniverseScheduler ClaspUniverseScheduler;

/* Embedded in what has its turn, zero-initialised. */
typedef struct
{
  /*< private >*/
  gint64 due_us;
  guint  place; /* from 1; 0 = not in a scheduler */
} ClaspUniverseTurn;

/* It is this one's turn, in a round that began at @round_us; says when the next is by
 * clasp_universe_scheduler_set (), else never. May not remove any. */
typedef void (*ClaspUniverseTurnFunc) (ClaspUniverseTurn *turn,
                                       gint64             round_us,
                                       gpointer           user_data);
/* All that were due had their turn: what belongs behind them (sync packets) leaves now. */
typedef void (*ClaspUniverseRoundFunc) (gint64 round_us, gpointer user_data);

ClaspUniverseScheduler *clasp_universe_scheduler_new (ClaspReactor          *reactor,
                                                      ClaspTimers           *timers,
                                                      ClaspUniverseTurnFunc  turn,
                                                      ClaspUniverseRoundFunc round_over,
                                                      gpointer               user_data);
void                    clasp_universe_scheduler_free (ClaspUniverseScheduler *self);
/* Monotonic; the past is at the end of the dispatch, G_MAXINT64 never. */
void
clasp_universe_scheduler_set (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn, gint64 due_us);
void clasp_universe_scheduler_remove (ClaspUniverseScheduler *self, ClaspUniverseTurn *turn);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUniverseScheduler, clasp_universe_scheduler_free)

G_END_DECLS
