/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-address.h"

#include <math.h>
#include <string.h>

#define BEND_CENTRE 8192
#define MAX_7 127
#define MAX_14 16383
/* Controllers from here on are orders to the channel: all notes off, reset all controllers. */
#define FIRST_CHANNEL_MODE 120
/* Controllers that set a registered parameter, show-protocols.md 2.3. */
#define DATA_ENTRY 6
#define DATA_INCREMENT 96
#define PARAMETER_SELECT 101

/* ---- MIDI to signals ---- */

static ClaspValue
note_value (gboolean on,
            guint8   velocity)
{
  ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("on"), clasp_value_bool (on) },
    { CLASP_STR_LITERAL ("velocity"), clasp_value_int (velocity) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

static void
set_note (const ClaspMidiOptions *options,
          const guint8           *message,
          ClaspMidiSignal        *signal)
{
  gboolean on = (message[0] & 0xf0) == CLASP_MIDI_NOTE_ON && message[2] > 0;

  g_snprintf (signal->address, sizeof signal->address, "/ch/%u/note/%u", (message[0] & 15) + 1u, message[1]);
  signal->is_event = !options->notes_as_param;
  signal->value = options->notes_as_param ? clasp_value_int (on ? message[2] : 0) : note_value (on, message[2]);
}

/* A controller of a 14-bit pair: the coarse half sets the fine one to zero (show-protocols.md 2.3). */
static gboolean
set_pair (const ClaspMidiOptions *options,
          ClaspMidiPairs         *pairs,
          const guint8           *message,
          ClaspMidiSignal        *signal)
{
  guint   channel = message[0] & 15, controller = message[1];
  guint   number = controller & 31;
  guint8 *coarse = &pairs->coarse[channel][number];
  guint   fine = 0;

  if (controller > 63 || !(options->cc14 >> number & 1))
    return FALSE;

  if (controller < 32)
    *coarse = message[2];
  else
    fine = message[2];
  g_snprintf (signal->address, sizeof signal->address, "/ch/%u/cc14/%u", channel + 1, number);
  signal->value = clasp_value_int (*coarse << 7 | fine);
  return TRUE;
}

static void
set_channel_value (ClaspMidiSignal *signal,
                   const guint8    *message,
                   const char      *what,
                   int              number,
                   gint64           value)
{
  guint channel = (message[0] & 15) + 1u;

  if (number >= 0)
    g_snprintf (signal->address, sizeof signal->address, "/ch/%u/%s/%d", channel, what, number);
  else
    g_snprintf (signal->address, sizeof signal->address, "/ch/%u/%s", channel, what);
  signal->value = clasp_value_int (value);
}

static void
set_named (ClaspMidiSignal *signal,
           const char      *address,
           ClaspValue       value,
           gboolean         is_event)
{
  g_strlcpy (signal->address, address, sizeof signal->address);
  signal->value = value;
  signal->is_event = is_event;
}

static gboolean
system_to_signal (const guint8    *message,
                  gsize            size,
                  ClaspMidiSignal *signal)
{
  if (message[0] == CLASP_MIDI_START)
    set_named (signal, "/transport", clasp_value_string (CLASP_STR_LITERAL ("start")), TRUE);
  else if (message[0] == CLASP_MIDI_CONTINUE)
    set_named (signal, "/transport", clasp_value_string (CLASP_STR_LITERAL ("continue")), TRUE);
  else if (message[0] == CLASP_MIDI_STOP)
    set_named (signal, "/transport", clasp_value_string (CLASP_STR_LITERAL ("stop")), TRUE);
  else if (message[0] == CLASP_MIDI_SONG_POSITION && size == 3)
    set_named (signal, "/songpos", clasp_value_int (message[2] << 7 | message[1]), FALSE);
  else if (message[0] == CLASP_MIDI_SYSEX)
    set_named (signal, "/sysex", clasp_value_bytes (message, size), TRUE);
  else
    return FALSE;

  return TRUE;
}

/**
 * clasp_midi_to_signal:
 * @options: how the connection is set
 * @pairs: the coarse halves of 14-bit controllers
 * @message: one whole message
 * @size: its size
 * @signal: (out caller-allocates): what it is called and worth; the value is the caller's
 *
 * Returns: %FALSE for messages that are no signal
 */
gboolean
clasp_midi_to_signal (const ClaspMidiOptions *options,
                      ClaspMidiPairs         *pairs,
                      const guint8           *message,
                      gsize                   size,
                      ClaspMidiSignal        *signal)
{
  *signal = (ClaspMidiSignal) { 0 };
  if (size == 0)
    return FALSE;
  if (message[0] >= 0xf0)
    return system_to_signal (message, size, signal);
  if (clasp_midi_n_data (message[0]) < 0 || size != 1u + (gsize) clasp_midi_n_data (message[0]))
    return FALSE;

  switch (message[0] & 0xf0)
    {
    case CLASP_MIDI_NOTE_OFF:
    case CLASP_MIDI_NOTE_ON:
      set_note (options, message, signal);
      break;
    case CLASP_MIDI_POLY_PRESSURE:
      set_channel_value (signal, message, "poly", message[1], message[2]);
      break;
    case CLASP_MIDI_CONTROL:
      if (!set_pair (options, pairs, message, signal))
        set_channel_value (signal, message, "cc", message[1], message[2]);
      signal->is_event = message[1] >= FIRST_CHANNEL_MODE;
      break;
    case CLASP_MIDI_PROGRAM:
      set_channel_value (signal, message, "program", -1, message[1]);
      break;
    case CLASP_MIDI_CHANNEL_PRESSURE:
      set_channel_value (signal, message, "pressure", -1, message[1]);
      break;
    default:
      set_channel_value (signal, message, "bend", -1, (message[2] << 7 | message[1]) - BEND_CENTRE);
      break;
    }

  return TRUE;
}

/* ---- signals to MIDI ---- */

#define MAX_PARTS 4

typedef struct
{
  ClaspStr parts[MAX_PARTS];
  guint    n_parts;
} Path;

static gboolean
split (ClaspStr address,
       Path    *path)
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
      path->parts[path->n_parts++] = (ClaspStr) { at, (gsize) (slash - at) };
      at = slash;
    }

  return path->n_parts > 0;
}

