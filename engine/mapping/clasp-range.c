/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What addresses tell of values: the ranges that OSC, MIDI and Art-Net give them, by the shapes of
 * bridges.md. A second connection of a protocol is called "/osc2" and so on. In a pattern a whole
 * `*` stands where a number would. */

#include "mapping/clasp-chain-private.h"

#include "core/clasp-address.h"
#include "mapping/clasp-mapping-private.h"

#define MAX_SEGMENTS 16

typedef struct
{
  guint    n;
  ClaspStr segments[MAX_SEGMENTS];
} Parts;

typedef struct
{
  const char *name; /* behind the MIDI channel */
  gboolean    is_numbered;
  gint64      highest_number;
  ClaspRange  range;
} MidiKind;

static const MidiKind midi_kinds[] = {
  { "cc", TRUE, 127, { 0, 127, TRUE } },       { "note", TRUE, 127, { 0, 127, TRUE } },
  { "poly", TRUE, 127, { 0, 127, TRUE } },     { "cc14", TRUE, 31, { 0, 16383, TRUE } },
  { "nrpn", TRUE, 16383, { 0, 16383, TRUE } }, { "rpn", TRUE, 16383, { 0, 16383, TRUE } },
  { "bend", FALSE, 0, { -8192, 8191, TRUE } }, { "pressure", FALSE, 0, { 0, 127, TRUE } },
  { "program", FALSE, 0, { 0, 127, TRUE } },
};

static const ClaspRange dmx_range = { 0, 255, TRUE };
static const ClaspRange osc_range = { 0, 1, FALSE };
static const ClaspRange demo_range = { 0, 1, FALSE };

static void
split (ClaspStr address, Parts *parts)
{
  gsize offset = 0;

  parts->n = 0;
  while (parts->n < MAX_SEGMENTS &&
         clasp_address_next_segment (address, &offset, &parts->segments[parts->n]))
    parts->n++;
}

static gboolean
is_protocol (const Parts *parts, const char *name)
{
  gsize    length = strlen (name);
  ClaspStr first = parts->n > 0 ? parts->segments[0] : CLASP_STR_EMPTY;
  gint64   number;

  if (first.length < length || memcmp (first.data, name, length) != 0)
    return FALSE;
  return first.length == length ||
         (clasp_parse_integer ((ClaspStr){ first.data + length, first.length - length }, &number) &&
          number > 1);
}

/* A number between the two, or any number that a pattern leaves open. */
static gboolean
is_between (ClaspStr segment, gint64 lowest, gint64 highest)
{
  gint64 number;

  if (clasp_str_equal (segment, CLASP_STR_LITERAL ("*")))
    return TRUE;
  return clasp_parse_integer (segment, &number) && number >= lowest && number <= highest;
}

static gboolean
is_number (ClaspStr segment)
{
  return is_between (segment, G_MININT64, G_MAXINT64);
}

/* The shape of "…/ch/1/cc/7", wherever it stands behind the protocol. */
static const MidiKind *
find_midi_kind (const Parts *parts, guint *at)
{
  for (*at = 1; *at + 2 < parts->n; (*at)++)
    {
      if (!clasp_str_equal (parts->segments[*at], CLASP_STR_LITERAL ("ch")) ||
          !is_number (parts->segments[*at + 1]))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (midi_kinds); i++)
        if (clasp_str_equal (parts->segments[*at + 2], clasp_str (midi_kinds[i].name)) &&
            parts->n == *at + 3 + midi_kinds[i].is_numbered)
          return &midi_kinds[i];
    }

  return NULL;
}

/* What the window sends for who has no hardware: "/demo/fader/1". */
static gboolean
is_demo (const Parts *parts)
{
  return parts->n == 3 && clasp_str_equal (parts->segments[0], CLASP_STR_LITERAL ("demo")) &&
         clasp_str_equal (parts->segments[1], CLASP_STR_LITERAL ("fader")) &&
         is_number (parts->segments[2]);
}

/* Port-address and slot, or net, sub-net, universe and slot. */
static gboolean
is_dmx_slot (const Parts *parts)
{
  for (guint i = 1; i < parts->n; i++)
    if (!is_number (parts->segments[i]))
      return FALSE;

  return parts->n == 3 || parts->n == 5;
}

