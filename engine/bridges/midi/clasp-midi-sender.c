/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-sender.h"

#include "bridges/midi/clasp-midi-parameters.h"

#include <string.h>

#define N_PAIRS 32
#define MESSAGE_SIZE 3 /* of a controller */

/**
 * clasp_midi_sender_reset:
 * @self: a sender
 *
 * The device may know nothing any more.
 *
 * Thread: any.
 */
void
clasp_midi_sender_reset (ClaspMidiSender *self)
{
  memset (self->selected, 0, sizeof self->selected);
  memset (self->data, 0, sizeof self->data);
  memset (self->coarse, 0, sizeof self->coarse);
}

static gsize
size_of_first (const guint8 *messages, gsize size)
{
  int n_data = messages[0] < 0x80 ? -1 : clasp_midi_n_data (messages[0]);

  return n_data < 0 ? size : MIN (size, 1u + (gsize) n_data);
}

/* What @messages select, when they begin with that; never 0 then. */
static guint32
selection_of (const guint8 *messages, gsize size)
{
  if (size < 3 * MESSAGE_SIZE || (messages[0] & 0xf0) != CLASP_MIDI_CONTROL)
    return 0;
  if (messages[1] != CLASP_MIDI_NRPN_COARSE && messages[1] != CLASP_MIDI_RPN_COARSE)
    return 0;

  return 1u << 31 | (guint32) messages[1] << 14 | (guint32) messages[2] << 7 | messages[5];
}

/* No parameter is selected any more, and some controllers are at rest (RP-015). */
static void
forget_channel (ClaspMidiSender *self, guint channel)
{
  self->selected[channel] = self->data[channel] = 0;
  memset (self->coarse[channel], 0, sizeof self->coarse[channel]);
}

/* Whatever passes is what the device knows from now on. */
static void
note_controller (ClaspMidiSender *self, const guint8 *message)
{
  guint channel = message[0] & 15, controller = message[1];

  if (controller == CLASP_MIDI_RESET_CONTROLLERS)
    forget_channel (self, channel);
  else if (controller >= CLASP_MIDI_NRPN_FINE && controller <= CLASP_MIDI_RPN_COARSE)
    self->selected[channel] = self->data[channel] = 0;
  else if (controller == CLASP_MIDI_DATA_UP || controller == CLASP_MIDI_DATA_DOWN)
    self->data[channel] = 0;
  if (controller == CLASP_MIDI_DATA_COARSE)
    self->data[channel] = (guint8) (message[2] + 1);
  if (controller < N_PAIRS)
    self->coarse[channel][controller] = (guint8) (message[2] + 1);
}

/* The coarse half in front of its fine one, which the device has as it is. */
static gboolean
is_known_half (ClaspMidiSender *self, const guint8 *message, gsize left)
{
  guint channel = message[0] & 15, controller = message[1];

  if (!self->fine_alone || (message[0] & 0xf0) != CLASP_MIDI_CONTROL || left < 2 * MESSAGE_SIZE ||
      controller >= N_PAIRS || message[4] != controller + N_PAIRS)
    return FALSE;
  if (self->selected[channel] != 0 && controller == CLASP_MIDI_DATA_COARSE)
    return self->data[channel] == message[2] + 1;
  return self->coarse[channel][controller] == message[2] + 1;
}

static gboolean
send_one (ClaspMidiSender    *self,
          const guint8       *message,
          gsize               size,
          ClaspMidiSenderFunc func,
          gpointer            user_data)
{
  if ((message[0] & 0xf0) == CLASP_MIDI_CONTROL && size == MESSAGE_SIZE)
    note_controller (self, message);
  return func (message, size, user_data);
}

/**
 * clasp_midi_sender_send:
 * @self: a sender
 * @messages: the messages of one value, or a part of a system exclusive one
 * @size: their size
 * @func: (scope call): sends one message
 * @user_data: for @func
 *
 * Thread: any.
 *
 * Returns: %FALSE when one of them was not sent; nothing is taken for known then
 */
gboolean
clasp_midi_sender_send (ClaspMidiSender    *self,
                        const guint8       *messages,
                        gsize               size,
                        ClaspMidiSenderFunc func,
                        gpointer            user_data)
{
  guint32  selection = selection_of (messages, size);
  gboolean is_sent = TRUE;
  gsize    at = 0, step;

  if (selection != 0 && self->selected[messages[0] & 15] == selection)
    at = 2 * MESSAGE_SIZE;
  for (; at < size; at += step)
    {
      step = size_of_first (messages + at, size - at);
      if (is_known_half (self, messages + at, size - at))
        continue;
      is_sent = send_one (self, messages + at, step, func, user_data) && is_sent;
      if (selection != 0 && at == MESSAGE_SIZE)
        self->selected[messages[0] & 15] = selection;
    }

  if (!is_sent)
    clasp_midi_sender_reset (self);
  return is_sent;
}
