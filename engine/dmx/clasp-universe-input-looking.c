/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-input-private.h"

/**
 * clasp_universe_input_count_sources:
 * @self: a universe
 *
 * Thread: worker.
 *
 * Returns: how many sources there are
 */
ClaspDmxMerge
clasp_universe_input_get_merge (const ClaspUniverseInput *self)
{
  return self->rules.merge;
}

guint
clasp_universe_input_count_sources (const ClaspUniverseInput *self)
{
  return self->n_sources;
}

static gboolean
wins_somewhere (const ClaspUniverseInput *self, guint index)
{
  return memchr (self->winners, (int) index + 1, sizeof self->winners) != NULL;
}

static void
describe (const ClaspUniverseInput *self, guint index, gint64 now_us, ClaspUniverseSource *source)
{
  const ClaspInputSource *from = self->sources[index];

  *source = (ClaspUniverseSource){
    .id = from->id,
    .priority = from->priority,
    .has_slot_priorities = from->priorities_us != 0,
    .is_winning = wins_somewhere (self, index),
    .n_slots = from->n_slots,
    .rate = clasp_dmx_rate_get (&from->rate, now_us),
    .n_frames = from->n_frames,
    .n_out_of_order = from->n_out_of_order,
    .seen_us = from->seen_us,
  };
  memcpy (source->name, from->name, sizeof source->name);
  memcpy (source->address, from->address, sizeof source->address);
}

/* Those that decide something first, then by priority; the id keeps lists from jumping. */
static int
compare_sources (gconstpointer a, gconstpointer b)
{
  const ClaspUniverseSource *left = a, *right = b;

  if (left->is_winning != right->is_winning)
    return left->is_winning ? -1 : 1;
  if (left->priority != right->priority)
    return left->priority > right->priority ? -1 : 1;
  return left->id < right->id ? -1 : left->id > right->id;
}

/**
 * clasp_universe_input_list_sources:
 * @self: a universe
 * @now_us: monotonic µs
 * @sources: (out caller-allocates) (array length=n_max): the sources, strongest first
 * @n_max: room in @sources
 *
 * Thread: worker.
 *
 * Returns: how many were written
 */
guint
clasp_universe_input_list_sources (ClaspUniverseInput  *self,
                                   gint64               now_us,
                                   ClaspUniverseSource *sources,
                                   guint                n_max)
{
  guint n = 0;

  for (guint i = 0; i < self->rules.max_sources && n < n_max; i++)
    if (self->sources[i] != NULL)
      describe (self, i, now_us, &sources[n++]);
  if (n > 1)
    qsort (sources, n, sizeof *sources, compare_sources);
  return n;
}

/**
 * clasp_universe_input_get_rate:
 * @self: a universe
 * @now_us: monotonic µs
 * @n_frames: (out): how many frames came from the sources there are
 *
 * Thread: worker.
 *
 * Returns: frames per second of all sources together
 */
double
clasp_universe_input_get_rate (const ClaspUniverseInput *self, gint64 now_us, guint64 *n_frames)
{
  double rate = 0.0;

  *n_frames = 0;
  for (guint i = 0; i < self->rules.max_sources; i++)
    if (self->sources[i] != NULL)
      {
        rate += clasp_dmx_rate_get (&self->sources[i]->rate, now_us);
        *n_frames += self->sources[i]->n_frames;
      }
  return rate;
}

/**
 * clasp_universe_input_peek:
 * @self: a universe
 * @n_slots: (out) (optional): the highest slot that was ever given
 *
 * Thread: worker.
 *
 * Returns: (transfer none): 512 merged levels
 */
const guint8 *
clasp_universe_input_peek (const ClaspUniverseInput *self, guint *n_slots)
{
  if (n_slots != NULL)
    *n_slots = self->n_slots;
  return self->levels;
}

/**
 * clasp_universe_input_peek_source:
 * @self: a universe
 * @source: one of its sources
 * @n_slots: (out) (optional): how many slots it ever gave
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): 512 levels as that source has them
 */
const guint8 *
clasp_universe_input_peek_source (const ClaspUniverseInput *self, guint64 source, guint *n_slots)
{
  const ClaspInputSource *from = clasp_universe_input_find_source (self, source);

  if (from != NULL && n_slots != NULL)
    *n_slots = from->n_slots;
  return from != NULL ? from->levels : NULL;
}

/**
 * clasp_universe_input_get_winner:
 * @self: a universe
 * @slot: 0–511
 *
 * Thread: worker.
 *
 * Returns: the source that decides the slot, 0 when none does
 */
guint64
clasp_universe_input_get_winner (const ClaspUniverseInput *self, guint slot)
{
  guint winner = slot < CLASP_DMX_SLOTS ? self->winners[slot] : 0;

  return winner > 0 ? self->sources[winner - 1]->id : 0;
}

static gboolean
is_tied_at (const ClaspUniverseInput *self, guint slot)
{
  int   highest = CLASP_NOT_SOURCED;
  guint n = 0;

  for (guint i = 0; i < self->rules.max_sources; i++)
    {
      int priority = self->sources[i] != NULL ? clasp_universe_priority_of (self->sources[i], slot)
                                              : CLASP_NOT_SOURCED;

      if (priority == CLASP_NOT_SOURCED || priority < highest)
        continue;
      n = priority == highest ? n + 1 : 1;
      highest = priority;
    }

  return n > 1;
}

/**
 * clasp_universe_input_is_tied:
 * @self: a universe
 *
 * Thread: worker.
 *
 * Returns: %TRUE if two sources have the same say in a slot
 */
gboolean
clasp_universe_input_is_tied (const ClaspUniverseInput *self)
{
  for (guint slot = 0; slot < CLASP_DMX_SLOTS && self->n_sources > 1; slot++)
    if (is_tied_at (self, slot))
      return TRUE;

  return FALSE;
}
