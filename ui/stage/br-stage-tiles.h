/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* BrStageTiles: what of a show is to be read from afar, as its router's setting "show-view" says: a line for each
 * tile, "clock", "devices", "favourites", "note Text". An empty list is all but the note.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_STAGE_MAX_METERS 12
#define BR_STAGE_MAX_DEVICES 12
#define BR_STAGE_MAX_NOTE 400 /* characters */

typedef struct
{
  gboolean has_clock, has_devices, has_favourites;
  char    *note;  /* (owned) "" = none */
} BrStageTiles;

void  br_stage_tiles_read  (BrStageTiles *self, ClaspShow *show);
/* One step of undo. */
void  br_stage_tiles_write (const BrStageTiles *self, ClaspShow *show);
void  br_stage_tiles_clear (BrStageTiles *self);
/* Addresses of the first favourites, in natural order; NULL-terminated. (transfer full) */
char **br_stage_dup_favourites (ClaspShow *show);
/* In how many columns @n tiles are the largest in a place of this size. At least 1. */
guint br_stage_fit (guint n, int width, int height);

G_END_DECLS
