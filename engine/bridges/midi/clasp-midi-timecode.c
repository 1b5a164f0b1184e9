/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-timecode.h"

#include <string.h>

#define HOURS 24
/* Of drop frames: 30 numbers in a second, two left out in each minute but the tenth ones. */
#define DROP_MINUTE (60 * 30 - 2)
#define DROP_TEN_MINUTES (10 * DROP_MINUTE + 2)
#define FULL_FRAME_SIZE 10
#define ALL_DEVICES 0x7f

/* A quarter frame lasts numerator / denominator seconds. */
static const struct
{
  const char *name;
  guint       frames;
  gint64      numerator, denominator;
} rates[] = {
  [CLASP_MIDI_RATE_24] = { "24", 24, 1, 96 },
  [CLASP_MIDI_RATE_25] = { "25", 25, 1, 100 },
  [CLASP_MIDI_RATE_30_DROP] = { "29.97", 30, 1001, 120000 },
  [CLASP_MIDI_RATE_30] = { "30", 30, 1, 120 },
};

/**
 * clasp_midi_rate_get_frames:
 * @rate: a rate
 *
 * Thread: any.
 *
 * Returns: how many frame numbers a second has, 24–30
 */
guint
clasp_midi_rate_get_frames (ClaspMidiRate rate)
{
  return rates[rate].frames;
}

/**
 * clasp_midi_rate_get_us:
 * @rate: a rate
 * @n_quarters: quarter frames, of a week at most
 *
 * Thread: any.
 *
 * Returns: how long they last, microseconds
 */
gint64
clasp_midi_rate_get_us (ClaspMidiRate rate, gint64 n_quarters)
{
  gint64 numerator = n_quarters * rates[rate].numerator * G_USEC_PER_SEC;

  return (numerator + rates[rate].denominator / 2) / rates[rate].denominator;
}

/**
 * clasp_midi_rate_get_quarters:
 * @rate: a rate
 * @us: a duration of a week at most, microseconds
 *
 * Thread: any.
 *
 * Returns: how many quarter frames fit
 */
gint64
clasp_midi_rate_get_quarters (ClaspMidiRate rate, gint64 us)
{
  return us * rates[rate].denominator / (rates[rate].numerator * G_USEC_PER_SEC);
}

/**
 * clasp_midi_rate_to_string:
 * @rate: a rate
 *
 * Thread: any.
 *
 * Returns: frames per second, "29.97"
 */
const char *
clasp_midi_rate_to_string (ClaspMidiRate rate)
{
  return rates[rate].name;
}

/**
 * clasp_midi_rate_from_string:
 * @text: "24", "25", "29.97" or "30"
 * @rate: (out): the rate
 *
 * Thread: any.
 *
 * Returns: %FALSE for anything else
 */
