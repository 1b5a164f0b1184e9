/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* Addresses below the namespace of an Art-Net connection (bridges.md 4.3). A universe is written
 * "/net/sub-net/universe" or "/port-address"; both are always read.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_ARTNET_PLACE_SLOT,       /* "/0/0/1/47" */
  CLASP_ARTNET_PLACE_SLOT_16,    /* "/0/0/1/47/16": coarse here, fine in the next one */
  CLASP_ARTNET_PLACE_RGB,        /* "/0/0/1/47/rgb": this one and the next two */
  CLASP_ARTNET_PLACE_FRAME,      /* "/0/0/1" */
  CLASP_ARTNET_PLACE_START_CODE, /* "/0/0/1/nzs/85" */
  CLASP_ARTNET_PLACE_TIME_CODE,  /* "/timecode" */
  CLASP_ARTNET_PLACE_TRIGGER,    /* "/trigger" */
} ClaspArtnetPlaceKind;

typedef struct
{
  ClaspArtnetPlaceKind kind;
  guint16              port_address; /* 0-32767 */
  guint16              slot;         /* 0-511, the first one */
  guint8               start_code;   /* 1-255 */
} ClaspArtnetPlace;

/* FALSE if it is none of these forms. */
gboolean clasp_artnet_address_parse (ClaspStr address, ClaspArtnetPlace *place);

/* Room for the longest, "/127/15/15/512/rgb". */
#define CLASP_ARTNET_ADDRESS_SIZE 32
/* "/0/0/1", or "/1" when flat. */
ClaspStr clasp_artnet_address_format (gboolean is_flat,
                                      guint16  port_address,
                                      char     buffer[CLASP_ARTNET_ADDRESS_SIZE]);
/* The same with "/47" behind it; @slot is 0-511. */
ClaspStr clasp_artnet_address_format_slot (gboolean is_flat,
                                           guint16  port_address,
                                           guint    slot,
                                           char     buffer[CLASP_ARTNET_ADDRESS_SIZE]);

G_END_DECLS
