/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-parser.h"

#include <math.h>

/* Design notes: precedence climbing over a table of operators, from loose to tight:
 * ?: || && ==,!= comparison | & shifts + - * / % unary ^ postfix. Names are resolved while
 * parsing, so evaluating looks nothing up. The first error is kept with its column and parsing
 * winds down: every function returns node 0 then, which is never looked at. */

typedef struct
{
  const char   *text;
  int           precedence;
  ClaspNodeKind kind;
} Operator;

/* Longer spellings before their beginnings. */
static const Operator operators[] = {
  { "||", 1, CLASP_NODE_OR },         { "&&", 2, CLASP_NODE_AND },
  { "==", 3, CLASP_NODE_EQUAL },      { "!=", 3, CLASP_NODE_NOT_EQUAL },
  { "<<", 7, CLASP_NODE_SHIFT_LEFT }, { ">>", 7, CLASP_NODE_SHIFT_RIGHT },
  { "<=", 4, CLASP_NODE_LESS_EQUAL }, { ">=", 4, CLASP_NODE_GREATER_EQUAL },
  { "<", 4, CLASP_NODE_LESS },        { ">", 4, CLASP_NODE_GREATER },
  { "|", 5, CLASP_NODE_BIT_OR },      { "&", 6, CLASP_NODE_BIT_AND },
  { "+", 8, CLASP_NODE_ADD },         { "-", 8, CLASP_NODE_SUBTRACT },
  { "*", 9, CLASP_NODE_MULTIPLY },    { "/", 9, CLASP_NODE_DIVIDE },
  { "%", 9, CLASP_NODE_REMAINDER },
};

const char *
clasp_operator_get_name (guint index)
{
  return index < G_N_ELEMENTS (operators) ? operators[index].text : NULL;
}

static guint parse_choose (ClaspExpressionParser *self);
static guint parse_unary (ClaspExpressionParser *self);

/* ---- primary expressions ---- */

static guint
parse_number (ClaspExpressionParser *self)
{
  const char *start = self->at;
  char       *end = NULL;
  gboolean    is_hex = start[0] == '0' && (start[1] == 'x' || start[1] == 'X');
  gsize       digits = strspn (start, "0123456789");

  if (is_hex || (strchr (".eE", start[digits]) == NULL || start[digits] == '\0'))
    {
      guint64 integer = g_ascii_strtoull (start, &end, is_hex ? 16 : 10);

      if (integer <= G_MAXINT64 && end > start && !clasp_expression_parser_is_name_byte (*end))
        {
          self->at = end;
          return clasp_expression_parser_add_constant (self, clasp_value_int ((gint64) integer));
        }
    }

  if (!is_hex)
    {
      double number = g_ascii_strtod (start, &end);

      if (end > start && isfinite (number) && !clasp_expression_parser_is_name_byte (*end))
        {
          self->at = end;
          return clasp_expression_parser_add_constant (self, clasp_value_double (number));
        }
    }

  clasp_expression_parser_fail (self, start, "not a number");
  return 0;
}

static char
unescape (char c)
{
  switch (c)
    {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    default:
      return c;
    }
}

static guint
parse_text (ClaspExpressionParser *self)
{
  const char         *start = self->at;
  char                quote = *self->at++;
  g_autoptr (GString) text = g_string_new (NULL);

  while (*self->at != '\0' && *self->at != quote)
    {
      if (*self->at == '\\' && self->at[1] != '\0' && (guchar) self->at[1] < 0x80)
        {
          g_string_append_c (text, unescape (self->at[1]));
          self->at += 2;
        }
      else
        g_string_append_c (text, *self->at++);
    }

  if (*self->at != quote)
    {
      clasp_expression_parser_fail (self, start, "the text that begins here has no closing quote");
      return 0;
    }

  self->at++;
  return clasp_expression_parser_add_constant (
    self, clasp_value_string ((ClaspStr){ text->str, text->len }));
}

/* Behind the opening parenthesis. */
void
clasp_expression_parser_parse_arguments (ClaspExpressionParser *self, ClaspNode *node)
{
  if (clasp_expression_parser_accept (self, ")"))
    return;

  do
    {
      guint argument = parse_choose (self);

      if (node->n_children == CLASP_EXPRESSION_MAX_ARGUMENTS)
        clasp_expression_parser_fail (self, self->at, "more than %d arguments",
                                      CLASP_EXPRESSION_MAX_ARGUMENTS);
      if (self->failed)
        return;
      node->children[node->n_children++] = (guint16) argument;
    }
  while (clasp_expression_parser_accept (self, ","));
  clasp_expression_parser_expect (self, ")");
}

