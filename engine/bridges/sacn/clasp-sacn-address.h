/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* Addresses below the namespace of an sACN connection (bridges.md 5.3).
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_SACN_PLACE_SLOT,          /* "/7/47" */
  CLASP_SACN_PLACE_SLOT_16,       /* "/7/47/16": coarse here, fine in the next one */
  CLASP_SACN_PLACE_RGB,           /* "/7/47/rgb": this one and the next two */
  CLASP_SACN_PLACE_FRAME,         /* "/7" */
  CLASP_SACN_PLACE_SLOT_PRIORITY, /* "/7/47/priority" */
  CLASP_SACN_PLACE_PRIORITY,      /* "/7/priority" */
} ClaspSacnPlaceKind;

typedef struct
{
  ClaspSacnPlaceKind kind;
  guint16            universe; /* 1-63999 */
  guint16            slot;     /* 0-511, the first one */
} ClaspSacnPlace;

/* FALSE if it is none of these forms. */
gboolean clasp_sacn_address_parse (ClaspStr address, ClaspSacnPlace *place);

/* Room for the longest, "/63999/sources/" and a CID. */
#define CLASP_SACN_ADDRESS_SIZE 64
/* "/7/47"; @slot is 0-511. */
ClaspStr
clasp_sacn_address_format (guint16 universe, guint slot, char buffer[CLASP_SACN_ADDRESS_SIZE]);

G_END_DECLS
