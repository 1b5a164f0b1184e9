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
} ClaspMidiNotes;

/* Follows one whole message: note on, note off, and what ends all notes of a channel. */
void     clasp_midi_notes_follow (ClaspMidiNotes *self,
                                  const guint8   *message);
/* Takes out one note that sounds; FALSE when there is none left. */
gboolean clasp_midi_notes_take   (ClaspMidiNotes *self,
                                  guint          *channel, /* 0–15 */
                                  guint          *note);

G_END_DECLS
