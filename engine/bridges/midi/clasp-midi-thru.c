/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-thru.h"

#include "bridges/midi/clasp-midi-range.h"
#include "core/clasp-error.h"

#include <string.h>

#define ALL_CHANNELS 0xffff
#define MAX_TRANSPOSE 127

static gboolean
fail (const char *text, const char *why, GError **error)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "‘%s’: %s", text, why);
  return FALSE;
}

/* "=10", at the end perhaps "+12"; all of @text. */
static gboolean
parse_target (const char *text, ClaspMidiThruRoute *route)
{
  const char *end = text;
  gint64      number;

  if (*end == '=')
    {
      number = g_ascii_strtoll (end + 1, (char **) &end, 10);
      if (number < 1 || number > 16)
        return FALSE;
      route->to = (int) number - 1;
    }
  if (*end == '+' || *end == '-')
    {
      if (!g_ascii_isdigit (end[1]))
        return FALSE;
      number = g_ascii_strtoll (end, (char **) &end, 10);
      if (ABS (number) > MAX_TRANSPOSE)
        return FALSE;
      route->transpose = (int) number;
    }

  return *end == '\0';
}

/* How much of @text names channels: "all", "3", "1-4". */
static gsize
channels_length (const char *text)
{
  gsize length = strspn (text, "0123456789");

  if (g_str_has_prefix (text, "all"))
    return 3;
  if (text[length] == '-' && length > 0)
    length += 1 + strspn (text + length + 1, "0123456789");
  return length;
}

static gboolean
parse_channels (const char *text, guint16 *channels)
{
  ClaspMidiRange range;

  *channels = ALL_CHANNELS;
  if (g_str_equal (text, "all"))
    return TRUE;
  if (!clasp_midi_range_parse (text, 1, 16, &range))
    return FALSE;

  *channels = (guint16) ((1u << range.last) - (1u << (range.first - 1)));
  return TRUE;
}

/**
 * clasp_midi_thru_add:
 * @self: the routes so far
 * @text: one more
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * "all" passes every channel, "1-4" four of them; behind that "=10" sends to channel 10, "+12" or
 * "-12" transposes notes, the latter after "all" or a target only ("1-12" are twelve channels).
 * "system" passes what has no channel.
 *
 * Thread: any.
 *
 * Returns: %FALSE when @text makes no sense, or there are CLASP_MIDI_MAX_THRU_ROUTES already
 */
gboolean
clasp_midi_thru_add (ClaspMidiThru *self, const char *text, GError **error)
{
  ClaspMidiThruRoute route = { .to = -1 };
  gsize              length = channels_length (text);
  g_autofree char   *channels = g_strndup (text, length);

  if (self->n_routes == CLASP_MIDI_MAX_THRU_ROUTES)
    return fail (text, "there are 32 routes already", error);
  route.is_system = g_str_equal (text, "system");
  if (!route.is_system && !parse_channels (channels, &route.channels))
    return fail (text, "expected ‘all’, ‘system’ or channels from 1 to 16", error);
  if (!route.is_system && !parse_target (text + length, &route))
    return fail (
      text,
      "after the channels expected ‘=’ and a channel from 1 to 16, or ‘+’ and semitones up to 127",
      error);

  self->routes[self->n_routes++] = route;
  return TRUE;
}

static gboolean
transpose (const ClaspMidiThruRoute *route, guint8 *message)
{
  guint kind = message[0] & 0xf0;
  int   note = message[1] + route->transpose;

  if (kind > CLASP_MIDI_POLY_PRESSURE)
    return TRUE;
  if (note < 0 || note > 127)
    return FALSE;

  message[1] = (guint8) note;
  return TRUE;
}

/**
 * clasp_midi_thru_take:
 * @self: the routes
 * @message: a whole message that came in
 * @size: its size
 * @func: (scope call): sends a copy
 * @user_data: for @func
 *
 * Thread: any.
 */
void
clasp_midi_thru_take (ClaspMidiThru *self,
                      const guint8  *message,
                      gsize          size,
                      ClaspMidiFunc  func,
                      gpointer       user_data)
{
  for (guint i = 0; i < self->n_routes; i++)
    {
      const ClaspMidiThruRoute *route = &self->routes[i];
      guint8                    copy[3];

      if (message[0] >= 0xf0)
        {
          if (route->is_system)
            func (message, size, user_data);
          continue;
        }
      if (!(route->channels >> (message[0] & 15) & 1))
        continue;

      memcpy (copy, message, MIN (size, sizeof copy));
      if (route->to >= 0)
        copy[0] = (guint8) ((copy[0] & 0xf0) | route->to);
      if (transpose (route, copy))
        func (copy, MIN (size, sizeof copy), user_data);
    }
}
