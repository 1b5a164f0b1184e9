/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-machine.h"

#include "bridges/midi/clasp-midi-timecode.h"

#include <string.h>

#define SUB_ID 0x06
#define HEAD 4 /* F0 7F device 06 */
#define LOCATE 0x44
#define LOCATE_TARGET 0x01
#define LOCATE_SIZE 6
#define ALL_DEVICES 0x7f
/* Commands from here on have a count and as many bytes behind them; those of 7C and 7F have none.
 */
#define FIRST_WITH_DATA 0x40
#define WAIT 0x7c
#define MAX_DATA 127 /* all that its count can say, so that what came in goes out again */

static const struct
{
  guint8      number;
  const char *name;
} commands[] = { { 0x01, "stop" },
                 { 0x02, "play" },
                 { 0x03, "deferred-play" },
                 { 0x04, "fast-forward" },
                 { 0x05, "rewind" },
                 { 0x06, "record-strobe" },
                 { 0x07, "record-exit" },
                 { 0x08, "record-pause" },
                 { 0x09, "pause" },
                 { 0x0a, "eject" },
                 { 0x0b, "chase" },
                 { 0x0c, "command-error-reset" },
                 { 0x0d, "reset" },
                 { 0x40, "write" },
                 { 0x41, "masked-write" },
                 { 0x42, "read" },
                 { 0x43, "update" },
                 { LOCATE, "locate" },
                 { 0x45, "variable-play" },
                 { 0x46, "search" },
                 { 0x47, "shuttle" },
                 { 0x48, "step" },
                 { 0x4c, "move" },
                 { 0x4d, "add" },
                 { 0x4e, "subtract" },
                 { 0x50, "procedure" },
                 { 0x51, "event" },
                 { 0x52, "group" },
                 { 0x53, "command-segment" },
                 { WAIT, "wait" },
                 { 0x7f, "resume" } };

static const char *
name_of (guint8 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].number == number)
      return commands[i].name;

  return NULL;
}

static gboolean
has_data (guint8 command)
{
  return command >= FIRST_WITH_DATA && command < WAIT;
}

/* ---- in ---- */

static ClaspValue
time_text (const ClaspMidiTimecode *timecode)
{
  char text[CLASP_MIDI_TIMECODE_TEXT];

  clasp_midi_timecode_print (timecode, text);
  return clasp_value_string (clasp_str (text));
}

/* FALSE when the data is that of another form of locate, which is told as bytes. */
static gboolean
read_target (const guint8 *data, gsize size, ClaspMidiTimecode *timecode)
{
  if (size != LOCATE_SIZE || data[0] != LOCATE_TARGET)
    return FALSE;

  *timecode = (ClaspMidiTimecode){ (ClaspMidiRate) (data[1] >> 5 & 3), data[1] & 31, data[2],
                                   data[3], data[4] };
  return clasp_midi_timecode_is_valid (timecode);
}

static ClaspValue
command_value (guint8 device, guint8 command, const guint8 *data, gsize size)
{
  ClaspMidiTimecode timecode;
  ClaspMapEntry     entries[5];
  guint             n = 0;

  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("device"), clasp_value_int (device) };
  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("command"),
                                  clasp_value_string (clasp_str (name_of (command))) };
  if (command == LOCATE && read_target (data, size, &timecode))
    {
      entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("time"), time_text (&timecode) };
      entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("rate"),
                                      clasp_value_string (
                                        clasp_str (clasp_midi_rate_to_string (timecode.rate))) };
      entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("subframes"), clasp_value_int (data[5]) };
    }
  else if (has_data (command))
    entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("data"), clasp_value_bytes (data, size) };
  return clasp_value_map (entries, n);
}

/* One command at @at; its size, 0 when it cannot be read. */
static gsize
measure (const guint8 *at, gsize left)
{
  if (name_of (at[0]) == NULL)
    return 0;
  if (!has_data (at[0]))
    return 1;
  return left >= 2 && at[1] <= left - 2 ? 2u + at[1] : 0;
}

/**
 * clasp_midi_machine_decode:
 * @message: a whole message
 * @size: its size
 * @func: (scope call): gets each command
 * @user_data: for @func
 *
 * Thread: any.
 *
 * Returns: %FALSE when it is no MMC command we know all of
 */
