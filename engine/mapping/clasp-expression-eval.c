/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-expression-private.h"

#include <math.h>

/* Design notes: every step either sets its result or the reason why there is none; after the first
 * reason everything winds down. Integers stay integers through + - * % and bit operations as long as
 * they fit. */

static void evaluate_node (ClaspEvaluation       *self,
                           const ClaspExpression *expression,
                           guint                  index,
                           ClaspValue            *result);

double
clasp_evaluation_number (ClaspEvaluation  *self,
                         const ClaspValue *value)
{
  double number = 0;

  if (self->why == NULL && !clasp_value_to_double (value, &number))
    self->why = "a number is needed where there is none";
  return number;
}

void
clasp_evaluation_result (ClaspEvaluation *self,
                         double           number,
                         ClaspValue      *result)
{
  if (self->why != NULL)
    return;

  if (isfinite (number))
    *result = clasp_value_double (number);
  else
    self->why = "the result is not a number";
}

gboolean
clasp_evaluation_text (ClaspEvaluation  *self,
                       const ClaspValue *value,
                       char              text[CLASP_EVALUATION_TEXT])
{
  clasp_value_print (value, text, CLASP_EVALUATION_TEXT);
  if (strlen (text) > CLASP_EXPRESSION_MAX_STRING)
    self->why = "the text becomes too long";
  return self->why == NULL;
}

gboolean
clasp_evaluation_truth (const ClaspValue *value)
{
  double number;

  if (value->type == CLASP_VALUE_STRING)
    return clasp_value_get_string (value).length > 0;
  return clasp_value_to_double (value, &number) && number != 0;
}

static gboolean
are_integers (const ClaspValue *a,
              const ClaspValue *b)
{
  return (a->type == CLASP_VALUE_INT || a->type == CLASP_VALUE_BOOL) && (b->type == CLASP_VALUE_INT || b->type == CLASP_VALUE_BOOL);
}

static gint64
integer_of (const ClaspValue *value)
{
  gint64 integer = 0;

  clasp_value_to_int (value, &integer);
  return integer;
}

/* TRUE when two integers gave an integer that fits. */
static gboolean
calculate_integers (ClaspNodeKind     kind,
                    const ClaspValue *a,
                    const ClaspValue *b,
                    ClaspValue       *result)
{
  gint64   left = integer_of (a), right = integer_of (b), integer = 0;
  gboolean fits;

  if (kind == CLASP_NODE_ADD)
    fits = !__builtin_add_overflow (left, right, &integer);
  else if (kind == CLASP_NODE_SUBTRACT)
    fits = !__builtin_sub_overflow (left, right, &integer);
  else if (kind == CLASP_NODE_MULTIPLY)
    fits = !__builtin_mul_overflow (left, right, &integer);
  else
    {
      fits = kind == CLASP_NODE_REMAINDER && right != 0 && right != -1;
      integer = fits ? left % right : 0;
    }

  if (fits)
    *result = clasp_value_int (integer);
  return fits;
}

static double
calculate_numbers (ClaspEvaluation *self,
                   ClaspNodeKind    kind,
                   double           left,
                   double           right)
{
  if ((kind == CLASP_NODE_DIVIDE || kind == CLASP_NODE_REMAINDER) && right == 0)
    {
      self->why = "division by zero";
      return 0;
    }

  if (kind == CLASP_NODE_ADD)
    return left + right;
  if (kind == CLASP_NODE_SUBTRACT)
    return left - right;
  if (kind == CLASP_NODE_MULTIPLY)
    return left * right;
  if (kind == CLASP_NODE_DIVIDE)
    return left / right;
  if (kind == CLASP_NODE_REMAINDER)
    return fmod (left, right);
  return pow (left, right);
}

/* On its own, so that its buffers are not on the stack while operands are worked out. */
static G_GNUC_NO_INLINE void
concatenate (ClaspEvaluation  *self,
             const ClaspValue *a,
             const ClaspValue *b,
             ClaspValue       *result)
{
  char             left[CLASP_EVALUATION_TEXT], right[CLASP_EVALUATION_TEXT];
  g_autofree char *both = NULL;

  if (!clasp_evaluation_text (self, a, left) || !clasp_evaluation_text (self, b, right))
    return;

  both = g_strconcat (left, right, NULL);
  if (strlen (both) > CLASP_EXPRESSION_MAX_STRING)
    self->why = "the text becomes too long";
  else
    *result = clasp_value_string (clasp_str (both));
}

static void
calculate (ClaspEvaluation  *self,
           ClaspNodeKind     kind,
           const ClaspValue *a,
           const ClaspValue *b,
           ClaspValue       *result)
{
  if (kind == CLASP_NODE_ADD && (a->type == CLASP_VALUE_STRING || b->type == CLASP_VALUE_STRING))
    concatenate (self, a, b, result);
  else if (!are_integers (a, b) || !calculate_integers (kind, a, b, result))
    {
      double left = clasp_evaluation_number (self, a);
      double right = clasp_evaluation_number (self, b);

      if (self->why == NULL)
        clasp_evaluation_result (self, calculate_numbers (self, kind, left, right), result);
    }
}

