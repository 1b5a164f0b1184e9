/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"
#include "clasp-finder.h"

/* BrFoundList: what there is to connect to. It looks while it is seen and editing is not locked.
 *
 * Signal "connection-chosen" (ClaspShowItem): one that was made here, or that means what was chosen.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_FOUND_LIST (br_found_list_get_type ())
G_DECLARE_FINAL_TYPE (BrFoundList, br_found_list, BR, FOUND_LIST, GtkWidget)

/* Before it is shown; takes a reference. */
void br_found_list_attach (BrFoundList *self, BrWindow *window, ClaspFinder *finder);
/* Looks at once. */
void br_found_list_look   (BrFoundList *self);

G_END_DECLS
