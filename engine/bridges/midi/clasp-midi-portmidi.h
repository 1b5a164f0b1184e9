/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"
#include "bridges/midi/clasp-midi-devices.h"

/* MIDI through PortMidi, for systems without ALSA's sequencer. The library wants to be asked, and may
 * wait; so a thread of its own asks, and two rings join it with the worker.
 *
 * It has no ports that others connect to, and does not tell when a device goes.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_MIDI_PORTMIDI (clasp_midi_portmidi_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiPortmidi, clasp_midi_portmidi, CLASP, MIDI_PORTMIDI, GObject)

ClaspMidiBackend *clasp_midi_portmidi_new          (void);
/* Appends what is there. Not for the worker. */
void              clasp_midi_portmidi_list_devices (GPtrArray *devices);

G_END_DECLS
