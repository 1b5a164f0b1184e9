/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* MIDI 1.0 bytes: a parser from a stream to whole messages (show-protocols.md 2.1, 2.2).
 *
 * A message is its bytes with the status in front, never running status; a system exclusive one
 * with F0 and F7. Everything in the bridge speaks of messages in this form.
 *
 * Thread: any (one parser belongs to one thread). */

G_BEGIN_DECLS

#define CLASP_MIDI_MAX_SYSEX 65536 /* bytes, F0 and F7 included; longer ones are dropped */
/* A sysex whose next bytes come later than this is given up: its sender is gone. */
#define CLASP_MIDI_SYSEX_TIMEOUT_US G_USEC_PER_SEC

typedef enum
{
  CLASP_MIDI_NOTE_OFF = 0x80,
  CLASP_MIDI_NOTE_ON = 0x90,
  CLASP_MIDI_POLY_PRESSURE = 0xa0,
  CLASP_MIDI_CONTROL = 0xb0,
  CLASP_MIDI_PROGRAM = 0xc0,
  CLASP_MIDI_CHANNEL_PRESSURE = 0xd0,
  CLASP_MIDI_PITCH_BEND = 0xe0,
  CLASP_MIDI_SYSEX = 0xf0,
  CLASP_MIDI_QUARTER_FRAME = 0xf1,
  CLASP_MIDI_SONG_POSITION = 0xf2,
  CLASP_MIDI_SONG_SELECT = 0xf3,
  CLASP_MIDI_TUNE_REQUEST = 0xf6,
  CLASP_MIDI_END_OF_SYSEX = 0xf7,
  CLASP_MIDI_CLOCK = 0xf8,
  CLASP_MIDI_START = 0xfa,
  CLASP_MIDI_CONTINUE = 0xfb,
  CLASP_MIDI_STOP = 0xfc,
  CLASP_MIDI_ACTIVE_SENSING = 0xfe,
  CLASP_MIDI_RESET = 0xff,
} ClaspMidiStatus;

/* Data bytes behind a status; -1 for sysex, undefined ones and data bytes. */
int clasp_midi_n_data (guint8 status);

typedef void (*ClaspMidiFunc) (const guint8 *message,
                               gsize         size,
                               gpointer      user_data);

typedef struct
{
  /*< private >*/
  guint8      status;  /* of the message being read, or running; 0 = none */
  guint8      data[2];
  guint8      n_data;
  gboolean    in_sysex;
  gboolean    is_too_long;
  GByteArray *sysex;   /* (owned) (nullable) made at first use */
  gint64      now_us;    /* when the bytes being read came */
  gint64      fed_us;    /* when the last byte of the sysex came: a clock inside it says nothing */
  guint64     n_dropped; /* sysex messages cut short, too long or given up */
} ClaspMidiParser;

/* Zero-initialise; clear frees. */
void clasp_midi_parser_clear (ClaspMidiParser *self);
void clasp_midi_parser_feed  (ClaspMidiParser *self,
                              const guint8    *bytes,
                              gsize            size,
                              gint64           now_us,
                              ClaspMidiFunc    func,
                              gpointer         user_data);
/* Forgets what was begun: the device went away. */
void clasp_midi_parser_reset (ClaspMidiParser *self);

G_END_DECLS
