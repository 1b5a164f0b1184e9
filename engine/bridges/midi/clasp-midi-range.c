/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-range.h"

/**
 * clasp_midi_range_parse:
 * @text: "5" or "1-8"
 * @minimum: lowest number there is
 * @maximum: highest
 * @range: (out caller-allocates): what it says
 *
 * Thread: any.
 *
 * Returns: %FALSE when it says anything else
 */
gboolean
clasp_midi_range_parse (const char *text, guint minimum, guint maximum, ClaspMidiRange *range)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  guint64        first, last;

  if (ends[0] == NULL || !g_ascii_string_to_unsigned (ends[0], 10, minimum, maximum, &first, NULL))
    return FALSE;

  last = first;
  if (ends[1] != NULL && !g_ascii_string_to_unsigned (ends[1], 10, first, maximum, &last, NULL))
    return FALSE;

  range->first = (guint) first;
  range->last = (guint) last;
  return TRUE;
}
