/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* The whole address tree with live meters, and the inspector of one signal. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SIGNALS_PAGE (br_signals_page_get_type ())
G_DECLARE_FINAL_TYPE (BrSignalsPage, br_signals_page, BR, SIGNALS_PAGE, GtkWidget)

G_END_DECLS
