/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-relative.h"

#include "bridges/midi/clasp-midi-range.h"
#include "core/clasp-error.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
  [CLASP_MIDI_ABSOLUTE] = "absolute",
  [CLASP_MIDI_TWOS_COMPLEMENT] = "twos-complement",
  [CLASP_MIDI_OFFSET] = "offset",
  [CLASP_MIDI_SIGN_BIT] = "sign-bit",
  [CLASP_MIDI_SIGN_BIT_DOWN] = "sign-bit-down",
  [CLASP_MIDI_UP_DOWN] = "up-down",
};

/**
 * clasp_midi_relative_mode_to_string:
 * @mode: a mode
 *
 * Thread: any.
 *
 * Returns: its name in settings and profiles
 */
const char *
clasp_midi_relative_mode_to_string (ClaspMidiRelativeMode mode)
{
  return names[mode];
}

/**
 * clasp_midi_relative_decode:
 * @mode: the encoder's code
 * @byte: what it sent, 0–127
 *
 * Thread: any.
 *
 * Returns: how far it was turned, clockwise positive; 0 for no move
 */
int
clasp_midi_relative_decode (ClaspMidiRelativeMode mode, guint8 byte)
{
  int number = byte & 127;

  switch (mode)
    {
    case CLASP_MIDI_ABSOLUTE:
      return 0;
    case CLASP_MIDI_TWOS_COMPLEMENT:
      return number < 64 ? number : number - 128;
    case CLASP_MIDI_OFFSET:
      return number - 64;
    case CLASP_MIDI_SIGN_BIT:
      return number < 64 ? number : 64 - number;
    case CLASP_MIDI_SIGN_BIT_DOWN:
      return number < 64 ? -number : number - 64;
    case CLASP_MIDI_UP_DOWN:
      return number > 64 ? 1 : number == 64 ? 0 : -1;
    }

  return 0;
}

/**
 * clasp_midi_relative_encode:
 * @mode: the encoder's code, not ABSOLUTE
 * @steps: how far, clockwise positive, not 0
 * @rest: (out): what one message could not say
 *
 * Thread: any.
 *
 * Returns: the controller's value
 */
guint8
clasp_midi_relative_encode (ClaspMidiRelativeMode mode, int steps, int *rest)
{
  int part = CLAMP (steps, -63, 63);

  if (mode == CLASP_MIDI_UP_DOWN)
    part = CLAMP (steps, -1, 1);
  *rest = steps - part;

  switch (mode)
    {
    case CLASP_MIDI_TWOS_COMPLEMENT:
      return (guint8) (part & 127);
    case CLASP_MIDI_OFFSET:
      return (guint8) (part + 64);
    case CLASP_MIDI_SIGN_BIT:
      return (guint8) (part < 0 ? 64 - part : part);
    case CLASP_MIDI_SIGN_BIT_DOWN:
      return (guint8) (part < 0 ? -part : part + 64);
    case CLASP_MIDI_UP_DOWN:
      return part > 0 ? 65 : 63;
    case CLASP_MIDI_ABSOLUTE:
      break;
    }

  return 0;
}

static gboolean
find_mode (const char *name, ClaspMidiRelativeMode *mode)
{
  for (guint i = CLASP_MIDI_TWOS_COMPLEMENT; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        *mode = (ClaspMidiRelativeMode) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * clasp_midi_relative_add:
 * @self: what is known already
 * @text: "16-23=sign-bit", with a channel in front "1/60=offset", or "nrpn"
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE when @text makes no sense
 */
gboolean
clasp_midi_relative_add (ClaspMidiRelative *self, const char *text, GError **error)
{
  g_auto (GStrv)        halves = g_strsplit (text, "=", 2);
  ClaspMidiRange        channels = { 1, 16 }, controllers;
  ClaspMidiRelativeMode mode;
  char                 *slash;

  if (g_str_equal (text, "nrpn"))
    {
      self->parameters = TRUE;
      return TRUE;
    }
  if (g_strv_length (halves) != 2 || !find_mode (halves[1], &mode))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "‘%s’: expected controllers, ‘=’ and one of twos-complement, offset, sign-bit, "
                   "sign-bit-down, up-down",
                   text);
      return FALSE;
    }

  slash = strchr (halves[0], '/');
  if (slash != NULL)
    *slash = '\0';
  if ((slash != NULL && !clasp_midi_range_parse (halves[0], 1, 16, &channels)) ||
      !clasp_midi_range_parse (slash != NULL ? slash + 1 : halves[0], 0, 127, &controllers))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "‘%s’: expected controllers from 0 to 127, with perhaps channels from 1 to 16 "
                   "and ‘/’ in front",
                   text);
      return FALSE;
    }

  for (guint channel = channels.first; channel <= channels.last; channel++)
    for (guint controller = controllers.first; controller <= controllers.last; controller++)
      self->modes[channel - 1][controller] = (guint8) mode;
  return TRUE;
}
