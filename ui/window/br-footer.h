/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "clasp-engine.h"
#include "widgets/br-reduction.h"
#include "widgets/br-timecode.h"

/* The line at the foot of the window: engine state, rates, drops, CPU, time code. Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_FOOTER (br_footer_get_type ())
G_DECLARE_FINAL_TYPE (BrFooter, br_footer, BR, FOOTER, GtkWidget)

/* @now_us is monotonic. */
void br_footer_set_stats     (BrFooter *self, const ClaspEngineStats *stats, gint64 now_us);
/* The sign that the window draws less. */
void br_footer_set_reduction (BrFooter *self, BrReduction reduction);
/* NULL: there is none. */
void br_footer_set_timecode  (BrFooter *self, const BrTimecodeReading *reading);
/* Engine state and drops only, and the sign as an icon. */
void br_footer_set_compact   (BrFooter *self, gboolean compact);

G_END_DECLS
