/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

/* Design notes: what the notes say of groups is one byte for each slot of an overlay, its kind and
 * its place in the group. A frame that changes slots marks the groups they are in; after the frame
 * each of them is told once. */

/* A run of slots is as many groups as it has room for; a single slot is where one begins. */
void
clasp_overlay_set_groups (ClaspOverlay *overlay, ClaspSlotGroup group, guint first, guint last)
{
  guint width = clasp_slot_group_get_width (group);
  guint end = first == last ? first + width : last + 1;

  if (group == CLASP_SLOT_GROUP_NONE)
    return;
  for (guint slot = first; slot + width <= MIN (end, CLASP_DMX_SLOTS); slot += width)
    for (guint place = 0; place < width; place++)
      overlay->groups[slot + place] = (ClaspGroupPlace){ (guint8) group, (guint8) place };
  overlay->has_groups = TRUE;
}

/**
 * clasp_universe_note_change:
 * @self: one that comes in
 * @slot: 0–511, which has a new level
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it is in a group, and the first that changed since the last
 *   clasp_universe_take_groups ()
 */
gboolean
clasp_universe_note_change (ClaspUniverse *self, guint slot)
{
  ClaspGroupPlace place;
  gboolean        was_changed = self->has_changed_groups;
  guint           first;

  if (!self->overlay->has_groups)
    return FALSE;
  place = self->overlay->groups[slot];
  if (place.group == CLASP_SLOT_GROUP_NONE)
    return FALSE;

  first = slot - place.place;
  self->changed_groups[first / 32] |= 1u << (first % 32);
  self->has_changed_groups = TRUE;
  return !was_changed;
}

/**
 * clasp_universe_take_groups:
 * @self: one that comes in
 * @func: told of each group of which a slot changed, with its merged levels
 * @user_data: for @func
 *
 * Thread: worker.
 */
void
clasp_universe_take_groups (ClaspUniverse *self, ClaspSlotGroupFunc func, gpointer user_data)
{
  const guint8 *levels;

  if (!self->has_changed_groups)
    return;

  levels = clasp_universe_input_peek (self->description.input, NULL);
  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    if ((self->changed_groups[slot / 32] & 1u << (slot % 32)) != 0 &&
        self->overlay->groups[slot].group != CLASP_SLOT_GROUP_NONE)
      func ((ClaspSlotGroup) self->overlay->groups[slot].group, slot, levels + slot, user_data);
  memset (self->changed_groups, 0, sizeof self->changed_groups);
  self->has_changed_groups = FALSE;
}
