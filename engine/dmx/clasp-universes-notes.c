/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-notes.h"
#include "dmx/clasp-universes-private.h"

static void
forget_notes (ClaspUniverses *self)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, self->overlays);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspOverlay *overlay = data;

      memset (overlay->marks, 0, sizeof overlay->marks);
      for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
        overlay->cues[slot] = CLASP_DMX_NO_CUE;
      memset (overlay->groups, 0, sizeof overlay->groups);
      overlay->has_groups = FALSE;
      g_clear_pointer (&overlay->names, g_hash_table_unref);
      overlay->n_intensity = 0;
      overlay->has_notes = FALSE;
    }
}

static void
apply_note (ClaspUniverses *self, const ClaspNoteText *note)
{
  ClaspOverlay *overlay = clasp_universes_ensure_overlay (self, note->prefix);

  overlay->has_notes = TRUE;
  clasp_overlay_set_groups (overlay, note->group, note->first, note->last);
  if (note->name != NULL && overlay->names == NULL)
    overlay->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint slot = note->first; slot <= note->last; slot++)
    {
      if (note->is_intensity && (overlay->marks[slot] & CLASP_SLOT_INTENSITY) == 0)
        overlay->n_intensity++;
      overlay->marks[slot] |= (guint8) ((note->is_intensity ? CLASP_SLOT_INTENSITY : 0) |
                                        (note->is_careful ? CLASP_SLOT_CAREFUL : 0));
      if (note->cue != CLASP_DMX_NO_CUE)
        overlay->cues[slot] = (gint16) note->cue;
      if (note->name != NULL)
        g_hash_table_replace (overlay->names, GUINT_TO_POINTER (slot), g_strdup (note->name));
    }
}

/* A slot that became careful is not tested any longer. */
static gboolean
settle_overlay (gpointer prefix, gpointer data, gpointer user_data)
{
  ClaspUniverses *self = user_data;
  ClaspOverlay   *overlay = data;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS && overlay->n_tests > 0; slot++)
    if ((overlay->marks[slot] & CLASP_SLOT_CAREFUL) != 0)
      clasp_universes_put_test (self, overlay, slot, CLASP_NO_TEST);
  clasp_universes_touch_overlay (self, overlay);
  return overlay->n_universes == 0 && overlay->n_tests == 0 && !overlay->has_notes;
}

static void
add_problem (GPtrArray *problems, const char *sentence)
{
  if (problems != NULL)
    g_ptr_array_add (problems, g_strdup (sentence));
}

/* @problems: those of @texts, of which @n were applied before. */
static guint
apply_notes (ClaspUniverses *self, const char *const *texts, guint n, GPtrArray *problems)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_autoptr (GError)     error = NULL;
      g_auto (ClaspNoteText) note = { 0 };

      if (n == CLASP_UNIVERSES_MAX_NOTES)
        {
          add_problem (problems, "more notes than there may be; the rest is left out");
          break;
        }
      n++;
      if (clasp_note_text_parse (texts[i], &note, &error))
        apply_note (self, &note);
      else
        add_problem (problems, error->message);
    }
  return n;
}

static void
apply_all (ClaspUniverses *self, GPtrArray *problems, GPtrArray *more_problems)
{
  guint n;

  forget_notes (self);
  n = apply_notes (self, (const char *const *) self->notes, 0, problems);
  apply_notes (self, (const char *const *) self->more_notes, n, more_problems);
  g_hash_table_foreach_remove (self->overlays, settle_overlay, self);
}

/**
 * clasp_universes_set_notes:
 * @self: universes
 * @texts: (nullable): the notes of the show
 * @problems: (nullable) (element-type utf8): gets a sentence for each one that cannot be read
 *
 * Thread: worker.
 */
void
clasp_universes_set_notes (ClaspUniverses *self, const char *const *texts, GPtrArray *problems)
{
  g_strfreev (self->notes);
  self->notes = g_strdupv ((char **) texts);
  apply_all (self, problems, NULL);
}

/**
 * clasp_universes_set_more_notes:
 * @self: universes
 * @texts: (nullable): notes besides those of the show
 * @problems: (nullable) (element-type utf8): gets a sentence for each one that cannot be read
 *
 * Thread: worker.
 */
void
clasp_universes_set_more_notes (ClaspUniverses *self, const char *const *texts, GPtrArray *problems)
{
  g_strfreev (self->more_notes);
  self->more_notes = g_strdupv ((char **) texts);
  apply_all (self, NULL, problems);
}

/**
 * clasp_universes_find_note:
 * @self: universes
 * @prefix: of a universe
 * @slot: 0–511
 * @note: (out caller-allocates): what is known of the slot
 *
 * Thread: worker.
 *
 * Returns: %FALSE if nothing is
 */
gboolean
clasp_universes_find_note (const ClaspUniverses *self,
                           const char           *prefix,
                           guint                 slot,
                           ClaspSlotNote        *note)
{
  const ClaspOverlay *overlay = clasp_universes_find_overlay (self, prefix);

  *note = (ClaspSlotNote){ .cue = CLASP_DMX_NO_CUE };
  if (overlay == NULL || slot >= CLASP_DMX_SLOTS)
    return FALSE;

  note->is_intensity = (overlay->marks[slot] & CLASP_SLOT_INTENSITY) != 0;
  note->is_careful = (overlay->marks[slot] & CLASP_SLOT_CAREFUL) != 0;
  note->cue = overlay->cues[slot];
  if (overlay->names != NULL)
    note->name = g_hash_table_lookup (overlay->names, GUINT_TO_POINTER (slot));
  return note->is_intensity || note->is_careful || note->cue != CLASP_DMX_NO_CUE || note->name != NULL;
}
