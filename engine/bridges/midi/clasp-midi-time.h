/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-clock-out.h"
#include "bridges/midi/clasp-midi-input.h"
#include "bridges/midi/clasp-midi-mtc-in.h"
#include "io/clasp-timer.h"

/* ClaspMidiTime: all of a connection that runs by the clock: MIDI clock, time code and active
 * sensing, each in and out, by setting.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_MIDI_SENSING_LOST_US 300000 /* show-protocols.md 2.4 */
#define CLASP_MIDI_SENSING_SEND_US 250000

typedef enum
{
  CLASP_MIDI_MTC_OUT_OFF,
  CLASP_MIDI_MTC_OUT_24,
  CLASP_MIDI_MTC_OUT_25,
  CLASP_MIDI_MTC_OUT_30_DROP,
  CLASP_MIDI_MTC_OUT_30,
} ClaspMidiMtcOutRate;

typedef struct
{
  gboolean            clock_in, clock_out;
  double              tempo; /* of clock_out */
  gboolean            mtc_in;
  ClaspMidiMtcOutRate mtc_out;
  gboolean            sensing_in, sensing_out;
} ClaspMidiTimeConfig;

typedef struct
{
  /* To be sent at once, before anything that waits. */
  void (*send)   (const guint8 *message,
                  gsize         size,
                  gpointer      user_data);
  /* The value is lent for the call. */
  void (*signal) (const ClaspMidiSignal *signal,
                  gpointer               user_data);
  /* The device said that it would be heard from, and is not: the cable is out. */
  void (*silent) (gpointer user_data);
} ClaspMidiTimeHandler;

typedef struct _ClaspMidiTime ClaspMidiTime;

ClaspMidiTime *clasp_midi_time_new     (ClaspTimers                *timers,
                                        const ClaspMidiTimeConfig  *config,
                                        const ClaspMidiTimeHandler *handler,
                                        gpointer                    user_data);
void           clasp_midi_time_free    (ClaspMidiTime              *self);
/* The device went: what was heard is forgotten. */
void           clasp_midi_time_reset   (ClaspMidiTime              *self);
/* Every message that came in. TRUE for one that is nothing but time. */
gboolean       clasp_midi_time_take    (ClaspMidiTime              *self,
                                        const guint8               *message,
                                        gsize                       size,
                                        gint64                      received_us);

typedef enum
{
  CLASP_MIDI_TIME_NOT_MINE,
  CLASP_MIDI_TIME_DONE,
  CLASP_MIDI_TIME_REFUSED,
} ClaspMidiTimeResult;

/* Something for the device: "/tempo", "/transport", "/songpos", "/mtc", "/mtc/run". */
ClaspMidiTimeResult clasp_midi_time_deliver (ClaspMidiTime         *self,
                                             ClaspStr               address,
                                             const ClaspValue      *value);
/* Anything was sent: active sensing may wait. */
void           clasp_midi_time_note_sent (ClaspMidiTime            *self);

G_END_DECLS
