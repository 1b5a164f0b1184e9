/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

static gboolean
is_dark (const ClaspUniverses *self, const ClaspUniverse *universe, guint slot)
{
  const ClaspOverlay *overlay = universe->overlay;

  return (self->is_black || self->fade_began_us != 0) && overlay->is_in_scope &&
         (overlay->n_intensity == 0 || (overlay->marks[slot] & CLASP_SLOT_INTENSITY) != 0);
}

/* A test lies over a blackout, and that over a freeze. */
static void
describe_hold (const ClaspUniverses *self,
               const ClaspUniverse  *universe,
               guint                 slot,
               ClaspUniverseInfo    *info)
{
  guint32  bit = 1u << (slot % 32);
  gboolean is_tested = universe->overlay->tests[slot] != CLASP_NO_TEST;
  gboolean is_black = is_dark (self, universe, slot);

  if (!is_tested && !is_black && !clasp_universe_is_slot_frozen (universe, slot))
    return;

  info->is_held = TRUE;
  info->held[slot / 32] |= bit;
  if (is_tested)
    info->tested[slot / 32] |= bit;
  else if (!is_black)
    info->frozen[slot / 32] |= bit;
}

static void
describe_output (const ClaspUniverses *self,
                 const ClaspUniverse  *universe,
                 gint64                now_us,
                 ClaspUniverseInfo    *info)
{
  const ClaspUniverseOutput *output = universe->description.output;

  info->is_output = TRUE;
  info->n_slots = output->n_slots;
  info->rate = clasp_dmx_rate_get (&output->rate, now_us);
  info->n_frames = output->n_frames;
  memcpy (info->levels, output->sent, sizeof info->levels);
  if (!self->is_frozen && universe->hold == CLASP_HOLD_NONE && !self->is_black && self->fade_began_us == 0 &&
      universe->overlay->n_tests == 0)
    return;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    describe_hold (self, universe, slot, info);
}

static void
describe_input (const ClaspUniverse *universe, gint64 now_us, ClaspUniverseInfo *info)
{
  ClaspUniverseInput *input = universe->description.input;

  memcpy (info->levels, clasp_universe_input_peek (input, &info->n_slots), sizeof info->levels);
  info->n_sources = clasp_universe_input_count_sources (input);
  info->merge = clasp_universe_input_get_merge (input);
  info->is_tied = clasp_universe_input_is_tied (input);
  info->rate = clasp_universe_input_get_rate (input, now_us, &info->n_frames);
}

/**
 * clasp_universes_foreach:
 * @self: universes
 * @now_us: monotonic µs
 * @func: gets each; must not add or remove any
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_universes_foreach (ClaspUniverses   *self,
                         gint64            now_us,
                         ClaspUniverseFunc func,
                         gpointer          user_data)
{
  for (guint i = 0; i < self->universes->len; i++)
    {
      ClaspUniverse    *universe = g_ptr_array_index (self->universes, i);
      ClaspUniverseInfo info = { 0 };

      g_strlcpy (info.connection, universe->description.connection, sizeof info.connection);
      g_strlcpy (info.protocol, universe->description.protocol, sizeof info.protocol);
      g_strlcpy (info.label, universe->description.label, sizeof info.label);
      g_strlcpy (info.prefix, universe->description.prefix, sizeof info.prefix);
      if (universe->description.group != NULL)
        g_strlcpy (info.group, universe->description.group, sizeof info.group);
      if (universe->description.output != NULL)
        describe_output (self, universe, now_us, &info);
      else if (universe->description.input != NULL)
        describe_input (universe, now_us, &info);
      func (universe, &info, user_data);
    }
}

guint
clasp_universes_count (const ClaspUniverses *self)
{
  return self->universes->len;
}

static gboolean
has_data (const ClaspUniverse *universe)
{
  const ClaspUniverseDescription *description = &universe->description;

  if (description->output != NULL)
    return description->output->n_frames > 0;
  return description->input != NULL && clasp_universe_input_count_sources (description->input) > 0;
}

/**
 * clasp_universes_count_with_data:
 * @self: universes
 *
 * Thread: worker.
 *
 * Returns: how many have a source, or were sent
 */
guint
clasp_universes_count_with_data (const ClaspUniverses *self)
{
  g_autoptr (GHashTable) prefixes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->universes->len; i++)
    {
      const ClaspUniverse *universe = g_ptr_array_index (self->universes, i);

      if (has_data (universe))
        g_hash_table_add (prefixes, (gpointer) universe->description.prefix);
    }
  return g_hash_table_size (prefixes);
}

ClaspUniverseInput *
clasp_universe_get_input (const ClaspUniverse *universe)
{
  return universe->description.input;
}
