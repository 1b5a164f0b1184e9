/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-address.h"

#include "bridges/midi/clasp-midi-machine.h"
#include "bridges/midi/clasp-midi-parameters.h"
#include "bridges/midi/clasp-midi-show-control.h"
#include "bridges/midi/clasp-midi-timecode.h"

#include <stdlib.h>
#include <string.h>

#define BEND_CENTRE 8192
#define MAX_7 127
#define MAX_14 16383
/* Controllers from here on are orders to the channel: all notes off, reset all controllers. */
#define FIRST_CHANNEL_MODE 120

#define MAX_PARTS 5

typedef struct
{
  ClaspStr parts[MAX_PARTS];
  guint    n_parts;
} Path;

static gboolean
split (ClaspStr address, Path *path)
{
  const char *at = address.data, *end = address.data + address.length;

  path->n_parts = 0;
  while (at < end)
    {
      const char *slash;

      if (*at != '/' || path->n_parts == MAX_PARTS)
        return FALSE;
      at++;
      slash = memchr (at, '/', (gsize) (end - at));
      if (slash == NULL)
        slash = end;
      path->parts[path->n_parts++] = (ClaspStr){ at, (gsize) (slash - at) };
      at = slash;
    }

  return path->n_parts > 0;
}

static gboolean
is (const Path *path, guint index, const char *text)
{
  return index < path->n_parts && clasp_str_equal (path->parts[index], clasp_str (text));
}

static gboolean
get_number (const Path *path, guint index, guint minimum, guint maximum, guint *number)
{
  guint value = 0;

  if (index >= path->n_parts || path->parts[index].length == 0 || path->parts[index].length > 5)
    return FALSE;

  for (gsize i = 0; i < path->parts[index].length; i++)
    {
      if (!g_ascii_isdigit (path->parts[index].data[i]))
        return FALSE;
      value = value * 10 + (guint) (path->parts[index].data[i] - '0');
    }

  *number = value;
  return value >= minimum && value <= maximum;
}

/* 1–16, or 0–15, in text; of the former 0 is what others who count from zero write for the first.
 */
static gboolean
channel_from_number (const ClaspMidiOptions *options, gint64 number, guint8 *channel)
{
  if (number < 0 || number > 15 + options->channel_base)
    return FALSE;

  *channel = (guint8) (number > 0 ? number - options->channel_base : 0);
  return TRUE;
}

static gboolean
get_channel (const ClaspMidiOptions *options, const Path *path, guint index, guint8 *channel)
{
  guint number;

  return get_number (path, index, 0, 16, &number) && channel_from_number (options, number, channel);
}

/* Numbers that name something, a program or a bank, are no shares of anything in any scale. */
static gboolean
get_index (const ClaspValue *value, int maximum, int *index)
{
  static const ClaspScale plain = { CLASP_SCALE_AUTO, 0, 0 };

  return clasp_scale_to_native (&plain, value, 0, maximum, index);
}

static void
put3 (ClaspWriter *messages, guint8 status, guint first, guint second)
{
  clasp_writer_put_u8 (messages, status);
  clasp_writer_put_u8 (messages, (guint8) first);
  clasp_writer_put_u8 (messages, (guint8) second);
}

/* What is being turned into messages. */
typedef struct
{
  const ClaspMidiOptions *options;
  Path                    path;
  const ClaspValue       *value;
  ClaspWriter            *messages;
  guint8                  channel;
} Out;

static gboolean
get_native (const Out *out, const ClaspValue *value, int minimum, int maximum, int *native)
{
  return clasp_scale_to_native (&out->options->scale, value, minimum, maximum, native);
}

static gboolean
put_note (const Out *out, guint note, const ClaspValue *value)
{
  const ClaspValue *velocity_value =
    value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "velocity") : value;
  const ClaspValue *on_value =
    value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "on") : NULL;
  int    velocity = MAX_7;
  double on;

  if (velocity_value == NULL && on_value == NULL)
    return FALSE;
  if (velocity_value != NULL && !get_native (out, velocity_value, 0, MAX_7, &velocity))
    return FALSE;

  on = velocity;
  if (on_value != NULL && !clasp_value_to_double (on_value, &on))
    return FALSE;

  if (on != 0)
    put3 (out->messages, CLASP_MIDI_NOTE_ON | out->channel, note, (guint) MAX (velocity, 1));
  else
    put3 (out->messages, CLASP_MIDI_NOTE_OFF | out->channel, note, (guint) velocity);
  return TRUE;
}