static void
calculate_bits (ClaspEvaluation  *self,
                ClaspNodeKind     kind,
                const ClaspValue *a,
                const ClaspValue *b,
                ClaspValue       *result)
{
  gint64 left, right;

  if (!clasp_value_to_int (a, &left) || !clasp_value_to_int (b, &right))
    self->why = "a whole number is needed where there is none";
  else if ((kind == CLASP_NODE_SHIFT_LEFT || kind == CLASP_NODE_SHIFT_RIGHT) && (right < 0 || right > 63))
    self->why = "a shift is by 0 to 63 bits";
  else if (kind == CLASP_NODE_SHIFT_LEFT)
    *result = clasp_value_int ((gint64) ((guint64) left << right));
  else if (kind == CLASP_NODE_SHIFT_RIGHT)
    *result = clasp_value_int (left >> right);
  else
    *result = clasp_value_int (kind == CLASP_NODE_BIT_AND ? left & right : left | right);
}

/* -1, 0, 1; texts compare as texts, everything else as numbers. */
static int
compare (ClaspEvaluation  *self,
         const ClaspValue *a,
         const ClaspValue *b)
{
  double left, right;

  if (a->type == CLASP_VALUE_STRING && b->type == CLASP_VALUE_STRING)
    {
      ClaspStr one = clasp_value_get_string (a), other = clasp_value_get_string (b);
      int      order = memcmp (one.data, other.data, MIN (one.length, other.length));

      return order != 0 ? order : (one.length > other.length) - (one.length < other.length);
    }

  left = clasp_evaluation_number (self, a);
  right = clasp_evaluation_number (self, b);
  return (left > right) - (left < right);
}

static gboolean
is_equal (const ClaspValue *a,
          const ClaspValue *b)
{
  double left, right;

  if (a->type == b->type && a->type != CLASP_VALUE_DOUBLE)
    return clasp_value_equal (a, b);
  return clasp_value_to_double (a, &left) && clasp_value_to_double (b, &right) && left == right;
}

static gboolean
holds (ClaspEvaluation  *self,
       ClaspNodeKind     kind,
       const ClaspValue *a,
       const ClaspValue *b)
{
  if (kind == CLASP_NODE_EQUAL || kind == CLASP_NODE_NOT_EQUAL)
    return is_equal (a, b) == (kind == CLASP_NODE_EQUAL);
  if (kind == CLASP_NODE_LESS)
    return compare (self, a, b) < 0;
  if (kind == CLASP_NODE_LESS_EQUAL)
    return compare (self, a, b) <= 0;
  if (kind == CLASP_NODE_GREATER)
    return compare (self, a, b) > 0;
  return compare (self, a, b) >= 0;
}

static void
take_element (ClaspEvaluation  *self,
              const ClaspValue *container,
              const ClaspValue *key,
              ClaspValue       *result)
{
  gint64            index;
  const ClaspValue *element = NULL;

  if (container->type == CLASP_VALUE_MAP && key->type == CLASP_VALUE_STRING)
    {
      g_autofree char *name = clasp_str_dup (clasp_value_get_string (key));

      element = clasp_value_lookup (container, name);
    }
  else if (container->type == CLASP_VALUE_ARRAY && clasp_value_to_int (key, &index))
    {
      guint size = clasp_value_get_size (container);

      index += index < 0 ? size : 0;
      if (index >= 0 && index < size)
        element = clasp_value_get_element (container, (guint) index);
    }

  if (element == NULL)
    self->why = "there is no such element";
  else
    *result = clasp_value_copy (element);
}

