/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspMidiRest: what a device has moved of all that controller 121, reset all controllers, puts back to rest
 * (show-protocols.md 2.3, RP-015): modulation, expression, pedals, bend and pressure; not volume, pan, bank, program.
 *
 * Thread: any (one at a time). */

G_BEGIN_DECLS

/* Six controllers, bend, channel pressure, and the pressure of each note. */
#define CLASP_MIDI_REST_MAX (8 + 128)

typedef struct
{
  guint8  moved[16];
  guint64 pressed[16][2]; /* a bit for each note */
} ClaspMidiRest;

/* @message: a whole channel message that came. */
void  clasp_midi_rest_note  (ClaspMidiRest *self, const guint8 *message);
/* The messages that would put back what is elsewhere on @channel, which is at rest then; how many. */
guint clasp_midi_rest_reset (ClaspMidiRest *self, guint channel, guint8 messages[CLASP_MIDI_REST_MAX][3]);

G_END_DECLS
