/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-wanted.h"

#include <string.h>

/**
 * clasp_midi_wanted_parse:
 * @self: (out caller-allocates): what is asked for
 * @text: a part of a name, or an id of clasp_midi_list_devices ()
 *
 * Thread: any.
 */
void
clasp_midi_wanted_parse (ClaspMidiWanted *self, const char *text)
{
  const char      *at = g_strrstr (text, " @"), *hash = g_strrstr (text, " #");
  guint64          ordinal = 1;
  g_autofree char *name = NULL;

  if (hash != NULL && !g_ascii_string_to_unsigned (hash + 2, 10, 1, 99, &ordinal, NULL))
    hash = NULL;
  if (hash != NULL)
    name = g_strndup (text, (gsize) (hash - text));
  else
    name = at != NULL ? g_strndup (text, (gsize) (at - text)) : g_strdup (text);

  self->tag = hash == NULL && at != NULL ? g_strdup (at + 2) : NULL;
  self->ordinal = (guint) ordinal;
  self->has_ordinal = hash != NULL;
  self->name = g_utf8_casefold (name, -1);
}

/**
 * clasp_midi_wanted_clear:
 * @self: what was asked for
 *
 * Thread: any.
 */
void
clasp_midi_wanted_clear (ClaspMidiWanted *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->tag, g_free);
}

/**
 * clasp_midi_wanted_is_in:
 * @self: what is asked for
 * @name: of a device
 *
 * Thread: any.
 *
 * Returns: whether @name has what is asked for in it; nothing is in none
 */
gboolean
clasp_midi_wanted_is_in (const ClaspMidiWanted *self, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return self->name[0] != '\0' && strstr (folded, self->name) != NULL;
}

/**
 * clasp_midi_wanted_is_whole:
 * @self: what is asked for
 * @name: of a device
 *
 * Thread: any.
 *
 * Returns: whether it is asked for by its whole name
 */
gboolean
clasp_midi_wanted_is_whole (const ClaspMidiWanted *self, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);

  return g_str_equal (folded, self->name);
}

/**
 * clasp_midi_wanted_find:
 * @self: what is asked for
 * @names: (array length=n): of devices, in their order
 * @n: how many there are
 *
 * Where one has the whole name, only those that have it are counted: "MIDI 1 #2" is not "MIDI 10".
 *
 * Thread: any.
 *
 * Returns: the index of the one that is meant; -1 when it is not there, or is known by a serial number or a plug
 */
int
clasp_midi_wanted_find (const ClaspMidiWanted *self, const char *const *names, guint n)
{
  gboolean is_whole = FALSE;
  guint    n_seen = 0;

  if (self->tag != NULL)
    return -1;
  for (guint i = 0; i < n && !is_whole; i++)
    is_whole = clasp_midi_wanted_is_whole (self, names[i]);
  for (guint i = 0; i < n; i++)
    if ((is_whole ? clasp_midi_wanted_is_whole (self, names[i]) : clasp_midi_wanted_is_in (self, names[i])) &&
        ++n_seen == self->ordinal)
      return (int) i;
  return -1;
}
