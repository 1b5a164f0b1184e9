/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* Circles of the mappings of a show that are on, for editors: mappings that lead back to where they began
 * (mapping/clasp-route-cycles.h).
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* (transfer full) (element-type utf8) each as "/a → /b → /a"; with a @mapping only those it is part of. */
GPtrArray *clasp_show_list_circles (ClaspShow *show, ClaspMapping *mapping);
/* The circle that a mapping from @source to @target closes: @source, …, @source. NULL when there is none.
 * @except is left out of account. (transfer full), NULL-terminated */
char     **clasp_show_find_circle  (ClaspShow    *show,
                                    const char   *source,
                                    const char   *target,
                                    ClaspMapping *except);
/* Mutes one mapping of each circle that is neither guarded nor meant, but for circles of mappings that are all @there
 * (nullable: none is). Part of an edit. (transfer full) (element-type ClaspMapping) those it muted */
GPtrArray *clasp_show_mute_circles (ClaspShow *show, GHashTable *there);
/* A person switches @mapping on: should it feed itself, that is meant. One edit. */
void       clasp_show_switch_on    (ClaspShow *show, ClaspMapping *mapping);

G_END_DECLS
