/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge.h"
#include "bridges/midi/clasp-midi-backend.h"

/* ClaspMidiBridge: one MIDI device, or our own ports, as signals; README.md has the address space.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_MIDI_BRIDGE (clasp_midi_bridge_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiBridge, clasp_midi_bridge, CLASP, MIDI_BRIDGE, ClaspBridge)

/* Before open, for tests: another backend than the system's. */
void clasp_midi_bridge_set_backend (ClaspMidiBridge  *self,
                                    ClaspMidiBackend *backend);

G_END_DECLS
