/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "patch/br-lamp.h"

#include <gtk/gtk.h>

/* One mapping: lamp, name, chips of its steps, meter of its output, mute and solo; above the first of
 * a group the group's heading.
 *
 * Signals: "test-requested": the lamp was pressed; "heading-clicked".
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Nine hues, told apart in the common colour-vision types; 0 is the accent colour. */
const char *br_colour_get_css (guint colour);

#define BR_TYPE_MAPPING_ROW (br_mapping_row_get_type ())
G_DECLARE_FINAL_TYPE (BrMappingRow, br_mapping_row, BR, MAPPING_ROW, GtkWidget)

GtkWidget    *br_mapping_row_new         (void);
void          br_mapping_row_bind        (BrMappingRow *self, ClaspMapping *mapping, ClaspEngine *engine);
void          br_mapping_row_unbind      (BrMappingRow *self);
ClaspMapping *br_mapping_row_get_mapping (BrMappingRow *self);
/* TRUE when something drawn changed; @looks_changed becomes TRUE when it is something that its wires show. */
gboolean      br_mapping_row_tick        (BrMappingRow *self, gint64 now_us, gboolean *looks_changed);
/* Did data pass within the last third of a second, as of the last tick? */
gboolean      br_mapping_row_is_bright   (BrMappingRow *self);
/* Tells what it sent last to who hears the row. */
void          br_mapping_row_speak_value (BrMappingRow *self);
void          br_mapping_row_rename      (BrMappingRow *self);
/* NULL: it is not the first of a group. @n_folded: so many are folded away, this one among them; 0 = none. */
void          br_mapping_row_set_heading (BrMappingRow *self, const char *group, guint n_folded);
/* Where its wires begin, in pixels from the top; what is above belongs to the heading. */
double        br_mapping_row_get_middle  (BrMappingRow *self);
void          br_mapping_row_set_relation (BrMappingRow *self, gboolean faded, gboolean related);

G_END_DECLS
