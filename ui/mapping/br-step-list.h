/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-step-row.h"
#include "window/br-window.h"

/* BrStepList: the steps of a mapping, or those of one target alone, and a button that adds one. Steps
 * are dragged within their list.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_STEP_LIST (br_step_list_get_type ())
G_DECLARE_FINAL_TYPE (BrStepList, br_step_list, BR, STEP_LIST, GtkWidget)

GtkWidget *br_step_list_new         (void);
/* @owner: a ClaspMapping or a ClaspMappingEnd; NULL empties it. */
void       br_step_list_set_owner   (BrStepList *self, BrWindow *window, gpointer owner);
/* After an edit: rows for what is there now. @source: the pattern of the mapping's first source. */
void       br_step_list_update      (BrStepList *self, const char *source);
/* The outputs of those that are on, @first being the first of them. NaN: nothing. */
void       br_step_list_set_outputs (BrStepList *self, const double *outputs, guint n, gboolean is_tried);
/* With what came into the first one. TRUE while a picture moves. */
gboolean   br_step_list_set_dots    (BrStepList *self, double input, const double *outputs, guint n, gboolean is_tried, gint64 now_us);
/* Units of the ends, for the axes of the first and the last one. */
void       br_step_list_set_axes    (BrStepList *self, double in_min, double in_max, double out_min, double out_max);
/* @index: of those that are on. FALSE when there is no such row. */
gboolean   br_step_list_set_problem (BrStepList *self, guint index, const char *problem);
void       br_step_list_clear_problems (BrStepList *self);

G_END_DECLS
