/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Relative encoders: controllers that say how far they were turned, in one of several codes, which
 * only the person who sets up the device can know (show-protocols.md 2.3).
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_MIDI_ABSOLUTE,        /* no encoder */
  CLASP_MIDI_TWOS_COMPLEMENT, /* 1–63 up, 127–65 down */
  CLASP_MIDI_OFFSET,          /* 64 and more up, 63 and less down */
  CLASP_MIDI_SIGN_BIT,        /* 1–63 up, 65–127 down */
  CLASP_MIDI_SIGN_BIT_DOWN,   /* 65–127 up, 1–63 down */
  CLASP_MIDI_UP_DOWN,         /* above 64 one up, below one down */
} ClaspMidiRelativeMode;

typedef struct
{
  guint8   modes[16][128]; /* ClaspMidiRelativeMode of each channel and controller */
  gboolean parameters;     /* controllers 96 and 97 of a registered parameter are steps */
} ClaspMidiRelative;

/* How far @byte turns, −64–64. */
int      clasp_midi_relative_decode (ClaspMidiRelativeMode  mode,
                                     guint8                 byte);
/* The byte that turns as far as one message can toward @steps; @rest is what is left to say. */
guint8   clasp_midi_relative_encode (ClaspMidiRelativeMode  mode,
                                     int                    steps,
                                     int                   *rest);
/* "16-23=sign-bit", "1/60=offset" (channel 1–16 first), "nrpn"; adds to @self. */
gboolean clasp_midi_relative_add    (ClaspMidiRelative     *self,
                                     const char            *text,
                                     GError               **error);
const char *clasp_midi_relative_mode_to_string (ClaspMidiRelativeMode mode);

G_END_DECLS
