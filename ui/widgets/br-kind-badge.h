/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrKindBadge: of which protocol something is: its icon, a short text, and its hue below.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* By the kind of a connection ("osc"), or "router"; what is not known has an icon too. */
const char *br_kind_get_icon_name (const char *kind);

#define BR_TYPE_KIND_BADGE (br_kind_badge_get_type ())
G_DECLARE_FINAL_TYPE (BrKindBadge, br_kind_badge, BR, KIND_BADGE, GtkWidget)

void        br_kind_badge_set     (BrKindBadge *self, const char *kind, const char *text);

G_END_DECLS
