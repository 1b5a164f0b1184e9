/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"

/* ClaspMidiThru: what comes in and goes straight out again, by channel, transposed.
 *
 * Thread: any (plain data, one at a time). */

G_BEGIN_DECLS

#define CLASP_MIDI_MAX_THRU_ROUTES 32

typedef struct
{
  guint16  channels;  /* bit n: channel n, 0–15 */
  int      to;        /* 0–15; -1 = the same */
  int      transpose; /* semitones, -127–127 */
  gboolean is_system; /* system messages instead */
} ClaspMidiThruRoute;

/* Zero-initialise. */
typedef struct
{
  ClaspMidiThruRoute routes[CLASP_MIDI_MAX_THRU_ROUTES];
  guint              n_routes;
} ClaspMidiThru;

/* "all", "1-4", "1=10" (to channel 10), "2+12", "1-4=10-12", "system". */
gboolean clasp_midi_thru_add  (ClaspMidiThru *self,
                               const char    *text,
                               GError       **error);
/* Calls @func for every copy of @message that goes out; a note out of range does not. */
void     clasp_midi_thru_take (ClaspMidiThru *self,
                               const guint8  *message,
                               gsize          size,
                               ClaspMidiFunc  func,
                               gpointer       user_data);

G_END_DECLS
