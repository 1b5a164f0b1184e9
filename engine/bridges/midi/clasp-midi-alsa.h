/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"

/* ClaspMidiAlsa: MIDI through the ALSA sequencer.
 *
 * We are a client with two ports, "In" and "Out", which any program may connect to. A device is
 * known by its client's and port's names, not by their numbers, which change; the System Announce
 * port tells when one comes.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_MIDI_ALSA (clasp_midi_alsa_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiAlsa, clasp_midi_alsa, CLASP, MIDI_ALSA, GObject)

ClaspMidiBackend *clasp_midi_alsa_new          (void);
/* Appends what is there. Not for the worker. */
void              clasp_midi_alsa_list_devices (GPtrArray *devices);

G_END_DECLS
