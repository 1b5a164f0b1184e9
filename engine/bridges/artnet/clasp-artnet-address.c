/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-address.h"

#include "bridges/artnet/clasp-artnet-codec.h"

#define MAX_NUMBERS 4

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
    {
      if (*p++ != '/' || n == MAX_NUMBERS || !parse_number (&p, end, &numbers[n++]))
        return 0;
    }

  return n;
}

/**
 * clasp_artnet_address_parse:
 * @address: below the namespace, "/0/0/1/47"
 * @port_address: (out): 0–32767
 * @slot: (out): 0–511 for slots 1–512, or %CLASP_ARTNET_WHOLE_FRAME
 *
 * Returns: %FALSE if it is not an address of Art-Net
 */
gboolean
clasp_artnet_address_parse (ClaspStr address, guint16 *port_address, int *slot)
{
  guint    numbers[MAX_NUMBERS];
  guint    n = parse_numbers (address, numbers);
  gboolean has_slot = n == 2 || n == 4;

  if (n == 0 || (has_slot && (numbers[n - 1] < 1 || numbers[n - 1] > CLASP_ARTNET_MAX_SLOTS)))
    return FALSE;
  if (n < 3 ? numbers[0] > CLASP_ARTNET_MAX_PORT_ADDRESS
            : numbers[0] > 127 || numbers[1] > 15 || numbers[2] > 15)
    return FALSE;

  *port_address =
    n < 3 ? (guint16) numbers[0] : clasp_artnet_port_address (numbers[0], numbers[1], numbers[2]);
  *slot = has_slot ? (int) numbers[n - 1] - 1 : CLASP_ARTNET_WHOLE_FRAME;
  return TRUE;
}

/**
 * clasp_artnet_address_format:
 * @port_address: 0–32767
 * @slot: 0–511
 * @buffer: where the text goes
 *
 * Returns: "/net/sub-net/universe/slot" with the slot from 1, borrowed from @buffer
 */
ClaspStr
clasp_artnet_address_format (guint16 port_address,
                             guint   slot,
                             char    buffer[CLASP_ARTNET_ADDRESS_SIZE])
{
  int length =
    g_snprintf (buffer, CLASP_ARTNET_ADDRESS_SIZE, "/%u/%u/%u/%u", port_address >> 8 & 0x7fu,
                port_address >> 4 & 0xfu, port_address & 0xfu, slot + 1);

  return (ClaspStr){ buffer, (gsize) length };
}
