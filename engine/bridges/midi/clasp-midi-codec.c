/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-codec.h"

/**
 * clasp_midi_n_data:
 * @status: a status byte
 *
 * Returns: how many data bytes follow it; -1 for sysex, undefined statuses and data bytes
 */
int
clasp_midi_n_data (guint8 status)
{
  static const gint8 by_kind[] = { 2, 2, 2, 2, 1, 1, 2 };
  static const gint8 by_system[] = { -1, 1, 2, 1, -1, -1, 0, -1, 0, -1, 0, 0, 0, -1, 0, 0 };

  if (status < 0x80)
    return -1;
  return status < 0xf0 ? by_kind[(status >> 4) - 8] : by_system[status & 0x0f];
}

/**
 * clasp_midi_parser_clear:
 * @self: a parser
 */
void
clasp_midi_parser_clear (ClaspMidiParser *self)
{
  g_clear_pointer (&self->sysex, g_byte_array_unref);
}

/**
 * clasp_midi_parser_reset:
 * @self: a parser
 *
 * Forgets a message that was begun and the running status.
 */
void
clasp_midi_parser_reset (ClaspMidiParser *self)
{
  self->status = 0;
  self->n_data = 0;
  self->in_sysex = FALSE;
  if (self->sysex != NULL)
    g_byte_array_set_size (self->sysex, 0);
}

static void
begin_sysex (ClaspMidiParser *self)
{
  static const guint8 start = CLASP_MIDI_SYSEX;

  clasp_midi_parser_reset (self);
  if (self->sysex == NULL)
    self->sysex = g_byte_array_new ();
  self->in_sysex = TRUE;
  self->is_too_long = FALSE;
  self->fed_us = self->now_us;
  g_byte_array_append (self->sysex, &start, 1);
}

static void
add_to_sysex (ClaspMidiParser *self, guint8 byte)
{
  self->fed_us = self->now_us;
  /* One byte is kept free for the F7. */
  if (self->sysex->len >= CLASP_MIDI_MAX_SYSEX - 1)
    self->is_too_long = TRUE;
  else
    g_byte_array_append (self->sysex, &byte, 1);
}

static void
end_sysex (ClaspMidiParser *self, ClaspMidiFunc func, gpointer user_data)
{
  static const guint8 end = CLASP_MIDI_END_OF_SYSEX;

  self->in_sysex = FALSE;
  if (self->is_too_long)
    {
      self->n_dropped++;
      return;
    }

  g_byte_array_append (self->sysex, &end, 1);
  func (self->sysex->data, self->sysex->len, user_data);
}

static void
take_status (ClaspMidiParser *self, guint8 status, ClaspMidiFunc func, gpointer user_data)
{
  if (self->in_sysex && status != CLASP_MIDI_END_OF_SYSEX)
    {
      self->in_sysex = FALSE;
      self->n_dropped++;
    }

  if (status == CLASP_MIDI_SYSEX)
    begin_sysex (self);
  else if (status == CLASP_MIDI_END_OF_SYSEX)
    {
      if (self->in_sysex)
        end_sysex (self, func, user_data);
    }
  else
    {
      /* F4 and F5 are undefined: they only end what was begun. */
      self->status = clasp_midi_n_data (status) > 0 ? status : 0;
      self->n_data = 0;
      if (clasp_midi_n_data (status) == 0)
        func (&status, 1, user_data);
    }
}

static void
take_data (ClaspMidiParser *self, guint8 byte, ClaspMidiFunc func, gpointer user_data)
{
  guint8 message[3];

  if (self->in_sysex)
    {
      add_to_sysex (self, byte);
      return;
    }
  if (self->status == 0)
    return;

  self->data[self->n_data++] = byte;
  if (self->n_data < clasp_midi_n_data (self->status))
    return;

  message[0] = self->status;
  message[1] = self->data[0];
  message[2] = self->data[1];
  func (message, 1u + self->n_data, user_data);
  self->n_data = 0;
  if (self->status >= 0xf0)
    self->status = 0; /* system common messages have no running status */
}

/* Bytes of the same sysex after a long silence are of another one: the first is never finished. */
static void
give_up_old_sysex (ClaspMidiParser *self, gint64 now_us)
{
  if (self->in_sysex && now_us - self->fed_us > CLASP_MIDI_SYSEX_TIMEOUT_US)
    {
      clasp_midi_parser_reset (self);
      self->n_dropped++;
    }
  self->now_us = now_us;
}

/**
 * clasp_midi_parser_feed:
 * @self: a parser
 * @bytes: the next bytes of a stream, cut anywhere
 * @size: how many
 * @now_us: when they came, monotonic
 * @func: (scope call): gets every whole message; the bytes are valid during the call
 * @user_data: for @func
 *
 * Rules of show-protocols.md 2.2: real-time bytes are delivered at once wherever they stand and
 * touch nothing; a status inside a sysex ends and drops it. Bytes that follow an unfinished sysex
 * after more than CLASP_MIDI_SYSEX_TIMEOUT_US end it too.
 */
void
clasp_midi_parser_feed (ClaspMidiParser *self,
                        const guint8    *bytes,
                        gsize            size,
                        gint64           now_us,
                        ClaspMidiFunc    func,
                        gpointer         user_data)
{
  give_up_old_sysex (self, now_us);
  for (gsize i = 0; i < size; i++)
    {
      guint8 byte = bytes[i];

      if (byte >= 0xf8)
        {
          if (clasp_midi_n_data (byte) == 0)
            func (&byte, 1, user_data);
        }
      else if (byte >= 0x80)
        take_status (self, byte, func, user_data);
      else
        take_data (self, byte, func, user_data);
    }
}
