/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"

/* ClaspMidiNotes: which notes sound, so that none sounds for ever when a cable is pulled.
 *
 * Thread: any (plain data, one at a time). */

G_BEGIN_DECLS

/* Zero-initialise. */
typedef struct
{
  /*< private >*/
  guint64 sounding[16][2]; /* a bit per note */
  guint16 used;            /* a bit per channel that notes or a pedal were sent on */
} ClaspMidiNotes;

/* Follows one whole message: note on, note off, and what ends all notes of a channel. */
void     clasp_midi_notes_follow (ClaspMidiNotes *self,
                                  const guint8   *message);
/* Takes out one note that sounds; FALSE when there is none left. */
gboolean clasp_midi_notes_take   (ClaspMidiNotes *self,
                                  guint          *channel, /* 0–15 */
                                  guint          *note);

/* Those of one channel that sound. */
gboolean clasp_midi_notes_is_on  (const ClaspMidiNotes *self,
                                  guint           channel,
                                  guint           note);
/* How many sound. */
guint    clasp_midi_notes_count  (const ClaspMidiNotes *self);
/* Bit n: channel n was used since the last reset. */
guint16  clasp_midi_notes_get_used (const ClaspMidiNotes *self);
void     clasp_midi_notes_reset    (ClaspMidiNotes *self);

G_END_DECLS
