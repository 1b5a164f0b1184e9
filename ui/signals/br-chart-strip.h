/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-tree.h"

#include <gtk/gtk.h>

/* BrChartStrip: the histories of up to six signals, above one another in time: they zoom and move together
 * and have the same cursors. Not seen while there is none.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_CHART_STRIP_MAX 6

#define BR_TYPE_CHART_STRIP (br_chart_strip_get_type ())
G_DECLARE_FINAL_TYPE (BrChartStrip, br_chart_strip, BR, CHART_STRIP, GtkWidget)

void     br_chart_strip_attach (BrChartStrip *self, BrAddressTree *tree);
/* Pins a signal that is not yet. FALSE: there are six. */
gboolean br_chart_strip_pin    (BrChartStrip *self, const char *address);
/* Pins a signal, or takes it away. FALSE: there are six. */
gboolean br_chart_strip_toggle (BrChartStrip *self, const char *address);
gboolean br_chart_strip_tick   (BrChartStrip *self, gint64 now_us);

G_END_DECLS