/* A map may say the channel itself; FALSE when what it says is none. */
static gboolean
take_map_channel (Out *out)
{
  const ClaspValue *entry = clasp_value_lookup (out->value, "channel");
  gint64            number;

  return entry == NULL || (clasp_value_to_int (entry, &number) &&
                           channel_from_number (out->options, number, &out->channel));
}

/* {"note":60,"velocity":100,"channel":1,"on":true}, the form of others for a whole device. */
static gboolean
put_note_map (Out *out)
{
  const ClaspValue *entry = clasp_value_lookup (out->value, "note");
  gint64            note;

  if (entry == NULL || !clasp_value_to_int (entry, &note) || note < 0 || note > MAX_7)
    return FALSE;

  return take_map_channel (out) && put_note (out, (guint) note, out->value);
}

static gboolean
put_7 (const Out *out, guint8 kind, int first)
{
  int number;

  if (!get_native (out, out->value, 0, MAX_7, &number))
    return FALSE;

  clasp_writer_put_u8 (out->messages, kind | out->channel);
  if (first >= 0)
    clasp_writer_put_u8 (out->messages, (guint8) first);
  clasp_writer_put_u8 (out->messages, (guint8) number);
  return TRUE;
}

/* Channel mode messages have numbers of their own (122 is on and off, 126 counts channels). */
static gboolean
put_controller (const Out *out, guint controller)
{
  int number;

  if (controller < FIRST_CHANNEL_MODE)
    return put_7 (out, CLASP_MIDI_CONTROL, (int) controller);
  if (!get_index (out->value, MAX_7, &number))
    return FALSE;

  put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, controller, (guint) number);
  return TRUE;
}

/* A number, or {"program":5,"channel":1}. */
static gboolean
put_program (Out *out)
{
  const ClaspValue *program = out->value;
  int               number;

  if (program->type == CLASP_VALUE_MAP)
    program = take_map_channel (out) ? clasp_value_lookup (out->value, "program") : NULL;
  if (program == NULL || !get_index (program, MAX_7, &number))
    return FALSE;

  clasp_writer_put_u8 (out->messages, CLASP_MIDI_PROGRAM | out->channel);
  clasp_writer_put_u8 (out->messages, (guint8) number);
  return TRUE;
}

static gboolean
put_bank (const Out *out)
{
  int bank;

  if (!get_index (out->value, MAX_14, &bank))
    return FALSE;

  put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, 0, (guint) bank >> 7);
  put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, 32, (guint) bank & 127);
  return TRUE;
}

static gboolean
put_bend (const Out *out)
{
  int bend;

  if (!get_native (out, out->value, -BEND_CENTRE, BEND_CENTRE - 1, &bend))
    return FALSE;

  bend += BEND_CENTRE;
  put3 (out->messages, CLASP_MIDI_PITCH_BEND | out->channel, (guint) bend & 127, (guint) bend >> 7);
  return TRUE;
}

static gboolean
put_cc14 (const Out *out, guint number)
{
  int both;

  if (!get_native (out, out->value, 0, MAX_14, &both))
    return FALSE;

  put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, number, (guint) both >> 7);
  put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, number + 32, (guint) both & 127);
  return TRUE;
}

/* ---- parameters and encoders ---- */

static void
select_parameter (const Out *out, gboolean is_registered, guint number)
{
  guint8 status = CLASP_MIDI_CONTROL | out->channel;

  put3 (out->messages, status, is_registered ? CLASP_MIDI_RPN_COARSE : CLASP_MIDI_NRPN_COARSE,
        number >> 7);
  put3 (out->messages, status, is_registered ? CLASP_MIDI_RPN_FINE : CLASP_MIDI_NRPN_FINE,
        number & 127);
}

static gboolean
put_parameter (const Out *out, gboolean is_registered, guint number)
{
  guint8 status = CLASP_MIDI_CONTROL | out->channel;
  int    value;

  if (!get_native (out, out->value, 0, MAX_14, &value))
    return FALSE;

  select_parameter (out, is_registered, number);
  put3 (out->messages, status, CLASP_MIDI_DATA_COARSE, (guint) value >> 7);
  put3 (out->messages, status, CLASP_MIDI_DATA_FINE, (guint) value & 127);
  return TRUE;
}

static gboolean
get_steps (const Out *out, int *steps)
{
  gint64 number;

  if (!clasp_value_to_int (out->value, &number) || number == 0)
    return FALSE;

  *steps = (int) CLAMP (number, -64 * CLASP_MIDI_MAX_STEPS, 64 * CLASP_MIDI_MAX_STEPS);
  return TRUE;
}

