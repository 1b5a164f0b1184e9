/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* Addresses below the namespace of an Art-Net connection (bridges.md 4.3).
 *
 * Written: "/net/sub-net/universe/slot". Also read: "/port-address/slot", and the same without the
 * slot for whole frames.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_ARTNET_WHOLE_FRAME -1

/* @slot gets 0–511, or CLASP_ARTNET_WHOLE_FRAME. FALSE if it is none of the four forms. */
gboolean clasp_artnet_address_parse (ClaspStr address, guint16 *port_address, int *slot);
/* Room for the longest, "/127/15/15/512". */
#define CLASP_ARTNET_ADDRESS_SIZE 24
ClaspStr clasp_artnet_address_format (guint16 port_address,
                                      guint   slot,
                                      char    buffer[CLASP_ARTNET_ADDRESS_SIZE]);

G_END_DECLS
