/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "presets/clasp-preset.h"
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
/* Mappings arrive from a file or a preset: an edit that also mutes one of each circle that comes with them and that
 * nobody guarded or switched on knowingly. The strip tells of them. */
GHashTable *br_circles_begin_arrival (ClaspShow *show, const char *label);
/* Takes over @there, which br_circles_begin_arrival () gave. */
void        br_circles_end_arrival   (ClaspShow *show, GHashTable *there);
/* clasp_preset_apply () as such an arrival. */
gboolean    br_circles_apply_preset  (ClaspShow *show, ClaspPreset *preset, GHashTable *answers, GError **error);
/* The same for a show that was opened: an edit of its own. Nothing in show mode. */
void        br_circles_mute_loaded   (ClaspShow *show);
/* For a toast. (transfer full) */
char       *br_muted_text       (guint n_muted);

G_END_DECLS
