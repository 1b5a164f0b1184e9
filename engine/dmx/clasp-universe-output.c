/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-output.h"

/**
 * clasp_universe_output_init:
 * @self: (out caller-allocates): a universe to send
 * @timing: when its frames leave; copied
 *
 * All slots at 0; nothing leaves before a slot is set.
 *
 * Thread: worker.
 */
void
clasp_universe_output_init (ClaspUniverseOutput *self, const ClaspUniverseTiming *timing)
{
  memset (self, 0, sizeof *self);
  self->timing = *timing;
  self->timing.n_repeats = MAX (timing->n_repeats, 1);
  clasp_dmx_pace_init (&self->pace, timing->interval_ns, timing->make_up_us);
}

/**
 * clasp_universe_output_set_slot:
 * @self: a universe
 * @slot: 0–511
 * @level: 0–255
 *
 * Thread: worker.
 */
void
clasp_universe_output_set_slot (ClaspUniverseOutput *self, guint slot, guint8 level)
{
  clasp_universe_output_set_slots (self, slot, &level, 1);
}

/**
 * clasp_universe_output_set_slots:
 * @self: a universe
 * @first: the first slot, from 0
 * @levels: their levels
 * @n: how many; what is beyond slot 511 is left out
 *
 * Thread: worker.
 */
void
clasp_universe_output_set_slots (ClaspUniverseOutput *self,
                                 guint                first,
                                 const guint8        *levels,
                                 guint                n)
{
  if (first >= CLASP_DMX_SLOTS || n == 0)
    return;

  n = MIN (n, CLASP_DMX_SLOTS - first);
  if (!self->is_active || memcmp (self->levels + first, levels, n) != 0)
    self->n_owed = self->timing.n_repeats;
  memcpy (self->levels + first, levels, n);
  self->n_slots = MAX (self->n_slots, first + n);
  self->is_active = TRUE;
}

/**
 * clasp_universe_output_touch:
 * @self: a universe
 *
 * What is laid over the levels changed: a frame is owed, if the universe is sent at all.
 *
 * Thread: worker.
 */
void
clasp_universe_output_touch (ClaspUniverseOutput *self)
{
  if (self->is_active)
    self->n_owed = self->timing.n_repeats;
}

/**
 * clasp_universe_output_get_due_us:
 * @self: a universe
 *
 * Thread: worker.
 *
 * Returns: when the next frame has to leave; %G_MININT64 for at once, %G_MAXINT64 for never
 */
gint64
clasp_universe_output_get_due_us (const ClaspUniverseOutput *self)
{
  if (!self->is_active)
    return G_MAXINT64;
  if (self->n_frames == 0 || self->n_owed > 0)
    return clasp_dmx_pace_get_next_us (&self->pace);
  if (self->timing.keep_alive_us <= 0)
    return G_MAXINT64;
  return clasp_dmx_pace_get_after_us (&self->pace, self->timing.keep_alive_us);
}

/**
 * clasp_universe_output_peek:
 * @self: a universe
 * @n_slots: (out) (optional): the highest slot that was ever set
 *
 * Thread: worker.
 *
 * Returns: (transfer none): 512 levels as they were set, without holds
 */
const guint8 *
clasp_universe_output_peek (const ClaspUniverseOutput *self, guint *n_slots)
{
  if (n_slots != NULL)
    *n_slots = self->n_slots;
  return self->levels;
}

/**
 * clasp_universe_output_note_sent:
 * @self: a universe
 * @levels: the 512 levels that leave, with holds
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_universe_output_note_sent (ClaspUniverseOutput *self, const guint8 *levels, gint64 now_us)
{
  memcpy (self->sent, levels, CLASP_DMX_SLOTS);
  clasp_dmx_pace_count (&self->pace, now_us);
  self->sent_us = now_us;
  self->n_frames++;
  clasp_dmx_rate_count (&self->rate, now_us);
  if (self->n_owed > 0)
    self->n_owed--;
}
