/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrWelcome: the first steps, from nothing to a first mapping. Every step can be skipped, and they
 * can be taken again from the menu.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_WELCOME (br_welcome_get_type ())
G_DECLARE_FINAL_TYPE (BrWelcome, br_welcome, BR, WELCOME, AdwWindow)

GtkWidget *br_welcome_new (BrWindow *parent);

G_END_DECLS
