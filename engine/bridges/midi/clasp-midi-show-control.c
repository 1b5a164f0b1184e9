/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-show-control.h"

#include <string.h>

#define SUB_ID 0x02
#define HEAD 6 /* F0 7F device 02 format command */
#define ALL_DEVICES 0x7f
#define LIGHTING 0x01
#define TIME_SIZE 5
#define N_TEXTS 3

/* What stands behind a command. */
typedef enum
{
  SHAPE_NONE,
  SHAPE_CUE,        /* [cue [list [path]]] */
  SHAPE_TIMED_CUE,  /* time, then as CUE */
  SHAPE_SET,        /* control, value, [time] */
  SHAPE_MACRO,      /* one number */
  SHAPE_LIST,       /* [list] */
  SHAPE_TIMED_LIST, /* time, [list] */
  SHAPE_PATH,       /* [path] */
  SHAPE_BYTES,      /* two-phase commit: as it is */
} Shape;

typedef struct
{
  guint8      number;
  const char *name;
  Shape       shape;
} Command;

static const Command commands[] = { { 0x01, "GO", SHAPE_CUE },
                                    { 0x02, "STOP", SHAPE_CUE },
                                    { 0x03, "RESUME", SHAPE_CUE },
                                    { 0x04, "TIMED_GO", SHAPE_TIMED_CUE },
                                    { 0x05, "LOAD", SHAPE_CUE },
                                    { 0x06, "SET", SHAPE_SET },
                                    { 0x07, "FIRE", SHAPE_MACRO },
                                    { 0x08, "ALL_OFF", SHAPE_NONE },
                                    { 0x09, "RESTORE", SHAPE_NONE },
                                    { 0x0a, "RESET", SHAPE_NONE },
                                    { 0x0b, "GO_OFF", SHAPE_CUE },
                                    { 0x10, "GO/JAM_CLOCK", SHAPE_CUE },
                                    { 0x11, "STANDBY_+", SHAPE_LIST },
                                    { 0x12, "STANDBY_-", SHAPE_LIST },
                                    { 0x13, "SEQUENCE_+", SHAPE_LIST },
                                    { 0x14, "SEQUENCE_-", SHAPE_LIST },
                                    { 0x15, "START_CLOCK", SHAPE_LIST },
                                    { 0x16, "STOP_CLOCK", SHAPE_LIST },
                                    { 0x17, "ZERO_CLOCK", SHAPE_LIST },
                                    { 0x18, "SET_CLOCK", SHAPE_TIMED_LIST },
                                    { 0x19, "MTC_CHASE_ON", SHAPE_LIST },
                                    { 0x1a, "MTC_CHASE_OFF", SHAPE_LIST },
                                    { 0x1b, "OPEN_CUE_LIST", SHAPE_LIST },
                                    { 0x1c, "CLOSE_CUE_LIST", SHAPE_LIST },
                                    { 0x1d, "OPEN_CUE_PATH", SHAPE_PATH },
                                    { 0x1e, "CLOSE_CUE_PATH", SHAPE_PATH },
                                    { 0x20, "STANDBY", SHAPE_BYTES },
                                    { 0x21, "STANDING_BY", SHAPE_BYTES },
                                    { 0x22, "GO_2PC", SHAPE_BYTES },
                                    { 0x23, "COMPLETE", SHAPE_BYTES },
                                    { 0x24, "CANCEL", SHAPE_BYTES },
                                    { 0x25, "CANCELLED", SHAPE_BYTES },
                                    { 0x26, "ABORT", SHAPE_BYTES } };