static gboolean
put_parameter_steps (const Out *out, gboolean is_registered, guint number)
{
  int steps;

  if (!get_steps (out, &steps))
    return FALSE;

  select_parameter (out, is_registered, number);
  for (int i = 0; i < MIN (ABS (steps), CLASP_MIDI_MAX_STEPS); i++)
    put3 (out->messages, CLASP_MIDI_CONTROL | out->channel,
          steps > 0 ? CLASP_MIDI_DATA_UP : CLASP_MIDI_DATA_DOWN, 0);
  return TRUE;
}

/* As the encoder itself would say it; FALSE where there is none. */
static gboolean
put_encoder_steps (const Out *out, guint controller)
{
  ClaspMidiRelativeMode mode =
    (ClaspMidiRelativeMode) out->options->relative.modes[out->channel][controller];
  int steps;

  if (mode == CLASP_MIDI_ABSOLUTE || !get_steps (out, &steps))
    return FALSE;

  for (guint i = 0; i < CLASP_MIDI_MAX_STEPS && steps != 0; i++)
    put3 (out->messages, CLASP_MIDI_CONTROL | out->channel, controller,
          clasp_midi_relative_encode (mode, steps, &steps));
  return TRUE;
}

static gboolean
put_steps (const Out *out, guint index)
{
  guint number;

  if (is (&out->path, index, "cc") && get_number (&out->path, index + 1, 0, MAX_7, &number))
    return put_encoder_steps (out, number);
  if (!get_number (&out->path, index + 1, 0, MAX_14, &number))
    return FALSE;
  if (is (&out->path, index, "nrpn"))
    return put_parameter_steps (out, FALSE, number);
  return is (&out->path, index, "rpn") && put_parameter_steps (out, TRUE, number);
}

/* ---- addresses ---- */

/* "cc/7", "note/60" … at @index of the path. */
static gboolean
put_numbered (const Out *out, guint index)
{
  const Path *path = &out->path;
  guint       number;

  if (!get_number (path, index + 1, 0, MAX_14, &number))
    return FALSE;
  if (is (path, index, "nrpn"))
    return put_parameter (out, FALSE, number);
  if (is (path, index, "rpn"))
    return put_parameter (out, TRUE, number);
  if (is (path, index, "cc14"))
    return number < 32 && put_cc14 (out, number);
  if (number > MAX_7)
    return FALSE;
  if (is (path, index, "cc"))
    return put_controller (out, number);
  if (is (path, index, "note"))
    return put_note (out, number, out->value);
  return is (path, index, "poly") && put_7 (out, CLASP_MIDI_POLY_PRESSURE, (int) number);
}

/* Behind the channel, at @index of the path. */
static gboolean
put_channel_message (Out *out, guint index)
{
  const Path *path = &out->path;
  guint       n_left = path->n_parts - index;

  if (n_left == 3 && is (path, index + 2, "step"))
    return put_steps (out, index);
  if (n_left == 2)
    return put_numbered (out, index);
  if (n_left != 1)
    return FALSE;
  if (is (path, index, "note"))
    return put_note_map (out);
  if (is (path, index, "program"))
    return put_program (out);
  if (is (path, index, "bank"))
    return put_bank (out);
  if (is (path, index, "pressure"))
    return put_7 (out, CLASP_MIDI_CHANNEL_PRESSURE, -1);
  return (is (path, index, "bend") || is (path, index, "pb")) && put_bend (out);
}

static gboolean
put_transport (const Out *out)
{
  static const struct
  {
    const char *name;
    guint8      status;
  } transports[] = { { "start", CLASP_MIDI_START },
                     { "continue", CLASP_MIDI_CONTINUE },
                     { "stop", CLASP_MIDI_STOP } };

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    if (clasp_str_equal (clasp_value_get_string (out->value), clasp_str (transports[i].name)))
      {
        clasp_writer_put_u8 (out->messages, transports[i].status);
        return TRUE;
      }

  return FALSE;
}

static gboolean
put_status (const Out *out, guint8 status)
{
  clasp_writer_put_u8 (out->messages, status);
  return TRUE;
}

