/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dmx/clasp-dmx.h"
#include "widgets/br-recent.h"

/* BrSlotPast: what the slots of the universe on screen were, for the chart of the one that is chosen. Bounded as
 * BrRecent is, which keeps it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  BrRecent *recent; /* (owned) (nullable) */
  guint8    levels[CLASP_DMX_SLOTS];
  guint32   n_updates[CLASP_DMX_SLOTS]; /* as of a signal: it jumps where some may have been missed */
  gint64    looked_us; /* the last picture; 0 = none */
  gint64    kept_us;   /* when all slots were said to be on screen still */
} BrSlotPast;

/* Of another universe nothing is known; also frees what is held. */
void       br_slot_past_clear (BrSlotPast *self);
/* A whole picture, as often as one comes. */
void       br_slot_past_look  (BrSlotPast *self, const guint8 *levels, gint64 now_us);
/* For a chart. (transfer full) */
BrHistory *br_slot_past_open  (BrSlotPast *self, guint slot, gint64 now_us);

G_END_DECLS
