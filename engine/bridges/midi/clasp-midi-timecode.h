/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-codec.h"
#include "core/clasp-value.h"
#include "core/clasp-writer.h"

/* Time code: hours, minutes, seconds and frames at one of the four rates of MIDI Time Code, and the
 * arithmetic of drop frames (show-protocols.md 3.1).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

/* As the two bits on the wire. */
typedef enum
{
  CLASP_MIDI_RATE_24,
  CLASP_MIDI_RATE_25,
  CLASP_MIDI_RATE_30_DROP, /* 29.97 frames a second; numbers 0 and 1 are left out in nine minutes of ten */
  CLASP_MIDI_RATE_30,
} ClaspMidiRate;

typedef struct
{
  ClaspMidiRate rate;
  guint8        hours, minutes, seconds, frames;
} ClaspMidiTimecode;

#define CLASP_MIDI_TIMECODE_TEXT 12 /* bytes of "hh:mm:ss:ff" and its end */

/* Numbers in a second, 24 to 30. */
guint    clasp_midi_rate_get_frames        (ClaspMidiRate            rate);
/* How long @n quarter frames last, rounded to the nearest microsecond: without drift. */
gint64   clasp_midi_rate_get_us            (ClaspMidiRate            rate,
                                            gint64                   n_quarters);
/* How many whole quarter frames are in @us. */
gint64   clasp_midi_rate_get_quarters      (ClaspMidiRate            rate,
                                            gint64                   us);
/* "24", "25", "29.97", "30". */
const char *clasp_midi_rate_to_string      (ClaspMidiRate            rate);
gboolean clasp_midi_rate_from_string       (ClaspStr                 text,
                                            ClaspMidiRate           *rate);
gint64   clasp_midi_rate_get_day           (ClaspMidiRate            rate); /* frames of 24 h */

/* FALSE for numbers that no clock shows, the dropped ones included. */
gboolean clasp_midi_timecode_is_valid      (const ClaspMidiTimecode *self);
/* Frames since 00:00:00:00. */
gint64   clasp_midi_timecode_to_frame      (const ClaspMidiTimecode *self);
/* Any number: a day has no end and no beginning. */
void     clasp_midi_timecode_from_frame    (ClaspMidiTimecode       *self,
                                            ClaspMidiRate            rate,
                                            gint64                   frame);
void     clasp_midi_timecode_print         (const ClaspMidiTimecode *self,
                                            char                     text[CLASP_MIDI_TIMECODE_TEXT]);
/* "hh:mm:ss:ff"; ';' or '.' may stand before the frames. @rate is not in a text. */
gboolean clasp_midi_timecode_parse         (ClaspStr                 text,
                                            ClaspMidiRate            rate,
                                            ClaspMidiTimecode       *self);
/* A text, or a map {hours, minutes, seconds, frames, rate}; @rate when it says none. */
gboolean clasp_midi_timecode_from_value    (const ClaspValue        *value,
                                            ClaspMidiRate            rate,
                                            ClaspMidiTimecode       *self);
ClaspValue clasp_midi_timecode_to_map      (const ClaspMidiTimecode *self);

/* "F0 7F dev 01 01 hh mm ss ff F7". */
gboolean clasp_midi_full_frame_decode      (const guint8            *message,
                                            gsize                    size,
                                            ClaspMidiTimecode       *timecode);
void     clasp_midi_full_frame_encode      (const ClaspMidiTimecode *timecode,
                                            ClaspWriter             *messages);
/* The data byte of quarter frame @piece, 0–7. */
guint8   clasp_midi_quarter_frame_encode   (const ClaspMidiTimecode *timecode,
                                            guint                    piece);

G_END_DECLS
