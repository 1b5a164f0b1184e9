/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-expression.h"

/* What the parser builds and the evaluator walks: nodes in one array, children by index.
 *
 * Thread: any (immutable once made). */

G_BEGIN_DECLS

#define CLASP_EXPRESSION_MAX_NODES 1024
#define CLASP_EXPRESSION_MAX_ARGUMENTS 8

typedef enum
{
  CLASP_NODE_CONSTANT,
  CLASP_NODE_VALUE,
  CLASP_NODE_PREVIOUS,
  CLASP_NODE_OUTPUT,
  CLASP_NODE_DT,
  CLASP_NODE_T,
  CLASP_NODE_INDEX_VARIABLE,
  CLASP_NODE_ADDRESS,
  CLASP_NODE_CAPTURE, /* @number */
  CLASP_NODE_CALL,    /* @function, arguments */
  CLASP_NODE_STATE,   /* state (address, default); the second may be missing */
  CLASP_NODE_ELEMENT, /* a[b] */
  CLASP_NODE_MEMBER,  /* a.name, the name in @constant */
  CLASP_NODE_NEGATE,
  CLASP_NODE_NOT,
  CLASP_NODE_POWER,
  CLASP_NODE_MULTIPLY,
  CLASP_NODE_DIVIDE,
  CLASP_NODE_REMAINDER,
  CLASP_NODE_ADD,
  CLASP_NODE_SUBTRACT,
  CLASP_NODE_SHIFT_LEFT,
  CLASP_NODE_SHIFT_RIGHT,
  CLASP_NODE_BIT_AND,
  CLASP_NODE_BIT_OR,
  CLASP_NODE_LESS,
  CLASP_NODE_LESS_EQUAL,
  CLASP_NODE_GREATER,
  CLASP_NODE_GREATER_EQUAL,
  CLASP_NODE_EQUAL,
  CLASP_NODE_NOT_EQUAL,
  CLASP_NODE_AND,
  CLASP_NODE_OR,
  CLASP_NODE_CHOOSE,  /* a ? b : c */
} ClaspNodeKind;

typedef struct
{
  const char *why; /* set once something failed; static */
  const ClaspExpressionScope *scope;
} ClaspEvaluation;

/* Sets *result, or evaluation->why. The arguments stay the caller's. */
typedef void (*ClaspFunctionCall) (ClaspEvaluation  *evaluation,
                                   const ClaspValue *arguments,
                                   guint             n_arguments,
                                   ClaspValue       *result);

typedef struct
{
  const char       *name;
  guint8            min_arguments, max_arguments;
  ClaspFunctionCall call;
  double          (*simple) (double); /* instead of @call: one number to one number */
} ClaspFunction;

typedef struct
{
  ClaspNodeKind        kind;
  guint16              children[CLASP_EXPRESSION_MAX_ARGUMENTS];
  guint8               n_children;
  guint8               number;
  ClaspValue           constant; /* owned by the expression */
  const ClaspFunction *function;
} ClaspNode;

struct _ClaspExpression
{
  GArray    *nodes; /* (owned) of ClaspNode */
  guint      root;
  GPtrArray *watched; /* (owned) of (owned) addresses, NULL-terminated */
};

const ClaspFunction *clasp_function_find (ClaspStr name);

/* What the language has, one after the other; NULL behind the last. */
const char *clasp_function_get_name (guint index);
const char *clasp_operator_get_name (guint index);
const char *clasp_constant_get_name (guint index);
const char *clasp_variable_get_name (guint index);

/* Shared by operators and functions; both set @why and give 0 when there is no number. */
double     clasp_evaluation_number (ClaspEvaluation  *self,
                                    const ClaspValue *value);
void       clasp_evaluation_result (ClaspEvaluation  *self,
                                    double            number,
                                    ClaspValue       *result);
gboolean   clasp_evaluation_truth  (const ClaspValue *value);
/* FALSE, and @why set, when it is longer than CLASP_EXPRESSION_MAX_STRING; never makes more of it. */
#define CLASP_EVALUATION_TEXT (CLASP_EXPRESSION_MAX_STRING + 8)
gboolean   clasp_evaluation_text   (ClaspEvaluation  *self,
                                    const ClaspValue *value,
                                    char              text[CLASP_EVALUATION_TEXT]);

G_END_DECLS
