/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-address.h"

#include "bridges/artnet/clasp-artnet-codec.h"

/* Net, sub-net, universe, slot, "16". */
#define MAX_NUMBERS 5

static gboolean
parse_number (const char **p, const char *end, guint *number)
{
  const char *start = *p;

  *number = 0;
  for (; *p < end && g_ascii_isdigit (**p) && *p - start < 6; (*p)++)
    *number = *number * 10 + (guint) (**p - '0');
  return *p > start && (*p == end || **p == '/');
}

/* The numbers between the slashes; 0 if there is anything else, or too many. */
static guint
parse_numbers (ClaspStr address, guint numbers[MAX_NUMBERS])
{
  const char *p = address.data, *end = address.data + address.length;
  guint       n = 0;

  while (p < end)
    if (*p++ != '/' || n == MAX_NUMBERS || !parse_number (&p, end, &numbers[n++]))
      return 0;

  return n;
}

/* The one or three numbers of a universe. */
static gboolean
take_universe (const guint *numbers, guint n, ClaspArtnetPlace *place)
{
  if (n == 1 && numbers[0] <= CLASP_ARTNET_MAX_PORT_ADDRESS)
    place->port_address = (guint16) numbers[0];
  else if (n == 3 && numbers[0] <= 127 && numbers[1] <= 15 && numbers[2] <= 15)
    place->port_address = clasp_artnet_port_address (numbers[0], numbers[1], numbers[2]);
  else
    return FALSE;
  return TRUE;
}

/* The same with a slot behind; @width slots must be there. */
static gboolean
take_slot (const guint *numbers, guint n, guint width, ClaspArtnetPlace *place)
{
  if (n < 2 || numbers[n - 1] < 1 || numbers[n - 1] + width - 1 > CLASP_ARTNET_MAX_SLOTS)
    return FALSE;

  place->slot = (guint16) (numbers[n - 1] - 1);
  return take_universe (numbers, n - 1, place);
}

static gboolean
parse_digits (ClaspStr address, ClaspArtnetPlace *place)
{
  guint numbers[MAX_NUMBERS];
  guint n = parse_numbers (address, numbers);

  /* "/1/47/16": no universe is the 16th, so this cannot be meant as one. */
  if (n == 5 || (n == 3 && numbers[2] == 16))
    {
      place->kind = CLASP_ARTNET_PLACE_SLOT_16;
      return numbers[n - 1] == 16 && take_slot (numbers, n - 1, 2, place);
    }
  place->kind = n == 2 || n == 4 ? CLASP_ARTNET_PLACE_SLOT : CLASP_ARTNET_PLACE_FRAME;
  return place->kind == CLASP_ARTNET_PLACE_SLOT ? take_slot (numbers, n, 1, place)
                                                : take_universe (numbers, n, place);
}

static gboolean
parse_rgb (ClaspStr address, ClaspArtnetPlace *place)
{
  guint numbers[MAX_NUMBERS];

  place->kind = CLASP_ARTNET_PLACE_RGB;
  return take_slot (numbers, parse_numbers (address, numbers), 3, place);
}

static gboolean
parse_start_code (ClaspStr universe, ClaspStr code, ClaspArtnetPlace *place)
{
  guint       numbers[MAX_NUMBERS];
  guint       start_code;
  const char *p = code.data;

  if (!parse_number (&p, code.data + code.length, &start_code) || p != code.data + code.length ||
      !clasp_artnet_is_start_code (start_code))
    return FALSE;

  place->kind = CLASP_ARTNET_PLACE_START_CODE;
  place->start_code = (guint8) start_code;
  return take_universe (numbers, parse_numbers (universe, numbers), place);
}

static gboolean
ends_with (ClaspStr address, const char *suffix, ClaspStr *rest)
{
  gsize length = strlen (suffix);

  if (address.length <= length ||
      memcmp (address.data + address.length - length, suffix, length) != 0)
    return FALSE;

  *rest = (ClaspStr){ address.data, address.length - length };
  return TRUE;
}

static gboolean
split_at (ClaspStr address, const char *needle, ClaspStr *before, ClaspStr *after)
{
  const char *found = g_strstr_len (address.data, (gssize) address.length, needle);

  if (found == NULL)
    return FALSE;

  *before = (ClaspStr){ address.data, (gsize) (found - address.data) };
  *after = (ClaspStr){ found + strlen (needle), address.length - before->length - strlen (needle) };
  return TRUE;
}

/**
 * clasp_artnet_address_parse:
 * @address: below the namespace, "/0/0/1/47"
 * @place: (out caller-allocates): what it means
 *
 * Returns: %FALSE if it is not an address of Art-Net
 */
gboolean
clasp_artnet_address_parse (ClaspStr address, ClaspArtnetPlace *place)
{
  ClaspStr before, after;

  *place = (ClaspArtnetPlace){ .kind = CLASP_ARTNET_PLACE_TIME_CODE };
  if (address.length == 0)
    return FALSE;
  if (g_ascii_isdigit (address.data[address.length - 1]))
    return split_at (address, "/nzs/", &before, &after) ? parse_start_code (before, after, place)
                                                        : parse_digits (address, place);
  if (clasp_str_equal (address, CLASP_STR_LITERAL ("/timecode")))
    return TRUE;

  place->kind = CLASP_ARTNET_PLACE_TRIGGER;
  return clasp_str_equal (address, CLASP_STR_LITERAL ("/trigger")) ||
         (ends_with (address, "/rgb", &before) && parse_rgb (before, place));
}

/**
 * clasp_artnet_address_format:
 * @is_flat: whether a universe is one number
 * @port_address: 0–32767
 * @buffer: where the text goes
 *
 * Returns: "/net/sub-net/universe" or "/port-address", borrowed from @buffer and terminated there
 */
ClaspStr
clasp_artnet_address_format (gboolean is_flat,
                             guint16  port_address,
                             char     buffer[CLASP_ARTNET_ADDRESS_SIZE])
{
  int length =
    is_flat ? g_snprintf (buffer, CLASP_ARTNET_ADDRESS_SIZE, "/%u", port_address)
            : g_snprintf (buffer, CLASP_ARTNET_ADDRESS_SIZE, "/%u/%u/%u", port_address >> 8 & 0x7fu,
                          port_address >> 4 & 0xfu, port_address & 0xfu);

  return (ClaspStr){ buffer, (gsize) length };
}

/**
 * clasp_artnet_address_format_slot:
 * @is_flat: whether a universe is one number
 * @port_address: 0–32767
 * @slot: 0–511
 * @buffer: where the text goes
 *
 * Returns: the universe with the slot from 1 behind it, borrowed from @buffer
 */
ClaspStr
clasp_artnet_address_format_slot (gboolean is_flat,
                                  guint16  port_address,
                                  guint    slot,
                                  char     buffer[CLASP_ARTNET_ADDRESS_SIZE])
{
  ClaspStr universe = clasp_artnet_address_format (is_flat, port_address, buffer);
  int length = g_snprintf (buffer + universe.length, CLASP_ARTNET_ADDRESS_SIZE - universe.length,
                           "/%u", slot + 1);

  return (ClaspStr){ buffer, universe.length + (gsize) length };
}
