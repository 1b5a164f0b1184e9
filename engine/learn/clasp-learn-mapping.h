/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "learn/clasp-learner.h"
#include "show/clasp-show.h"

/* What becomes of what was learned: a mapping, and patterns for several addresses that are alike.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* A mapping, not added to the show yet, from @source to @target, with the path, the other half of 14 bits
 * and the steps that are needed (clasp_learn_candidate_propose ()). Its source names the connection only
 * where several of the show share its namespace. (transfer full) */
ClaspMapping *clasp_learn_create_mapping (ClaspShow *show, ClaspLearnCandidate *source, const char *target, GError **error);
/* Puts it into a mapping that is there, in place of source number @position (from 0; a new one behind the
 * last when there is none). Steps are left alone. An edit of the show: begin and end are the caller's. */
gboolean      clasp_learn_apply_source   (ClaspShow *show, ClaspMapping *mapping, guint position, ClaspLearnCandidate *source, GError **error);

/* One pattern for @n addresses that differ in one number: "/osc/fader/{n:1..8}"; NULL when they do not,
 * or there is one only. (transfer full) */
char         *clasp_learn_generalise     (const char *const *addresses, guint n);
/* The same for both ends: the target's number follows the source's, "/artnet/0/0/0/{n+10}". FALSE when
 * there is no such rule. (out) (transfer full) */
gboolean      clasp_learn_generalise_both (const char *const *sources, const char *const *targets, guint n, char **source, char **target);

G_END_DECLS
