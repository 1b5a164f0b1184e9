/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"
#include "bridges/midi/clasp-midi-feedback.h"
#include "bridges/midi/clasp-midi-thru.h"
#include "bridges/midi/clasp-midi-time.h"
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

#define CLASP_TYPE_MIDI_MTC_OUT_RATE (clasp_midi_mtc_out_rate_get_type ())
GType clasp_midi_mtc_out_rate_get_type (void);

#define CLASP_TYPE_MIDI_SETTINGS (clasp_midi_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspMidiSettings, clasp_midi_settings, CLASP, MIDI_SETTINGS, ClaspSettings)

/* The device's name in addresses. (transfer full) */
char               *clasp_midi_settings_make_name (ClaspSettings    *settings);
/* What is said about addresses and values. */
void                clasp_midi_settings_read     (ClaspSettings     *settings,
                                                  ClaspMidiOptions  *options);
/* What is added to a device's profile. */
void                clasp_midi_settings_add      (ClaspSettings     *settings,
                                                  ClaspMidiOptions  *options,
                                                  ClaspMidiFeedback *feedback,
                                                  ClaspMidiThru     *thru);
/* What runs by the clock. */
ClaspMidiTimeConfig clasp_midi_settings_get_time (ClaspSettings     *settings);

G_END_DECLS
