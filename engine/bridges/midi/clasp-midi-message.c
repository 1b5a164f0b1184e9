/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a value's messages mean to those who keep or repeat them, and what a device is called. */

#include "bridges/midi/clasp-midi-address.h"
#include "bridges/midi/clasp-midi-parameters.h"

/* Controllers from here on are orders to the channel: all notes off, reset all controllers. */
#define FIRST_CHANNEL_MODE 120

/* A parameter is selected and set, whole, in one go. */
static gboolean
is_whole_parameter (const guint8 *messages, gsize size)
{
  return size == 12 &&
         (messages[1] == CLASP_MIDI_NRPN_COARSE || messages[1] == CLASP_MIDI_RPN_COARSE) &&
         messages[7] == CLASP_MIDI_DATA_COARSE;
}

/**
 * clasp_midi_is_order:
 * @messages: the messages of one value
 * @size: their size
 *
 * Data entry by itself acts on whatever parameter was selected last, so the numbers of that group
 * mean something only one after the other. A note that somebody keeps as state is state: pads show
 * it.
 *
 * Thread: any.
 *
 * Returns: %TRUE for what makes a device do something rather than be something: not to be repeated
 *   when a device comes back
 */
gboolean
clasp_midi_is_order (const guint8 *messages, gsize size)
{
  guint8 controller;

  if (messages[0] >= 0xf0)
    return TRUE;
  if ((messages[0] & 0xf0) != CLASP_MIDI_CONTROL || is_whole_parameter (messages, size))
    return FALSE;

  controller = messages[1];
  return controller == CLASP_MIDI_DATA_COARSE || controller == CLASP_MIDI_DATA_FINE ||
         (controller >= CLASP_MIDI_DATA_UP && controller <= CLASP_MIDI_RPN_COARSE) ||
         controller >= FIRST_CHANNEL_MODE;
}

/**
 * clasp_midi_value_key:
 * @messages: the messages of one value
 * @size: their size
 *
 * Thread: any.
 *
 * Returns: what a newer value replaces, the same for every value of one controller, pressure, bend
 * or parameter; 0 for what must not be replaced. Equal keys mean equal sizes
 */
guint
clasp_midi_value_key (const guint8 *messages, gsize size)
{
  guint kind = messages[0] & 0xf0;

  if (kind == CLASP_MIDI_CONTROL && is_whole_parameter (messages, size))
    return 1u << 31 | (guint) messages[0] << 16 |
           (messages[1] == CLASP_MIDI_RPN_COARSE ? 1u << 14 : 0) | (guint) messages[2] << 7 |
           messages[5];
  if (kind == CLASP_MIDI_CONTROL && size == 6)
    return messages[4] == messages[1] + 32 ? 1u << 30 | (guint) messages[0] << 8 | messages[1] : 0;
  if (kind == CLASP_MIDI_CONTROL)
    return size > 3 || clasp_midi_is_order (messages, size)
             ? 0
             : (guint) messages[0] << 8 | messages[1];
  if (kind == CLASP_MIDI_POLY_PRESSURE)
    return (guint) messages[0] << 8 | messages[1];
  if (kind == CLASP_MIDI_CHANNEL_PRESSURE || kind == CLASP_MIDI_PITCH_BEND)
    return (guint) messages[0] << 8;
  return 0;
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