gboolean
clasp_midi_machine_decode (const guint8        *message,
                           gsize                size,
                           ClaspMidiMachineFunc func,
                           gpointer             user_data)
{
  gsize end, step;

  if (size < HEAD + 2 || message[0] != CLASP_MIDI_SYSEX || message[1] != 0x7f ||
      message[3] != SUB_ID)
    return FALSE;

  end = size - 1;
  for (gsize at = HEAD; at < end; at += step)
    if ((step = measure (message + at, end - at)) == 0)
      return FALSE;

  for (gsize at = HEAD; at < end; at += step)
    {
      gboolean            is_long = has_data (message[at]);
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;

      step = measure (message + at, end - at);
      value = command_value (message[2], message[at], message + at + (is_long ? 2 : 1),
                             is_long ? step - 2 : 0);
      func (&value, user_data);
    }

  return TRUE;
}

/* ---- out ---- */

static gboolean
find_command (const ClaspValue *value, guint8 *command)
{
  gint64 number;

  if (value->type == CLASP_VALUE_STRING)
    {
      for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        if (clasp_str_equal (clasp_value_get_string (value), clasp_str (commands[i].name)))
          {
            *command = commands[i].number;
            return TRUE;
          }
      return FALSE;
    }

  if (value->type != CLASP_VALUE_INT || !clasp_value_to_int (value, &number) || number < 0 ||
      number > 127 || name_of ((guint8) number) == NULL)
    return FALSE;

  *command = (guint8) number;
  return TRUE;
}

static gboolean
get_7 (const ClaspValue *map, const char *key, guint8 fallback, guint8 *number)
{
  const ClaspValue *entry = clasp_value_lookup (map, key);
  gint64            whole = fallback;

  if (entry != NULL && (!clasp_value_to_int (entry, &whole) || whole < 0 || whole > 127))
    return FALSE;

  *number = (guint8) whole;
  return TRUE;
}

static gboolean
get_target (const ClaspValue *map, guint8 data[LOCATE_SIZE])
{
  const ClaspValue *time = clasp_value_lookup (map, "time");
  const ClaspValue *rate_text = clasp_value_lookup (map, "rate");
  ClaspMidiRate     rate = CLASP_MIDI_RATE_25;
  ClaspMidiTimecode timecode;
  guint8            subframes;

  if (time == NULL ||
      (rate_text != NULL &&
       !clasp_midi_rate_from_string (clasp_value_get_string (rate_text), &rate)) ||
      !clasp_midi_timecode_from_value (time, rate, &timecode) ||
      !get_7 (map, "subframes", 0, &subframes))
    return FALSE;

  data[0] = LOCATE_TARGET;
  data[1] = (guint8) ((guint) timecode.rate << 5 | timecode.hours);
  data[2] = timecode.minutes;
  data[3] = timecode.seconds;
  data[4] = timecode.frames;
  data[5] = subframes;
  return TRUE;
}

/* What stands behind a command that has data; @size at most MAX_DATA. */
static gboolean
get_data (const ClaspValue *map, guint8 command, guint8 data[MAX_DATA], gsize *size)
{
  const ClaspValue *entry = clasp_value_lookup (map, "data");
  const guint8     *bytes;

  *size = 0;
  if (!has_data (command))
    return TRUE;
  if (command == LOCATE && entry == NULL)
    {
      *size = LOCATE_SIZE;
      return get_target (map, data);
    }
  if (entry == NULL)
    return FALSE;

  bytes = clasp_value_get_bytes (entry, size);
  if (bytes == NULL || *size > MAX_DATA)
    return FALSE;
  for (gsize i = 0; i < *size; i++)
    if (bytes[i] > 127)
      return FALSE;
  memcpy (data, bytes, *size);
  return TRUE;
}

/**
 * clasp_midi_machine_encode:
 * @value: "play", or {"command":"locate","time":"01:02:03:04","rate":"25","device":127}
 * @messages: where the bytes go
 *
 * Thread: any.
 *
 * Returns: %FALSE when that is no command
 */
gboolean
clasp_midi_machine_encode (const ClaspValue *value, ClaspWriter *messages)
{
  const ClaspValue *name =
    value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "command") : value;
  guint8 head[] = { CLASP_MIDI_SYSEX, 0x7f, ALL_DEVICES, SUB_ID };
  guint8 command, data[MAX_DATA];
  gsize  size;

  if (name == NULL || !find_command (name, &command) ||
      !get_7 (value, "device", ALL_DEVICES, &head[2]) || !get_data (value, command, data, &size))
    return FALSE;

  clasp_writer_put (messages, head, sizeof head);
  clasp_writer_put_u8 (messages, command);
  if (has_data (command))
    clasp_writer_put_u8 (messages, (guint8) size);
  clasp_writer_put (messages, data, size);
  clasp_writer_put_u8 (messages, CLASP_MIDI_END_OF_SYSEX);
  return TRUE;
}
