/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-parser.h"

/* What the text is made of, and the nodes it becomes. */

void
clasp_expression_parser_fail (ClaspExpressionParser *self, const char *at, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  if (self->failed)
    return;

  self->failed = TRUE;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_EXPRESSION, "%s at column %ld",
               message, g_utf8_pointer_to_offset (self->start, at) + 1);
}

void
clasp_expression_parser_skip_blanks (ClaspExpressionParser *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

gboolean
clasp_expression_parser_accept (ClaspExpressionParser *self, const char *text)
{
  clasp_expression_parser_skip_blanks (self);
  if (!g_str_has_prefix (self->at, text))
    return FALSE;

  self->at += strlen (text);
  return TRUE;
}

void
clasp_expression_parser_expect (ClaspExpressionParser *self, const char *text)
{
  if (!clasp_expression_parser_accept (self, text))
    clasp_expression_parser_fail (
      self, self->at, *self->at != '\0' ? "expected ‘%s’" : "expected ‘%s’ before the end", text);
}

gboolean
clasp_expression_parser_is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* A whole word only: "or" is not the beginning of "order". */
gboolean
clasp_expression_parser_accept_word (ClaspExpressionParser *self, const char *word)
{
  gsize length = strlen (word);

  clasp_expression_parser_skip_blanks (self);
  if (!g_str_has_prefix (self->at, word) || clasp_expression_parser_is_name_byte (self->at[length]))
    return FALSE;

  self->at += length;
  return TRUE;
}

ClaspStr
clasp_expression_parser_take_name (ClaspExpressionParser *self)
{
  const char *start = self->at;

  while (clasp_expression_parser_is_name_byte (*self->at))
    self->at++;
  return (ClaspStr){ start, (gsize) (self->at - start) };
}

/* ---- nodes ---- */

guint
clasp_expression_parser_add_node (ClaspExpressionParser *self, ClaspNode node)
{
  if (self->nodes->len >= CLASP_EXPRESSION_MAX_NODES)
    {
      clasp_expression_parser_fail (self, self->at, "the expression has more than %d parts",
                                    CLASP_EXPRESSION_MAX_NODES);
      clasp_value_clear (&node.constant);
      return 0;
    }

  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

guint
clasp_expression_parser_add_simple (ClaspExpressionParser *self, ClaspNodeKind kind)
{
  return clasp_expression_parser_add_node (self, (ClaspNode){ .kind = kind });
}

guint
clasp_expression_parser_add_binary (ClaspExpressionParser *self,
                                    ClaspNodeKind          kind,
                                    guint                  left,
                                    guint                  right)
{
  return clasp_expression_parser_add_node (
    self,
    (ClaspNode){ .kind = kind, .children = { (guint16) left, (guint16) right }, .n_children = 2 });
}

guint
clasp_expression_parser_add_constant (ClaspExpressionParser *self, ClaspValue value)
{
  return clasp_expression_parser_add_node (
    self, (ClaspNode){ .kind = CLASP_NODE_CONSTANT, .constant = value });
}
