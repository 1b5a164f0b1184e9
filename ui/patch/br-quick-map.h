/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <gtk/gtk.h>

/* BrQuickMap: the popover after a drop. The mapping works already; here its ranges, curve and
 * direction can be changed at once. Closes by itself when its mapping goes (undo).
 *
 * Signal: "edit-requested" (ClaspMapping).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_QUICK_MAP (br_quick_map_get_type ())
G_DECLARE_FINAL_TYPE (BrQuickMap, br_quick_map, BR, QUICK_MAP, GtkPopover)

GtkWidget    *br_quick_map_new         (ClaspEngine  *engine);
/* @loop (or NULL): the circle that made it muted, as a sentence's part. @merged (or NULL): all that go
 * to its target, @mapping first: which of their values counts is asked instead. */
void          br_quick_map_set_mapping (BrQuickMap   *self, ClaspMapping *mapping, const char *loop, GPtrArray *merged);
gboolean      br_quick_map_tick        (BrQuickMap   *self);

G_END_DECLS
