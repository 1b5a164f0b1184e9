/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-private.h"

#include "core/clasp-address.h"

#include <math.h>

/* Design notes: precedence climbing over a table of operators, from loose to tight:
 * ?: || && ==,!= comparison | & shifts + - * / % unary ^ postfix. Names are resolved while
 * parsing, so evaluating looks nothing up. The first error is kept with its column and parsing
 * winds down: every function returns node 0 then, which is never looked at. */

typedef struct
{
  const char              *start, *at;
  const ClaspRoutePattern *pattern;
  GArray                  *nodes;
  GPtrArray               *watched;
  guint                    depth;
  GError                 **error;
  gboolean                 failed;
} Parser;

typedef struct
{
  const char   *text;
  int           precedence;
  ClaspNodeKind kind;
} Operator;

/* Longer spellings before their beginnings. */
static const Operator operators[] = {
  { "||", 1, CLASP_NODE_OR },
  { "&&", 2, CLASP_NODE_AND },
  { "==", 3, CLASP_NODE_EQUAL },
  { "!=", 3, CLASP_NODE_NOT_EQUAL },
  { "<<", 7, CLASP_NODE_SHIFT_LEFT },
  { ">>", 7, CLASP_NODE_SHIFT_RIGHT },
  { "<=", 4, CLASP_NODE_LESS_EQUAL },
  { ">=", 4, CLASP_NODE_GREATER_EQUAL },
  { "<", 4, CLASP_NODE_LESS },
  { ">", 4, CLASP_NODE_GREATER },
  { "|", 5, CLASP_NODE_BIT_OR },
  { "&", 6, CLASP_NODE_BIT_AND },
  { "+", 8, CLASP_NODE_ADD },
  { "-", 8, CLASP_NODE_SUBTRACT },
  { "*", 9, CLASP_NODE_MULTIPLY },
  { "/", 9, CLASP_NODE_DIVIDE },
  { "%", 9, CLASP_NODE_REMAINDER },
};

static guint parse_choose (Parser *self);
static guint parse_unary  (Parser *self);

static void fail (Parser     *self,
                  const char *at,
                  const char *format,
                  ...) G_GNUC_PRINTF (3, 4);

static void
fail (Parser     *self,
      const char *at,
      const char *format,
      ...)
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

/* ---- tokens ---- */

