/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The sources of the log's lines, to choose among: "All sources", then their names in order.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_LOG_MAX_SOURCES 64

GtkStringList *br_log_sources_new   (void);
/* Where it was put in; GTK_INVALID_LIST_POSITION: it is there already, or there are too many. */
guint          br_log_sources_add   (GtkStringList *self, const char *source);
gboolean       br_log_sources_match (GtkStringList *self, guint selected, const char *source);

G_END_DECLS
