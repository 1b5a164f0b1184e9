/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-timecode.h"

/* ClaspMidiMtcIn: follows MIDI Time Code (show-protocols.md 3.1).
 *
 * Eight quarter frames in order, either way, say one time; it is that of piece 0, and every piece
 * after it is a quarter frame further. Through a gap it runs on by itself for two frames at most, and
 * stands still until eight pieces in order came again. After 100 ms without a piece it is stopped.
 *
 * Thread: any (plain data, one at a time; time is handed in). */

G_BEGIN_DECLS

#define CLASP_MIDI_MTC_STOP_US 100000
#define CLASP_MIDI_MTC_FREEWHEEL_FRAMES 2

typedef enum
{
  CLASP_MIDI_MTC_STOPPED,
  CLASP_MIDI_MTC_RUNNING,
  CLASP_MIDI_MTC_FREEWHEEL, /* pieces are missing, or not in order yet */
} ClaspMidiMtcState;

/* Zero-initialise. */
typedef struct
{
  ClaspMidiMtcState state;
  ClaspMidiTimecode time;     /* that was told last; of use once has_time */
  gboolean          has_time;
  /*< private >*/
  guint8            pieces[8];
  guint8            last_piece;
  guint             n_in_order; /* 0 = none yet */
  int               direction;  /* 1 or -1 */
  gboolean          is_locked;  /* @position counts on with every piece */
  ClaspMidiRate     rate;
  gint64            position;   /* quarter frames since midnight */
  gint64            good_us;    /* when @position was right last */
  gint64            piece_us;   /* when any piece came */
} ClaspMidiMtcIn;

void     clasp_midi_mtc_in_reset   (ClaspMidiMtcIn          *self);
/* The data byte of a quarter frame. TRUE when time or state are others now. */
gboolean clasp_midi_mtc_in_quarter (ClaspMidiMtcIn          *self,
                                    guint8                   data,
                                    gint64                   now_us);
/* A jump, or where it stands. */
void     clasp_midi_mtc_in_full    (ClaspMidiMtcIn          *self,
                                    const ClaspMidiTimecode *time);
/* Runs on by itself. TRUE as above. */
gboolean clasp_midi_mtc_in_expire  (ClaspMidiMtcIn          *self,
                                    gint64                   now_us);
/* When to call that; 0 = never. */
gint64   clasp_midi_mtc_in_get_due (const ClaspMidiMtcIn    *self,
                                    gint64                   now_us);
const char *clasp_midi_mtc_state_to_string (ClaspMidiMtcState state);

G_END_DECLS
