/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-local-uses.h"
#include "mapping/clasp-renaming.h"

/* What clasp-local-uses.c and -rules.c share: one walk over all that may name a thing.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  ClaspRenaming renaming;
  gboolean      is_dry; /* nothing is changed */
  GPtrArray    *uses;   /* (owned) of ClaspLocalUse */
  char         *title;  /* (owned) (nullable) what is being looked at */
  gboolean      names_scenes; /* the texts looked at are sent to /local/scene/cancel */
  char         *stuck;  /* (owned) (nullable) the first place in which the new name cannot stand */
} ClaspUsesWalk;

/* Once more at the place told last, or at another; nothing when @n is 0. */
void  clasp_uses_tell        (ClaspUsesWalk *walk, const char *detail, guint n, gboolean follows);
/* (transfer full) (nullable) what takes the place of @text. */
char *clasp_uses_follow      (ClaspUsesWalk *walk, const char *detail, ClaspNaming language, const char *text);
/* clasp-local-uses-rules.c */
void  clasp_uses_visit_rules (ClaspUsesWalk *walk, ClaspRuleSet *rules);

G_END_DECLS
