/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* Edits of many mappings at once must not make one that feeds itself: those that would are muted.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* The mappings that are part of a circle now. (transfer full) (element-type ClaspMapping) set, unowned */
GHashTable *br_circles_collect  (ClaspShow *show);
/* Mutes, of @mappings, the last ones until none is in a circle any more but those of @before (nullable);
 * returns how many. Belongs between begin and end of an edit. */
guint       br_circles_mute_new (ClaspShow *show, GPtrArray *mappings, GHashTable *before);
/* For a toast. (transfer full) */
char       *br_muted_text       (guint n_muted);

G_END_DECLS
