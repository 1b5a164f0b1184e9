/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-notes.h"

#include <string.h>

#define ALL_SOUND_OFF 120
#define ALL_NOTES_OFF 123
#define FIRST_PEDAL 64
#define LAST_PEDAL 69

/**
 * clasp_midi_notes_follow:
 * @self: the notes that sound
 * @message: what passed
 *
 * Controllers 124 to 127 change the channel's mode, which ends its notes as well (MIDI 1.0).
 */
void
clasp_midi_notes_follow (ClaspMidiNotes *self, const guint8 *message)
{
  guint8   kind = message[0] & 0xf0;
  guint64 *channel = self->sounding[message[0] & 15];

  if ((kind == CLASP_MIDI_NOTE_ON && message[2] > 0) ||
      (kind == CLASP_MIDI_CONTROL && message[1] >= FIRST_PEDAL && message[1] <= LAST_PEDAL))
    self->used |= (guint16) (1u << (message[0] & 15));
  if (kind == CLASP_MIDI_NOTE_ON && message[2] > 0)
    channel[message[1] / 64] |= (guint64) 1 << (message[1] % 64);
  else if (kind == CLASP_MIDI_NOTE_ON || kind == CLASP_MIDI_NOTE_OFF)
    channel[message[1] / 64] &= ~((guint64) 1 << (message[1] % 64));
  else if (kind == CLASP_MIDI_CONTROL &&
           (message[1] == ALL_SOUND_OFF || message[1] >= ALL_NOTES_OFF))
    memset (channel, 0, sizeof self->sounding[0]);
}

/**
 * clasp_midi_notes_take:
 * @self: the notes that sound
 * @channel: (out): 0–15
 * @note: (out): 0–127
 *
 * From the lowest channel and note upward.
 *
 * Returns: %FALSE when no note sounds
 */
gboolean
clasp_midi_notes_take (ClaspMidiNotes *self, guint *channel, guint *note)
{
  for (guint i = 0; i < 32; i++)
    {
      guint64 *half = &self->sounding[i / 2][i % 2];

      if (*half == 0)
        continue;

      *channel = i / 2;
      *note = i % 2 * 64 + (guint) __builtin_ctzll (*half);
      *half &= *half - 1;
      return TRUE;
    }

  return FALSE;
}

/**
 * clasp_midi_notes_is_on:
 * @self: the notes that sound
 * @channel: 0–15
 * @note: 0–127
 *
 * Thread: any.
 *
 * Returns: whether that one does
 */
gboolean
clasp_midi_notes_is_on (const ClaspMidiNotes *self, guint channel, guint note)
{
  return self->sounding[channel & 15][note / 64 & 1] >> (note % 64) & 1;
}

/**
 * clasp_midi_notes_get_used:
 * @self: the notes that sound
 *
 * Thread: any.
 *
 * Returns: bit n for each channel that a note or a pedal passed on
 */
guint
clasp_midi_notes_count (const ClaspMidiNotes *self)
{
  guint n = 0;

  for (guint channel = 0; channel < 16; channel++)
    for (guint half = 0; half < 2; half++)
      n += (guint) __builtin_popcountll (self->sounding[channel][half]);
  return n;
}

guint16
clasp_midi_notes_get_used (const ClaspMidiNotes *self)
{
  return self->used;
}

/**
 * clasp_midi_notes_reset:
 * @self: the notes that sound
 *
 * Thread: any.
 */
void
clasp_midi_notes_reset (ClaspMidiNotes *self)
{
  memset (self, 0, sizeof *self);
}
