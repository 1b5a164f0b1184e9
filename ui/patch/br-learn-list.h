/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "learn/clasp-learner.h"

#include <gtk/gtk.h>

/* BrLearnList: one run of learning, at the button that began it: what was moved, and how it is understood
 * (14 bits, an encoder that turns without end). One control alone is taken by itself, of several the
 * person chooses. Escape anywhere in the window ends it, and show mode.
 *
 * Signals: "chosen" (ClaspLearnCandidate); "ended" (boolean nothing moved in time), without a choice.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_LEARN_LIST (br_learn_list_get_type ())
G_DECLARE_FINAL_TYPE (BrLearnList, br_learn_list, BR, LEARN_LIST, GtkPopover)

GtkWidget *br_learn_list_new   (void);
/* Takes over @learner; points at @button, which stands in the popover's parent. */
void       br_learn_list_start (BrLearnList *self, ClaspLearner *learner, GtkWidget *button);
/* Nothing is emitted. */
void       br_learn_list_stop  (BrLearnList *self);

/* "Encoder, turns without end · 14 bits" (transfer full) */
char      *br_learn_dup_kind   (const ClaspLearnFinding *finding);

G_END_DECLS