static void
apply_binary (ClaspEvaluation  *self,
              ClaspNodeKind     kind,
              const ClaspValue *a,
              const ClaspValue *b,
              ClaspValue       *result)
{
  switch (kind)
    {
    case CLASP_NODE_POWER:
    case CLASP_NODE_MULTIPLY:
    case CLASP_NODE_DIVIDE:
    case CLASP_NODE_REMAINDER:
    case CLASP_NODE_ADD:
    case CLASP_NODE_SUBTRACT:
      calculate (self, kind, a, b, result);
      break;
    case CLASP_NODE_SHIFT_LEFT:
    case CLASP_NODE_SHIFT_RIGHT:
    case CLASP_NODE_BIT_AND:
    case CLASP_NODE_BIT_OR:
      calculate_bits (self, kind, a, b, result);
      break;
    case CLASP_NODE_LESS:
    case CLASP_NODE_LESS_EQUAL:
    case CLASP_NODE_GREATER:
    case CLASP_NODE_GREATER_EQUAL:
    case CLASP_NODE_EQUAL:
    case CLASP_NODE_NOT_EQUAL:
      *result = clasp_value_bool (holds (self, kind, a, b));
      break;
    case CLASP_NODE_ELEMENT:
    case CLASP_NODE_MEMBER:
      take_element (self, a, b, result);
      break;
    case CLASP_NODE_CONSTANT:
    case CLASP_NODE_VALUE:
    case CLASP_NODE_PREVIOUS:
    case CLASP_NODE_OUTPUT:
    case CLASP_NODE_DT:
    case CLASP_NODE_T:
    case CLASP_NODE_INDEX_VARIABLE:
    case CLASP_NODE_ADDRESS:
    case CLASP_NODE_CAPTURE:
    case CLASP_NODE_CALL:
    case CLASP_NODE_STATE:
    case CLASP_NODE_NEGATE:
    case CLASP_NODE_NOT:
    case CLASP_NODE_AND:
    case CLASP_NODE_OR:
    case CLASP_NODE_CHOOSE:
      break;
    }
}

static void
evaluate_binary (ClaspEvaluation       *self,
                 const ClaspExpression *expression,
                 const ClaspNode       *node,
                 ClaspValue            *result)
{
  g_auto (ClaspValue) left = CLASP_VALUE_INIT;
  g_auto (ClaspValue) right = CLASP_VALUE_INIT;

  evaluate_node (self, expression, node->children[0], &left);
  if (node->kind == CLASP_NODE_MEMBER)
    right = clasp_value_copy (&node->constant);
  else
    evaluate_node (self, expression, node->children[1], &right);
  if (self->why == NULL)
    apply_binary (self, node->kind, &left, &right, result);
}

static void
evaluate_unary (ClaspEvaluation       *self,
                const ClaspExpression *expression,
                const ClaspNode       *node,
                ClaspValue            *result)
{
  g_auto (ClaspValue) operand = CLASP_VALUE_INIT;

  evaluate_node (self, expression, node->children[0], &operand);
  if (self->why != NULL)
    return;

  if (node->kind == CLASP_NODE_NOT)
    *result = clasp_value_bool (!clasp_evaluation_truth (&operand));
  else if (operand.type == CLASP_VALUE_INT && operand.as.integer != G_MININT64)
    *result = clasp_value_int (-operand.as.integer);
  else
    clasp_evaluation_result (self, -clasp_evaluation_number (self, &operand), result);
}

/* Looks at the right side only when the left one does not decide. */
static void
evaluate_logic (ClaspEvaluation       *self,
                const ClaspExpression *expression,
                const ClaspNode       *node,
                ClaspValue            *result)
{
  g_auto (ClaspValue) left = CLASP_VALUE_INIT;
  g_auto (ClaspValue) right = CLASP_VALUE_INIT;
  gboolean            truth;

  evaluate_node (self, expression, node->children[0], &left);
  truth = clasp_evaluation_truth (&left);
  if (self->why == NULL && truth == (node->kind == CLASP_NODE_AND))
    {
      evaluate_node (self, expression, node->children[1], &right);
      truth = clasp_evaluation_truth (&right);
    }
  if (self->why == NULL)
    *result = clasp_value_bool (truth);
}

static void
evaluate_choose (ClaspEvaluation       *self,
                 const ClaspExpression *expression,
                 const ClaspNode       *node,
                 ClaspValue            *result)
{
  g_auto (ClaspValue) condition = CLASP_VALUE_INIT;

  evaluate_node (self, expression, node->children[0], &condition);
  if (self->why == NULL)
    evaluate_node (self, expression, node->children[clasp_evaluation_truth (&condition) ? 1 : 2], result);
}

static void
evaluate_call (ClaspEvaluation       *self,
               const ClaspExpression *expression,
               const ClaspNode       *node,
               ClaspValue            *result)
{
  ClaspValue arguments[CLASP_EXPRESSION_MAX_ARGUMENTS] = { 0 };

  for (guint i = 0; i < node->n_children && self->why == NULL; i++)
    evaluate_node (self, expression, node->children[i], &arguments[i]);

  if (self->why == NULL && node->function->simple != NULL)
    {
      double number = clasp_evaluation_number (self, &arguments[0]);

      clasp_evaluation_result (self, node->function->simple (number), result);
    }
  else if (self->why == NULL)
    node->function->call (self, arguments, node->n_children, result);

  for (guint i = 0; i < node->n_children; i++)
    clasp_value_clear (&arguments[i]);
}

static ClaspValue
copy_or_null (const ClaspValue *value)
{
  return value != NULL ? clasp_value_copy (value) : clasp_value_null ();
}

