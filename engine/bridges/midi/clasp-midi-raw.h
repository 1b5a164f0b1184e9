/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"

/* MIDI as bytes of a character device: /dev/snd/midiC1D0, /dev/midi1, or a serial port at 31250 baud
 * or another speed. The path is the identity; /dev/serial/by-id has paths that stay.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_MIDI_RAW (clasp_midi_raw_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiRaw, clasp_midi_raw, CLASP, MIDI_RAW, GObject)

ClaspMidiBackend *clasp_midi_raw_new (gboolean is_serial);

G_END_DECLS