static gboolean
is (const Path *path,
    guint       index,
    const char *text)
{
  return index < path->n_parts && clasp_str_equal (path->parts[index], clasp_str (text));
}

static gboolean
get_number (const Path *path,
            guint       index,
            guint       minimum,
            guint       maximum,
            guint      *number)
{
  guint value = 0;

  if (index >= path->n_parts || path->parts[index].length == 0 || path->parts[index].length > 3)
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

/* 1–16 in text; 0 is what others who count from zero write for the first. */
static gboolean
get_channel (const Path *path,
             guint       index,
             guint8     *channel)
{
  guint number;

  if (!get_number (path, index, 0, 16, &number))
    return FALSE;

  *channel = (guint8) (number > 0 ? number - 1 : 0);
  return TRUE;
}

/* bridges.md 1.4, `auto`: whole numbers raw, floating-point ones a share, bool the ends; rounded
 * half away from zero after clamping. FALSE for NaN and for what is no number. */
static gboolean
scale (const ClaspValue *value,
       double            minimum,
       double            maximum,
       double            low_share,
       int              *result)
{
  double number;

  if (!clasp_value_to_double (value, &number) || isnan (number))
    return FALSE;

  if (value->type == CLASP_VALUE_BOOL)
    number = number > 0 ? maximum : MAX (minimum, 0);
  else if (value->type == CLASP_VALUE_DOUBLE)
    {
      number = CLAMP (number, low_share, 1);
      number *= number < 0 ? -minimum : maximum;
    }
  *result = (int) round (CLAMP (number, minimum, maximum));
  return TRUE;
}

static void
put3 (ClaspWriter *messages,
      guint8       status,
      guint        first,
      guint        second)
{
  clasp_writer_put_u8 (messages, status);
  clasp_writer_put_u8 (messages, (guint8) first);
  clasp_writer_put_u8 (messages, (guint8) second);
}

static gboolean
put_note (ClaspWriter      *messages,
          guint8            channel,
          guint             note,
          const ClaspValue *value)
{
  const ClaspValue *velocity_value = value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "velocity") : value;
  const ClaspValue *on_value = value->type == CLASP_VALUE_MAP ? clasp_value_lookup (value, "on") : NULL;
  int               velocity = 0;
  double            on = 0;

  if (velocity_value != NULL && !scale (velocity_value, 0, MAX_7, 0, &velocity))
    return FALSE;
  if (velocity_value == NULL && on_value == NULL)
    return FALSE;
  if (velocity_value == NULL)
    velocity = MAX_7;

  if (on_value == NULL)
    on = velocity;
  else if (!clasp_value_to_double (on_value, &on))
    return FALSE;

  if (on != 0)
    put3 (messages, CLASP_MIDI_NOTE_ON | channel, note, (guint) MAX (velocity, 1));
  else
    put3 (messages, CLASP_MIDI_NOTE_OFF | channel, note, (guint) velocity);
  return TRUE;
}

