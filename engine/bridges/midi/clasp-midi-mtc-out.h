/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-timecode.h"
#include "io/clasp-timer.h"

/* ClaspMidiMtcOut: MIDI Time Code of our own (show-protocols.md 3.1): a full frame wherever it is put,
 * and quarter frames while it runs, each at its own time since the start: without drift.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* After a longer sleep time goes on from where it should be, with a full frame. */
#define CLASP_MIDI_MTC_MAX_LATE_US 100000

typedef struct _ClaspMidiMtcOut ClaspMidiMtcOut;

/* Stands at 00:00:00:00. @func sends at once. */
ClaspMidiMtcOut *clasp_midi_mtc_out_new    (ClaspTimers             *timers,
                                            ClaspMidiRate            rate,
                                            ClaspMidiFunc            func,
                                            gpointer                 user_data);
void             clasp_midi_mtc_out_free   (ClaspMidiMtcOut         *self);
/* Whether it runs or stands; @time is taken at our own rate. */
void             clasp_midi_mtc_out_locate (ClaspMidiMtcOut         *self,
                                            const ClaspMidiTimecode *time);
void             clasp_midi_mtc_out_run    (ClaspMidiMtcOut         *self,
                                            gboolean                 is_running);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiMtcOut, clasp_midi_mtc_out_free)

G_END_DECLS
