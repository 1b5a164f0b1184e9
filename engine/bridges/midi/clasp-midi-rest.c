/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-rest.h"

#include "bridges/midi/clasp-midi-codec.h"

#include <string.h>

#define MAX_7 127
#define BEND_CENTRE_COARSE 64

/* In the order of the bits of moved[]; pedals are 64 to 67. */
static const struct
{
  guint8 controller, rest;
} controllers[] = { { 1, 0 }, { 11, MAX_7 }, { 64, 0 }, { 65, 0 }, { 66, 0 }, { 67, 0 } };

#define BEND_BIT (1u << G_N_ELEMENTS (controllers))
#define PRESSURE_BIT (BEND_BIT << 1)

static void
note_bit (ClaspMidiRest *self, guint channel, guint bit, gboolean is_moved)
{
  self->moved[channel] = (guint8) (is_moved ? self->moved[channel] | bit : self->moved[channel] & ~bit);
}

static void
note_controller (ClaspMidiRest *self, guint channel, guint8 controller, guint8 value)
{
  for (guint i = 0; i < G_N_ELEMENTS (controllers); i++)
    if (controllers[i].controller == controller)
      note_bit (self, channel, 1u << i, value != controllers[i].rest);
}

static void
note_pressure (ClaspMidiRest *self, guint channel, guint8 note, guint8 value)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << (note & 63);

  if (value > 0)
    self->pressed[channel][note >> 6] |= bit;
  else
    self->pressed[channel][note >> 6] &= ~bit;
}

/**
 * clasp_midi_rest_note:
 * @self: what is not at rest
 * @message: a whole channel message that came; others than those 121 speaks of are nothing
 *
 * Thread: any.
 */
void
clasp_midi_rest_note (ClaspMidiRest *self, const guint8 *message)
{
  guint channel = message[0] & 15;

  switch (message[0] & 0xf0)
    {
    case CLASP_MIDI_CONTROL:
      note_controller (self, channel, message[1], message[2]);
      break;
    case CLASP_MIDI_POLY_PRESSURE:
      note_pressure (self, channel, message[1], message[2]);
      break;
    case CLASP_MIDI_CHANNEL_PRESSURE:
      note_bit (self, channel, PRESSURE_BIT, message[1] > 0);
      break;
    case CLASP_MIDI_PITCH_BEND:
      note_bit (self, channel, BEND_BIT, message[1] > 0 || message[2] != BEND_CENTRE_COARSE);
      break;
    default:
      break;
    }
}

static void
put (guint8 messages[][3], guint *n, guint status, guint one, guint two)
{
  messages[*n][0] = (guint8) status;
  messages[*n][1] = (guint8) one;
  messages[(*n)++][2] = (guint8) two;
}

/**
 * clasp_midi_rest_reset:
 * @self: what is not at rest
 * @channel: 0–15, of a controller 121 that came
 * @messages: (out caller-allocates): room for the messages
 *
 * Thread: any.
 *
 * Returns: how many there are; those of two bytes have a third that counts for nothing
 */
guint
clasp_midi_rest_reset (ClaspMidiRest *self, guint channel, guint8 messages[CLASP_MIDI_REST_MAX][3])
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (controllers); i++)
    if (self->moved[channel] & 1u << i)
      put (messages, &n, CLASP_MIDI_CONTROL | channel, controllers[i].controller, controllers[i].rest);
  if (self->moved[channel] & BEND_BIT)
    put (messages, &n, CLASP_MIDI_PITCH_BEND | channel, 0, BEND_CENTRE_COARSE);
  if (self->moved[channel] & PRESSURE_BIT)
    put (messages, &n, CLASP_MIDI_CHANNEL_PRESSURE | channel, 0, 0);
  for (guint note = 0; note < 128; note++)
    if (self->pressed[channel][note >> 6] >> (note & 63) & 1)
      put (messages, &n, CLASP_MIDI_POLY_PRESSURE | channel, note, 0);

  self->moved[channel] = 0;
  memset (self->pressed[channel], 0, sizeof self->pressed[channel]);
  return n;
}
