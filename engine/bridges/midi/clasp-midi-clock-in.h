/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspMidiClockIn: the tempo of a MIDI clock, 24 pulses a quarter note, from when its pulses came
 * (show-protocols.md 2.4).
 *
 * Pulses come in bunches and late; the median of the last intervals says what is usual, and the mean
 * of those near it is the tempo. A pulse after a long silence begins anew.
 *
 * Thread: any (plain data, one at a time; time is handed in). */

G_BEGIN_DECLS

#define CLASP_MIDI_PULSES_PER_QUARTER 24
/* A longer interval is a pause: 5 BPM. */
#define CLASP_MIDI_CLOCK_PAUSE_US 500000
/* A smaller change is jitter, beats per minute. */
#define CLASP_MIDI_TEMPO_STEP 0.1

/* Zero-initialise. */
typedef struct
{
  /*< private >*/
  gint64 last_us; /* 0 = no pulse yet */
  gint64 intervals[CLASP_MIDI_PULSES_PER_QUARTER];
  guint  n_intervals, next, n_since;
  double told; /* the tempo that was told, 0 = none */
} ClaspMidiClockIn;

/* A pulse. TRUE when there is another tempo to tell: rounded to a hundredth, at most four times in a
 * quarter note, and only when it is further than jitter from the last. */
gboolean clasp_midi_clock_in_pulse (ClaspMidiClockIn *self,
                                    gint64            now_us,
                                    double           *tempo);
void     clasp_midi_clock_in_reset (ClaspMidiClockIn *self);

G_END_DECLS
