/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-universe-snapshot.h"

typedef struct
{
  ClaspUniverses        *universes;
  ClaspUniverseSnapshot *snapshot;
  gint64                 now_us;
  const char            *prefix;
  gboolean               is_output;
} Shot;

static void
fill_notes (const Shot *shot, ClaspUniverseDetail *detail, const char *prefix)
{
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      ClaspSlotNote note;

      if (!clasp_universes_find_note (shot->universes, prefix, slot, &note))
        continue;
      detail->is_intensity[slot] = (guint8) note.is_intensity;
      detail->is_careful[slot] = (guint8) note.is_careful;
      if (note.name == NULL)
        continue;
      g_utf8_strncpy (detail->names[slot], note.name, 7); /* of 4 bytes each at most, and the end */
    }
}

static void
fill_detail (const Shot *shot, ClaspUniverse *universe, const ClaspUniversePicture *picture)
{
  ClaspUniverseInput  *input = clasp_universe_get_input (universe);
  ClaspUniverseDetail *detail = g_new0 (ClaspUniverseDetail, 1);

  shot->snapshot->detail = detail;
  shot->snapshot->detail_index = shot->snapshot->n_universes - 1;
  fill_notes (shot, detail, picture->info.prefix);
  if (input == NULL)
    return;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    detail->winners[slot] = clasp_universe_input_get_winner (input, slot);
  for (guint i = 0; i < picture->n_sources; i++)
    {
      const guint8 *levels = clasp_universe_input_peek_source (input, picture->sources[i].id, NULL);

      if (levels != NULL)
        memcpy (detail->levels[i], levels, CLASP_DMX_SLOTS);
    }
}

static void
add_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  const Shot           *shot = user_data;
  ClaspUniverseInput   *input = clasp_universe_get_input (universe);
  ClaspUniversePicture *picture;

  if (shot->snapshot->n_universes == CLASP_UNIVERSE_SNAPSHOT_MAX)
    return;

  picture = &shot->snapshot->universes[shot->snapshot->n_universes++];
  picture->info = *info;
  if (input != NULL)
    picture->n_sources = clasp_universe_input_list_sources (input, shot->now_us, picture->sources,
                                                            CLASP_UNIVERSE_SNAPSHOT_MAX_SOURCES);
  if (shot->prefix != NULL && shot->snapshot->detail == NULL &&
      shot->is_output == info->is_output && g_str_equal (shot->prefix, info->prefix))
    fill_detail (shot, universe, picture);
}

/**
 * clasp_universe_snapshot_new:
 * @universes: all universes
 * @now_us: monotonic µs
 * @detail_prefix: (nullable): the one that is looked at closely
 * @detail_is_output: whether it is the one that goes out
 *
 * Thread: worker.
 *
 * Returns: (transfer full): how they are
 */
ClaspUniverseSnapshot *
clasp_universe_snapshot_new (ClaspUniverses *universes,
                             gint64          now_us,
                             const char     *detail_prefix,
                             gboolean        detail_is_output)
{
  ClaspUniverseSnapshot *self = g_new0 (ClaspUniverseSnapshot, 1);
  guint                  n = MIN (clasp_universes_count (universes), CLASP_UNIVERSE_SNAPSHOT_MAX);
  Shot                   shot = { universes, self, now_us, detail_prefix, detail_is_output };

  self->ref_count = 1;
  self->is_black = clasp_universes_get_blackout (universes);
  self->is_frozen = clasp_universes_get_freeze (universes);
  self->master = clasp_universes_get_master (universes);
  self->n_tests = clasp_universes_count_tests (universes);
  self->universes = g_new0 (ClaspUniversePicture, n + 1);
  clasp_universes_foreach (universes, now_us, add_cb, &shot);
  return self;
}

ClaspUniverseSnapshot *
clasp_universe_snapshot_ref (ClaspUniverseSnapshot *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
clasp_universe_snapshot_unref (ClaspUniverseSnapshot *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->universes);
  g_free (self->detail);
  g_free (self);
}
