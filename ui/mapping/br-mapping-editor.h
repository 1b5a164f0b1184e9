/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* BrMappingEditor: everything about one mapping: ends, steps with what comes out of each, curve,
 * and a slider that tries values without sending them. Edits the show at once.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_MAPPING_EDITOR (br_mapping_editor_get_type ())
G_DECLARE_FINAL_TYPE (BrMappingEditor, br_mapping_editor, BR, MAPPING_EDITOR, GtkWidget)

/* The window outlives the editor. */
GtkWidget *br_mapping_editor_new (BrWindow *window);
/* NULL: none is selected. Lets go of it by itself when it leaves the show. */
void          br_mapping_editor_set_mapping (BrMappingEditor *self, ClaspMapping *mapping);
void          br_mapping_editor_focus_name (BrMappingEditor *self);

G_END_DECLS
