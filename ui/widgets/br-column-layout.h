/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrColumnLayout: which columns of a list of addresses fit, and where they stand.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Pixels at the usual text size: between columns, at the ends, of a port, of the shortest name. */
#define BR_COLUMN_GAP 9
#define BR_COLUMN_PAD 6
#define BR_COLUMN_PORT_WIDTH 18
#define BR_COLUMN_MIN_NAME 96
#define BR_COLUMN_MIN_WIDTH 36
#define BR_COLUMN_MAX_WIDTH 600

/* In the order they stand in. */
typedef enum
{
  BR_PLACE_METER,
  BR_PLACE_VALUE,
  BR_PLACE_RAW,
  BR_PLACE_RATE,
  BR_PLACE_AGE,
  BR_PLACE_TYPE,
  BR_PLACE_MAPPINGS,
  BR_PLACE_NOTE,
  BR_N_PLACES
} BrColumnPlace;

typedef enum
{
  BR_COLUMN_METER = 1 << BR_PLACE_METER,
  BR_COLUMN_VALUE = 1 << BR_PLACE_VALUE,
  BR_COLUMN_RAW = 1 << BR_PLACE_RAW, /* the whole of the value */
  BR_COLUMN_RATE = 1 << BR_PLACE_RATE,
  BR_COLUMN_AGE = 1 << BR_PLACE_AGE,
  BR_COLUMN_TYPE = 1 << BR_PLACE_TYPE,
  BR_COLUMN_MAPPINGS = 1 << BR_PLACE_MAPPINGS, /* how many there are */
  BR_COLUMN_NOTE = 1 << BR_PLACE_NOTE,
  BR_COLUMN_PORT_END = 1 << 8,   /* a port at the row's end: sources */
  BR_COLUMN_PORT_START = 1 << 9, /* at its start: targets */
  BR_COLUMN_STAR = 1 << 10,      /* favourites are marked behind their name */
} BrColumns;

/* What a person made of them, at the usual text size; 0 = as it comes. */
typedef struct
{
  int widths[BR_N_PLACES];
} BrColumnWidths;

typedef struct
{
  int start, width; /* 0 wide: not shown */
} BrColumnSpan;

/* Where the columns stand, the same for all rows of a list; offsets from the start. */
typedef struct
{
  BrColumns    shown;
  int          width;
  int          name_end;
  gboolean     is_tight; /* so narrow that meter and value are short */
  BrColumnSpan places[BR_N_PLACES];
} BrColumnLayout;

/* What fits of @wanted into @width pixels; the least important go first. @widths may be NULL. */
void br_column_layout_init (BrColumnLayout       *self,
                            BrColumns             wanted,
                            const BrColumnWidths *widths,
                            int                   width,
                            double                scale);

/* A value is written from left to right in every language: "-5", not "5-". */
void br_layout_set_text  (PangoLayout    *layout,
                          const char     *text,
                          gboolean        is_value);

G_END_DECLS
