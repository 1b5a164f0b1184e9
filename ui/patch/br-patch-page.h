/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"
#include "show/clasp-show.h"

/* Sources, mappings, targets, and the wires between them. Actions: "patch.map" (array of addresses):
 * choose a target for these sources; "patch.show-mapping" (id): select it and scroll to it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PATCH_PAGE (br_patch_page_get_type ())
G_DECLARE_FINAL_TYPE (BrPatchPage, br_patch_page, BR, PATCH_PAGE, GtkWidget)

G_END_DECLS
