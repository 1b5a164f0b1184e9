/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"
#include "window/br-window.h"

/* BrConditionEditor: when a mapping passes values, as rows that must all hold, or one of them, and as
 * text. What cannot be read is told under the row, and the last good condition keeps working.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONDITION_EDITOR (br_condition_editor_get_type ())
G_DECLARE_FINAL_TYPE (BrConditionEditor, br_condition_editor, BR, CONDITION_EDITOR, GtkWidget)

GtkWidget *br_condition_editor_new         (void);
/* NULL empties it. */
void       br_condition_editor_set_mapping (BrConditionEditor *self, BrWindow *window, ClaspMapping *mapping);
/* After an edit. */
void       br_condition_editor_update      (BrConditionEditor *self);

G_END_DECLS
