/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-template-private.h"

#include "core/clasp-value.h"

#include <math.h>

/* A template with what was captured filled in. */

typedef struct
{
  const ClaspTemplate *template;
  const ClaspCaptures  *captures;
  const char           *value_text;
  const ClaspVariables *variables; /* (nullable) */
} Scope;

static const ClaspValue *
find_variable (const Scope *scope, guint index)
{
  const char *address = scope->template->variables->pdata[index];

  if (scope->variables == NULL)
    return NULL;
  return scope->variables->get (clasp_str (address), scope->variables->user_data);
}

static gboolean
divide (gint64 a, gint64 b, gint64 *quotient, gint64 *remainder)
{
  if (b == 0 || (a == G_MININT64 && b == -1))
    return FALSE;

  *quotient = a / b;
  *remainder = a % b;
  if (*remainder != 0 && (*remainder < 0) != (b < 0))
    {
      *quotient -= 1;
      *remainder += b;
    }
  return TRUE;
}

static gboolean
combine (ClaspTemplateOpKind kind, gint64 a, gint64 b, gint64 *result)
{
  gint64 other;

  switch (kind)
    {
    case CLASP_TEMPLATE_OP_ADD:
      return !__builtin_add_overflow (a, b, result);
    case CLASP_TEMPLATE_OP_SUBTRACT:
      return !__builtin_sub_overflow (a, b, result);
    case CLASP_TEMPLATE_OP_MULTIPLY:
      return !__builtin_mul_overflow (a, b, result);
    case CLASP_TEMPLATE_OP_DIVIDE:
      return divide (a, b, result, &other);
    case CLASP_TEMPLATE_OP_MODULO:
      return divide (a, b, &other, result);
    case CLASP_TEMPLATE_OP_NUMBER:
    case CLASP_TEMPLATE_OP_CAPTURE:
    case CLASP_TEMPLATE_OP_VARIABLE:
    case CLASP_TEMPLATE_OP_VALUE:
    case CLASP_TEMPLATE_OP_NEGATE:
      break;
    }

  return FALSE;
}

static gboolean
load (const ClaspTemplateOp *op, const Scope *scope, gint64 *number)
{
  const ClaspCapture *capture;
  const ClaspValue   *variable;
  ClaspValue          text;
  gboolean            is_number;

  if (op->kind == CLASP_TEMPLATE_OP_NUMBER)
    {
      *number = op->operand;
      return TRUE;
    }
  if (op->kind == CLASP_TEMPLATE_OP_CAPTURE)
    {
      capture = &scope->captures->captures[op->operand];
      *number = capture->number;
      return capture->is_number;
    }
  if (op->kind == CLASP_TEMPLATE_OP_VARIABLE)
    {
      variable = find_variable (scope, (guint) op->operand);
      return variable != NULL && clasp_value_to_int (variable, number);
    }

  text = clasp_value_string (clasp_str (scope->value_text));
  is_number = clasp_value_to_int (&text, number);
  clasp_value_clear (&text);
  return is_number;
}

static gboolean
calculate (const Scope *scope, const ClaspTemplatePart *part, gint64 *result)
{
  const ClaspTemplate *self = scope->template;
  gint64               stack[CLASP_TEMPLATE_MAX_OPS];
  guint                n = 0;

  for (guint i = 0; i < part->n_ops; i++)
    {
      const ClaspTemplateOp *op = &g_array_index (self->ops, ClaspTemplateOp, part->first_op + i);

      if (op->kind <= CLASP_TEMPLATE_OP_VALUE)
        {
          if (!load (op, scope, &stack[n++]))
            return FALSE;
        }
      else if (op->kind == CLASP_TEMPLATE_OP_NEGATE)
        {
          if (__builtin_sub_overflow (0, stack[n - 1], &stack[n - 1]))
            return FALSE;
        }
      else
        {
          n--;
          if (!combine (op->kind, stack[n - 1], stack[n], &stack[n - 1]))
            return FALSE;
        }
    }

  *result = stack[0];
  return TRUE;
}

/* Not g_utf8_strup (), which asks the locale: a Turkish one has other letters. */
static void
append_cased (GString *output, ClaspStr text, ClaspTemplateCase letter_case)
{
  if (letter_case == CLASP_TEMPLATE_CASE_AS_IS)
    {
      g_string_append_len (output, text.data, (gssize) text.length);
      return;
    }
  for (const char *p = text.data; p < text.data + text.length; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char_validated (p, (gssize) (text.data + text.length - p));

      if (letter >= (gunichar) -2) /* not UTF-8: the rest as it is */
        {
          g_string_append_len (output, p, text.data + text.length - p);
          return;
        }
      g_string_append_unichar (output, letter_case == CLASP_TEMPLATE_CASE_UPPER
                                         ? g_unichar_toupper (letter)
                                         : g_unichar_tolower (letter));
    }
}

static gboolean
append_variable (const Scope *scope, const ClaspTemplatePart *part, GString *output)
{
  const ClaspValue *value = find_variable (scope, part->capture);
  g_autofree char  *text = NULL;

  if (value == NULL || value->type == CLASP_VALUE_NULL)
    return FALSE;
  text = clasp_value_to_text (value);
  append_cased (output, clasp_str (text), part->letter_case);
  return TRUE;
}

static gboolean
expand_part (const Scope *scope, const ClaspTemplatePart *part, GString *output)
{
  ClaspStr text;
  gint64   number;

  switch (part->kind)
    {
    case CLASP_TEMPLATE_PART_LITERAL:
      g_string_append (output, part->literal);
      return TRUE;
    case CLASP_TEMPLATE_PART_CAPTURE:
      text = scope->captures->captures[part->capture].text;
      if (part->may_vanish && text.length == 0)
        g_string_truncate (output, output->len - 1);
      append_cased (output, text, part->letter_case);
      return TRUE;
    case CLASP_TEMPLATE_PART_VALUE:
      append_cased (output, clasp_str (scope->value_text), part->letter_case);
      return TRUE;
    case CLASP_TEMPLATE_PART_VARIABLE:
      return append_variable (scope, part, output);
    case CLASP_TEMPLATE_PART_NUMBER:
      if (!calculate (scope, part, &number))
        return FALSE;
      g_string_append_printf (output, "%0*" G_GINT64_FORMAT, part->width, number);
      return TRUE;
    }

  return FALSE;
}

/**
 * clasp_template_expand:
 * @self: a template
 * @captures: what its pattern captured
 * @value_text: what `{value}` stands for; %NULL = nothing
 * @output: where the text is appended
 *
 * A capture of several segments that is empty takes the slash before it along, so that no empty
 * segment comes out. Whether the result is a valid address is for the caller to say.
 *
 * Thread: any.
 *
 * Returns: %FALSE, and nothing appended, when arithmetic fails: division by zero, overflow, or a
 *   text where a number is needed; and when it names a variable
 */
gboolean
clasp_template_expand (const ClaspTemplate *self,
                       const ClaspCaptures *captures,
                       const char          *value_text,
                       GString             *output)
{
  return clasp_template_expand_in (self, captures, value_text, NULL, output);
}

gboolean
clasp_template_expand_in (const ClaspTemplate  *self,
                          const ClaspCaptures  *captures,
                          const char           *value_text,
                          const ClaspVariables *variables,
                          GString              *output)
{
  const Scope scope = { self, captures, value_text, variables };
  gsize       before = output->len;

  for (guint i = 0; i < self->parts->len; i++)
    if (!expand_part (&scope, &g_array_index (self->parts, ClaspTemplatePart, i), output))
      {
        g_string_truncate (output, before);
        return FALSE;
      }

  return TRUE;
}