guint
clasp_expression_parser_parse_call (ClaspExpressionParser *self,
                                    const ClaspFunction   *function,
                                    const char            *at)
{
  ClaspNode node = { .kind = CLASP_NODE_CALL, .function = function };

  clasp_expression_parser_parse_arguments (self, &node);
  if (node.n_children < function->min_arguments || node.n_children > function->max_arguments)
    clasp_expression_parser_fail (self, at,
                                  function->min_arguments == function->max_arguments
                                    ? "%s takes %u arguments"
                                    : "%s takes %u or more arguments",
                                  function->name, function->min_arguments);

  /* What is not chosen is not worked out either: if (v, 1 / v, 0). */
  if (g_str_equal (function->name, "if"))
    node.kind = CLASP_NODE_CHOOSE;
  return self->failed ? 0 : clasp_expression_parser_add_node (self, node);
}

static guint
parse_primary (ClaspExpressionParser *self)
{
  guint inner;

  clasp_expression_parser_skip_blanks (self);
  if (clasp_expression_parser_accept (self, "("))
    {
      inner = parse_choose (self);
      clasp_expression_parser_expect (self, ")");
      return inner;
    }

  if (g_ascii_isdigit (*self->at) || (*self->at == '.' && g_ascii_isdigit (self->at[1])))
    return parse_number (self);
  if (*self->at == '"' || *self->at == '\'')
    return parse_text (self);
  if (clasp_expression_parser_is_name_byte (*self->at))
    return clasp_expression_parser_parse_name (self);

  if (*self->at == '\0')
    clasp_expression_parser_fail (self, self->at, "the expression ends where a value is expected");
  else
    clasp_expression_parser_fail (self, self->at, "expected a value");
  return 0;
}

static guint
parse_member (ClaspExpressionParser *self, guint object)
{
  const char *at = self->at;
  ClaspStr    name = clasp_expression_parser_take_name (self);

  if (name.length == 0 || g_ascii_isdigit (name.data[0]))
    {
      clasp_expression_parser_fail (self, at, "expected a name behind the point");
      return 0;
    }
  return clasp_expression_parser_add_node (self,
                                           (ClaspNode){ .kind = CLASP_NODE_MEMBER,
                                                        .children = { (guint16) object },
                                                        .n_children = 1,
                                                        .constant = clasp_value_string (name) });
}

static guint
parse_postfix (ClaspExpressionParser *self)
{
  guint node = parse_primary (self);

  while (!self->failed)
    {
      if (clasp_expression_parser_accept (self, "["))
        {
          guint index = parse_choose (self);

          clasp_expression_parser_expect (self, "]");
          node = clasp_expression_parser_add_binary (self, CLASP_NODE_ELEMENT, node, index);
        }
      else if (clasp_expression_parser_accept (self, "."))
        node = parse_member (self, node);
      else
        return node;
    }

  return 0;
}

/* ---- operators ---- */

static gboolean
enter (ClaspExpressionParser *self)
{
  if (self->depth++ >= CLASP_EXPRESSION_MAX_DEPTH)
    clasp_expression_parser_fail (self, self->at, "nested deeper than %d",
                                  CLASP_EXPRESSION_MAX_DEPTH);
  return !self->failed;
}

static guint
parse_power (ClaspExpressionParser *self)
{
  guint base = parse_postfix (self);

  if (self->failed ||
      !(clasp_expression_parser_accept (self, "**") || clasp_expression_parser_accept (self, "^")))
    return base;

  /* Right-associative, and -2 may stand behind it: 2^-2. */
  return clasp_expression_parser_add_binary (self, CLASP_NODE_POWER, base, parse_unary (self));
}

static guint
parse_unary (ClaspExpressionParser *self)
{
  ClaspNode node = { .n_children = 1 };
  guint     result = 0;

  if (!enter (self))
    return 0;

  if (clasp_expression_parser_accept (self, "-"))
    node.kind = CLASP_NODE_NEGATE;
  else if ((clasp_expression_parser_skip_blanks (self),
            self->at[0] == '!' && self->at[1] != '=' &&
              clasp_expression_parser_accept (self, "!")) ||
           clasp_expression_parser_accept_word (self, "not"))
    node.kind = CLASP_NODE_NOT;
  else
    node.n_children = 0;

  if (node.n_children == 0)
    result = parse_power (self);
  else
    {
      node.children[0] = (guint16) parse_unary (self);
      result = self->failed ? 0 : clasp_expression_parser_add_node (self, node);
    }
  self->depth--;
  return result;
}

