/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-facts.h"

#include "core/clasp-address.h"

#include <string.h>

#define MAX_SEGMENTS 16

typedef struct
{
  guint    n;
  ClaspStr segments[MAX_SEGMENTS];
} Parts;

/* What stands behind the namespace; FALSE when the address is not below it. */
static gboolean
split (ClaspStr address, const char *namespace_, Parts *parts)
{
  gsize length = strlen (namespace_);
  gsize offset = length;

  parts->n = 0;
  if (address.length <= length || memcmp (address.data, namespace_, length) != 0 ||
      address.data[length] != '/')
    return FALSE;
  while (parts->n < MAX_SEGMENTS &&
         clasp_address_next_segment (address, &offset, &parts->segments[parts->n]))
    parts->n++;
  return parts->n > 0;
}

static gboolean
is_word (const Parts *parts, guint at, const char *word)
{
  return at < parts->n && clasp_str_equal (parts->segments[at], clasp_str (word));
}

static gboolean
read_number (const Parts *parts, guint at, int *number)
{
  ClaspStr segment = at < parts->n ? parts->segments[at] : CLASP_STR_EMPTY;
  int      sum = 0;

  if (segment.length == 0 || segment.length > 6)
    return FALSE;
  for (gsize i = 0; i < segment.length; i++)
    {
      if (!g_ascii_isdigit (segment.data[i]))
        return FALSE;
      sum = sum * 10 + segment.data[i] - '0';
    }
  *number = sum;
  return TRUE;
}

/* ---- MIDI: bridges/midi/README.md ---- */

static const struct
{
  const char *name;
  gboolean    is_numbered, is_14bit;
} midi_types[] = {
  { "cc", TRUE, FALSE },    { "cc14", TRUE, TRUE },      { "note", TRUE, FALSE },
  { "poly", TRUE, FALSE },  { "nrpn", TRUE, TRUE },      { "rpn", TRUE, TRUE },
  { "bend", FALSE, TRUE },  { "pressure", FALSE, FALSE }, { "program", FALSE, FALSE },
};

/* "DEVICE/ch/1/cc/7", and "…/step" of an encoder. */
static void
read_midi (const Parts *parts, ClaspLearnFacts *facts)
{
  guint at = 1;

  while (at < parts->n && !is_word (parts, at, "ch"))
    at++;
  if (!read_number (parts, at + 1, &facts->midi_channel))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (midi_types); i++)
    {
      if (!is_word (parts, at + 2, midi_types[i].name))
        continue;
      if (midi_types[i].is_numbered && !read_number (parts, at + 3, &facts->midi_number))
        return;
      g_strlcpy (facts->midi_type, midi_types[i].name, sizeof facts->midi_type);
      facts->is_14bit = midi_types[i].is_14bit;
      facts->is_step = is_word (parts, at + 3 + midi_types[i].is_numbered, "step");
    }
}

/* ---- DMX ---- */

/* A universe of one number or of three, and a slot. */
static void
read_dmx (const Parts *parts, ClaspLearnFacts *facts)
{
  int numbers[4];
  int slot;

  if (parts->n != 2 && parts->n != 4)
    return;
  for (guint i = 0; i < parts->n; i++)
    if (!read_number (parts, i, &numbers[i]))
      return;

  slot = numbers[parts->n - 1];
  if (slot < 1 || slot > 512)
    return;
  facts->slot = slot;
  if (parts->n == 2)
    g_snprintf (facts->universe, sizeof facts->universe, "%d", numbers[0]);
  else
    g_snprintf (facts->universe, sizeof facts->universe, "%d/%d/%d", numbers[0], numbers[1],
                numbers[2]);
}

/* By the protocol, whatever the connection is called. */
static void
read_range (ClaspStr address, const char *protocol, const char *namespace_, ClaspLearnFacts *facts)
{
  g_autofree char *text = clasp_str_dup (address);
  g_autofree char *shape = clasp_range_dup_shape (text, namespace_, protocol);

  facts->has_range = clasp_range_for_address (shape != NULL ? clasp_str (shape) : address, &facts->range);
}

/**
 * clasp_learn_read_facts:
 * @address: an address
 * @protocol: the kind of the connection it came in through, "clasp" for none of the show's
 * @namespace_: what addresses of that connection begin with
 * @facts: (out): what it says
 *
 * Thread: any.
 */
void
clasp_learn_read_facts (ClaspStr         address,
                        const char      *protocol,
                        const char      *namespace_,
                        ClaspLearnFacts *facts)
{
  Parts parts;

  *facts = (ClaspLearnFacts){ .midi_channel = -1, .midi_number = -1, .slot = -1 };
  g_strlcpy (facts->protocol, protocol, sizeof facts->protocol);
  read_range (address, protocol, namespace_, facts);
  if (!split (address, namespace_, &parts))
    return;
  if (g_str_equal (protocol, "midi"))
    read_midi (&parts, facts);
  else if (g_str_equal (protocol, "artnet") || g_str_equal (protocol, "sacn") ||
           g_str_equal (protocol, "dmx"))
    read_dmx (&parts, facts);
}

/**
 * clasp_learn_is_clockwork:
 * @address: an address
 * @protocol: the kind of the connection it came in through
 * @namespace_: what addresses of that connection begin with
 *
 * Thread: any.
 *
 * Returns: %TRUE for what a device says all the time without a hand on it
 */
gboolean
clasp_learn_is_clockwork (ClaspStr address, const char *protocol, const char *namespace_)
{
  /* The last one is everything once more, clock and all. */
  static const char *const midi_words[] = { "clock", "mtc", "tempo", "raw" };
  Parts                    parts;

  if (!split (address, namespace_, &parts))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (midi_words) && g_str_equal (protocol, "midi"); i++)
    if (is_word (&parts, 1, midi_words[i]))
      return TRUE;
  return g_str_equal (protocol, "artnet") && is_word (&parts, 0, "timecode");
}