/* A map may say the channel itself; FALSE when what it says is none. */
static gboolean
get_map_channel (const ClaspValue *map,
                 guint8           *channel)
{
  const ClaspValue *entry = clasp_value_lookup (map, "channel");
  gint64            number;

  if (entry == NULL)
    return TRUE;
  if (!clasp_value_to_int (entry, &number) || number < 0 || number > 16)
    return FALSE;

  *channel = (guint8) (number > 0 ? number - 1 : 0);
  return TRUE;
}

/* {"note":60,"velocity":100,"channel":1,"on":true}, the form of others for a whole device. */
static gboolean
put_note_map (ClaspWriter      *messages,
              guint8            channel,
              const ClaspValue *value)
{
  const ClaspValue *entry = clasp_value_lookup (value, "note");
  gint64            note;

  if (entry == NULL || !clasp_value_to_int (entry, &note) || note < 0 || note > MAX_7)
    return FALSE;

  return get_map_channel (value, &channel) && put_note (messages, channel, (guint) note, value);
}

static gboolean
put_7 (ClaspWriter      *messages,
       guint8            status,
       int               first,
       const ClaspValue *value)
{
  int number;

  if (!scale (value, 0, MAX_7, 0, &number))
    return FALSE;

  clasp_writer_put_u8 (messages, status);
  if (first >= 0)
    clasp_writer_put_u8 (messages, (guint8) first);
  clasp_writer_put_u8 (messages, (guint8) number);
  return TRUE;
}

/* A number, or {"program":5,"channel":1}. */
static gboolean
put_program (ClaspWriter      *messages,
             guint8            channel,
             const ClaspValue *value)
{
  const ClaspValue *program = value;

  if (value->type == CLASP_VALUE_MAP)
    program = get_map_channel (value, &channel) ? clasp_value_lookup (value, "program") : NULL;
  return program != NULL && put_7 (messages, CLASP_MIDI_PROGRAM | channel, -1, program);
}

static gboolean
put_bend (ClaspWriter      *messages,
          guint8            channel,
          const ClaspValue *value)
{
  int bend;

  if (!scale (value, -BEND_CENTRE, BEND_CENTRE - 1, -1, &bend))
    return FALSE;

  bend += BEND_CENTRE;
  put3 (messages, CLASP_MIDI_PITCH_BEND | channel, (guint) bend & 127, (guint) bend >> 7);
  return TRUE;
}

static gboolean
put_cc14 (ClaspWriter      *messages,
          guint8            channel,
          guint             number,
          const ClaspValue *value)
{
  int both;

  if (!scale (value, 0, MAX_14, 0, &both))
    return FALSE;

  put3 (messages, CLASP_MIDI_CONTROL | channel, number, (guint) both >> 7);
  put3 (messages, CLASP_MIDI_CONTROL | channel, number + 32, (guint) both & 127);
  return TRUE;
}

/* Behind the channel: "cc/7", "note/60", "bend" … at @index of the path. */
static gboolean
put_channel_message (const Path       *path,
                     guint             index,
                     guint8            channel,
                     const ClaspValue *value,
                     ClaspWriter      *messages)
{
  guint n_left = path->n_parts - index, number;

  if (n_left == 2 && is (path, index, "cc") && get_number (path, index + 1, 0, MAX_7, &number))
    return put_7 (messages, CLASP_MIDI_CONTROL | channel, (int) number, value);
  if (n_left == 2 && is (path, index, "cc14") && get_number (path, index + 1, 0, 31, &number))
    return put_cc14 (messages, channel, number, value);
  if (n_left == 2 && is (path, index, "note") && get_number (path, index + 1, 0, MAX_7, &number))
    return put_note (messages, channel, number, value);
  if (n_left == 2 && is (path, index, "poly") && get_number (path, index + 1, 0, MAX_7, &number))
    return put_7 (messages, CLASP_MIDI_POLY_PRESSURE | channel, (int) number, value);
  if (n_left == 1 && is (path, index, "note"))
    return put_note_map (messages, channel, value);
  if (n_left == 1 && is (path, index, "program"))
    return put_program (messages, channel, value);
  if (n_left == 1 && is (path, index, "pressure"))
    return put_7 (messages, CLASP_MIDI_CHANNEL_PRESSURE | channel, -1, value);
  if (n_left == 1 && (is (path, index, "bend") || is (path, index, "pb")))
    return put_bend (messages, channel, value);
  return FALSE;
}

static gboolean
put_transport (const ClaspValue *value,
               ClaspWriter      *messages)
{
  static const struct
  {
    const char *name;
    guint8      status;
  } transports[] = { { "start", CLASP_MIDI_START }, { "continue", CLASP_MIDI_CONTINUE }, { "stop", CLASP_MIDI_STOP } };

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    if (clasp_str_equal (clasp_value_get_string (value), clasp_str (transports[i].name)))
      {
        clasp_writer_put_u8 (messages, transports[i].status);
        return TRUE;
      }

  return FALSE;
}