static const Operator *
peek_operator (ClaspExpressionParser *self)
{
  static const Operator and_word = { "and", 2, CLASP_NODE_AND },
                        or_word = { "or", 1, CLASP_NODE_OR };

  clasp_expression_parser_skip_blanks (self);
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->at, operators[i].text))
      return &operators[i];

  if (g_str_has_prefix (self->at, "and") && !clasp_expression_parser_is_name_byte (self->at[3]))
    return &and_word;
  if (g_str_has_prefix (self->at, "or") && !clasp_expression_parser_is_name_byte (self->at[2]))
    return &or_word;
  return NULL;
}

static guint
parse_binary (ClaspExpressionParser *self, int min_precedence)
{
  guint left = parse_unary (self);

  while (!self->failed)
    {
      const Operator *operator= peek_operator (self);

      if (operator== NULL || operator->precedence<min_precedence)
        return left;
      self->at += strlen (operator->text);
      left = clasp_expression_parser_add_binary (self, operator->kind, left,
                                                 parse_binary (self, operator->precedence + 1));
    }

  return 0;
}

static guint
parse_choose (ClaspExpressionParser *self)
{
  ClaspNode node = { .kind = CLASP_NODE_CHOOSE, .n_children = 3 };
  guint     condition;

  if (!enter (self))
    return 0;

  condition = parse_binary (self, 1);
  if (!self->failed && clasp_expression_parser_accept (self, "?"))
    {
      node.children[0] = (guint16) condition;
      node.children[1] = (guint16) parse_choose (self);
      clasp_expression_parser_expect (self, ":");
      node.children[2] = (guint16) parse_choose (self);
      condition = self->failed ? 0 : clasp_expression_parser_add_node (self, node);
    }
  self->depth--;
  return condition;
}

/* ---- public ---- */

static void
node_clear (gpointer data)
{
  clasp_value_clear (&((ClaspNode *) data)->constant);
}

/**
 * clasp_expression_new:
 * @text: an expression, at most CLASP_EXPRESSION_MAX_LENGTH bytes
 * @pattern: (nullable): the source pattern whose captures are variables
 * @error: return location for CLASP_MAPPING_ERROR_EXPRESSION with the column
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the compiled expression
 */
ClaspExpression *
clasp_expression_new (const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspExpressionParser       parser = { text, text, pattern, NULL, NULL, 0, error, FALSE };
  g_autoptr (ClaspExpression) self = g_new0 (ClaspExpression, 1);

  self->nodes = g_array_new (FALSE, FALSE, sizeof (ClaspNode));
  g_array_set_clear_func (self->nodes, node_clear);
  parser.nodes = self->nodes;
  self->watched = g_ptr_array_new_with_free_func (g_free);
  parser.watched = self->watched;

  if (strlen (text) > CLASP_EXPRESSION_MAX_LENGTH)
    clasp_expression_parser_fail (&parser, text, "the expression is longer than %d bytes",
                                  CLASP_EXPRESSION_MAX_LENGTH);
  else if (!g_utf8_validate (text, -1, NULL))
    clasp_expression_parser_fail (&parser, text, "the expression is not UTF-8");
  else
    self->root = parse_choose (&parser);

  clasp_expression_parser_skip_blanks (&parser);
  if (!parser.failed && *parser.at != '\0')
    clasp_expression_parser_fail (&parser, parser.at, "nothing is expected here");
  g_ptr_array_add (self->watched, NULL);
  return parser.failed ? NULL : g_steal_pointer (&self);
}

/**
 * clasp_expression_free:
 * @self: (transfer full): an expression
 *
 * Thread: any.
 */
void
clasp_expression_free (ClaspExpression *self)
{
  g_array_unref (self->nodes);
  g_ptr_array_unref (self->watched);
  g_free (self);
}

/**
 * clasp_expression_get_watched:
 * @self: an expression
 *
 * Thread: any.
 *
 * Returns: (transfer none) (array zero-terminated=1): the addresses that var.name and state () with
 * an address written out look at, each once
 */
const char *const *
clasp_expression_get_watched (const ClaspExpression *self)
{
  return (const char *const *) self->watched->pdata;
}

/**
 * clasp_expression_takes_whole:
 * @self: an expression
 *
 * "value * 2" of an array is worked out for each element; "value[0]" and "len(value)" would make no
 * sense there.
 *
 * Thread: any.
 *
 * Returns: %TRUE if it asks for elements, members or the length of the value
 */
gboolean
clasp_expression_takes_whole (const ClaspExpression *self)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      const ClaspNode *node = &g_array_index (self->nodes, ClaspNode, i);
      gboolean         is_length =
        node->kind == CLASP_NODE_CALL && g_str_equal (node->function->name, "len");

      if (node->kind != CLASP_NODE_ELEMENT && node->kind != CLASP_NODE_MEMBER && !is_length)
        continue;
      if (g_array_index (self->nodes, ClaspNode, node->children[0]).kind == CLASP_NODE_VALUE)
        return TRUE;
    }

  return FALSE;
}
