/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/clasp-route-options.h"

#include <gtk/gtk.h>

/* BrPairList: which of several dropped sources goes to which target, before they are mapped: arrows
 * shift, "All to the first" joins them. Onto one row: that and those after it, or all onto it. Opens with the focus on Map.
 *
 * Signal: "accepted" (strv sources, strv targets, uint ClaspMerge).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PAIR_LIST (br_pair_list_get_type ())
G_DECLARE_FINAL_TYPE (BrPairList, br_pair_list, BR, PAIR_LIST, GtkPopover)

GtkWidget *br_pair_list_new (void);
/* @onto_one: they were dropped on the first of @targets, which the others follow. */
void       br_pair_list_set (BrPairList        *self,
                             const char *const *sources,
                             const char *const *targets,
                             gboolean           onto_one);

/* "Latest", "Highest" …, in the order of ClaspMerge as far as "Average". (transfer full) */
GListModel *br_merge_titles_new (void);

G_END_DECLS
