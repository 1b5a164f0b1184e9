/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"
#include "dmx/clasp-dmx.h"

/* Addresses below the namespace of a USB DMX connection (bridges.md 6.1): "/universe/slot", and
 * "/universe" for whole frames.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_DMX_USB_WHOLE_FRAME -1

/* @slot gets 0-511, or CLASP_DMX_USB_WHOLE_FRAME. */
gboolean clasp_dmx_usb_address_parse (ClaspStr address, guint *universe, int *slot);
/* Room for the longest, "/32767/512". */
#define CLASP_DMX_USB_ADDRESS_SIZE 16
ClaspStr clasp_dmx_usb_address_format (guint universe, guint slot, char buffer[CLASP_DMX_USB_ADDRESS_SIZE]);

G_END_DECLS
