/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-history.h"

#include <gtk/gtk.h>

/* BrChart: a history of one number, its own or another's, as a stepped line. Where nothing is known there is none. Ctrl and
 * scrolling zooms, dragging looks at the past, a click puts a cursor; arrows, plus, minus and Enter do the same.
 *
 * Signal: "looked-at".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CHART (br_chart_get_type ())
G_DECLARE_FINAL_TYPE (BrChart, br_chart, BR, CHART, GtkWidget)

/* Shows @history from now on, which grows without its doing; the vertical axis starts with this range and
 * grows. @history: (transfer full) */
void     br_chart_show      (BrChart *self, BrHistory *history, double minimum, double maximum, gint64 now_us);
/* Shows a new history of its own. */
void     br_chart_reset     (BrChart *self, double minimum, double maximum);
/* To its own history. Samples closer together than a pixel are merged so that no peak is lost. */
void     br_chart_add       (BrChart *self, gint64 time_us, double value);
void     br_chart_set_span  (BrChart *self, gint64 span_us);
/* It shrinks where there is no room for all of its height. */
void     br_chart_set_may_be_low (BrChart *self, gboolean may_be_low);
/* Scrolls on; TRUE when it draws something else than before. */
gboolean br_chart_tick      (BrChart *self, gint64 now_us);
guint    br_chart_get_n     (BrChart *self);

/* Shows the same time as another, with the same cursors. */
void       br_chart_follow    (BrChart *self, BrChart *other);

gint64     br_chart_get_span  (BrChart *self);
/* Of what is shown; FALSE when nothing is. */
gboolean   br_chart_get_statistics (BrChart *self, double *minimum, double *maximum, double *mean);
/* What the cursors tell: time and value of one, the difference of two; NULL without. (transfer full) */
char      *br_chart_dup_cursor_text (BrChart *self);
/* What is shown, a line for each sample, with the time of day. (transfer full) */
char      *br_chart_to_csv    (BrChart *self);

G_END_DECLS
