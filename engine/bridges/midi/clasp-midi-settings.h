/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-address.h"
#include "core/clasp-settings.h"

/* ClaspMidiSettings: what can be set on a MIDI connection.
 *
 * Thread: as ClaspSettings. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_MIDI_DIRECTION_BOTH,
  CLASP_MIDI_DIRECTION_IN,
  CLASP_MIDI_DIRECTION_OUT,
} ClaspMidiDirection;

#define CLASP_TYPE_MIDI_DIRECTION (clasp_midi_direction_get_type ())
GType clasp_midi_direction_get_type (void);

#define CLASP_TYPE_MIDI_SETTINGS (clasp_midi_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiSettings, clasp_midi_settings, CLASP, MIDI_SETTINGS, ClaspSettings)

/* What is said about addresses and values. */
void clasp_midi_settings_read (ClaspSettings    *settings,
                               ClaspMidiOptions *options);

G_END_DECLS
