/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* BrLoops: mappings that feed each other, for the strip. Those that were muted for it are known until a person has seen
 * them, switched them on, or broken the circle.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @mapping was switched off because it would feed itself. */
void  br_loops_note_muted (ClaspMapping *mapping);
/* A person looks at it. */
void  br_loops_note_seen  (ClaspMapping *mapping);
/* "These mappings feed each other: /a → /b → /a. “Back” was muted." NULL when there is nothing to say. Of several circles
 * one that is not muted comes first. (transfer full) @mapping: (out) (transfer none): one of them. */
char *br_loops_describe   (ClaspShow *show, ClaspMapping **mapping);

G_END_DECLS
