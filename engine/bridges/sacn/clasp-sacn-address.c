/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-address.h"

#include "bridges/sacn/clasp-sacn-codec.h"

/* "/7" at @p; FALSE when there is no number of at most five digits. */
static gboolean
take_number (const char **p, const char *end, guint *number)
{
  const char *start = *p + 1;
  const char *at = start;

  *number = 0;
  if (*p == end || **p != '/')
    return FALSE;
  for (; at < end && g_ascii_isdigit (*at) && at - start < 5; at++)
    *number = *number * 10 + (guint) (*at - '0');
  if (at == start || (at < end && *at != '/'))
    return FALSE;

  *p = at;
  return TRUE;
}

/* What stands behind a slot, and how many slots it takes. */
static gboolean
take_slot_word (ClaspStr word, ClaspSacnPlaceKind *kind, guint *width)
{
  static const struct
  {
    const char        *word;
    ClaspSacnPlaceKind kind;
    guint              width;
  } words[] = { { "", CLASP_SACN_PLACE_SLOT, 1 },
                { "/16", CLASP_SACN_PLACE_SLOT_16, 2 },
                { "/rgb", CLASP_SACN_PLACE_RGB, 3 },
                { "/priority", CLASP_SACN_PLACE_SLOT_PRIORITY, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (clasp_str_equal (word, clasp_str (words[i].word)))
      {
        *kind = words[i].kind;
        *width = words[i].width;
        return TRUE;
      }

  return FALSE;
}

/**
 * clasp_sacn_address_parse:
 * @address: below the namespace, "/7/47"
 * @place: (out caller-allocates): what it means
 *
 * Returns: %FALSE if it is not an address of sACN
 */
gboolean
clasp_sacn_address_parse (ClaspStr address, ClaspSacnPlace *place)
{
  const char *p = address.data, *end = address.data + address.length;
  guint       universe, slot, width;

  *place = (ClaspSacnPlace){ .kind = CLASP_SACN_PLACE_FRAME };
  if (!take_number (&p, end, &universe) || universe < 1 || universe > CLASP_SACN_MAX_UNIVERSE)
    return FALSE;
  place->universe = (guint16) universe;
  if (p == end)
    return TRUE;
  if (clasp_str_equal ((ClaspStr){ p, (gsize) (end - p) }, CLASP_STR_LITERAL ("/priority")))
    {
      place->kind = CLASP_SACN_PLACE_PRIORITY;
      return TRUE;
    }
  if (!take_number (&p, end, &slot) ||
      !take_slot_word ((ClaspStr){ p, (gsize) (end - p) }, &place->kind, &width) || slot < 1 ||
      slot + width - 1 > CLASP_SACN_MAX_SLOTS)
    return FALSE;
  place->slot = (guint16) (slot - 1);
  return TRUE;
}

/* A frame of 512 changed slots comes through here: no printf (). */
static char *
put_number (char *place, guint number)
{
  char  digits[10];
  guint n = 0;

  do
    digits[n++] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  *place++ = '/';
  while (n > 0)
    *place++ = digits[--n];
  return place;
}

/**
 * clasp_sacn_address_format:
 * @universe: 1–63999
 * @slot: 0–511
 * @buffer: where the text goes
 *
 * Returns: "/universe/slot" with the slot from 1, borrowed from @buffer
 */
ClaspStr
clasp_sacn_address_format (guint16 universe, guint slot, char buffer[CLASP_SACN_ADDRESS_SIZE])
{
  char *end = put_number (put_number (buffer, universe), slot + 1);

  return (ClaspStr){ buffer, (gsize) (end - buffer) };
}