static void
evaluate_capture (ClaspEvaluation *self,
                  const ClaspNode *node,
                  ClaspValue      *result)
{
  const ClaspCaptures *captures = self->scope->captures;

  if (captures == NULL || node->number >= captures->n_captures)
    *result = clasp_value_null ();
  else if (captures->captures[node->number].is_number)
    *result = clasp_value_int (captures->captures[node->number].number);
  else
    *result = clasp_value_string (captures->captures[node->number].text);
}

static void
evaluate_state (ClaspEvaluation       *self,
                const ClaspExpression *expression,
                const ClaspNode       *node,
                ClaspValue            *result)
{
  const ClaspExpressionScope *scope = self->scope;
  g_auto (ClaspValue)         address = CLASP_VALUE_INIT;
  const ClaspValue           *present = NULL;

  evaluate_node (self, expression, node->children[0], &address);
  if (self->why != NULL)
    return;
  if (address.type != CLASP_VALUE_STRING)
    {
      self->why = "an address is needed where there is none";
      return;
    }

  if (scope->get != NULL)
    present = scope->get (clasp_value_get_string (&address), scope->get_data);
  if (present == NULL && node->n_children > 1)
    evaluate_node (self, expression, node->children[1], result);
  else
    *result = copy_or_null (present);
}

static void
evaluate_node (ClaspEvaluation       *self,
               const ClaspExpression *expression,
               guint                  index,
               ClaspValue            *result)
{
  const ClaspNode *node = &g_array_index (expression->nodes, ClaspNode, index);

  if (self->why != NULL)
    return;

  switch (node->kind)
    {
    case CLASP_NODE_CONSTANT:
      *result = clasp_value_copy (&node->constant);
      break;
    case CLASP_NODE_VALUE:
      *result = copy_or_null (self->scope->value);
      break;
    case CLASP_NODE_PREVIOUS:
      *result = copy_or_null (self->scope->previous);
      break;
    case CLASP_NODE_OUTPUT:
      *result = copy_or_null (self->scope->output);
      break;
    case CLASP_NODE_DT:
      *result = clasp_value_double (self->scope->dt_s);
      break;
    case CLASP_NODE_T:
      *result = clasp_value_double (self->scope->t_s);
      break;
    case CLASP_NODE_INDEX_VARIABLE:
      *result = clasp_value_int (self->scope->index);
      break;
    case CLASP_NODE_ADDRESS:
      *result = clasp_value_string (self->scope->address);
      break;
    case CLASP_NODE_CAPTURE:
      evaluate_capture (self, node, result);
      break;
    case CLASP_NODE_CALL:
      evaluate_call (self, expression, node, result);
      break;
    case CLASP_NODE_STATE:
      evaluate_state (self, expression, node, result);
      break;
    case CLASP_NODE_NEGATE:
    case CLASP_NODE_NOT:
      evaluate_unary (self, expression, node, result);
      break;
    case CLASP_NODE_AND:
    case CLASP_NODE_OR:
      evaluate_logic (self, expression, node, result);
      break;
    case CLASP_NODE_CHOOSE:
      evaluate_choose (self, expression, node, result);
      break;
    case CLASP_NODE_ELEMENT:
    case CLASP_NODE_MEMBER:
    case CLASP_NODE_POWER:
    case CLASP_NODE_MULTIPLY:
    case CLASP_NODE_DIVIDE:
    case CLASP_NODE_REMAINDER:
    case CLASP_NODE_ADD:
    case CLASP_NODE_SUBTRACT:
    case CLASP_NODE_SHIFT_LEFT:
    case CLASP_NODE_SHIFT_RIGHT:
    case CLASP_NODE_BIT_AND:
    case CLASP_NODE_BIT_OR:
    case CLASP_NODE_LESS:
    case CLASP_NODE_LESS_EQUAL:
    case CLASP_NODE_GREATER:
    case CLASP_NODE_GREATER_EQUAL:
    case CLASP_NODE_EQUAL:
    case CLASP_NODE_NOT_EQUAL:
      evaluate_binary (self, expression, node, result);
      break;
    }
}

/**
 * clasp_expression_evaluate:
 * @self: an expression
 * @scope: what the names stand for
 * @result: (out caller-allocates): the value; cleared by the caller
 * @why: (out) (optional) (transfer none): a static sentence when there is none
 *
 * Thread: any.
 *
 * Returns: %TRUE when there is a value
 */
gboolean
clasp_expression_evaluate (const ClaspExpression      *self,
                           const ClaspExpressionScope *scope,
                           ClaspValue                 *result,
                           const char                **why)
{
  ClaspEvaluation evaluation = { NULL, scope };

  *result = clasp_value_null ();
  evaluate_node (&evaluation, self, self->root, result);
  if (evaluation.why != NULL)
    clasp_value_clear (result);
  if (why != NULL)
    *why = evaluation.why;
  return evaluation.why == NULL;
}
