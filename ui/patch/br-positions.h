/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* BrPositions: what the Patch page looked like, kept beside the show's file ("show.json.view"): folds,
 * widths, places in lists. It is no part of the show: looking at it changes neither its file nor what can be
 * undone, in show mode as well. Written two seconds after the last change, not by this thread.
 *
 * Signal "loaded": another show's were read; ask for all of them.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_POSITIONS_MAX_SIZE (256 * 1024) /* bytes; a larger file is not ours */
#define BR_POSITIONS_MAX_LIST 512          /* folds kept of one list */
#define BR_POSITIONS_SAVE_MS 2000

#define BR_TYPE_POSITIONS (br_positions_get_type ())
G_DECLARE_FINAL_TYPE (BrPositions, br_positions, BR, POSITIONS, GObject)

/* Reads what there is; "loaded" tells when it is there. */
BrPositions *br_positions_new        (ClaspShow *show);
gboolean     br_positions_is_reading (BrPositions *self);
/* (transfer full); "" when it is not known. */
char        *br_positions_dup_text   (BrPositions *self, const char *key);
void         br_positions_set_text   (BrPositions *self, const char *key, const char *text);
int          br_positions_get_number (BrPositions *self, const char *key, int fallback);
void         br_positions_set_number (BrPositions *self, const char *key, int number);
/* (transfer full), NULL-terminated, maybe empty. */
char       **br_positions_dup_list   (BrPositions *self, const char *key);
void         br_positions_set_list   (BrPositions *self, const char *key, const char *const *list);
/* Writes now what is not written yet; for the end. */
void         br_positions_flush      (BrPositions *self);

G_END_DECLS
