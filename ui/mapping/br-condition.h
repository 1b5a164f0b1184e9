/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* BrCondition: a condition of docs/conditions.md as rows that are joined by "all" or "any", which is
 * what a person edits. Nothing is lost on the way: a part that is no row of one of the other kinds
 * stays as it is written, as BR_CONDITION_TREE.
 *
 * Thread: UI (plain data). */

G_BEGIN_DECLS

typedef enum
{
  BR_CONDITION_INPUT,
  BR_CONDITION_ADDRESS,
  BR_CONDITION_VARIABLE,
  BR_CONDITION_CAPTURE,
  BR_CONDITION_LAYER,
  BR_CONDITION_CONNECTION,
  BR_CONDITION_TIME,
  BR_CONDITION_CHANGED,
  BR_CONDITION_EXPRESSION,
  BR_CONDITION_TREE,
} BrConditionKind;

#define BR_N_CONDITION_KINDS (BR_CONDITION_TREE + 1)

/* All texts are owned and never NULL. */
typedef struct
{
  BrConditionKind kind;
  gboolean        is_not;
  char           *name;       /* address, variable, capture, layer, id of a connection, time of day,
                                 formula, JSON of a tree; empty for the input */
  char           *op;         /* of a comparison; the state of a connection */
  char           *value;      /* as a person types it; days; seconds */
  char           *hysteresis; /* of an edge; empty = none */
} BrConditionRow;

typedef struct
{
  gboolean   is_any; /* one of them is enough */
  GPtrArray *rows;   /* (owned) of BrConditionRow */
} BrCondition;

/* Errors: G_IO_ERROR_INVALID_DATA for text that begins with a brace and is no JSON object. */
BrCondition    *br_condition_new_from_text (const char        *text,
                                            GError           **error);
void            br_condition_free          (BrCondition       *self);
/* One row that holds, ready to be changed. (transfer none) */
BrConditionRow *br_condition_add           (BrCondition       *self,
                                            BrConditionKind    kind);
/* As the show keeps it; empty without rows, a bare formula for one expression. (transfer full) */
char           *br_condition_to_text       (const BrCondition *self);
/* The row that a fault of clasp_condition_new () speaks of ("all[1].op: …"), or -1. */
int             br_condition_find_fault    (const BrCondition *self,
                                            const char        *message);
gboolean        br_condition_has_op        (BrConditionKind    kind);
/* "rises", "falls", "crosses" */
gboolean        br_condition_is_edge       (const char        *op);
/* The operators of comparisons, NULL-terminated. */
const char *const *br_condition_get_ops    (void);
void            br_condition_set           (char             **member,
                                            const char        *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrCondition, br_condition_free)

G_END_DECLS
