/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-dmx-rounds.h"

/**
 * clasp_dmx_rounds_init:
 * @self: (out caller-allocates): rounds
 * @interval_ns: from one to the next, in nanoseconds
 * @make_up_us: by how much one may be sooner after one that was late
 *
 * Thread: worker.
 */
void
clasp_dmx_rounds_init (ClaspDmxRounds *self, gint64 interval_ns, gint64 make_up_us)
{
  *self = (ClaspDmxRounds){ 0 };
  clasp_dmx_pace_init (&self->pace, interval_ns, make_up_us);
}

/**
 * clasp_dmx_rounds_align:
 * @self: rounds
 * @due_us: when a universe may leave by its own rate, monotonic µs
 *
 * A round takes most of a frame when there are a thousand universes, more on a busy machine. What
 * changes meanwhile and has not left in it yet still does: put off to the next round it would miss
 * this one, and again and again those who come last.
 *
 * Thread: worker.
 *
 * Returns: when it leaves
 */
gint64
clasp_dmx_rounds_align (const ClaspDmxRounds *self, gint64 due_us)
{
  if (self->n_in_round > 0 && due_us <= self->round_us)
    return self->round_us;
  return clasp_dmx_pace_align (&self->pace, due_us);
}

/**
 * clasp_dmx_rounds_join:
 * @self: rounds
 * @round_us: when the round began, monotonic µs
 *
 * Thread: worker.
 *
 * Returns: %FALSE if the universe was due since before the last round: the next is soon enough
 */
gboolean
clasp_dmx_rounds_join (ClaspDmxRounds *self, gint64 round_us)
{
  if (self->n_in_round == 0)
    {
      if (round_us < clasp_dmx_pace_get_next_us (&self->pace))
        return FALSE;
      clasp_dmx_pace_count (&self->pace, round_us);
      self->round_us = round_us;
    }
  self->n_in_round++;
  return TRUE;
}

/**
 * clasp_dmx_rounds_end:
 * @self: rounds
 *
 * Thread: worker.
 *
 * Returns: %TRUE if any universe left
 */
gboolean
clasp_dmx_rounds_end (ClaspDmxRounds *self)
{
  gboolean is_any = self->n_in_round > 0;

  self->n_in_round = 0;
  return is_any;
}
