/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-row.h"
#include "widgets/br-status-icon.h"

/* What the files of BrAddressRow share. */

typedef enum
{
  TEXT_NAME,
  TEXT_BADGE,
  TEXT_VALUE,
  TEXT_RATE,
  TEXT_AGE,
  TEXT_TYPE,
  TEXT_RAW,
  TEXT_MAPPINGS,
  TEXT_NOTE,
  N_TEXTS,
} TextSlot;

struct _BrAddressRow
{
  GtkWidget parent_instance;

  BrAddressItem  *item;     /* (owned) or NULL */
  GtkTreeListRow *tree_row; /* (owned) or NULL */
  ClaspStatus    *status;   /* (owned) or NULL */
  ClaspStatus    *device;   /* (owned) or NULL: of the connection it stands below */
  PangoLayout    *layouts[N_TEXTS]; /* (owned) or NULL */
  char           *texts[N_TEXTS];   /* (owned) what the layouts say */
  char          **marked;           /* (owned) or NULL */
  GdkPaintable   *arrows[2];        /* (owned) folded, open */
  GdkPaintable   *signs[BR_SIGN_ERROR + 1]; /* (owned), made when first drawn */

  GdkPaintable   *star;     /* (owned), made when first drawn */
  GdkPaintable   *kind;     /* (owned) (nullable) of the protocol, made when first drawn */

  BrColumns      wanted;
  BrColumnWidths widths;
  BrColumnLayout columns;
  BrPalette      palette;
  ClaspRange     range;
  gboolean       range_asked; /* at the first value */
  gboolean       range_known; /* by protocol */
  BrLevel        level;
  BrLevelMemory  memory;
  BrSign         sign;
  guint          hue; /* of the protocol */
  gint64         text_us, slow_us, spread_us;
  gboolean       favourite;
  gboolean       declared;  /* the range, by a person */
  gboolean       is_switch; /* by a person */
  gboolean       stale;
  gboolean       is_new;
  gboolean       is_drawn; /* FALSE: it was out of sight */
  gboolean       mapped, drop_target;
  gboolean       refused, faded, outlined;
};

/* What it is called, without its value. */
void     br_address_row_speak       (BrAddressRow *self);
/* Its level, and whether it is open. */
void     br_address_row_speak_place (BrAddressRow *self);
void     br_address_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
/* The whole of a name that had no room when it was drawn; or NULL. */
const char *br_address_row_get_cut_name (BrAddressRow *self);
/* Reads its signal; TRUE if it looks otherwise now. */
gboolean br_address_row_look     (BrAddressRow *self, gint64 now_us, gboolean animate);
