/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-expression-private.h"

/* What the files of the parser share. A node is known by its index; 0 when it failed, which is
 * never looked at.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  const char              *start, *at;
  const ClaspRoutePattern *pattern;
  GArray                  *nodes;
  GPtrArray               *watched;
  guint                    depth;
  GError                 **error;
  gboolean                 failed;
} ClaspExpressionParser;

/* Keeps the first error, with the column of @at. */
void
clasp_expression_parser_fail (ClaspExpressionParser *self, const char *at, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* clasp-expression-tokens.c */
void     clasp_expression_parser_skip_blanks (ClaspExpressionParser *self);
gboolean clasp_expression_parser_accept (ClaspExpressionParser *self, const char *text);
void     clasp_expression_parser_expect (ClaspExpressionParser *self, const char *text);
gboolean clasp_expression_parser_is_name_byte (char c);
/* A whole word only: "or" is not the beginning of "order". */
gboolean clasp_expression_parser_accept_word (ClaspExpressionParser *self, const char *word);
ClaspStr clasp_expression_parser_take_name (ClaspExpressionParser *self);
guint    clasp_expression_parser_add_node (ClaspExpressionParser *self, ClaspNode node);
guint    clasp_expression_parser_add_simple (ClaspExpressionParser *self, ClaspNodeKind kind);
guint    clasp_expression_parser_add_binary (ClaspExpressionParser *self,
                                             ClaspNodeKind          kind,
                                             guint                  left,
                                             guint                  right);
/* Takes over @value. */
guint clasp_expression_parser_add_constant (ClaspExpressionParser *self, ClaspValue value);

/* clasp-expression-names.c: what begins with a letter. */
guint clasp_expression_parser_parse_name (ClaspExpressionParser *self);

/* clasp-expression.c */
void  clasp_expression_parser_parse_arguments (ClaspExpressionParser *self, ClaspNode *node);
guint clasp_expression_parser_parse_call (ClaspExpressionParser *self,
                                          const ClaspFunction   *function,
                                          const char            *at);

G_END_DECLS