static void
skip_blanks (Parser *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
accept (Parser     *self,
        const char *text)
{
  skip_blanks (self);
  if (!g_str_has_prefix (self->at, text))
    return FALSE;

  self->at += strlen (text);
  return TRUE;
}

static void
expect (Parser     *self,
        const char *text)
{
  if (!accept (self, text))
    fail (self, self->at, *self->at != '\0' ? "expected ‘%s’" : "expected ‘%s’ before the end", text);
}

static gboolean
is_name_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* A whole word only: "or" is not the beginning of "order". */
static gboolean
accept_word (Parser     *self,
             const char *word)
{
  gsize length = strlen (word);

  skip_blanks (self);
  if (!g_str_has_prefix (self->at, word) || is_name_byte (self->at[length]))
    return FALSE;

  self->at += length;
  return TRUE;
}

static ClaspStr
take_name (Parser *self)
{
  const char *start = self->at;

  while (is_name_byte (*self->at))
    self->at++;
  return (ClaspStr) { start, (gsize) (self->at - start) };
}

/* ---- nodes ---- */

static guint
add_node (Parser   *self,
          ClaspNode node)
{
  if (self->nodes->len >= CLASP_EXPRESSION_MAX_NODES)
    {
      fail (self, self->at, "the expression has more than %d parts", CLASP_EXPRESSION_MAX_NODES);
      clasp_value_clear (&node.constant);
      return 0;
    }

  g_array_append_val (self->nodes, node);
  return self->nodes->len - 1;
}

static guint
add_simple (Parser       *self,
            ClaspNodeKind kind)
{
  return add_node (self, (ClaspNode) { .kind = kind });
}

static guint
add_binary (Parser       *self,
            ClaspNodeKind kind,
            guint         left,
            guint         right)
{
  return add_node (self, (ClaspNode) { .kind = kind, .children = { (guint16) left, (guint16) right }, .n_children = 2 });
}

static guint
add_constant (Parser    *self,
              ClaspValue value)
{
  return add_node (self, (ClaspNode) { .kind = CLASP_NODE_CONSTANT, .constant = value });
}

/* ---- primary expressions ---- */

static guint
parse_number (Parser *self)
{
  const char *start = self->at;
  char       *end = NULL;
  gboolean    is_hex = start[0] == '0' && (start[1] == 'x' || start[1] == 'X');
  gsize       digits = strspn (start, "0123456789");

  if (is_hex || (strchr (".eE", start[digits]) == NULL || start[digits] == '\0'))
    {
      guint64 integer = g_ascii_strtoull (start, &end, is_hex ? 16 : 10);

      if (integer <= G_MAXINT64 && end > start && !is_name_byte (*end))
        {
          self->at = end;
          return add_constant (self, clasp_value_int ((gint64) integer));
        }
    }

  if (!is_hex)
    {
      double number = g_ascii_strtod (start, &end);

      if (end > start && isfinite (number) && !is_name_byte (*end))
        {
          self->at = end;
          return add_constant (self, clasp_value_double (number));
        }
    }

  fail (self, start, "not a number");
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
parse_text (Parser *self)
{
  const char          *start = self->at;
  char                 quote = *self->at++;
  g_autoptr (GString)  text = g_string_new (NULL);

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
      fail (self, start, "the text that begins here has no closing quote");
      return 0;
    }

  self->at++;
  return add_constant (self, clasp_value_string ((ClaspStr) { text->str, text->len }));
}

/* Behind the opening parenthesis. */
static void
parse_arguments (Parser *self, ClaspNode *node)
{
  if (accept (self, ")"))
    return;

  do
    {
      guint argument = parse_choose (self);

      if (node->n_children == CLASP_EXPRESSION_MAX_ARGUMENTS)
        fail (self, self->at, "more than %d arguments", CLASP_EXPRESSION_MAX_ARGUMENTS);
      if (self->failed)
        return;
      node->children[node->n_children++] = (guint16) argument;
    }
  while (accept (self, ","));
  expect (self, ")");
}

static guint
parse_call (Parser *self, const ClaspFunction *function, const char *at)
{
  ClaspNode node = { .kind = CLASP_NODE_CALL, .function = function };

  parse_arguments (self, &node);
  if (node.n_children < function->min_arguments || node.n_children > function->max_arguments)
    fail (self, at,
          function->min_arguments == function->max_arguments ? "%s takes %u arguments"
                                                             : "%s takes %u or more arguments",
          function->name, function->min_arguments);

  /* What is not chosen is not worked out either: if (v, 1 / v, 0). */
  if (g_str_equal (function->name, "if"))
    node.kind = CLASP_NODE_CHOOSE;
  return self->failed ? 0 : add_node (self, node);
}

/* ---- what is looked at besides the value ---- */

static void
watch (Parser *self, ClaspStr address, const char *at)
{
  g_autofree char *copy = clasp_str_dup (address);
  const char      *why = NULL;

  if (!clasp_address_is_valid (address, &why))
    fail (self, at, "this is no address: %s", why);
  else if (g_ptr_array_find_with_equal_func (self->watched, copy, g_str_equal, NULL))
    return;
  else if (self->watched->len == CLASP_EXPRESSION_MAX_WATCHED)
    fail (self, at, "more than %d addresses", CLASP_EXPRESSION_MAX_WATCHED);
  else
    g_ptr_array_add (self->watched, g_steal_pointer (&copy));
}

static guint
parse_state (Parser *self, const char *at)
{
  ClaspNode        node = { .kind = CLASP_NODE_STATE };
  const ClaspNode *address;
  const char      *first;

  skip_blanks (self);
  first = self->at;
  parse_arguments (self, &node);
  if (node.n_children < 1 || node.n_children > 2)
    fail (self, at, "state takes an address and what stands in for it");
  if (self->failed)
    return 0;

  address = &g_array_index (self->nodes, ClaspNode, node.children[0]);
  if (address->kind == CLASP_NODE_CONSTANT)
    watch (self, clasp_value_get_string (&address->constant), first);
  return self->failed ? 0 : add_node (self, node);
}

/* Behind "var.". */
static guint
parse_variable (Parser *self)
{
  const char      *at = self->at;
  ClaspStr         name = take_name (self);
  g_autofree char *address =
    g_strdup_printf (CLASP_EXPRESSION_VARIABLES "%.*s", (int) name.length, name.data);
  ClaspNode node = { .kind = CLASP_NODE_STATE, .n_children = 1 };

  if (name.length == 0)
    {
      fail (self, at, "expected the name of a variable behind the point");
      return 0;
    }
  watch (self, clasp_str (address), at);
  node.children[0] = (guint16) add_constant (self, clasp_value_string (clasp_str (address)));
  return self->failed ? 0 : add_node (self, node);
}

static gboolean
find_variable (ClaspStr       name,
               ClaspNodeKind *kind)
{
  static const struct
  {
    const char   *name;
    ClaspNodeKind kind;
  } variables[] = {
    { "value", CLASP_NODE_VALUE }, { "x", CLASP_NODE_VALUE },   { "v", CLASP_NODE_VALUE },
    { "prev", CLASP_NODE_PREVIOUS }, { "out", CLASP_NODE_OUTPUT }, { "dt", CLASP_NODE_DT },
    { "t", CLASP_NODE_T },         { "i", CLASP_NODE_INDEX_VARIABLE }, { "address", CLASP_NODE_ADDRESS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (clasp_str_equal (name, clasp_str (variables[i].name)))
      {
        *kind = variables[i].kind;
        return TRUE;
      }

  return FALSE;
}

static gboolean
find_constant (ClaspStr    name,
               ClaspValue *value)
{
  static const struct
  {
    const char *name;
    double      number;
  } constants[] = { { "PI", G_PI }, { "pi", G_PI }, { "E", G_E }, { "e", G_E }, { "TAU", 2 * G_PI }, { "tau", 2 * G_PI } };

  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    if (clasp_str_equal (name, clasp_str (constants[i].name)))
      {
        *value = clasp_value_double (constants[i].number);
        return TRUE;
      }

  *value = clasp_value_bool (clasp_str_equal (name, CLASP_STR_LITERAL ("true")));
  if (clasp_str_equal (name, CLASP_STR_LITERAL ("null")))
    *value = clasp_value_null ();
  return clasp_str_equal (name, CLASP_STR_LITERAL ("true")) || clasp_str_equal (name, CLASP_STR_LITERAL ("false")) ||
         clasp_str_equal (name, CLASP_STR_LITERAL ("null"));
}

static gboolean
find_capture (Parser  *self,
              ClaspStr name,
              guint8  *number)
{
  guint n_captures = self->pattern != NULL ? clasp_route_pattern_get_n_captures (self->pattern) : 0;

  for (guint i = 0; i < n_captures; i++)
    if (clasp_str_equal (name, clasp_str (clasp_route_pattern_get_capture_name (self->pattern, i))))
      {
        *number = (guint8) i;
        return TRUE;
      }

  return FALSE;
}

static guint
parse_name (Parser *self)
{
  const char          *at = self->at;
  ClaspStr             name = take_name (self);
  const ClaspFunction *function;
  ClaspNode            node = { .kind = CLASP_NODE_CAPTURE };
  ClaspValue           constant;
  gboolean             is_prefixed = FALSE;

  /* "math::sin" and "Math.sin" are how other programs spell sin. */
  if ((clasp_str_equal (name, CLASP_STR_LITERAL ("math")) && accept (self, "::")) ||
      (clasp_str_equal (name, CLASP_STR_LITERAL ("Math")) && accept (self, ".")))
    {
      is_prefixed = TRUE;
      at = self->at;
      name = take_name (self);
    }

  function = clasp_function_find (name);
  if (function != NULL && accept (self, "("))
    return parse_call (self, function, at);
  if (find_constant (name, &constant) && is_prefixed)
    return add_constant (self, constant);
  if (!is_prefixed && find_capture (self, name, &node.number))
    return add_node (self, node);
  if (!is_prefixed && find_variable (name, &node.kind))
    return add_simple (self, node.kind);
  if (!is_prefixed && find_constant (name, &constant))
    return add_constant (self, constant);
  if (!is_prefixed && clasp_str_equal (name, CLASP_STR_LITERAL ("state")) && accept (self, "("))
    return parse_state (self, at);
  if (!is_prefixed && clasp_str_equal (name, CLASP_STR_LITERAL ("var")) && accept (self, "."))
    return parse_variable (self);

  if (function != NULL)
    fail (self, self->at, "%s is a function: expected ‘(’", function->name);
  else
    fail (self, at, "‘%.*s’ is not known", (int) MIN (name.length, 40), name.data);
  return 0;
}

static guint
parse_primary (Parser *self)
{
  guint inner;

  skip_blanks (self);
  if (accept (self, "("))
    {
      inner = parse_choose (self);
      expect (self, ")");
      return inner;
    }

  if (g_ascii_isdigit (*self->at) || (*self->at == '.' && g_ascii_isdigit (self->at[1])))
    return parse_number (self);
  if (*self->at == '"' || *self->at == '\'')
    return parse_text (self);
  if (is_name_byte (*self->at))
    return parse_name (self);

  if (*self->at == '\0')
    fail (self, self->at, "the expression ends where a value is expected");
  else
    fail (self, self->at, "expected a value");
  return 0;
}

static guint
parse_member (Parser *self,
              guint   object)
{
  const char *at = self->at;
  ClaspStr    name = take_name (self);

  if (name.length == 0 || g_ascii_isdigit (name.data[0]))
    {
      fail (self, at, "expected a name behind the point");
      return 0;
    }
  return add_node (self, (ClaspNode) { .kind = CLASP_NODE_MEMBER, .children = { (guint16) object }, .n_children = 1, .constant = clasp_value_string (name) });
}

static guint
parse_postfix (Parser *self)
{
  guint node = parse_primary (self);

  while (!self->failed)
    {
      if (accept (self, "["))
        {
          guint index = parse_choose (self);

          expect (self, "]");
          node = add_binary (self, CLASP_NODE_ELEMENT, node, index);
        }
      else if (accept (self, "."))
        node = parse_member (self, node);
      else
        return node;
    }

  return 0;
}

/* ---- operators ---- */

static gboolean
enter (Parser *self)
{
  if (self->depth++ >= CLASP_EXPRESSION_MAX_DEPTH)
    fail (self, self->at, "nested deeper than %d", CLASP_EXPRESSION_MAX_DEPTH);
  return !self->failed;
}

static guint
parse_power (Parser *self)
{
  guint base = parse_postfix (self);

  if (self->failed || !(accept (self, "**") || accept (self, "^")))
    return base;

  /* Right-associative, and -2 may stand behind it: 2^-2. */
  return add_binary (self, CLASP_NODE_POWER, base, parse_unary (self));
}

static guint
parse_unary (Parser *self)
{
  ClaspNode node = { .n_children = 1 };
  guint     result = 0;

  if (!enter (self))
    return 0;

  if (accept (self, "-"))
    node.kind = CLASP_NODE_NEGATE;
  else if ((skip_blanks (self), self->at[0] == '!' && self->at[1] != '=' && accept (self, "!")) || accept_word (self, "not"))
    node.kind = CLASP_NODE_NOT;
  else
    node.n_children = 0;

  if (node.n_children == 0)
    result = parse_power (self);
  else
    {
      node.children[0] = (guint16) parse_unary (self);
      result = self->failed ? 0 : add_node (self, node);
    }
  self->depth--;
  return result;
}

static const Operator *
peek_operator (Parser *self)
{
  static const Operator and_word = { "and", 2, CLASP_NODE_AND }, or_word = { "or", 1, CLASP_NODE_OR };

  skip_blanks (self);
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (g_str_has_prefix (self->at, operators[i].text))
      return &operators[i];

  if (g_str_has_prefix (self->at, "and") && !is_name_byte (self->at[3]))
    return &and_word;
  if (g_str_has_prefix (self->at, "or") && !is_name_byte (self->at[2]))
    return &or_word;
  return NULL;
}

static guint
parse_binary (Parser *self,
              int     min_precedence)
{
  guint left = parse_unary (self);

  while (!self->failed)
    {
      const Operator *operator= peek_operator (self);

      if (operator== NULL || operator->precedence < min_precedence)
        return left;
      self->at += strlen (operator->text);
      left = add_binary (self, operator->kind, left, parse_binary (self, operator->precedence + 1));
    }

  return 0;
}

static guint
parse_choose (Parser *self)
{
  ClaspNode node = { .kind = CLASP_NODE_CHOOSE, .n_children = 3 };
  guint     condition;

  if (!enter (self))
    return 0;

  condition = parse_binary (self, 1);
  if (!self->failed && accept (self, "?"))
    {
      node.children[0] = (guint16) condition;
      node.children[1] = (guint16) parse_choose (self);
      expect (self, ":");
      node.children[2] = (guint16) parse_choose (self);
      condition = self->failed ? 0 : add_node (self, node);
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
clasp_expression_new (const char              *text,
                      const ClaspRoutePattern *pattern,
                      GError                 **error)
{
  Parser                      parser = { text, text, pattern, NULL, NULL, 0, error, FALSE };
  g_autoptr (ClaspExpression) self = g_new0 (ClaspExpression, 1);

  self->nodes = g_array_new (FALSE, FALSE, sizeof (ClaspNode));
  g_array_set_clear_func (self->nodes, node_clear);
  parser.nodes = self->nodes;
  self->watched = g_ptr_array_new_with_free_func (g_free);
  parser.watched = self->watched;

  if (strlen (text) > CLASP_EXPRESSION_MAX_LENGTH)
    fail (&parser, text, "the expression is longer than %d bytes", CLASP_EXPRESSION_MAX_LENGTH);
  else if (!g_utf8_validate (text, -1, NULL))
    fail (&parser, text, "the expression is not UTF-8");
  else
    self->root = parse_choose (&parser);

  skip_blanks (&parser);
  if (!parser.failed && *parser.at != '\0')
    fail (&parser, parser.at, "nothing is expected here");
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
 * Returns: (transfer none) (array zero-terminated=1): the addresses that var.name and state () with an
 *   address written out look at, each once
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
      gboolean         is_length = node->kind == CLASP_NODE_CALL && g_str_equal (node->function->name, "len");

      if (node->kind != CLASP_NODE_ELEMENT && node->kind != CLASP_NODE_MEMBER && !is_length)
        continue;
      if (g_array_index (self->nodes, ClaspNode, node->children[0]).kind == CLASP_NODE_VALUE)
        return TRUE;
    }

  return FALSE;
}