static gboolean
put_sysex (const ClaspValue *value,
           ClaspWriter      *messages)
{
  gsize         size = 0;
  const guint8 *bytes = clasp_value_get_bytes (value, &size);

  if (size < 2 || size > CLASP_MIDI_MAX_SYSEX || bytes[0] != CLASP_MIDI_SYSEX || bytes[size - 1] != CLASP_MIDI_END_OF_SYSEX)
    return FALSE;
  for (gsize i = 1; i < size - 1; i++)
    if (bytes[i] >= 0x80)
      return FALSE;

  clasp_writer_put (messages, bytes, size);
  return TRUE;
}

static gboolean
put_song_position (const ClaspValue *value,
                   ClaspWriter      *messages)
{
  int position;

  if (!scale (value, 0, MAX_14, 0, &position))
    return FALSE;

  put3 (messages, CLASP_MIDI_SONG_POSITION, (guint) position & 127, (guint) position >> 7);
  return TRUE;
}

/* The spellings of other programs: "{c}/cc/{n}", "cc/{c}/{n}", "cc/{n}", "pb/{c}", "pc/{c}" … */
static gboolean
put_alias (const ClaspMidiOptions *options,
           const Path             *path,
           const ClaspValue       *value,
           ClaspWriter            *messages)
{
  guint8 channel;
  guint  number;

  if (path->n_parts >= 2 && get_channel (path, 0, &channel))
    return put_channel_message (path, 1, channel, value, messages);
  if (path->n_parts == 3 && is (path, 0, "cc") && get_channel (path, 1, &channel) && get_number (path, 2, 0, MAX_7, &number))
    return put_7 (messages, CLASP_MIDI_CONTROL | channel, (int) number, value);
  if (path->n_parts == 2 && (is (path, 0, "pb") || is (path, 0, "bend")) && get_channel (path, 1, &channel))
    return put_bend (messages, channel, value);
  if (path->n_parts == 2 && is (path, 0, "pc") && get_channel (path, 1, &channel))
    return put_program (messages, channel, value);
  return put_channel_message (path, 0, options->default_channel, value, messages);
}

/**
 * clasp_midi_from_signal:
 * @options: how the connection is set
 * @address: behind the device, "/ch/1/cc/7", or one of the aliases of bridges.md 3.3
 * @value: the value; a number, bool, map or bytes as the message needs
 * @messages: where the bytes go
 *
 * Returns: %FALSE when it means nothing in MIDI
 */
gboolean
clasp_midi_from_signal (const ClaspMidiOptions *options,
                        ClaspStr                address,
                        const ClaspValue       *value,
                        ClaspWriter            *messages)
{
  Path   path;
  guint8 channel;

  if (!split (address, &path))
    return FALSE;
  if (is (&path, 0, "ch"))
    return get_channel (&path, 1, &channel) && path.n_parts > 2 && put_channel_message (&path, 2, channel, value, messages);
  if (path.n_parts == 1 && is (&path, 0, "transport"))
    return put_transport (value, messages);
  if (path.n_parts == 1 && is (&path, 0, "sysex"))
    return put_sysex (value, messages);
  if (path.n_parts == 1 && is (&path, 0, "songpos"))
    return put_song_position (value, messages);
  return put_alias (options, &path, value, messages);
}

/**
 * clasp_midi_is_order:
 * @message: one whole message
 *
 * Data entry acts on whatever parameter was selected last, so the numbers of that group mean
 * something only one after the other. A note that somebody keeps as state is state: pads show it.
 *
 * Returns: %TRUE for what makes a device do something rather than be something: not to be repeated
 *   when a device comes back
 */
gboolean
clasp_midi_is_order (const guint8 *message)
{
  guint8 controller;

  if (message[0] >= 0xf0)
    return TRUE;
  if ((message[0] & 0xf0) != CLASP_MIDI_CONTROL)
    return FALSE;

  controller = message[1];
  return controller == DATA_ENTRY || controller == DATA_ENTRY + 32 ||
         (controller >= DATA_INCREMENT && controller <= PARAMETER_SELECT) || controller >= FIRST_CHANNEL_MODE;
}

/**
 * clasp_midi_slug:
 * @name: a device's name
 *
 * Returns: (transfer full): what it is called in addresses
 */
char *
clasp_midi_slug (const char *name)
{
  GString *slug = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == ' ')
        g_string_append_c (slug, '_');
      else if (g_ascii_isalnum (*p) || *p == '_' || *p == '-')
        g_string_append_c (slug, g_ascii_tolower (*p));
    }
  if (slug->len == 0)
    g_string_append (slug, "midi");
  return g_string_free (slug, FALSE);
}
