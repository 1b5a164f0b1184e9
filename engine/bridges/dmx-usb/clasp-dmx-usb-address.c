/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-usb-address.h"

#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"

#include <string.h>

#define MAX_DIGITS 5

/* A slash and a number that ends at the next slash or the end. */
static gboolean
take_number (ClaspStr *rest, guint *number)
{
  gsize i = 1;

  *number = 0;
  if (rest->length == 0 || rest->data[0] != '/')
    return FALSE;
  for (; i < rest->length && g_ascii_isdigit (rest->data[i]) && i <= MAX_DIGITS; i++)
    *number = *number * 10 + (guint) (rest->data[i] - '0');
  if (i == 1 || (i < rest->length && rest->data[i] != '/'))
    return FALSE;

  *rest = (ClaspStr){ rest->data + i, rest->length - i };
  return TRUE;
}

static gboolean
is_text (ClaspStr rest, const char *text)
{
  return rest.length == strlen (text) && memcmp (rest.data, text, rest.length) == 0;
}

/* What follows the slot, and how many slots that takes; 0 = no such thing. */
static guint
parse_kind (ClaspStr rest, ClaspDmxUsbPlaceKind *kind)
{
  if (rest.length == 0)
    {
      *kind = CLASP_DMX_USB_PLACE_SLOT;
      return 1;
    }
  if (is_text (rest, "/16"))
    {
      *kind = CLASP_DMX_USB_PLACE_SLOT_16;
      return 2;
    }
  if (is_text (rest, "/rgb"))
    {
      *kind = CLASP_DMX_USB_PLACE_RGB;
      return 3;
    }
  return 0;
}

/**
 * clasp_dmx_usb_address_parse:
 * @address: below the namespace, "/0/47"
 * @place: (out): what it stands for
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is no address of USB DMX
 */
gboolean
clasp_dmx_usb_address_parse (ClaspStr address, ClaspDmxUsbPlace *place)
{
  guint number, width;

  *place = (ClaspDmxUsbPlace){ CLASP_DMX_USB_PLACE_FRAME, 0, 0 };
  if (!take_number (&address, &place->universe) || place->universe > CLASP_DMX_USB_MAX_UNIVERSE)
    return FALSE;
  if (address.length == 0)
    return TRUE;

  if (!take_number (&address, &number))
    return FALSE;
  width = parse_kind (address, &place->kind);
  if (width == 0 || number < 1 || number + width - 1 > CLASP_DMX_SLOTS)
    return FALSE;

  place->slot = number - 1;
  return TRUE;
}

/**
 * clasp_dmx_usb_address_format:
 * @universe: 0–32767
 * @slot: 0–511
 * @buffer: where the text goes
 *
 * Thread: any.
 *
 * Returns: "/universe/slot" with the slot from 1, borrowed from @buffer
 */
ClaspStr
clasp_dmx_usb_address_format (guint universe, guint slot, char buffer[CLASP_DMX_USB_ADDRESS_SIZE])
{
  int length = g_snprintf (buffer, CLASP_DMX_USB_ADDRESS_SIZE, "/%u/%u", universe, slot + 1);

  return (ClaspStr){ buffer, (gsize) length };
}
