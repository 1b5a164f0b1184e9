/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx-pace.h"

/* ClaspDmxRounds: when universes that act together leave. Those that are due leave one after another
 * over a few milliseconds, each once in a round; behind the last one goes what makes receivers act.
 *
 * Rounds have a pace of their own: universes that change at different times fall into step, and one
 * that began late does not delay the next.
 *
 * Thread: worker (a value; no clock, no I/O). */

G_BEGIN_DECLS

typedef struct
{
  /*< private >*/
  ClaspDmxPace pace;
  gint64       round_us; /* when the present one began */
  guint        n_in_round;
} ClaspDmxRounds;

void     clasp_dmx_rounds_init  (ClaspDmxRounds *self, gint64 interval_ns, gint64 make_up_us);
/* When one that may leave at @due_us does. */
gint64   clasp_dmx_rounds_align (const ClaspDmxRounds *self, gint64 due_us);
/* It leaves in the round that began at @round_us; FALSE when that is too early for one. */
gboolean clasp_dmx_rounds_join  (ClaspDmxRounds *self, gint64 round_us);
/* All that were due have left; FALSE when there were none. */
gboolean clasp_dmx_rounds_end   (ClaspDmxRounds *self);

G_END_DECLS
