/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-item.h"
#include "window/br-window.h"

/* Everything about one signal: large value, meter, history, mappings, sending by hand.
 *
 * Signal: "map-requested".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SIGNAL_INSPECTOR (br_signal_inspector_get_type ())
G_DECLARE_FINAL_TYPE (BrSignalInspector, br_signal_inspector, BR, SIGNAL_INSPECTOR, GtkWidget)

GtkWidget *br_signal_inspector_new      (void);
void       br_signal_inspector_attach   (BrSignalInspector *self, BrWindow *window);
/* NULL: nothing is selected. */
void       br_signal_inspector_set_item (BrSignalInspector *self, BrAddressItem *item);
gboolean   br_signal_inspector_tick     (BrSignalInspector *self, gint64 now_us);

G_END_DECLS
