/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* Universes of light levels, as they come in and go out. Looks only while it is seen, or while a test
 * that somebody forgot could still be on. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_UNIVERSES_PAGE (br_universes_page_get_type ())
G_DECLARE_FINAL_TYPE (BrUniversesPage, br_universes_page, BR, UNIVERSES_PAGE, GtkWidget)

G_END_DECLS