static const struct
{
  guint8      number;
  const char *name;
} formats[] = {
  { 0x01, "lighting" },       { 0x02, "moving-lights" }, { 0x03, "colour-changers" },
  { 0x04, "strobes" },        { 0x05, "lasers" },        { 0x06, "chasers" },
  { 0x10, "sound" },          { 0x11, "music" },         { 0x12, "cd" },
  { 0x13, "eprom-playback" }, { 0x14, "audio-tape" },    { 0x15, "intercoms" },
  { 0x16, "amplifiers" },     { 0x17, "audio-effects" }, { 0x18, "equalisers" },
  { 0x20, "machinery" },      { 0x21, "rigging" },       { 0x22, "flys" },
  { 0x23, "lifts" },          { 0x24, "turntables" },    { 0x25, "trusses" },
  { 0x26, "robots" },         { 0x27, "animation" },     { 0x28, "floats" },
  { 0x29, "breakaways" },     { 0x2a, "barges" },        { 0x30, "video" },
  { 0x31, "video-tape" },     { 0x32, "cassette" },      { 0x33, "disc" },
  { 0x34, "switchers" },      { 0x35, "effects" },       { 0x36, "character-generators" },
  { 0x37, "still-stores" },   { 0x38, "monitors" },      { 0x40, "projection" },
  { 0x41, "film" },           { 0x42, "slides" },        { 0x43, "video-projectors" },
  { 0x44, "dissolvers" },     { 0x45, "shutters" },      { 0x50, "process-control" },
  { 0x51, "hydraulic-oil" },  { 0x52, "water" },         { 0x53, "co2" },
  { 0x54, "compressed-air" }, { 0x55, "natural-gas" },   { 0x56, "fog" },
  { 0x57, "smoke" },          { 0x58, "cracked-haze" },  { 0x60, "pyrotechnics" },
  { 0x61, "fireworks" },      { 0x62, "explosions" },    { 0x63, "flame" },
  { 0x64, "smoke-pots" },     { 0x7f, "all-types" }
};

static const Command *
find_command (guint8 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].number == number)
      return &commands[i];

  return NULL;
}

static const char *
format_name (guint8 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i].number == number)
      return formats[i].name;

  return NULL;
}

/* ---- in ---- */

typedef struct
{
  const guint8 *at, *end;
  ClaspMapEntry entries[8];
  guint         n;
} Reading;

static void
add (Reading *reading, const char *key, ClaspValue value)
{
  reading->entries[reading->n++] = (ClaspMapEntry){ clasp_str (key), value };
}

static gboolean
is_text (guint8 byte)
{
  return g_ascii_isdigit (byte) || byte == '.';
}

/* The next text up to a 00 or the end; FALSE for other bytes. An empty one is left out. */
static gboolean
read_text (Reading *reading, const char *key)
{
  const guint8 *start = reading->at;

  while (reading->at < reading->end && *reading->at != 0)
    if (!is_text (*reading->at++))
      return FALSE;

  if (reading->at > start)
    add (reading, key,
         clasp_value_string ((ClaspStr){ (const char *) start, (gsize) (reading->at - start) }));
  if (reading->at < reading->end)
    reading->at++;
  return TRUE;
}

/* What may be left out is left out with all that follow it. */
static const char *const cue_parts[N_TEXTS] = { "cue", "list", "path" };

static gboolean
read_cue (Reading *reading)
{
  gboolean is_complete = TRUE;

  for (guint i = 0; i < N_TEXTS; i++)
    {
      gboolean is_empty = reading->at == reading->end || *reading->at == 0;

      if ((!is_empty && !is_complete) || !read_text (reading, cue_parts[i]))
        return FALSE;
      is_complete = is_complete && !is_empty;
    }

  return TRUE;
}

/* Hours with the rate in front, minutes, seconds, frames, fractions: numbers, as they are sent. */
static gboolean
read_time (Reading *reading)
{
  ClaspValue numbers[TIME_SIZE];

  if (reading->end - reading->at < TIME_SIZE)
    return FALSE;

  for (guint i = 0; i < TIME_SIZE; i++)
    numbers[i] = clasp_value_int (*reading->at++);
  add (reading, "time", clasp_value_array (numbers, TIME_SIZE));
  return TRUE;
}

static gboolean
read_14 (Reading *reading, const char *key)
{
  if (reading->end - reading->at < 2)
    return FALSE;

  add (reading, key, clasp_value_int (reading->at[0] | reading->at[1] << 7));
  reading->at += 2;
  return TRUE;
}

static gboolean
read_macro (Reading *reading)
{
  if (reading->at == reading->end)
    return FALSE;

  add (reading, "macro", clasp_value_int (*reading->at++));
  return TRUE;
}

