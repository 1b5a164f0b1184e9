/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* The log, and how the engine is. Action "log.figure" (name of a figure, see BrHealth).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LOG_PAGE (br_log_page_get_type ())
G_DECLARE_FINAL_TYPE (BrLogPage, br_log_page, BR, LOG_PAGE, GtkWidget)

G_END_DECLS
