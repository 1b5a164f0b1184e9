/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"

#include <gtk/gtk.h>

/* BrHealth: what the engine does, in figures with the last ten minutes of each.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_HEALTH (br_health_get_type ())
G_DECLARE_FINAL_TYPE (BrHealth, br_health, BR, HEALTH, GtkWidget)

/* Once a second, also while it is not seen: a second nobody tells it is missing in the picture. */
void br_health_add   (BrHealth *self, const ClaspEngineStats *stats, gint64 now_us);
/* In so many columns; @is_alone: it has all the height there is, and scrolls when that is too little. */
void br_health_set_columns (BrHealth *self, guint n_columns, gboolean is_alone);
/* Who dropped how many, as br_flow_list_drops () says it. */
void br_health_set_drops (BrHealth *self, const char *text);
/* "rates", "latency", "dropped", "cpu": gives the focus to that figure; others to the first. */
void br_health_focus (BrHealth *self, const char *figure);

G_END_DECLS
