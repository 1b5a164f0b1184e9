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

typedef enum
{
  BR_COLUMN_METER = 1 << 0,
  BR_COLUMN_VALUE = 1 << 1,
  BR_COLUMN_RATE = 1 << 2,
  BR_COLUMN_AGE = 1 << 3,
  BR_COLUMN_TYPE = 1 << 4,
  BR_COLUMN_PORT_END = 1 << 5,   /* a port at the row's end: sources */
  BR_COLUMN_PORT_START = 1 << 6, /* at its start: targets */
} BrColumns;

/* Where the columns stand, the same for all rows of a list; offsets from the start. */
typedef struct
{
  BrColumns shown;
  int       width;
  int       name_end;
  int       meter, meter_width;
  int       value, value_width;
  int       rate, rate_width;
  int       age, age_width;
  int       type, type_width;
} BrColumnLayout;

/* What fits of @wanted into @width pixels; the least important go first. */
void br_column_layout_init (BrColumnLayout *self,
                            BrColumns       wanted,
                            int             width,
                            double          scale);

/* A value is written from left to right in every language: "-5", not "5-". */
void br_layout_set_text  (PangoLayout    *layout,
                          const char     *text,
                          gboolean        is_value);

/* How much larger than usual the person wants text: 1 = 96 dpi. */
double br_font_scale     (GtkWidget      *widget);

G_END_DECLS