gboolean
clasp_midi_rate_from_string (ClaspStr text, ClaspMidiRate *rate)
{
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (clasp_str_equal (text, clasp_str (rates[i].name)))
      {
        *rate = (ClaspMidiRate) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * clasp_midi_rate_get_day:
 * @rate: a rate
 *
 * Thread: any.
 *
 * Returns: how many frames 24 hours have
 */
gint64
clasp_midi_rate_get_day (ClaspMidiRate rate)
{
  if (rate == CLASP_MIDI_RATE_30_DROP)
    return HOURS * 6 * DROP_TEN_MINUTES;
  return HOURS * 3600 * (gint64) rates[rate].frames;
}

/**
 * clasp_midi_timecode_is_valid:
 * @self: a time
 *
 * Thread: any.
 *
 * Returns: whether there is such a frame
 */
gboolean
clasp_midi_timecode_is_valid (const ClaspMidiTimecode *self)
{
  if (self->hours >= HOURS || self->minutes > 59 || self->seconds > 59 ||
      self->frames >= rates[self->rate].frames)
    return FALSE;
  return self->rate != CLASP_MIDI_RATE_30_DROP || self->seconds > 0 || self->frames > 1 ||
         self->minutes % 10 == 0;
}

/**
 * clasp_midi_timecode_to_frame:
 * @self: a valid time
 *
 * Thread: any.
 *
 * Returns: frames since midnight
 */
gint64
clasp_midi_timecode_to_frame (const ClaspMidiTimecode *self)
{
  gint64 minutes = self->hours * 60 + self->minutes;
  gint64 number = (minutes * 60 + self->seconds) * rates[self->rate].frames + self->frames;

  return self->rate == CLASP_MIDI_RATE_30_DROP ? number - 2 * (minutes - minutes / 10) : number;
}

/* Puts back the numbers that were left out before @frame. */
static gint64
number_of_drop_frame (gint64 frame)
{
  gint64 tens = frame / DROP_TEN_MINUTES, rest = frame % DROP_TEN_MINUTES;
  gint64 minutes = rest < 1800 ? 0 : (rest - 2) / DROP_MINUTE;

  return frame + 2 * (9 * tens + minutes);
}

/**
 * clasp_midi_timecode_from_frame:
 * @self: (out caller-allocates): a valid time
 * @rate: its rate
 * @frame: frames since midnight of any day, also negative
 *
 * Thread: any.
 */
void
clasp_midi_timecode_from_frame (ClaspMidiTimecode *self, ClaspMidiRate rate, gint64 frame)
{
  gint64 day = clasp_midi_rate_get_day (rate), number;

  frame %= day;
  if (frame < 0)
    frame += day;
  number = rate == CLASP_MIDI_RATE_30_DROP ? number_of_drop_frame (frame) : frame;

  self->rate = rate;
  self->frames = (guint8) (number % rates[rate].frames);
  number /= rates[rate].frames;
  self->seconds = (guint8) (number % 60);
  self->minutes = (guint8) (number / 60 % 60);
  self->hours = (guint8) (number / 3600);
}

/* ---- text and values ---- */

/**
 * clasp_midi_timecode_print:
 * @self: a valid time
 * @text: (out): "10:20:30:12"
 *
 * Thread: any.
 */
void
clasp_midi_timecode_print (const ClaspMidiTimecode *self, char text[CLASP_MIDI_TIMECODE_TEXT])
{
  g_snprintf (text, CLASP_MIDI_TIMECODE_TEXT, "%02u:%02u:%02u:%02u", self->hours % 100u,
              self->minutes % 100u, self->seconds % 100u, self->frames % 100u);
}

/**
 * clasp_midi_timecode_parse:
 * @text: "10:20:30:12"
 * @rate: its rate
 * @self: (out caller-allocates): a valid time
 *
 * Thread: any.
 *
 * Returns: %FALSE when there is no such time
 */
gboolean
clasp_midi_timecode_parse (ClaspStr text, ClaspMidiRate rate, ClaspMidiTimecode *self)
{
  guint8 numbers[4];

  if (text.length != CLASP_MIDI_TIMECODE_TEXT - 1)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      const char *at = text.data + 3 * i;

      if (!g_ascii_isdigit (at[0]) || !g_ascii_isdigit (at[1]))
        return FALSE;
      if (i < 3 && at[2] != ':' && !(i == 2 && (at[2] == ';' || at[2] == '.')))
        return FALSE;
      numbers[i] = (guint8) ((at[0] - '0') * 10 + at[1] - '0');
    }

  *self = (ClaspMidiTimecode){ rate, numbers[0], numbers[1], numbers[2], numbers[3] };
  return clasp_midi_timecode_is_valid (self);
}

static gboolean
get_part (const ClaspValue *map, const char *key, guint8 *part)
{
  const ClaspValue *entry = clasp_value_lookup (map, key);
  gint64            number = 0;

  if (entry != NULL && (!clasp_value_to_int (entry, &number) || number < 0 || number > 59))
    return FALSE;

  *part = (guint8) number;
  return TRUE;
}

/**
 * clasp_midi_timecode_from_value:
 * @value: a text or a map
 * @rate: its rate when it says none
 * @self: (out caller-allocates): a valid time
 *
 * Thread: any.
 *
 * Returns: %FALSE when there is no such time
 */
gboolean
clasp_midi_timecode_from_value (const ClaspValue  *value,
                                ClaspMidiRate      rate,
                                ClaspMidiTimecode *self)
{
  const ClaspValue *entry;

  if (value->type == CLASP_VALUE_STRING)
    return clasp_midi_timecode_parse (clasp_value_get_string (value), rate, self);
  if (value->type != CLASP_VALUE_MAP)
    return FALSE;

  entry = clasp_value_lookup (value, "rate");
  if (entry != NULL)
    {
      g_autofree char *text = clasp_value_to_text (entry);

      if (!clasp_midi_rate_from_string (clasp_str (text), &rate))
        return FALSE;
    }
  *self = (ClaspMidiTimecode){ .rate = rate };
  return get_part (value, "hours", &self->hours) && get_part (value, "minutes", &self->minutes) &&
         get_part (value, "seconds", &self->seconds) && get_part (value, "frames", &self->frames) &&
         clasp_midi_timecode_is_valid (self);
}

/**
 * clasp_midi_timecode_to_map:
 * @self: a valid time
 *
 * Thread: any.
 *
 * Returns: (transfer full): {hours, minutes, seconds, frames, rate}
 */
ClaspValue
clasp_midi_timecode_to_map (const ClaspMidiTimecode *self)
{
  ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("hours"), clasp_value_int (self->hours) },
    { CLASP_STR_LITERAL ("minutes"), clasp_value_int (self->minutes) },
    { CLASP_STR_LITERAL ("seconds"), clasp_value_int (self->seconds) },
    { CLASP_STR_LITERAL ("frames"), clasp_value_int (self->frames) },
    { CLASP_STR_LITERAL ("rate"),
      clasp_value_string (clasp_str (clasp_midi_rate_to_string (self->rate))) },
  };

  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/* ---- bytes ---- */

