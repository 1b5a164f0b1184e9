/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-slot-past.h"

#define KEEP_US (BR_RECENT_GAP_US / 4)

static BrRecent *
br_slot_past_get_recent (BrSlotPast *self)
{
  if (self->recent == NULL)
    self->recent = br_recent_new ();

  return self->recent;
}

void
br_slot_past_clear (BrSlotPast *self)
{
  g_clear_pointer (&self->recent, br_recent_free);
  *self = (BrSlotPast) { 0 };
}

void
br_slot_past_look (BrSlotPast   *self,
                   const guint8 *levels,
                   gint64        now_us)
{
  BrRecent *recent = br_slot_past_get_recent (self);
  gboolean  missed = self->looked_us != 0 && now_us - self->looked_us > BR_RECENT_GAP_US;
  gboolean  keeps = missed || now_us - self->kept_us >= KEEP_US;

  for (guint slot = 0; slot < CLASP_DMX_SLOTS; slot++)
    {
      gboolean         changed = self->n_updates[slot] == 0 || levels[slot] != self->levels[slot];
      ClaspSignalState state = { .number = levels[slot], .updated_us = now_us };

      if (!changed && !keeps)
        continue;
      self->levels[slot] = levels[slot];
      self->n_updates[slot] += missed ? 2 : changed;
      state.n_updates = self->n_updates[slot];
      br_recent_look (recent, slot, &state, now_us);
    }
  self->looked_us = now_us;
  if (keeps)
    self->kept_us = now_us;
}

BrHistory *
br_slot_past_open (BrSlotPast *self,
                   guint       slot,
                   gint64      now_us)
{
  return br_recent_open (br_slot_past_get_recent (self), slot, now_us);
}
