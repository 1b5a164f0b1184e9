/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a MIDI stream: every message is well-formed, and what is a signal goes out again
 * under the same name. The first two bytes say how the stream is cut and the connection set. */

#include "bridges/midi/clasp-midi-clock-in.h"
#include "bridges/midi/clasp-midi-input.h"
#include "bridges/midi/clasp-midi-mtc-in.h"
#include "bridges/midi/clasp-midi-notes.h"
#include "bridges/midi/clasp-midi-thru.h"
#include "core/clasp-address.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  ClaspMidiOptions options;
  ClaspMidiInput  *input;
  ClaspMidiNotes   notes;
  ClaspMidiMtcIn   mtc;
  ClaspMidiClockIn clock;
  ClaspMidiThru    thru;
  gint64           now_us;
} Stream;

static void
check_message (const guint8 *message, gsize size)
{
  gboolean is_sysex = message[0] == CLASP_MIDI_SYSEX;

  if (size == 0 || size > CLASP_MIDI_MAX_SYSEX)
    g_error ("a message of %" G_GSIZE_FORMAT " bytes", size);
  if (is_sysex && message[size - 1] != CLASP_MIDI_END_OF_SYSEX)
    g_error ("a sysex without an end");
  if (!is_sysex && size != 1u + (gsize) clasp_midi_n_data (message[0]))
    g_error ("status %02x with %" G_GSIZE_FORMAT " bytes", message[0], size);
  for (gsize i = 1; i < size - (is_sysex ? 1 : 0); i++)
    if (message[i] >= 0x80)
      g_error ("a data byte %02x", message[i]);
}

static void
check_back (const guint8 *message, gsize size, gpointer user_data)
{
  check_message (message, size);
}

static void
signal_cb (const ClaspMidiSignal *signal, gpointer user_data)
{
  Stream              *stream = user_data;
  g_auto (ClaspWriter) messages = CLASP_WRITER_INIT;
  ClaspMidiParser      parser = { 0 };
  const char          *why;

  if (!clasp_address_is_valid (clasp_str (signal->address), &why))
    g_error ("%s: %s", signal->address, why);
  if (!clasp_midi_from_signal (&stream->options, clasp_str (signal->address), &signal->value,
                               &messages))
    g_error ("%s does not go out again", signal->address);
  clasp_midi_parser_feed (&parser, messages.data, messages.length, 0, check_back, NULL);
  clasp_midi_parser_clear (&parser);
}

static void
follow_time (Stream *stream, const guint8 *message, gsize size)
{
  ClaspMidiTimecode time;
  double            tempo;

  if (message[0] == CLASP_MIDI_QUARTER_FRAME)
    clasp_midi_mtc_in_quarter (&stream->mtc, message[1], stream->now_us);
  else if (clasp_midi_full_frame_decode (message, size, &time))
    clasp_midi_mtc_in_full (&stream->mtc, &time);
  clasp_midi_mtc_in_expire (&stream->mtc, stream->now_us);
  if (stream->mtc.has_time && !clasp_midi_timecode_is_valid (&stream->mtc.time))
    g_error ("a time that no clock shows");
  if (message[0] == CLASP_MIDI_CLOCK &&
      clasp_midi_clock_in_pulse (&stream->clock, stream->now_us, &tempo) && !(tempo > 0))
    g_error ("a tempo of %g", tempo);
}

static void
message_cb (const guint8 *message, gsize size, gpointer user_data)
{
  Stream *stream = user_data;

  check_message (message, size);
  follow_time (stream, message, size);
  clasp_midi_thru_take (&stream->thru, message, size, check_back, NULL);
  if (message[0] < 0xf0)
    clasp_midi_notes_follow (&stream->notes, message);
  clasp_midi_input_take (stream->input, message, size, stream->now_us);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ClaspMidiParser parser = { 0 };
  Stream          stream = { 0 };
  gsize           piece;
  guint           channel, note, n_notes = 0;

  if (size < 2)
    return 0;

  piece = data[0] == 0 ? size : data[0];
  stream.options.channel_base = 1;
  stream.options.sysex = TRUE;
  stream.options.notes_as_param = data[1] & 1;
  stream.options.cc14 = data[1] & 2 ? G_MAXUINT32 : 0;
  stream.options.parameters = data[1] & 8;
  if (data[1] & 16)
    clasp_midi_relative_add (&stream.options.relative, "16-31=sign-bit", NULL);
  clasp_midi_thru_add (&stream.thru, "all=3-12", NULL);
  clasp_midi_thru_add (&stream.thru, "system", NULL);
  stream.input = clasp_midi_input_new (&stream.options, signal_cb, &stream);
  for (gsize at = 2; at < size; at += piece)
    {
      stream.now_us = (gint64) at * (data[1] & 4 ? G_USEC_PER_SEC : 1);
      clasp_midi_parser_feed (&parser, data + at, MIN (piece, size - at), stream.now_us, message_cb,
                              &stream);
      clasp_midi_input_expire (stream.input, stream.now_us);
    }
  clasp_midi_parser_clear (&parser);
  clasp_midi_input_free (stream.input);

  while (clasp_midi_notes_take (&stream.notes, &channel, &note))
    if (channel > 15 || note > 127 || ++n_notes > 16 * 128)
      g_error ("note %u of channel %u", note, channel);
  return 0;
}
