/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-address.h"

/* ClaspMidiInput: what a device's messages are as signals (bridges.md 3.3). It knows what took more
 * than one message to say: halves of 14-bit values, selected parameters, banks, encoders.
 *
 * The coarse half of a value waits a moment for its fine one, so that nobody sees the value jump back
 * in between; anything else on the channel, or time, ends the wait.
 *
 * Thread: any, one at a time (time is handed in). */

G_BEGIN_DECLS

#define CLASP_MIDI_PAIR_WAIT_US 3000 /* the fine half follows within 1 ms on a DIN cable */

typedef struct _ClaspMidiInput ClaspMidiInput;

/* The value is lent for the call. */
typedef void (*ClaspMidiSignalFunc) (const ClaspMidiSignal *signal,
                                     gpointer               user_data);

/* @options (unowned) outlives it. */
ClaspMidiInput *clasp_midi_input_new     (const ClaspMidiOptions *options,
                                          ClaspMidiSignalFunc     func,
                                          gpointer                user_data);
void            clasp_midi_input_free    (ClaspMidiInput         *self);
/* Forgets everything: the device went away. */
void            clasp_midi_input_reset   (ClaspMidiInput         *self);
/* One whole message. Clock, active sensing and time code are not for it. */
void            clasp_midi_input_take    (ClaspMidiInput         *self,
                                          const guint8           *message,
                                          gsize                   size,
                                          gint64                  now_us);
/* When clasp_midi_input_expire () wants to be called; 0 = never. */
gint64          clasp_midi_input_get_due (ClaspMidiInput         *self);
void            clasp_midi_input_expire  (ClaspMidiInput         *self,
                                          gint64                  now_us);
/* Somebody else moved what a relative encoder moves: it goes on from there. */
void            clasp_midi_input_place   (ClaspMidiInput         *self,
                                          guint                   channel, /* 0–15 */
                                          guint                   controller,
                                          guint8                  position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiInput, clasp_midi_input_free)

G_END_DECLS
