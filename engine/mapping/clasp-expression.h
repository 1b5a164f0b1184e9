/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "mapping/clasp-route-pattern.h"

/* ClaspExpression: "value > 0.5 ? 1 : 0", compiled once and evaluated for every value (mapping.md
 * 11.5).
 *
 * Nothing is ever executed as program text; variables are bound as values. Parsing is bounded in
 * length, depth and number of nodes; evaluating is linear in the number of nodes.
 *
 * Thread: any (immutable once made). */

G_BEGIN_DECLS

#define CLASP_EXPRESSION_MAX_LENGTH 4096
#define CLASP_EXPRESSION_MAX_DEPTH 64
#define CLASP_EXPRESSION_MAX_STRING 4096 /* bytes of a string made while evaluating */
#define CLASP_EXPRESSION_MAX_WATCHED 16  /* addresses that are written out in it */

/* Where var.name is a parameter: "/local/var/name". */
#define CLASP_EXPRESSION_VARIABLES CLASP_MAPPING_VARIABLES

typedef struct _ClaspExpression ClaspExpression;

/* What the names stand for. Everything is borrowed. */
typedef struct
{
  const ClaspValue    *value;    /* value, x, v */
  const ClaspValue    *previous; /* prev: the last input; NULL = null */
  const ClaspValue    *output;   /* out: the last output; NULL = null */
  double               dt_s;     /* dt: since the last input */
  double               t_s;      /* t: monotonic */
  guint                index;    /* i: of the element, for arrays */
  ClaspStr             address;  /* address: of the source */
  const ClaspCaptures *captures; /* by name; NULL where there are none */
  /* state () and var.name: the present value of an address, or NULL. NULL where nothing can be
   * looked at. */
  const ClaspValue *(*get) (ClaspStr address, gpointer user_data);
  gpointer             get_data;
} ClaspExpressionScope;

/* @pattern (nullable) names the captures. Errors: CLASP_MAPPING_ERROR_EXPRESSION with the column,
 * counted in characters from 1. */
ClaspExpression *clasp_expression_new      (const char                 *text,
                                            const ClaspRoutePattern    *pattern,
                                            GError                    **error);
void             clasp_expression_free     (ClaspExpression            *self);
/* The addresses that its result hangs on besides the scope: var.name, and state () with an address
 * written out. (transfer none) NULL-terminated, each once. */
const char *const *clasp_expression_get_watched (const ClaspExpression *self);
/* TRUE when it asks for elements or the length of the value: it wants arrays whole. */
gboolean         clasp_expression_takes_whole (const ClaspExpression   *self);
/* @result is set on success and cleared by the caller. FALSE when something has no result, like a
 * division by zero or the sine of a text; @why (nullable) gets a static sentence. */
gboolean         clasp_expression_evaluate (const ClaspExpression      *self,
                                            const ClaspExpressionScope *scope,
                                            ClaspValue                 *result,
                                            const char                **why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspExpression, clasp_expression_free)

G_END_DECLS
