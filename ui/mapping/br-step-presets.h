/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "presets/clasp-preset.h"

#include <gtk/gtk.h>

/* Presets for steps: chains of them that are used again, listed and put behind the steps of mappings. A row of the
 * list is dragged as its ClaspPreset.
 *
 * Thread: UI; what lists them reads files. */

G_BEGIN_DECLS

/* (transfer full) (element-type ClaspPreset) */
GPtrArray   *br_step_presets_list      (ClaspShow *show);
/* An item for each, with @action and its id. */
void         br_step_presets_fill_menu (GMenu *menu, ClaspShow *show, const char *action);
/* A row for each. */
void         br_step_presets_fill_list (GtkListBox *list, ClaspShow *show);
/* (transfer none) of a row of such a list. */
ClaspPreset *br_step_presets_of_row    (GtkListBoxRow *row);
/* (transfer full) (nullable) */
ClaspPreset *br_step_presets_find      (ClaspShow *show, const char *id);
/* Behind the steps of all of @mappings, as one undo step; or of none of them. (transfer full) the sentence that
 * says so, and in @is_done which it was. */
char        *br_step_presets_add       (ClaspShow *show, ClaspPreset *preset, GPtrArray *mappings, gboolean *is_done);

G_END_DECLS
