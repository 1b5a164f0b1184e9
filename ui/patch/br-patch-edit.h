/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* The edits behind the Patch page, apart from its widgets.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* "cc 7 → DMX 0:0:0 ch 17" (transfer full) */
char      *br_mapping_title   (const char *source, const char *target);
/* Its own name, or its title while it has none. (transfer full) */
char      *br_mapping_dup_name (ClaspMapping *mapping);

/* Maps @sources to @targets, all in one undo step: paired in order when there are several of both,
 * else each with the one. A mapping that would close a circle is added muted. @steps_from (or NULL)
 * lends its steps. Returns what was added, in order. (transfer full) (element-type ClaspMapping) */
GPtrArray *br_patch_connect   (ClaspShow          *show,
                               const char *const  *sources,
                               const char *const  *targets,
                               ClaspMapping       *steps_from);
/* "cc 7 → Dimmer 1 → cc 7" (transfer full) */
char      *br_patch_loop_text (char              **loop);

/* One undo step each. */
void       br_patch_delete    (ClaspShow *show, GPtrArray *mappings);
void       br_patch_set_muted (ClaspShow *show, GPtrArray *mappings, gboolean muted);
void       br_patch_set_group (ClaspShow *show, GPtrArray *mappings, const char *group);
/* (transfer full) (element-type ClaspMapping) the copies, each behind its model */
GPtrArray *br_patch_duplicate (ClaspShow *show, GPtrArray *mappings);
/* Moves by one place up (-1) or down (1). */
void       br_patch_shift     (ClaspShow *show, ClaspMapping *mapping, int by);
/* TRUE when @text can stand as a source (pattern with captures) and @target as its target. */
gboolean   br_patch_check     (const char *source, const char *target, GError **error);
/* The part of a source or target in front of its first wildcard or capture: "/osc/fader" of
 * "/osc/fader/{n}". (transfer full) */
char      *br_literal_prefix  (const char *pattern);
/* All sources or all targets, in order. (transfer full) (element-type utf8) */
GPtrArray *br_mapping_dup_addresses (ClaspMapping *mapping, gboolean is_target);
gboolean   br_is_exact        (const char *pattern);

G_END_DECLS
