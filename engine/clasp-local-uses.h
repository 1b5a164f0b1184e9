/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rules/clasp-rule-set.h"
#include "show/clasp-show.h"

/* Where a variable, timer, scene or layer of the show is named, and giving it another name there, too.
 *
 * Mappings with their steps, conditions and templates, scenes, variables, settings of the router and of
 * connections follow, as one undo step. Rules stand in a file of their own: they are told and stay.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  char    *place;   /* (owned) for a person: "Fader 1: step 2 (format)" */
  guint    n;       /* how often it is named there */
  gboolean follows; /* FALSE: an address that is put together, or a file of rules: look at it */
} ClaspLocalUse;

void       clasp_local_use_free   (gpointer use);
/* "/local/var/level". (transfer full) */
char      *clasp_show_local_dup_address (ClaspShowLocal *local);
/* @rules: (nullable), clasp_engine_get_rules (). (transfer full) (element-type ClaspLocalUse) */
GPtrArray *clasp_show_list_local_uses  (ClaspShow *show, ClaspRuleSet *rules, ClaspShowLocal *local);
/* With all that names it. @uses (nullable) (out) (transfer full) are those there were. Errors, and nothing is
 * changed: CLASP_SHOW_ERROR_SETTING for a bad name, and for one that cannot stand where it would have to. */
gboolean   clasp_show_rename_local_everywhere (ClaspShow      *show,
                                               ClaspRuleSet   *rules,
                                               ClaspShowLocal *local,
                                               const char     *name,
                                               GPtrArray     **uses,
                                               GError        **error);

G_END_DECLS
