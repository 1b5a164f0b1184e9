/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-parser.h"

#include "core/clasp-address.h"

#include <math.h>

/* Names: variables, constants, captures, calls, and what is looked at besides the value. */

static void
watch (ClaspExpressionParser *self, ClaspStr address, const char *at)
{
  g_autofree char *copy = clasp_str_dup (address);
  const char      *why = NULL;

  if (!clasp_address_is_valid (address, &why))
    clasp_expression_parser_fail (self, at, "this is no address: %s", why);
  else if (g_ptr_array_find_with_equal_func (self->watched, copy, g_str_equal, NULL))
    return;
  else if (self->watched->len == CLASP_EXPRESSION_MAX_WATCHED)
    clasp_expression_parser_fail (self, at, "more than %d addresses", CLASP_EXPRESSION_MAX_WATCHED);
  else
    g_ptr_array_add (self->watched, g_steal_pointer (&copy));
}

static guint
parse_state (ClaspExpressionParser *self, const char *at)
{
  ClaspNode        node = { .kind = CLASP_NODE_STATE };
  const ClaspNode *address;
  const char      *first;

  clasp_expression_parser_skip_blanks (self);
  first = self->at;
  clasp_expression_parser_parse_arguments (self, &node);
  if (node.n_children < 1 || node.n_children > 2)
    clasp_expression_parser_fail (self, at, "state takes an address and what stands in for it");
  if (self->failed)
    return 0;

  address = &g_array_index (self->nodes, ClaspNode, node.children[0]);
  if (address->kind == CLASP_NODE_CONSTANT)
    watch (self, clasp_value_get_string (&address->constant), first);
  return self->failed ? 0 : clasp_expression_parser_add_node (self, node);
}

/* Behind "var.". */
static guint
parse_variable (ClaspExpressionParser *self)
{
  const char      *at = self->at;
  ClaspStr         name = clasp_expression_parser_take_name (self);
  g_autofree char *address =
    g_strdup_printf (CLASP_EXPRESSION_VARIABLES "%.*s", (int) name.length, name.data);
  ClaspNode node = { .kind = CLASP_NODE_STATE, .n_children = 1 };

  if (name.length == 0)
    {
      clasp_expression_parser_fail (self, at, "expected the name of a variable behind the point");
      return 0;
    }
  watch (self, clasp_str (address), at);
  node.children[0] =
    (guint16) clasp_expression_parser_add_constant (self, clasp_value_string (clasp_str (address)));
  return self->failed ? 0 : clasp_expression_parser_add_node (self, node);
}

static const struct
{
  const char   *name;
  ClaspNodeKind kind;
} variables[] = {
  { "value", CLASP_NODE_VALUE },
  { "x", CLASP_NODE_VALUE },
  { "v", CLASP_NODE_VALUE },
  { "prev", CLASP_NODE_PREVIOUS },
  { "out", CLASP_NODE_OUTPUT },
  { "dt", CLASP_NODE_DT },
  { "t", CLASP_NODE_T },
  { "i", CLASP_NODE_INDEX_VARIABLE },
  { "address", CLASP_NODE_ADDRESS },
};

const char *
clasp_variable_get_name (guint index)
{
  return index < G_N_ELEMENTS (variables) ? variables[index].name : NULL;
}

static gboolean
find_variable (ClaspStr name, ClaspNodeKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (clasp_str_equal (name, clasp_str (variables[i].name)))
      {
        *kind = variables[i].kind;
        return TRUE;
      }

  return FALSE;
}

static const struct
{
  const char *name;
  double      number;
} constants[] = { { "PI", G_PI }, { "pi", G_PI },      { "E", G_E },
                  { "e", G_E },   { "TAU", 2 * G_PI }, { "tau", 2 * G_PI } };

/* Those that are no numbers. */
static const char *const others[] = { "true", "false", "null" };

const char *
clasp_constant_get_name (guint index)
{
  if (index < G_N_ELEMENTS (constants))
    return constants[index].name;
  index -= G_N_ELEMENTS (constants);
  return index < G_N_ELEMENTS (others) ? others[index] : NULL;
}

static gboolean
find_constant (ClaspStr name, ClaspValue *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (constants); i++)
    if (clasp_str_equal (name, clasp_str (constants[i].name)))
      {
        *value = clasp_value_double (constants[i].number);
        return TRUE;
      }

  *value = clasp_value_bool (clasp_str_equal (name, CLASP_STR_LITERAL ("true")));
  if (clasp_str_equal (name, CLASP_STR_LITERAL ("null")))
    *value = clasp_value_null ();
  return clasp_str_equal (name, CLASP_STR_LITERAL ("true")) ||
         clasp_str_equal (name, CLASP_STR_LITERAL ("false")) ||
         clasp_str_equal (name, CLASP_STR_LITERAL ("null"));
}

static gboolean
find_capture (ClaspExpressionParser *self, ClaspStr name, guint8 *number)
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

guint
clasp_expression_parser_parse_name (ClaspExpressionParser *self)
{
  const char          *at = self->at;
  ClaspStr             name = clasp_expression_parser_take_name (self);
  const ClaspFunction *function;
  ClaspNode            node = { .kind = CLASP_NODE_CAPTURE };
  ClaspValue           constant;
  gboolean             is_prefixed = FALSE;

  /* "math::sin" and "Math.sin" are how other programs spell sin. */
  if ((clasp_str_equal (name, CLASP_STR_LITERAL ("math")) &&
       clasp_expression_parser_accept (self, "::")) ||
      (clasp_str_equal (name, CLASP_STR_LITERAL ("Math")) &&
       clasp_expression_parser_accept (self, ".")))
    {
      is_prefixed = TRUE;
      at = self->at;
      name = clasp_expression_parser_take_name (self);
    }

  function = clasp_function_find (name);
  if (function != NULL && clasp_expression_parser_accept (self, "("))
    return clasp_expression_parser_parse_call (self, function, at);
  if (find_constant (name, &constant) && is_prefixed)
    return clasp_expression_parser_add_constant (self, constant);
  if (!is_prefixed && find_capture (self, name, &node.number))
    return clasp_expression_parser_add_node (self, node);
  if (!is_prefixed && find_variable (name, &node.kind))
    return clasp_expression_parser_add_simple (self, node.kind);
  if (!is_prefixed && find_constant (name, &constant))
    return clasp_expression_parser_add_constant (self, constant);
  if (!is_prefixed && clasp_str_equal (name, CLASP_STR_LITERAL ("state")) &&
      clasp_expression_parser_accept (self, "("))
    return parse_state (self, at);
  if (!is_prefixed && clasp_str_equal (name, CLASP_STR_LITERAL ("var")) &&
      clasp_expression_parser_accept (self, "."))
    return parse_variable (self);

  if (function != NULL)
    clasp_expression_parser_fail (self, self->at, "%s is a function: expected ‘(’", function->name);
  else
    clasp_expression_parser_fail (self, at, "‘%.*s’ is not known", (int) MIN (name.length, 40),
                                  name.data);
  return 0;
}
