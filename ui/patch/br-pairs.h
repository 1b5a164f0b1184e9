/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* BrPairs: which of several sources goes to which of several targets: in order, shifted by some, or
 * all to the first.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  char   **sources; /* (owned) */
  char   **targets; /* (owned) */
  int      shift;   /* the first source goes to this target, from 0; negative leaves sources out */
  gboolean to_first;
} BrPairs;

void        br_pairs_init       (BrPairs *self, const char *const *sources, const char *const *targets);
void        br_pairs_clear      (BrPairs *self);
/* The target of source @index, or NULL when there is none. */
const char *br_pairs_get_target (const BrPairs *self, guint index);
guint       br_pairs_count      (const BrPairs *self);
/* TRUE when shifting by @by leaves at least one pair. */
gboolean    br_pairs_can_shift  (const BrPairs *self, int by);
/* The pairs there are, as two lists of equal length; to the first, one target. (transfer full) */
void        br_pairs_dup        (const BrPairs *self, char ***sources, char ***targets);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BrPairs, br_pairs_clear)

G_END_DECLS
