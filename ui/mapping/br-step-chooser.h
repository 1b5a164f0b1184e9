/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-registry.h"

#include <gtk/gtk.h>

/* BrStepChooser: all kinds of step by group, with a search over names and sentences.
 *
 * Signal "chosen" (kind): a person took one; Enter in the search takes the first.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STEP_CHOOSER (br_step_chooser_get_type ())
G_DECLARE_FINAL_TYPE (BrStepChooser, br_step_chooser, BR, STEP_CHOOSER, GtkWidget)

/* @registry is static. */
GtkWidget *br_step_chooser_new (const ClaspRegistry *registry);

G_END_DECLS
