/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window/br-window.h"

/* Which mappings use an address, at either end. Thread: UI. */

G_BEGIN_DECLS

/* Sources by their patterns. Targets by their templates: {n}, {n+10} and {n-1} as far as the source limits n,
 * anything else in braces may be anything. */
gboolean br_mapping_uses (ClaspMapping *mapping, const char *address);

/* The same of one target and the source that limits it; any thread may ask. */
gboolean br_mapping_target_may_be (const char *source, const char *target, const char *address);

/* The first whose own end it is, not one of many that it may become; else the first of those. (transfer full) (nullable) */
ClaspMapping *br_mapping_find_user (ClaspShow *show, const char *address);

/* Leads to that one in Patch. */
void     br_mapping_show_user (BrWindow *window, const char *address);

/* Their names, a line each, at most @max of them; NULL when there are none. (transfer full) */
char    *br_mapping_dup_users (ClaspShow *show, const char *address, guint max);

G_END_DECLS
