/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-universe-snapshot.h"

#include <gtk/gtk.h>

/* BrUniverseSources: who sends a universe, with all figures, and whose levels are looked at: all
 * merged, or those of one.
 *
 * Signal: "chosen": other levels are asked for.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_UNIVERSE_SOURCES (br_universe_sources_get_type ())
G_DECLARE_FINAL_TYPE (BrUniverseSources, br_universe_sources, BR, UNIVERSE_SOURCES, GtkWidget)

GtkWidget *br_universe_sources_new        (void);
/* @merge: "htp" or "ltp", what the connection does with equal priorities. */
void       br_universe_sources_show       (BrUniverseSources *self, const ClaspUniversePicture *picture, const char *merge, gint64 now_us);
/* 0 = merged. */
guint64    br_universe_sources_get_chosen (BrUniverseSources *self);
/* 1–8, the same for a source as long as it is there. */
guint8     br_universe_sources_get_hue    (BrUniverseSources *self, guint64 source);
/* Another universe. */
void       br_universe_sources_clear      (BrUniverseSources *self);

/* What becomes of several sources, in words; NULL: nothing to say. (transfer full) */
char      *br_universe_merge_words        (const ClaspUniverseSource *sources, guint n_sources, gboolean is_tied, const char *merge);

G_END_DECLS
