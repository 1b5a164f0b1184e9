/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <gtk/gtk.h>

/* BrSetupHints: what is worth a look in how this computer's networks and the connections fit together, each with its
 * reason and what to do; hidden when there is nothing. It looks every few seconds while it is on screen.
 *
 * Thread: UI; networks are listed by another. */

G_BEGIN_DECLS

#define BR_TYPE_SETUP_HINTS (br_setup_hints_get_type ())
G_DECLARE_FINAL_TYPE (BrSetupHints, br_setup_hints, BR, SETUP_HINTS, GtkWidget)

/* @page: what has it; it looks while that is on screen. */
void br_setup_hints_attach (BrSetupHints *self, GtkWidget *page, ClaspEngine *engine);

G_END_DECLS
