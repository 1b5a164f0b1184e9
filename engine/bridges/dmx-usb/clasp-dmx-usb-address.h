/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"
#include "dmx/clasp-dmx.h"

/* Addresses below the namespace of a USB DMX connection (bridges.md 6.1).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_DMX_USB_PLACE_SLOT,    /* "/7/47" */
  CLASP_DMX_USB_PLACE_SLOT_16, /* "/7/47/16": coarse here, fine in the next one */
  CLASP_DMX_USB_PLACE_RGB,     /* "/7/47/rgb": this one and the next two */
  CLASP_DMX_USB_PLACE_FRAME,   /* "/7" */
} ClaspDmxUsbPlaceKind;

typedef struct
{
  ClaspDmxUsbPlaceKind kind;
  guint                universe; /* 0-32767 */
  guint                slot;     /* 0-511, the first one */
} ClaspDmxUsbPlace;

/* FALSE if it is none of these forms. */
gboolean clasp_dmx_usb_address_parse (ClaspStr address, ClaspDmxUsbPlace *place);
/* Room for the longest, "/32767/512". */
#define CLASP_DMX_USB_ADDRESS_SIZE 16
ClaspStr clasp_dmx_usb_address_format (guint universe, guint slot, char buffer[CLASP_DMX_USB_ADDRESS_SIZE]);

G_END_DECLS