static gboolean
read_data (Reading *reading, Shape shape)
{
  switch (shape)
    {
    case SHAPE_NONE:
      return TRUE;
    case SHAPE_CUE:
      return read_cue (reading);
    case SHAPE_TIMED_CUE:
      return read_time (reading) && read_cue (reading);
    case SHAPE_SET:
      return read_14 (reading, "control") && read_14 (reading, "value") &&
             (reading->at == reading->end || read_time (reading));
    case SHAPE_MACRO:
      return read_macro (reading);
    case SHAPE_LIST:
      return read_text (reading, "list");
    case SHAPE_TIMED_LIST:
      return read_time (reading) && read_text (reading, "list");
    case SHAPE_PATH:
      return read_text (reading, "path");
    case SHAPE_BYTES:
      add (reading, "data", clasp_value_bytes (reading->at, (gsize) (reading->end - reading->at)));
      reading->at = reading->end;
      return TRUE;
    }

  return FALSE;
}

/**
 * clasp_midi_show_control_decode:
 * @message: a whole message
 * @size: its size
 * @value: (out): {device, format, command, …}
 *
 * Unknown commands and formats are to be ignored: they are not read.
 *
 * Thread: any.
 *
 * Returns: %FALSE when it is no message we know all of; @value is not set then
 */
gboolean
clasp_midi_show_control_decode (const guint8 *message, gsize size, ClaspValue *value)
{
  Reading        reading = { .n = 0 };
  const Command *command;

  if (size < HEAD + 1 || size > CLASP_MIDI_SHOW_CONTROL_MAX || message[0] != CLASP_MIDI_SYSEX ||
      message[1] != 0x7f || message[3] != SUB_ID)
    return FALSE;
  command = find_command (message[5]);
  if (command == NULL || format_name (message[4]) == NULL)
    return FALSE;

  reading.at = message + HEAD;
  reading.end = message + size - 1;
  add (&reading, "device", clasp_value_int (message[2]));
  add (&reading, "format", clasp_value_string (clasp_str (format_name (message[4]))));
  add (&reading, "command", clasp_value_string (clasp_str (command->name)));
  if (read_data (&reading, command->shape) && reading.at == reading.end)
    {
      *value = clasp_value_map (reading.entries, reading.n);
      return TRUE;
    }

  for (guint i = 0; i < reading.n; i++)
    clasp_value_clear (&reading.entries[i].value);
  return FALSE;
}

/* ---- out ---- */

/* Grows; a message that would be too long is refused at the end. */
typedef struct
{
  const ClaspValue *map;
  guint8            bytes[512];
  gsize             size;
} Writing;

static void
put (Writing *writing, guint byte)
{
  if (writing->size < sizeof writing->bytes)
    writing->bytes[writing->size++] = (guint8) byte;
}

static gboolean
get_whole (const ClaspValue *value, gint64 maximum, gint64 *number)
{
  return value != NULL && value->type != CLASP_VALUE_STRING && clasp_value_to_int (value, number) &&
         *number >= 0 && *number <= maximum;
}

static gboolean
put_text (Writing *writing, const ClaspValue *value)
{
  g_autofree char *text = clasp_value_to_text (value);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (!is_text ((guint8) *at))
        return FALSE;
      put (writing, (guint8) *at);
    }

  return text[0] != '\0';
}

static gboolean
put_optional_text (Writing *writing, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (writing->map, key);

  return value == NULL || put_text (writing, value);
}

