/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/query/clasp-osc-query-node.h"
#include "router/clasp-router.h"

/* ClaspOscQueryTree: the addresses below a namespace as the nodes of an OSCQuery server. Looked at
 * anew for every question: nothing of it is kept.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspRouter         *router;     /* (unowned) */
  const char          *namespace_; /* (unowned) */
  GHashTable          *metas;      /* (unowned) address below the namespace → ClaspOscQueryMeta */
  GPtrArray           *patterns;   /* (unowned) of ClaspOscQueryRule, the last that matches holds */
  guint                max_nodes;
  const char          *name;       /* (unowned) what the root is called */
} ClaspOscQueryTree;

/* What is announced of many addresses. */
typedef struct
{
  ClaspPattern      *pattern; /* (owned) */
  ClaspOscQueryMeta *meta;    /* (owned) */
} ClaspOscQueryRule;

void clasp_osc_query_rule_free (gpointer rule);

/* Appends the answer to GET of @osc_path ("/", "/fader/1"), of @attribute alone unless that is
 * empty. Returns the status: 200; 204 the node has no such attribute; 400 nobody knows it; 404 there
 * is no such node; 503 it has more than max_nodes below it. */
guint clasp_osc_query_tree_answer (const ClaspOscQueryTree *self,
                                   ClaspOscQueryNode       *node,
                                   ClaspStr                 osc_path,
                                   ClaspStr                 attribute,
                                   GString                 *out);

G_END_DECLS
