/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* The versions of the show, what changed since each, and back to it, whole or in part. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_HISTORY_WINDOW (br_history_window_get_type ())
G_DECLARE_FINAL_TYPE (BrHistoryWindow, br_history_window, BR, HISTORY_WINDOW, AdwWindow)

GtkWidget *br_history_window_new (BrWindow *parent);

G_END_DECLS
