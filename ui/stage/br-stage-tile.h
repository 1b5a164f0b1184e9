/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-meter.h"
#include "widgets/br-status-icon.h"

/* BrStageTile: a title and one word or figure, as large as there is room, with a meter or a sign. Nothing can be
 * pressed in it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STAGE_TILE (br_stage_tile_get_type ())
G_DECLARE_FINAL_TYPE (BrStageTile, br_stage_tile, BR, STAGE_TILE, GtkWidget)

typedef enum
{
  BR_STAGE_ALONE, /* a time, a text: as long as it likes */
  BR_STAGE_FIGURE,
  BR_STAGE_SIGN,
  BR_STAGE_N_KINDS
} BrStageKind;

GtkWidget *br_stage_tile_new       (const char *title);
/* Draws anew only if it is another. */
gboolean   br_stage_tile_set_text  (BrStageTile *self, const char *text);
gboolean   br_stage_tile_set_level (BrStageTile *self, const BrLevel *level);
/* Its shape stands before the text, in its colour. */
gboolean   br_stage_tile_set_sign  (BrStageTile *self, BrSign sign);
/* What is beside another of its kind has words of the same size. */
BrStageKind br_stage_tile_get_kind (BrStageTile *self);
/* Of its words, the largest in pixels that has room; that of short figures is of the widest, so that it stays. */
int        br_stage_tile_get_room  (BrStageTile *self);
/* The size that those beside it have, too; 0: as large as there is room. */
void       br_stage_tile_set_size  (BrStageTile *self, int pixels);
int        br_stage_tile_get_size  (BrStageTile *self);
/* Several lines from the start, instead of one in the middle. */
void       br_stage_tile_set_prose (BrStageTile *self, gboolean is_prose);

G_END_DECLS
