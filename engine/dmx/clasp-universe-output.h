/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx-pace.h"
#include "dmx/clasp-dmx.h"

/* ClaspUniverseOutput: one universe as it goes out: its levels and when its next frame is owed.
 *
 * No I/O and no clock: monotonic microseconds are handed in. What holds a universe (blackout, freeze,
 * test) is laid over the levels by ClaspUniverses when a frame is taken, so the levels below go on
 * and come back.
 *
 * Lateness: ClaspDmxPace. Over a network no receiver minds a frame that follows a late one sooner: it
 * makes its own DMX line (7.1: 22.7 ms a full frame) from the newest frame it has, cannot tell our
 * delay from the network's, and even one that plays each frame is never behind by more than
 * make_up_us, a part of the one frame it holds anyway. What drives a line itself leaves make_up_us
 * at 0.
 *
 * Thread: worker. A driver with a thread of its own gets a copy of each frame. */

G_BEGIN_DECLS

/* For what goes over a network: less than a quarter of a frame. */
#define CLASP_UNIVERSE_MAKE_UP_US 5000

typedef struct
{
  gint64 interval_ns;   /* between two frames, CLASP_DMX_INTERVAL_NS (44) */
  gint64 keep_alive_us; /* an unchanged frame is repeated after it; 0 = never */
  guint  n_repeats;     /* so often a changed frame is sent at full rate; Art-Net 1, sACN 3 (6.4) */
  gint64 make_up_us;    /* so much sooner a frame may follow a late one; 0 = never sooner */
} ClaspUniverseTiming;

typedef struct
{
  /*< private >*/
  ClaspUniverseTiming timing;
  guint8   levels[CLASP_DMX_SLOTS];
  guint8   sent[CLASP_DMX_SLOTS]; /* the last frame, with holds */
  guint    n_slots;               /* the highest slot that was ever set */
  guint    n_owed;                /* frames of the last change that are still to leave */
  gboolean is_active;             /* a slot was ever set */
  gint64   sent_us;
  ClaspDmxPace pace;
  guint64  n_frames;              /* that left */
  ClaspDmxRate rate;
} ClaspUniverseOutput;

void   clasp_universe_output_init      (ClaspUniverseOutput *self, const ClaspUniverseTiming *timing);
/* A frame is owed after this when the level changed, or when none was ever sent. */
void   clasp_universe_output_set_slot  (ClaspUniverseOutput *self, guint slot, guint8 level);
/* The same for a run of slots; those beyond slot 512 are nobody's. */
void   clasp_universe_output_set_slots (ClaspUniverseOutput *self, guint first, const guint8 *levels, guint n);
/* A hold changed: a frame is owed although no level did. */
void   clasp_universe_output_touch     (ClaspUniverseOutput *self);
/* When the next frame has to leave: long ago for the first one, one interval after the last for a
 * change, the keep-alive after the last otherwise; G_MAXINT64 while nothing was ever set. */
gint64 clasp_universe_output_get_due_us (const ClaspUniverseOutput *self);
/* The levels as they were set, without holds. */
const guint8 *clasp_universe_output_peek (const ClaspUniverseOutput *self, guint *n_slots);
/* A frame with these levels (holds laid over) leaves now. */
void   clasp_universe_output_note_sent (ClaspUniverseOutput *self, const guint8 *levels, gint64 now_us);

G_END_DECLS
