/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrPalette: one entry that finds actions, pages, connections, mappings, signals and settings. Enter
 * goes there, Ctrl+Enter does the second act.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_PALETTE (br_palette_get_type ())
G_DECLARE_FINAL_TYPE (BrPalette, br_palette, BR, PALETTE, AdwWindow)

GtkWidget *br_palette_new (BrWindow *parent);

/* How well @title fits what was typed: 0 = not at all; higher is better. Every word of @typed must
 * be in it, whatever its case and accents; at its beginning is better than at the beginning of a
 * word, which is better than inside. */
guint      br_palette_match (const char *title, const char *typed);

G_END_DECLS