/* Universe and slot, of sACN or USB DMX. */
static gboolean
is_plain_slot (const Parts *parts, const char *protocol)
{
  return is_protocol (parts, protocol) && parts->n == 3 && is_number (parts->segments[1]) &&
         is_number (parts->segments[2]);
}

/**
 * clasp_range_for_address:
 * @address: an address, or a pattern with `*` in place of numbers
 * @range: (out): the range its protocol gives it
 *
 * Thread: any.
 *
 * Returns: %FALSE when nothing is known
 */
gboolean
clasp_range_for_address (ClaspStr address, ClaspRange *range)
{
  Parts           parts;
  guint           at;
  const MidiKind *kind;

  split (address, &parts);
  if (is_protocol (&parts, "osc") && parts.n > 1)
    {
      *range = osc_range;
      return TRUE;
    }
  if (is_demo (&parts))
    {
      *range = demo_range;
      return TRUE;
    }
  if ((is_protocol (&parts, "artnet") && is_dmx_slot (&parts)) ||
      is_plain_slot (&parts, "sacn") || is_plain_slot (&parts, "dmx"))
    {
      *range = dmx_range;
      return TRUE;
    }
  if (is_protocol (&parts, "midi") && (kind = find_midi_kind (&parts, &at)) != NULL)
    {
      *range = kind->range;
      return TRUE;
    }

  return FALSE;
}

/**
 * clasp_range_from_announced:
 * @minimum: the least value that was announced
 * @maximum: the greatest
 * @is_count: it was announced to have whole numbers only
 * @native: (nullable): what the protocol of the address gives it
 *
 * Whole numbers are those of the device; where they become others they may be broken.
 *
 * Thread: any.
 *
 * Returns: the range
 */
ClaspRange
clasp_range_from_announced (double minimum, double maximum, gboolean is_count, const ClaspRange *native)
{
  gboolean is_native = native != NULL && minimum == native->minimum && maximum == native->maximum;

  return (ClaspRange){ minimum, maximum, native != NULL ? native->integer && is_native : is_count };
}

/**
 * clasp_range_dup_shape:
 * @address: an address, "/desk/x/ch/1/cc/7"
 * @namespace_: of a connection, "/desk"
 * @protocol: of the same, "midi"
 *
 * "/osc/fader" is below "/osc", "/oscar" is not.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): @address as it would be if the connection were called by its protocol,
 *   "/midi/x/ch/1/cc/7"; %NULL when it is not below @namespace_
 */
char *
clasp_range_dup_shape (const char *address, const char *namespace_, const char *protocol)
{
  gsize length = strlen (namespace_);

  if (length == 0 || strncmp (address, namespace_, length) != 0 ||
      (address[length] != '/' && address[length] != '\0'))
    return NULL;
  return g_strconcat ("/", protocol, address + length, NULL);
}

static gboolean
slot_exists (const Parts *parts)
{
  if (!is_between (parts->segments[parts->n - 1], 1, 512))
    return FALSE;
  if (parts->n == 3)
    return is_between (parts->segments[1], 0, 32767);
  return is_between (parts->segments[1], 0, 127) && is_between (parts->segments[2], 0, 15) &&
         is_between (parts->segments[3], 0, 15);
}

gboolean
clasp_address_is_reachable (ClaspStr address)
{
  Parts           parts;
  guint           at;
  const MidiKind *kind;

  split (address, &parts);
  if (is_protocol (&parts, "artnet") && is_dmx_slot (&parts))
    return slot_exists (&parts);
  if (is_plain_slot (&parts, "sacn"))
    return is_between (parts.segments[1], 1, 63999) && is_between (parts.segments[2], 1, 512);
  if (is_plain_slot (&parts, "dmx"))
    return slot_exists (&parts);
  if (is_protocol (&parts, "midi") && (kind = find_midi_kind (&parts, &at)) != NULL)
    return is_between (parts.segments[at + 1], 0, 16) &&
           (!kind->is_numbered || is_between (parts.segments[at + 3], 0, kind->highest_number));
  return TRUE;
}
