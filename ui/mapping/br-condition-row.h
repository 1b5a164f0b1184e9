/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-condition.h"

#include <gtk/gtk.h>

/* BrConditionRowView: the controls of one row of a condition; they edit the row itself.
 *
 * Signals: "edited"; "kind-chosen" (uint: BrConditionKind); "remove-requested".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONDITION_ROW_VIEW (br_condition_row_view_get_type ())
G_DECLARE_FINAL_TYPE (BrConditionRowView, br_condition_row_view, BR, CONDITION_ROW_VIEW, GtkWidget)

/* @row outlives it, or it is let go of. @number: from 1. */
GtkWidget      *br_condition_row_view_new         (BrConditionRow *row, guint number);
BrConditionRow *br_condition_row_view_get_row     (BrConditionRowView *self);
/* The row goes. The view may be told later that it lost the focus: the window holds it until then. */
void            br_condition_row_view_let_go      (BrConditionRowView *self);
void            br_condition_row_view_set_problem (BrConditionRowView *self, const char *problem);
/* Untranslated. */
const char     *br_condition_kind_title           (BrConditionKind kind);

G_END_DECLS
