/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes/br-universe-grid.h"
#include "widgets/br-meter.h"

/* What the files of BrUniverseGrid share. */

#define BR_CELL_HUES 8

/* What a cell looks like; equal ones draw the same. */
typedef struct
{
  guint8 level, hue, hold;
  guint8 is_outlined, is_marked, is_careful, is_outside, is_typed, is_named;
  char   entry[BR_DMX_MAX_ENTRY + 1];
} BrCellFace;

struct _BrUniverseGrid
{
  GtkWidget parent_instance;

  GtkWidget      *cell;  /* (owned) child: the one with the focus */
  BrUniverseCells cells;
  BrDmxUnit       unit;
  gboolean        testable;
  int             cell_width, cell_height;
  BrPalette       palette;
  PangoLayout    *layout;                   /* (owned) (nullable) for making texts */
  GskRenderNode  *nodes[CLASP_DMX_SLOTS];   /* (owned) (nullable) what was drawn */
  BrCellFace      faces[CLASP_DMX_SLOTS];
  gint64          spoken_us;                /* when the level was told last */
};

void br_universe_grid_draw      (BrUniverseGrid *self, GtkSnapshot *snapshot);
/* Size, colours or unit are others: draws all anew. */
void br_universe_grid_drop_nodes (BrUniverseGrid *self);
/* Which cells look otherwise than drawn? TRUE when any. */
gboolean br_universe_grid_compare (BrUniverseGrid *self, gint64 now_us);
