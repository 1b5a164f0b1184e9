/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-json-template.h"

/* What the reader of JSON templates makes and filling walks: a tree of nodes, of which those
 * without holes are constants.
 *
 * Thread: any (immutable once made). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_JSON_NODE_CONSTANT,
  CLASP_JSON_NODE_VALUE,
  CLASP_JSON_NODE_ADDRESS,
  CLASP_JSON_NODE_TIME,
  CLASP_JSON_NODE_CAPTURE,
  CLASP_JSON_NODE_VARIABLE,
  CLASP_JSON_NODE_TEXT,  /* its children one after the other */
  CLASP_JSON_NODE_ARRAY, /* of its children */
  CLASP_JSON_NODE_MAP,   /* name, value, name, value, … */
} ClaspJsonNodeKind;

typedef struct
{
  ClaspJsonNodeKind kind;
  guint             capture;
  char             *variable; /* (owned) (nullable) its address */
  ClaspValue        constant; /* (owned) */
  GPtrArray        *children; /* (owned) (nullable) of ClaspJsonNode */
} ClaspJsonNode;

struct _ClaspJsonTemplate
{
  ClaspJsonNode *root;      /* (owned) */
  GPtrArray     *variables; /* (owned) addresses (unowned), each once, NULL-terminated */
};

ClaspJsonNode *clasp_json_node_new (ClaspJsonNodeKind kind);
void           clasp_json_node_free (gpointer node);

static inline const ClaspJsonNode *
clasp_json_node_get_child (const ClaspJsonNode *node, guint index)
{
  return node->children->pdata[index];
}

/* (transfer full) What a node without holes always is. */
ClaspValue clasp_json_node_settle (const ClaspJsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspJsonNode, clasp_json_node_free)

G_END_DECLS