static gboolean
put_sysex (const Out *out)
{
  gsize         size = 0;
  const guint8 *bytes = clasp_value_get_bytes (out->value, &size);

  if (size < 2 || size > CLASP_MIDI_MAX_SYSEX || bytes[0] != CLASP_MIDI_SYSEX ||
      bytes[size - 1] != CLASP_MIDI_END_OF_SYSEX)
    return FALSE;
  for (gsize i = 1; i < size - 1; i++)
    if (bytes[i] >= 0x80)
      return FALSE;

  clasp_writer_put (out->messages, bytes, size);
  return TRUE;
}

static gboolean
put_song (const Out *out, guint8 status)
{
  int number;

  if (!get_index (out->value, status == CLASP_MIDI_SONG_POSITION ? MAX_14 : MAX_7, &number))
    return FALSE;

  clasp_writer_put_u8 (out->messages, status);
  clasp_writer_put_u8 (out->messages, (guint8) (number & 127));
  if (status == CLASP_MIDI_SONG_POSITION)
    clasp_writer_put_u8 (out->messages, (guint8) (number >> 7));
  return TRUE;
}

static gboolean
put_full_frame (const Out *out)
{
  ClaspMidiTimecode timecode;

  if (!clasp_midi_timecode_from_value (out->value, CLASP_MIDI_RATE_25, &timecode))
    return FALSE;

  clasp_midi_full_frame_encode (&timecode, out->messages);
  return TRUE;
}

/* Of the whole device. */
static gboolean
put_system_message (const Out *out, gboolean *is_known)
{
  const Path *path = &out->path;

  *is_known = path->n_parts == 1;
  if (!*is_known)
    return FALSE;
  if (is (path, 0, "transport"))
    return put_transport (out);
  if (is (path, 0, "sysex"))
    return put_sysex (out);
  if (is (path, 0, "songpos"))
    return put_song (out, CLASP_MIDI_SONG_POSITION);
  if (is (path, 0, "songselect"))
    return put_song (out, CLASP_MIDI_SONG_SELECT);
  if (is (path, 0, "tune"))
    return put_status (out, CLASP_MIDI_TUNE_REQUEST);
  if (is (path, 0, "clock"))
    return put_status (out, CLASP_MIDI_CLOCK);
  if (is (path, 0, "mtc"))
    return put_full_frame (out);
  if (is (path, 0, "mmc"))
    return clasp_midi_machine_encode (out->value, out->messages);
  if (is (path, 0, "msc"))
    return clasp_midi_show_control_encode (out->value, out->messages);

  *is_known = FALSE;
  return FALSE;
}

/* The spellings of other programs: "{c}/cc/{n}", "cc/{c}/{n}", "cc/{n}", "pb/{c}", "pc/{c}" … */
static gboolean
put_alias (Out *out)
{
  const Path *path = &out->path;
  guint       number;

  if (path->n_parts >= 2 && get_channel (out->options, path, 0, &out->channel))
    return put_channel_message (out, 1);
  if (path->n_parts == 3 && is (path, 0, "cc") &&
      get_channel (out->options, path, 1, &out->channel) && get_number (path, 2, 0, MAX_7, &number))
    return put_controller (out, number);
  if (path->n_parts == 2 && (is (path, 0, "pb") || is (path, 0, "bend")) &&
      get_channel (out->options, path, 1, &out->channel))
    return put_bend (out);
  if (path->n_parts == 2 && is (path, 0, "pc") &&
      get_channel (out->options, path, 1, &out->channel))
    return put_program (out);

  out->channel = out->options->default_channel;
  return put_channel_message (out, 0);
}

/**
 * clasp_midi_from_signal:
 * @options: how the connection is set
 * @address: behind the device, "/ch/1/cc/7", or one of the aliases of bridges.md 3.3
 * @value: (nullable): the value; a number, bool, map or bytes as the message needs
 * @messages: where the bytes go
 *
 * Thread: any.
 *
 * Returns: %FALSE when it means nothing in MIDI
 */
gboolean
clasp_midi_from_signal (const ClaspMidiOptions *options,
                        ClaspStr                address,
                        const ClaspValue       *value,
                        ClaspWriter            *messages)
{
  static const ClaspValue nothing = CLASP_VALUE_INIT;
  Out out = { .options = options, .value = value != NULL ? value : &nothing, .messages = messages };
  gboolean is_known, is_put;

  if (!split (address, &out.path))
    return FALSE;
  if (is (&out.path, 0, "ch"))
    return get_channel (options, &out.path, 1, &out.channel) && out.path.n_parts > 2 &&
           put_channel_message (&out, 2);

  is_put = put_system_message (&out, &is_known);
  return is_known ? is_put : put_alias (&out);
}
