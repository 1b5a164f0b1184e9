/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "io/clasp-timer.h"

/* ClaspMidiClockOut: a MIDI clock of our own: 24 pulses a quarter note, start, stop, continue and
 * song position (show-protocols.md 2.4).
 *
 * Every pulse has a time of its own, counted from the last change of tempo: a late one makes the next
 * no later. Pulses run all the time, so that others know the tempo before it starts.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_MIDI_TEMPO_MIN 20.0
#define CLASP_MIDI_TEMPO_MAX 400.0
/* After a longer sleep pulses are left out rather than sent all at once. */
#define CLASP_MIDI_CLOCK_MAX_LATE_US 100000

typedef struct _ClaspMidiClockOut ClaspMidiClockOut;

/* Runs from the start, at @tempo. @func sends at once. */
ClaspMidiClockOut *clasp_midi_clock_out_new          (ClaspTimers       *timers,
                                                      double             tempo,
                                                      ClaspMidiFunc      func,
                                                      gpointer           user_data);
void               clasp_midi_clock_out_free         (ClaspMidiClockOut *self);
/* FALSE outside the limits, or for what is no number. */
gboolean           clasp_midi_clock_out_set_tempo    (ClaspMidiClockOut *self,
                                                      double             tempo);
/* CLASP_MIDI_START, _STOP or _CONTINUE: sent just before the next pulse, which is the first that
 * counts. */
void               clasp_midi_clock_out_transport    (ClaspMidiClockOut *self,
                                                      guint8             status);
/* In sixteenths, 0–16383. FALSE while it plays: song position is for standing clocks. */
gboolean           clasp_midi_clock_out_set_position (ClaspMidiClockOut *self,
                                                      guint              position);
/* Pulses since the start; where CONTINUE goes on. */
guint              clasp_midi_clock_out_get_pulse    (ClaspMidiClockOut *self);
gboolean           clasp_midi_clock_out_is_playing   (ClaspMidiClockOut *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiClockOut, clasp_midi_clock_out_free)

G_END_DECLS