/**
 * clasp_midi_full_frame_decode:
 * @message: a whole message
 * @size: its size
 * @timecode: (out caller-allocates): a valid time
 *
 * Thread: any.
 *
 * Returns: %FALSE when it is anything else than a full frame
 */
gboolean
clasp_midi_full_frame_decode (const guint8 *message, gsize size, ClaspMidiTimecode *timecode)
{
  if (size != FULL_FRAME_SIZE || message[0] != CLASP_MIDI_SYSEX || message[1] != 0x7f ||
      message[3] != 1 || message[4] != 1)
    return FALSE;

  *timecode = (ClaspMidiTimecode){ (ClaspMidiRate) (message[5] >> 5 & 3), message[5] & 31,
                                   message[6], message[7], message[8] };
  return clasp_midi_timecode_is_valid (timecode);
}

/**
 * clasp_midi_full_frame_encode:
 * @timecode: a valid time
 * @messages: where the bytes go
 *
 * Thread: any.
 */
void
clasp_midi_full_frame_encode (const ClaspMidiTimecode *timecode, ClaspWriter *messages)
{
  const guint8 bytes[FULL_FRAME_SIZE] = { CLASP_MIDI_SYSEX,
                                          0x7f,
                                          ALL_DEVICES,
                                          1,
                                          1,
                                          (guint8) ((guint) timecode->rate << 5 | timecode->hours),
                                          timecode->minutes,
                                          timecode->seconds,
                                          timecode->frames,
                                          CLASP_MIDI_END_OF_SYSEX };

  clasp_writer_put (messages, bytes, sizeof bytes);
}

/**
 * clasp_midi_quarter_frame_encode:
 * @timecode: a valid time, that of piece 0
 * @piece: 0–7
 *
 * Thread: any.
 *
 * Returns: the data byte behind F1
 */
guint8
clasp_midi_quarter_frame_encode (const ClaspMidiTimecode *timecode, guint piece)
{
  const guint8 parts[] = { timecode->frames, timecode->seconds, timecode->minutes,
                           (guint8) ((guint) timecode->rate << 5 | timecode->hours) };
  guint8       part = parts[piece / 2 & 3];

  return (guint8) ((piece & 7) << 4 | (piece % 2 == 0 ? part & 15 : part >> 4));
}
