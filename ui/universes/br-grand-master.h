/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrGrandMaster: the fader that scales all light. It shows what the engine says, whoever moved it, and does not
 * move against the hand that holds it. The knob has to be taken: a press beside it does nothing, for a slip must
 * not make a stage dark. A double click, Home or End puts it to full.
 *
 * Signal: "moved" (double), when a hand moved it: 0–1.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_GRAND_MASTER (br_grand_master_get_type ())
G_DECLARE_FINAL_TYPE (BrGrandMaster, br_grand_master, BR, GRAND_MASTER, GtkWidget)

GtkWidget *br_grand_master_new       (void);
/* What the engine says at @now_us. TRUE while it has not heard yet what a hand did: look again soon. */
gboolean   br_grand_master_take      (BrGrandMaster *self, double level, gint64 now_us);
double     br_grand_master_get_level (BrGrandMaster *self);

/* "80 %"; below full never 100, above nothing never 0 (transfer full). */
char      *br_grand_master_describe  (double level);

G_END_DECLS
