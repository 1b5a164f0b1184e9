/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "learn/clasp-learner.h"

#include <gtk/gtk.h>

/* BrLearnButton: beside a field that takes an address: pressed, it learns which signal is moved. It stays
 * pressed while it learns; pressed again, or Escape anywhere in the window, ends that without a change. In
 * show mode it refuses.
 *
 * Signal "learned" (ClaspLearnCandidate).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LEARN_BUTTON (br_learn_button_get_type ())
G_DECLARE_FINAL_TYPE (BrLearnButton, br_learn_button, BR, LEARN_BUTTON, GtkToggleButton)

/* @side: of which it is an address. @name: tooltip and accessible name. */
GtkWidget *br_learn_button_new (ClaspLearnSide side, const char *name);

G_END_DECLS
