/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-set.h"

#include <math.h>

/* The arithmetic of rules. */

/* ---- conditions ---- */

/* Numbers compare as numbers, whatever their width; two integers exactly. */
static int
compare_numbers (const ClaspValue *a, const ClaspValue *b)
{
  double x = 0, y = 0;

  if (a->type == CLASP_VALUE_INT && b->type == CLASP_VALUE_INT)
    return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
  clasp_value_to_double (a, &x);
  clasp_value_to_double (b, &y);
  return (x > y) - (x < y);
}

static gboolean
is_nan (const ClaspValue *value)
{
  return value->type == CLASP_VALUE_DOUBLE && isnan (value->as.number);
}

static gboolean
order_holds (ClaspRuleOp op, int order)
{
  switch (op)
    {
    case CLASP_RULE_EQ:
      return order == 0;
    case CLASP_RULE_NE:
      return order != 0;
    case CLASP_RULE_GT:
      return order > 0;
    case CLASP_RULE_GTE:
      return order >= 0;
    case CLASP_RULE_LT:
      return order < 0;
    case CLASP_RULE_LTE:
      return order <= 0;
    }
  return FALSE;
}

/**
 * clasp_rule_condition_holds:
 * @self: a condition
 * @present: (nullable): the value of its parameter, %NULL when there is none
 *
 * Integers and floats are compared as numbers. Anything else can only be the same or another; a
 * parameter that is missing fulfils nothing, and NaN is only unlike.
 *
 * Thread: any.
 *
 * Returns: whether it holds
 */
gboolean
clasp_rule_condition_holds (const ClaspRuleCondition *self, const ClaspValue *present)
{
  gboolean is_equal;

  if (present == NULL)
    return FALSE;
  if (is_nan (present) || is_nan (&self->value))
    return self->op == CLASP_RULE_NE;
  if (clasp_value_is_number (present) && clasp_value_is_number (&self->value))
    return order_holds (self->op, compare_numbers (present, &self->value));

  is_equal = clasp_value_equal (present, &self->value);
  return (self->op == CLASP_RULE_EQ && is_equal) || (self->op == CLASP_RULE_NE && !is_equal);
}

/* ---- transforms ---- */

static double
round_to (double number, double decimals)
{
  double scale = pow (10, decimals);
  double scaled = number * scale;

  return isfinite (scaled) ? round (scaled) / scale : number;
}

/* Whole numbers stay integers where the transform cannot make a fraction of them. */
static ClaspValue
number_like (const ClaspValue *value, double number)
{
  if (value->type == CLASP_VALUE_INT && fabs (number) < 9e15 && number == floor (number))
    return clasp_value_int ((gint64) number);
  return clasp_value_double (number);
}

static ClaspValue
transform_number (const ClaspRuleTransform *self, const ClaspValue *value, double number)
{
  switch (self->kind)
    {
    case CLASP_RULE_SCALE:
      return clasp_value_double (number * self->a + self->b);
    case CLASP_RULE_CLAMP:
      return clasp_value_double (CLAMP (number, self->a, self->b));
    case CLASP_RULE_THRESHOLD:
      return clasp_value_copy (
        (self->is_strict ? number > self->a : number >= self->a) ? &self->above : &self->below);
    case CLASP_RULE_INVERT:
      return clasp_value_double (self->b - (number - self->a));
    case CLASP_RULE_ROUND:
      return number_like (value, round_to (number, self->a));
    case CLASP_RULE_ABS:
      return number_like (value, fabs (number));
    case CLASP_RULE_IDENTITY:
    case CLASP_RULE_MAP:
      break;
    }
  return clasp_value_copy (value);
}

/* The entry of the value's text; without one the value passes. */
static ClaspValue
transform_by_table (const ClaspRuleTransform *self, const ClaspValue *value)
{
  g_autofree char  *key = clasp_value_to_text (value);
  const ClaspValue *entry = clasp_value_lookup (&self->table, key);

  return clasp_value_copy (entry != NULL ? entry : value);
}

/**
 * clasp_rule_transform_apply:
 * @self: a transform
 * @value: what started the rule; borrowed
 *
 * Only numbers are changed, except by a table; everything else passes (operations.md 13).
 *
 * Thread: any.
 *
 * Returns: (transfer full): the value to write
 */
ClaspValue
clasp_rule_transform_apply (const ClaspRuleTransform *self, const ClaspValue *value)
{
  double number = 0;

  if (self->kind == CLASP_RULE_MAP)
    return transform_by_table (self, value);
  if (!clasp_value_is_number (value))
    return clasp_value_copy (value);
  clasp_value_to_double (value, &number);
  return transform_number (self, value, number);
}