static gboolean
put_cue (Writing *writing)
{
  gboolean is_complete = TRUE;

  for (guint i = 0; i < N_TEXTS; i++)
    {
      const ClaspValue *value = clasp_value_lookup (writing->map, cue_parts[i]);

      if (value == NULL)
        {
          is_complete = FALSE;
          continue;
        }
      if (!is_complete)
        return FALSE;
      if (i > 0)
        put (writing, 0);
      if (!put_text (writing, value))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_time (Writing *writing)
{
  const ClaspValue *time = clasp_value_lookup (writing->map, "time");

  if (time == NULL || clasp_value_get_size (time) != TIME_SIZE)
    return FALSE;

  for (guint i = 0; i < TIME_SIZE; i++)
    {
      gint64 number;

      if (!get_whole (clasp_value_get_element (time, i), 127, &number))
        return FALSE;
      put (writing, (guint) number);
    }

  return TRUE;
}

static gboolean
put_14 (Writing *writing, const char *key)
{
  gint64 number;

  if (!get_whole (clasp_value_lookup (writing->map, key), 16383, &number))
    return FALSE;

  put (writing, (guint) number & 127);
  put (writing, (guint) number >> 7);
  return TRUE;
}

static gboolean
put_bytes (Writing *writing)
{
  const ClaspValue *data = clasp_value_lookup (writing->map, "data");
  gsize             size = 0;
  const guint8     *bytes = data != NULL ? clasp_value_get_bytes (data, &size) : NULL;

  for (gsize i = 0; i < size; i++)
    {
      if (bytes[i] > 127)
        return FALSE;
      put (writing, bytes[i]);
    }

  return TRUE;
}

static gboolean
put_macro (Writing *writing)
{
  gint64 number;

  if (!get_whole (clasp_value_lookup (writing->map, "macro"), 127, &number))
    return FALSE;

  put (writing, (guint) number);
  return TRUE;
}

static gboolean
put_data (Writing *writing, Shape shape)
{
  switch (shape)
    {
    case SHAPE_NONE:
      return TRUE;
    case SHAPE_CUE:
      return put_cue (writing);
    case SHAPE_TIMED_CUE:
      return put_time (writing) && put_cue (writing);
    case SHAPE_SET:
      return put_14 (writing, "control") && put_14 (writing, "value") &&
             (clasp_value_lookup (writing->map, "time") == NULL || put_time (writing));
    case SHAPE_MACRO:
      return put_macro (writing);
    case SHAPE_LIST:
      return put_optional_text (writing, "list");
    case SHAPE_TIMED_LIST:
      return put_time (writing) && put_optional_text (writing, "list");
    case SHAPE_PATH:
      return put_optional_text (writing, "path");
    case SHAPE_BYTES:
      return put_bytes (writing);
    }

  return FALSE;
}

static gboolean
equals_text (const ClaspValue *value, const char *name)
{
  ClaspStr text = clasp_value_get_string (value);

  return text.length == strlen (name) && g_ascii_strncasecmp (text.data, name, text.length) == 0;
}

static const Command *
get_command (const ClaspValue *map)
{
  const ClaspValue *entry = clasp_value_lookup (map, "command");
  gint64            number;

  if (get_whole (entry, 127, &number))
    return find_command ((guint8) number);
  for (guint i = 0; entry != NULL && i < G_N_ELEMENTS (commands); i++)
    if (equals_text (entry, commands[i].name))
      return &commands[i];

  return NULL;
}

static gboolean
get_format (const ClaspValue *map, guint8 *format)
{
  const ClaspValue *entry = clasp_value_lookup (map, "format");
  gint64            number = LIGHTING;

  if (entry == NULL || get_whole (entry, 127, &number))
    {
      *format = (guint8) number;
      return format_name (*format) != NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (equals_text (entry, formats[i].name))
      {
        *format = formats[i].number;
        return TRUE;
      }

  return FALSE;
}

/**
 * clasp_midi_show_control_encode:
 * @value: {"command":"GO","cue":"12.5","list":"3","format":"lighting","device":1}
 * @messages: where the bytes go
 *
 * Thread: any.
 *
 * Returns: %FALSE when that is no message
 */
gboolean
clasp_midi_show_control_encode (const ClaspValue *value, ClaspWriter *messages)
{
  const ClaspValue *device_entry = clasp_value_lookup (value, "device");
  Writing           writing = { .map = value };
  const Command    *command = get_command (value);
  gint64            device = ALL_DEVICES;
  guint8            format;

  if (command == NULL || !get_format (value, &format) ||
      (device_entry != NULL && !get_whole (device_entry, 127, &device)))
    return FALSE;

  put (&writing, CLASP_MIDI_SYSEX);
  put (&writing, 0x7f);
  put (&writing, (guint) device);
  put (&writing, SUB_ID);
  put (&writing, format);
  put (&writing, command->number);
  if (!put_data (&writing, command->shape) || writing.size + 1 > CLASP_MIDI_SHOW_CONTROL_MAX)
    return FALSE;

  put (&writing, CLASP_MIDI_END_OF_SYSEX);
  clasp_writer_put (messages, writing.bytes, writing.size);
  return TRUE;
}
