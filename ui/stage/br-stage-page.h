/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* BrStagePage: what is to be seen of the show from afar, read only.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STAGE_PAGE (br_stage_page_get_type ())
G_DECLARE_FINAL_TYPE (BrStagePage, br_stage_page, BR, STAGE_PAGE, GtkWidget)

G_END_DECLS
